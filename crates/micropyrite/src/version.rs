//! Which version this is, and of what it speaks the language.

/// Version of MicroPyrite.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Version of MicroPython whose behaviour this is.
pub const MICROPYTHON: &str = "v1.29.0-preview";

/// Day of the release: the day of the build would make every build a different one.
pub const DATE: &str = "2026-11-21";

/// Name, version and date, as MicroPython's tools look for them.
pub const NAME_AND_VERSION: &str = "MicroPython v1.29.0-preview on 2026-11-21";
