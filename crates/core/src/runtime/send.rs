//! Sending to iterators: values and exceptions, to any kind of them.
use micropyrite_bytecode::qstr;

use crate::obj::{Obj, Slot};
use crate::runtime::{attr, ops};
use crate::types;
use crate::types::generator::{self, Generator, Resumed};
use crate::{Raise, Res, Vm};

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
        let next = attr::load_method(vm, iterator, qstr!(__next__))?;
        return answer(vm, next, &[]);
    }
    let send = attr::load_method(vm, iterator, qstr!(send))?;
    answer(vm, send, &[value])
}

/// What a method of an iterator answers.
fn answer(vm: &mut Vm, method: (Obj, Slot), args: &[Obj]) -> Res<Thrown> {
    match vm.call_method(method, args) {
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
        if let Some(close) = attr::load_method_maybe(vm, iterator, qstr!(close))? {
            vm.call_method(close, &[])?;
        }
    } else if let Some(throw) = attr::load_method_maybe(vm, iterator, qstr!(throw))? {
        return answer(vm, throw, &[exception]);
    }
    let exception = ops::make_exception(vm, exception)?;
    Err(vm.raise(exception))
}
