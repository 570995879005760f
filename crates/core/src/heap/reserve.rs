//! Memory kept for exceptions: for when the heap is locked or full.
//!
//! The reserve is an ordinary block that nobody uses. An exception that finds no other memory is carved from its end
//! as blocks of their own, so nothing is ever overwritten; the next collection that finds the heap open fills it up
//! again.
use core::ptr::NonNull;

use super::{Contents, GRANULE, Heap};
use crate::{Res, Vm, watch};

/// An exception, a few arguments and a traceback fit here.
const ROOM: usize = 16 * GRANULE;

/// What is kept for exceptions.
#[repr(C)]
pub struct Reserve {
    block: Option<NonNull<u8>>,
    /// Bytes left.
    left: usize,
    /// Bytes wanted.
    wanted: usize,
}

impl Reserve {
    /// Nothing is kept.
    pub const NONE: Reserve = Reserve { block: None, left: 0, wanted: 0 };
}

impl Heap {
    /// Makes the last `bytes` of a plain block a scanned block of their own.
    fn carve_end(&mut self, block: NonNull<u8>, len: usize, bytes: usize) -> Option<NonNull<u8>> {
        let (area, granule) = self.locate(block.as_ptr() as usize)?;
        let at = granule + (len - bytes) / GRANULE;
        self.areas[area].start_block(at);
        self.blacken(area, at);
        // SAFETY: I1: inside the block, which has `len` bytes.
        NonNull::new(unsafe { block.as_ptr().add(len - bytes) })
    }
}

impl Vm {
    /// Keeps `bytes` for exceptions; 0 gives them back.
    ///
    /// # Raises
    /// `MemoryError`.
    pub fn set_reserve(&mut self, bytes: usize) -> Res<()> {
        self.roots.reserve = Reserve::NONE;
        // Blocks are whole granules, so the same exceptions want more than upstream's buffer.
        let bytes = match bytes.checked_mul(4).and_then(super::round) {
            Some(bytes) => bytes,
            None => return Err(self.raise_memory(bytes)),
        };
        if bytes > 0 {
            let block = self.alloc_block(bytes, Contents::Plain)?;
            self.roots.reserve = Reserve { block: Some(block), left: bytes, wanted: bytes };
        }
        Ok(())
    }

    /// Takes a block for an exception of what is there. Nothing collects now; where memory ends, the next poll does, for
    /// code that makes nothing but exceptions.
    pub(super) fn take_while_raising(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        if let Some(block) = self.heap.take(bytes) {
            return Some(block);
        }
        if self.heap.prefers_growth(bytes)
            && let Some(block) = self.heap.grow_and_take(bytes)
        {
            return Some(block);
        }
        self.heap.collection_due = true;
        self.pending.call_attention();
        self.heap.take_for_exception(bytes).or_else(|| self.heap.grow_and_take(bytes))
    }

    /// Collects, or grows the heap, if an exception would find no memory; asked before its parts are made.
    pub(crate) fn make_room_for_exception(&mut self) {
        if self.heap.lock_depth > 0 || !self.heap.enabled || self.raising {
            return;
        }
        if self.heap.has_room(ROOM) || (self.heap.prefers_growth(ROOM) && self.heap.grow(ROOM)) {
            return;
        }
        self.collect_quietly();
    }

    /// Collects, if an exception has found too little memory since.
    pub(crate) fn collect_if_due(&mut self) {
        if core::mem::take(&mut self.heap.collection_due) && self.heap.enabled && self.heap.lock_depth == 0 {
            self.collect_quietly();
        }
    }

    /// Takes a block for an exception, while one is being made.
    pub(crate) fn take_reserve(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        let reserve = &self.roots.reserve;
        let (block, left) = (reserve.block?, reserve.left);
        // The first granule stays the reserve's own.
        // Nor may one exception take it all: many arguments are left out.
        if !self.raising || left < bytes + GRANULE || bytes > reserve.wanted / 4 {
            return None;
        }
        let taken = self.heap.carve_end(block, left, bytes)?;
        self.roots.reserve.left = left - bytes;
        Some(taken)
    }

    /// Fills the reserve up again, where there is memory. From the far end: a search for a run of that length would
    /// pass the shorter ones over for good.
    pub(super) fn refill_reserve(&mut self) {
        let wanted = self.roots.reserve.wanted;
        if self.roots.reserve.left < wanted
            && self.heap.lock_depth == 0
            && let Some(block) = self.heap.take_large(wanted)
        {
            self.heap.set_plain_anywhere(block);
            watch::allocated(&self.heap, block, wanted, Contents::Plain);
            self.roots.reserve = Reserve { block: Some(block), left: wanted, wanted };
        }
    }
}
