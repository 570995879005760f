//! Sorting: stable, and quick where the items are partly in order.
//!
//! A merge sort over the runs that are there already, merged in the order of powersort. Keys are computed once.
//! Comparing runs Python code, so the items are first moved out of the list, where nobody else can reach them;
//! meanwhile the list is empty, and what is put into it is lost. Whatever is raised, all items come back.
use micropyrite_bytecode::qstr;

use crate::heap::{ObjVec, This};
use crate::obj::{Obj, Slot};
use crate::runtime::args::{ArgSpec, Args, parse};
use crate::runtime::ops;
use crate::types::{Float, List, STR, list};
use crate::{Res, Vm, config};

/// Runs shorter than this are made longer by insertion.
const MIN_RUN: usize = 24;

/// Sorts a list by the keyword arguments `key` and `reverse`.
///
/// # Raises
/// `TypeError` for other arguments; what key and comparison raise; `MemoryError`.
pub fn sort_with(vm: &mut Vm, list: This<List>, args: Args<'_>) -> Res<()> {
    const SPECS: [ArgSpec; 2] =
        [ArgSpec::keyword(qstr!(key), Obj::NONE), ArgSpec::keyword(qstr!(reverse), Obj::FALSE)];
    let [key, reverse] = parse(vm, args, &SPECS)?;
    let reverse = ops::truth(vm, reverse)?;
    sort(vm, list, Some(key).filter(|k| *k != Obj::NONE), reverse)
}

/// Sorts a list.
///
/// # Raises
/// What key and comparison raise; `MemoryError`.
pub fn sort(vm: &mut Vm, list: This<List>, key: Slot, reverse: bool) -> Res<()> {
    let items = vm.objs_mut(|vm| &mut list.get_mut(vm).items);
    if items.len() < 2 {
        return Ok(());
    }
    if !config::COMPACT && key.is_none() && items.iter().all(|item| item.is_small()) {
        // PERF: equal small integers are the same word, so any order of them is stable.
        items.sort_unstable_by_key(|item| item.bits() as isize);
        if reverse {
            items.reverse();
        }
        return Ok(());
    }
    let work = list::with_capacity(vm, 0)?;
    let taken = core::mem::replace(&mut list.get_mut(vm).items, ObjVec::EMPTY);
    work.get_mut(vm).items = taken;
    let result = match key {
        None => sort_items(vm, work, reverse),
        Some(key) => sort_by_key(vm, work, key, reverse),
    };
    vm.free_objs(&|vm| &mut list.get_mut(vm).items);
    let taken = core::mem::replace(&mut work.get_mut(vm).items, ObjVec::EMPTY);
    list.get_mut(vm).items = taken;
    vm.shrink_objs(&|vm| &mut list.get_mut(vm).items);
    result
}

fn sort_items(vm: &mut Vm, work: This<List>, reverse: bool) -> Res<()> {
    let n = work.items(vm).len();
    // The merges' own room lies behind the items.
    vm.open_gap_objs(&|vm| &mut work.get_mut(vm).items, n, n / 2)?;
    let result = sort_entries(vm, work, n, 1, reverse);
    vm.truncate_objs(&|vm| &mut work.get_mut(vm).items, n);
    result
}

fn sort_by_key(vm: &mut Vm, work: This<List>, key: Obj, reverse: bool) -> Res<()> {
    let n = work.items(vm).len();
    let pairs = list::with_capacity(vm, (n + n / 2) * 2)?;
    let mut i = 0;
    while let Some(item) = work.item(vm, i) {
        let key = vm.call(key, &[item])?;
        list::push(vm, pairs, key)?;
        list::push(vm, pairs, item)?;
        i += 1;
    }
    vm.open_gap_objs(&|vm| &mut pairs.get_mut(vm).items, n * 2, n / 2 * 2)?;
    let result = sort_entries(vm, pairs, n, 2, reverse);
    for i in 0..n {
        if let Some(item) = pairs.item(vm, i * 2 + 1) {
            vm.set_obj(|vm| &mut work.get_mut(vm).items, i, item);
        }
    }
    vm.free_objs(&|vm| &mut pairs.get_mut(vm).items);
    result
}

/// What all keys are, where they can be compared without running Python.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    Small,
    Float,
    Text,
    Any,
}

fn keys_of(vm: &Vm, work: This<List>, n: usize, stride: usize) -> Keys {
    let kind = |key: Obj| {
        if key.is_small() {
            Keys::Small
        } else if key.cast::<Float>().is_some() {
            Keys::Float
        } else if key.is_qstr() || key.as_text_block().is_some_and(|t| t.get(vm).ty == This::rom(&STR)) {
            Keys::Text
        } else {
            Keys::Any
        }
    };
    let mut kinds = work.items(vm).iter().step_by(stride).take(n).map(|key| kind(*key));
    let first = kinds.next().unwrap_or(Keys::Any);
    if kinds.all(|kind| kind == first) { first } else { Keys::Any }
}

/// Sorts `n` entries of `stride` words, the first of them the key; behind them lies room for half as many.
fn sort_entries(vm: &mut Vm, work: This<List>, n: usize, stride: usize, reverse: bool) -> Res<()> {
    let keys = keys_of(vm, work, n, stride);
    Sorter { vm, work, n, stride, keys, reverse }.sort()
}

/// A run that waits to be merged: where it starts, and how soon (powersort's node power).
#[derive(Clone, Copy)]
struct Waiting {
    start: usize,
    power: u32,
}

struct Sorter<'v> {
    vm: &'v mut Vm,
    work: This<List>,
    n: usize,
    stride: usize,
    keys: Keys,
    reverse: bool,
}

impl Sorter<'_> {
    fn key(&self, i: usize) -> Obj {
        self.work.item(self.vm, i * self.stride).unwrap_or(Obj::NONE)
    }

    #[inline]
    fn less(&mut self, a: Obj, b: Obj) -> Res<bool> {
        // Descending is ascending by the opposite comparison: equal items keep their order.
        let (a, b) = if self.reverse { (b, a) } else { (a, b) };
        let value = |o: Obj| o.cast::<Float>().map_or(0.0, |f| f.get(self.vm).value);
        Ok(match self.keys {
            Keys::Small => (a.bits() as isize) < b.bits() as isize,
            Keys::Float => value(a) < value(b),
            Keys::Text => self.vm.text_of(a) < self.vm.text_of(b),
            Keys::Any => return ops::less(self.vm, a, b),
        })
    }

    fn words(&mut self) -> &mut [Obj] {
        let work = self.work;
        self.vm.objs_mut(|vm| &mut work.get_mut(vm).items)
    }

    /// Copies entries `from..from + n` to `to`; they may overlap.
    fn copy(&mut self, from: usize, n: usize, to: usize) {
        let stride = self.stride;
        self.words().copy_within(from * stride..(from + n) * stride, to * stride);
    }

    /// Copies one entry.
    #[inline]
    fn step(&mut self, from: usize, to: usize) {
        let (from, to, stride) = (from * self.stride, to * self.stride, self.stride);
        let words = self.words();
        // PERF: entries have one or two words; a call of memmove takes longer than the comparison.
        for k in 0..stride {
            if let Some(word) = words.get(from + k).copied()
                && let Some(place) = words.get_mut(to + k)
            {
                *place = word;
            }
        }
    }

    fn sort(&mut self) -> Res<()> {
        // Powers grow strictly from the bottom of the stack and are at most the bits of a length.
        let mut waiting = [Waiting { start: 0, power: 0 }; usize::BITS as usize + 1];
        let mut depth = 0;
        let mut start = 0;
        let mut end = self.make_run(0)?;
        while end < self.n {
            let next_end = self.make_run(end)?;
            let power = power(start, end, next_end, self.n);
            while depth > 0 && waiting[depth - 1].power > power {
                depth -= 1;
                self.merge(waiting[depth].start, start, end)?;
                start = waiting[depth].start;
            }
            waiting[depth] = Waiting { start, power };
            depth += 1;
            start = end;
            end = next_end;
        }
        while depth > 0 {
            depth -= 1;
            self.merge(waiting[depth].start, start, end)?;
            start = waiting[depth].start;
        }
        Ok(())
    }

    /// Finds or makes a run at `start`; answers its end.
    fn make_run(&mut self, start: usize) -> Res<usize> {
        let (n, stride) = (self.n, self.stride);
        let mut end = (start + 1).min(n);
        if end < n {
            let (mut last, mut key) = (self.key(start), self.key(end));
            let descends = self.less(key, last)?;
            loop {
                end += 1;
                if end >= n {
                    break;
                }
                (last, key) = (key, self.key(end));
                if self.less(key, last)? != descends {
                    break;
                }
            }
            if descends {
                // Only strictly descending runs are turned round, or equal items would change places.
                let words = &mut self.words()[start * stride..end * stride];
                words.reverse();
                words.chunks_exact_mut(stride).for_each(<[Obj]>::reverse);
            }
        }
        let want = (start + MIN_RUN).min(n);
        while end < want {
            let key = self.key(end);
            let place = self.first_above(key, start, end)?;
            self.words()[place * stride..(end + 1) * stride].rotate_right(stride);
            end += 1;
        }
        Ok(end)
    }

    /// First place in the sorted `low..high` whose key is above `key`.
    fn first_above(&mut self, key: Obj, low: usize, high: usize) -> Res<usize> {
        let (mut low, mut high) = (low, high);
        while low < high {
            let middle = low + (high - low) / 2;
            let other = self.key(middle);
            if self.less(key, other)? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(low)
    }

    /// First place in the sorted `low..high` whose key is not below `key`.
    fn first_not_below(&mut self, key: Obj, low: usize, high: usize) -> Res<usize> {
        let (mut low, mut high) = (low, high);
        while low < high {
            let middle = low + (high - low) / 2;
            let other = self.key(middle);
            if self.less(other, key)? {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// Merges the sorted `start..middle` and `middle..end`.
    fn merge(&mut self, start: usize, middle: usize, end: usize) -> Res<()> {
        // What is in its place already at both ends need not move.
        let key = self.key(middle);
        let start = self.first_above(key, start, middle)?;
        if start == middle {
            return Ok(());
        }
        let key = self.key(middle - 1);
        let end = self.first_not_below(key, middle, end)?;
        if middle - start <= end - middle {
            self.merge_up(start, middle, end)
        } else {
            self.merge_down(start, middle, end)
        }
    }

    /// Merges from the front; the left half, which is the shorter, waits behind the items.
    fn merge_up(&mut self, start: usize, middle: usize, end: usize) -> Res<()> {
        let n = middle - start;
        let room = self.n;
        self.copy(start, n, room);
        let (mut left, mut right, mut out) = (0, middle, start);
        let result = loop {
            if left == n || right == end {
                break Ok(());
            }
            let (a, b) = (self.key(right), self.key(room + left));
            match self.less(a, b) {
                Ok(true) => {
                    self.step(right, out);
                    right += 1;
                }
                Ok(false) => {
                    self.step(room + left, out);
                    left += 1;
                }
                Err(raise) => break Err(raise),
            }
            out += 1;
        };
        // The hole is as long as what still waits, also after an exception.
        self.copy(room + left, n - left, out);
        result
    }

    /// Merges from the back; the right half, which is the shorter, waits behind the items.
    fn merge_down(&mut self, start: usize, middle: usize, end: usize) -> Res<()> {
        let n = end - middle;
        let room = self.n;
        self.copy(middle, n, room);
        let (mut left, mut right, mut out) = (middle, n, end);
        let result = loop {
            if right == 0 || left == start {
                break Ok(());
            }
            let (a, b) = (self.key(room + right - 1), self.key(left - 1));
            out -= 1;
            match self.less(a, b) {
                Ok(true) => {
                    left -= 1;
                    self.step(left, out);
                }
                Ok(false) => {
                    right -= 1;
                    self.step(room + right, out);
                }
                Err(raise) => break Err(raise),
            }
        };
        self.copy(room, right, left);
        result
    }
}

/// Powersort's power of the boundary between the runs `start..middle` and `middle..end` of `n` entries: how deep
/// it lies in a tree that halves them.
fn power(start: usize, middle: usize, end: usize, n: usize) -> u32 {
    let (mut a, mut b) = (start + middle, middle + end);
    let mut power = 0;
    loop {
        power += 1;
        if a >= n {
            a -= n;
            b -= n;
        } else if b >= n {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}
