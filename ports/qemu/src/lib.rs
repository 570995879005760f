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
#[cfg(feature = "level-extra")]
mod entropy;
#[cfg(feature = "level-extra")]
mod files;
mod input;
#[cfg(feature = "level-extra")]
mod machine;
mod panic;
mod prompt;
#[allow(unsafe_code)]
mod start;
mod world;

use micropyrite::core::Vm;
use micropyrite::core::native::ModuleDef;
use micropyrite::hal::machine::Machine;
pub use start::entry;
pub use world::{WORLD, World};

/// The whole work of a firmware, which its [`entry`] calls: a prompt with these modules, with the board if that is
/// granted, and with what is done first after each reset.
#[inline]
pub fn run(
    modules: &'static [&'static ModuleDef],
    machine: Option<&'static dyn Machine>,
    begin: impl Fn(&mut Vm),
) -> ! {
    start::begin();
    prompt::serve_forever(modules, machine, begin)
}
