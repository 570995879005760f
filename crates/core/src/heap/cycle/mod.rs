//! Collection in steps: a large heap is marked a little at a time.
//!
//! A collection in steps marks what could be reached when it began (a *snapshot*):
//!
//! - It begins with the roots: native stacks, frames, the `Vm` are looked at once, at the beginning.
//! - Blocks that are made while it goes on are black: those of the current run become so when that is closed.
//! - Whoever writes a block that was not scanned has it scanned before, or marks the value that is overwritten. What a
//!   store adds needs no care: it was in the snapshot, or is new. The writes are all in this folder: behind
//!   [`This::get_mut`](super::This::get_mut), in arrays and in maps. The frames of the virtual machine are roots, which
//!   need no care either.
//! - A block that would be freed, and was not scanned, is scanned before, or where it is long kept until the next
//!   collection.
//! - What comes into the program other than by words that the collector knows (the target of a weak reference) is
//!   marked when it does.
//!
//! So at the end nothing has to be looked at again, and the end comes after a known amount of work. Each step does work
//! in proportion to what was allocated since the last one, such that marking is done before memory ends. If memory ends
//! first, the rest is done at once.
mod bits;
mod pauses;

use super::area::Area;
use super::roots::with_spilled;
use super::{GRANULE, Heap, MIN_CYCLE_GRANULES, PauseFigures};
use crate::Vm;
use pauses::Pauses;

/// Heaps with less than this many granules in use are marked at once: that takes no longer than a step.
const MIN_USED: usize = if usize::BITS == 64 { 1 << 15 } else { 1 << 9 };
/// A step is due when so many granules were used up, at least and at most.
const STEP: (usize, usize) = if usize::BITS == 64 { (256, 4096) } else { (16, 64) };
/// Steps that marking takes, if they are neither shorter nor longer than that.
const STEPS: usize = 256;
/// Marking begins when one part in so many of what can be allocated is left, or so many granules.
const LAST: usize = 32;
const LEAST_LEFT: usize = 16 * STEP.0;
/// Parts of a granule in which the work for a granule that is used up is counted.
const PARTS: usize = 16;
/// Long blocks are not scanned only since somebody frees them.
const LONG: usize = 128;
/// Granules of a run for which one is too long that goes on behind the place where marking begins.
const RUN_MIN: usize = 256;

/// Where a collection in steps is.
pub(super) struct Cycle {
    /// Marking is under way.
    is_marking: bool,
    /// Everything is marked.
    is_marked: bool,
    /// Something is to be done when so many granules were used up since the last collection.
    due: usize,
    /// Where the current run began.
    run_start: usize,
    /// What was used up at the last step.
    last: usize,
    /// Granules that are used up from step to step.
    step: usize,
    /// Sixteenths of a granule to be marked for each that is used up.
    rate: usize,
    /// A step at every allocation, of a few granules.
    stress: bool,
    /// How long collections have stopped the program.
    pauses: Pauses,
}

impl Cycle {
    pub const NONE: Cycle = Cycle {
        is_marking: false,
        is_marked: false,
        due: usize::MAX,
        run_start: 0,
        last: 0,
        step: 0,
        rate: 0,
        stress: false,
        pauses: Pauses::NONE,
    };

    /// Whether writes need care.
    #[inline(always)]
    pub fn is_marking(&self) -> bool {
        self.is_marking
    }

    /// Whether every allocation makes a step.
    pub fn is_stress(&self) -> bool {
        self.stress
    }
}

impl Heap {
    /// To be called before the block at an address is written in any way.
    #[inline(always)]
    pub(super) fn before_write(&mut self, address: usize) {
        if self.cycle.is_marking {
            self.scan_before_write(address);
        }
    }

    /// To be called before a word that is a value is overwritten.
    #[inline(always)]
    pub(super) fn before_loss(&mut self, word: impl FnOnce() -> usize) {
        if self.cycle.is_marking {
            self.mark_start(word());
        }
    }

    #[cold]
    #[inline(never)]
    fn scan_before_write(&mut self, address: usize) {
        if let Some((area, granule)) = self.locate(address)
            && self.is_white_or_open(area, granule)
        {
            self.scan_whole(area, granule);
        }
    }

    /// Whether a block of the snapshot that was not scanned starts at a granule.
    fn is_white_or_open(&self, area: usize, granule: usize) -> bool {
        let a = &self.areas[area];
        let address = a.base + granule * GRANULE;
        let is_new = area == self.run_area && (self.cycle.run_start..self.cursor).contains(&address);
        !is_new && a.is_block(granule) && !a.is_done(granule)
    }

    /// Whether a block may be freed now; what it alone keeps alive has been marked.
    #[inline]
    pub(super) fn can_free(&mut self, area: usize, granule: usize, granules: usize) -> bool {
        if !self.cycle.is_marking || !self.is_white_or_open(area, granule) {
            return true;
        }
        if granules <= LONG {
            self.scan_whole(area, granule);
            return true;
        }
        let address = self.areas[area].base + granule * GRANULE;
        self.mark_start(address);
        false
    }

    /// Notes that a block becomes shorter.
    #[inline]
    pub(super) fn before_cut(&mut self, area: usize, granule: usize, end: usize) {
        if self.cycle.is_marking {
            let marking = &mut self.marking;
            for long in &mut marking.long[..marking.n_long] {
                if (long.area as usize, long.granule as usize) == (area, granule) {
                    long.end = long.end.min(end as u32);
                }
            }
        }
    }

    /// Notes that the current run begins at the cursor, or below where it did.
    #[inline]
    pub(super) fn run_begins(&mut self) {
        self.cycle.run_start = self.cursor;
    }

    pub(super) fn run_begins_lower(&mut self) {
        self.cycle.run_start = self.cycle.run_start.min(self.cursor);
    }

    /// Makes what was taken from the current run black, which ends.
    pub(super) fn blacken_run(&mut self) {
        let (from, to) = (self.cycle.run_start, self.cursor);
        if self.cycle.is_marking && from < to {
            self.areas[self.run_area]
                .blacken((from - self.run_base) / GRANULE, (to - self.run_base).div_ceil(GRANULE));
        }
        self.cycle.run_start = 0;
    }

    /// Makes a block that was not taken from a run black.
    pub(super) fn blacken(&mut self, area: usize, granule: usize) {
        if self.cycle.is_marking {
            self.areas[area].blacken(granule, granule + 1);
        }
    }

    /// The longest run to open, in granules.
    pub(super) fn run_max(&self) -> usize {
        if self.cycle.is_marking {
            return self.cycle.step.max(1);
        }
        self.cycle.due.saturating_sub(self.consumed()).max(RUN_MIN)
    }

    /// Granules of free memory that are used up since the last collection: taken, or passed over since they were too few.
    fn consumed(&self) -> usize {
        let consumed: usize = self.areas.iter().map(Area::consumed).sum();
        consumed.saturating_sub((self.run_end - self.cursor) / GRANULE)
    }

    /// Whether something is to be done now.
    #[inline]
    pub(super) fn wants_step(&self) -> bool {
        self.enabled && self.consumed() >= self.cycle.due
    }

    /// Whether memory should be taken rather than the rest be marked at once.
    pub(super) fn grows_while_marking(&self, taken: usize) -> bool {
        self.cycle.is_marking && taken < 2 * MIN_CYCLE_GRANULES.max(self.counters.live_granules)
    }

    /// Granules that can be allocated before a collection would be due, all in all.
    fn allowance(&self) -> usize {
        let live = self.counters.live_granules;
        let zones: usize = self.areas.iter().map(|area| area.zone_free).sum();
        let free = self.n_granules().saturating_sub(live + zones);
        let can_grow = self.areas.iter().any(|area| area.can_grow());
        let most = if can_grow { free.max(MIN_CYCLE_GRANULES.max(live)) } else { free };
        most.min(self.threshold_granules)
    }

    /// Decides when the next collection in steps begins: when what is left of that which can be allocated lasts for the
    /// steps. Sooner would be more collections, since none frees what became garbage while it went on; later, longer steps.
    pub(super) fn plan_cycle(&mut self) {
        if self.cycle.is_marking {
            return;
        }
        let allowance = self.allowance();
        let begin = allowance - (allowance / LAST).max(LEAST_LEFT).min(allowance / 8);
        self.cycle.due = match self.counters.live_granules + begin {
            _ if self.cycle.stress => 0,
            used if used < MIN_USED => usize::MAX,
            _ => begin,
        };
    }

    /// Another amount of memory may be allocated until a collection is due.
    pub(crate) fn set_threshold(&mut self, granules: usize) {
        self.threshold_granules = granules;
        self.plan_cycle();
    }

    /// Makes a step at every allocation.
    pub(crate) fn step_always(&mut self) {
        self.cycle.stress = true;
        self.plan_cycle();
    }

    /// Begins to mark in steps: from now on writes need care.
    pub(super) fn begin_cycle(&mut self) {
        self.begin();
        let consumed = self.consumed();
        let left = self.allowance().saturating_sub(consumed);
        let step = (left / STEPS).clamp(STEP.0, STEP.1);
        // All may be alive, and blocks cost a little more than their granules.
        let work = (self.counters.live_granules + consumed) * 3 / 2;
        let cycle = &mut self.cycle;
        cycle.is_marking = true;
        cycle.is_marked = false;
        cycle.step = step;
        cycle.rate = (work * PARTS / left.max(1)).max(PARTS);
        cycle.last = consumed;
        cycle.due = if cycle.stress { 0 } else { consumed + step };
    }

    /// Marks some more, in proportion to what was allocated. True: everything was marked before.
    pub(super) fn mark_step(&mut self) -> bool {
        self.close_run();
        if self.cycle.is_marked {
            return true;
        }
        let consumed = self.consumed();
        let cycle = &mut self.cycle;
        // A long block asks for no more than some steps at once.
        let allocated = consumed.saturating_sub(cycle.last).clamp(cycle.step, 4 * cycle.step);
        let work = if cycle.stress { 3 } else { allocated * cycle.rate / PARTS };
        cycle.last = consumed;
        cycle.due = if cycle.stress { 0 } else { consumed + cycle.step };
        self.cycle.is_marked = self.drain_some(work);
        false
    }

    /// Marks the rest.
    pub(super) fn end_cycle(&mut self) {
        self.close_run();
        self.cycle.is_marking = false;
        self.drain();
    }

    /// Lets go of a collection that is under way: all blocks are white again.
    pub(super) fn abandon_cycle(&mut self) {
        if self.cycle.is_marking {
            self.close_run();
            self.cycle.is_marking = false;
            for area in &mut self.areas[..self.n_areas] {
                area.whiten();
            }
        }
    }
}

impl Vm {
    /// Measures pauses from now on.
    pub fn measure_pauses(&mut self) {
        self.heap.cycle.pauses.are_measured = true;
    }

    /// How long collections have stopped the program, if somebody asked for that.
    pub fn pauses(&self) -> Option<PauseFigures> {
        self.heap.cycle.pauses.figures()
    }

    #[inline]
    pub(super) fn pause_begins(&self) -> Option<u64> {
        self.heap.cycle.pauses.begin(self.system)
    }

    #[inline]
    pub(super) fn pause_ends(&mut self, start: Option<u64>) {
        self.heap.cycle.pauses.end(start, self.system);
    }

    /// Goes on with a collection in steps, or begins one.
    #[cold]
    #[inline(never)]
    pub(super) fn step(&mut self) {
        if !self.can_collect() {
            return;
        }
        let start = self.pause_begins();
        self.in_collection = true;
        self.heap.lock_depth += 1;
        if !self.heap.cycle.is_marking {
            with_spilled(|low| {
                self.heap.begin_cycle();
                self.mark_roots(low);
            });
        } else if self.heap.mark_step() {
            self.heap.end_cycle();
            self.end_marking();
        }
        self.heap.lock_depth -= 1;
        if !self.heap.cycle.is_marking {
            self.refill_reserve();
        }
        self.in_collection = false;
        self.pause_ends(start);
        self.call_for_ends();
    }

    /// Does the rest of a collection in steps. False: none is under way.
    pub(super) fn finish_cycle(&mut self) -> bool {
        if !self.heap.cycle.is_marking || !self.can_collect() {
            return false;
        }
        self.heap.cycle.is_marked = false;
        let start = self.pause_begins();
        self.in_collection = true;
        self.heap.lock_depth += 1;
        self.heap.end_cycle();
        self.end_marking();
        self.heap.lock_depth -= 1;
        self.refill_reserve();
        self.in_collection = false;
        self.pause_ends(start);
        self.call_for_ends();
        true
    }
}
