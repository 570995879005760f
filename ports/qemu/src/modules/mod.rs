//! Modules that only these boards have.

mod machine;

use micropyrite::core::native::ModuleDef;
use micropyrite::modules::{STANDARD, joined};

/// Modules of the port.
static OWN: &[&ModuleDef] = &[&machine::MACHINE];

/// Every module of the firmware.
pub static ALL: &[&ModuleDef] = &joined::<{ STANDARD.len() + OWN.len() }>(STANDARD, OWN);
