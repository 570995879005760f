//! Numbers and texts set in a field: width, fill, alignment, sign, precision.
//!
//! Shared by `str.format` and `%`, with upstream's rules. Widths and lengths count bytes.
use super::number::Digits;
use crate::heap::This;
use crate::num::float::{BUF, Format, format};
use crate::obj::Obj;
use crate::real::Real;
use crate::runtime::exc;
use crate::types::int::text::Radix;
use crate::types::{ByteArray, bytearray};
use crate::{Res, Vm, config};

/// Where a text stands in its field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the right end.
    Right,
    /// At the left end.
    Left,
    /// In the middle.
    Center,
}

/// How something is set in its field.
#[derive(Clone, Copy)]
pub struct Field {
    /// Bytes that it takes at least.
    pub width: isize,
    /// What the rest is filled with.
    pub fill: u8,
    /// Where it stands.
    pub align: Align,
    /// The sign stands before the filling.
    pub sign_first: bool,
    /// What stands before numbers that are not negative.
    pub sign: Option<u8>,
    /// `0x` and its kin.
    pub prefix: bool,
    /// Separator of groups of digits.
    pub group: Option<u8>,
    /// `%` behind a float.
    pub percent: bool,
}

impl Field {
    /// No field at all.
    pub const PLAIN: Field = Field {
        width: 0,
        fill: b' ',
        align: Align::Right,
        sign_first: false,
        sign: None,
        prefix: false,
        group: None,
        percent: false,
    };
}

/// A piece of text to be written.
#[derive(Clone, Copy)]
pub enum Piece<'a> {
    /// Bytes that are not in the heap.
    Bytes(&'a [u8]),
    /// Bytes of an object with a buffer: from where, how many.
    Of(Obj, usize, usize),
}

impl Piece<'_> {
    fn len(&self) -> usize {
        match self {
            Piece::Bytes(bytes) => bytes.len(),
            Piece::Of(_, _, len) => *len,
        }
    }
}

/// Writes pieces of text in their field.
///
/// # Raises
/// `MemoryError`.
pub fn text(vm: &mut Vm, out: This<ByteArray>, pieces: &[Piece<'_>], field: Field) -> Res<()> {
    let len: usize = pieces.iter().map(Piece::len).sum();
    let mut width = usize::try_from(field.width).unwrap_or(0);
    if len == 0 && width == 0 {
        return Ok(());
    }
    // Zeroes before grouped digits are grouped too; a separator never stands first.
    let group = match (field.fill, field.group) {
        (b'0', Some(separator)) => Some((separator, if separator == b'_' { 5 } else { 4 })),
        _ => None,
    };
    if let Some((_, size)) = group
        && width >= len
        && width.is_multiple_of(size)
    {
        width += 1;
    }
    let padding = width.saturating_sub(len);
    let left = match field.align {
        Align::Right => padding,
        Align::Left => 0,
        Align::Center => padding / 2,
    };
    vm.reserve_bytes(&|vm| &mut out.get_mut(vm).bytes, padding.saturating_add(len), false, false)?;
    let fill = |vm: &mut Vm, n: usize| -> Res<()> {
        let mut done = 0;
        while done < n {
            let mut chunk = [field.fill; 40];
            if let Some((separator, size)) = group {
                for (i, byte) in chunk.iter_mut().enumerate() {
                    if (width % size + size - (done + i) % size).is_multiple_of(size) {
                        *byte = separator;
                    }
                }
            }
            let part = chunk.len().min(n - done);
            bytearray::push(vm, out, &chunk[..part])?;
            done += part;
        }
        Ok(())
    };
    fill(vm, left)?;
    for piece in pieces {
        match *piece {
            Piece::Bytes(bytes) => bytearray::push(vm, out, bytes)?,
            Piece::Of(object, start, len) => {
                vm.append_bytes(&|vm| &mut out.get_mut(vm).bytes, object, start, len)?;
            }
        }
    }
    fill(vm, padding - left)
}

/// Writes an integer in its field. `base`: 2, 8, 10 or 16; `precision`: digits that it has at least, or less than
/// 2 for any.
///
/// # Raises
/// `TypeError` for what is no integer; `MemoryError`.
pub fn integer(
    vm: &mut Vm,
    out: This<ByteArray>,
    number: Obj,
    (base, upper): (u32, bool),
    mut field: Field,
    mut precision: isize,
) -> Res<()> {
    let digits = Digits::of(vm, number, Radix { base, upper, group: field.group })?;
    if field.align == Align::Right && field.fill == b'0' {
        field.width = field.width.max(precision);
        precision = 0;
    }
    let mut head = [0; 4];
    let mut head_len = 0;
    let mut push = |byte: u8| {
        head[head_len] = byte;
        head_len += 1;
    };
    if digits.negative {
        push(b'-');
    } else if let Some(sign) = field.sign {
        push(sign);
    }
    let letter = match base {
        2 => b'b',
        8 => b'o',
        _ => b'x',
    };
    if field.prefix && base != 10 {
        push(b'0');
        push(if upper { letter.to_ascii_uppercase() } else { letter });
    }
    let head = &head[..head_len];
    let digits = digits.piece();
    if precision > 1 {
        // Zeroes up to the precision; the whole then stands in the field.
        let digits_width = precision.max(digits.len() as isize);
        let spaces = field.width.saturating_sub(digits_width + head_len as isize).max(0);
        let (before, after) = if field.align == Align::Left { (0, spaces) } else { (spaces, 0) };
        text(vm, out, &[], Field { width: before, ..Field::PLAIN })?;
        text(vm, out, &[Piece::Bytes(head)], Field::PLAIN)?;
        let align = if field.align == Align::Center { Align::Center } else { Align::Right };
        text(vm, out, &[digits], Field { width: precision, fill: b'0', align, ..field })?;
        return text(vm, out, &[], Field { width: after, ..Field::PLAIN });
    }
    if field.sign_first {
        text(vm, out, &[Piece::Bytes(head)], Field::PLAIN)?;
        field.width -= head_len as isize;
        return text(vm, out, &[digits], field);
    }
    text(vm, out, &[Piece::Bytes(head), digits], field)
}

/// Writes a float in its field. `letter`: one of `e f g` or capitals; a negative precision: none given.
///
/// # Raises
/// `MemoryError`.
pub fn float(
    vm: &mut Vm,
    out: This<ByteArray>,
    value: Real,
    letter: u8,
    mut field: Field,
    precision: isize,
) -> Res<()> {
    if !config::FLOAT {
        return Err(exc::value_error(vm, text!("float format not supported")));
    }
    let mut buf = [0; BUF + 1];
    let (room, _) = buf.split_at_mut(BUF);
    let mut len = 0;
    if let Some(spec) = Format::from_letter(letter) {
        len = format(
            room,
            value,
            Format { precision: usize::try_from(precision).ok(), sign: field.sign, ..spec },
        );
    }
    if field.percent {
        buf[len] = b'%';
        len += 1;
    }
    let mut shown = &buf[..len];
    if let ([first, rest @ ..], true) = (shown, field.sign_first)
        && *first < b'0'
    {
        bytearray::push(vm, out, &[*first])?;
        field.width -= 1;
        shown = rest;
    }
    text(vm, out, &[Piece::Bytes(shown)], field)
}
