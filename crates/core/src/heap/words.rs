//! A list of words that the collector does not follow.
//!
//! A plain block: what the words point at is not kept alive by it. Whoever has such a list takes out what is not
//! reached before the sweep. Between collections the list grows with the garbage, so in a heap that cannot grow it
//! asks for a collection before it takes a large part of the memory.
use core::ptr::NonNull;

use super::{Contents, GRANULE, Heap};
use crate::{Res, Vm, config};

/// What a list gathers between collections is at most one part in so many of a heap that cannot grow.
const PART: usize = 32;

/// Whether it is time for that is asked whenever so many were added.
const ASK: usize = 64;

/// Words in a plain block.
pub(super) struct Words {
    start: Option<NonNull<usize>>,
    len: usize,
    cap: usize,
    /// Words added since the last collection.
    added: usize,
    /// Words that the last collection left for good.
    settled: usize,
    /// When so many were added, it is asked whether a collection is due.
    limit: usize,
}

impl Words {
    /// No words.
    pub const NONE: Words = Words { start: None, len: 0, cap: 0, added: 0, settled: 0, limit: 0 };

    /// Notes that a collection has left `settled` words that are no garbage.
    pub fn settle(&mut self, settled: usize) {
        self.added = 0;
        self.settled = settled;
        self.limit = 0;
    }

    /// Address of the block, which must be marked; 0: there is none.
    pub fn block(&self) -> usize {
        self.start.map_or(0, |w| w.as_ptr() as usize)
    }

    pub fn len(&self) -> usize {
        self.len
    }

    /// Word `i`; 0 behind the end.
    pub fn get(&self, i: usize) -> usize {
        match self.start {
            // SAFETY: I5: `i < len <= cap` words lie in the block.
            Some(start) if i < self.len => unsafe { *start.as_ptr().add(i) },
            _ => 0,
        }
    }

    pub fn set(&mut self, i: usize, word: usize) {
        if let Some(start) = self.start
            && i < self.len
        {
            // SAFETY: I5.
            unsafe { *start.as_ptr().add(i) = word }
        }
    }

    /// Addresses from word `from` on, at most up to `to`, which can be read.
    pub fn span(&self, from: usize, to: usize) -> (usize, usize) {
        let at = |i: usize| self.block() + i.min(self.len) * size_of::<usize>();
        (at(from), at(to))
    }

    fn is_full(&self) -> bool {
        self.len == self.cap
    }

    /// Makes the list shorter.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }
}

impl Vm {
    /// Adds a word to a list of the heap.
    ///
    /// # Raises
    /// `MemoryError`.
    #[inline]
    pub(super) fn push_word(&mut self, list: fn(&mut Heap) -> &mut Words, word: usize) -> Res<()> {
        let words = list(&mut self.heap);
        if config::COMPACT || words.is_full() || words.added >= words.limit {
            self.make_room(list)?;
        }
        let words = list(&mut self.heap);
        words.len += 1;
        words.added += 1;
        words.set(words.len - 1, word);
        Ok(())
    }

    /// Makes room for another word in a list of the heap, and collects if too many were added.
    #[cold]
    #[inline(never)]
    fn make_room(&mut self, list: fn(&mut Heap) -> &mut Words) -> Res<()> {
        let part = self.heap.n_granules() * GRANULE / PART / size_of::<usize>();
        let words = list(&mut self.heap);
        if words.added >= part.max(words.settled) && self.heap.is_bounded() {
            self.collect_quietly();
        }
        if !config::COMPACT {
            let words = list(&mut self.heap);
            words.limit = words.added + ASK;
        }
        while list(&mut self.heap).is_full() {
            let cap = (list(&mut self.heap).cap * 2).max(4);
            let block = self.alloc_block(cap * size_of::<usize>(), Contents::Plain)?.cast::<usize>();
            let words = list(&mut self.heap);
            if words.cap >= cap {
                // The allocation has collected, and what ran then has made the list longer.
                self.heap.free(block.cast());
                continue;
            }
            let old = words.start.replace(block);
            words.cap = cap;
            if let Some(old) = old {
                // SAFETY: I5: `len` words in the old block, `cap > len` in the new one, which nobody else has.
                unsafe { core::ptr::copy_nonoverlapping(old.as_ptr(), block.as_ptr(), words.len) };
                self.heap.free(old.cast());
            }
        }
        Ok(())
    }
}
