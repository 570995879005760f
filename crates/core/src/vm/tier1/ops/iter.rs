//! `for` loops. What is in a loop's four slots is told in `vm/ops/iter.rs`.
use super::{ACC, PLACE, deliver};
use crate::Vm;
use crate::obj::Obj;
use crate::runtime::iter;
use crate::types::{Dict, Generator, List, Tuple};
use crate::vm::Ctl;
use crate::vm::dispatch::Handler;
use crate::vm::frame::Resume;
use crate::vm::ops::{ForIter, next_byte, next_key};
use crate::vm::stack::M;
use crate::vm::tier1::word::{Step, W, Word, code};

/// `c; place; address`: the next item of the loop whose slots end at the place's height, or a jump to its end.
struct For<const D: u8>;

impl<const D: u8> For<D> {
    /// Operand words; then, where the item goes to a place, comes a word that stores the accumulator there.
    const N: usize = if D == PLACE { 5 } else { 3 };
}

impl<const D: u8> Word for For<D> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        let m: M = w.state(1);
        let Some(object) = m.peek(3) else { return Step::Second };
        let mut slots = m;
        if object == Obj::NONE {
            let (Some((next, stop)), Some(step)) = (Obj::small2(m.top(2), m.top(1)), m.top(0).as_small())
            else {
                return Step::Slow;
            };
            if if step > 0 { next < stop } else { next > stop } {
                slots.set(2, Obj::small(next.wrapping_add(step).clamp(Obj::SMALL_MIN, Obj::SMALL_MAX)));
                return Step::Go(deliver::<D>(w, Self::N, Obj::small(next)));
            }
            return Step::Go(w.goto(2));
        }
        let Some(i) = m.top(2).as_small() else { return Step::Slow };
        if m.top(1) != Obj::TRUE {
            return Step::Slow;
        }
        let found = if let Some(list) = object.cast::<List>() {
            list.item(vm, i as usize)
        } else if let Some(tuple) = object.cast::<Tuple>() {
            tuple.items(vm).get(i as usize).copied()
        } else {
            return Step::Second;
        };
        match found {
            Some(item) => {
                slots.set(2, Obj::small(i + 1));
                Step::Go(deliver::<D>(w, Self::N, item))
            }
            None => Step::Go(w.goto(2)),
        }
    }
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        let mut m: M = w.state(1);
        let Some(object) = m.peek(3) else { return iterator::<D>(w, m, vm) };
        let Some(i) = m.top(2).as_small() else { return Step::Slow };
        let found = if let Some(dict) = object.cast::<Dict>() {
            next_key(vm, dict, i as usize)
        } else if let Some(found) = next_byte(vm, object, i as usize) {
            found.map(|byte| (i as usize + 1, byte))
        } else {
            return Step::Slow;
        };
        match found {
            Some((next, item)) => {
                m.set(2, Obj::small(next as isize));
                Step::Go(deliver::<D>(w, Self::N, item))
            }
            None => Step::Go(w.goto(2)),
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        vm.save(w.state(1));
        ForIter::slow::<0>(vm)
    }
}

/// A generator goes on, or an iterator is asked for its next item.
#[inline(always)]
fn iterator<const D: u8>(w: W, m: M, vm: &mut Vm) -> Step {
    vm.save(m);
    if let Some(generator) = m.top(2).cast::<Generator>() {
        if vm.thread.settrace.is_on() || !vm.resume_generator(generator, Obj::NONE, m.sp, Resume::ForIter) {
            return Step::Slow;
        }
        // What it yields comes in the accumulator.
        vm.frame().hot.back = w.skip(3).ip;
        return Step::Leave(vm.load());
    }
    match iter::next(vm, m.top(2)) {
        Ok(Some(item)) => Step::Go(deliver::<D>(w, For::<D>::N, item)),
        Ok(None) => Step::Go(w.goto(2)),
        Err(raise) => Step::Raise(raise),
    }
}

/// The word of a loop's head, whose item goes to the accumulator or to `c`.
pub(in crate::vm::tier1) fn for_iter(to_place: bool) -> usize {
    if to_place { code::<For<PLACE>>() } else { code::<For<ACC>>() }
}
