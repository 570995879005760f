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
mod input;
mod modules;
mod panic;
#[allow(unsafe_code)]
mod start;
mod world;

use micropyrite::core::state::Identity;
use micropyrite::version::NAME_AND_VERSION;
use micropyrite::{Builder, Topics};
use micropyrite_repl::{Console, HistoryBuffer, Repl, Settings, serve};

use world::WORLD;

/// What of the native stack is kept for interrupts and for natives that call nothing: folding a constant takes six
/// kilobytes.
const STACK_MARGIN: usize = 8 * 1024;
/// Lines that the prompt recalls, and their bytes.
const HISTORY_LINES: usize = 8;
const HISTORY_BYTES: usize = 256;

const IDENTITY: Identity = Identity {
    platform: "qemu",
    machine: board::MACHINE,
    build: board::NAME,
    version: NAME_AND_VERSION,
    arch: 0,
    stack_limit: board::STACK_BYTES,
};

/// Serves the prompt, from soft reset to soft reset.
fn run() -> ! {
    let mut history = [0; HISTORY_BYTES];
    let history = HistoryBuffer::new(&mut history, HISTORY_LINES);
    let mut banner = [0; 96];
    let banner = board::banner(&mut banner);
    let mut repl = Repl::new(history, Settings::new(banner));
    let mut console = Console::board(&WORLD);
    start::each_boot(|memory| {
        let heap_bytes = board::HEAP_BYTES.unwrap_or(memory.len());
        let topics = Topics::parse(board::TOPICS.as_bytes()).unwrap_or_else(|refused| panic!("{refused}"));
        let builder = Builder::new(memory, &WORLD)
            .frame_bytes(board::FRAME_BYTES)
            .heap_bytes(heap_bytes)
            .native_limit(board::STACK_BYTES - STACK_MARGIN)
            .identity(IDENTITY)
            .modules(modules::ALL)
            .trace(topics);
        match builder.build() {
            Ok(mut vm) => vm.scope(|vm| serve(vm, &mut repl, &mut console)),
            Err(error) => panic!("{error}"),
        }
    })
}
