//! Raising: exceptions from natives, their messages, and the ones kept for when memory has run out.
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

    /// Whether the exception that a `Raise` stands for is of a type (or a subtype).
    pub fn raised_is(&self, _raise: &Raise, kind: &'static TypeDef) -> bool {
        self.thread.pending.is_some_and(|e| types::exception::matches(self, e, This::rom(kind)))
    }

    /// Raises `MemoryError` for a request of `bytes`.
    #[cold]
    #[inline(never)]
    pub fn raise_memory(&mut self, bytes: usize) -> Raise {
        let locked = self.heap.lock_depth > 0;
        // A message needs memory itself: what is kept for it, or a static exception without one.
        let exception = types::exception::new_memory_error(self, bytes, locked);
        self.raise(exception)
    }
}

/// Text that is being made in `roots.message`; a lack of memory cuts it short.
struct Message<'v>(&'v mut Vm);

impl Write for Message<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let raised = self.0.push_bytes(|vm| &mut vm.roots.message, text.as_bytes());
        raised.map_err(|_| fmt::Error)
    }
}

/// Raises an exception with a static text; an empty text: without arguments.
#[cold]
#[inline(never)]
pub fn raise_static(vm: &mut Vm, kind: &'static TypeDef, message: &'static str) -> Raise {
    let args = if message.is_empty() {
        Ok(vm.empty_tuple())
    } else {
        types::str::from_static(vm, message).and_then(|text| types::tuple::new(vm, &[text]))
    };
    match args {
        Ok(args) => raise_args(vm, kind, args),
        Err(raise) => raise,
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
    match types::tuple::new(vm, &[value]) {
        Ok(args) => raise_args(vm, kind, args),
        Err(raise) => raise,
    }
}

/// Raises an exception with a formatted text.
#[cold]
#[inline(never)]
pub fn raise_fmt(vm: &mut Vm, kind: &'static TypeDef, text: fmt::Arguments<'_>) -> Raise {
    vm.roots.message.set_len(0);
    let _ = Message(vm).write_fmt(text);
    finish_message(vm, kind)
}

fn finish_message(vm: &mut Vm, kind: &'static TypeDef) -> Raise {
    let message = types::str::take_bytevec(vm, |vm| &mut vm.roots.message);
    match message {
        Ok(text) => raise_value(vm, kind, text),
        Err(raise) => raise,
    }
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
    vm.roots.message.set_len(0);
    for piece in pieces {
        match *piece {
            Piece::Text(text) => {
                let _ = Message(vm).write_str(text);
            }
            Piece::Number(number) => {
                let _ = write!(Message(vm), "{number}");
            }
            Piece::Name(qstr) => push_text(vm, Obj::qstr(qstr)),
            Piece::Str(object) => push_text(vm, object),
        }
    }
    finish_message(vm, kind)
}

/// Adds the text of a string object to the message, in small steps since both lie in the `Vm`.
fn push_text(vm: &mut Vm, object: Obj) {
    let mut at = 0;
    loop {
        let mut chunk = [0u8; 64];
        let Some(rest) = types::str::text(vm, object).and_then(|t| t.get(at..)) else { return };
        let n = rest.len().min(chunk.len());
        chunk[..n].copy_from_slice(&rest[..n]);
        if n == 0 || vm.push_bytes(|vm| &mut vm.roots.message, &chunk[..n]).is_err() {
            return;
        }
        at += n;
    }
}

/// Raises an exception with a text around a name.
#[cold]
pub fn raise_fmt_qstr(
    vm: &mut Vm,
    kind: &'static TypeDef,
    before: &str,
    name: Qstr,
    after: &str,
) -> Raise {
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
    match types::exception::new(vm, This::rom(&types::RUNTIME_ERROR), This::rom(types::exception::RECURSION_ARGS))
    {
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
