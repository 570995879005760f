//! Board support for the machines that QEMU models.
//!
//! `start` brings the processor up; `chip` knows registers; `world` is what Python sees of both. What differs from
//! board to board stands in the `boards` of a port and is chosen by the build script. Firmware is a program that hands
//! its modules to [`run`].
#![no_std]
#![deny(unsafe_code)]

mod board;
#[allow(unsafe_code)]
pub mod chip;
mod input;
mod panic;
mod prompt;
#[allow(unsafe_code)]
mod start;
mod world;

use micropyrite::core::Vm;
use micropyrite::core::native::ModuleDef;
pub use start::entry;

/// The whole work of a firmware, which its [`entry`] calls: a prompt with these modules, and what is done first after each
/// reset.
#[inline]
pub fn run(modules: &'static [&'static ModuleDef], begin: impl Fn(&mut Vm)) -> ! {
    start::begin();
    prompt::serve_forever(modules, begin)
}
