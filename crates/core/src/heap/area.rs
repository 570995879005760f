//! One piece of heap memory: granules and the bitmaps over them.
//!
//! All bit work of the heap is here and, for marking and sweeping, in `marks.rs`. The meaning of the bits stands in the
//! head of `mod.rs`.
use core::ptr::NonNull;

use super::GRANULE;
use crate::config;

/// Bits of a word of a bitmap.
pub(super) const W: usize = usize::BITS as usize;
/// Bitmaps of an area: block, mark, plain, and where marking goes in steps, done.
pub(crate) const MAPS: usize = if config::INCREMENTAL { 4 } else { 3 };

/// Words from one word of a bitmap to the next.
// PERF: marking looks at all bitmaps for each block: where words alternate, in one line of the cache. Where there is no
// cache code is smaller when they do not.
const STRIDE: usize = if config::COMPACT { 1 } else { MAPS };

/// Word `i` of a bitmap.
#[inline(always)]
pub(super) fn at(map: *mut usize, i: usize) -> *mut usize {
    map.wrapping_add(i * STRIDE)
}

/// Clears `n` words of a bitmap.
///
/// # Safety
/// It has so many from `from` on.
pub(super) unsafe fn clear_words(map: *mut usize, from: usize, n: usize) {
    for i in from..from + n {
        // SAFETY: the caller's promise.
        unsafe { at(map, i).write(0) }
    }
}

/// Classes of blocks that are taken from runs: by their granules.
const CLASSES: usize = if config::COMPACT { 1 } else { 7 };

/// Where the longer of these blocks have passed over holes that are one part in so many of an area, shorter ones shall
/// fill those. So what follows is taken in brief runs of so many granules, which leave little room for others.
const FEW_HOLES: usize = 32;
const BRIEF_CLASS: usize = 4;
const BRIEF: usize = 16;

/// The class of blocks of `need` granules.
#[inline]
pub(super) fn class(need: usize) -> usize {
    match need {
        _ if config::COMPACT => 0,
        0..=4 => need.saturating_sub(1),
        5..=6 => 4,
        7..=9 => 5,
        _ => 6,
    }
}

/// Reads a bit.
///
/// # Safety
/// The bitmap has more than `i` bits.
#[inline]
pub(super) unsafe fn bit(map: *mut usize, i: usize) -> bool {
    // SAFETY: the caller's promise.
    unsafe { *at(map, i / W) >> (i % W) & 1 != 0 }
}

/// Sets a bit.
///
/// # Safety
/// The bitmap has more than `i` bits.
#[inline]
pub(super) unsafe fn set(map: *mut usize, i: usize) {
    // SAFETY: the caller's promise.
    unsafe { *at(map, i / W) |= 1 << (i % W) }
}

/// # Safety
/// The bitmap has more than `i` bits.
#[inline]
unsafe fn clear(map: *mut usize, i: usize) {
    // SAFETY: the caller's promise.
    unsafe { *at(map, i / W) &= !(1 << (i % W)) }
}

/// Granules and their bitmaps. Invariants: `n_granules <= max_granules`, both multiples of the word's bits; the
/// bitmaps have `max_granules` bits (I1).
pub(super) struct Area {
    pub base: usize,
    pub n_granules: usize,
    max_granules: usize,
    pub block: *mut usize,
    pub mark: *mut usize,
    pub plain: *mut usize,
    /// Where the search for the next run goes on, for each class of short blocks: so a hole that is too short for one
    /// block is found by a shorter one later.
    next: [usize; CLASSES],
    /// Free granules that each of these searches has passed over since the last sweep, since they were too few.
    pub skipped: [usize; CLASSES],
    /// Granules that were taken since the last sweep.
    pub taken: usize,
    /// Large blocks are looked for below this granule.
    pub high: usize,
    /// Where the search for medium blocks goes on.
    pub middle: usize,
    /// Short blocks are put below this granule.
    pub zone: usize,
    /// Free granules behind it, at the last sweep.
    pub zone_free: usize,
    /// Medium blocks that find no room below it are looked for below this granule.
    pub upper: usize,
    /// Medium blocks of so many granules found no room below it since the last sweep.
    pub unfit: usize,
    /// Granules, from the first up to the second, in which nobody looks for memory; see `kept.rs`.
    hidden: (usize, usize),
}

impl Area {
    pub const EMPTY: Area = Area {
        base: 0,
        n_granules: 0,
        max_granules: 0,
        block: core::ptr::null_mut(),
        mark: core::ptr::null_mut(),
        plain: core::ptr::null_mut(),
        next: [0; CLASSES],
        skipped: [0; CLASSES],
        taken: 0,
        high: 0,
        middle: 0,
        zone: 0,
        zone_free: 0,
        upper: 0,
        unfit: usize::MAX,
        hidden: (0, 0),
    };

    /// Lays bitmaps, a mark stack (if asked for) and granules into memory. `None`: too small.
    ///
    /// # Safety
    /// As `Heap::add_area`.
    pub unsafe fn carve(
        start: NonNull<u8>,
        bytes_now: usize,
        bytes_max: usize,
        with_stack: bool,
    ) -> Option<(Area, *mut u32, usize)> {
        let address = start.expose_provenance().get();
        let end_max = address.checked_add(bytes_max)?;
        let end_now = address.checked_add(bytes_now.min(bytes_max))?;
        let first = address.checked_next_multiple_of(align_of::<usize>())?;
        // Bits for as many granules as the memory could hold if the bitmaps were not there.
        let max_guess = (end_max.checked_sub(first)? / GRANULE).checked_next_multiple_of(W)?;
        let map_bytes = max_guess / 8;
        let stack_cap = if with_stack { (max_guess / 64).clamp(12, 1 << 15) } else { 0 };
        let stack_at = first.checked_add(MAPS * map_bytes)?;
        let base = (stack_at + stack_cap * 4).checked_next_multiple_of(GRANULE)?;
        let fit = |end: usize| end.checked_sub(base).map(|b| b / GRANULE);
        let n_granules = fit(end_now)?;
        let max_granules = fit(end_max)?;
        if n_granules < W {
            return None;
        }
        let apart = if STRIDE == 1 { map_bytes } else { size_of::<usize>() };
        let map = |i: usize| core::ptr::with_exposed_provenance_mut::<usize>(first + i * apart);
        let (block, mark, plain) = (map(0), map(1), map(2));
        let words = n_granules.div_ceil(W);
        for i in 0..MAPS {
            // SAFETY: I1: `words * W <= max_guess` bits were laid out for each bitmap in the lent memory.
            unsafe { clear_words(map(i), 0, words) };
        }
        let mut area = Area {
            base,
            n_granules,
            max_granules,
            block,
            mark,
            plain,
            high: n_granules,
            upper: n_granules,
            zone: n_granules,
            ..Area::EMPTY
        };
        area.start_free_run(0);
        Some((area, core::ptr::with_exposed_provenance_mut(stack_at), stack_cap))
    }

    pub fn words(&self) -> usize {
        self.n_granules.div_ceil(W)
    }

    /// Bitmap `i`: they lie equally far apart.
    pub fn map(&self, i: usize) -> *mut usize {
        let apart = self.mark.addr() - self.block.addr();
        self.block.wrapping_byte_add(i * apart)
    }

    #[inline]
    pub fn word(&self, map: *mut usize, i: usize) -> usize {
        debug_assert!(i < self.words());
        // SAFETY: I1: callers pass word numbers below `words()`.
        unsafe { *at(map, i) }
    }

    #[inline]
    pub fn is_block(&self, granule: usize) -> bool {
        // SAFETY: I1: granules come from `Heap::locate` or a walk below `n_granules`.
        granule < self.n_granules && unsafe { bit(self.block, granule) }
    }

    #[inline]
    pub fn is_marked(&self, granule: usize) -> bool {
        // SAFETY: as `is_block`.
        granule < self.n_granules && unsafe { bit(self.mark, granule) }
    }

    pub fn clear_block(&mut self, granule: usize) {
        if granule < self.n_granules {
            // SAFETY: as `is_block`.
            unsafe {
                clear(self.block, granule);
                clear(self.mark, granule);
                clear(self.plain, granule);
            }
        }
    }

    /// Says that a free run starts at `granule`, which is no block.
    pub fn start_free_run(&mut self, granule: usize) {
        if granule < self.n_granules {
            // SAFETY: as `is_block`.
            unsafe { set(self.mark, granule) }
        }
    }

    /// Gives the rest of a run back, `n` granules from `granule` on: the search of its class may find it again.
    pub fn reopen(&mut self, granule: usize, n: usize, class: usize) {
        self.start_free_run(granule);
        self.next[class] = self.next[class].min(granule);
        if config::COMPACT {
            return;
        }
        self.taken = self.taken.saturating_sub(n);
        for (next, skipped) in self.next.iter().zip(&mut self.skipped).skip(class + 1) {
            if granule < *next {
                *skipped += n;
            }
        }
    }

    /// Notes that so many granules were taken; where marking does not go in steps, nobody asks.
    fn count(&mut self, n: usize) {
        if !config::COMPACT {
            self.taken += n;
        }
    }

    /// All memory may be looked at again.
    pub fn rewind(&mut self) {
        self.next = [0; CLASSES];
        self.high = self.n_granules;
        if !config::COMPACT {
            (self.skipped, self.taken) = ([0; CLASSES], 0);
            self.middle = 0;
            self.upper = self.n_granules;
            self.unfit = usize::MAX;
        }
    }

    /// Says that a block starts at `granule`.
    pub fn start_block(&mut self, granule: usize) {
        if granule < self.n_granules {
            // SAFETY: as `is_block`.
            unsafe { set(self.block, granule) }
        }
    }

    /// Says that the block at `granule` holds no references.
    pub fn set_plain(&mut self, granule: usize) {
        if granule < self.n_granules {
            // SAFETY: as `is_block`.
            unsafe { set(self.plain, granule) }
        }
    }

    pub fn can_grow(&self) -> bool {
        self.n_granules < self.max_granules
    }

    /// Takes reserved memory into use, at least `need` granules.
    pub fn grow(&mut self, need: usize) -> bool {
        let old = self.n_granules;
        let Some(new) = old.checked_add(need) else { return false };
        if new > self.max_granules {
            return false;
        }
        let words = self.words();
        self.n_granules = new.next_multiple_of(W).min(self.max_granules);
        let more = self.words() - words;
        for i in 0..MAPS {
            // SAFETY: I1: each bitmap has a bit for each of `max_granules`.
            unsafe { clear_words(self.map(i), words, more) };
        }
        self.start_free_run(old);
        self.next = self.next.map(|next| next.min(old));
        self.high = self.n_granules;
        if !config::COMPACT {
            self.middle = self.middle.min(old);
            self.upper = self.n_granules;
            self.open_zone();
        }
        true
    }

    /// First granule at or behind `from` whose bit in `block` is set, or the end.
    fn next_block(&self, from: usize) -> usize {
        self.next_block_before(from, self.n_granules)
    }

    /// The same, where nothing far behind `limit` is looked at: the answer is at or behind it, or right.
    fn next_block_before(&self, from: usize, limit: usize) -> usize {
        if from >= self.n_granules {
            return self.n_granules;
        }
        let words = limit.div_ceil(W).min(self.words());
        let mut i = from / W;
        let mut bits = self.word(self.block, i) & (!0 << (from % W));
        while bits == 0 {
            i += 1;
            if i >= words {
                return (words * W).min(self.n_granules);
            }
            bits = self.word(self.block, i);
        }
        (i * W + bits.trailing_zeros() as usize).min(self.n_granules)
    }

    /// First start of a free run at or behind `from`.
    fn next_free(&self, from: usize) -> Option<usize> {
        if from >= self.n_granules {
            return None;
        }
        let mut i = from / W;
        let mut bits = self.word(self.mark, i) & !self.word(self.block, i) & (!0 << (from % W));
        while bits == 0 {
            i += 1;
            if i == self.words() {
                return None;
            }
            bits = self.word(self.mark, i) & !self.word(self.block, i);
        }
        let found = i * W + bits.trailing_zeros() as usize;
        if found < self.n_granules { Some(found) } else { None }
    }

    /// Granule behind the block that starts at `granule`: the next block or free run.
    pub fn end_of(&self, granule: usize) -> usize {
        self.end_before(granule, self.n_granules)
    }

    /// The same, where nothing behind `limit` counts.
    pub fn end_before(&self, granule: usize, limit: usize) -> usize {
        let from = granule + 1;
        if from >= limit {
            return limit;
        }
        let mut i = from / W;
        let last = (limit - 1) / W;
        let mut bits = (self.word(self.block, i) | self.word(self.mark, i)) & (!0 << (from % W));
        while bits == 0 {
            if i == last {
                return limit;
            }
            i += 1;
            bits = self.word(self.block, i) | self.word(self.mark, i);
        }
        (i * W + bits.trailing_zeros() as usize).min(limit)
    }

    /// Start of the block that `granule` lies in, or `None` if it is free.
    pub fn start_of(&self, granule: usize) -> Option<usize> {
        let mut i = granule / W;
        let mut mask = !0 >> (W - 1 - granule % W);
        loop {
            let blocks = self.word(self.block, i) & mask;
            let any = blocks | self.word(self.mark, i) & mask;
            if any != 0 {
                let top = W - 1 - any.leading_zeros() as usize;
                return if blocks >> top & 1 != 0 { Some(i * W + top) } else { None };
            }
            if i == 0 {
                return None;
            }
            i -= 1;
            mask = !0;
        }
    }

    /// Clears the marks of free runs and plain bits in `start..end`, which becomes the current run or a block.
    fn clear_run(&mut self, start: usize, end: usize) {
        let mut i = start;
        while i < end {
            let word = i / W;
            let low = i % W;
            let high = (end - word * W).min(W);
            let mask = (!0 << low) & (!0 >> (W - high));
            // SAFETY: I1: `end <= n_granules`.
            unsafe {
                *at(self.mark, word) &= !mask;
                *at(self.plain, word) &= !mask;
            }
            i = (word + 1) * W;
        }
    }

    /// The next free run of at least `need` granules, or the first `most` of it, cleared for use.
    pub fn next_run(&mut self, need: usize, most: usize) -> Option<(usize, usize)> {
        let class = class(need);
        let may_fill = class >= BRIEF_CLASS && self.skipped[class] >= self.n_granules / FEW_HOLES;
        let most = if may_fill && !config::COMPACT { most.min(BRIEF) } else { most }.max(need);
        while let Some((start, stop, end)) = self.next_short(self.next[class], most) {
            for (from, to) in self.shown(start, stop) {
                if to - from >= need {
                    let to = to.min(from.saturating_add(most));
                    self.take_part(from, to, end);
                    self.next[class] = to;
                    self.count(to - from);
                    // Longer blocks may have passed it over.
                    for (next, skipped) in self.next.iter().zip(&mut self.skipped).skip(class + 1) {
                        if from < *next {
                            *skipped = skipped.saturating_sub(to - from);
                        }
                    }
                    return Some((from, to));
                }
            }
            if !config::COMPACT {
                self.skipped[class] += stop - start;
            }
            self.next[class] = stop;
        }
        None
    }

    /// The first free run at or behind `from` that short blocks may have: its start, the end of what they may have of it,
    /// and its end. Of a run that is much longer than `most` it is the first part.
    #[inline]
    fn next_short(&mut self, from: usize, most: usize) -> Option<(usize, usize, usize)> {
        let start = self.next_free(from)?;
        if config::COMPACT {
            let end = self.next_block(start);
            return Some((start, end, end));
        }
        if start >= self.zone {
            return None;
        }
        let mut limit = start.saturating_add(most);
        if start < self.hidden.1 && self.hidden.0 < limit {
            // What is hidden parts it: both parts are looked at.
            limit = self.hidden.1.saturating_add(most);
        }
        let end = self.next_block_before(start, limit);
        let stop = end.min(self.zone);
        if !self.is_block(stop) {
            // The search goes on there, or begins there when the rest is opened.
            self.start_free_run(stop);
        }
        Some((start, stop, end))
    }

    /// A block of `need` granules, marked as such, in the next free run that is long enough; behind the last, in the first.
    pub fn take_fit(&mut self, need: usize) -> Option<usize> {
        if need >= self.unfit {
            return None;
        }
        for from in [self.middle, 0] {
            self.middle = from;
            while let Some((start, stop, end)) = self.next_short(self.middle, need) {
                for (from, to) in self.shown(start, stop) {
                    if to - from >= need {
                        let to = from + need;
                        self.take_part(from, to, end);
                        self.start_block(from);
                        self.middle = to;
                        self.count(need);
                        return Some(from);
                    }
                }
                self.middle = stop;
            }
        }
        self.unfit = need;
        None
    }

    /// Hides granules from the search for memory, and lets it begin again if that shows others.
    pub fn hide(&mut self, hidden: (usize, usize)) {
        let (old_from, old_to) = self.hidden;
        if old_from < old_to {
            self.next = self.next.map(|next| next.min(old_from));
            self.high = self.high.max(old_to);
        }
        self.hidden = hidden;
    }

    /// Whether some of these granules are hidden.
    #[cfg(test)]
    pub fn hides(&self, start: usize, end: usize) -> bool {
        start < self.hidden.1 && self.hidden.0 < end
    }

    /// Granules of the longest part of a free run that is not hidden.
    #[cfg(test)]
    pub fn longest_shown(&self) -> usize {
        let mut longest = 0;
        self.each_free_run(|start, end| {
            longest = self.shown(start, end).into_iter().fold(longest, |n, (from, to)| n.max(to - from));
        });
        longest
    }

    /// The parts of a free run below and above what is hidden.
    fn shown(&self, start: usize, end: usize) -> [(usize, usize); 2] {
        let (from, to) = self.hidden;
        [(start, end.min(from.max(start))), (start.max(to.min(end)), end)]
    }

    /// Takes a part of a free run that ends at `end`; what is behind the part becomes a run of its own.
    fn take_part(&mut self, from: usize, to: usize, end: usize) {
        self.clear_run(from, to);
        if to < end {
            self.start_free_run(to);
        }
    }

    /// A block of `need` granules as far up as there is room: its start, marked as a block.
    pub fn take_from_end(&mut self, need: usize) -> Option<usize> {
        let at = self.take_below(self.high, need)?;
        self.high = at;
        Some(at)
    }

    /// A block of `need` granules as far up below a granule as there is room: its start, marked as a block.
    pub fn take_below(&mut self, granule: usize, need: usize) -> Option<usize> {
        let mut end = granule.min(self.n_granules);
        while end > 0 {
            // The free run that ends at `end`, if the granule below is free.
            let (start, free) = self.run_below(end);
            for (from, to) in self.shown(start, end).into_iter().rev() {
                if free && to - from >= need {
                    let at = to - need;
                    self.take_part(at, to, end);
                    // SAFETY: I1: `at < n_granules`.
                    unsafe { set(self.block, at) };
                    // The run below keeps its start; if it is used up its start bit was cleared above.
                    self.count(need);
                    return Some(at);
                }
            }
            end = start;
        }
        None
    }

    /// Lets all searches find the free run around `granule` again.
    pub fn search_from(&mut self, granule: usize) {
        let at = match self.run_below(granule) {
            (start, true) => start,
            (_, false) => granule,
        };
        self.next = self.next.map(|next| next.min(at));
        self.middle = self.middle.min(at);
    }

    /// What lies just below `end`: the start of that block or free run, and whether it is free.
    fn run_below(&self, end: usize) -> (usize, bool) {
        let mut i = (end - 1) / W;
        let mut mask = !0 >> (W - 1 - (end - 1) % W);
        let mut free_start = end;
        loop {
            let blocks = self.word(self.block, i) & mask;
            let frees = self.word(self.mark, i) & !self.word(self.block, i) & mask;
            if blocks != 0 {
                let top = W - 1 - blocks.leading_zeros() as usize;
                let above = if top + 1 == W { 0 } else { frees & (!0 << (top + 1)) };
                if above != 0 {
                    free_start = i * W + above.trailing_zeros() as usize;
                }
                return if free_start < end { (free_start, true) } else { (i * W + top, false) };
            }
            if frees != 0 {
                free_start = i * W + frees.trailing_zeros() as usize;
            }
            if i == 0 {
                return if free_start < end { (free_start, true) } else { (0, false) };
            }
            i -= 1;
            mask = !0;
        }
    }

    /// Unmarks the free runs that end at `end`, which become the current run's; answers where they start.
    pub fn absorb_below(&mut self, end: usize) -> usize {
        if end == 0 {
            return 0;
        }
        match self.run_below(end) {
            (start, true) => {
                // Nothing of what is hidden: the part that ends here, if any does.
                let parts = self.shown(start, end);
                let from = parts
                    .into_iter()
                    .find(|(from, to)| from < to && *to == end)
                    .map_or(end, |(from, _)| from);
                self.clear_run(from, end);
                from
            }
            (_, false) => end,
        }
    }

    /// Adds `extra` granules at `at`, which must be the start of a free run that is long enough, to the block before.
    pub fn extend_into_run(&mut self, at: usize, extra: usize) -> bool {
        if at >= self.n_granules || self.is_block(at) || !self.is_marked(at) {
            return false;
        }
        let end = self.next_block(at);
        if !self.shown(at, end).into_iter().any(|(from, to)| from == at && to - from >= extra) {
            return false;
        }
        self.take_part(at, at + extra, end);
        true
    }

    /// Granules in free runs that carry their bit.
    pub fn free_granules(&self) -> usize {
        let mut free = 0;
        let mut from = 0;
        while let Some(start) = self.next_free(from) {
            let end = self.next_block(start);
            free += end - start;
            from = end;
        }
        free
    }

    /// End of the free run (or runs, one behind the other) at `granule`.
    pub fn run_end(&self, granule: usize) -> usize {
        self.next_block(granule)
    }

    /// Granules by which the area may still grow.
    pub fn growth_left(&self) -> usize {
        self.max_granules - self.n_granules
    }

    /// Whether no block reaches into `start..end`.
    pub fn is_free(&self, start: usize, end: usize) -> bool {
        self.start_of(start).is_none() && self.next_block(start) >= end
    }

    /// Calls `f(start, end)` for every free run.
    pub fn each_free_run(&self, mut f: impl FnMut(usize, usize)) {
        let mut from = 0;
        while let Some(start) = self.next_free(from) {
            let end = self.next_block(start);
            f(start, end);
            from = end;
        }
    }

    /// Fills free memory with a pattern that no object has.
    pub fn poison(&mut self, start: usize, end: usize) {
        let address = self.base + start * GRANULE;
        // SAFETY: I1: the granules are the heap's, and free.
        unsafe {
            core::ptr::write_bytes(
                core::ptr::with_exposed_provenance_mut::<u8>(address),
                0xDB,
                (end - start) * GRANULE,
            )
        }
    }
}
