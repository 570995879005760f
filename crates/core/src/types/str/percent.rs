//! `%` formatting.
use super::pad::{self, Align, Field, Piece};
use super::{Kind, check_text, data, is_str, search, sub, take_buffer};
use crate::heap::This;
use crate::obj::{Obj, Slot};
use crate::runtime::exc;
use crate::runtime::print::{PrintKind, to_str};
use crate::types::{self, ByteArray, Dict, bytearray, dict, float, int};
use crate::{Raise, Res, Vm};

/// The values that are to be formatted.
struct Values {
    /// A tuple, or the only value.
    value: Obj,
    is_tuple: bool,
    n: usize,
    next: usize,
    dict: Option<This<Dict>>,
}

impl Values {
    fn new(vm: &Vm, value: Obj) -> Values {
        let tuple = value.as_tuple();
        let n = tuple.map_or(1, |t| t.get(vm).len);
        Values { value, is_tuple: tuple.is_some(), n, next: 0, dict: value.cast::<Dict>() }
    }

    fn take(&mut self, vm: &mut Vm) -> Res {
        let i = self.next;
        self.next += 1;
        if !self.is_tuple && i == 0 {
            return Ok(self.value);
        }
        match self.value.as_tuple().and_then(|t| t.items(vm).get(i).copied()) {
            Some(value) => Ok(value),
            None => Err(exc::type_error(vm, text!("format string needs more arguments"))),
        }
    }
}

/// The pattern and how much of it is read.
struct Pattern {
    text: Obj,
    at: usize,
}

impl Pattern {
    fn rest<'v>(&self, vm: &'v Vm) -> &'v [u8] {
        data(vm, self.text).get(self.at..).unwrap_or(&[])
    }

    fn peek(&self, vm: &Vm) -> Option<u8> {
        self.rest(vm).first().copied()
    }

    fn take_if(&mut self, vm: &Vm, byte: u8) -> bool {
        let there = self.peek(vm) == Some(byte);
        self.at += there as usize;
        there
    }

    /// Digits as a number, if there are any; too large ones end at the greatest.
    fn number(&mut self, vm: &Vm) -> Option<isize> {
        let n = self.rest(vm).iter().take_while(|b| b.is_ascii_digit()).count();
        let number = decimal(self.rest(vm).get(..n).unwrap_or(&[]));
        self.at += n;
        if n > 0 { Some(number) } else { None }
    }

    /// A number, `*` for one of the values, or `default`.
    fn number_or_value(&mut self, vm: &mut Vm, values: &mut Values, default: isize) -> Res<isize> {
        if self.take_if(vm, b'*') {
            let value = values.take(vm)?;
            return int::get(vm, value);
        }
        Ok(self.number(vm).unwrap_or(default))
    }
}

/// Value of decimal digits; too large ones end at the greatest.
pub(super) fn decimal(digits: &[u8]) -> isize {
    let next = |value: i32, digit: &u8| value.saturating_mul(10).saturating_add((digit - b'0').into());
    digits.iter().fold(0, next) as isize
}

/// `text % value`.
///
/// # Raises
/// `TypeError`, `ValueError`, `KeyError`, what conversions raise.
pub(super) fn format(vm: &mut Vm, kind: Kind, text: Obj, value: Obj) -> Res {
    let mut values = Values::new(vm, value);
    let out = bytearray::with_capacity(vm, 16)?;
    let mut pattern = Pattern { text, at: 0 };
    loop {
        let rest = pattern.rest(vm);
        let plain = search::find_byte(rest, b'%').unwrap_or(rest.len());
        let ends = plain == rest.len();
        vm.append_bytes(&|vm| &mut out.get_mut(vm).bytes, text, pattern.at, plain)?;
        if ends {
            break;
        }
        pattern.at += plain + 1;
        if pattern.take_if(vm, b'%') {
            bytearray::push(vm, out, b"%")?;
        } else {
            conversion(vm, kind, out, &mut pattern, &mut values)?;
        }
    }
    if values.dict.is_none() && values.next != values.n {
        return Err(exc::type_error(vm, text!("format string didn't convert all arguments")));
    }
    take_buffer(vm, kind, out)
}

/// Longest name of upstream's pools.
const NAME_MAX: usize = 255;

/// Value of a key in parentheses, if there is one.
fn keyed(vm: &mut Vm, pattern: &mut Pattern, values: &mut Values) -> Res<Slot> {
    if !pattern.take_if(vm, b'(') {
        return Ok(None);
    }
    let Some(dict) = values.dict else { return Err(exc::type_error(vm, text!("format needs a dict"))) };
    values.next = 1;
    let Some(len) = search::find_byte(pattern.rest(vm), b')') else {
        return Err(exc::value_error(vm, text!("bad format string", "incomplete format key")));
    };
    if len > NAME_MAX {
        // Upstream looks keys up as names.
        return Err(exc::runtime_error(vm, text!("name too long")));
    }
    let key = sub(vm, Kind::Str, pattern.text, pattern.at, pattern.at + len)?;
    pattern.at += len + 1;
    match dict::get(vm, dict, key)? {
        Some(value) => Ok(Some(value)),
        None => Err(exc::key_error(vm, key)),
    }
}

fn conversion(
    vm: &mut Vm,
    kind: Kind,
    out: This<ByteArray>,
    pattern: &mut Pattern,
    values: &mut Values,
) -> Res<()> {
    if pattern.peek(vm).is_none() {
        return Err(exc::value_error(vm, text!("bad format string", "incomplete format")));
    }
    let keyed = keyed(vm, pattern, values)?;
    let mut field = Field::PLAIN;
    let mut alternate = false;
    let mut zeroes = false;
    while let Some(flag) = pattern.peek(vm) {
        match flag {
            b'-' => field.align = Align::Left,
            b'+' => field.sign = Some(b'+'),
            b' ' => field.sign = field.sign.or(Some(b' ')),
            b'#' => alternate = true,
            b'0' => zeroes = true,
            _ => break,
        }
        pattern.at += 1;
    }
    field.width = pattern.number_or_value(vm, values, 0)?;
    let mut precision = -1;
    if pattern.take_if(vm, b'.') && pattern.peek(vm).is_some() {
        precision = pattern.number_or_value(vm, values, 0)?;
    }
    let Some(letter) = pattern.peek(vm) else {
        return Err(exc::value_error(vm, text!("bad format string", "incomplete format")));
    };
    let value = match keyed {
        Some(value) => value,
        None => values.take(vm)?,
    };
    let number = Field {
        fill: if zeroes { b'0' } else { b' ' },
        sign_first: zeroes,
        prefix: alternate && matches!(letter, b'o' | b'x' | b'X'),
        ..field
    };
    match letter {
        b'c' => char(vm, out, value, field)?,
        b'd' | b'i' | b'u' => {
            let value = match value.cast::<types::Float>() {
                Some(float) => {
                    let float = float.get(vm).value;
                    int::from_real(vm, float)?
                }
                None => value,
            };
            pad::integer(vm, out, value, (10, false), number, precision)?;
        }
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
            let value = float::get(vm, value)?;
            pad::float(vm, out, value, letter, number, precision)?;
        }
        b'o' => pad::integer(vm, out, value, (8, false), number, precision)?,
        b'x' | b'X' => pad::integer(vm, out, value, (16, letter == b'X'), number, precision)?,
        b'r' | b's' => shown(vm, kind, out, value, letter, field, precision)?,
        _ => return Err(unsupported(vm, letter, pattern.at)),
    }
    pattern.at += 1;
    Ok(())
}

/// `%r`, `%s`: what printing shows, cut at the precision.
fn shown(
    vm: &mut Vm,
    kind: Kind,
    out: This<ByteArray>,
    value: Obj,
    letter: u8,
    field: Field,
    precision: isize,
) -> Res<()> {
    let is_bytes = value.as_text_block().is_some() && !is_str(value);
    let text = match letter {
        b's' if is_str(value) || (is_bytes && kind == Kind::Bytes) => value,
        b's' => to_str(vm, value, PrintKind::Str)?,
        _ => to_str(vm, value, PrintKind::Repr)?,
    };
    let len = data(vm, text).len();
    let len = usize::try_from(precision).map_or(len, |most| len.min(most));
    pad::text(vm, out, &[Piece::Of(text, 0, len)], field)
}

fn char(vm: &mut Vm, out: This<ByteArray>, value: Obj, field: Field) -> Res<()> {
    if is_str(value) {
        check_text(vm, value)?;
        if data(vm, value).len() != 1 {
            return Err(exc::type_error(vm, text!("%c needs int or char")));
        }
        return pad::text(vm, out, &[Piece::Of(value, 0, 1)], field);
    }
    if !super::format::looks_integer(value) {
        return Err(exc::type_error(vm, text!("integer needed")));
    }
    super::format::char(vm, out, value, field)
}

#[cold]
fn unsupported(vm: &mut Vm, letter: u8, at: usize) -> Raise {
    let template = template!("bad format string", "unsupported format character '%' (0x%) at index %");
    let values = [exc::Value::Char(letter), exc::Value::Hex(letter), exc::Value::Number(at as isize)];
    exc::raise_with(vm, &types::VALUE_ERROR, template, &values)
}
