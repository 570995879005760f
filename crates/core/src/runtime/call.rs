//! Calls: what is called decides what frame is entered, if any.
use micropyrite_bytecode::prelude::FLAG_GENERATOR;
use micropyrite_bytecode::qstr;

use crate::heap::This;
use crate::load::ProtoFun;
use crate::native::NativeFun;
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::{bind, construct, exc};
use crate::types::generator::{self, Generator};
use crate::types::{self, Bound, Closure, Dict, Fun, INSTANCE, cell, instance};
use crate::vm::frame::Resume;
use crate::vm::stack::M;
use crate::vm::{Flow, dispatch, trace};
use crate::{Raise, Res, Vm, config, sched, watch};

/// Calls what the arguments below `sp` are for. The running frame's saved sp lies at or above `sp`; at least one slot
/// below the arguments is free. Where a frame is entered, its result goes to `ret_sp` as `resume` says.
pub(crate) fn at(
    vm: &mut Vm,
    fun: Obj,
    sp: *mut Slot,
    n_pos: usize,
    n_kw: usize,
    ret_sp: *mut Slot,
    resume: Resume,
    extra: Slot,
) -> Flow {
    let (mut fun, mut sp, mut n_pos) = (fun, sp, n_pos);
    // An instance whose `__call__` is an instance, and so on in a circle, is no recursion that a stack would end.
    let mut instances = 0;
    loop {
        let first = sp.wrapping_sub(n_pos + 2 * n_kw);
        if let Some(f) = fun.cast::<Fun>() {
            return enter(vm, f, sp, n_pos, n_kw, ret_sp, resume, extra);
        }
        if let Some(native) = fun.cast::<NativeFun>()
            && n_kw == 0
        {
            return types::fun::native::call(vm, native, vm.slots_at(first, n_pos)).into();
        }
        if let Some(bound) = fun.cast::<Bound>() {
            let (callee, receiver) = {
                let b = bound.get(vm);
                (b.fun, b.receiver)
            };
            // The slot below the arguments is free: it held the callee.
            vm.write_slot(first.wrapping_sub(1), Some(receiver));
            // The next callee may want a free slot below, too.
            if needs_slot_below(vm, callee) {
                match make_slot_below(vm, sp, n_pos + 1 + 2 * n_kw, 1) {
                    Some(shifted) => sp = shifted,
                    None => return Flow::Raised(vm.raise_recursion()),
                }
            }
            fun = callee;
            n_pos += 1;
            continue;
        }
        if let Some(closure) = fun.cast::<Closure>() {
            let (callee, n_cells) = {
                let c = closure.get(vm);
                (c.fun, c.n_cells)
            };
            // The first cell goes where the callee was.
            if n_cells > 1 {
                match make_slot_below(vm, sp, n_pos + 2 * n_kw, n_cells - 1) {
                    Some(shifted) => sp = shifted,
                    None => return Flow::Raised(vm.raise_recursion()),
                }
            }
            for i in 0..n_cells {
                let cell = closure.tail(vm).get(i).copied().flatten();
                vm.write_slot(first.wrapping_sub(1).wrapping_add(i), cell);
            }
            n_pos += n_cells;
            return enter(vm, callee, sp, n_pos, n_kw, ret_sp, resume, extra);
        }
        if let Some(class) = fun.as_type() {
            return construct::construct(vm, class, sp, n_pos, n_kw, ret_sp, resume);
        }
        if let Some(object) = fun.as_instance() {
            instances += 1;
            if instances > config::NATIVE_DEPTH_MAX {
                return Flow::Raised(vm.raise_recursion());
            }
            match instance::special(vm, object, qstr!(__call__)) {
                Some(method) => {
                    let found = super::attr::member(vm, Some(fun), object.get(vm).ty, method);
                    if let Some(receiver) = found.receiver {
                        vm.write_slot(first.wrapping_sub(1), Some(receiver));
                        n_pos += 1;
                        if needs_slot_below(vm, found.value) {
                            match make_slot_below(vm, sp, n_pos + 2 * n_kw, 1) {
                                Some(shifted) => sp = shifted,
                                None => return Flow::Raised(vm.raise_recursion()),
                            }
                        }
                    }
                    fun = found.value;
                    continue;
                }
                None => {
                    let native = instance::native_of(vm, object);
                    match native.filter(|native| native.ty().get(vm).slots.call.is_some()) {
                        Some(native) => fun = native,
                        None => return Flow::Raised(not_callable(vm, fun)),
                    }
                }
            }
        }
        return match fun.ty().get(vm).slots.call {
            Some(call) => {
                let args = Args {
                    pos: vm.slots_at(first, n_pos),
                    kw: vm.slots_at(first.wrapping_add(n_pos), 2 * n_kw),
                };
                call(vm, fun, args).into()
            }
            None => Flow::Raised(not_callable(vm, fun)),
        };
    }
}

/// Whether calling it writes to the slot below its arguments.
fn needs_slot_below(vm: &Vm, callee: Obj) -> bool {
    callee.cast::<Bound>().is_some()
        || callee.cast::<Closure>().is_some()
        || callee.as_type().is_some_and(|t| t.get(vm).flags & INSTANCE != 0)
        || callee.as_instance().is_some()
}

/// Moves the `n` slots below `sp` up by `by`. `None`: no room.
fn make_slot_below(vm: &mut Vm, sp: *mut Slot, n: usize, by: usize) -> Option<*mut Slot> {
    if !vm.thread.has_room(sp, by) {
        return None;
    }
    vm.shift_up(sp, n, by);
    let shifted = sp.wrapping_add(by);
    if vm.top_frame().is_some() {
        vm.set_top(shifted);
    }
    Some(shifted)
}

#[cold]
fn not_callable(vm: &mut Vm, object: Obj) -> Raise {
    exc::type_error_of(vm, template!("object not callable", "'%' object isn't callable"), object)
}

/// Enters a function in bytecode.
pub(super) fn enter(
    vm: &mut Vm,
    fun: This<Fun>,
    sp: *mut Slot,
    n_pos: usize,
    n_kw: usize,
    ret_sp: *mut Slot,
    resume: Resume,
    extra: Slot,
) -> Flow {
    let code = match fun.code(vm) {
        Ok(code) => code,
        Err(raise) => return Flow::Raised(raise),
    };
    let globals = fun.get(vm).globals;
    let first = sp.wrapping_sub(n_pos + 2 * n_kw);
    let n_args = if n_kw == 0 && code.get(vm).is_simple_call(n_pos) {
        n_pos
    } else {
        match bind::bind(vm, fun, code, sp, n_pos, n_kw) {
            Ok(n) => n,
            Err(raise) => return Flow::Raised(raise),
        }
    };
    if code.get(vm).scope_flags() & FLAG_GENERATOR != 0 {
        watch::made_generator(vm, code, n_pos, n_kw);
        return match make_generator(vm, code, globals, first, n_args) {
            Ok(generator) => Flow::Value(generator.obj()),
            Err(raise) => Flow::Raised(raise),
        };
    }
    let had_frame = vm.top_frame().is_some();
    let old_top = if had_frame { Some(vm.set_top(ret_sp)) } else { None };
    match vm.enter(code, globals, first, n_args, ret_sp, resume, extra) {
        Some(m) => {
            vm.save(m);
            watch::entered(vm, n_pos, n_kw);
            if code.get(vm).n_cells() > 0
                && let Err(raise) = make_cells(vm)
            {
                vm.leave();
                return Flow::Raised(raise);
            }
            // Recursion that never loops can be interrupted too.
            if vm.pending_flag().attention()
                && let Err(raise) = sched::handle_pending(vm)
            {
                vm.leave();
                return Flow::Raised(raise);
            }
            if vm.thread.settrace.is_on() {
                return enter_traced(vm);
            }
            Flow::Entered
        }
        None => {
            if let Some(old) = old_top {
                vm.set_top(old);
            }
            Flow::Raised(vm.raise_recursion())
        }
    }
}

/// The frame that was just entered is traced, if somebody wants it: then it runs here.
#[cold]
#[inline(never)]
fn enter_traced(vm: &mut Vm) -> Flow {
    let entered = vm.nested(|vm| {
        Ok(match trace::begin(vm, true) {
            Ok(None) => Flow::Entered,
            Ok(Some(frame)) => {
                vm.frame().resume = Resume::Exit;
                dispatch::run_traced(vm);
                trace::end(vm, frame);
                vm.take_result().into()
            }
            Err(raise) => {
                vm.leave();
                Flow::Raised(raise)
            }
        })
    });
    match entered {
        Ok(flow) => flow,
        Err(raise) => {
            // It was nested too deep.
            vm.leave();
            Flow::Raised(raise)
        }
    }
}

/// Brings `n` arguments at `first`, none of them named, into the order of a function's locals; `binds_in_place` has been
/// asked of its code, and the running frame's saved sp lies above them. Answers how many locals they fill.
///
/// # Raises
/// As a call with these arguments.
#[allow(dead_code)] // Only tier 1 asks.
#[inline(never)]
pub(crate) fn bind_in_place(vm: &mut Vm, fun: This<Fun>, first: *mut Slot, n: usize) -> Res<usize> {
    let code = fun.get(vm).entry();
    bind::bind(vm, fun, code, first.wrapping_add(n), n, 0)
}

/// Puts the locals that inner functions share into cells.
pub(crate) fn make_cells(vm: &mut Vm) -> Res<()> {
    let m = vm.load();
    let code = vm.frame().code;
    let n = code.get(vm).n_cells();
    for i in 0..n {
        let local = code.get(vm).cell_local(i);
        let cell = cell::new(vm, m.local(local))?;
        let mut m = m;
        m.set_local(local, Some(cell.obj()));
    }
    Ok(())
}

pub(crate) fn make_generator(
    vm: &mut Vm,
    code: This<ProtoFun>,
    globals: This<Dict>,
    first: *mut Slot,
    n_args: usize,
) -> Res<This<Generator>> {
    let locals = vm.raw_slots(first, n_args);
    let generator = generator::new(vm, code, globals, locals)?;
    for i in 0..code.get(vm).n_cells() {
        let local = code.get(vm).cell_local(i);
        let value = generator.tail(vm).get(local).copied().flatten();
        let cell = cell::new(vm, value)?;
        if let Some(slot) = generator.tail_mut(vm).get_mut(local) {
            *slot = Some(cell.obj());
        }
    }
    Ok(generator)
}

/// Calls a function from a handler, with arguments that are copied above the frame's values (`m` is the saved state,
/// with `operands` slots that the result replaces).
pub(crate) fn with_args(vm: &mut Vm, fun: Obj, args: &[Obj], m: M, operands: usize) -> Flow {
    vm.save(m);
    let ret_sp = m.sp.wrapping_sub(operands);
    match vm.push_call(fun, args, &[]) {
        Some(sp) => {
            vm.set_top(sp);
            let flow = at(vm, fun, sp, args.len(), 0, ret_sp, Resume::Push, None);
            if !matches!(flow, Flow::Entered) {
                vm.set_top(m.sp);
            }
            flow
        }
        None => Flow::Raised(vm.raise_recursion()),
    }
}
