//! The smallest useful Python: one serial line and a prompt, no files.
//!
//! It is built at the level minimum.
//! On a chip it is the qemu port's board support around a core that leaves out what can be left out; built for a host
//! it runs in the terminal, with as much memory as a small chip has.
#![cfg_attr(target_os = "none", no_std, no_main)]
#![deny(unsafe_code)]

#[cfg(not(target_os = "none"))]
mod terminal;

/// The whole program on a chip.
#[cfg(target_os = "none")]
#[micropyrite_qemu::entry]
fn main() -> ! {
    micropyrite_qemu::run(micropyrite::core::builtins::CORE_MODULES, None, |_| ())
}

/// The whole program on a host.
#[cfg(not(target_os = "none"))]
fn main() {
    std::process::exit(terminal::run())
}
