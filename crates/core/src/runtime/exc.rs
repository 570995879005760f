//! Raising: exceptions from natives, their messages, the ones kept ready.
use core::fmt::{self, Write};

use micropyrite_bytecode::qstr::Qstr;
use micropyrite_hal::system::Errno;

use crate::heap::This;
use crate::obj::Obj;
use crate::types::{self, Exception, TypeDef};
use crate::{Raise, Res, Vm};

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

    /// Runs what makes a part of an exception: its memory may come from the reserve, and nothing collects.
    pub(crate) fn while_raising<R>(&mut self, f: impl FnOnce(&mut Vm) -> R) -> R {
        let kept = core::mem::replace(&mut self.raising, true);
        let result = f(self);
        self.raising = kept;
        result
    }
}

/// Longest text of an exception; what is longer is cut.
const TEXT_MAX: usize = 400;

/// Text that is being made.
struct Message {
    text: [u8; TEXT_MAX],
    len: usize,
}

impl Message {
    const fn new() -> Message {
        Message { text: [0; TEXT_MAX], len: 0 }
    }

    fn push(&mut self, text: &[u8]) {
        let mut n = text.len().min(TEXT_MAX - self.len);
        // A character is kept whole or left out.
        while n > 0 && n < text.len() && text[n] & 0xc0 == 0x80 {
            n -= 1;
        }
        self.text[self.len..self.len + n].copy_from_slice(&text[..n]);
        self.len += n;
    }

    /// Raises it.
    fn raise(&self, vm: &mut Vm, kind: &'static TypeDef) -> Raise {
        let mut text = &self.text[..self.len];
        loop {
            let made = vm.while_raising(|vm| types::str::new(vm, text));
            if let Some(made) = vm.ignore(made) {
                return raise_value(vm, kind, made);
            }
            // Half of it says more than nothing.
            if text.len() < 8 {
                let none = vm.empty_tuple();
                return raise_args(vm, kind, none);
            }
            text = core::str::from_utf8(&text[..text.len() / 2]).map_or(&[], str::as_bytes);
        }
    }
}

impl Write for Message {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text.as_bytes());
        Ok(())
    }
}

/// Raises an exception with a static text; an empty text: without arguments.
#[cold]
#[inline(never)]
pub fn raise_static(vm: &mut Vm, kind: &'static TypeDef, message: &'static str) -> Raise {
    if message.is_empty() {
        let none = vm.empty_tuple();
        return raise_args(vm, kind, none);
    }
    let text = vm.while_raising(|vm| types::str::from_static(vm, message));
    match vm.ignore(text) {
        Some(text) => raise_value(vm, kind, text),
        None => {
            let none = vm.empty_tuple();
            raise_args(vm, kind, none)
        }
    }
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
    let args = types::exception::new_args(vm, &[value]);
    raise_args(vm, kind, args)
}

/// Raises an exception with a formatted text.
#[cold]
#[inline(never)]
pub fn raise_fmt(vm: &mut Vm, kind: &'static TypeDef, text: fmt::Arguments<'_>) -> Raise {
    let mut message = Message::new();
    let _ = message.write_fmt(text);
    message.raise(vm, kind)
}

/// A piece of a message.
#[derive(Clone, Copy)]
pub enum Piece<'a> {
    /// Plain text.
    Text(&'a str),
    /// A name.
    Name(Qstr),
    /// A number.
    Number(isize),
    /// The text of a string object.
    Str(Obj),
}

/// Raises an exception with a text made of pieces.
#[cold]
#[inline(never)]
pub fn raise_pieces(vm: &mut Vm, kind: &'static TypeDef, pieces: &[Piece<'_>]) -> Raise {
    let mut message = Message::new();
    for piece in pieces {
        match *piece {
            Piece::Text(text) => message.push(text.as_bytes()),
            Piece::Number(number) => {
                let _ = write!(message, "{number}");
            }
            Piece::Name(qstr) => message.push(vm.qstr_bytes(qstr)),
            Piece::Str(object) => message.push(vm.text_of(object)),
        }
    }
    message.raise(vm, kind)
}

/// Raises an exception with a text around a name.
#[cold]
pub fn raise_fmt_qstr(vm: &mut Vm, kind: &'static TypeDef, before: &str, name: Qstr, after: &str) -> Raise {
    raise_pieces(vm, kind, &[Piece::Text(before), Piece::Name(name), Piece::Text(after)])
}

/// Raises `TypeError`.
#[cold]
pub fn type_error(vm: &mut Vm, message: &'static str) -> Raise {
    raise_static(vm, &types::TYPE_ERROR, message)
}

/// Raises `ValueError`.
#[cold]
pub fn value_error(vm: &mut Vm, message: &'static str) -> Raise {
    raise_static(vm, &types::VALUE_ERROR, message)
}

/// Raises `RuntimeError`.
#[cold]
pub fn runtime_error(vm: &mut Vm, message: &'static str) -> Raise {
    raise_static(vm, &types::RUNTIME_ERROR, message)
}

/// Raises `IndexError`.
#[cold]
pub fn index_error(vm: &mut Vm, message: &'static str) -> Raise {
    raise_static(vm, &types::INDEX_ERROR, message)
}

/// Raises `OverflowError`.
#[cold]
pub fn overflow_error(vm: &mut Vm, message: &'static str) -> Raise {
    raise_static(vm, &types::OVERFLOW_ERROR, message)
}

/// Raises `ZeroDivisionError`.
#[cold]
pub fn zero_division(vm: &mut Vm) -> Raise {
    raise_static(vm, &types::ZERO_DIVISION_ERROR, "divide by zero")
}

/// Raises `NotImplementedError`.
#[cold]
pub fn not_implemented(vm: &mut Vm, message: &'static str) -> Raise {
    raise_static(vm, &types::NOT_IMPLEMENTED_ERROR, message)
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

/// Raises `TypeError` with a text around the name of an object's type.
#[cold]
pub fn type_error_of(vm: &mut Vm, before: &str, object: Obj, after: &str) -> Raise {
    let name = object.ty().get(vm).name;
    raise_fmt_qstr(vm, &types::TYPE_ERROR, before, name, after)
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
