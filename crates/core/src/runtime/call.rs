//! Calls: binding arguments, entering frames, constructors, generators.
use micropyrite_bytecode::opcodes::Opcode;
use micropyrite_bytecode::prelude::{FLAG_GENERATOR, FLAG_VAR_ARGS, FLAG_VAR_KEYWORDS};
use micropyrite_bytecode::qstr;

use crate::heap::This;
use crate::native::NativeFun;
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::{exc, iter};
use crate::types::generator::{self, Generator, Resumed, State};
use crate::types::{self, Bound, Closure, Fun, INSTANCE, NATIVE_BASE, Ty, cell, dict, instance, list, tuple};
use crate::vm::frame::Resume;
use crate::vm::stack::M;
use crate::vm::{Ctl, Flow, dispatch, trace};
use crate::{Raise, Res, Vm, config};

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
            match make_slot_below(vm, sp, n_pos + 2 * n_kw, n_cells) {
                Some(shifted) => sp = shifted,
                None => return Flow::Raised(vm.raise_recursion()),
            }
            for i in 0..n_cells {
                let cell = closure.tail(vm).get(i).copied().flatten();
                vm.write_slot(first.wrapping_add(i), cell);
            }
            n_pos += n_cells;
            return enter(vm, callee, sp, n_pos, n_kw, ret_sp, resume, extra);
        }
        if let Some(class) = fun.as_type() {
            return construct(vm, class, sp, n_pos, n_kw, ret_sp, resume);
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
                None => return Flow::Raised(not_callable(vm, fun)),
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
    exc::type_error_of(vm, "'", object, "' object isn't callable")
}

/// Enters a function in bytecode.
fn enter(
    vm: &mut Vm,
    fun: This<Fun>,
    sp: *mut Slot,
    n_pos: usize,
    n_kw: usize,
    ret_sp: *mut Slot,
    resume: Resume,
    extra: Slot,
) -> Flow {
    let (code, globals) = {
        let f = fun.get(vm);
        (f.proto, f.globals)
    };
    let first = sp.wrapping_sub(n_pos + 2 * n_kw);
    let n_args = if n_kw == 0 && code.get(vm).is_simple_call(n_pos) {
        n_pos
    } else {
        match bind(vm, fun, sp, n_pos, n_kw) {
            Ok(n) => n,
            Err(raise) => return Flow::Raised(raise),
        }
    };
    if code.get(vm).scope_flags() & FLAG_GENERATOR != 0 {
        return match make_generator(vm, fun, first, n_args) {
            Ok(generator) => Flow::Value(generator.obj()),
            Err(raise) => Flow::Raised(raise),
        };
    }
    let had_frame = vm.top_frame().is_some();
    let old_top = if had_frame { Some(vm.set_top(ret_sp)) } else { None };
    match vm.enter(code, globals, first, n_args, ret_sp, resume, extra) {
        Some(m) => {
            vm.save(m);
            if code.get(vm).n_cells() > 0
                && let Err(raise) = make_cells(vm)
            {
                vm.leave();
                return Flow::Raised(raise);
            }
            if vm.thread.tracing {
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

/// Puts the locals that inner functions share into cells.
fn make_cells(vm: &mut Vm) -> Res<()> {
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

fn make_generator(vm: &mut Vm, fun: This<Fun>, first: *mut Slot, n_args: usize) -> Res<This<Generator>> {
    let (code, globals) = {
        let f = fun.get(vm);
        (f.proto, f.globals)
    };
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

/// Brings arguments into the order of a function's locals, in place. Answers how many locals they fill.
///
/// # Raises
/// `TypeError`, `MemoryError`, `RuntimeError`.
fn bind(vm: &mut Vm, fun: This<Fun>, sp: *mut Slot, n_pos: usize, n_kw: usize) -> Res<usize> {
    let code = fun.get(vm).proto;
    let (want_pos, want_kw, n_defaults, flags) = {
        let c = code.get(vm);
        (c.n_pos_args(), c.n_kwonly_args(), c.n_def_pos_args(), c.scope_flags())
    };
    let has_var_args = flags & FLAG_VAR_ARGS != 0;
    let has_var_kw = flags & FLAG_VAR_KEYWORDS != 0;
    let total = want_pos + want_kw + usize::from(has_var_args) + usize::from(has_var_kw);
    let first = sp.wrapping_sub(n_pos + 2 * n_kw);
    // The locals are laid out above the arguments, where the collector sees them, and moved down at the end.
    let out = sp;
    if !vm.thread.has_room(out, total) {
        return Err(vm.raise_recursion());
    }
    for i in 0..total {
        vm.write_slot_shared(out.wrapping_add(i), None);
    }
    let kept = vm.set_top(out.wrapping_add(total));
    let result = fill(vm, fun, first, out, n_pos, n_kw, (want_pos, want_kw, n_defaults));
    vm.set_top(kept);
    result?;
    for i in 0..total {
        let slot = vm.read_slot(out.wrapping_add(i));
        vm.write_slot_shared(first.wrapping_add(i), slot);
    }
    Ok(total)
}

fn fill(
    vm: &mut Vm,
    fun: This<Fun>,
    first: *mut Slot,
    out: *mut Slot,
    n_pos: usize,
    n_kw: usize,
    (want_pos, want_kw, n_defaults): (usize, usize, usize),
) -> Res<()> {
    let code = fun.get(vm).proto;
    let flags = code.get(vm).scope_flags();
    let var_args = if flags & FLAG_VAR_ARGS != 0 { Some(want_pos + want_kw) } else { None };
    let var_kw = if flags & FLAG_VAR_KEYWORDS != 0 {
        Some(want_pos + want_kw + usize::from(var_args.is_some()))
    } else {
        None
    };
    let args = vm.slots_at(first, n_pos + 2 * n_kw);
    let (pos, kw) = args.split_at(n_pos);
    let given = n_pos.min(want_pos);
    for (i, value) in pos.iter().take(given).enumerate() {
        vm.write_slot_shared(out.wrapping_add(i), Some(*value));
    }
    match var_args {
        Some(at) => {
            let rest = tuple::new(vm, pos.get(want_pos..).unwrap_or(&[]))?;
            vm.write_slot_shared(out.wrapping_add(at), Some(rest.obj()));
        }
        None if n_pos > want_pos => return Err(wrong_count(vm, fun, n_pos)),
        None => {}
    }
    if n_kw == 0 && var_kw.is_none() && want_kw == 0 {
        // Only defaults are missing.
        if given + n_defaults < want_pos {
            return Err(wrong_count(vm, fun, n_pos));
        }
        for i in given..want_pos {
            let default = fun.tail(vm).get(i + n_defaults - want_pos).copied().flatten();
            vm.write_slot_shared(out.wrapping_add(i), default);
        }
        return Ok(());
    }
    let keywords = match var_kw {
        Some(at) => {
            let dict = dict::new(vm, 0)?;
            vm.write_slot_shared(out.wrapping_add(at), Some(dict.obj()));
            Some(dict)
        }
        None => None,
    };
    'keywords: for pair in kw.chunks_exact(2) {
        let (name, value) = (pair[0], pair[1]);
        for i in 0..want_pos + want_kw {
            if vm.str_is(name, code.get(vm).arg_name(vm, i)) {
                let slot = out.wrapping_add(i);
                if vm.read_slot(slot).is_some() {
                    return Err(given_twice(vm, name));
                }
                vm.write_slot_shared(slot, Some(value));
                continue 'keywords;
            }
        }
        match keywords {
            Some(dict) => {
                let n = dict.get(vm).map.len();
                dict::store(vm, dict, name, value)?;
                if dict.get(vm).map.len() == n {
                    return Err(given_twice(vm, name));
                }
            }
            None => {
                return Err(exc::raise_pieces(
                    vm,
                    &types::TYPE_ERROR,
                    &[
                        exc::Piece::Text("unexpected keyword argument '"),
                        exc::Piece::Str(name),
                        exc::Piece::Text("'"),
                    ],
                ));
            }
        }
    }
    for i in 0..want_pos {
        let slot = out.wrapping_add(i);
        if vm.read_slot(slot).is_some() {
            continue;
        }
        let default =
            (i + n_defaults).checked_sub(want_pos).and_then(|k| fun.tail(vm).get(k).copied().flatten());
        match default {
            Some(value) => vm.write_slot_shared(slot, Some(value)),
            None => {
                return Err(exc::raise_fmt(
                    vm,
                    &types::TYPE_ERROR,
                    format_args!("function missing required positional argument #{i}"),
                ));
            }
        }
    }
    for i in want_pos..want_pos + want_kw {
        let slot = out.wrapping_add(i);
        if vm.read_slot(slot).is_some() {
            continue;
        }
        let name = code.get(vm).arg_name(vm, i);
        let default = fun.kw_defaults(vm).and_then(|d| dict::get_qstr(vm, d, name));
        match default {
            Some(value) => vm.write_slot_shared(slot, Some(value)),
            None => {
                return Err(exc::raise_fmt_qstr(
                    vm,
                    &types::TYPE_ERROR,
                    "function missing required keyword argument '",
                    name,
                    "'",
                ));
            }
        }
    }
    Ok(())
}

#[cold]
fn given_twice(vm: &mut Vm, name: Obj) -> Raise {
    exc::raise_pieces(
        vm,
        &types::TYPE_ERROR,
        &[
            exc::Piece::Text("function got multiple values for argument '"),
            exc::Piece::Str(name),
            exc::Piece::Text("'"),
        ],
    )
}

#[cold]
fn wrong_count(vm: &mut Vm, fun: This<Fun>, given: usize) -> Raise {
    let name = fun.name(vm);
    let want = fun.get(vm).proto.get(vm).n_pos_args() as isize;
    exc::raise_pieces(
        vm,
        &types::TYPE_ERROR,
        &[
            exc::Piece::Name(name),
            exc::Piece::Text("() takes "),
            exc::Piece::Number(want),
            exc::Piece::Text(" positional arguments but "),
            exc::Piece::Number(given as isize),
            exc::Piece::Text(" were given"),
        ],
    )
}

/// Makes an object of a class.
fn construct(
    vm: &mut Vm,
    class: Ty,
    sp: *mut Slot,
    n_pos: usize,
    n_kw: usize,
    ret_sp: *mut Slot,
    resume: Resume,
) -> Flow {
    let first = sp.wrapping_sub(n_pos + 2 * n_kw);
    let args = Args { pos: vm.slots_at(first, n_pos), kw: vm.slots_at(first.wrapping_add(n_pos), 2 * n_kw) };
    if class.get(vm).flags & INSTANCE == 0 {
        return match class.get(vm).slots.make_new {
            Some(make_new) => make_new(vm, class, args).into(),
            None => Flow::Raised(cannot_create(vm, class)),
        };
    }
    // `__new__` of a class in Python is rare: it runs in a nested loop.
    let object = match types::object::make_instance(vm, class, args) {
        Ok(types::object::Made::Instance(object)) => object,
        Ok(types::object::Made::Other(object)) => return Flow::Value(object),
        Err(raise) => return Flow::Raised(raise),
    };
    let Some(init) = instance::special_of(vm, class, qstr!(__init__)) else {
        return match without_init(vm, object, args) {
            Ok(()) => Flow::Value(object.obj()),
            Err(raise) => Flow::Raised(raise),
        };
    };
    // Where an object of a built-in base may have to be made of the same arguments afterwards, they must stay.
    let has_native = class.get(vm).flags & NATIVE_BASE != 0;
    if resume == Resume::Push
        && !has_native
        && !vm.thread.tracing
        && let Some(fun) = init.cast::<Fun>()
    {
        // The slot below the arguments becomes `self`.
        vm.write_slot(first.wrapping_sub(1), Some(object.obj()));
        return enter(vm, fun, sp, n_pos + 1, n_kw, ret_sp, Resume::Init, Some(object.obj()));
    }
    match vm.call_with_first(init, object.obj(), args) {
        Ok(answer) if answer == Obj::NONE => {
            if has_native
                && instance::native_of(vm, object).is_none()
                && let Err(raise) = without_init(vm, object, args)
            {
                return Flow::Raised(raise);
            }
            Flow::Value(object.obj())
        }
        Ok(other) => Flow::Raised(exc::type_error_of(vm, "__init__() should return None, not '", other, "'")),
        Err(raise) => Flow::Raised(raise),
    }
}

/// What happens to the arguments of a class that has no `__init__` in Python.
fn without_init(vm: &mut Vm, object: This<types::Instance>, args: Args<'_>) -> Res<()> {
    let class = object.get(vm).ty;
    if class.get(vm).flags & NATIVE_BASE != 0
        && let Some(native) = instance::native_type(vm, class)
    {
        return match native.get(vm).slots.make_new {
            Some(make_new) => {
                let inner = make_new(vm, native, args)?;
                instance::set_native(vm, object, inner)
            }
            None => Err(cannot_create(vm, native)),
        };
    }
    let n = args.pos.len() + args.n_kw();
    if n > 0 {
        return Err(exc::raise_fmt(
            vm,
            &types::TYPE_ERROR,
            format_args!("function takes 0 positional arguments but {n} were given"),
        ));
    }
    Ok(())
}

#[cold]
fn cannot_create(vm: &mut Vm, class: Ty) -> Raise {
    let name = class.get(vm).name;
    exc::raise_fmt_qstr(vm, &types::TYPE_ERROR, "can't create '", name, "' instances")
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

/// Spreads the starred arguments of a call. Answers all arguments in one tuple-like block, and how many are
/// positional and keyword.
pub(crate) fn spread(
    vm: &mut Vm,
    receiver: Slot,
    items: &[Slot],
    n_pos: usize,
    stars: usize,
) -> Res<(This<types::List>, usize, usize)> {
    let all = list::with_capacity(vm, items.len() + 4)?;
    if let Some(receiver) = receiver {
        list::push(vm, all, receiver)?;
    }
    let (pos, kw) = items.split_at(n_pos.min(items.len()));
    for (i, item) in pos.iter().flatten().enumerate() {
        if i < usize::BITS as usize && stars >> i & 1 != 0 {
            spread_sequence(vm, all, *item)?;
        } else {
            list::push(vm, all, *item)?;
        }
    }
    let total_pos = all.items(vm).len();
    for pair in kw.chunks_exact(2) {
        // The null word as a key says that the value is a mapping to be spread.
        match (pair[0], pair[1]) {
            (None, Some(mapping)) => spread_mapping(vm, all, mapping)?,
            (Some(key), Some(value)) => {
                list::push(vm, all, key)?;
                list::push(vm, all, value)?;
            }
            _ => {}
        }
    }
    let n_kw = (all.items(vm).len() - total_pos) / 2;
    Ok((all, total_pos, n_kw))
}

fn spread_sequence(vm: &mut Vm, all: This<types::List>, sequence: Obj) -> Res<()> {
    let iterator = iter::get(vm, sequence)?;
    while let Some(item) = iter::next(vm, iterator)? {
        list::push(vm, all, item)?;
    }
    Ok(())
}

fn spread_mapping(vm: &mut Vm, all: This<types::List>, mapping: Obj) -> Res<()> {
    if let Some(dict) = mapping.as_dict() {
        let mut from = 0;
        while let Some((i, key, value)) = dict.get(vm).map.next(from) {
            push_keyword(vm, all, key, value)?;
            from = i + 1;
        }
        return Ok(());
    }
    // Anything with `keys` and items.
    let keys = crate::runtime::attr::load(vm, mapping, qstr!(keys))?;
    let keys = vm.call(keys, &[])?;
    let iterator = iter::get(vm, keys)?;
    while let Some(key) = iter::next(vm, iterator)? {
        let value = crate::runtime::ops::subscr(vm, mapping, key)?;
        push_keyword(vm, all, key, value)?;
    }
    Ok(())
}

fn push_keyword(vm: &mut Vm, all: This<types::List>, key: Obj, value: Obj) -> Res<()> {
    let name = Obj::qstr(types::str::get_qstr(vm, key)?);
    list::push(vm, all, name)?;
    list::push(vm, all, value)
}

/// Calls with positional arguments from a tuple and keyword arguments from a dict (or `None`).
///
/// # Raises
/// As [`Vm::call`].
pub fn spread_call(vm: &mut Vm, fun: Obj, args: Obj, kwargs: Obj) -> Res {
    // As a call with stars would do it: the arguments are laid out above the running frame.
    let keys = [Some(args), None, Some(kwargs)];
    let items = if kwargs == Obj::NONE { &keys[..1] } else { &keys[..] };
    let (all, n_pos, n_kw) = spread(vm, None, items, 1, 1)?;
    vm.call_list(fun, all, n_pos, n_kw)
}

/// How an iterator answered a value or exception that was sent on to it.
pub(crate) enum Thrown {
    /// It yielded.
    Yielded(Obj),
    /// It ended, with a value.
    Ended(Obj),
}

impl From<Resumed> for Thrown {
    fn from(resumed: Resumed) -> Thrown {
        match resumed {
            Resumed::Yielded(value) => Thrown::Yielded(value),
            Resumed::Returned(value) => Thrown::Ended(value),
        }
    }
}

/// Sends a value to any iterator.
///
/// # Raises
/// What it raises, other than `StopIteration`.
pub(crate) fn send(vm: &mut Vm, iterator: Obj, value: Obj) -> Res<Thrown> {
    if let Some(generator) = iterator.cast::<Generator>() {
        return match generator::resume(vm, generator, value, None) {
            Ok(resumed) => Ok(resumed.into()),
            Err(raise) => ended(vm, raise),
        };
    }
    if value == Obj::NONE {
        if let Some(next) = iterator.ty().get(vm).slots.next {
            return match next(vm, iterator) {
                Ok(item) if item == Obj::STOP => Ok(Thrown::Ended(Obj::NONE)),
                Ok(item) => Ok(Thrown::Yielded(item)),
                Err(raise) => ended(vm, raise),
            };
        }
        let (next, receiver) = crate::runtime::attr::load_method(vm, iterator, qstr!(__next__))?;
        let result = match receiver {
            Some(receiver) => vm.call(next, &[receiver]),
            None => vm.call(next, &[]),
        };
        return match result {
            Ok(item) => Ok(Thrown::Yielded(item)),
            Err(raise) => ended(vm, raise),
        };
    }
    let (send, receiver) = crate::runtime::attr::load_method(vm, iterator, qstr!(send))?;
    let result = match receiver {
        Some(receiver) => vm.call(send, &[receiver, value]),
        None => vm.call(send, &[value]),
    };
    match result {
        Ok(item) => Ok(Thrown::Yielded(item)),
        Err(raise) => ended(vm, raise),
    }
}

fn ended(vm: &mut Vm, raise: Raise) -> Res<Thrown> {
    if !vm.raised_is(&raise, &types::STOP_ITERATION) {
        return Err(raise);
    }
    let exception = vm.take_exception(raise);
    Ok(Thrown::Ended(types::exception::value(vm, exception)))
}

/// Throws an exception into any iterator.
///
/// # Raises
/// What it raises, other than `StopIteration`; the exception itself where the iterator has no `throw`.
pub(crate) fn throw_into_iterator(vm: &mut Vm, iterator: Obj, exception: Obj) -> Res<Thrown> {
    if let Some(generator) = iterator.cast::<Generator>() {
        return match generator::resume(vm, generator, Obj::NONE, Some(exception)) {
            Ok(resumed) => Ok(resumed.into()),
            Err(raise) => ended(vm, raise),
        };
    }
    if types::exception::is_generator_exit(vm, exception) {
        if let Some((close, receiver)) = crate::runtime::attr::load_method_maybe(vm, iterator, qstr!(close))?
        {
            match receiver {
                Some(receiver) => vm.call(close, &[receiver])?,
                None => vm.call(close, &[])?,
            };
        }
        let exception = crate::runtime::ops::make_exception(vm, exception)?;
        return Err(vm.raise(exception));
    }
    match crate::runtime::attr::load_method_maybe(vm, iterator, qstr!(throw))? {
        Some((throw, receiver)) => {
            let result = match receiver {
                Some(receiver) => vm.call(throw, &[receiver, exception]),
                None => vm.call(throw, &[exception]),
            };
            match result {
                Ok(item) => Ok(Thrown::Yielded(item)),
                Err(raise) => ended(vm, raise),
            }
        }
        None => {
            let exception = crate::runtime::ops::make_exception(vm, exception)?;
            Err(vm.raise(exception))
        }
    }
}

/// Entering Python from natives: nested, counted loops.
impl Vm {
    /// Calls anything callable.
    ///
    /// # Raises
    /// What it raises; `TypeError`; `RuntimeError` when nested too deep.
    pub fn call(&mut self, fun: Obj, args: &[Obj]) -> Res {
        self.call_kw(fun, Args::positional(args))
    }

    /// Calls anything callable, with keyword arguments.
    ///
    /// # Raises
    /// As [`Vm::call`].
    pub fn call_kw(&mut self, fun: Obj, args: Args<'_>) -> Res {
        self.nested(|vm| {
            let ret_sp = vm.thread.top();
            let Some(sp) = vm.push_call(fun, args.pos, args.kw) else { return Err(vm.raise_recursion()) };
            let kept = vm.set_top(sp);
            let flow = at(vm, fun, sp, args.pos.len(), args.n_kw(), ret_sp, Resume::Exit, None);
            let result = vm.finish_nested(flow);
            vm.set_top(kept);
            result
        })
    }

    /// Calls with arguments from a list: positional ones, then names and values.
    pub(crate) fn call_list(&mut self, fun: Obj, all: This<types::List>, n_pos: usize, n_kw: usize) -> Res {
        self.nested(|vm| {
            let ret_sp = vm.thread.top();
            let n = n_pos + 2 * n_kw;
            let Some(first) = vm.push_call(fun, &[], &[]) else { return Err(vm.raise_recursion()) };
            if !vm.thread.has_room(first, n) {
                return Err(vm.raise_recursion());
            }
            for i in 0..n {
                vm.write_slot_shared(first.wrapping_add(i), all.item(vm, i));
            }
            let sp = first.wrapping_add(n);
            let kept = vm.set_top(sp);
            let flow = at(vm, fun, sp, n_pos, n_kw, ret_sp, Resume::Exit, None);
            let result = vm.finish_nested(flow);
            vm.set_top(kept);
            result
        })
    }

    /// Calls with a value before the arguments.
    ///
    /// # Raises
    /// As [`Vm::call`].
    pub fn call_with_first(&mut self, fun: Obj, first: Obj, args: Args<'_>) -> Res {
        let bound = types::fun::bound::new(self, fun, first)?;
        self.call_kw(bound.obj(), args)
    }

    fn finish_nested(&mut self, flow: Flow) -> Res {
        match flow {
            Flow::Value(value) => Ok(value),
            Flow::Raised(raise) => Err(raise),
            Flow::Entered => {
                dispatch::run(self);
                self.take_result()
            }
        }
    }

    /// Counts an entry, and notes where the native stack begins at the outermost one.
    fn nested<R>(&mut self, f: impl FnOnce(&mut Vm) -> Res<R>) -> Res<R> {
        self.scope(|vm| {
            if vm.native_depth > config::NATIVE_DEPTH_MAX || vm.thread.native_used() > vm.thread.native_limit
            {
                return Err(exc::recursion_error(vm));
            }
            vm.native_depth += 1;
            let result = f(vm);
            vm.native_depth -= 1;
            result
        })
    }

    /// Runs host code that holds objects in its locals: inside, a collection sees them. Outside of the outermost scope
    /// nothing collects.
    #[inline(never)]
    pub fn scope<R>(&mut self, f: impl FnOnce(&mut Vm) -> R) -> R {
        let here = 0usize;
        let outermost = self.thread.native_top == 0;
        if outermost {
            self.thread.native_top = &raw const here as usize;
        }
        let result = f(self);
        if outermost {
            self.thread.native_top = 0;
        }
        core::hint::black_box(&here);
        result
    }

    /// Goes on with a suspended or new generator until it yields, returns or raises.
    ///
    /// # Raises
    /// What it raises.
    pub(crate) fn run_generator(
        &mut self,
        generator: This<Generator>,
        send: Obj,
        throw: Slot,
    ) -> Res<Resumed> {
        self.nested(|vm| {
            let started = generator.get(vm).state == State::Suspended;
            let pending = generator.get_mut(vm).pending.take();
            let top = vm.thread.top();
            let Some(m) = vm.resume_generator(generator, Some(send), top, top, Resume::Exit) else {
                return Err(vm.raise_recursion());
            };
            vm.save(m);
            if vm.thread.tracing {
                run_generator_traced(vm, generator, throw.or(pending), started)?;
            } else if enter_generator(vm, throw.or(pending), started) == Ctl::Continue {
                dispatch::run(vm);
            }
            let value = vm.take_result()?;
            Ok(match generator.get(vm).state {
                State::Suspended => Resumed::Yielded(value),
                _ => Resumed::Returned(value),
            })
        })
    }
}

/// Throws what is to be thrown into the generator whose frame was just pushed.
fn enter_generator(vm: &mut Vm, throw: Slot, started: bool) -> Ctl {
    match throw {
        Some(exception) => crate::vm::ops::throw_into(vm, exception, started),
        None => Ctl::Continue,
    }
}

/// As [`Vm::run_generator`], from where the frame is pushed to where the loop has ended.
#[cold]
#[inline(never)]
fn run_generator_traced(vm: &mut Vm, generator: This<Generator>, throw: Slot, started: bool) -> Res<()> {
    let frame = match trace::begin(vm, !started) {
        Ok(frame) => frame,
        Err(raise) => {
            vm.leave();
            generator.get_mut(vm).state = State::Done;
            return Err(raise);
        }
    };
    // `yield from` runs again, and passes on what is thrown.
    let again = throw.is_some() && started && vm.load().peek_opcode() == Opcode::YieldFrom.byte();
    let ctl = match if again { trace::tick(vm) } else { Ok(()) } {
        Ok(()) => enter_generator(vm, throw, started),
        Err(raise) => crate::vm::ops::unwind(vm, raise),
    };
    if ctl == Ctl::Continue {
        match frame {
            Some(_) => dispatch::run_traced(vm),
            None => dispatch::run(vm),
        }
    }
    if let Some(frame) = frame {
        trace::end(vm, frame);
    }
    Ok(())
}
