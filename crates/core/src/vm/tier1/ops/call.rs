//! Calls and returns.
use super::{ACC, PLACE, left};
use crate::native::NativeFun;
use crate::types::{Fun, fun};
use crate::vm::dispatch::Handler;
use crate::vm::frame::Resume;
use crate::vm::ops::{CallFunction, CallMethod, ReturnValue};
use crate::vm::tier1::enter;
use crate::vm::tier1::word::{Step, W, Word, code};
use crate::vm::{Ctl, Next};
use crate::{Vm, watch};

/// `a: place of what is called, b: arguments; place; place behind the instruction`: calls with positional arguments.
/// `METHOD`: what is called has a slot for `self` behind it.
struct Call<const METHOD: bool>;

impl<const METHOD: bool> Word for Call<METHOD> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        if vm.is_watched() {
            return Step::Slow;
        }
        let (at, n) = (w.a(), w.b());
        // [fun, args] or [fun, self or null, args]
        let (first, n) = if !METHOD {
            (at + 1, n)
        } else if w.slot(at + 1).is_some() {
            (at + 1, n + 1)
        } else {
            (at + 2, n)
        };
        let callee = w.value(at);
        if let Some(fun) = callee.cast::<Fun>() {
            let (code, globals) = {
                let fun = fun.get(vm);
                (fun.entry(), fun.globals)
            };
            let Some(words) = code.get(vm).heat.words() else { return Step::Slow };
            if words.get(vm).n_args as usize != n {
                return Step::Slow;
            }
            let (fp, ret_sp) = (w.fp.wrapping_add(first), w.fp.wrapping_add(at));
            let back = w.skip(3).ip;
            if !vm.enter_hot(code, words, globals, fp, n, ret_sp, w.state(2).ip, back) {
                return Step::Slow;
            }
            watch::entered(vm, n, 0);
            return Step::Go(words.first(fp));
        }
        if let Some(native) = callee.cast::<NativeFun>() {
            let m = w.state(1);
            vm.save(m);
            return match fun::native::call(vm, native, m.values(n)) {
                Ok(value) => Step::Go(w.give(3, value)),
                Err(raise) => Step::Raise(raise),
            };
        }
        Step::Slow
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let m = w.state(1);
        let next = if METHOD { CallMethod::fast::<0>(m, vm) } else { CallFunction::fast::<0>(m, vm) };
        match next {
            Next::Go(m) => vm.save(m),
            Next::Hot(m) => {
                vm.save(m);
                enter(vm, m);
            }
            Next::Slow => {
                vm.save(m);
                return if METHOD { CallMethod::slow::<0>(vm) } else { CallFunction::slow::<0>(vm) };
            }
        }
        Ctl::Continue
    }
}

/// See [`Call`].
pub(in crate::vm::tier1) fn call_function() -> usize {
    code::<Call<false>>()
}

/// See [`Call`].
pub(in crate::vm::tier1) fn call_method() -> usize {
    code::<Call<true>>()
}

/// `a, place`: returns.
struct Return<const A: u8>;

impl<const A: u8> Word for Return<A> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        let frame = vm.frame();
        if frame.resume != Resume::Push || frame.n_exc != 0 || frame.flags != 0 {
            return Step::Slow;
        }
        let back = frame.hot.back;
        let value = left::<A>(&w);
        let mut m = vm.leave();
        if back.is_null() {
            m.push(value);
            return Step::Leave(m);
        }
        Step::Go(W { ip: back, acc: Some(value), fp: m.fp })
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let mut m = w.state(1);
        m.set(0, left::<A>(&w));
        vm.save(m);
        ReturnValue::slow::<0>(vm)
    }
}

/// The word that returns the accumulator or a slot.
pub(in crate::vm::tier1) fn return_value(acc: bool) -> usize {
    if acc { code::<Return<ACC>>() } else { code::<Return<PLACE>>() }
}
