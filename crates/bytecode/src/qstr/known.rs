//! Names that the code refers to, by section; sorted, each in one section only.
//!
//! A section links only with its crate. Add a name with `cargo xtask qstr add SECTION NAME`; names that are
//! in the frozen list stay out of here.

/// Names of the core.
pub const CORE: &[&str] = &["__add__", "__init_"];

/// Names of the library modules.
pub const MODULES: &[&str] = &["acos", "sqrt"];
