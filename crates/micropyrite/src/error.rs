//! `Error`: an exception that nobody in Python has caught.
use core::fmt;

use micropyrite_core::heap::This;
use micropyrite_core::runtime::print::{Out, PrintKind, write_obj};
use micropyrite_core::types::{bytearray, exception};
use micropyrite_core::{Obj, Raise, Vm, types};

use crate::{Root, root};

/// The longest text that is kept.
const TEXT_MAX: usize = 96;

/// An exception, with the beginning of its text.
#[derive(Debug)]
pub struct Error {
    exception: Option<Root>,
    exit: Option<i32>,
    text: [u8; TEXT_MAX],
    len: u8,
}

impl Error {
    fn new(text: &[u8]) -> Error {
        let mut error = Error { exception: None, exit: None, text: [0; TEXT_MAX], len: 0 };
        for (to, from) in error.text.iter_mut().zip(text) {
            *to = *from;
            error.len += 1;
        }
        error
    }

    pub(crate) fn too_small() -> Error {
        Error::new(b"MemoryError: too little memory for an interpreter")
    }

    /// What the interpreter is made of is not as it should be.
    pub(crate) fn flaw(text: &str) -> Error {
        Error::new(text.as_bytes())
    }

    /// Takes what was raised.
    pub(crate) fn take(vm: &mut Vm, raise: Raise) -> Error {
        let is_exit = vm.raised_is(&raise, &types::SYSTEM_EXIT);
        let exception = vm.take_exception(raise);
        let mut error = describe(vm, exception);
        if is_exit {
            let value = exception::value(vm, exception);
            error.exit =
                Some(if value == Obj::NONE { 0 } else { value.as_small().map_or(1, |code| code as i32) });
        }
        let kept = root::keep(vm, exception);
        error.exception = vm.ignore(kept);
        error
    }

    /// The code that `sys.exit` was called with, if that is what happened.
    pub fn exit_code(&self) -> Option<i32> {
        self.exit
    }

    /// The exception itself, unless memory was too short to keep it.
    pub fn exception(&self) -> Option<&Root> {
        self.exception.as_ref()
    }
}

/// The text of an exception, without calling code that might fail in turn more than once.
fn describe(vm: &mut Vm, exception: Obj) -> Error {
    let text = bytearray::with_capacity(vm, TEXT_MAX)
        .and_then(|text| write_obj(vm, Out::Buffer(text), exception, PrintKind::Exception).map(|()| text));
    match vm.ignore(text) {
        Some(text) => Error::new(text.get(vm).bytes.bytes()),
        None => {
            let name = This::get(exception.ty(), vm).name;
            Error::new(vm.qstr_bytes(name))
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text.get(..usize::from(self.len)).unwrap_or_default();
        for chunk in text.utf8_chunks() {
            out.write_str(chunk.valid())?;
        }
        Ok(())
    }
}

impl core::error::Error for Error {}
