//! Marking: from words to blocks, and what these lead to.
//!
//! Blocks that were reached wait on a small stack until they are scanned. A long block is scanned part by part, each of
//! which is followed up before the next, so that the stack stays short whatever there is in it. When the stack
//! overflows all the same, the bitmaps are searched for marked blocks that were not scanned, so a heap of any shape can
//! be marked with a stack of a few entries.
//!
//! All of this can stop after some work and go on later; `cycle.rs` says what happens in between.
use super::area::{self, W, at, set};
use super::{GRANULE, Heap, MAX_AREAS};
use crate::config;

/// Granules that are scanned in one go.
const PART: usize = if config::COMPACT { 32 } else { 128 };
/// Words of a long block for whose bits it is asked at a time.
const AHEAD: usize = 8;
/// Long blocks that can be under way, one inside the other.
const MAX_PARTS: usize = if config::COMPACT { 4 } else { 16 };

/// A long block that is being scanned.
#[derive(Clone, Copy)]
pub(super) struct Long {
    pub area: u32,
    /// Where it starts.
    pub granule: u32,
    /// What was not scanned yet.
    rest: u32,
    /// Where it ends. What it has grown by since is new.
    pub end: u32,
}

/// What is to be scanned.
pub(super) struct Marking {
    pub stack: *mut u32,
    len: usize,
    pub cap: usize,
    /// Long blocks that are under way, one inside the other.
    pub long: [Long; MAX_PARTS],
    pub n_long: usize,
    /// Blocks were marked for which the stack had no room.
    overflowed: bool,
    /// Where the search for such blocks goes on: area and granule.
    search: Option<(usize, usize)>,
}

impl Marking {
    pub const NONE: Marking = Marking {
        stack: core::ptr::null_mut(),
        len: 0,
        cap: 0,
        long: [Long { area: 0, granule: 0, rest: 0, end: 0 }; MAX_PARTS],
        n_long: 0,
        overflowed: false,
        search: None,
    };

    /// Nothing is to be scanned.
    pub fn clear(&mut self) {
        self.len = 0;
        self.n_long = 0;
        self.overflowed = false;
        self.search = None;
    }
}

/// An area, as far as marking looks at it.
#[derive(Clone, Copy)]
struct Lens {
    base: usize,
    bytes: usize,
    block: *mut usize,
    mark: *mut usize,
    plain: *mut usize,
    /// Where marking goes in steps.
    done: *mut usize,
}

/// What the innermost loops need, at hand: nothing that is written there could change it.
// PERF: with the heap's own fields a word took 28 instructions, so it takes 12.
struct Marker {
    lenses: [Lens; MAX_AREAS],
    n_areas: usize,
    stack: *mut u32,
    len: usize,
    cap: usize,
    overflowed: bool,
}

impl Marker {
    #[inline(always)]
    fn reach(&mut self, area: usize, offset: usize) {
        let lens = &self.lenses[area];
        let granule = offset / GRANULE;
        let (i, bit) = (granule / W, 1 << (granule % W));
        // SAFETY: I1: `offset` is less than the area's bytes; the stack has `cap` entries.
        unsafe {
            let mark = *at(lens.mark, i);
            if *at(lens.block, i) & !mark & bit == 0 {
                return;
            }
            *at(lens.mark, i) = mark | bit;
            if *at(lens.plain, i) & bit != 0 {
                return;
            }
            if self.len == self.cap {
                self.overflowed = true;
                return;
            }
            *self.stack.add(self.len) = (granule << 1 | area) as u32;
            self.len += 1;
            prefetch(lens.base + offset);
            prefetch(lens.base + offset + GRANULE);
        }
    }

    #[inline(always)]
    fn word(&mut self, word: usize) {
        if !word.is_multiple_of(GRANULE) {
            return;
        }
        let offset = word.wrapping_sub(self.lenses[0].base);
        if offset < self.lenses[0].bytes {
            self.reach(0, offset);
        } else if self.n_areas > 1 {
            let offset = word.wrapping_sub(self.lenses[1].base);
            if offset < self.lenses[1].bytes {
                self.reach(1, offset);
            }
        }
    }

    /// As `words`, for many: the bitmaps of blocks further on are asked for meanwhile.
    ///
    /// # Safety
    /// As `words`.
    #[inline(never)]
    unsafe fn many_words(&mut self, mut at: usize, end: usize) {
        const STEP: usize = AHEAD * size_of::<usize>();
        // SAFETY: the caller's promise.
        unsafe {
            while end - at >= 2 * STEP {
                self.foresee(at + STEP);
                self.words(at, at + STEP);
                at += STEP;
            }
            self.words(at, end);
        }
    }

    /// Asks for the bits of what the next few words point at.
    ///
    /// # Safety
    /// They can be read.
    #[inline(always)]
    unsafe fn foresee(&self, at: usize) {
        let lens = &self.lenses[0];
        for i in 0..AHEAD {
            let word = at + i * size_of::<usize>();
            // SAFETY: the caller's promise.
            let word = unsafe { core::ptr::with_exposed_provenance::<usize>(word).read_volatile() };
            let offset = word.wrapping_sub(lens.base);
            if offset < lens.bytes {
                prefetch(area::at(lens.block, offset / GRANULE / W).addr());
            }
        }
    }

    /// # Safety
    /// From `at` up to `end` there are words that can be read.
    #[inline(always)]
    unsafe fn words(&mut self, mut at: usize, end: usize) {
        while at < end {
            // SAFETY: the caller's promise. Volatile: they may be of any type.
            let word = unsafe { core::ptr::with_exposed_provenance::<usize>(at).read_volatile() };
            self.word(word);
            at += size_of::<usize>();
        }
    }
}

/// What lies at an address will be read soon.
#[inline(always)]
fn prefetch(address: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint, which reads nothing.
    unsafe {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(core::ptr::with_exposed_provenance(address));
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}

impl Heap {
    /// What the innermost loops need.
    #[inline(always)]
    fn marker(&self) -> Marker {
        let lenses = core::array::from_fn(|i| {
            let area = &self.areas[i];
            let bytes = area.n_granules * GRANULE;
            let (block, mark, plain, done) = (area.block, area.mark, area.plain, area.done());
            Lens { base: area.base, bytes, block, mark, plain, done }
        });
        let m = &self.marking;
        let (n_areas, stack) = (self.n_areas, m.stack);
        Marker { lenses, n_areas, stack, len: m.len, cap: m.cap, overflowed: m.overflowed }
    }

    #[inline(always)]
    fn put_back(&mut self, marker: &Marker) {
        self.marking.len = marker.len;
        self.marking.overflowed = marker.overflowed;
    }

    /// Marks the block that a word points at or into (native stacks, registers).
    pub(super) fn mark_anywhere(&mut self, word: usize) {
        let Some((area, granule)) = self.locate(word) else { return };
        let Some(start) = self.areas[area].start_of(granule) else { return };
        self.mark_start(self.areas[area].base + start * GRANULE);
        self.drain();
    }

    /// Marks the block that starts where a word points (frames, roots, scanned blocks).
    #[inline(never)]
    pub(super) fn mark_start(&mut self, word: usize) {
        let at = (&raw const word).expose_provenance();
        // SAFETY: that word.
        unsafe { self.mark_words(at, at + size_of::<usize>()) };
    }

    /// Marks what the words from one address up to another point at.
    ///
    /// # Safety
    /// They can be read.
    #[inline(never)]
    pub(super) unsafe fn mark_words(&mut self, at: usize, end: usize) {
        let mut marker = self.marker();
        // SAFETY: the caller's promise.
        unsafe { marker.words(at, end) };
        self.put_back(&marker);
    }

    /// Scans what is to be scanned, and what it leads to; where marking goes in steps, that is put off.
    pub(super) fn drain(&mut self) {
        if !self.cycle.is_marking() {
            self.drain_some(usize::MAX);
        }
    }

    /// Scans about so many granules. True: nothing is left. There must be no current run.
    pub(super) fn drain_some(&mut self, mut granules: usize) -> bool {
        loop {
            granules = self.drain_stack(granules);
            if granules == 0 {
                return false;
            }
            if let Some(i) = self.marking.n_long.checked_sub(1) {
                self.scan_part(i);
                granules = granules.saturating_sub(PART);
            } else if !self.find_open() {
                return true;
            }
        }
    }

    /// Scans what is on the stack, and what it leads to. Answers how many of the granules are left; none: there may be
    /// more on the stack.
    #[inline(never)]
    fn drain_stack(&mut self, mut granules: usize) -> usize {
        let mut marker = self.marker();
        while marker.len > 0 && granules > 0 {
            marker.len -= 1;
            // SAFETY: I1: below `cap`.
            let entry = unsafe { *marker.stack.add(marker.len) } as usize;
            let (area, granule) = (entry & 1, entry >> 1);
            let lens = marker.lenses[area];
            let (i, low) = (granule / W, granule % W);
            // SAFETY: I1: entries are granules of their area.
            let (block, mark) = unsafe { (*at(lens.block, i), *at(lens.mark, i)) };
            if config::INCREMENTAL {
                // SAFETY: as above.
                let done = unsafe { *at(lens.done, i) };
                // The block may have been scanned or freed since, by who was about to write it.
                if (block & mark & !done) >> low & 1 == 0 {
                    continue;
                }
            }
            let behind = (block | mark) >> low >> 1;
            let n = if behind != 0 {
                behind.trailing_zeros() as usize + 1
            } else {
                self.areas[area].end_of(granule) - granule
            };
            granules = granules.saturating_sub(n.min(PART) + 1);
            if n > PART {
                // Its turn comes when the stack is empty.
                marker.overflowed |= !self.begin_long(area, granule, n);
                continue;
            }
            let start = lens.base + granule * GRANULE;
            // SAFETY: I1: the words of the block, and its bit.
            unsafe {
                if config::INCREMENTAL {
                    set(lens.done, granule);
                }
                marker.words(start, start + n * GRANULE);
            }
        }
        self.put_back(&marker);
        granules
    }

    /// After an overflow: scans one of the blocks that were left. False: there is none.
    fn find_open(&mut self) -> bool {
        if self.marking.search.is_none() {
            if !self.marking.overflowed {
                return false;
            }
            self.marking.overflowed = false;
        }
        let (mut area, mut from) = self.marking.search.take().unwrap_or((0, 0));
        while area < self.n_areas {
            if let Some(granule) = self.areas[area].next_open(from) {
                self.marking.search = Some((area, granule + 1));
                let n = self.areas[area].end_of(granule) - granule;
                if n > PART {
                    self.begin_long(area, granule, n);
                } else {
                    self.scan_whole(area, granule);
                }
                return true;
            }
            (area, from) = (area + 1, 0);
        }
        // What was left behind the search meanwhile is looked for again.
        true
    }

    /// Notes that a long block is to be scanned. False: there is no room for that, so a search must find it.
    fn begin_long(&mut self, area: usize, granule: usize, n: usize) -> bool {
        let m = &mut self.marking;
        let Some(long) = m.long.get_mut(m.n_long) else { return false };
        let (start, end) = (granule as u32, (granule + n) as u32);
        *long = Long { area: area as u32, granule: start, rest: start, end };
        m.n_long += 1;
        true
    }

    /// Scans the next part of a long block.
    fn scan_part(&mut self, i: usize) {
        let Long { area, granule, rest, end } = self.marking.long[i];
        let (area, granule, rest, end) = (area as usize, granule as usize, rest as usize, end as usize);
        if config::INCREMENTAL && !self.areas[area].is_open(granule) {
            self.marking.n_long = i;
            return;
        }
        let stop = (rest + PART).min(end);
        if stop == end {
            self.marking.n_long = i;
            self.areas[area].set_done(granule);
        } else {
            self.marking.long[i].rest = stop as u32;
        }
        self.scan_granules(area, rest.min(stop), stop);
    }

    /// Scans the whole of a block at once.
    pub(super) fn scan_whole(&mut self, area: usize, granule: usize) {
        let end = self.end_of(area, granule);
        self.areas[area].set_mark(granule);
        self.areas[area].set_done(granule);
        self.scan_granules(area, granule, end);
    }

    fn scan_granules(&mut self, area: usize, from: usize, to: usize) {
        let base = self.areas[area].base;
        let (from, to) = (base + from * GRANULE, base + to * GRANULE);
        if config::COMPACT {
            // SAFETY: I1: words of a block.
            unsafe { self.mark_words(from, to) };
            return;
        }
        let mut marker = self.marker();
        // SAFETY: I1: words of a block.
        unsafe { marker.many_words(from, to) };
        self.put_back(&marker);
    }

    /// Whether the block that starts at `address` is marked, or is not in the heap.
    pub(crate) fn is_reached(&self, address: usize) -> bool {
        match self.locate(address) {
            Some((area, granule)) => self.areas[area].is_marked(granule),
            None => true,
        }
    }
}
