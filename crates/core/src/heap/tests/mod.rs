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

/// Numbers that a seed decides (xorshift), so that every run is the same.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Random {
        Random(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

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
