//! Printing: `repr`, `str`, and where output goes.
use core::fmt::{self, Write};

use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::stream;
use crate::types::{ByteArray, bytearray};
use crate::{Qstr, Res, Vm, config};

/// Which text of an object is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PrintKind {
    /// `str(x)`
    Str,
    /// `repr(x)`
    Repr,
    /// An exception as a traceback shows it: type, colon, text.
    Exception,
    /// Like `repr`, but strings as JSON writes them.
    Json,
    /// A name as it is (`str` of a string inside a container is its `repr`; this never is).
    Raw,
}

/// Where output goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Out {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// A byte array that grows.
    Buffer(This<ByteArray>),
    /// A stream, native or written in Python.
    Stream(Obj),
}

/// Writes bytes that are not in the heap.
///
/// # Raises
/// What the stream raises; `MemoryError`.
pub fn write(vm: &mut Vm, out: Out, bytes: &[u8]) -> Res<()> {
    match out {
        Out::Stdout => write_system(vm, bytes, false),
        Out::Stderr => write_system(vm, bytes, true),
        Out::Buffer(buffer) => bytearray::push(vm, buffer, bytes),
        Out::Stream(_) if !config::FILES => Ok(()),
        Out::Stream(object) => {
            if !config::COMPACT
                && let Some(memory) = stream::of(vm, object).and_then(|stream| stream.memory)
            {
                return match (memory.push)(vm, object, bytes)? {
                    Ok(()) => Ok(()),
                    Err(errno) => Err(crate::runtime::exc::os_error(vm, errno)),
                };
            }
            // Streams take an object with a buffer.
            let text =
                vm.new_text(This::rom(&crate::types::STR), bytes.len(), |_, o| o.copy_from_slice(bytes))?;
            stream::write_all(vm, object, text.obj())
        }
    }
}

fn write_system(vm: &mut Vm, bytes: &[u8], err: bool) -> Res<()> {
    let system = vm.system;
    // Output that nobody reads any more is dropped, as upstream's stdout does.
    let _ = if err { system.write_err_all(bytes) } else { system.write_text_all(bytes) };
    Ok(())
}

/// Writes the bytes of a `str` or `bytes` object.
///
/// # Raises
/// As [`write()`].
pub fn write_text(vm: &mut Vm, out: Out, object: Obj) -> Res<()> {
    match out {
        Out::Stdout | Out::Stderr => {
            let system = vm.system;
            let text = vm.text_of(object);
            let _ = if out == Out::Stderr { system.write_err_all(text) } else { system.write_text_all(text) };
            Ok(())
        }
        Out::Stream(_) if !config::FILES => Ok(()),
        Out::Stream(target) => stream::write_all(vm, target, object),
        Out::Buffer(buffer) => bytearray::append(vm, buffer, object, 0, usize::MAX),
    }
}

/// Writes a name.
///
/// # Raises
/// As [`write()`].
pub fn write_qstr(vm: &mut Vm, out: Out, name: Qstr) -> Res<()> {
    write_text(vm, out, Obj::qstr(name))
}

/// Small fixed buffer for numbers.
pub struct Small {
    bytes: [u8; 64],
    len: usize,
}

impl Small {
    /// Empty.
    pub const fn new() -> Small {
        Small { bytes: [0; 64], len: 0 }
    }
    /// What was written; more than fits is cut.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

impl Default for Small {
    fn default() -> Self {
        Small::new()
    }
}

impl Write for Small {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let n = text.len().min(self.bytes.len() - self.len);
        self.bytes[self.len..self.len + n].copy_from_slice(&text.as_bytes()[..n]);
        self.len += n;
        Ok(())
    }
}

/// Writes formatted text of at most 64 bytes.
///
/// # Raises
/// As [`write()`].
pub fn write_fmt(vm: &mut Vm, out: Out, text: fmt::Arguments<'_>) -> Res<()> {
    let mut small = Small::new();
    let _ = small.write_fmt(text);
    write(vm, out, small.bytes())
}

/// Writes an object's address in hexadecimal digits.
///
/// # Raises
/// As [`write()`].
pub fn print_address(vm: &mut Vm, out: Out, object: Obj) -> Res<()> {
    write_fmt(vm, out, format_args!("{:x}", object.bits()))
}

/// Writes `repr(object)`.
///
/// # Raises
/// As [`write()`]; what `__repr__` raises; `RuntimeError` when nested too deep.
pub fn print_repr(vm: &mut Vm, out: Out, object: Obj) -> Res<()> {
    write_obj(vm, out, object, PrintKind::Repr)
}

/// Writes an object.
///
/// # Raises
/// As [`print_repr`].
pub fn write_obj(vm: &mut Vm, out: Out, object: Obj, kind: PrintKind) -> Res<()> {
    vm.check_stack()?;
    let ty = object.ty();
    match ty.get(vm).slots.print {
        Some(print) => print(vm, out, object, kind),
        None => {
            let name = ty.get(vm).name;
            write(vm, out, b"<")?;
            write_qstr(vm, out, name)?;
            write(vm, out, b">")
        }
    }
}

/// Text of an object as a new `str`.
///
/// # Raises
/// As [`print_repr`]; `MemoryError`.
pub fn to_str(vm: &mut Vm, object: Obj, kind: PrintKind) -> Res {
    let buffer = bytearray::with_capacity(vm, 32)?;
    write_obj(vm, Out::Buffer(buffer), object, kind)?;
    buffer_to_str(vm, buffer)
}

/// Makes the contents of a buffer a `str`, and frees the buffer.
///
/// # Raises
/// `MemoryError`.
pub fn buffer_to_str(vm: &mut Vm, buffer: This<ByteArray>) -> Res {
    crate::types::str::take_bytevec(vm, &|vm| &mut buffer.get_mut(vm).bytes)
}
