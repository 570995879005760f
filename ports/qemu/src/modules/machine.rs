//! `machine`: the emulator itself.

use micropyrite::core::{Vm, module};
use micropyrite_qemu::chip;

/// Ends the emulator, as upstream's port does: there is nobody to start it again.
fn reset(_: &mut Vm) {
    chip::exit(0)
}

/// An emulator has nothing to save.
fn idle(_: &mut Vm) {}

module! {
    /// `machine`
    pub static MACHINE: machine {
        idle = fn idle;
        reset = fn reset;
    }
}
