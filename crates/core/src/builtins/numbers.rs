//! Builtins about numbers and characters: `abs chr divmod hash hex ord round` …
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};
use micropyrite_bytecode::qstr;

use crate::obj::Obj;
use crate::runtime::{attr, exc, ops};
use crate::types::str::{Kind, ascii_char, check_text, is_str, with_len};
use crate::types::{self, float, int};
use crate::{Qstr, Res, Vm, config};

pub(super) fn abs(vm: &mut Vm, number: Obj) -> Res {
    ops::unary(vm, UnaryOp::Abs, number)
}

pub(super) fn bin(vm: &mut Vm, number: Obj) -> Res {
    formatted(vm, qstr!("{:#b}"), number)
}

fn formatted(vm: &mut Vm, format: Qstr, number: Obj) -> Res {
    let method = attr::load_method(vm, Obj::qstr(format), qstr!(format))?;
    vm.call_method(method, &[number])
}

pub(super) fn hex(vm: &mut Vm, number: Obj) -> Res {
    formatted(vm, qstr!("{:#x}"), number)
}

pub(super) fn oct(vm: &mut Vm, number: Obj) -> Res {
    formatted(vm, qstr!("{:#o}"), number)
}

pub(super) fn chr(vm: &mut Vm, number: isize) -> Res {
    match u32::try_from(number) {
        Ok(code) if code < 0x80 => ascii_char(vm, code as u8),
        Ok(code) if code < 0x11_0000 => {
            let mut text = [0; 4];
            let n = encode(code, &mut text);
            with_len(vm, Kind::Str, n, |_, out| out.copy_from_slice(&text[..n]))
        }
        _ => Err(exc::value_error(vm, text!("char not in range(0x110000)"))),
    }
}

/// Writes a code point, which is not ASCII, as UTF-8; surrogates too, as upstream does.
fn encode(code: u32, out: &mut [u8; 4]) -> usize {
    let tail = |shift: u32| 0x80 | (code >> shift & 0x3F) as u8;
    if code < 0x800 {
        out[0] = 0xC0 | (code >> 6) as u8;
        out[1] = tail(0);
        2
    } else if code < 0x1_0000 {
        out[0] = 0xE0 | (code >> 12) as u8;
        out[1] = tail(6);
        out[2] = tail(0);
        3
    } else {
        *out = [0xF0 | (code >> 18) as u8, tail(12), tail(6), tail(0)];
        4
    }
}

pub(super) fn ord(vm: &mut Vm, text: Obj) -> Res {
    check_text(vm, text)?;
    let len = if is_str(text) { types::str::len(vm, text) } else { vm.text_of(text).len() };
    if len != 1 {
        return Err(exc::raise_with(
            vm,
            &types::TYPE_ERROR,
            template!("ord expects a character", "ord() expected a character, but string of length % found",),
            &[exc::Value::Number(len as isize)],
        ));
    }
    let bytes = vm.text_of(text);
    let code = match bytes {
        [byte] => u32::from(*byte),
        [lead, tail @ ..] => {
            let bits = 6 - tail.len() as u32;
            let first = u32::from(*lead) & ((1 << bits) - 1);
            tail.iter().fold(first, |code, byte| code << 6 | u32::from(byte & 0x3F))
        }
        [] => 0,
    };
    Ok(Obj::small(code as isize))
}

pub(super) fn divmod(vm: &mut Vm, a: Obj, b: Obj) -> Res {
    ops::binary(vm, BinaryOp::Divmod, a, b)
}

pub(super) fn pow(vm: &mut Vm, args: &[Obj]) -> Res {
    match args {
        [base, exponent, modulus] if *modulus != Obj::NONE => int::big::pow3(vm, *base, *exponent, *modulus),
        [base, exponent, ..] => ops::binary(vm, BinaryOp::Power, *base, *exponent),
        _ => Ok(Obj::NONE),
    }
}

pub(super) fn round(vm: &mut Vm, args: &[Obj]) -> Res {
    let (number, digits) = (args[0], args.get(1).copied());
    if int::is_int(number) {
        return match digits {
            Some(digits) => {
                let digits = int::get(vm, digits)?;
                int::big::round(vm, number, digits)
            }
            None => Ok(number),
        };
    }
    if !config::FLOAT {
        return int::to_int(vm, number);
    }
    let value = float::get(vm, number)?;
    let digits = match digits {
        Some(digits) => Some(int::get(vm, digits)?),
        None => None,
    };
    float::round_float(vm, value, digits)
}

pub(super) fn hash(vm: &mut Vm, object: Obj) -> Res {
    let hash = ops::hash(vm, object)?;
    int::new(vm, hash)
}

pub(super) fn id(vm: &mut Vm, object: Obj) -> Res {
    if object.is_pointer() {
        int::from_u64(vm, object.bits() as u64)
    } else {
        int::new(vm, object.bits() as isize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_encoded_as_utf8() {
        for char in ['\u{80}', 'é', '\u{7ff}', '\u{800}', '€', '\u{ffff}', '\u{10000}', '\u{10ffff}'] {
            let (mut ours, mut theirs) = ([0; 4], [0; 4]);
            let n = encode(char as u32, &mut ours);
            assert_eq!(&ours[..n], char.encode_utf8(&mut theirs).as_bytes());
        }
    }
}
