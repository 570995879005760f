//! Collection in steps: not in this build.
use super::{Heap, PauseFigures};
use crate::Vm;

/// Nothing.
pub(super) struct Cycle;

impl Cycle {
    pub const NONE: Cycle = Cycle;

    #[inline(always)]
    pub fn is_marking(&self) -> bool {
        false
    }

    #[inline(always)]
    pub fn is_stress(&self) -> bool {
        false
    }
}

impl Heap {
    #[inline(always)]
    pub(super) fn before_write(&mut self, _: usize) {}

    #[inline(always)]
    pub(super) fn before_loss(&mut self, _: impl FnOnce() -> usize) {}

    #[inline(always)]
    pub(super) fn can_free(&mut self, _: usize, _: usize, _: usize) -> bool {
        true
    }

    #[inline(always)]
    pub(super) fn before_cut(&mut self, _: usize, _: usize, _: usize) {}

    #[inline(always)]
    pub(super) fn run_begins(&mut self) {}

    #[inline(always)]
    pub(super) fn run_begins_lower(&mut self) {}

    #[inline(always)]
    pub(super) fn blacken_run(&mut self) {}

    #[inline(always)]
    pub(super) fn blacken(&mut self, _: usize, _: usize) {}

    #[inline(always)]
    pub(super) fn run_max(&self) -> usize {
        usize::MAX
    }

    #[inline(always)]
    pub(super) fn wants_step(&self) -> bool {
        false
    }

    #[inline(always)]
    pub(super) fn grows_while_marking(&self, _: usize) -> bool {
        false
    }

    #[inline(always)]
    pub(super) fn plan_cycle(&mut self) {}

    /// Another amount of memory may be allocated until a collection is due.
    #[inline(always)]
    pub(crate) fn set_threshold(&mut self, granules: usize) {
        self.threshold_granules = granules;
    }

    #[inline(always)]
    pub(crate) fn step_always(&mut self) {}

    #[inline(always)]
    pub(super) fn abandon_cycle(&mut self) {}
}

impl Vm {
    /// Measures pauses: not in this build.
    pub fn measure_pauses(&mut self) {}

    /// How long collections have stopped the program: nobody knows.
    pub fn pauses(&self) -> Option<PauseFigures> {
        None
    }

    #[inline(always)]
    pub(super) fn pause_begins(&self) -> Option<u64> {
        None
    }

    #[inline(always)]
    pub(super) fn pause_ends(&mut self, _: Option<u64>) {}

    #[inline(always)]
    pub(super) fn step(&mut self) {}

    #[inline(always)]
    pub(super) fn finish_cycle(&mut self) -> bool {
        false
    }
}
