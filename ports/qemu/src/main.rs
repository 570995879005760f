//! Firmware for the boards that QEMU models.
//!
//! `start` brings the processor up and calls `run`; `chip` knows registers; `world` is what Python sees of both.
//! What differs from board to board stands in `boards` and is chosen by the build script.
#![no_std]
#![no_main]
#![deny(unsafe_code)]

mod board;
#[allow(unsafe_code)]
mod chip;
mod entropy;
mod files;
mod input;
mod machine;
mod modules;
mod panic;
mod prompt;
#[allow(unsafe_code)]
mod start;
mod world;

/// The whole program; `start` calls it.
fn run() -> ! {
    prompt::serve_forever(modules::ALL, Some(&world::WORLD))
}
