//! Iteration: getting iterators, and their next items.
use micropyrite_bytecode::qstr;

use crate::obj::{Obj, Slot};
use crate::runtime::{attr, exc};
use crate::types::{self, instance};
use crate::{Res, Vm};

/// An iterator over an object.
///
/// # Raises
/// `TypeError` for what cannot be iterated; what `__iter__` raises.
pub fn get(vm: &mut Vm, object: Obj) -> Res {
    let slots = object.ty().get(vm).slots;
    if let Some(iter) = slots.iter {
        return iter(vm, object);
    }
    if slots.next.is_some() && object.as_instance().is_none() {
        return Ok(object);
    }
    if let Some(this) = object.as_instance() {
        if let Some(method) = instance::special(vm, this, qstr!(__iter__)) {
            let found = attr::member(vm, Some(object), this.get(vm).ty, method);
            return vm.call_method((found.value, found.receiver), &[]);
        }
        if let Some(native) = instance::native_base(vm, object) {
            return get(vm, native);
        }
    }
    // The old protocol: `__getitem__` from 0 on.
    if let Some((method, receiver)) = attr::load_method_maybe(vm, object, qstr!(__getitem__))? {
        return types::iter::over_getitem(vm, method, receiver);
    }
    Err(exc::type_error_of(vm, template!("object not iterable", "'%' object isn't iterable"), object))
}

/// The next item of an iterator; `None` at its end.
///
/// # Raises
/// What it raises, other than `StopIteration`; `TypeError` for what is no iterator.
pub fn next(vm: &mut Vm, iterator: Obj) -> Res<Slot> {
    let item = next_or_stop(vm, iterator);
    Ok(vm.except(item, &types::STOP_ITERATION)?.filter(|item| *item != Obj::STOP))
}

/// The next item, or `Obj::STOP`, or a raised `StopIteration` (which has a value).
///
/// # Raises
/// What the iterator raises; `TypeError` for what is no iterator.
pub fn next_or_stop(vm: &mut Vm, iterator: Obj) -> Res {
    if let Some(next) = iterator.ty().get(vm).slots.next {
        return next(vm, iterator);
    }
    if let Some(this) = iterator.as_instance() {
        if let Some(method) = instance::special(vm, this, qstr!(__next__)) {
            let found = attr::member(vm, Some(iterator), this.get(vm).ty, method);
            return vm.call_method((found.value, found.receiver), &[]);
        }
        if let Some(native) = instance::native_base(vm, iterator) {
            return next_or_stop(vm, native);
        }
    }
    match attr::load_method_maybe(vm, iterator, qstr!(__next__))? {
        Some(method) => vm.call_method(method, &[]),
        None => Err(exc::type_error_of(
            vm,
            template!("object not an iterator", "'%' object isn't an iterator"),
            iterator,
        )),
    }
}
