//! `Site`: a call from words, and what is entered or done there.
use micropyrite_bytecode::prelude::FLAG_GENERATOR;

use crate::config::FRAME_MARGIN;
use crate::heap::This;
use crate::native::NativeFun;
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::call;
use crate::types::{Bound, Closure, Fun, INSTANCE, Ty, fun, instance};
use crate::vm::frame::Resume;
use crate::vm::ops::resume_at_call;
use crate::vm::tier1::word::{Step, W};
use crate::{Res, Vm, watch};

/// A call: its place in the words and behind them, and the slots of the callee and of the first of `n` arguments.
/// Operand words 1 and 2 are the place of the call and the one behind it.
#[derive(Clone, Copy)]
pub(super) struct Site {
    pub w: W,
    pub behind: W,
    pub at: usize,
    pub first: usize,
    pub n: usize,
}

impl Site {
    /// Enters a function that has words and takes so many arguments.
    #[inline(always)]
    pub(super) fn enter(self, vm: &mut Vm, fun: This<Fun>, resume: Resume, extra: Slot) -> Option<W> {
        let code = fun.get(vm).entry();
        let words = code.get(vm).heat.words()?;
        if words.get(vm).n_args as usize != self.n {
            return None;
        }
        self.push(vm, fun, resume, extra)
    }

    /// Enters a function that has words; the arguments lie as it wants them.
    #[inline(always)]
    pub(super) fn push(self, vm: &mut Vm, fun: This<Fun>, resume: Resume, extra: Slot) -> Option<W> {
        self.push_from(vm, fun, self.w.state(2).ip, resume, extra)
    }

    /// As [`Site::enter`], from an instruction that is no call, behind which `ip` is.
    #[inline(always)]
    pub(super) fn enter_from(self, vm: &mut Vm, fun: This<Fun>, ip: *const u8) -> Option<W> {
        let words = fun.get(vm).entry().get(vm).heat.words()?;
        if words.get(vm).n_args as usize != self.n {
            return None;
        }
        self.push_from(vm, fun, ip, Resume::Push, None)
    }

    /// Enters the method of an operator; if it answers `NotImplemented` another is tried.
    #[inline(always)]
    pub(super) fn push_operator(self, vm: &mut Vm, fun: This<Fun>, ip: *const u8) -> Option<W> {
        let words = fun.get(vm).entry().get(vm).heat.words()?;
        if words.get(vm).n_args as usize != self.n {
            return None;
        }
        self.push_from(vm, fun, ip, Resume::Reflect, None)
    }

    #[inline(always)]
    fn push_from(self, vm: &mut Vm, fun: This<Fun>, ip: *const u8, resume: Resume, extra: Slot) -> Option<W> {
        let Site { w, behind, at, first, n } = self;
        let (code, globals) = {
            let fun = fun.get(vm);
            (fun.entry(), fun.globals)
        };
        let words = code.get(vm).heat.words()?;
        let (fp, ret_sp) = (w.fp.wrapping_add(first), w.fp.wrapping_add(at));
        if !vm.enter_hot(code, words, globals, fp, n, ret_sp, ip, behind.ip, resume, extra) {
            return None;
        }
        watch::entered(vm, n, 0);
        Some(words.first(fp))
    }

    /// Enters a function as [`Site::enter`], or with defaults for arguments that are missing.
    #[inline(always)]
    fn enter_or_fill(self, vm: &mut Vm, fun: This<Fun>, resume: Resume, extra: Slot) -> Option<W> {
        match self.enter(vm, fun, resume, extra) {
            Some(next) => Some(next),
            None => {
                let n = fill(vm, fun, self.w.fp.wrapping_add(self.first), self.n)?;
                Site { n, ..self }.enter(vm, fun, resume, extra)
            }
        }
    }

    /// Enters a function with a value before its arguments, in the slot below them.
    #[inline(always)]
    fn enter_with(self, vm: &mut Vm, fun: This<Fun>, value: Slot, resume: Resume) -> Option<W> {
        let below = self.first - 1;
        let old = self.w.slot(below);
        self.w.set(below, value);
        let extra = if resume == Resume::Init { value } else { None };
        let entered = Site { first: below, n: self.n + 1, ..self }.enter_or_fill(vm, fun, resume, extra);
        if entered.is_none() {
            self.w.set(below, old);
        }
        entered
    }

    /// Makes an instance of a class whose initialiser is known.
    #[inline(always)]
    pub(super) fn construct(self, vm: &mut Vm, class: Ty, init: Slot) -> Step {
        // An instance that nobody gets must not be made: it might be finalised.
        let init = init.and_then(|init| init.cast::<Fun>());
        let with_self = Site { first: self.first - 1, n: self.n + 1, ..self };
        let n = match init {
            Some(init) => match with_self.filled(vm, init) {
                Some(n) => n,
                None => return Step::Slow,
            },
            None if self.n == 0 => 0,
            None => return Step::Slow,
        };
        vm.save(self.w.state(1));
        let this = match instance::new(vm, class) {
            Ok(this) => this,
            Err(raise) => return Step::Raise(raise),
        };
        let Some(init) = init else { return self.answer(this.obj()) };
        self.w.set(with_self.first, Some(this.obj()));
        match (Site { n, ..with_self }).push(vm, init, Resume::Init, Some(this.obj())) {
            Some(next) => Step::Go(next),
            None => Step::Raise(vm.raise_recursion()),
        }
    }

    /// How many arguments there are, with defaults where only such are missing, if the function has words and can be
    /// entered with them.
    #[inline(always)]
    fn filled(self, vm: &mut Vm, fun: This<Fun>) -> Option<usize> {
        let words = fun.get(vm).entry().get(vm).heat.words()?;
        if !vm.has_room_to_enter(fun) {
            return None;
        }
        if words.get(vm).n_args as usize == self.n {
            return Some(self.n);
        }
        fill(vm, fun, self.w.fp.wrapping_add(self.first), self.n)
    }

    /// Enters a function that collects arguments, or has some that are given by name only and have defaults.
    #[inline(always)]
    fn bind(self, vm: &mut Vm, fun: This<Fun>) -> Step {
        vm.save(self.w.state(1));
        match call::bind_in_place(vm, fun, self.w.fp.wrapping_add(self.first), self.n) {
            Ok(n) => match (Site { n, ..self }).push(vm, fun, Resume::Push, None) {
                Some(next) => Step::Go(next),
                None => Step::Raise(vm.raise_recursion()),
            },
            Err(raise) => Step::Raise(raise),
        }
    }

    /// Whether [`Site::bind`] can do it.
    #[inline(always)]
    fn can_bind(self, vm: &mut Vm, fun: This<Fun>) -> bool {
        let Some(code) = fun.made(vm) else { return false };
        let code = code.get(vm);
        code.binds_in_place() && code.heat.words().is_some() && vm.has_room_to_enter(fun)
    }

    /// Makes an object of a type that is built in.
    #[inline(always)]
    pub(super) fn convert(self, vm: &mut Vm, class: Ty) -> Step {
        if class.get(vm).flags & INSTANCE != 0 || class.get(vm).slots.make_new.is_none() {
            return Step::Slow;
        }
        let m = self.w.state(1);
        vm.save(m);
        match make(vm, class, m.values(self.n)) {
            Ok(value) => self.answer(value),
            Err(raise) => Step::Raise(raise),
        }
    }

    #[inline(always)]
    fn answer(self, value: Obj) -> Step {
        Step::Go(self.behind.give(0, value))
    }

    /// Calls a native, which may go on with a generator.
    #[inline(always)]
    pub(super) fn resuming(self, vm: &mut Vm, native: This<NativeFun>) -> Step {
        if native.get(vm).resumes {
            let m = self.w.state(1);
            vm.save(m);
            vm.frame().ip = self.w.state(2).ip;
            if resume_at_call(vm, native, m.sp, self.n, self.first - self.at) {
                vm.frame().hot.back = self.behind.ip;
                return Step::Leave(vm.load());
            }
        }
        self.native(vm, native)
    }

    /// Calls a native.
    #[inline(always)]
    pub(super) fn native(self, vm: &mut Vm, native: This<NativeFun>) -> Step {
        let m = self.w.state(1);
        vm.save(m);
        match fun::native::call(vm, native, m.values(self.n)) {
            Ok(value) => self.answer(value),
            Err(raise) => Step::Raise(raise),
        }
    }

    /// Calls what is neither a native nor a class, nor a function that takes just these arguments.
    #[inline(always)]
    pub(super) fn other(self, vm: &mut Vm, callee: Obj) -> Step {
        let entered = if let Some(fun) = callee.cast::<Fun>() {
            match fun.made(vm).map(|code| code.get(vm)) {
                Some(code) if code.binds_in_place() => {
                    return if self.can_bind(vm, fun) { self.bind(vm, fun) } else { Step::Slow };
                }
                Some(code) if !code.is_simple_call(self.n) => self.enter_or_fill(vm, fun, Resume::Push, None),
                Some(code) if code.scope_flags() & FLAG_GENERATOR != 0 => return self.generator(vm, fun),
                Some(code) if code.exact_args().is_none() => return self.with_cells(vm, fun),
                _ => None,
            }
        } else if let Some(bound) = callee.cast::<Bound>() {
            let (fun, receiver) = {
                let bound = bound.get(vm);
                (bound.fun, bound.receiver)
            };
            if let Some(native) = fun.cast::<NativeFun>() {
                self.w.set(self.first - 1, Some(receiver));
                return Site { first: self.first - 1, n: self.n + 1, ..self }.resuming(vm, native);
            }
            match fun.cast::<Fun>() {
                Some(fun) => self.enter_with(vm, fun, Some(receiver), Resume::Push),
                None => None,
            }
        } else if let Some(closure) = callee.cast::<Closure>() {
            let fun = closure.get(vm).fun;
            if closure.get(vm).n_cells == 1 && self.can_bind(vm, fun) {
                let cell = closure.tail(vm).first().copied().flatten();
                self.w.set(self.first - 1, cell);
                return Site { first: self.first - 1, n: self.n + 1, ..self }.bind(vm, fun);
            }
            self.closure(vm, closure)
        } else {
            None
        };
        match entered {
            Some(next) => Step::Go(next),
            None => Step::Slow,
        }
    }

    /// Makes a generator.
    #[inline(always)]
    fn generator(self, vm: &mut Vm, fun: This<Fun>) -> Step {
        vm.save(self.w.state(1));
        let (code, globals) = {
            let fun = fun.get(vm);
            (fun.entry(), fun.globals)
        };
        watch::made_generator(vm, code, self.n, 0);
        match call::make_generator(vm, code, globals, self.w.fp.wrapping_add(self.first), self.n) {
            Ok(generator) => self.answer(generator.obj()),
            Err(raise) => Step::Raise(raise),
        }
    }

    /// Enters a function some of whose locals are cells.
    #[inline(always)]
    fn with_cells(self, vm: &mut Vm, fun: This<Fun>) -> Step {
        let Some(next) = self.push(vm, fun, Resume::Push, None) else { return Step::Slow };
        match call::make_cells(vm) {
            Ok(()) => Step::Go(next),
            Err(raise) => {
                vm.leave();
                Step::Raise(raise)
            }
        }
    }

    /// Enters a closure: its cells go before the arguments.
    #[inline(always)]
    fn closure(self, vm: &mut Vm, closure: This<Closure>) -> Option<W> {
        let (fun, n_cells) = {
            let closure = closure.get(vm);
            (closure.fun, closure.n_cells)
        };
        let more = n_cells.checked_sub(1)?;
        if more == 0 {
            let cell = closure.tail(vm).first().copied().flatten();
            return self.enter_with(vm, fun, cell, Resume::Push);
        }
        let words = fun.get(vm).entry().get(vm).heat.words()?;
        if more > FRAME_MARGIN
            || words.get(vm).n_args as usize != self.n + n_cells
            || !vm.has_room_to_enter(fun)
        {
            return None;
        }
        for i in (self.first..self.first + self.n).rev() {
            self.w.set(i + more, self.w.slot(i));
        }
        let first = self.first - 1;
        for (i, cell) in closure.tail(vm).iter().enumerate() {
            self.w.set(first + i, *cell);
        }
        Site { first, n: self.n + n_cells, ..self }.push(vm, fun, Resume::Push, None)
    }
}

/// Makes an object of a built-in type.
#[inline(never)]
fn make(vm: &mut Vm, class: Ty, args: &[Obj]) -> Res {
    match class.get(vm).slots.make_new {
        Some(make_new) => make_new(vm, class, Args::positional(args)),
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Puts defaults behind the `n` arguments at `first`, where only such are missing. (What lies there is nobody's.)
/// Answers how many arguments there are then.
// What is called by handlers must not answer more than two words: see `dispatch.rs`.
#[inline(never)]
fn fill(vm: &Vm, fun: This<Fun>, first: *mut Slot, n: usize) -> Option<usize> {
    let code = fun.made(vm)?.get(vm);
    let (want, n_defaults) = (code.exact_args()?, code.n_def_pos_args());
    if n >= want || n + n_defaults < want || want - n > FRAME_MARGIN {
        return None;
    }
    for i in n..want {
        let default = fun.tail(vm).get(i + n_defaults - want).copied().flatten()?;
        vm.write_slot_shared(first.wrapping_add(i), Some(default));
    }
    Some(want)
}
