//! The heap of a `Vm`: areas of granules, allocation, collection, typed views.
//!
//! # Safety argument
//!
//! - **I1 (own memory)**: an area's granules and bitmaps lie in memory that the host lent for the life of the
//!   `Vm`; nobody else touches it. Kept by [`Heap::add_area`].
//! - **I2 (live block)**: nothing that a native frame, a register, a Python frame or a live block can reach is
//!   ever freed or reused. Words on native stacks keep blocks alive wherever they point inside
//!   (`roots.rs`); words in frames, roots and scanned blocks when they point at the block's start. What is freed
//!   explicitly is reachable from one owner only, which lets go of it in the same step.
//! - **I3 (typed block)**: a block that an `Obj` or a `This<T>` points at starts with its type word, and the
//!   type word alone decides the layout. Kept by `Vm::alloc*`, the only makers of objects.
//! - **I4 (one token)**: what a view shows borrows the `Vm`; whatever may allocate, write or run Python takes
//!   `&mut Vm`. A `This` is used with the `Vm` that made it.
//! - **I5 (lengths)**: `len <= cap` in every `array` header, and the block holds `cap` items, the first
//!   `len` of them initialised.
//!
//! - **I8 (snapshot)**: while marking goes in steps, a word of a block that was not scanned is overwritten only after
//!   the block was scanned or what the word points at was marked (`cycle.rs`).
//!
//! `gc-stress` (collect at every allocation, or make a step, and poison what is freed) breaks loudly when I2 or I8 fail.
//!
//! # Layout (decision "heap layout")
//!
//! Granules of 16 bytes with two bits each, `block` and `mark`: 10 white, 11 black, 01 the start of a free
//! run, 00 the rest of an object or run. A third bitmap, `plain`, marks blocks without references.
//! Allocation bumps through the current free run.
use core::ptr::NonNull;

pub mod area;
pub mod array;
pub mod bytes;
pub mod code;
pub mod collect;
#[cfg_attr(not(feature = "incremental"), path = "cycle_disabled.rs")]
mod cycle;
pub mod dump;
pub mod finaliser;
pub mod fixed;
pub mod kept;
pub mod limbs;
pub mod map;
mod mark;
mod marks;
pub mod place;
pub mod report;
pub mod reserve;
pub mod roots;
pub mod rom_tuple;
pub mod sets;
pub mod spare;
#[cfg(test)]
mod tests;
pub mod table;
pub mod text;
#[cfg_attr(not(feature = "threads"), path = "threads_disabled.rs")]
pub mod threads;
pub mod tuples;
pub mod unit;
pub mod view;
#[cfg_attr(not(feature = "level-everything"), path = "weak_disabled.rs")]
pub mod weak;
mod words;
mod zone;

use area::Area;
pub use array::{At, ByteVec, ObjVec};
pub use fixed::Fixed;
pub use map::Map;
pub use table::Table;
pub use text::RomText;
pub use view::{Layout, Tail, This};

use crate::config;
use crate::watch::{self, Watch};

/// Bytes of a granule, the unit of allocation.
pub const GRANULE: usize = 16;
/// Most areas a heap can have.
pub const MAX_AREAS: usize = 2;

/// What the collector may expect inside a block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    /// Bytes: never scanned.
    Plain,
    /// Words, some of which may be objects.
    Scanned,
}

/// Figures that the collector keeps.
#[derive(Clone, Copy, Default)]
pub struct Counters {
    /// Collections so far.
    pub collections: usize,
    /// Blocks that the last collection freed.
    pub freed_blocks: usize,
    /// Granules in use after the last collection.
    pub live_granules: usize,
    /// Most granules in use seen at a collection or report.
    pub peak_granules: usize,
}

/// How long collections, or steps of them, have stopped the program.
#[derive(Clone, Copy)]
pub struct PauseFigures {
    /// How many pauses there were.
    pub count: u32,
    /// Microseconds of the middle one.
    pub median_us: u64,
    /// Microseconds that one in a hundred passes.
    pub p99_us: u64,
    /// Microseconds of the longest.
    pub longest_us: u64,
    /// Microseconds of all.
    pub total_us: u64,
}

/// Memory for objects.
pub struct Heap {
    /// Next free byte of the current run.
    cursor: usize,
    /// End of the current run.
    run_end: usize,
    /// Base address of the area of the current run.
    run_base: usize,
    /// Its `block` bitmap.
    run_block: *mut usize,
    /// Its `plain` bitmap.
    run_plain: *mut usize,
    run_area: usize,
    /// Whose search has found it.
    run_class: usize,
    /// Where it began.
    run_from: usize,
    areas: [Area; MAX_AREAS],
    n_areas: usize,
    marking: mark::Marking,
    cycle: cycle::Cycle,
    /// Granules taken from runs since the last collection, current run not included.
    allocated: usize,
    /// A collection is due when this many granules were taken (`gc.threshold`); `usize::MAX`: when memory ends.
    pub(crate) threshold_granules: usize,
    /// Depth of `heap_lock`, and of collections that must not be re-entered.
    pub lock_depth: u32,
    /// `gc.enable` / `gc.disable`.
    pub enabled: bool,
    /// Collect at every allocation and poison what is freed.
    pub stress: bool,
    /// What the collector counts.
    pub counters: Counters,
    kept: kept::Kept,
    finalisers: finaliser::Finalisers,
    /// An exception found too little memory: the next poll collects.
    collection_due: bool,
    /// Somebody waits to be told of the end of a target.
    weak_due: bool,
    /// Weak references.
    weak: weak::Links,
    /// What is told of all this.
    pub(crate) watch: Watch,
}

/// Rounds bytes up to granules; `None` where that overflows.
#[inline(always)]
pub(crate) const fn round(bytes: usize) -> Option<usize> {
    match bytes.checked_add(GRANULE - 1) {
        Some(n) => Some(n & !(GRANULE - 1)),
        None => None,
    }
}

impl Heap {
    /// Whether a collection is marking in steps, so that writes need care.
    #[allow(dead_code)] // Only tier 1 asks.
    #[inline(always)]
    pub(crate) fn is_marking(&self) -> bool {
        self.cycle.is_marking()
    }

    /// A heap without memory: every allocation fails.
    pub const fn new() -> Heap {
        Heap {
            cursor: 0,
            run_end: 0,
            run_base: 0,
            run_block: core::ptr::null_mut(),
            run_plain: core::ptr::null_mut(),
            run_area: 0,
            run_class: 0,
            run_from: 0,
            areas: [Area::EMPTY; MAX_AREAS],
            n_areas: 0,
            marking: mark::Marking::NONE,
            cycle: cycle::Cycle::NONE,
            allocated: 0,
            threshold_granules: usize::MAX,
            lock_depth: 0,
            enabled: true,
            stress: false,
            counters: Counters { collections: 0, freed_blocks: 0, live_granules: 0, peak_granules: 0 },
            kept: kept::Kept::NONE,
            finalisers: finaliser::Finalisers::new(),
            collection_due: false,
            weak_due: false,
            weak: weak::Links::NONE,
            watch: Watch::NONE,
        }
    }

    /// Adds memory: `bytes_now` of it in use at once, up to `bytes_max` by `Heap::grow`. False: too small, or
    /// too many areas.
    ///
    /// # Safety
    /// `start` points at `bytes_max` bytes that are the heap's alone for as long as it lives, and that can be touched
    /// when the heap has grown to them.
    pub unsafe fn add_area(&mut self, start: NonNull<u8>, bytes_now: usize, bytes_max: usize) -> bool {
        if self.n_areas == MAX_AREAS {
            return false;
        }
        // SAFETY: forwarded from the caller (I1).
        let Some((area, stack, cap)) =
            (unsafe { Area::carve(start, bytes_now, bytes_max, self.n_areas == 0) })
        else {
            return false;
        };
        if self.n_areas == 0 {
            self.marking.stack = stack;
            self.marking.cap = cap;
        }
        let most = area.n_granules + area.growth_left();
        let bitmap = most.div_ceil(area::W) * size_of::<usize>();
        watch::area_added(&self.watch, self.n_areas, area.n_granules, most, bitmap, cap);
        self.areas[self.n_areas] = area;
        self.n_areas += 1;
        self.plan_cycle();
        true
    }

    /// Takes `bytes` (granules' multiple, not 0) from the current run.
    #[inline(always)]
    pub(crate) fn bump(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        let at = self.cursor;
        if self.run_end - at < bytes {
            return None;
        }
        self.cursor = at + bytes;
        let granule = (at - self.run_base) / GRANULE;
        // SAFETY: I1: `at` lies in the run's area, so its granule's bit lies in the area's bitmap.
        unsafe { area::set(self.run_block, granule) };
        NonNull::new(core::ptr::with_exposed_provenance_mut(at))
    }

    /// Marks a block that was just taken by [`Heap::bump`] as plain.
    #[inline(always)]
    pub(crate) fn set_plain(&mut self, block: NonNull<u8>) {
        let granule = (block.as_ptr() as usize).wrapping_sub(self.run_base) / GRANULE;
        // SAFETY: I1: the block was taken from the current run.
        unsafe { area::set(self.run_plain, granule) };
    }

    /// Marks any block as plain.
    pub(crate) fn set_plain_anywhere(&mut self, block: NonNull<u8>) {
        if let Some((i, granule)) = self.locate(block.as_ptr() as usize) {
            self.areas[i].set_plain(granule);
        }
    }

    /// Gives the rest of the current run back.
    pub(crate) fn close_run(&mut self) {
        self.blacken_run();
        if let Some(area) = self.areas.get_mut(self.run_area)
            && self.cursor < self.run_end
        {
            let n = (self.run_end - self.cursor) / GRANULE;
            let class = if config::COMPACT { 0 } else { self.run_class };
            area.reopen((self.cursor - area.base) / GRANULE, n, class);
            self.allocated = self.allocated.saturating_sub(n);
        }
        self.cursor = 0;
        self.run_end = 0;
    }

    /// Makes a free run of at least `bytes` the current one. False: there is none.
    fn open_run(&mut self, bytes: usize) -> bool {
        self.close_run();
        let (need, most) = (bytes / GRANULE, self.run_max());
        for i in 0..self.n_areas {
            let at = (self.run_area + i) % self.n_areas;
            let area = &mut self.areas[at];
            if let Some((start, end)) = area.next_run(need, most) {
                self.run_area = at;
                if !config::COMPACT {
                    self.run_class = area::class(need);
                    self.run_from = area.base + start * GRANULE;
                }
                self.run_base = area.base;
                self.run_block = area.block;
                self.run_plain = area.plain;
                self.cursor = area.base + start * GRANULE;
                self.run_end = area.base + end * GRANULE;
                self.allocated += end - start;
                self.run_begins();
                return true;
            }
        }
        false
    }

    /// Gives the current run back if there is no block in it: what is free below would seem to go on through it.
    fn close_untouched(&mut self) {
        if !config::COMPACT && self.cursor < self.run_end && self.cursor <= self.run_from {
            self.close_run();
        }
    }

    /// Takes a large block at the far end of the memory, so that small ones do not break it up.
    fn take_large(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        self.close_untouched();
        let need = bytes / GRANULE;
        for i in 0..self.n_areas {
            if i == self.run_area && self.run_end - self.cursor >= bytes {
                self.run_end -= bytes;
                let start = (self.run_end - self.run_base) / GRANULE;
                self.areas[i].start_block(start);
                self.blacken(i, start);
                return NonNull::new(core::ptr::with_exposed_provenance_mut(self.run_end));
            }
            if let Some(start) = self.areas[i].take_from_end(need) {
                self.allocated += need;
                self.blacken(i, start);
                let at = self.areas[i].base + start * GRANULE;
                return NonNull::new(core::ptr::with_exposed_provenance_mut(at));
            }
        }
        None
    }

    /// Takes a block from the first free run that is long enough, and leaves the current run as it is.
    fn take_medium(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        self.close_untouched();
        let need = bytes / GRANULE;
        for i in 0..self.n_areas {
            let area = &mut self.areas[i];
            if let Some(start) = area.take_fit(need).or_else(|| area.take_in_zone(need)) {
                self.allocated += need;
                self.blacken(i, start);
                let at = self.areas[i].base + start * GRANULE;
                return NonNull::new(core::ptr::with_exposed_provenance_mut(at));
            }
        }
        None
    }

    /// Lets an area grow by at least `bytes`. False: none can.
    fn grow(&mut self, bytes: usize) -> bool {
        let need = bytes / GRANULE;
        let has_grown = (0..self.n_areas).any(|i| self.areas[i].grow(need));
        if has_grown {
            self.plan_cycle();
        }
        has_grown
    }

    /// The slow half of allocation: looks for a run, or grows; it never collects.
    #[cold]
    pub(crate) fn take(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        if bytes > LARGE && !self.stress {
            return self.take_large(bytes);
        }
        if MEDIUM < LARGE && bytes > MEDIUM && !self.stress {
            return self.take_medium(bytes);
        }
        if !self.open_run(bytes) {
            return None;
        }
        let block = self.bump(bytes);
        if self.stress {
            self.close_run();
        }
        block
    }

    /// Whether a block of `bytes` can be taken.
    pub(super) fn has_room(&mut self, bytes: usize) -> bool {
        self.run_end - self.cursor >= bytes || self.open_run(bytes)
    }

    /// Whether the next slow allocation should collect first.
    pub(crate) fn wants_collection(&self) -> bool {
        self.enabled && (self.stress && !self.cycle.is_stress() || self.allocated >= self.threshold_granules)
    }

    /// Whether collecting, where that is allowed, is all that can give more memory.
    pub(super) fn is_bounded(&self) -> bool {
        self.enabled && self.lock_depth == 0 && !self.areas.iter().any(|a| a.can_grow())
    }

    /// Whether growing is better than collecting: little was allocated since the last collection.
    pub(crate) fn prefers_growth(&self, bytes: usize) -> bool {
        let taken = self.allocated + bytes / GRANULE;
        let is_little =
            taken < MIN_CYCLE_GRANULES.max(self.counters.live_granules) || self.grows_while_marking(taken);
        is_little && self.areas.iter().any(|a| a.can_grow())
    }

    /// Whether more than half of the memory is in use after a collection.
    pub(crate) fn is_crowded(&self) -> bool {
        self.counters.live_granules * 2 > self.n_granules()
    }

    /// Grows so that `bytes` fit, then takes them.
    #[cold]
    pub(crate) fn grow_and_take(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        let room = (self.counters.live_granules / 2 * GRANULE).max(MIN_GROWTH).max(bytes);
        if !self.grow(room) && !self.grow(bytes) {
            return None;
        }
        self.take(bytes)
    }

    /// The area and granule of an address inside the heap.
    #[inline(always)]
    pub(crate) fn locate(&self, address: usize) -> Option<(usize, usize)> {
        for (i, area) in self.areas[..self.n_areas].iter().enumerate() {
            let offset = address.wrapping_sub(area.base);
            if offset < area.n_granules * GRANULE {
                return Some((i, offset / GRANULE));
            }
        }
        None
    }

    /// Whether an address lies in the heap (as opposed to ROM).
    #[inline]
    pub fn contains(&self, address: usize) -> bool {
        self.locate(address).is_some()
    }

    /// Bytes of the block that starts at `block`.
    pub(crate) fn block_bytes(&self, block: NonNull<u8>) -> usize {
        match self.locate(block.as_ptr() as usize) {
            Some((i, granule)) => {
                let end = self.end_of(i, granule);
                (end - granule) * GRANULE
            }
            None => 0,
        }
    }

    #[inline]
    fn end_of(&self, area: usize, granule: usize) -> usize {
        // The current run is not marked by a free-run bit: its start is the cursor, and the search must not run on
        // through what may be all of the memory.
        let mut limit = self.areas[area].n_granules;
        if area == self.run_area && self.cursor < self.run_end {
            let cursor = (self.cursor - self.run_base) / GRANULE;
            if granule < cursor {
                limit = cursor;
            }
        }
        self.areas[area].end_before(granule, limit)
    }

    /// Frees a block at once. Its owner must let go of it in the same step (I2).
    pub(crate) fn free(&mut self, block: NonNull<u8>) {
        let address = block.as_ptr() as usize;
        let Some((i, granule)) = self.locate(address) else { return };
        let end = self.end_of(i, granule);
        if !self.areas[i].is_block(granule) || !self.can_free(i, granule, end - granule) {
            return;
        }
        if self.stress {
            self.areas[i].poison(granule, end);
        }
        let area = &mut self.areas[i];
        watch::freed(&self.watch, i, granule, end - granule);
        if i == self.run_area && self.cursor < self.run_end && self.cursor == area.base + end * GRANULE {
            // The last block of the current run: the cursor goes back, and over free runs below it as well. One that ended
            // at the cursor would seem to go on through the current run, which nothing marks.
            area.clear_block(granule);
            let start = area.absorb_below(granule);
            self.allocated += granule - start;
            self.cursor = area.base + start * GRANULE;
            self.run_begins_lower();
            return;
        }
        area.clear_block(granule);
        area.start_free_run(granule);
        self.allocated = self.allocated.saturating_sub(end - granule);
    }

    /// Makes a block longer or shorter where it lies. False: no room behind it.
    pub(crate) fn resize_in_place(&mut self, block: NonNull<u8>, bytes: usize) -> bool {
        let (Some(want), Some((i, granule))) = (round(bytes), self.locate(block.as_ptr() as usize)) else {
            return false;
        };
        let want = want.max(GRANULE) / GRANULE;
        let end = self.end_of(i, granule);
        let area_base = self.areas[i].base;
        let have = end - granule;
        if want == have {
            return true;
        }
        let last_of_run =
            i == self.run_area && self.cursor < self.run_end && self.cursor == area_base + end * GRANULE;
        if want < have {
            watch::resized(&self.watch, i, granule, have, want);
            self.before_cut(i, granule, granule + want);
            if last_of_run {
                self.cursor = area_base + (granule + want) * GRANULE;
            } else {
                self.areas[i].start_free_run(granule + want);
                self.allocated = self.allocated.saturating_sub(have - want);
            }
            return true;
        }
        if self.lock_depth > 0 || self.stress {
            return false;
        }
        let extra = (want - have) * GRANULE;
        if last_of_run {
            if self.run_end - self.cursor >= extra {
                watch::resized(&self.watch, i, granule, have, want);
                self.cursor += extra;
                return true;
            }
            return false;
        }
        if self.areas[i].extend_into_run(end, want - have) {
            watch::resized(&self.watch, i, granule, have, want);
            self.allocated += want - have;
            return true;
        }
        false
    }

    /// Bytes that there can be at most.
    pub fn most_bytes(&self) -> usize {
        self.areas.iter().map(|area| area.n_granules + area.growth_left()).sum::<usize>() * GRANULE
    }

    /// Bytes in use and bytes free, by a walk over the bitmaps.
    pub fn usage(&mut self) -> (usize, usize) {
        let mut free = 0;
        let mut total = 0;
        for i in 0..self.n_areas {
            total += self.areas[i].n_granules;
            free += self.areas[i].free_granules();
        }
        // The current run carries no free-run bit, so its rest was not counted.
        free += (self.run_end - self.cursor) / GRANULE;
        let used = total - free;
        self.counters.peak_granules = self.counters.peak_granules.max(used);
        (used * GRANULE, free * GRANULE)
    }
}

impl Default for Heap {
    fn default() -> Self {
        Heap::new()
    }
}

/// Blocks above this many bytes are taken from the far end.
const LARGE: usize = 2048;
/// Blocks above this many bytes for which the current run has no room do not end it: a search of their own passes over
/// what is too short for them, which is left to small ones. So these fill the holes first, and the far end stays whole.
// Where memory is small, code for this would be a part of it that counts.
const MEDIUM: usize = if config::COMPACT { LARGE } else { 256 };
/// A heap that can grow does so rather than collect until this many granules were allocated.
const MIN_CYCLE_GRANULES: usize = 1 << 16;
/// The least a heap grows by, in bytes.
const MIN_GROWTH: usize = 256 * 1024;
