//! Raising: exceptions from natives, their messages, the ones kept ready.
use micropyrite_bytecode::qstr::Qstr;
use micropyrite_hal::system::Errno;

use crate::config::{DETAIL, Detail};
use crate::heap::This;
use crate::message::fill::Message;
use crate::message::pack::PACKED;
use crate::message::{Template, Text};
use crate::obj::Obj;
use crate::types::{self, Exception, TypeDef};
use crate::{Raise, Res, Vm};

pub use crate::message::fill::Value;

impl Vm {
    /// Raises an exception object.
    pub fn raise(&mut self, exception: Obj) -> Raise {
        self.thread.pending = Some(exception);
        Raise(())
    }

    /// Takes the exception that a `Raise` stands for.
    pub fn take_exception(&mut self, raise: Raise) -> Obj {
        let Raise(()) = raise;
        self.thread.pending.take().unwrap_or(Obj::rom(&types::exception::MEMORY_ERROR_OBJECT))
    }

    /// What was answered; what was raised instead is dropped.
    pub fn ignore<T>(&mut self, result: Res<T>) -> Option<T> {
        result.map_err(|raise| self.take_exception(raise)).ok()
    }

    /// What was answered, or `None` where an exception of a type (or a subtype) was raised.
    ///
    /// # Raises
    /// The exception, if it is another.
    pub fn except<T>(&mut self, result: Res<T>, kind: &'static TypeDef) -> Res<Option<T>> {
        match result {
            Err(raise) if !self.raised_is(&raise, kind) => Err(raise),
            result => Ok(self.ignore(result)),
        }
    }

    /// Whether the exception that a `Raise` stands for is of a type (or a subtype).
    pub fn raised_is(&self, _raise: &Raise, kind: &'static TypeDef) -> bool {
        self.thread.pending.is_some_and(|e| types::exception::matches(self, e, This::rom(kind)))
    }

    /// Raises `MemoryError` for a request of `bytes`.
    #[cold]
    #[inline(never)]
    pub fn raise_memory(&mut self, bytes: usize) -> Raise {
        if self.raising || self.in_collection {
            // There is no memory to tell of it: whoever makes an exception does without.
            return self.raise(Obj::rom(&types::exception::MEMORY_ERROR_OBJECT));
        }
        let locked = self.heap.lock_depth > 0;
        let exception = types::exception::new_memory_error(self, bytes, locked);
        self.raise(exception)
    }

    /// Runs what makes a part of an exception: its memory may come from what is kept and from the reserve, and nothing
    /// collects.
    pub(crate) fn while_raising<R>(&mut self, f: impl FnOnce(&mut Vm) -> R) -> R {
        let kept = core::mem::replace(&mut self.raising, true);
        let result = f(self);
        self.raising = kept;
        result
    }
}

/// Raises an exception with a text; without one: without arguments.
#[cold]
#[inline(never)]
pub fn raise_static(vm: &mut Vm, kind: &'static TypeDef, text: Text) -> Raise {
    if DETAIL == Detail::None || text.is_empty() {
        return raise_bare(vm, kind);
    }
    if PACKED {
        return raise_filled(vm, kind, text, &[]);
    }
    vm.make_room_for_exception();
    let text = vm.while_raising(|vm| types::str::from_ascii(vm, text.packed()));
    match vm.ignore(text) {
        Some(text) => raise_value(vm, kind, text),
        None => raise_bare(vm, kind),
    }
}

/// Raises an exception without arguments.
#[cold]
#[inline(never)]
pub fn raise_bare(vm: &mut Vm, kind: &'static TypeDef) -> Raise {
    let none = vm.empty_tuple();
    raise_args(vm, kind, none)
}

/// Raises an exception with a text that may have values in it.
#[inline(always)]
pub fn raise_with(vm: &mut Vm, kind: &'static TypeDef, template: Template, values: &[Value<'_>]) -> Raise {
    // The template is a constant: what makes values for a text that has none is not compiled.
    if template.takes_values() {
        raise_filled(vm, kind, template.text(), values)
    } else {
        raise_static(vm, kind, template.text())
    }
}

#[cold]
#[inline(never)]
fn raise_filled(vm: &mut Vm, kind: &'static TypeDef, text: Text, values: &[Value<'_>]) -> Raise {
    vm.make_room_for_exception();
    match Message::new(vm, text, values).into_str(vm) {
        Some(text) => raise_value(vm, kind, text),
        None => raise_bare(vm, kind),
    }
}

/// Raises an exception with a text that may have a name in it.
#[inline(always)]
pub fn raise_name(vm: &mut Vm, kind: &'static TypeDef, template: Template, name: Qstr) -> Raise {
    if template.takes_values() {
        raise_name_filled(vm, kind, template.text(), name)
    } else {
        raise_static(vm, kind, template.text())
    }
}

#[cold]
#[inline(never)]
fn raise_name_filled(vm: &mut Vm, kind: &'static TypeDef, text: Text, name: Qstr) -> Raise {
    raise_filled(vm, kind, text, &[Value::Name(name)])
}

/// Raises an exception with given arguments.
#[cold]
pub fn raise_args(vm: &mut Vm, kind: &'static TypeDef, args: This<types::Tuple>) -> Raise {
    match types::exception::new(vm, This::rom(kind), args) {
        Ok(exception) => vm.raise(exception),
        Err(raise) => raise,
    }
}

/// Raises an exception whose only argument is a value.
#[cold]
pub fn raise_value(vm: &mut Vm, kind: &'static TypeDef, value: Obj) -> Raise {
    vm.make_room_for_exception();
    let args = types::exception::new_args(vm, &[value]);
    raise_args(vm, kind, args)
}

/// Raises `TypeError`.
#[cold]
pub fn type_error(vm: &mut Vm, text: Text) -> Raise {
    raise_static(vm, &types::TYPE_ERROR, text)
}

/// Raises `ValueError`.
#[cold]
pub fn value_error(vm: &mut Vm, text: Text) -> Raise {
    raise_static(vm, &types::VALUE_ERROR, text)
}

/// Raises `RuntimeError`.
#[cold]
pub fn runtime_error(vm: &mut Vm, text: Text) -> Raise {
    raise_static(vm, &types::RUNTIME_ERROR, text)
}

/// Raises `IndexError`.
#[cold]
pub fn index_error(vm: &mut Vm, text: Text) -> Raise {
    raise_static(vm, &types::INDEX_ERROR, text)
}

/// Raises `OverflowError`.
#[cold]
pub fn overflow_error(vm: &mut Vm, text: Text) -> Raise {
    raise_static(vm, &types::OVERFLOW_ERROR, text)
}

/// Raises `ZeroDivisionError`.
#[cold]
pub fn zero_division(vm: &mut Vm) -> Raise {
    raise_static(vm, &types::ZERO_DIVISION_ERROR, text!("divide by zero"))
}

/// Raises `NotImplementedError`.
#[cold]
pub fn not_implemented(vm: &mut Vm, text: Text) -> Raise {
    raise_static(vm, &types::NOT_IMPLEMENTED_ERROR, text)
}

/// Raises `KeyError` with the key.
#[cold]
pub fn key_error(vm: &mut Vm, key: Obj) -> Raise {
    raise_value(vm, &types::KEY_ERROR, key)
}

/// Raises `StopIteration`, with a value if it is not `None`.
#[cold]
pub fn stop_iteration(vm: &mut Vm, value: Obj) -> Raise {
    if value == Obj::NONE {
        return vm.raise(Obj::rom(&types::exception::STOP_ITERATION_OBJECT));
    }
    raise_value(vm, &types::STOP_ITERATION, value)
}

/// Raises `OSError` with a number.
#[cold]
pub fn os_error(vm: &mut Vm, errno: Errno) -> Raise {
    raise_value(vm, &types::OS_ERROR, Obj::small(errno.0 as isize))
}

/// Raises `RuntimeError`: "maximum recursion depth exceeded".
#[cold]
pub fn recursion_error(vm: &mut Vm) -> Raise {
    match types::exception::new(
        vm,
        This::rom(&types::RUNTIME_ERROR),
        This::rom(types::exception::RECURSION_ARGS),
    ) {
        Ok(exception) => vm.raise(exception),
        Err(raise) => raise,
    }
}

/// Raises `TypeError` with a text that may have the name of an object's type in it.
#[inline(always)]
pub fn type_error_of(vm: &mut Vm, template: Template, object: Obj) -> Raise {
    if template.takes_values() {
        type_error_filled(vm, template.text(), object)
    } else {
        type_error(vm, template.text())
    }
}

#[cold]
#[inline(never)]
fn type_error_filled(vm: &mut Vm, text: Text, object: Obj) -> Raise {
    raise_filled(vm, &types::TYPE_ERROR, text, &[Value::TypeOf(object)])
}

/// Raises `TypeError`: an `__init__` returned something.
#[cold]
pub fn init_returned(vm: &mut Vm, result: Obj) -> Raise {
    let template = template!("__init__() should return None", "__init__() should return None, not '%'");
    type_error_of(vm, template, result)
}

/// Turns the outcome of a system call into an exception where it failed.
///
/// # Raises
/// `OSError`.
pub fn check<T>(vm: &mut Vm, result: Result<T, Errno>) -> Res<T> {
    result.map_err(|errno| os_error(vm, errno))
}

/// An exception object as such, if the value is one (of a built-in type or of a class in Python).
pub fn as_exception(vm: &Vm, object: Obj) -> Option<This<Exception>> {
    object.as_exception().or_else(|| types::instance::native_base(vm, object).and_then(Obj::as_exception))
}
