//! Building containers.
use micropyrite_bytecode::opcodes::Opcode;

use super::{Ctl, done, handler, unwind, value};
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::{exc, ops};
use crate::types::{self, Dict, List, Set, dict, list, set, tuple};
use crate::{Raise, Res, Vm, config};

handler!(BuildTuple slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    let result = tuple::new(vm, m.values(n)).map(This::obj);
    m.drop_n(n);
    value(vm, m, result)
});
handler!(BuildList slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    let result = list::new(vm, m.values(n)).map(This::obj);
    m.drop_n(n);
    value(vm, m, result)
});
handler!(BuildMap slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    let result = dict::new(vm, n).map(This::obj);
    value(vm, m, result)
});
handler!(StoreMap slow |vm| {
    let mut m = vm.load();
    let (dict, value, key) = (m.top(2), m.top(1), m.top(0));
    let result = match dict.cast::<Dict>() {
        Some(dict) => dict::store(vm, dict, key, value),
        None => Ok(()),
    };
    m.drop_n(2);
    done(vm, m, result)
});
handler!(BuildSet slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    let result = if config::EXTRA { build_set(vm, m.values(n)) } else { Err(absent(vm)) };
    m.drop_n(n);
    value(vm, m, result)
});

/// Raises what says that the build lacks a type.
#[cold]
fn absent(vm: &mut Vm) -> Raise {
    exc::raise_static(vm, &types::NOT_IMPLEMENTED_ERROR, text!("not in this build"))
}

fn build_set(vm: &mut Vm, items: &[Obj]) -> Res {
    let set = set::new(vm)?;
    for item in items {
        set::add(vm, set, *item)?;
    }
    Ok(set.obj())
}

handler!(BuildSlice slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    if !config::EXTRA {
        let raise = absent(vm);
        return unwind(vm, raise);
    }
    let (start, stop, step) =
        if n == 2 { (m.top(1), m.top(0), Obj::NONE) } else { (m.top(2), m.top(1), m.top(0)) };
    // An item of a built-in sequence is read or set next, most often: the spare slice does for that.
    let next = m.peek_opcode();
    let is_load = next == Opcode::LoadSubscr.byte();
    if (is_load || next == Opcode::StoreSubscr.byte())
        && takes_spare_slice(m.top(n))
        && let Some(slice) = vm.take_spare_slice(start, stop, step)
    {
        let base = m.top(n);
        let result = match if is_load { None } else { Some(m.peek(n + 1)) } {
            None => ops::subscr(vm, base, slice.obj()),
            Some(Some(item)) => ops::store_subscr(vm, base, slice.obj(), item).map(|()| Obj::NONE),
            Some(None) => ops::delete_subscr(vm, base, slice.obj()).map(|()| Obj::NONE),
        };
        vm.return_spare_slice(slice);
        m.jump(1);
        if is_load {
            m.drop_n(n + 1);
            return value(vm, m, result);
        }
        m.drop_n(n + 2);
        return done(vm, m, result.map(|_| ()));
    }
    let result = types::slice::new(vm, start, stop, step).map(This::obj);
    m.drop_n(n);
    value(vm, m, result)
});

/// Whether a type reads a slice and lets it go.
fn takes_spare_slice(base: Obj) -> bool {
    base.is_qstr()
        || base.as_text_block().is_some()
        || base.cast::<List>().is_some()
        || base.cast::<types::Tuple>().is_some()
        || base.cast::<types::ByteArray>().is_some()
        || base.cast::<types::Array>().is_some()
        || base.cast::<types::MemoryView>().is_some()
}

handler!(StoreComp fast |m, vm| {
    let n = m.varuint();
    // Appending to a list with room is the common case.
    if n & 3 != 0 {
        return crate::vm::Next::Slow;
    }
    let item = m.top(0);
    let Some(list) = m.top(n >> 2).cast::<List>() else { return crate::vm::Next::Slow };
    match list.get_mut(vm).items.push_within(item) {
        Ok(()) => {
            m.drop_n(1);
            crate::vm::Next::Go(m)
        }
        Err(_) => crate::vm::Next::Slow,
    }
}, slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    let container = m.top(n >> 2);
    let item = m.top(0);
    let result = match n & 3 {
        0 => match container.cast::<List>() {
            Some(list) => list::push(vm, list, item),
            None => Ok(()),
        },
        1 => match container.cast::<Dict>() {
            Some(dict) => {
                let value = m.top(1);
                dict::store(vm, dict, item, value)
            }
            None => Ok(()),
        },
        _ => match container.cast::<Set>() {
            Some(set) => set::add(vm, set, item),
            None => Ok(()),
        },
    };
    m.drop_n(if n & 3 == 1 { 2 } else { 1 });
    match result {
        Ok(()) => {
            vm.save(m);
            Ctl::Continue
        }
        Err(raise) => unwind(vm, raise),
    }
});
