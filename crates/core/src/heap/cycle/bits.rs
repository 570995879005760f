//! An area while marking goes in steps: what is done, black, or white.
use super::super::area::{Area, W, at, bit};

impl Area {
    /// Granules that were taken since the last sweep, or are out of reach for some blocks.
    pub fn consumed(&self) -> usize {
        self.taken + self.skipped.iter().fold(0, |most, n| most.max(*n))
    }

    /// Whether the block at `granule` was scanned, or need not be.
    pub fn is_done(&self, granule: usize) -> bool {
        // SAFETY: I1: granules come from `Heap::locate`.
        granule < self.n_granules && unsafe { bit(self.plain, granule) || bit(self.done(), granule) }
    }

    /// Makes the blocks that start in `start..end` black.
    pub fn blacken(&mut self, start: usize, end: usize) {
        let mut i = start;
        while i < end {
            let (word, low) = (i / W, i % W);
            let high = (end - word * W).min(W);
            let blocks = self.word(self.block, word) & (!0 << low) & (!0 >> (W - high));
            // SAFETY: I1: `end <= n_granules`.
            unsafe {
                *at(self.mark, word) |= blocks;
                *at(self.done(), word) |= blocks;
            }
            i = (word + 1) * W;
        }
    }

    /// Makes all blocks white.
    pub fn whiten(&mut self) {
        for i in 0..self.words() {
            // SAFETY: I1: `i < words()`.
            unsafe { *at(self.mark, i) &= !self.word(self.block, i) }
        }
    }
}
