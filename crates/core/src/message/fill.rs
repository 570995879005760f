//! A message that is being made, from a text and the values in it.
//!
//! It is made on the native stack, so that the only memory an exception's text takes is the `str` of it.

use micropyrite_bytecode::qstr::Qstr;

use super::{Text, pack};
use crate::obj::Obj;
use crate::runtime::print::Small;
use crate::{Vm, types};

/// Longest message; what is longer is cut.
const MESSAGE_MAX: usize = 400;

/// What comes for a `%` of a template.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    /// A name.
    Name(Qstr),
    /// The name of an object's type.
    TypeOf(Obj),
    /// The text of a string object.
    Str(Obj),
    /// A number.
    Number(isize),
    /// A number of bytes.
    Size(usize),
    /// A character of ASCII, or of Latin-1.
    Char(u8),
    /// A byte in hexadecimal digits.
    Hex(u8),
    /// Other text.
    Word(&'a [u8]),
}

/// A message.
pub struct Message {
    text: [u8; MESSAGE_MAX],
    len: usize,
}

impl Message {
    /// A text, with values in it.
    pub fn new(vm: &Vm, text: Text, values: &[Value<'_>]) -> Message {
        let mut message = Message { text: [0; MESSAGE_MAX], len: 0 };
        let mut values = values.iter();
        let mut each = |byte| match if byte == b'%' { values.next() } else { None } {
            Some(value) => message.push_value(vm, *value),
            None => message.push(&[byte]),
        };
        if pack::PACKED {
            pack::unpack(text.packed(), &mut each);
        } else {
            text.packed().iter().copied().for_each(each);
        }
        message
    }

    fn push_value(&mut self, vm: &Vm, value: Value<'_>) {
        let mut small = Small::new();
        let bytes = match value {
            Value::Name(name) => vm.qstr_bytes(name),
            Value::TypeOf(object) => vm.qstr_bytes(object.ty().get(vm).name),
            Value::Str(object) => vm.text_of(object),
            Value::Word(word) => word,
            Value::Number(number) => {
                let _ = core::fmt::Write::write_fmt(&mut small, format_args!("{number}"));
                small.bytes()
            }
            Value::Size(bytes) => {
                let _ = core::fmt::Write::write_fmt(&mut small, format_args!("{bytes}"));
                small.bytes()
            }
            Value::Hex(byte) => {
                let _ = core::fmt::Write::write_fmt(&mut small, format_args!("{byte:x}"));
                small.bytes()
            }
            Value::Char(byte) => {
                let _ = core::fmt::Write::write_char(&mut small, byte.into());
                small.bytes()
            }
        };
        self.push(bytes);
    }

    fn push(&mut self, text: &[u8]) {
        let mut n = text.len().min(MESSAGE_MAX - self.len);
        // A character is kept whole or left out.
        while n > 0 && n < text.len() && text[n] & 0xc0 == 0x80 {
            n -= 1;
        }
        self.text[self.len..self.len + n].copy_from_slice(&text[..n]);
        self.len += n;
    }

    /// It as a `str`. Where there is no memory for all of it, half of it says more than nothing.
    pub fn into_str(self, vm: &mut Vm) -> Option<Obj> {
        let mut text = &self.text[..self.len];
        loop {
            let made = vm.while_raising(|vm| types::str::new(vm, text));
            if let Some(made) = vm.ignore(made) {
                return Some(made);
            }
            if text.len() < 8 {
                return None;
            }
            text = core::str::from_utf8(&text[..text.len() / 2]).map_or(&[], str::as_bytes);
        }
    }
}
