//! Binding: from the arguments of a call to the locals of a function.
//!
//! Arguments lie on the frame stack; they are laid out above it, where the collector sees them, and moved down.
use micropyrite_bytecode::prelude::{FLAG_VAR_ARGS, FLAG_VAR_KEYWORDS};

use crate::heap::This;
use crate::load::ProtoFun;
use crate::obj::{Obj, Slot};
use crate::runtime::exc;
use crate::types::{self, Fun, dict, tuple};
use crate::{Raise, Res, Vm, config};

/// Brings arguments into the order of a function's locals, in place. Answers how many locals they fill.
///
/// # Raises
/// `TypeError`, `MemoryError`, `RuntimeError`.
pub(super) fn bind(
    vm: &mut Vm,
    fun: This<Fun>,
    code: This<ProtoFun>,
    sp: *mut Slot,
    n_pos: usize,
    n_kw: usize,
) -> Res<usize> {
    let (want_pos, want_kw, n_defaults, flags) = {
        let c = code.get(vm);
        (c.n_pos_args(), c.n_kwonly_args(), c.n_def_pos_args(), c.scope_flags())
    };
    let has_var_args = flags & FLAG_VAR_ARGS != 0;
    let has_var_kw = flags & FLAG_VAR_KEYWORDS != 0;
    let total = want_pos + want_kw + usize::from(has_var_args) + usize::from(has_var_kw);
    let first = sp.wrapping_sub(n_pos + 2 * n_kw);
    if n_kw == 0 && !has_var_kw && !config::COMPACT {
        return fill_in_place(vm, fun, code, first, n_pos, (want_pos, want_kw, n_defaults), has_var_args);
    }
    // The locals are laid out above the arguments, where the collector sees them, and moved down at the end.
    let out = sp;
    if !vm.thread.has_room(out, total) {
        return Err(vm.raise_recursion());
    }
    let given = n_pos.min(want_pos);
    for i in 0..total {
        let slot = if i < given { vm.read_slot(first.wrapping_add(i)) } else { None };
        vm.write_slot_shared(out.wrapping_add(i), slot);
    }
    let kept = vm.set_top(out.wrapping_add(total));
    let result = fill(vm, fun, code, first, out, n_pos, n_kw, (want_pos, want_kw, n_defaults));
    vm.set_top(kept);
    result?;
    for i in 0..total {
        let slot = vm.read_slot(out.wrapping_add(i));
        vm.write_slot_shared(first.wrapping_add(i), slot);
    }
    Ok(total)
}

/// As [`bind`], where no argument is named: the arguments lie in the locals' order already.
fn fill_in_place(
    vm: &mut Vm,
    fun: This<Fun>,
    code: This<ProtoFun>,
    first: *mut Slot,
    n_pos: usize,
    (want_pos, want_kw, n_defaults): (usize, usize, usize),
    has_var_args: bool,
) -> Res<usize> {
    let total = want_pos + want_kw + usize::from(has_var_args);
    if !vm.thread.has_room(first, total.max(n_pos)) {
        return Err(vm.raise_recursion());
    }
    let rest = if has_var_args {
        let args = vm.slots_at(first, n_pos);
        Some(tuple::new(vm, args.get(want_pos..).unwrap_or(&[]))?.obj())
    } else if n_pos > want_pos {
        return Err(wrong_count(vm, code, want_pos, n_pos));
    } else {
        None
    };
    if n_pos + n_defaults < want_pos {
        let missing = if want_kw == 0 {
            wrong_count(vm, code, want_pos - n_defaults, n_pos)
        } else {
            no_argument(vm, n_pos)
        };
        return Err(missing);
    }
    for i in n_pos..want_pos {
        let default = fun.tail(vm).get(i + n_defaults - want_pos).copied().flatten();
        if default.is_none() && want_kw > 0 {
            return Err(no_argument(vm, i));
        }
        vm.write_slot_shared(first.wrapping_add(i), default);
    }
    for i in want_pos..want_pos + want_kw {
        let default = keyword_default(vm, fun, code, i)?;
        vm.write_slot_shared(first.wrapping_add(i), Some(default));
    }
    if has_var_args {
        vm.write_slot_shared(first.wrapping_add(want_pos + want_kw), rest);
    }
    Ok(total)
}

/// The default of an argument that is given by name only.
fn keyword_default(vm: &mut Vm, fun: This<Fun>, code: This<ProtoFun>, i: usize) -> Res {
    let name = code.get(vm).arg_name(vm, i);
    let default = fun.kw_defaults(vm, code).and_then(|d| dict::get_qstr(vm, d, name));
    default.ok_or_else(|| {
        exc::raise_name(
            vm,
            &types::TYPE_ERROR,
            template!("function missing required keyword argument '%'"),
            name,
        )
    })
}

#[cold]
fn no_argument(vm: &mut Vm, i: usize) -> Raise {
    exc::raise_with(
        vm,
        &types::TYPE_ERROR,
        template!("function missing required positional argument #%"),
        &[exc::Value::Number(i as isize)],
    )
}

fn fill(
    vm: &mut Vm,
    fun: This<Fun>,
    code: This<ProtoFun>,
    first: *mut Slot,
    out: *mut Slot,
    n_pos: usize,
    n_kw: usize,
    (want_pos, want_kw, n_defaults): (usize, usize, usize),
) -> Res<()> {
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
    match var_args {
        Some(at) => {
            let rest = tuple::new(vm, pos.get(want_pos..).unwrap_or(&[]))?;
            vm.write_slot_shared(out.wrapping_add(at), Some(rest.obj()));
        }
        None if n_pos > want_pos => return Err(wrong_count(vm, code, want_pos, n_pos)),
        None => {}
    }
    if n_kw == 0 && var_kw.is_none() && want_kw == 0 {
        // Only defaults are missing.
        if given + n_defaults < want_pos {
            return Err(wrong_count(vm, code, want_pos - n_defaults, n_pos));
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
    for pair in kw.chunks_exact(2) {
        let (name, value) = (pair[0], pair[1]);
        if let Some(i) = code.get(vm).find_arg(vm, want_pos + want_kw, name) {
            let slot = out.wrapping_add(i);
            if vm.read_slot(slot).is_some() {
                return Err(given_twice(vm, name));
            }
            vm.write_slot_shared(slot, Some(value));
            continue;
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
                return Err(exc::raise_with(
                    vm,
                    &types::TYPE_ERROR,
                    template!("unexpected keyword argument", "unexpected keyword argument '%'"),
                    &[exc::Value::Str(name)],
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
            None => return Err(no_argument(vm, i)),
        }
    }
    for i in want_pos..want_pos + want_kw {
        let slot = out.wrapping_add(i);
        if vm.read_slot(slot).is_some() {
            continue;
        }
        let default = keyword_default(vm, fun, code, i)?;
        vm.write_slot_shared(slot, Some(default));
    }
    Ok(())
}

#[cold]
fn given_twice(vm: &mut Vm, name: Obj) -> Raise {
    let template = template!("function got multiple values for argument '%'");
    exc::raise_with(vm, &types::TYPE_ERROR, template, &[exc::Value::Str(name)])
}

#[cold]
fn wrong_count(vm: &mut Vm, code: This<ProtoFun>, want: usize, given: usize) -> Raise {
    let name = code.get(vm).name(vm);
    super::args::takes(vm, name, want, given)
}
