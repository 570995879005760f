//! Python's face of hardware, over the traits of `hal`.
//!
//! A file is a part of the module `machine`. Which parts a build has is its own list: [`MACHINE`] is what a program on
//! an operating system shows; a port puts rows of its own together, and links nothing else.
#![no_std]
#![forbid(unsafe_code)]

pub mod memory;
pub mod pin;
pub mod power;
pub mod pulse;
pub mod signal;

use memory::{MEM8, MEM16, MEM32};
use micropyrite_core::{Obj, module};
use pin::PIN_BASE;
use power::{idle, soft_reset};
use pulse::time_pulse_us;
use signal::SIGNAL;

module! {
    /// `machine` of a program on an operating system.
    pub static MACHINE: machine, extensible {
        mem8 = obj Obj::rom(&MEM8);
        mem16 = obj Obj::rom(&MEM16);
        mem32 = obj Obj::rom(&MEM32);
        soft_reset = fn soft_reset;
        idle = fn idle;
        time_pulse_us = fn time_pulse_us;
        PinBase = ty PIN_BASE;
        Signal = ty SIGNAL;
    }
}
