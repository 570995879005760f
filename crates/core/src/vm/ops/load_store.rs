//! Constants, locals, cells, names, the stack itself.
use micropyrite_bytecode::opcodes::SMALL_INT_MULTI_EXCESS;
use micropyrite_bytecode::qstr;

use super::{Ctl, done, handler, unwind, value};
use crate::config::N_HINTS;
use crate::heap::kept::Claim;
use crate::load;
use crate::obj::{Obj, Slot};
use crate::runtime::exc as raise;
use crate::types::{self, Cell, dict};
use crate::vm::Next::{Go, Slow};
use crate::vm::stack::M;
use crate::{Qstr, Raise, Res, Vm};

/// Operand: a name.
#[inline(always)]
pub(crate) fn name(m: &mut M, vm: &mut Vm) -> Qstr {
    let i = m.varuint();
    vm.name_at(i)
}

/// Number of the hint for the instruction at `m.ip`.
#[inline(always)]
pub(crate) fn hint_of(m: &M) -> usize {
    (m.ip as usize ^ (m.ip as usize >> 8)) & (N_HINTS - 1)
}

handler!(LoadConstFalse fast |m, vm| { m.push(Obj::FALSE); Go(m) });
handler!(LoadConstNone fast |m, vm| { m.push(Obj::NONE); Go(m) });
handler!(LoadConstTrue fast |m, vm| { m.push(Obj::TRUE); Go(m) });
handler!(LoadNull fast |m, vm| { m.push_slot(None); Go(m) });
handler!(LoadConstSmallInt fast |m, vm| {
    let value = m.varint();
    m.push(Obj::small(value));
    Go(m)
});
handler!(LoadConstSmallIntMulti fast |m, vm| {
    let n = m.opcode() as isize - 0x70 - SMALL_INT_MULTI_EXCESS as isize;
    m.push(Obj::small(n));
    Go(m)
});
handler!(LoadConstString fast |m, vm| {
    let name = name(&mut m, vm);
    m.push(Obj::qstr(name));
    Go(m)
});
handler!(LoadConstObj fast |m, vm| {
    let i = m.varuint();
    let code = vm.frame().code;
    match code.get(vm).context().get(vm).consts.items().get(i).copied() {
        Some(value) if value != load::unmade() => {
            m.push(value);
            Go(m)
        }
        _ => Slow,
    }
}, slow |vm| {
    let mut m = vm.load();
    let i = m.varuint();
    let context = vm.frame().code.get(vm).context();
    let result = load::constant(vm, context, i);
    value(vm, m, result)
});

#[inline(always)]
fn load_local(mut m: M, n: usize) -> crate::vm::Next {
    match m.local(n) {
        Some(value) => {
            m.push(value);
            Go(m)
        }
        None => Slow,
    }
}

#[cold]
fn unbound_local(vm: &mut Vm) -> Ctl {
    let raise =
        raise::raise_static(vm, &types::NAME_ERROR, text!("local variable referenced before assignment"));
    unwind(vm, raise)
}

handler!(LoadFastMulti fast |m, vm| load_local(m, N), slow |vm| unbound_local(vm));
handler!(LoadFastN fast |m, vm| { let n = m.varuint(); load_local(m, n) }, slow |vm| unbound_local(vm));
handler!(StoreFastMulti fast |m, vm| { let value = m.pop_slot(); m.set_local(N, value); Go(m) });
handler!(StoreFastN fast |m, vm| {
    let n = m.varuint();
    let value = m.pop_slot();
    m.set_local(n, value);
    Go(m)
});
handler!(DeleteFast fast |m, vm| {
    let n = m.varuint();
    if m.local(n).is_none() {
        return Slow;
    }
    m.set_local(n, None);
    Go(m)
}, slow |vm| unbound_local(vm));

#[inline(always)]
fn cell(m: &M, n: usize) -> Option<crate::heap::This<Cell>> {
    m.local(n).and_then(|c| c.cast::<Cell>())
}

handler!(LoadDeref fast |m, vm| {
    let n = m.varuint();
    match cell(&m, n).and_then(|c| c.get(vm).value) {
        Some(value) => { m.push(value); Go(m) }
        None => Slow,
    }
}, slow |vm| unbound_local(vm));
handler!(StoreDeref fast |m, vm| {
    let n = m.varuint();
    let Some(cell) = cell(&m, n) else { return Slow };
    let value = m.pop_slot();
    cell.get_mut(vm).value = value;
    Go(m)
}, slow |vm| unbound_local(vm));
handler!(DeleteDeref fast |m, vm| {
    let n = m.varuint();
    match cell(&m, n) {
        Some(cell) if cell.get(vm).value.is_some() => {
            cell.get_mut(vm).value = None;
            Go(m)
        }
        _ => Slow,
    }
}, slow |vm| unbound_local(vm));

handler!(DupTop fast |m, vm| { let top = m.peek(0); m.push_slot(top); Go(m) });
handler!(DupTopTwo fast |m, vm| {
    let (a, b) = (m.peek(1), m.peek(0));
    m.push_slot(a);
    m.push_slot(b);
    Go(m)
});
handler!(PopTop fast |m, vm| { m.drop_n(1); Go(m) });
handler!(RotTwo fast |m, vm| {
    let (a, b) = (m.peek(1), m.peek(0));
    m.set_slot(1, b);
    m.set_slot(0, a);
    Go(m)
});
handler!(RotThree fast |m, vm| {
    let (a, b, c) = (m.peek(2), m.peek(1), m.peek(0));
    m.set_slot(2, c);
    m.set_slot(1, a);
    m.set_slot(0, b);
    Go(m)
});

/// A global or builtin at a remembered position.
#[inline(always)]
fn hinted_global(m: &M, vm: &mut Vm, key: Obj) -> Slot {
    let hint = vm.hints[hint_of(m)] as usize;
    let globals = vm.frame().globals;
    let map = &globals.get(vm).map;
    if let Some(value) = map.hinted(hint, key) {
        return Some(value);
    }
    if map.lacks(key) && vm.roots.builtins_override.is_none() {
        return crate::builtins::DICT.map.hinted(hint, key);
    }
    None
}

handler!(LoadGlobal fast |m, vm| {
    let at = m;
    let key = Obj::qstr(name(&mut m, vm));
    match hinted_global(&at, vm, key) {
        Some(value) => { m.push(value); Go(m) }
        None => Slow,
    }
}, slow |vm| {
    let mut m = vm.load();
    let hint = hint_of(&m);
    let name = name(&mut m, vm);
    let globals = vm.frame().globals;
    let result = global(vm, globals, name, hint);
    value(vm, m, result)
});

/// Looks a name up in globals, then in builtins, and remembers where it was.
fn global(vm: &mut Vm, globals: crate::heap::This<types::Dict>, name: Qstr, hint: usize) -> Res {
    let key = Obj::qstr(name);
    let map = &globals.get(vm).map;
    if let Some(i) = map.find_qstr(key, || vm.qstr_hash(name)) {
        if i < 256 {
            vm.hints[hint] = i as u8;
        }
        return globals.get(vm).map.value_at(i).ok_or(()).map_err(|()| unknown_name(vm, name));
    }
    if map.may_match_text()
        && let Some(value) = dict::get_qstr(vm, globals, name)
    {
        return Ok(value);
    }
    if let Some(dict) = vm.roots.builtins_override
        && let Some(value) = dict::get_qstr(vm, dict, name)
    {
        return Ok(value);
    }
    let builtins = &crate::builtins::DICT.map;
    // PERF: the table is long and is scanned: where it was found last comes first.
    if let Some(value) = builtins.hinted(vm.hints[hint] as usize, key) {
        return Ok(value);
    }
    match builtins.find_qstr(key, || vm.qstr_hash(name)) {
        Some(i) => {
            if i < 256 {
                vm.hints[hint] = i as u8;
            }
            builtins.value_at(i).ok_or(()).map_err(|()| unknown_name(vm, name))
        }
        None => Err(unknown_name(vm, name)),
    }
}

#[cold]
fn unknown_name(vm: &mut Vm, name: Qstr) -> Raise {
    raise::raise_name(vm, &types::NAME_ERROR, template!("name not defined", "name '%' isn't defined"), name)
}

handler!(LoadName fast |m, vm| {
    let at = m;
    let key = Obj::qstr(name(&mut m, vm));
    let (Some(names), globals) = (vm.thread.names, vm.frame().globals) else { return Slow };
    if names != globals {
        return Slow;
    }
    match hinted_global(&at, vm, key) {
        Some(value) => { m.push(value); Go(m) }
        None => Slow,
    }
}, slow |vm| {
    let mut m = vm.load();
    let hint = hint_of(&m);
    let name = name(&mut m, vm);
    let globals = vm.frame().globals;
    let result = match vm.thread.names {
        Some(names) if names != globals => match dict::get_qstr(vm, names, name) {
            Some(found) => Ok(found),
            None => global(vm, globals, name, hint),
        },
        _ => global(vm, globals, name, hint),
    };
    value(vm, m, result)
});

/// Stores over a value at a remembered position.
#[inline(always)]
fn store_hinted(m: &M, vm: &mut Vm, dict: crate::heap::This<types::Dict>, key: Obj, value: Obj) -> bool {
    let hint = vm.hints[hint_of(m)] as usize;
    let map = &dict.get(vm).map;
    if map.key_at(hint) == Some(key) && !map.is_fixed() {
        vm.set_value(dict.table(), hint, value);
        return true;
    }
    false
}

fn store_in(
    vm: &mut Vm,
    dict: crate::heap::This<types::Dict>,
    name: Qstr,
    value: Obj,
    hint: usize,
) -> Res<()> {
    // A full heap takes a name all the same: there are no more of them than the text has.
    vm.with_claim(Claim::Little, |vm| dict::store_qstr(vm, dict, name, value))?;
    if let Some(i) = dict.get(vm).map.find_qstr(Obj::qstr(name), || vm.qstr_hash(name))
        && i < 256
    {
        vm.hints[hint] = i as u8;
    }
    Ok(())
}

handler!(StoreName fast |m, vm| {
    let at = m;
    let key = Obj::qstr(name(&mut m, vm));
    let Some(names) = vm.thread.names else { return Slow };
    let value = m.top(0);
    if !store_hinted(&at, vm, names, key, value) {
        return Slow;
    }
    m.drop_n(1);
    Go(m)
}, slow |vm| {
    let mut m = vm.load();
    let hint = hint_of(&m);
    let name = name(&mut m, vm);
    let value = m.pop();
    let names = vm.thread.names.unwrap_or(vm.globals());
    let result = store_in(vm, names, name, value, hint);
    done(vm, m, result)
});

handler!(StoreGlobal fast |m, vm| {
    let at = m;
    let key = Obj::qstr(name(&mut m, vm));
    let globals = vm.frame().globals;
    let value = m.top(0);
    if !store_hinted(&at, vm, globals, key, value) {
        return Slow;
    }
    m.drop_n(1);
    Go(m)
}, slow |vm| {
    let mut m = vm.load();
    let hint = hint_of(&m);
    let name = name(&mut m, vm);
    let value = m.pop();
    let globals = vm.frame().globals;
    let result = store_in(vm, globals, name, value, hint);
    done(vm, m, result)
});

fn delete_from(vm: &mut Vm, dict: crate::heap::This<types::Dict>, name: Qstr) -> Res<()> {
    if dict::delete_qstr(vm, dict, name)? {
        return Ok(());
    }
    Err(raise::key_error(vm, Obj::qstr(name)))
}

handler!(DeleteName slow |vm| {
    let mut m = vm.load();
    let name = name(&mut m, vm);
    let names = vm.thread.names.unwrap_or(vm.globals());
    let result = delete_from(vm, names, name);
    done(vm, m, result)
});
handler!(DeleteGlobal slow |vm| {
    let mut m = vm.load();
    let name = name(&mut m, vm);
    let globals = vm.frame().globals;
    let result = delete_from(vm, globals, name);
    done(vm, m, result)
});

handler!(LoadBuildClass slow |vm| {
    let m = vm.load();
    let name = qstr!(__build_class__);
    let found = vm.roots.builtins_override.and_then(|d| dict::get_qstr(vm, d, name));
    let result = match found {
        Some(found) => Ok(found),
        None => Ok(Obj::rom(&crate::builtins::class::BUILD_CLASS)),
    };
    value(vm, m, result)
});
