//! Calls, returns, making functions.

use micropyrite_bytecode::opcodes::Opcode;

use super::{Ctl, finish, handler, unwind, value};
use crate::heap::This;
use crate::load;
use crate::native::NativeFun;
use crate::obj::{Obj, Slot};
use crate::runtime::{call, exc, ops, spread, unpack};
use crate::types::fun::bytecode::Code;
use crate::types::generator::{Generator, State};
use crate::types::{Fun, fun};
use crate::vm::Next::{self, Slow};
use crate::vm::frame::{Resume, flag};
use crate::vm::stack::M;
use crate::vm::tier1;
use crate::{Res, Vm, config, watch};

/// Enters a plain function whose arguments are just what it takes.
#[inline(always)]
fn enter_fun(m: M, vm: &mut Vm, fun: This<Fun>, n: usize, ret: usize) -> Next {
    let (code, globals) = {
        let fun = fun.get(vm);
        (fun.entry(), fun.globals)
    };
    if !code.get(vm).is_exact_call(n) {
        return Slow;
    }
    let fp = m.sp.wrapping_sub(n);
    let ret_sp = m.sp.wrapping_sub(ret);
    let frame = vm.frame();
    let kept = (frame.ip, frame.sp);
    frame.ip = m.ip;
    frame.sp = ret_sp;
    match vm.enter(code, globals, fp, n, ret_sp, Resume::Push, None) {
        Some(m) => {
            watch::entered(vm, n, 0);
            tier1::entered(vm, m)
        }
        None => {
            let frame = vm.frame();
            (frame.ip, frame.sp) = kept;
            Slow
        }
    }
}

impl Vm {
    /// Whether more is to do at a call than to enter a function: somebody traces, or something waits.
    #[inline(always)]
    pub(crate) fn is_watched(&self) -> bool {
        self.thread.settrace.is_on() || self.pending_flag().attention()
    }
}

handler!(CallFunction fast |m, vm| {
    let n = m.varuint();
    if n > 255 || vm.is_watched() {
        return Slow;
    }
    match m.top(n).cast::<Fun>() {
        Some(fun) => enter_fun(m, vm, fun, n, n + 1),
        None => Slow,
    }
}, slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    call_any(vm, m, n & 0xff, n >> 8, 1)
});

handler!(CallMethod fast |m, vm| {
    let n = m.varuint();
    if n > 255 || vm.is_watched() {
        return Slow;
    }
    match m.top(n + 1).cast::<Fun>() {
        Some(fun) => match m.peek(n) {
            Some(_) => enter_fun(m, vm, fun, n + 1, n + 2),
            None => enter_fun(m, vm, fun, n, n + 2),
        },
        None => Slow,
    }
}, slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    let (n_pos, n_kw) = (n & 0xff, n >> 8);
    // [fun, self or null, args]
    if m.peek(n_pos + 2 * n_kw).is_some() {
        call_any(vm, m, n_pos + 1, n_kw, 1)
    } else {
        call_any(vm, m, n_pos, n_kw, 2)
    }
});

/// Calls what lies `below` slots under the arguments.
#[inline(always)]
fn call_any(vm: &mut Vm, mut m: M, n_pos: usize, n_kw: usize, below: usize) -> Ctl {
    let n = n_pos + 2 * n_kw;
    let fun = m.top(n + below - 1);
    vm.save(m);
    if n_kw == 0
        && let Some(native) = fun.cast::<NativeFun>()
    {
        if native.get(vm).resumes && resume_at_call(vm, native, m.sp, n, below) {
            return Ctl::Continue;
        }
        let result = fun::native::call(vm, native, m.values(n));
        m.drop_n(n + below);
        return value(vm, m, result);
    }
    let ret_sp = m.sp.wrapping_sub(n + below);
    let flow = call::at(vm, fun, m.sp, n_pos, n_kw, ret_sp, Resume::Push, None);
    m.drop_n(n + below);
    finish(vm, m, flow)
}

/// Goes on with a generator, in a frame whose state it saves, where a native would do it in a nested loop. `sp` is saved;
/// the result replaces the `n` arguments and what lies `below`. False: the native must do it.
// Handlers hand on no address of their own: `M` would be one.
#[inline(never)]
pub(crate) fn resume_at_call(
    vm: &mut Vm,
    native: This<NativeFun>,
    sp: *mut Slot,
    n: usize,
    below: usize,
) -> bool {
    let m = M { sp, ..M::at(core::ptr::null()) };
    // Small builds run a loop in the loop.
    if config::COMPACT || n != native.get(vm).least as usize || vm.is_watched() {
        return false;
    }
    let Some(generator) = m.top(n - 1).cast::<Generator>() else { return false };
    let value = if n == 1 { Obj::NONE } else { m.top(0) };
    if generator.get(vm).state == State::New && value != Obj::NONE {
        return false;
    }
    let ret_sp = m.sp.wrapping_sub(n + below);
    let kept = vm.set_top(ret_sp);
    let entered = vm.resume_generator(generator, value, ret_sp, Resume::Next);
    if !entered {
        vm.set_top(kept);
    }
    entered
}

handler!(CallFunctionVarKw slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    vm.save(m);
    star_call(vm, m, n, false)
});
handler!(CallMethodVarKw slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    vm.save(m);
    star_call(vm, m, n, true)
});

/// A call with `*args` or `**kwargs`: they are spread above the operands.
fn star_call(vm: &mut Vm, mut m: M, n: usize, method: bool) -> Ctl {
    let (n_pos, n_kw) = (n & 0xff, n >> 8);
    let n_items = n_pos + 2 * n_kw;
    let below = 1 + usize::from(method);
    // [fun, (self), args.., kw.., stars]
    let ret_sp = m.sp.wrapping_sub(n_items + 1 + below);
    let stars = m.pop().as_small().unwrap_or(0) as usize;
    if !config::COMPACT
        && n_kw == 0
        && n_pos > 0
        && stars == 1 << (n_pos - 1)
        && let Some(m) = spread_last(vm, m)
    {
        let n = n_pos - 1 + (m.sp as usize - ret_sp as usize) / size_of::<Slot>() - (n_pos - 1 + below);
        vm.save(m);
        if method && m.peek(n).is_some() {
            return call_any(vm, m, n + 1, 0, 1);
        }
        return call_any(vm, m, n, 0, below);
    }
    let fun = m.top(n_items + below - 1);
    let receiver = if method { m.peek(n_items) } else { None };
    let spread =
        match spread::spread(vm, receiver, vm.raw_slots(m.sp.wrapping_sub(n_items), n_items), n_pos, stars) {
            Ok(spread) => spread,
            Err(raise) => return unwind(vm, raise),
        };
    let (args, n_pos, n_kw) = spread;
    let top = m.sp.wrapping_add(1);
    if !vm.thread.has_room(top, n_pos + 2 * n_kw + 1) {
        let raise = vm.raise_recursion();
        return unwind(vm, raise);
    }
    // One slot stays free below the arguments, as for any call.
    let base = top.wrapping_add(1);
    for (i, item) in args.items(vm).iter().enumerate() {
        let slot: Slot = Some(*item);
        let at = base.wrapping_add(i);
        // The items are read from the heap, the slots lie in the region.
        vm.write_slot_shared(at, slot);
    }
    let sp = base.wrapping_add(n_pos + 2 * n_kw);
    vm.set_top(sp);
    let flow = call::at(vm, fun, sp, n_pos, n_kw, ret_sp, Resume::Push, None);
    m.sp = ret_sp;
    finish(vm, m, flow)
}

/// Puts the items of a tuple or list in its place on top of the stack. `None`: it is neither, or there is no room.
fn spread_last(vm: &Vm, m: M) -> Option<M> {
    let mut m = m;
    let items = unpack::items(vm, m.top(0))?;
    if !vm.thread.has_room(m.sp, items.len()) {
        return None;
    }
    m.drop_n(1);
    for item in items {
        vm.write_slot_shared(m.sp, Some(*item));
        m.sp = m.sp.wrapping_add(1);
    }
    Some(m)
}

handler!(ReturnValue fast |m, vm| {
    let frame = vm.frame();
    if frame.resume != Resume::Push || frame.n_exc != 0 || frame.flags != 0 {
        return Slow;
    }
    let value = m.top(0);
    let mut m = vm.leave();
    m.push(value);
    tier1::returned(vm, m)
}, slow |vm| {
    let m = vm.load();
    super::exc::return_through_finally(vm, m)
});

/// Ends the frame with a value: what its `Resume` says.
pub(crate) fn return_from_frame(vm: &mut Vm, result: Obj) -> Ctl {
    let (resume, extra, op, flags) = {
        let frame = vm.frame();
        (frame.resume, frame.extra, frame.op, frame.flags)
    };
    let mut m = vm.leave();
    if flags & flag::GENERATOR != 0 {
        if let Some(generator) = extra.and_then(|g| g.cast::<Generator>()) {
            generator.get_mut(vm).state = State::Done;
            if let Some(consumer) = vm.consumer_of(generator) {
                if !vm.push_consumer(consumer, m.sp, resume) {
                    vm.save(m);
                    let raise = vm.raise_recursion();
                    return unwind(vm, raise);
                }
                // [iterator] becomes [result].
                vm.load().set(0, result);
                return Ctl::Continue;
            }
        }
        return match resume {
            Resume::ForIter => {
                // The generator is at its end: so is the loop.
                let distance = m.ulabel();
                m.drop_n(4);
                m.jump(distance as isize);
                vm.save(m);
                Ctl::Continue
            }
            Resume::YieldFrom => {
                // [iterator] becomes [result].
                m.set(0, result);
                vm.save(m);
                Ctl::Continue
            }
            Resume::Next => {
                vm.save(m);
                let raise = exc::stop_iteration(vm, result);
                unwind(vm, raise)
            }
            _ => {
                vm.thread.result = Some(result);
                Ctl::Exit
            }
        };
    }
    deliver(vm, m, resume, extra, op, result)
}

/// Gives a frame's result to whom its `Resume` says; `m` is the caller's state with sp where the result goes.
fn deliver(vm: &mut Vm, mut m: M, resume: Resume, extra: Slot, op: u8, result: Obj) -> Ctl {
    match resume {
        Resume::Init => {
            if result != Obj::NONE {
                let raise = exc::init_returned(vm, result);
                return unwind(vm, raise);
            }
            m.push(extra.unwrap_or(Obj::NONE));
        }
        Resume::Drop => {}
        Resume::Operator | Resume::Reflect => {
            let flow = ops::after_operator(vm, m, resume, op, result);
            return finish(vm, m, flow);
        }
        Resume::Exit => {
            vm.thread.result = Some(result);
            return Ctl::Exit;
        }
        _ => m.push(result),
    }
    vm.save(m);
    Ctl::Continue
}

/// Makes function `i` of those that the running code makes; `next`: the opcode behind.
fn make(vm: &mut Vm, i: usize, next: u8, defaults: Slot, kw_defaults: Slot) -> Res<This<Fun>> {
    let (parent, globals) = {
        let frame = vm.frame();
        (frame.code, frame.globals)
    };
    // What only gets a name in a module or class may never be called.
    let code = if next == Opcode::StoreName as u8 {
        Code::Of(parent, i)
    } else {
        Code::Made(load::child(vm, parent, i)?)
    };
    fun::bytecode::new(vm, code, globals, defaults, kw_defaults)
}

handler!(MakeFunction slow |vm| {
    let mut m = vm.load();
    let i = m.varuint();
    let result = make(vm, i, m.peek_opcode(), None, None).map(This::obj);
    value(vm, m, result)
});
handler!(MakeFunctionDefargs slow |vm| {
    let mut m = vm.load();
    let i = m.varuint();
    let result = make(vm, i, m.peek_opcode(), m.peek(1), m.peek(0)).map(This::obj);
    m.drop_n(2);
    value(vm, m, result)
});
handler!(MakeClosure slow |vm| {
    let mut m = vm.load();
    let (i, n) = (m.varuint(), m.byte() as usize);
    let result = make(vm, i, m.peek_opcode(), None, None)
        .and_then(|fun| fun::closure::new(vm, fun, m.values(n)))
        .map(This::obj);
    m.drop_n(n);
    value(vm, m, result)
});
handler!(MakeClosureDefargs slow |vm| {
    let mut m = vm.load();
    let (i, n) = (m.varuint(), m.byte() as usize);
    let result = make(vm, i, m.peek_opcode(), m.peek(n + 1), m.peek(n))
        .and_then(|fun| fun::closure::new(vm, fun, m.values(n)))
        .map(This::obj);
    m.drop_n(n + 2);
    value(vm, m, result)
});

handler!(YieldValue fast |m, vm| {
    let frame = vm.frame();
    let resume = frame.resume;
    if resume != Resume::ForIter && resume != Resume::Next {
        return Slow;
    }
    let Some(generator) = frame.extra.and_then(|g| g.cast::<Generator>()) else { return Slow };
    let value = m.pop();
    vm.suspend_generator(m, generator);
    let mut m = vm.leave();
    if resume == Resume::ForIter {
        let _ = m.ulabel();
    }
    m.push(value);
    tier1::returned(vm, m)
}, slow |vm| {
    let mut m = vm.load();
    let value = m.pop();
    yield_from_frame(vm, m, value)
});

/// Suspends the running generator and gives `value` to its consumer.
pub(crate) fn yield_from_frame(vm: &mut Vm, m: M, value: Obj) -> Ctl {
    let mut state = m;
    loop {
        let (resume, extra) = {
            let frame = vm.frame();
            (frame.resume, frame.extra)
        };
        if resume == Resume::Feed {
            vm.feed(state, value);
            return Ctl::Exit;
        }
        let Some(generator) = extra.and_then(|g| g.cast::<Generator>()) else {
            let raise = exc::runtime_error(vm, text!("yield outside a generator"));
            return unwind(vm, raise);
        };
        vm.suspend_generator(state, generator);
        let mut outer = vm.leave();
        match resume {
            Resume::ForIter | Resume::Next => {
                if resume == Resume::ForIter {
                    let _ = outer.ulabel();
                }
                outer.push(value);
                vm.save(outer);
                return Ctl::Continue;
            }
            Resume::YieldFrom => {
                // The consumer yields it on: when it goes on, its `yield_from` runs again.
                outer.jump(-1);
                state = outer;
            }
            _ => {
                vm.thread.result = Some(value);
                return Ctl::Exit;
            }
        }
    }
}
