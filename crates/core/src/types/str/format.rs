//! `str.format`: replacement fields and their specifications.
use super::pad::{self, Align, Field, Piece};
use super::percent::decimal;
use super::{Kind, check_text, data, is_str, self_kind, sub, take_buffer, unicode};
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::exc;
use crate::runtime::print::{Out, PrintKind, to_str, write_obj};
use crate::types::{self, ByteArray, bytearray, float, int};
use crate::{Raise, Res, Vm};

/// The values that are to be formatted, and how fields have referred to them.
struct Values<'a> {
    args: Args<'a>,
    /// Number of the next value that is not named; `None`: numbers were given.
    next: Option<usize>,
}

/// A replacement field: ranges of the pattern.
struct Replacement {
    name: core::ops::Range<usize>,
    conversion: Option<u8>,
    spec: Option<core::ops::Range<usize>>,
}

/// `text.format(...)`; the text is the first positional argument.
///
/// # Raises
/// `ValueError`, `KeyError`, `IndexError`, what conversions raise.
pub fn format(vm: &mut Vm, args: Args<'_>) -> Res {
    let Some((&text, pos)) = args.pos.split_first() else { return Ok(Obj::NONE) };
    let kind = self_kind(vm, text)?;
    let mut values = Values { args: Args { pos, kw: args.kw }, next: Some(0) };
    let len = data(vm, text).len();
    let out = expand(vm, text, 0..len, &mut values)?;
    take_buffer(vm, kind, out)
}

/// One value by a format specification, as the built-in parts of `format` and templates do.
///
/// # Raises
/// As [`format`].
pub fn format_value(vm: &mut Vm, value: Obj, spec: Obj) -> Res {
    check_text(vm, spec)?;
    let out = bytearray::with_capacity(vm, 16)?;
    if data(vm, spec).is_empty() {
        write_obj(vm, Out::Buffer(out), value, PrintKind::Str)?;
    } else {
        by_spec(vm, out, value, spec)?;
    }
    take_buffer(vm, Kind::Str, out)
}

/// Expands a range of a pattern. Specifications may hold fields of their own, so this nests.
fn expand(
    vm: &mut Vm,
    pattern: Obj,
    range: core::ops::Range<usize>,
    values: &mut Values<'_>,
) -> Res<This<ByteArray>> {
    vm.check_stack()?;
    let out = bytearray::with_capacity(vm, 16)?;
    let mut at = range.start;
    while at < range.end {
        let rest = data(vm, pattern).get(at..range.end).unwrap_or(&[]);
        let plain = rest.iter().position(|b| matches!(b, b'{' | b'}')).unwrap_or(rest.len());
        let (brace, next) = (rest.get(plain).copied(), rest.get(plain + 1).copied());
        vm.append_bytes(&|vm| &mut out.get_mut(vm).bytes, pattern, at, plain)?;
        at += plain + 1;
        match brace {
            None => break,
            Some(brace) if next == Some(brace) => {
                bytearray::push(vm, out, &[brace])?;
                at += 1;
            }
            Some(b'}') => {
                return Err(exc::value_error(
                    vm,
                    text!("bad format string", "single '}' encountered in format string"),
                ));
            }
            Some(_) => at = replacement(vm, out, pattern, at..range.end, values)?,
        }
    }
    Ok(out)
}

/// Reads the field that begins behind a brace; answers where the pattern goes on.
fn parse(vm: &mut Vm, pattern: Obj, range: core::ops::Range<usize>) -> Res<(Replacement, usize)> {
    let bytes = data(vm, pattern).get(..range.end).unwrap_or(&[]);
    let byte = |at: usize| bytes.get(at).copied();
    let mut at = range.start;
    while byte(at).is_some_and(|b| !matches!(b, b'}' | b'!' | b':')) {
        at += 1;
    }
    let name = range.start..at;
    let mut conversion = None;
    if byte(at) == Some(b'!') {
        conversion = byte(at + 1);
        match conversion {
            Some(b'r' | b's') => at += 2,
            None => {
                return Err(exc::value_error(
                    vm,
                    text!(
                        "bad format string",
                        "bad conversion specifier",
                        "end of format while looking for conversion specifier",
                    ),
                ));
            }
            Some(other) => {
                let template = template!(
                    "bad format string",
                    "bad conversion specifier",
                    "unknown conversion specifier %",
                );
                return Err(exc::raise_with(vm, &types::VALUE_ERROR, template, &[exc::Value::Char(other)]));
            }
        }
    }
    let mut spec = None;
    if byte(at) == Some(b':') {
        at += 1;
        let start = at;
        let mut nested = 0;
        while let Some(b) = byte(at) {
            match b {
                b'{' => nested += 1,
                b'}' if nested == 0 => break,
                b'}' => nested -= 1,
                _ => {}
            }
            at += 1;
        }
        // An empty specification is none at all.
        if at > start {
            spec = Some(start..at);
        }
    }
    match byte(at) {
        Some(b'}') => Ok((Replacement { name, conversion, spec }, at + 1)),
        Some(_) => {
            Err(exc::value_error(vm, text!("bad format string", "expected ':' after format specifier")))
        }
        None => Err(exc::value_error(vm, text!("bad format string", "unmatched '{' in format"))),
    }
}

fn replacement(
    vm: &mut Vm,
    out: This<ByteArray>,
    pattern: Obj,
    range: core::ops::Range<usize>,
    values: &mut Values<'_>,
) -> Res<usize> {
    let (field, next) = parse(vm, pattern, range)?;
    let mut value = lookup(vm, pattern, field.name, values)?;
    let Some(spec) = field.spec else {
        let kind = if field.conversion == Some(b'r') { PrintKind::Repr } else { PrintKind::Str };
        write_obj(vm, Out::Buffer(out), value, kind)?;
        return Ok(next);
    };
    match field.conversion {
        Some(b'r') => value = to_str(vm, value, PrintKind::Repr)?,
        Some(_) if !is_str(value) => value = to_str(vm, value, PrintKind::Str)?,
        _ => {}
    }
    let spec = expand(vm, pattern, spec, values)?;
    by_spec(vm, out, value, spec.obj())?;
    Ok(next)
}

/// Value that a field's name stands for.
fn lookup(vm: &mut Vm, pattern: Obj, name: core::ops::Range<usize>, values: &mut Values<'_>) -> Res {
    let text = data(vm, pattern).get(name.clone()).unwrap_or(&[]);
    let out_of_range = |vm: &mut Vm| Err(exc::index_error(vm, text!("tuple index out of range")));
    let Some(first) = text.first() else {
        let Some(next) = values.next else {
            return Err(exc::value_error(
                vm,
                text!(
                    "bad format string",
                    "can't switch from manual field specification to automatic field numbering"
                ),
            ));
        };
        values.next = Some(next + 1);
        return match values.args.get(next) {
            Some(value) => Ok(value),
            None => out_of_range(vm),
        };
    };
    let (value, end) = if first.is_ascii_digit() {
        if values.next.is_some_and(|n| n > 0) {
            return Err(exc::value_error(
                vm,
                text!(
                    "bad format string",
                    "can't switch from automatic field numbering to manual field specification"
                ),
            ));
        }
        let end = text.iter().take_while(|b| b.is_ascii_digit()).count();
        let Some(value) = values.args.get(decimal(&text[..end]) as usize) else { return out_of_range(vm) };
        values.next = None;
        (value, end)
    } else {
        let end = text.iter().position(|b| matches!(b, b'.' | b'[')).unwrap_or(text.len());
        let found = values.args.keywords().find(|(key, _)| vm.text_of(*key) == &text[..end]);
        let Some((_, value)) = found else {
            let key = sub(vm, Kind::Str, pattern, name.start, name.start + end)?;
            return Err(exc::key_error(vm, key));
        };
        (value, end)
    };
    if end < name.len() {
        return Err(exc::not_implemented(vm, text!("attributes not supported")));
    }
    Ok(value)
}

pub(super) fn looks_integer(value: Obj) -> bool {
    value.as_bool().is_some() || value.ty() == This::rom(&types::INT)
}

fn looks_numeric(value: Obj) -> bool {
    looks_integer(value) || value.cast::<types::Float>().is_some()
}

/// A format specification, read.
struct Spec {
    fill: Option<u8>,
    align: Option<u8>,
    width: isize,
    precision: isize,
    letter: Option<u8>,
    sign: Option<u8>,
    prefix: bool,
    group: Option<u8>,
    /// The width began with a zero.
    zeroes: bool,
}

impl Spec {
    /// `[[fill]align][sign][#][0][width][,_][.precision][type]`; `None`: it is none.
    fn parse(mut text: &[u8]) -> Option<Spec> {
        let is_align = |b: &u8| matches!(b, b'<' | b'>' | b'=' | b'^');
        let mut spec = Spec {
            fill: None,
            align: None,
            width: -1,
            precision: -1,
            letter: None,
            sign: None,
            prefix: false,
            group: None,
            zeroes: false,
        };
        match text {
            [align, rest @ ..] if is_align(align) => {
                spec.align = Some(*align);
                text = rest;
            }
            [fill, align, rest @ ..] if is_align(align) => {
                (spec.fill, spec.align) = (Some(*fill), Some(*align));
                text = rest;
            }
            _ => {}
        }
        if let [sign @ (b'+' | b'-' | b' '), rest @ ..] = text {
            spec.sign = if *sign == b'-' { None } else { Some(*sign) };
            text = rest;
        }
        if let [b'#', rest @ ..] = text {
            spec.prefix = true;
            text = rest;
        }
        spec.zeroes = text.first() == Some(&b'0');
        let number = |text: &mut &[u8]| {
            let n = text.iter().take_while(|b| b.is_ascii_digit()).count();
            let (digits, rest) = text.split_at(n);
            *text = rest;
            if n > 0 { decimal(digits) } else { -1 }
        };
        spec.width = number(&mut text);
        if let [group @ (b',' | b'_'), rest @ ..] = text {
            spec.group = Some(*group);
            text = rest;
        }
        if let [b'.', rest @ ..] = text {
            text = rest;
            spec.precision = number(&mut text);
        }
        if let [letter, rest @ ..] = text
            && b"bcdeEfFgGnosxX%".contains(letter)
        {
            spec.letter = Some(*letter);
            text = rest;
        }
        if text.is_empty() { Some(spec) } else { None }
    }
}

/// Writes one value by a specification, which is an object with a buffer.
fn by_spec(vm: &mut Vm, out: This<ByteArray>, value: Obj, spec: Obj) -> Res<()> {
    let Some(spec) = Spec::parse(data(vm, spec)) else {
        return Err(exc::value_error(vm, text!("bad format string", "invalid format specifier")));
    };
    let numeric = looks_numeric(value);
    let zeroes_first = spec.zeroes && spec.align.is_none() && numeric;
    let align = match spec.align {
        Some(align) => align,
        None if zeroes_first => b'=',
        None if numeric => b'>',
        None => b'<',
    };
    let field = Field {
        width: spec.width,
        fill: spec.fill.unwrap_or(if spec.zeroes { b'0' } else { b' ' }),
        align: match align {
            b'<' => Align::Left,
            b'^' => Align::Center,
            _ => Align::Right,
        },
        sign_first: align == b'=',
        sign: spec.sign,
        prefix: spec.prefix,
        group: spec.group,
        percent: spec.letter == Some(b'%'),
    };
    match (spec.sign, spec.letter) {
        (Some(_), Some(b's')) => {
            return Err(exc::value_error(
                vm,
                text!("bad format string", "sign not allowed in string format specifier"),
            ));
        }
        (Some(_), Some(b'c')) => {
            return Err(exc::value_error(
                vm,
                text!("bad format string", "sign not allowed with integer format specifier 'c'"),
            ));
        }
        _ => {}
    }
    if looks_integer(value) {
        let base = match spec.letter {
            Some(b'b') => Some((2, false)),
            None | Some(b'n' | b'd') => Some((10, false)),
            Some(b'o') => Some((8, false)),
            Some(b'x') => Some((16, false)),
            Some(b'X') => Some((16, true)),
            Some(b'c') => return char(vm, out, value, field),
            Some(b's') => return Err(unknown_code(vm, spec.letter, value)),
            _ => None,
        };
        if let Some(base) = base {
            return pad::integer(vm, out, value, base, field, 0);
        }
    }
    if numeric {
        let number = float::get(vm, value)?;
        return match spec.letter {
            Some(letter @ (b'e' | b'E' | b'f' | b'F' | b'g' | b'G')) => {
                pad::float(vm, out, number, letter, field, spec.precision)
            }
            None | Some(b'n') => pad::float(vm, out, number, b'g', field, spec.precision),
            Some(b'%') => pad::float(vm, out, number * 100.0, b'f', field, spec.precision),
            _ => Err(unknown_code(vm, spec.letter, value)),
        };
    }
    if align == b'=' {
        return Err(exc::value_error(
            vm,
            text!("bad format string", "'=' alignment not allowed in string format specifier"),
        ));
    }
    if !matches!(spec.letter, None | Some(b's')) {
        return Err(unknown_code(vm, spec.letter, value));
    }
    check_text(vm, value)?;
    let len = data(vm, value).len();
    let len = usize::try_from(spec.precision).map_or(len, |most| len.min(most));
    pad::text(vm, out, &[Piece::Of(value, 0, len)], field)
}

/// Writes the character with a number, in its field.
///
/// # Raises
/// `OverflowError`, `TypeError`.
pub(super) fn char(vm: &mut Vm, out: This<ByteArray>, value: Obj, field: Field) -> Res<()> {
    match u32::try_from(int::get(vm, value)?) {
        Ok(number) if number < 0x11_0000 => {
            let (bytes, len) = unicode::encode(number);
            pad::text(vm, out, &[Piece::Bytes(&bytes[..len])], field)
        }
        _ => Err(exc::overflow_error(vm, text!("char not in range(0x110000)"))),
    }
}

#[cold]
fn unknown_code(vm: &mut Vm, letter: Option<u8>, value: Obj) -> Raise {
    let template = template!("bad format string", "unknown format code '%' for object of type '%'");
    let values = [exc::Value::Char(letter.unwrap_or(0)), exc::Value::TypeOf(value)];
    exc::raise_with(vm, &types::VALUE_ERROR, template, &values)
}
