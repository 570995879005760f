//! Calls and returns.
use super::site::Site;
use super::{ACC, PLACE, left};
use micropyrite_bytecode::prelude::FLAG_VAR_ARGS;
use micropyrite_bytecode::qstr;

use crate::Vm;
use crate::config::FRAME_MARGIN;
use crate::heap::This;
use crate::native::NativeFun;
use crate::obj::{Obj, Slot};
use crate::types::{Fun, Generator, INSTANCE, NATIVE_BASE, Ty, dict, instance};
use crate::vm::dispatch::Handler;
use crate::vm::frame::Resume;
use crate::vm::ops::{CallFunction, CallMethod, ReturnValue, YieldValue, return_from_frame};
use crate::vm::tier1::enter;
use crate::vm::tier1::word::{Step, W, Word, code};
use crate::vm::{Ctl, Next};

/// `a: place of what is called, b: arguments; place; place behind the instruction; class; version; its initialiser`:
/// calls with positional arguments. `METHOD`: what is called has a slot for `self` behind it.
struct Call<const METHOD: bool>;

/// Operand words.
const N: usize = 6;

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
        Site { w, behind: w.skip(N), at, first, n }
    }
}

impl<const METHOD: bool> Word for Call<METHOD> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        if vm.is_watched() {
            return Step::Slow;
        }
        if let Some(fun) = w.value(w.a()).cast::<Fun>()
            && let Some(next) = Self::site(w).enter(vm, fun, Resume::Push, None)
        {
            return Step::Go(next);
        }
        Step::Second
    }
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        let site = Self::site(w);
        let callee = w.value(site.at);
        match callee.cast::<NativeFun>() {
            Some(native) if !native.get(vm).resumes => site.native(vm, native),
            _ => Step::Third,
        }
    }
    #[inline(always)]
    fn third(w: W, vm: &mut Vm) -> Step {
        let site = Self::site(w);
        let callee = w.value(site.at);
        if let Some(native) = callee.cast::<NativeFun>() {
            return site.resuming(vm, native);
        }
        if let Some(class) = callee.as_type() {
            if class.raw() as usize == w.word(3) && vm.class_version == w.word(4) {
                return site.construct(vm, class, w.constant(5));
            }
            return site.convert(vm, class);
        }
        site.other(vm, callee)
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

/// `a: place of what is called, c: keyword arguments, b: positional ones; place; place behind the instruction; code;
/// targets; shape; given; names`: calls with keyword arguments. For one code the words know which argument each of them
/// is (a byte of `targets`), and which arguments are given so (a bit of `given`).
struct CallNamed<const METHOD: bool>;

/// Operand words before the names.
const NAMED: usize = 7;
/// Most names, and most arguments of what is called.
pub(in crate::vm::tier1) const NAMES_MAX: usize = 8;
const ARGS_MAX: usize = 64;

impl<const METHOD: bool> CallNamed<METHOD> {
    #[inline(always)]
    fn site(w: W) -> Site {
        let (at, n_pos, n_kw) = (w.a(), w.b(), w.c());
        let (first, n) = if !METHOD {
            (at + 1, n_pos)
        } else if w.slot(at + 1).is_some() {
            (at + 1, n_pos + 1)
        } else {
            (at + 2, n_pos)
        };
        Site { w, behind: w.skip(NAMED + n_kw), at, first, n }
    }

    /// Finds out for the code of a function which argument each name is.
    fn note(w: W, vm: &mut Vm, fun: This<Fun>) -> Option<()> {
        let site = Self::site(w);
        let code = fun.made(vm)?;
        let (want_pos, n_defaults) = (code.get(vm).n_pos_args(), code.get(vm).n_def_pos_args());
        let collects = code.get(vm).scope_flags() & FLAG_VAR_ARGS != 0;
        let fits = code.get(vm).exact_args().is_some() || code.get(vm).binds_in_place() && !collects;
        let want = want_pos + code.get(vm).n_kwonly_args();
        if !fits || want > ARGS_MAX || site.n > want_pos {
            return None;
        }
        let (mut targets, mut given) = (0, 0usize);
        for i in 0..w.c() {
            let name = w.slot(site.first + site.n + 2 * i)?;
            let target = code.get(vm).find_arg(vm, want, name)?;
            if target < site.n || given >> target & 1 != 0 {
                return None;
            }
            targets |= target << (8 * i);
            given |= 1 << target;
            w.note(vm, NAMED + i, name.bits());
        }
        let missing = (site.n..want_pos).any(|i| given >> i & 1 == 0 && i + n_defaults < want_pos);
        if missing {
            return None;
        }
        w.note(vm, 4, targets);
        w.note(vm, 5, site.n | want << 8);
        w.note(vm, 6, given);
        w.note(vm, 3, code.raw() as usize);
        Some(())
    }

    /// Puts the arguments where the function expects them. False: it is another function, or one of its defaults is not
    /// there; nothing was changed.
    #[inline(never)]
    fn arrange(ip: *const usize, fp: *mut Slot, vm: &Vm, fun: This<Fun>) -> bool {
        let w = W { ip, acc: None, fp };
        let Site { first, n, .. } = Self::site(w);
        let (shape, given, n_kw) = (w.word(5), w.word(6), w.c());
        let want = shape >> 8;
        if fun.made(vm).is_none_or(|code| code.raw() as usize != w.word(3)) || shape & 0xff != n {
            return false;
        }
        let mut values = [None; NAMES_MAX];
        for (i, value) in values.iter_mut().enumerate().take(n_kw) {
            if w.slot(first + n + 2 * i) != w.constant(NAMED + i) {
                return false;
            }
            *value = w.slot(first + n + 2 * i + 1);
        }
        let defaults = fun.tail(vm);
        let code = fun.get(vm).entry();
        let (want_pos, n_defaults) = (code.get(vm).n_pos_args(), code.get(vm).n_def_pos_args());
        let default = |i: usize| match i.checked_sub(want_pos) {
            None => defaults.get(i + n_defaults - want_pos).copied().flatten(),
            Some(_) => {
                let name = code.get(vm).arg_name(vm, i);
                fun.kw_defaults(vm, code).and_then(|defaults| dict::get_qstr(vm, defaults, name))
            }
        };
        let is_given = |i: usize| given >> i & 1 != 0;
        if (n..want).any(|i| !is_given(i) && default(i).is_none()) || want - n > 2 * n_kw + FRAME_MARGIN {
            return false;
        }
        for i in n..want {
            if !is_given(i) {
                w.set(first + i, default(i));
            }
        }
        for (i, value) in values.iter().enumerate().take(n_kw) {
            w.set(first + (w.word(4) >> (8 * i) & 0xff), *value);
        }
        true
    }
}

impl<const METHOD: bool> Word for CallNamed<METHOD> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        let Some(fun) = w.value(w.a()).cast::<Fun>() else { return Step::Slow };
        // Where it cannot be entered the arguments must stay as they are.
        let has_words = fun.get(vm).entry().get(vm).heat.words().is_some();
        if vm.is_watched() || !has_words || !vm.has_room_to_enter(fun) || !Self::arrange(w.ip, w.fp, vm, fun)
        {
            return Step::Slow;
        }
        let site = Self::site(w);
        match (Site { n: w.word(5) >> 8, ..site }).push(vm, fun, Resume::Push, None) {
            Some(next) => Step::Go(next),
            None => Step::Raise(vm.raise_recursion()),
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        if let Some(fun) = w.value(w.a()).cast::<Fun>() {
            Self::note(w, vm, fun);
        }
        vm.save(w.state(1));
        if METHOD { CallMethod::slow::<0>(vm) } else { CallFunction::slow::<0>(vm) }
    }
}

/// See [`CallNamed`].
pub(in crate::vm::tier1) fn call_named(method: bool) -> usize {
    if method { code::<CallNamed<true>>() } else { code::<CallNamed<false>>() }
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
        if frame.n_exc != 0 {
            return Step::Slow;
        }
        if frame.flags != 0 {
            return Step::Second;
        }
        let value = match frame.resume {
            Resume::Push => left::<A>(&w),
            Resume::Init if left::<A>(&w) == Obj::NONE => frame.extra.unwrap_or(Obj::NONE),
            Resume::Reflect if left::<A>(&w) != Obj::NOT_IMPLEMENTED => left::<A>(&w),
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
    /// A generator ends.
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        let value = left::<A>(&w);
        vm.save(w.state(1));
        match return_from_frame(vm, value) {
            Ctl::Continue => Step::Leave(vm.load()),
            Ctl::Exit => Step::Exit,
        }
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
