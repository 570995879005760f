//! Bytes that are a compiled file, which runs where it is accepted.
//!
//! `cargo xtask fuzz mpy` starts it with compiled programs. The body is `micropyrite_fuzz::mpy::load`.
#![no_main]

use std::cell::RefCell;
use std::ptr;

use micropyrite_fuzz::mpy::{self, MEMORY};

thread_local! {
    /// Where the one block of memory lies; it is never freed.
    static BLOCK: RefCell<*mut [u8]> = RefCell::new(ptr::from_mut(Box::leak(vec![0; MEMORY].into_boxed_slice())));
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let block = BLOCK.with(|block| *block.borrow());
    // SAFETY: the block lasts for ever, and the interpreter that had it before is gone.
    mpy::load(bytes, unsafe { &mut *block });
});
