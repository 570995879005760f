//! Bytes that make programs, which run in several heaps.
//!
//! The body is `micropyrite_fuzz::run::program`. Interpreters take memory for ever, and a fuzzer makes thousands of
//! them, so the same memory is given out again once the one before has ended.
#![no_main]

use std::cell::RefCell;
use std::ptr;

use micropyrite_fuzz::run;

thread_local! {
    /// Where the one block of memory lies; it is never freed.
    static BLOCK: RefCell<*mut [u8]> = RefCell::new(ptr::from_mut(Box::leak(vec![0; run::LARGE].into_boxed_slice())));
}

/// The first `bytes` of the block.
fn memory(bytes: usize) -> &'static mut [u8] {
    let block = BLOCK.with(|block| *block.borrow());
    // SAFETY: the block lasts for ever. The body asks for memory only when the interpreter that had it before is gone,
    // and nothing else does on this thread.
    let block = unsafe { &mut *block };
    &mut block[..bytes]
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    run::program(bytes, true, &mut memory);
});
