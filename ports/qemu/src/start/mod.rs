//! From reset to Python: vectors, faults, and the memory that Python gets.
//!
//! # Safety argument
//!
//! S1. The start-up crates set up stack and static variables before they call `main`, by the memory map that the build
//! script makes of the board's file; that map is the one claim about the board.
//! S2. Python's memory is a part of the RAM that the linker gives to nothing else.
//! S3. An interpreter ends before the memory is lent again: `each_boot` calls its boots one after the other, and what a
//! boot makes is dropped inside of it. Nothing in this crate keeps an interpreter or its memory elsewhere.
//! S4. Handlers that interrupt touch atomics and registers of their own device only.
//! S5. The piece of memory for an image is apart from all that the linker and Python have; it is filled before the
//! processor starts, and nothing writes it from then on.

#[cfg(target_arch = "arm")]
mod cortex_m;
#[cfg(target_arch = "riscv32")]
mod riscv;

#[cfg(target_arch = "arm")]
pub use cortex_m::{begin, entry};
#[cfg(target_arch = "riscv32")]
pub use riscv::{begin, entry};

use crate::board;

/// The piece of memory for an image, if the board has one.
pub fn image() -> Option<&'static [u8]> {
    let (origin, bytes) = board::IMAGE?;
    let start = core::ptr::with_exposed_provenance::<u8>(origin);
    // SAFETY: S5; any bytes are valid.
    Some(unsafe { core::slice::from_raw_parts(start, bytes) })
}

/// Bytes of native stack below the caller.
#[inline(never)]
pub fn stack_left() -> usize {
    let here = 0u8;
    core::hint::black_box(&raw const here).addr().saturating_sub(board::STACK_ORIGIN)
}

/// Lends Python's memory to one boot after the other.
pub fn each_boot(mut boot: impl FnMut(&'static mut [u8])) -> ! {
    loop {
        let start = core::ptr::with_exposed_provenance_mut::<u8>(board::PYTHON_ORIGIN);
        // SAFETY: S2 and S3; it is RAM, for which any bytes are valid.
        boot(unsafe { core::slice::from_raw_parts_mut(start, board::MEMORY_BYTES) });
    }
}
