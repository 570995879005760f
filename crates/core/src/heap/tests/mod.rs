//! The heap against a model: random operations, on all of which both agree.
//!
//! `blocks` drives a heap alone, with roots that the test lists, so that what a collection frees is exactly known;
//! `ends` drives the heap of a `Vm`, for finalisers and weak references.

extern crate std;

use core::ptr::NonNull;
use std::boxed::Box;
use std::vec;

mod blocks;
mod ends;

/// Memory that lasts as long as the process, full of what was there before.
fn memory(bytes: usize) -> &'static mut [u8] {
    Box::leak(vec![0xA5; bytes].into_boxed_slice())
}

/// Word `i` of the block at an address.
fn word(at: usize, i: usize) -> *mut usize {
    core::ptr::with_exposed_provenance_mut::<usize>(at).wrapping_add(i)
}

/// The address as the heap takes it.
fn pointer(at: usize) -> NonNull<u8> {
    NonNull::new(core::ptr::with_exposed_provenance_mut(at)).unwrap()
}
