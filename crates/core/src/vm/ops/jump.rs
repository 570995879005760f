//! Jumps, and what they wait for.
use super::{Ctl, handler, unwind};
use crate::obj::Obj;
use crate::runtime::ops;
use crate::vm::Next::{self, Go, Slow};
use crate::vm::stack::M;
use crate::vm::tier1;
use crate::{Vm, sched};

/// Truth of values that need no call.
#[inline(always)]
pub(crate) fn quick_truth(object: Obj) -> Option<bool> {
    if object == Obj::TRUE {
        Some(true)
    } else if object == Obj::FALSE || object == Obj::NONE || object == Obj::small(0) {
        Some(false)
    } else if object.is_small() {
        Some(true)
    } else {
        None
    }
}

/// Puts the truth of the top of the stack in its place, and lets the instruction run again.
pub(crate) fn again_with_truth(vm: &mut Vm) -> Ctl {
    let mut m = vm.load();
    match ops::truth(vm, m.top(0)) {
        Ok(truth) => {
            m.set(0, Obj::bool(truth));
            m.jump(-1);
            vm.save(m);
            Ctl::Continue
        }
        Err(raise) => unwind(vm, raise),
    }
}

/// Sees to what waits (Ctrl-C, callbacks, other threads), then does the rest of the instruction whatever waits
/// by then: a callback that schedules itself must not stop the program.
fn after_events(vm: &mut Vm, rest: impl FnOnce(&mut M)) -> Ctl {
    match sched::handle_pending(vm) {
        Ok(()) => {
            let mut m = vm.load();
            rest(&mut m);
            vm.save(m);
            Ctl::Continue
        }
        Err(raise) => unwind(vm, raise),
    }
}

#[inline(always)]
fn attention(vm: &Vm) -> bool {
    vm.pending_flag().attention()
}

handler!(Jump fast |m, vm| {
    let distance = m.slabel();
    if distance < 0 && attention(vm) {
        return Slow;
    }
    m.jump(distance);
    if distance < 0 { tier1::looped(vm, m) } else { Go(m) }
}, slow |vm| after_events(vm, |m| {
    let distance = m.slabel();
    m.jump(distance);
}));

#[inline(always)]
fn pop_jump(mut m: M, vm: &mut Vm, when: bool) -> Next {
    let Some(truth) = quick_truth(m.top(0)) else { return Slow };
    let distance = m.slabel();
    if truth == when {
        if distance < 0 && attention(vm) {
            return Slow;
        }
        m.jump(distance);
        m.drop_n(1);
        return if distance < 0 { tier1::looped(vm, m) } else { Go(m) };
    }
    m.drop_n(1);
    Go(m)
}

fn pop_jump_slow(vm: &mut Vm, when: bool) -> Ctl {
    let Some(truth) = quick_truth(vm.load().top(0)) else { return again_with_truth(vm) };
    after_events(vm, |m| {
        let distance = m.slabel();
        if truth == when {
            m.jump(distance);
        }
        m.drop_n(1);
    })
}

handler!(PopJumpIfTrue fast |m, vm| pop_jump(m, vm, true), slow |vm| pop_jump_slow(vm, true));
handler!(PopJumpIfFalse fast |m, vm| pop_jump(m, vm, false), slow |vm| pop_jump_slow(vm, false));

/// `a or b`, `a and b`: these keep the value itself, so its truth is not put in its place.
#[inline(always)]
fn keep_or_pop(mut m: M, when: bool) -> Next {
    let Some(truth) = quick_truth(m.top(0)) else { return Slow };
    let distance = m.ulabel();
    if truth == when {
        m.jump(distance as isize);
    } else {
        m.drop_n(1);
    }
    Go(m)
}

fn keep_or_pop_slow(vm: &mut Vm, when: bool) -> Ctl {
    let mut m = vm.load();
    let distance = m.ulabel();
    match ops::truth(vm, m.top(0)) {
        Ok(truth) => {
            if truth == when {
                m.jump(distance as isize);
            } else {
                m.drop_n(1);
            }
            vm.save(m);
            Ctl::Continue
        }
        Err(raise) => unwind(vm, raise),
    }
}

handler!(JumpIfTrueOrPop fast |m, vm| keep_or_pop(m, true), slow |vm| keep_or_pop_slow(vm, true));
handler!(JumpIfFalseOrPop fast |m, vm| keep_or_pop(m, false), slow |vm| keep_or_pop_slow(vm, false));
