//! Calls and returns.
use super::{ACC, PLACE, left};
use micropyrite_bytecode::qstr;

use crate::heap::This;
use crate::native::NativeFun;
use crate::obj::{Obj, Slot};
use crate::types::{Closure, Fun, Generator, INSTANCE, NATIVE_BASE, Ty, fun, instance};
use crate::vm::dispatch::Handler;
use crate::vm::frame::Resume;
use crate::vm::ops::{CallFunction, CallMethod, ReturnValue, YieldValue, resume_at_call};
use crate::vm::tier1::enter;
use crate::vm::tier1::word::{Step, W, Word, code};
use crate::vm::{Ctl, Next};
use crate::{Vm, watch};

/// `a: place of what is called, b: arguments; place; place behind the instruction; class; version; its initialiser`:
/// calls with positional arguments. `METHOD`: what is called has a slot for `self` behind it.
struct Call<const METHOD: bool>;

/// Operand words.
const N: usize = 6;

/// A call: its place in the words, and the slots of the first argument and of the callee.
#[derive(Clone, Copy)]
struct Site {
    w: W,
    at: usize,
    first: usize,
    n: usize,
}

impl Site {
    /// Enters a function that has words and takes so many arguments.
    #[inline(always)]
    fn enter(self, vm: &mut Vm, fun: This<Fun>, resume: Resume, extra: Slot) -> Option<W> {
        let Site { w, at, first, n } = self;
        let (code, globals) = {
            let fun = fun.get(vm);
            (fun.entry(), fun.globals)
        };
        let words = code.get(vm).heat.words()?;
        if words.get(vm).n_args as usize != n {
            return None;
        }
        let (fp, ret_sp) = (w.fp.wrapping_add(first), w.fp.wrapping_add(at));
        let (ip, back) = (w.state(2).ip, w.skip(N).ip);
        if !vm.enter_hot(code, words, globals, fp, n, ret_sp, ip, back, resume, extra) {
            return None;
        }
        watch::entered(vm, n, 0);
        Some(words.first(fp))
    }

    /// Enters a function with a value before its arguments, in the slot below them.
    #[inline(always)]
    fn enter_with(self, vm: &mut Vm, fun: This<Fun>, value: Slot, resume: Resume) -> Option<W> {
        let below = self.first - 1;
        let old = self.w.slot(below);
        self.w.set(below, value);
        let extra = if resume == Resume::Init { value } else { None };
        let entered = Site { first: below, n: self.n + 1, ..self }.enter(vm, fun, resume, extra);
        if entered.is_none() {
            self.w.set(below, old);
        }
        entered
    }

    /// Makes an instance of a class that the words know.
    #[inline(always)]
    fn construct(self, vm: &mut Vm, class: Ty) -> Step {
        let w = self.w;
        vm.save(w.state(1));
        let this = match instance::new(vm, class) {
            Ok(this) => this,
            Err(raise) => return Step::Raise(raise),
        };
        match w.constant(5).and_then(|init| init.cast::<Fun>()) {
            Some(init) => match self.enter_with(vm, init, Some(this.obj()), Resume::Init) {
                Some(next) => Step::Go(next),
                None => Step::Slow,
            },
            None if self.n == 0 => Step::Go(w.give(N, this.obj())),
            None => Step::Slow,
        }
    }
}

impl<const METHOD: bool> Call<METHOD> {
    #[inline(always)]
    fn site(w: W) -> Site {
        let (at, n) = (w.a(), w.b());
        // [fun, args] or [fun, self or null, args]
        let (first, n) = if !METHOD {
            (at + 1, n)
        } else if w.slot(at + 1).is_some() {
            (at + 1, n + 1)
        } else {
            (at + 2, n)
        };
        Site { w, at, first, n }
    }
}

impl<const METHOD: bool> Word for Call<METHOD> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        if vm.is_watched() {
            return Step::Slow;
        }
        match w.value(w.a()).cast::<Fun>() {
            Some(fun) => match Self::site(w).enter(vm, fun, Resume::Push, None) {
                Some(next) => Step::Go(next),
                None => Step::Slow,
            },
            None => Step::Second,
        }
    }
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        let site = Self::site(w);
        let n = site.n;
        let callee = w.value(site.at);
        if let Some(native) = callee.cast::<NativeFun>() {
            let m = w.state(1);
            vm.save(m);
            if native.get(vm).resumes {
                vm.frame().ip = w.state(2).ip;
                if resume_at_call(vm, native, m, n, site.first - site.at) {
                    vm.frame().hot.back = w.skip(N).ip;
                    return Step::Leave(vm.load());
                }
            }
            return match fun::native::call(vm, native, m.values(n)) {
                Ok(value) => Step::Go(w.give(N, value)),
                Err(raise) => Step::Raise(raise),
            };
        }
        if let Some(class) = callee.as_type() {
            if class.raw() as usize != w.word(3) || vm.class_version != w.word(4) {
                return Step::Slow;
            }
            return site.construct(vm, class);
        }
        if let Some(closure) = callee.cast::<Closure>() {
            let (fun, n_cells) = {
                let closure = closure.get(vm);
                (closure.fun, closure.n_cells)
            };
            if n_cells == 1 {
                let cell = closure.tail(vm)[0];
                return match site.enter_with(vm, fun, cell, Resume::Push) {
                    Some(next) => Step::Go(next),
                    None => Step::Slow,
                };
            }
        }
        Step::Slow
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let m = w.state(1);
        if let Some(class) = w.value(w.a()).as_type() {
            note_class(w, vm, class);
        }
        let next = if METHOD { CallMethod::fast::<0>(m, vm) } else { CallFunction::fast::<0>(m, vm) };
        match next {
            Next::Go(m) => vm.save(m),
            Next::Hot(m, _) => {
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

/// Notes a class whose instances are made in the plain way: by itself, then by an `__init__` in Python or none.
fn note_class(w: W, vm: &mut Vm, class: Ty) {
    let flags = class.get(vm).flags;
    if vm.class_version == 0
        || flags & INSTANCE == 0
        || flags & NATIVE_BASE != 0
        || instance::special_of(vm, class, qstr!(__new__)).is_some()
    {
        return;
    }
    let init = instance::special_of(vm, class, qstr!(__init__));
    if init.is_some_and(|init| init.cast::<Fun>().is_none()) {
        return;
    }
    w.note(vm, 3, class.raw() as usize);
    w.note(vm, 4, vm.class_version);
    w.note(vm, 5, init.map_or(0, Obj::bits));
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
        if frame.n_exc != 0 || frame.flags != 0 {
            return Step::Slow;
        }
        let value = match frame.resume {
            Resume::Push => left::<A>(&w),
            Resume::Init if left::<A>(&w) == Obj::NONE => frame.extra.unwrap_or(Obj::NONE),
            _ => return Step::Slow,
        };
        let back = frame.hot.back;
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

/// `a, place`: yields.
struct Yield<const A: u8>;

impl<const A: u8> Word for Yield<A> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        let frame = vm.frame();
        let resume = frame.resume;
        if resume == Resume::Feed {
            let mut m = w.state(1);
            m.drop_n(1);
            vm.feed(m, left::<A>(&w));
            return Step::Exit;
        }
        if resume != Resume::ForIter && resume != Resume::Next {
            return Step::Slow;
        }
        let Some(generator) = frame.extra.and_then(|g| g.cast::<Generator>()) else { return Step::Slow };
        let back = frame.hot.back;
        let value = left::<A>(&w);
        let mut m = w.state(1);
        m.drop_n(1);
        vm.suspend_generator(m, generator);
        let mut m = vm.leave();
        if !back.is_null() {
            return Step::Go(W { ip: back, acc: Some(value), fp: m.fp });
        }
        if resume == Resume::ForIter {
            let _ = m.ulabel();
        }
        m.push(value);
        Step::Leave(m)
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let mut m = w.state(1);
        m.set(0, left::<A>(&w));
        vm.save(m);
        YieldValue::slow::<0>(vm)
    }
}

/// The word that yields the accumulator or a slot.
pub(in crate::vm::tier1) fn yield_value(acc: bool) -> usize {
    if acc { code::<Yield<ACC>>() } else { code::<Yield<PLACE>>() }
}
