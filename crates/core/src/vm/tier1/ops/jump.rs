//! Jumps.
use super::{ACC, PLACE, left};
use crate::obj::Obj;
use crate::vm::Ctl;
use crate::vm::dispatch::Handler;
use crate::vm::ops::{
    Jump, JumpIfFalseOrPop, JumpIfTrueOrPop, PopJumpIfFalse, PopJumpIfTrue, quick_truth, unwind,
};
use crate::vm::tier1::word::{Step, W, Word, code};
use crate::{Vm, runtime};

/// `place, address`: jumps; `BACK`: backwards.
struct JumpTo<const BACK: bool>;

impl<const BACK: bool> Word for JumpTo<BACK> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        if BACK && vm.pending_flag().attention() { Step::Slow } else { Step::Go(w.goto(1)) }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        vm.save(w.state(0));
        <Jump as Handler>::slow::<0>(vm)
    }
}

/// See [`JumpTo`].
pub(in crate::vm::tier1) fn jump_forward() -> usize {
    code::<JumpTo<false>>()
}

/// See [`JumpTo`].
pub(in crate::vm::tier1) fn jump_back() -> usize {
    code::<JumpTo<true>>()
}

/// `a, place, address`: jumps if the truth of `a` is `WHEN`.
struct PopJump<const A: u8, const WHEN: bool, const BACK: bool>;

impl<const A: u8, const WHEN: bool, const BACK: bool> Word for PopJump<A, WHEN, BACK> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        match quick_truth(left::<A>(&w)) {
            Some(truth) if truth == WHEN => {
                if BACK && vm.pending_flag().attention() {
                    Step::Slow
                } else {
                    Step::Go(w.goto(2))
                }
            }
            Some(_) => Step::Go(w.skip(3)),
            None => Step::Slow,
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let mut m = w.state(1);
        let value = left::<A>(&w);
        m.set(0, value);
        vm.save(m);
        // Not left to the slow half: it would come back here with the truth on the stack, where nobody looks.
        match runtime::ops::truth(vm, value) {
            Ok(truth) => m.set(0, Obj::bool(truth)),
            Err(raise) => return unwind(vm, raise),
        }
        vm.save(m);
        if WHEN {
            <PopJumpIfTrue as Handler>::slow::<0>(vm)
        } else {
            <PopJumpIfFalse as Handler>::slow::<0>(vm)
        }
    }
}

/// The word of a jump that depends on the accumulator or on a slot.
pub(in crate::vm::tier1) fn pop_jump(acc: bool, when: bool, back: bool) -> usize {
    match (acc, when, back) {
        (false, false, false) => code::<PopJump<PLACE, false, false>>(),
        (false, false, true) => code::<PopJump<PLACE, false, true>>(),
        (false, true, false) => code::<PopJump<PLACE, true, false>>(),
        (false, true, true) => code::<PopJump<PLACE, true, true>>(),
        (true, false, false) => code::<PopJump<ACC, false, false>>(),
        (true, false, true) => code::<PopJump<ACC, false, true>>(),
        (true, true, false) => code::<PopJump<ACC, true, false>>(),
        (true, true, true) => code::<PopJump<ACC, true, true>>(),
    }
}

/// `a, c; place; address`: keeps `a` in the slot `c` and jumps if its truth is `WHEN`, else drops it.
struct KeepOrPop<const A: u8, const WHEN: bool>;

impl<const A: u8, const WHEN: bool> Word for KeepOrPop<A, WHEN> {
    #[inline(always)]
    fn fast(w: W, _: &mut Vm) -> Step {
        let value = left::<A>(&w);
        match quick_truth(value) {
            Some(truth) if truth == WHEN => {
                w.set(w.c(), Some(value));
                Step::Go(w.goto(2))
            }
            Some(_) => Step::Go(w.skip(3)),
            None => Step::Slow,
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let mut m = w.state(1);
        m.set(0, left::<A>(&w));
        vm.save(m);
        if WHEN { JumpIfTrueOrPop::slow::<0>(vm) } else { JumpIfFalseOrPop::slow::<0>(vm) }
    }
}

/// The word of `and` and `or`.
pub(in crate::vm::tier1) fn keep_or_pop(acc: bool, when: bool) -> usize {
    match (acc, when) {
        (false, false) => code::<KeepOrPop<PLACE, false>>(),
        (false, true) => code::<KeepOrPop<PLACE, true>>(),
        (true, false) => code::<KeepOrPop<ACC, false>>(),
        (true, true) => code::<KeepOrPop<ACC, true>>(),
    }
}
