//! The modules of a full build, as one list.
//!
//! A build that wants fewer or more gives the builder a list of its own.
use micropyrite_core::builtins::CORE_MODULES;
use micropyrite_core::config::EXTRA;
use micropyrite_core::native::ModuleDef;
use micropyrite_machine::MACHINE;
use micropyrite_modules::STANDARD as ALL;
use micropyrite_modules::os::OS;
/// What a port does with file systems when it starts.
pub use micropyrite_modules::vfs::mount_image;

/// The library of this level: at the minimum there is `os` alone.
const LIBRARY: &[&ModuleDef] = if EXTRA { ALL } else { &[&OS] };

/// Core and library.
pub static STANDARD: &[&ModuleDef] = &joined::<{ CORE_MODULES.len() + LIBRARY.len() }>(CORE_MODULES, LIBRARY);

/// What needs a machine.
const HARDWARE: &[&ModuleDef] = if EXTRA { &[&MACHINE] } else { &[] };

/// The same and `machine`: for programs on an operating system that grant the hardware.
pub static HOSTED: &[&ModuleDef] = &joined::<{ STANDARD.len() + HARDWARE.len() }>(STANDARD, HARDWARE);

/// Two lists, one behind the other: for a port that has modules of its own.
pub const fn joined<const N: usize>(
    first: &'static [&'static ModuleDef],
    second: &'static [&'static ModuleDef],
) -> [&'static ModuleDef; N] {
    let mut all = [first[0]; N];
    let mut i = 0;
    while i < N {
        all[i] = if i < first.len() { first[i] } else { second[i - first.len()] };
        i += 1;
    }
    all
}
