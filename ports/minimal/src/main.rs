//! The smallest useful Python: one serial line and a prompt, no files.
//!
//! It is built at the level minimum.
//! On a chip it is the qemu port's board support around a core that leaves out what can be left out; built for a host
//! it runs in the terminal, with as much memory as a small chip has.
#![cfg_attr(target_os = "none", no_std, no_main)]
#![deny(unsafe_code)]

#[cfg(target_os = "none")]
#[path = "../../qemu/src/board.rs"]
mod board;
#[cfg(target_os = "none")]
#[allow(unsafe_code)]
#[allow(dead_code, reason = "its Python code reaches no hardware and asks for no seed")]
#[path = "../../qemu/src/chip/mod.rs"]
mod chip;
#[cfg(target_os = "none")]
#[path = "../../qemu/src/input.rs"]
mod input;
#[cfg(target_os = "none")]
#[path = "../../qemu/src/panic.rs"]
mod panic;
#[cfg(target_os = "none")]
#[path = "../../qemu/src/prompt.rs"]
mod prompt;
#[cfg(target_os = "none")]
#[allow(unsafe_code)]
#[path = "../../qemu/src/start/mod.rs"]
mod start;
#[cfg(not(target_os = "none"))]
mod terminal;
#[cfg(target_os = "none")]
#[path = "../../qemu/src/world.rs"]
mod world;

// Nothing here asks for these.
#[cfg(target_os = "none")]
impl micropyrite_hal::system::Entropy for world::World {}
#[cfg(target_os = "none")]
impl micropyrite_hal::system::Files for world::World {}

/// The whole program on a chip; `start` calls it.
#[cfg(target_os = "none")]
fn run() -> ! {
    prompt::serve_forever(micropyrite::core::builtins::CORE_MODULES, None)
}

/// The whole program on a host.
#[cfg(not(target_os = "none"))]
fn main() {
    std::process::exit(terminal::run())
}
