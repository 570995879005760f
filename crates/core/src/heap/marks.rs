//! An area as the collector sees it: which blocks are white, open or done.
//!
//! A block that was reached has its mark. One with references is *open* until it was scanned. A collection in one go
//! keeps what is open on its stack. Where marking goes in steps a fourth bitmap says what is *done*, so that whoever
//! is about to write a block can tell whether it was scanned, and what found no room on the stack can be found again.
use super::area::{Area, W, at, clear_words, set};
use super::zone::Places;
use crate::config;

/// Number of the bitmap that says what was scanned.
const DONE: usize = 3;

impl Area {
    /// Marks the block that starts at `granule`.
    #[inline]
    pub fn set_mark(&mut self, granule: usize) {
        debug_assert!(granule < self.n_granules);
        // SAFETY: I1: granules come from `Heap::locate`, or from a walk below `n_granules`.
        unsafe { set(self.mark, granule) }
    }

    /// The bitmap of what was scanned, where there is one.
    #[inline(always)]
    pub fn done(&self) -> *mut usize {
        if config::INCREMENTAL { self.map(DONE) } else { core::ptr::null_mut() }
    }

    /// What of a word of the bitmaps are blocks that were reached and are to be scanned.
    #[inline]
    fn open_in(&self, i: usize) -> usize {
        let open = self.word(self.block, i) & self.word(self.mark, i) & !self.word(self.plain, i);
        if config::INCREMENTAL { open & !self.word(self.map(DONE), i) } else { open }
    }

    /// Whether a block starts at `granule` that was reached and is to be scanned.
    #[inline]
    pub fn is_open(&self, granule: usize) -> bool {
        granule < self.n_granules && self.open_in(granule / W) >> (granule % W) & 1 != 0
    }

    /// The first such block at or behind `from`. Where nothing says what is done: the first that may be one.
    pub fn next_open(&self, from: usize) -> Option<usize> {
        let mut mask = !0 << (from % W);
        for i in from / W..self.words() {
            let open = self.open_in(i) & mask;
            if open != 0 {
                return Some(i * W + open.trailing_zeros() as usize);
            }
            mask = !0;
        }
        None
    }

    /// Notes that the block at `granule` was scanned.
    #[inline(always)]
    pub fn set_done(&mut self, granule: usize) {
        if config::INCREMENTAL {
            // SAFETY: as `set_mark`; the bitmap is there where marking goes in steps.
            unsafe { set(self.map(DONE), granule) }
        }
    }

    /// Nothing was scanned.
    pub fn clear_done(&mut self) {
        if config::INCREMENTAL {
            // SAFETY: I1: so many words are in use of each bitmap.
            unsafe { clear_words(self.map(DONE), 0, self.words()) }
        }
    }

    /// Turns white blocks into free runs and black ones white. Answers how many blocks were freed and, where code need not
    /// be small, how many granules are in use now.
    pub fn sweep(&mut self) -> (usize, usize) {
        let (mut freed, mut used) = (0, 0);
        let mut inside = false;
        let mut places = Places::new(self.words());
        for i in 0..self.words() {
            if !config::COMPACT && i == places.next {
                places.note(used);
            }
            let (block, mark) = (self.word(self.block, i), self.word(self.mark, i));
            let (blocks, frees) = (block & mark, block ^ mark);
            freed += (block & !mark).count_ones() as usize;
            // SAFETY: I1: `i < words()`.
            unsafe {
                *at(self.block, i) = blocks;
                *at(self.mark, i) = frees;
                *at(self.plain, i) &= blocks;
            }
            if !config::COMPACT {
                let filled = fill(blocks, frees, inside);
                used += filled.count_ones() as usize;
                inside = filled >> (W - 1) != 0;
            }
        }
        if inside {
            // The last block ends with the area, not with the word.
            used -= self.words() * W - self.n_granules;
        }
        self.rewind();
        self.settle_zone(&places, used);
        (freed, used)
    }
}

/// The granules of a word that lie in blocks, where `inside` says whether the one before does.
#[inline]
fn fill(blocks: usize, frees: usize, inside: bool) -> usize {
    // What is no start of a free run is what the granule below is. Added to such granules, the lowest block start among
    // them carries up to the next free run and clears them on the way; further starts fill the gaps.
    let open = !frees;
    let starts = blocks | (inside as usize & open);
    open & !open.wrapping_add(starts) | starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn granules_of_blocks_are_filled() {
        assert_eq!(fill(0, 0, false), 0);
        assert_eq!(fill(0, 0, true), !0);
        assert_eq!(fill(0b1, 0, false), !0);
        assert_eq!(fill(0b1001, 0b100, false), !0b100);
        assert_eq!(fill(0b1000, 0b100, true), !0b100);
        assert_eq!(fill(0b10, 0b1000, false), 0b110);
        assert_eq!(fill(0, 0b1, true), 0);
        assert_eq!(fill(1 << (W - 1), 0b10, true), 1 << (W - 1) | 1);
        // One by one, as the drawing in the head of `mod.rs` says.
        let mut seed = 1u64;
        for _ in 0..2000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let blocks = (seed & seed >> 7 & seed << 3) as usize;
            let frees = (seed >> 5 & seed << 9 & seed >> 1) as usize & !blocks;
            let mut inside = seed & 1 << 40 != 0;
            let mut expected = 0;
            for i in 0..W {
                inside = blocks >> i & 1 != 0 || inside && frees >> i & 1 == 0;
                expected |= usize::from(inside) << i;
            }
            assert_eq!(fill(blocks, frees, seed & 1 << 40 != 0), expected);
        }
    }
}
