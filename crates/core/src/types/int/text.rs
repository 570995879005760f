//! Integers as text, in any base, and out of it.
use micropyrite_num::mpz::{self, Int, Literal, LiteralError};

use super::{BigInt, new};
use crate::config::{DETAIL, Detail};
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::print::{self, Out};
use crate::runtime::{buffer, exc};
use crate::types::{self, ByteArray, bytearray};
use crate::{Raise, Res, Vm, config};

/// How digits are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Radix {
    /// From 2 to 36.
    pub base: u32,
    /// Whether letters are capitals.
    pub upper: bool,
    /// What stands between groups: of three digits in base 10, else of four.
    pub group: Option<u8>,
}

impl Radix {
    /// Plain decimal digits.
    pub const DECIMAL: Radix = Radix::plain(10);

    /// Small letters, no groups.
    pub const fn plain(base: u32) -> Radix {
        Radix { base, upper: false, group: None }
    }
}

/// Room for 64 binary digits, the separators among them, and a sign.
const ROOM: usize = 88;
/// Big integers up to this many characters are written on the native stack.
const SHORT: usize = 256;

/// The text of a machine word.
pub struct Digits {
    bytes: [u8; ROOM],
    start: usize,
}

impl Digits {
    /// Writes a number.
    pub fn new(value: isize, radix: Radix) -> Digits {
        let mut digits = Digits { bytes: [0; ROOM], start: ROOM };
        let rest = value.unsigned_abs();
        match (radix.base, radix.group) {
            // PERF: a constant divisor is a multiplication.
            (10, None) => digits.push_all(rest, 10, radix),
            (base, _) => digits.push_all(rest, base.clamp(2, 36) as usize, radix),
        }
        if value < 0 {
            digits.push(b'-');
        }
        digits
    }

    /// What was written.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    #[inline]
    fn push(&mut self, byte: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(slot) = self.bytes.get_mut(self.start) {
            *slot = byte;
        }
    }

    #[inline]
    fn push_all(&mut self, value: usize, base: usize, radix: Radix) {
        let letter = if radix.upper { b'A' } else { b'a' } - 10;
        let width = if base == 10 { 3 } else { 4 };
        let (mut rest, mut n_digits) = (value, 0);
        loop {
            if let Some(separator) = radix.group
                && n_digits > 0
                && n_digits % width == 0
            {
                self.push(separator);
            }
            let digit = (rest % base) as u8;
            self.push(if digit < 10 { b'0' + digit } else { letter + digit });
            n_digits += 1;
            rest /= base;
            if rest == 0 {
                return;
            }
        }
    }
}

/// Characters that a big integer's text may take, sign included.
fn room(int: Int<'_>, radix: Radix) -> usize {
    mpz::to_text_len(int, radix.base, radix.group.is_some()) + 1
}

/// Writes sign and digits of a number to the start of `out`; `scratch` begins with a copy of its limbs.
fn write_big(
    negative: bool,
    n_limbs: usize,
    radix: Radix,
    out: &mut [u8],
    scratch: &mut [mpz::Limb],
) -> usize {
    let Some((limbs, scratch)) = scratch.split_at_mut_checked(n_limbs) else { return 0 };
    let int = Int::new(negative, limbs);
    let Some((sign, rest)) = out.split_first_mut() else { return 0 };
    if negative {
        *sign = b'-';
        return 1 + mpz::to_text(int, radix.base, radix.upper, radix.group, rest, scratch);
    }
    mpz::to_text(int, radix.base, radix.upper, radix.group, out, scratch)
}

/// Calls `f` with a work area that begins with a copy of a big integer's limbs.
fn with_copy<R>(
    vm: &mut Vm,
    big: This<BigInt>,
    radix: Radix,
    f: impl FnOnce(&mut Vm, bool, usize, &mut [mpz::Limb]) -> R,
) -> Res<R> {
    let int = big.int(vm);
    let n = int.magnitude().len();
    let n_scratch = mpz::to_text_scratch(int, radix.base);
    vm.with_limbs(n + n_scratch, |vm, limbs| {
        let int = big.int(vm);
        let negative = int.is_negative();
        if let Some(copy) = limbs.get_mut(..n) {
            copy.copy_from_slice(int.magnitude());
        }
        f(vm, negative, n, limbs)
    })
}

/// Appends sign and digits of an `int` (or truth value) to a buffer.
///
/// # Raises
/// `MemoryError`.
pub fn push_text(vm: &mut Vm, out: This<ByteArray>, number: Obj, radix: Radix) -> Res<()> {
    let Some(big) = number.cast::<BigInt>() else {
        let value = number.as_small().or(number.as_bool().map(isize::from)).unwrap_or(0);
        return bytearray::push(vm, out, Digits::new(value, radix).bytes());
    };
    let room = room(big.int(vm), radix);
    vm.reserve_bytes(&|vm| &mut out.get_mut(vm).bytes, room, false, false)?;
    with_copy(vm, big, radix, |vm, negative, n, scratch| {
        let bytes = &mut out.get_mut(vm).bytes;
        let start = bytes.len();
        bytes.set_len(start + room);
        let target = bytes.bytes_mut().get_mut(start..).unwrap_or_default();
        let written = write_big(negative, n, radix, target, scratch);
        bytes.set_len(start + written);
    })
}

/// Writes an `int` in decimal digits.
///
/// # Raises
/// What the stream raises; `MemoryError`.
pub fn write(vm: &mut Vm, out: Out, number: Obj) -> Res<()> {
    if let Some(value) = number.as_small() {
        return print::write(vm, out, Digits::new(value, Radix::DECIMAL).bytes());
    }
    if let Out::Buffer(buffer) = out {
        return push_text(vm, buffer, number, Radix::DECIMAL);
    }
    let Some(big) = number.cast::<BigInt>() else { return Ok(()) };
    if room(big.int(vm), Radix::DECIMAL) <= SHORT {
        let mut text = [0; SHORT];
        let len = with_copy(vm, big, Radix::DECIMAL, |_, negative, n, scratch| {
            write_big(negative, n, Radix::DECIMAL, &mut text, scratch)
        })?;
        return print::write(vm, out, text.get(..len).unwrap_or_default());
    }
    let buffer = bytearray::with_capacity(vm, 0)?;
    push_text(vm, buffer, number, Radix::DECIMAL)?;
    let text = print::buffer_to_str(vm, buffer)?;
    print::write_text(vm, out, text)
}

/// Where the text of a number lies.
#[derive(Clone, Copy)]
enum Source<'t> {
    /// Outside the heap.
    Outside(&'t [u8]),
    /// In an object with a buffer, from an offset on, so many bytes.
    Object(Obj, usize, usize),
}

impl Source<'_> {
    fn text<'v>(&'v self, vm: &'v Vm) -> &'v [u8] {
        match *self {
            Source::Outside(text) => text,
            Source::Object(object, start, len) => {
                let text = buffer::read(vm, object).and_then(|text| text.get(start..)).unwrap_or_default();
                text.get(..len).unwrap_or(text)
            }
        }
    }
}

/// What `scan` finds, apart from the text itself.
enum Found {
    Word(isize),
    Limbs(usize, usize),
    Wrong(u32, usize),
}

fn look(text: &[u8], base: u32) -> Found {
    match mpz::scan(text, base) {
        Ok(Literal { small: Some(value), .. }) => Found::Word(value),
        Ok(literal) => Found::Limbs(mpz::parse_len(&literal), mpz::parse_scratch(&literal)),
        Err(LiteralError { base, text: rest }) => Found::Wrong(base, text.len() - rest.len().min(text.len())),
    }
}

fn parse_from(vm: &mut Vm, source: Source<'_>, base: isize) -> Res {
    let base = match u32::try_from(base) {
        Ok(base @ (0 | 2..=36)) => base,
        _ => return Err(exc::value_error(vm, text!("int() arg 2 must be >= 2 and <= 36"))),
    };
    match look(source.text(vm), base) {
        Found::Word(value) => new(vm, value),
        Found::Limbs(..) if !config::BIG_INT => {
            Err(exc::overflow_error(vm, text!("long int not supported in this build")))
        }
        Found::Limbs(n, n_scratch) => {
            vm.new_limbs(n, n_scratch, &|vm, out, scratch| match mpz::scan(source.text(vm), base) {
                Ok(literal) => mpz::parse(&literal, out, scratch),
                Err(_) => mpz::Written::ZERO,
            })
        }
        Found::Wrong(base, at) => Err(raise_syntax(vm, source, base, at)),
    }
}

/// The integer that a text outside the heap says; base 0 goes by the prefix.
///
/// # Raises
/// `ValueError`, `MemoryError`.
pub fn parse(vm: &mut Vm, text: &[u8], base: isize) -> Res {
    parse_from(vm, Source::Outside(text), base)
}

/// The integer that an object with a buffer (`str`, `bytes`, `bytearray` …) says.
///
/// # Raises
/// `ValueError`, `MemoryError`.
pub fn parse_object(vm: &mut Vm, object: Obj, base: isize) -> Res {
    parse_from(vm, Source::Object(object, 0, usize::MAX), base)
}

/// As [`parse_object`], of `len` bytes from `start` on.
///
/// # Raises
/// `ValueError`, `MemoryError`.
pub fn parse_part(vm: &mut Vm, object: Obj, start: usize, len: usize, base: isize) -> Res {
    parse_from(vm, Source::Object(object, start, len), base)
}

/// Raises `ValueError` with the text from `at` on, quoted.
#[cold]
fn raise_syntax(vm: &mut Vm, source: Source<'_>, base: u32, at: usize) -> Raise {
    if DETAIL < Detail::Detailed {
        let template = template!("invalid syntax for integer", "invalid syntax for integer with base %");
        return exc::raise_with(vm, &types::VALUE_ERROR, template, &[exc::Value::Number(base as isize)]);
    }
    match syntax_message(vm, source, base, at) {
        Ok(message) => exc::raise_value(vm, &types::VALUE_ERROR, message),
        Err(raise) => raise,
    }
}

fn syntax_message(vm: &mut Vm, source: Source<'_>, base: u32, at: usize) -> Res {
    let message = bytearray::with_capacity(vm, 64)?;
    let out = Out::Buffer(message);
    print::write_fmt(vm, out, format_args!("invalid syntax for integer with base {base}: "))?;
    let text = source.text(vm).get(at..).unwrap_or_default();
    let quote = if text.contains(&b'\'') && !text.contains(&b'"') { b'"' } else { b'\'' };
    bytearray::push(vm, message, &[quote])?;
    let mut i = at;
    while let Some(byte) = source.text(vm).get(i).copied() {
        i += 1;
        match byte {
            b'\n' => bytearray::push(vm, message, b"\\n")?,
            b'\r' => bytearray::push(vm, message, b"\\r")?,
            b'\t' => bytearray::push(vm, message, b"\\t")?,
            b'\\' => bytearray::push(vm, message, b"\\\\")?,
            _ if byte == quote => bytearray::push(vm, message, &[b'\\', byte])?,
            b' '..=b'~' => bytearray::push(vm, message, &[byte])?,
            _ => print::write_fmt(vm, out, format_args!("\\x{byte:02x}"))?,
        }
    }
    bytearray::push(vm, message, &[quote])?;
    print::buffer_to_str(vm, message)
}

#[cfg(test)]
mod tests {
    use super::{Digits, Radix};

    #[track_caller]
    fn check(value: isize, radix: Radix, expected: &str) {
        assert_eq!(core::str::from_utf8(Digits::new(value, radix).bytes()), Ok(expected));
    }

    #[test]
    fn words() {
        const BITS: usize = usize::BITS as usize;
        check(0, Radix::DECIMAL, "0");
        check(-120, Radix::DECIMAL, "-120");
        let most = if isize::BITS == 64 { "7FFFFFFFFFFFFFFF" } else { "7FFFFFFF" };
        check(isize::MAX, Radix { upper: true, ..Radix::plain(16) }, most);
        check(1_234_567, Radix { group: Some(b','), ..Radix::DECIMAL }, "1,234,567");
        check(123, Radix { group: Some(b','), ..Radix::DECIMAL }, "123");
        check(0x12345, Radix { group: Some(b'_'), ..Radix::plain(16) }, "1_2345");
        assert_eq!(
            Digits::new(isize::MIN, Radix { group: Some(b'_'), ..Radix::plain(2) }).bytes().len(),
            BITS + (BITS / 4 - 1) + 1
        );
    }
}
