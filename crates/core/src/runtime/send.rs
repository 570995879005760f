//! Sending to iterators: values and exceptions, to any kind of them.
use micropyrite_bytecode::qstr;

use crate::obj::Obj;
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
