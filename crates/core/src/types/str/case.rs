//! Letters and other classes of characters: `upper`, `isspace` and kin.
//!
//! Only ASCII has classes, as in upstream.
use super::{data, self_kind, with_len};
use crate::obj::Obj;
use crate::{Res, Vm};

/// Whether it is white space: space, tab, line feed, vertical tab, form feed, carriage return.
pub const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn convert(vm: &mut Vm, text: Obj, convert: fn(&u8) -> u8) -> Res {
    let kind = self_kind(vm, text)?;
    let len = data(vm, text).len();
    with_len(vm, kind, len, |vm, out| {
        out.iter_mut().zip(data(vm, text)).for_each(|(to, from)| *to = convert(from));
    })
}

pub(crate) fn lower(vm: &mut Vm, text: Obj) -> Res {
    convert(vm, text, u8::to_ascii_lowercase)
}

pub(crate) fn upper(vm: &mut Vm, text: Obj) -> Res {
    convert(vm, text, u8::to_ascii_uppercase)
}

fn all(vm: &mut Vm, text: Obj, test: impl Fn(u8) -> bool) -> Res {
    self_kind(vm, text)?;
    let bytes = data(vm, text);
    Ok(Obj::bool(!bytes.is_empty() && bytes.iter().all(|byte| test(*byte))))
}

/// Whether there are letters, and all of them pass.
fn all_letters(vm: &mut Vm, text: Obj, test: fn(&u8) -> bool) -> Res {
    self_kind(vm, text)?;
    let mut letters = data(vm, text).iter().filter(|byte| byte.is_ascii_alphabetic()).peekable();
    Ok(Obj::bool(letters.peek().is_some() && letters.all(test)))
}

pub(crate) fn isspace(vm: &mut Vm, text: Obj) -> Res {
    all(vm, text, is_space)
}

pub(crate) fn isalpha(vm: &mut Vm, text: Obj) -> Res {
    all(vm, text, |byte| byte.is_ascii_alphabetic())
}

pub(crate) fn isdigit(vm: &mut Vm, text: Obj) -> Res {
    all(vm, text, |byte| byte.is_ascii_digit())
}

pub(crate) fn isupper(vm: &mut Vm, text: Obj) -> Res {
    all_letters(vm, text, u8::is_ascii_uppercase)
}

pub(crate) fn islower(vm: &mut Vm, text: Obj) -> Res {
    all_letters(vm, text, u8::is_ascii_lowercase)
}
