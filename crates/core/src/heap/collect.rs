//! Mark and sweep over the bitmaps.
//!
//! Marking uses a small stack; when it overflows, marked blocks are scanned again until nothing is new, so a
//! heap of any shape can be marked with a stack of a few entries. Sweeping is word arithmetic.
use super::{GRANULE, Heap};
use crate::watch;

impl Heap {
    /// Begins a collection: all marks are clear, and the current run is an ordinary free run.
    pub(super) fn begin(&mut self) {
        self.close_run();
        self.mark_stack_len = 0;
        self.overflowed = false;
        self.counters.collections += 1;
    }

    fn push(&mut self, area: usize, granule: usize) {
        self.areas[area].set_mark(granule);
        if self.areas[area].is_plain(granule) {
            return;
        }
        if self.mark_stack_len == self.mark_stack_cap {
            self.overflowed = true;
            return;
        }
        let entry = (granule << 1 | area) as u32;
        // SAFETY: I1: the stack has `mark_stack_cap` entries.
        unsafe { *self.mark_stack.add(self.mark_stack_len) = entry };
        self.mark_stack_len += 1;
    }

    /// Marks the block that a word points at or into (native stacks, registers).
    pub(super) fn mark_anywhere(&mut self, word: usize) {
        let Some((area, granule)) = self.locate(word) else { return };
        let Some(start) = self.areas[area].start_of(granule) else { return };
        if !self.areas[area].is_marked(start) {
            self.push(area, start);
            self.drain();
        }
    }

    /// Marks the block that starts where a word points (frames, roots, scanned blocks).
    #[inline]
    pub(super) fn mark_start(&mut self, word: usize) {
        if !word.is_multiple_of(GRANULE) {
            return;
        }
        let Some((area, granule)) = self.locate(word) else { return };
        if self.areas[area].is_block(granule) && !self.areas[area].is_marked(granule) {
            self.push(area, granule);
        }
    }

    /// Scans what is on the mark stack, and what it leads to.
    pub(super) fn drain(&mut self) {
        loop {
            while self.mark_stack_len > 0 {
                self.mark_stack_len -= 1;
                // SAFETY: I1: below `mark_stack_cap`.
                let entry = unsafe { *self.mark_stack.add(self.mark_stack_len) } as usize;
                self.scan(entry & 1, entry >> 1);
            }
            if !self.overflowed {
                return;
            }
            self.overflowed = false;
            for area in 0..self.n_areas {
                let mut granule = 0;
                while granule < self.areas[area].n_granules {
                    let a = &self.areas[area];
                    if a.is_block(granule) && a.is_marked(granule) && !a.is_plain(granule) {
                        self.scan(area, granule);
                    }
                    granule += 1;
                }
            }
        }
    }

    fn scan(&mut self, area: usize, granule: usize) {
        let end = self.areas[area].end_of(granule);
        let base = self.areas[area].base;
        let (mut at, end) = (base + granule * GRANULE, base + end * GRANULE);
        while at < end {
            // SAFETY: I1: inside the area; blocks are word aligned. Volatile: the word may be of any type.
            let word = unsafe { core::ptr::with_exposed_provenance::<usize>(at).read_volatile() };
            self.mark_start(word);
            at += size_of::<usize>();
        }
    }

    /// Whether the block that starts at `address` is marked, or is not in the heap.
    pub(crate) fn is_reached(&self, address: usize) -> bool {
        match self.locate(address) {
            Some((area, granule)) => self.areas[area].is_marked(granule),
            None => true,
        }
    }

    /// Frees what is not marked, clears the marks, and counts.
    pub(super) fn sweep(&mut self) {
        watch::sweeping(self);
        let mut freed = 0;
        for i in 0..self.n_areas {
            freed += self.areas[i].sweep();
        }
        self.counters.freed_blocks = freed;
        self.allocated = 0;
        self.run_area = 0;
        self.settle_kept();
        if self.stress {
            for i in 0..self.n_areas {
                self.poison_area(i);
            }
        }
        let (used, _) = self.usage();
        self.counters.live_granules = used / GRANULE;
    }

    fn poison_area(&mut self, i: usize) {
        let mut from = 0;
        loop {
            let mut run = None;
            self.areas[i].each_free_run(|start, end| {
                if run.is_none() && start >= from {
                    run = Some((start, end));
                }
            });
            let Some((start, end)) = run else { return };
            self.areas[i].poison(start, end);
            from = end;
        }
    }

    pub(super) fn poison_block(&mut self, area: usize, granule: usize) {
        let end = self.areas[area].end_of(granule);
        self.areas[area].poison(granule, end);
    }
}
