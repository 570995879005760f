//! `machine`: what upstream's port shows of it.

use micropyrite::core::{Obj, module};
use micropyrite_machine::memory::{MEM8, MEM16, MEM32};
use micropyrite_machine::pin::PIN_BASE;
use micropyrite_machine::power::{idle, reset, reset_cause, soft_reset};
use micropyrite_machine::signal::SIGNAL;

module! {
    /// `machine`
    pub static MACHINE: machine, extensible {
        mem8 = obj Obj::rom(&MEM8);
        mem16 = obj Obj::rom(&MEM16);
        mem32 = obj Obj::rom(&MEM32);
        soft_reset = fn soft_reset;
        reset = fn reset;
        reset_cause = fn reset_cause;
        idle = fn idle;
        PinBase = ty PIN_BASE;
        Signal = ty SIGNAL;
    }
}
