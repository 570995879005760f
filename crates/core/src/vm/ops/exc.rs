//! Exceptions, `finally`, `with`.
//!
//! Bytecode runs `finally` blocks as coroutines: the value on the stack says how to go on when the block ends:
//! `None` just on, an exception raise it again, -1 return the value below it, another number jump on out of that
//! many blocks to the place below it.
use micropyrite_bytecode::decode::decode;
use micropyrite_bytecode::opcodes::{ITER_SLOTS, Opcode};
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::verify::UNWINDING;

use super::call::return_from_frame;
use super::{Ctl, done, handler, unwind};
use crate::obj::{Obj, Slot};
use crate::runtime::{attr, exc, ops, send};
use crate::types::exception::traceback;
use crate::types::generator::{Generator, State};
use crate::types::{self, exception};
use crate::vm::frame::{Resume, flag};
use crate::vm::stack::M;
use crate::vm::trace;
use crate::{Raise, Vm};

/// An exception is pending: finds its handler, or ends the loop. `place`: it gets the running frame's place added to
/// its traceback (what is raised again does not).
pub(crate) fn unwind_from(vm: &mut Vm, raise: Raise, place: bool) -> Ctl {
    let mut exception = vm.take_exception(raise);
    let mut place = place;
    loop {
        if vm.thread.settrace.has_frames() {
            exception = trace::raised(vm, exception);
        }
        vm.thread.raised = Some(exception);
        if place {
            add_place(vm, exception);
        }
        place = true;
        let ip = vm.frame().ip;
        while let Some(entry) = vm.top_exc() {
            if entry.handler < ip {
                // It was raised inside this block's own handler.
                vm.pop_exc();
                continue;
            }
            entry.handled = Some(exception);
            let (handler, height) = (entry.handler, entry.height());
            let sp = vm.sp_at(height);
            let mut m = M { ip: handler, sp, fp: vm.frame().fp };
            m.push(exception);
            vm.save(m);
            return Ctl::Continue;
        }
        let (resume, extra, flags) = {
            let frame = vm.frame();
            (frame.resume, frame.extra, frame.flags)
        };
        let mut m = vm.leave();
        if flags & flag::GENERATOR != 0
            && let Some(generator) = extra.and_then(|g| g.cast::<Generator>())
        {
            generator.get_mut(vm).state = State::Done;
            if is_stop(vm, exception) {
                // PEP 479: the end of an inner iteration must not look like the generator's own.
                let raise = exc::runtime_error(vm, text!("generator raised StopIteration"));
                exception = vm.take_exception(raise);
            }
            if let Some(consumer) = vm.consumer_of(generator) {
                if vm.push_consumer(consumer, m.sp, resume) {
                    let mut m = vm.load();
                    m.drop_n(1);
                    vm.save(m);
                    continue;
                }
                let raise = vm.raise_recursion();
                exception = vm.take_exception(raise);
            }
        }
        match resume {
            Resume::Exit | Resume::Feed => {
                vm.thread.result = None;
                vm.thread.pending = Some(exception);
                return Ctl::Exit;
            }
            Resume::YieldFrom => m.drop_n(1),
            _ => {}
        }
        vm.save(m);
        exception = vm.thread.pending.take().unwrap_or(exception);
    }
}

fn is_stop(vm: &Vm, exception: Obj) -> bool {
    exception::matches(vm, exception, crate::heap::This::rom(&types::STOP_ITERATION))
}

fn add_place(vm: &mut Vm, exception: Obj) {
    if exception == Obj::rom(&exception::GENERATOR_EXIT_OBJECT) {
        return;
    }
    let (code, ip) = {
        let frame = vm.frame();
        (frame.code, frame.ip)
    };
    let offset = code.get(vm).offset(ip);
    traceback::add_running(vm, exception, code, offset);
}

handler!(SetupExcept fast |m, vm| {
    let distance = m.ulabel();
    vm.push_exc(m.ip.wrapping_add(distance), m, false);
    crate::vm::Next::Go(m)
});
handler!(SetupFinally fast |m, vm| {
    let distance = m.ulabel();
    vm.push_exc(m.ip.wrapping_add(distance), m, true);
    crate::vm::Next::Go(m)
});
handler!(PopExceptJump fast |m, vm| {
    vm.pop_exc();
    let distance = m.ulabel();
    m.jump(distance as isize);
    crate::vm::Next::Go(m)
});

handler!(EndFinally fast |m, vm| {
    if m.top(0) != Obj::NONE {
        return crate::vm::Next::Slow;
    }
    vm.pop_exc();
    m.drop_n(1);
    crate::vm::Next::Go(m)
}, slow |vm| {
    vm.pop_exc();
    let mut m = vm.load();
    let reason = m.pop();
    match reason.as_small() {
        Some(cause) if cause < 0 => return_through_finally(vm, m),
        Some(cause) => jump_through_finally(vm, m, cause as usize),
        None => {
            vm.save(m);
            let raise = vm.raise(reason);
            unwind_from(vm, raise, false)
        }
    }
});

/// Of a match with which the handler of an `async with` tells whether the value at hand was raised: whether it was.
/// `None`: it is another match. (What was not raised is a number.) The code compares with a global name, which may
/// have been given another meaning; but how
/// many slots of the stack the handler goes on with depends on the answer.
// DIFF: upstream goes by the global, and may crash; see docs/differences.md.
#[cold]
pub(crate) fn is_raised(vm: &mut Vm, m: M) -> Option<Obj> {
    let running = vm.frame().code.get(vm);
    let code = running.instructions();
    let jump = decode(code, running.offset(m.ip))?;
    let is_it = jump.opcode == Opcode::PopJumpIfFalse && code.get(jump.target()?..)?.starts_with(&UNWINDING);
    is_it.then(|| Obj::bool(!m.top(1).is_small()))
}

/// Cancels a `finally` that is running: its reason comes out from below the top.
fn cancel_finally(m: &mut M) {
    let top = m.pop();
    // [value or place, number] are two slots; None or an exception is one.
    if m.peek(0).is_some_and(Obj::is_small) {
        m.drop_n(1);
    }
    m.set(0, top);
}

/// Returns the value on top, by way of the `finally` blocks that are open.
pub(crate) fn return_through_finally(vm: &mut Vm, mut m: M) -> Ctl {
    while let Some(entry) = vm.top_exc() {
        if entry.is_finally() {
            if entry.handler >= m.ip {
                let (handler, height) = (entry.handler, entry.height());
                let value = m.top(0);
                m.sp = vm.sp_at(height);
                m.push(value);
                m.push(Obj::small(-1));
                m.ip = handler;
                vm.save(m);
                return Ctl::Continue;
            }
            cancel_finally(&mut m);
        }
        vm.pop_exc();
    }
    let value = m.top(0);
    vm.save(m);
    return_from_frame(vm, value)
}

/// Goes on with a jump out of `n` blocks to the place on top (an offset), by way of those with a `finally`.
fn jump_through_finally(vm: &mut Vm, mut m: M, n: usize) -> Ctl {
    let mut n = n;
    while n & 0x7f > 0 {
        n -= 1;
        let Some(entry) = vm.top_exc() else { break };
        if entry.is_finally() {
            if entry.handler >= m.ip {
                let handler = entry.handler;
                m.push(Obj::small(n as isize));
                m.ip = handler;
                vm.save(m);
                return Ctl::Continue;
            }
            cancel_finally(&mut m);
        }
        vm.pop_exc();
    }
    let offset = m.pop().as_small().unwrap_or(0);
    let code = vm.frame().code;
    m.ip = code.get(vm).at(offset as usize);
    if n != 0 {
        m.drop_n(ITER_SLOTS as usize);
    }
    vm.save(m);
    if vm.pending_flag().attention()
        && let Err(raise) = crate::sched::handle_pending(vm)
    {
        return unwind(vm, raise);
    }
    Ctl::Continue
}

handler!(UnwindJump slow |vm| {
    let mut m = vm.load();
    let distance = m.slabel();
    let depth = m.byte() as usize;
    // The distance counts from behind the label.
    let code = vm.frame().code;
    let target = m.ip.wrapping_sub(1).wrapping_offset(distance);
    let offset = code.get(vm).offset(target);
    m.push(Obj::small(offset as isize));
    jump_through_finally(vm, m, depth)
});

handler!(SetupWith slow |vm| {
    let mut m = vm.load();
    let distance = m.ulabel();
    let handler = m.ip.wrapping_add(distance);
    let context = m.top(0);
    let result = (|| {
        let (exit, exit_self) = attr::load_method(vm, context, qstr!(__exit__))?;
        let enter = attr::load_method(vm, context, qstr!(__enter__))?;
        let value = vm.call_method(enter, &[])?;
        Ok((exit, exit_self, value))
    })();
    match result {
        Ok((exit, exit_self, value)) => {
            m.set(0, exit);
            m.push_slot(exit_self);
            vm.push_exc(handler, m, true);
            m.push(value);
            vm.save(m);
            Ctl::Continue
        }
        Err(raise) => unwind(vm, raise),
    }
});

fn call_exit(vm: &mut Vm, exit: Slot, exit_self: Slot, args: [Obj; 3]) -> crate::Res {
    vm.call_method((exit.unwrap_or(Obj::NONE), exit_self), &args)
}

handler!(WithCleanup slow |vm| {
    let mut m = vm.load();
    let reason = m.top(0);
    const NO: [Obj; 3] = [Obj::NONE; 3];
    if reason == Obj::NONE {
        // [exit, self, None]
        let result = call_exit(vm, m.peek(2), m.peek(1), NO).map(|_| ());
        m.drop_n(2);
        m.set(0, Obj::NONE);
        return done(vm, m, result);
    }
    if reason.is_small() {
        // [exit, self, value or place, number]
        let result = call_exit(vm, m.peek(3), m.peek(2), NO).map(|_| ());
        let data = m.peek(1);
        m.drop_n(2);
        m.set_slot(1, data);
        m.set(0, reason);
        return done(vm, m, result);
    }
    // [exit, self, exception]
    let args = [reason.ty().obj(), reason, Obj::NONE];
    match call_exit(vm, m.peek(2), m.peek(1), args).and_then(|answer| ops::truth(vm, answer)) {
        Ok(swallow) => {
            m.drop_n(2);
            m.set(0, if swallow { Obj::NONE } else { reason });
            vm.save(m);
            Ctl::Continue
        }
        Err(raise) => unwind(vm, raise),
    }
});

handler!(RaiseLast slow |vm| {
    match vm.handled_in_frame() {
        Some(exception) => {
            let raise = vm.raise(exception);
            unwind_from(vm, raise, false)
        }
        None => {
            let raise = exc::runtime_error(vm, text!("no active exception to reraise"));
            unwind_from(vm, raise, false)
        }
    }
});
handler!(RaiseObj slow |vm| {
    let mut m = vm.load();
    let object = m.top(0);
    let raise = match ops::make_exception(vm, object) {
        Ok(exception) => vm.raise(exception),
        Err(raise) => raise,
    };
    m.drop_n(1);
    vm.save(m);
    unwind(vm, raise)
});
handler!(RaiseFrom slow |vm| {
    let mut m = vm.load();
    let (object, cause) = (m.top(1), m.top(0));
    if cause != Obj::NONE {
        let _ = crate::runtime::print::write(
            vm,
            crate::runtime::print::Out::Stderr,
            b"Warning: exception chaining not supported\n",
        );
    }
    let raise = match ops::make_exception(vm, object) {
        Ok(exception) => vm.raise(exception),
        Err(raise) => raise,
    };
    m.drop_n(2);
    vm.save(m);
    unwind(vm, raise)
});

/// Throws an exception into the generator whose frame was just pushed. Answers `None` where the loop must run on.
pub(crate) fn throw_into(vm: &mut Vm, exception: Obj, started: bool) -> Ctl {
    let mut m = vm.load();
    let at_yield_from = started && m.peek_opcode() == Opcode::YieldFrom.byte();
    if !at_yield_from {
        if started {
            // What `yield` would have answered.
            m.drop_n(1);
            vm.save(m);
        }
        let raise = match ops::make_exception(vm, exception) {
            Ok(exception) => vm.raise(exception),
            Err(raise) => raise,
        };
        return unwind(vm, raise);
    }
    // Suspended in `yield from`: the exception goes to the inner iterator. [iterator, sent]
    m.drop_n(1);
    vm.save(m);
    let inner = m.top(0);
    match send::throw_into_iterator(vm, inner, exception) {
        Ok(send::Thrown::Yielded(value)) => super::call::yield_from_frame(vm, m, value),
        Ok(send::Thrown::Ended(value)) => {
            m.set(0, value);
            m.jump(1);
            vm.save(m);
            if exception::is_generator_exit(vm, exception) {
                let raise = vm.raise(exception);
                return unwind(vm, raise);
            }
            Ctl::Continue
        }
        Err(raise) => {
            m.drop_n(1);
            m.jump(1);
            vm.save(m);
            unwind(vm, raise)
        }
    }
}
