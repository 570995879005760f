//! `str(...)` and `bytes(...)`, `encode`, `decode`, `hex`, `fromhex`.
use super::{
    EMPTY, Kind, check_text, data, empty_bytes, is_str, sub, take_bytes, text, unicode, unicode_error,
    with_len,
};
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::args::{Args, check_count};
use crate::runtime::print::{PrintKind, to_str};
use crate::runtime::{buffer, exc, unpack};
use crate::types::{self, Ty, bytearray, int};
use crate::{Res, Vm, config};

/// How bytes stand for characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Ascii,
}

impl Encoding {
    fn of(vm: &mut Vm, name: Obj) -> Res<Encoding> {
        match text(vm, name) {
            Some(b"utf-8" | b"utf8") => Ok(Encoding::Utf8),
            Some(b"ascii") => Ok(Encoding::Ascii),
            Some(_) => {
                let template = template!("", "unknown encoding: %");
                Err(exc::raise_with(vm, &types::LOOKUP_ERROR, template, &[exc::Value::Str(name)]))
            }
            None => Err(super::bad_conversion(vm, name)),
        }
    }

    fn allows(self, bytes: &[u8]) -> bool {
        match self {
            Encoding::Utf8 => unicode::is_valid(bytes),
            Encoding::Ascii => bytes.is_ascii(),
        }
    }
}

fn refuse_keywords(vm: &mut Vm, args: Args<'_>) -> Res<()> {
    if args.kw.is_empty() {
        return Ok(());
    }
    Err(exc::not_implemented(vm, text!("keyword argument(s) not implemented - use normal args instead")))
}

pub(super) fn make_str(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    refuse_keywords(vm, args)?;
    check_count(vm, args.pos.len(), 0, 3)?;
    match args.pos {
        [] => Ok(EMPTY),
        [object] if is_str(*object) => Ok(*object),
        [object] => to_str(vm, *object, PrintKind::Str),
        [bytes, encoding, rest @ ..] => decode_as(vm, *bytes, *encoding, rest.first().copied()),
    }
}

fn decode_as(vm: &mut Vm, bytes: Obj, encoding: Obj, errors: Option<Obj>) -> Res {
    let len = buffer::len(vm, bytes)?;
    let encoding = Encoding::of(vm, encoding)?;
    if encoding.allows(data(vm, bytes)) {
        return sub(vm, Kind::Str, bytes, 0, len);
    }
    let errors = match errors {
        Some(name) if name != Obj::NONE => match text(vm, name) {
            Some(text) => text,
            None => return Err(super::bad_conversion(vm, name)),
        },
        _ => b"",
    };
    let replacement = match errors {
        b"ignore" => "",
        b"replace" => "\u{fffd}",
        _ => return Err(unicode_error(vm)),
    };
    let mut total = 0;
    repair(data(vm, bytes), encoding, replacement, |part| total += part.len());
    with_len(vm, Kind::Str, total, |vm, out| {
        let mut to = 0;
        repair(data(vm, bytes), encoding, replacement, |part| {
            if let Some(room) = out.get_mut(to..to + part.len()) {
                room.copy_from_slice(part);
            }
            to += part.len();
        });
    })
}

/// Hands the characters of bytes to `each`, and a replacement for what is no character.
fn repair(bytes: &[u8], encoding: Encoding, replacement: &str, mut each: impl FnMut(&[u8])) {
    let mut rest = bytes;
    while let [lead, ..] = rest {
        let len = match lead {
            0xc0..0xf8 if encoding == Encoding::Utf8 => {
                let need = unicode::n_following(*lead);
                let has =
                    rest.iter().skip(1).take(need).take_while(|b| unicode::is_continuation(**b)).count();
                each(if has == need { rest.get(..=need).unwrap_or(&[]) } else { replacement.as_bytes() });
                1 + has
            }
            _ => {
                each(if lead.is_ascii() { core::slice::from_ref(lead) } else { replacement.as_bytes() });
                1
            }
        };
        rest = rest.get(len..).unwrap_or(&[]);
    }
}

pub(crate) fn decode(vm: &mut Vm, args: &[Obj]) -> Res {
    match args {
        [bytes] => {
            let len = buffer::len(vm, *bytes)?;
            if !unicode::is_valid(data(vm, *bytes)) {
                return Err(unicode_error(vm));
            }
            sub(vm, Kind::Str, *bytes, 0, len)
        }
        [bytes, encoding, rest @ ..] => decode_as(vm, *bytes, *encoding, rest.first().copied()),
        [] => Ok(EMPTY),
    }
}

/// `bytes` of a `str`.
fn encode_as(vm: &mut Vm, text: Obj, encoding: Option<Obj>) -> Res {
    if let Some(encoding) = encoding {
        let encoding = Encoding::of(vm, encoding)?;
        if encoding == Encoding::Ascii && !data(vm, text).is_ascii() {
            return Err(unicode_error(vm));
        }
    }
    let len = data(vm, text).len();
    sub(vm, Kind::Bytes, text, 0, len)
}

pub(crate) fn encode(vm: &mut Vm, args: &[Obj]) -> Res {
    let Some(&text) = args.first() else { return Ok(Obj::NONE) };
    check_text(vm, text)?;
    if !is_str(text) {
        return Ok(text);
    }
    encode_as(vm, text, args.get(1).copied())
}

pub(super) fn make_bytes(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    refuse_keywords(vm, args)?;
    let Some(&source) = args.pos.first() else { return Ok(empty_bytes()) };
    if is_str(source) {
        if !(2..=3).contains(&args.pos.len()) {
            return Err(exc::type_error(
                vm,
                text!("wrong number of arguments", "string argument without an encoding"),
            ));
        }
        return encode_as(vm, source, args.get(1));
    }
    if source.as_text_block().is_some() {
        return Ok(source);
    }
    if args.pos.len() > 1 {
        return Err(exc::type_error(vm, text!("wrong number of arguments")));
    }
    if let Some(len) = source.as_small() {
        return match usize::try_from(len) {
            Ok(len) => with_len(vm, Kind::Bytes, len, |_, _| {}),
            Err(_) => Err(exc::value_error(vm, text!(""))),
        };
    }
    if let Some(len) = buffer::read(vm, source).map(<[u8]>::len) {
        return sub(vm, Kind::Bytes, source, 0, len);
    }
    let gathered = bytearray::with_capacity(vm, 16)?;
    let mut walk = unpack::Walk::new(vm, source)?;
    while let Some(item) = walk.next(vm)? {
        if !config::COMPACT
            && let Some(byte) = item.as_small().and_then(|value| u8::try_from(value).ok())
        {
            bytearray::push(vm, gathered, &[byte])?;
            continue;
        }
        match u8::try_from(int::get(vm, item)?) {
            Ok(byte) => bytearray::push(vm, gathered, &[byte])?,
            Err(_) => return Err(exc::value_error(vm, text!("bytes value out of range"))),
        }
    }
    take_bytes(vm, &|vm| &mut gathered.get_mut(vm).bytes)
}

/// Hexadecimal digits of an object's bytes, as an object of a kind; `args`: the object and, maybe, a separator.
///
/// # Raises
/// `TypeError`, `MemoryError`.
pub fn hex_as(vm: &mut Vm, kind: Kind, args: &[Obj]) -> Res {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let Some(&source) = args.first() else { return Ok(Obj::NONE) };
    let len = buffer::len(vm, source)?;
    if len == 0 {
        return with_len(vm, kind, 0, |_, _| {});
    }
    let separator = match args.get(1) {
        Some(&text) => {
            check_text(vm, text)?;
            Some(vm.text_of(text).first().copied().unwrap_or(0))
        }
        None => None,
    };
    if kind == Kind::Str && separator.is_some_and(|byte| !byte.is_ascii()) {
        return Err(unicode_error(vm));
    }
    let step = if separator.is_some() { 3 } else { 2 };
    let Some(total) = len.checked_mul(step) else { return Err(vm.raise_memory(usize::MAX)) };
    with_len(vm, kind, total - (step - 2), |vm, out| {
        for (room, byte) in out.chunks_mut(step).zip(data(vm, source)) {
            let digits = [DIGITS[(byte >> 4) as usize], DIGITS[(byte & 15) as usize], separator.unwrap_or(0)];
            room.iter_mut().zip(digits).for_each(|(to, digit)| *to = digit);
        }
    })
}

/// `hex`, which answers a `str`.
pub(crate) fn hex(vm: &mut Vm, args: &[Obj]) -> Res {
    hex_as(vm, Kind::Str, args)
}

/// Bytes that hexadecimal digits stand for, as an object of a kind.
///
/// # Raises
/// `ValueError`, `TypeError`, `MemoryError`.
pub fn from_hex(vm: &mut Vm, kind: Kind, digits: Obj) -> Res {
    buffer::len(vm, digits)?;
    let mut total = 0;
    if !each_pair(data(vm, digits), |_| total += 1) {
        return Err(exc::value_error(vm, text!("non-hex digit")));
    }
    with_len(vm, kind, total, |vm, out| {
        let mut out = out.iter_mut();
        each_pair(data(vm, digits), |byte| {
            if let Some(to) = out.next() {
                *to = byte;
            }
        });
    })
}

/// Hands the bytes that pairs of digits stand for to `each`; between pairs there may be spaces. False: there is
/// something else.
fn each_pair(digits: &[u8], mut each: impl FnMut(u8)) -> bool {
    let value = |digit: u8| (digit as char).to_digit(16).map(|v| v as u8);
    let mut rest = digits.iter().copied();
    while let Some(first) = rest.next() {
        if super::case::is_space(first) {
            continue;
        }
        let (Some(high), Some(low)) = (value(first), rest.next().and_then(value)) else { return false };
        each(high << 4 | low);
    }
    true
}

/// `bytes.fromhex`, `bytearray.fromhex`.
pub(crate) fn fromhex(vm: &mut Vm, class: Obj, digits: Obj) -> Res {
    let is_array = class.as_type() == Some(This::rom(&types::BYTEARRAY));
    from_hex(vm, if is_array { Kind::ByteArray } else { Kind::Bytes }, digits)
}
