//! `Input`: bytes that the serial line has brought and nobody has read yet.
//!
//! One end is filled by the interrupt handler, the other emptied by the program; plain loads and stores suffice, since
//! each index has one writer.

use core::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// Twice the window of a raw paste: what may be under way unread.
const LEN: usize = 256;

/// A queue between an interrupt handler and a program.
pub struct Input {
    bytes: [AtomicU8; LEN],
    /// Bytes ever put in, and taken out.
    put: AtomicUsize,
    taken: AtomicUsize,
}

impl Input {
    /// Nothing has come yet.
    pub const fn new() -> Input {
        Input {
            bytes: [const { AtomicU8::new(0) }; LEN],
            put: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
        }
    }

    /// Nothing is there to be read.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// No further byte has room.
    pub fn is_full(&self) -> bool {
        self.len() >= LEN
    }

    fn len(&self) -> usize {
        self.put.load(Ordering::Acquire).wrapping_sub(self.taken.load(Ordering::Acquire))
    }

    /// Puts a byte in, unless it is full. For the interrupt handler.
    pub fn put(&self, byte: u8) {
        let put = self.put.load(Ordering::Relaxed);
        if !self.is_full()
            && let Some(place) = self.bytes.get(put % LEN)
        {
            place.store(byte, Ordering::Relaxed);
            self.put.store(put.wrapping_add(1), Ordering::Release);
        }
    }

    /// Takes the oldest byte. For the program.
    pub fn take(&self) -> Option<u8> {
        if self.is_empty() {
            return None;
        }
        let taken = self.taken.load(Ordering::Relaxed);
        let byte = self.bytes.get(taken % LEN)?.load(Ordering::Relaxed);
        self.taken.store(taken.wrapping_add(1), Ordering::Release);
        Some(byte)
    }

    /// Takes everything up to the last `byte`, if there is one. For the program.
    pub fn take_through(&self, byte: u8) -> bool {
        let mut at = self.put.load(Ordering::Acquire);
        let taken = self.taken.load(Ordering::Relaxed);
        while at != taken {
            let before = at.wrapping_sub(1);
            if self.bytes.get(before % LEN).is_some_and(|place| place.load(Ordering::Relaxed) == byte) {
                self.taken.store(at, Ordering::Release);
                return true;
            }
            at = before;
        }
        false
    }
}
