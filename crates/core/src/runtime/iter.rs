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
            return match found.receiver {
                Some(receiver) => vm.call(found.value, &[receiver]),
                None => vm.call(found.value, &[]),
            };
        }
        if let Some(native) = instance::native_base(vm, object) {
            return get(vm, native);
        }
    }
    // The old protocol: `__getitem__` from 0 on.
    if let Some((method, receiver)) = attr::load_method_maybe(vm, object, qstr!(__getitem__))? {
        return types::iter::over_getitem(vm, method, receiver);
    }
    Err(exc::type_error_of(vm, "'", object, "' object isn't iterable"))
}

/// The next item of an iterator; `None` at its end.
///
/// # Raises
/// What it raises, other than `StopIteration`; `TypeError` for what is no iterator.
pub fn next(vm: &mut Vm, iterator: Obj) -> Res<Slot> {
    match next_or_stop(vm, iterator) {
        Ok(item) if item == Obj::STOP => Ok(None),
        Ok(item) => Ok(Some(item)),
        Err(raise) if vm.raised_is(&raise, &types::STOP_ITERATION) => {
            vm.take_exception(raise);
            Ok(None)
        }
        Err(raise) => Err(raise),
    }
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
            return match found.receiver {
                Some(receiver) => vm.call(found.value, &[receiver]),
                None => vm.call(found.value, &[]),
            };
        }
        if let Some(native) = instance::native_base(vm, iterator) {
            return next_or_stop(vm, native);
        }
    }
    match attr::load_method_maybe(vm, iterator, qstr!(__next__))? {
        Some((method, Some(receiver))) => vm.call(method, &[receiver]),
        Some((method, None)) => vm.call(method, &[]),
        None => Err(exc::type_error_of(vm, "'", iterator, "' object isn't an iterator")),
    }
}
