//! A collection's beginning and end: from clear marks to free memory.
//!
//! Marking is in `mark.rs`. Sweeping is word arithmetic over the bitmaps.
use super::{GRANULE, Heap};
use crate::{config, watch};

impl Heap {
    /// Begins a collection: all marks are clear, and the current run is an ordinary free run.
    pub(super) fn begin(&mut self) {
        self.abandon_cycle();
        self.close_run();
        self.marking.clear();
        for area in &mut self.areas[..self.n_areas] {
            area.clear_done();
        }
        self.counters.collections += 1;
    }

    /// Frees what is not marked, clears the marks, and counts.
    pub(super) fn sweep(&mut self) {
        watch::sweeping(self);
        let (mut freed, mut used) = (0, 0);
        for area in &mut self.areas[..self.n_areas] {
            let (blocks, granules) = area.sweep();
            freed += blocks;
            used += granules;
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
        if config::COMPACT {
            used = self.usage().0 / GRANULE;
        }
        self.counters.peak_granules = self.counters.peak_granules.max(used);
        self.counters.live_granules = used;
        self.plan_cycle();
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
}
