//! What the runtime does with `str` and `bytes`: operators, items, buffer.
use core::cmp::Ordering;

use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use super::unicode::{self, Side};
use super::{EMPTY, Kind, ascii_char, bad_conversion, data, empty_bytes, is_ascii, kind_of, quote, search};
use super::{percent, sub};
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::print::{Out, PrintKind, write, write_text};
use crate::runtime::{buffer, exc};
use crate::types::{Access, Slice, Ty, index, slice};
use crate::{Res, Vm, config};

pub(super) fn print_str(vm: &mut Vm, out: Out, object: Obj, kind: PrintKind) -> Res<()> {
    match kind {
        PrintKind::Str | PrintKind::Raw => write_text(vm, out, object),
        PrintKind::Json => quote::print_json(vm, out, object),
        PrintKind::Repr | PrintKind::Exception => quote::print_repr(vm, out, object, true),
    }
}

pub(super) fn print_bytes(vm: &mut Vm, out: Out, object: Obj, kind: PrintKind) -> Res<()> {
    match kind {
        PrintKind::Raw => write_text(vm, out, object),
        PrintKind::Json => quote::print_json(vm, out, object),
        _ => {
            write(vm, out, b"b")?;
            quote::print_repr(vm, out, object, false)
        }
    }
}

pub(super) fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    match op {
        UnaryOp::Bool => Ok(Obj::bool(!vm.text_of(object).is_empty())),
        UnaryOp::Len => Ok(Obj::small(super::len(vm, object) as isize)),
        UnaryOp::Hash => {
            let hash = match (object.as_qstr(), object.as_text_block()) {
                (Some(qstr), _) => vm.qstr_hash(qstr),
                (_, Some(text)) => super::hash(vm, text),
                _ => 0,
            };
            // What Python sees is upstream's hash, of two bytes and never 0.
            Ok(Obj::small((hash & 0xffff).max(1) as isize))
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Answer of a comparison, given how two things stand to each other; `None`: the operation is none.
pub(crate) fn compare(op: BinaryOp, ordering: Ordering) -> Option<bool> {
    match op {
        BinaryOp::Equal => Some(ordering.is_eq()),
        BinaryOp::Less => Some(ordering.is_lt()),
        BinaryOp::LessEqual => Some(ordering.is_le()),
        BinaryOp::More => Some(ordering.is_gt()),
        BinaryOp::MoreEqual => Some(ordering.is_ge()),
        _ => None,
    }
}

pub(super) fn binary_op(vm: &mut Vm, op: BinaryOp, left: Obj, right: Obj) -> Res {
    let kind = if super::is_str(left) { Kind::Str } else { Kind::Bytes };
    match op {
        BinaryOp::Modulo if config::EXTRA => return percent::format(vm, kind, left, right),
        BinaryOp::Multiply => {
            return match index::integer(vm, right)? {
                Some(times) => repeat(vm, kind, left, times),
                None => Ok(Obj::NOT_IMPLEMENTED),
            };
        }
        _ => {}
    }
    if kind == Kind::Bytes
        && matches!(op, BinaryOp::In | BinaryOp::Contains)
        && let Some(byte) = right.as_small()
    {
        return Ok(Obj::bool(vm.text_of(left).iter().any(|b| *b as isize == byte)));
    }
    // A str goes with str only; bytes go with everything that has a buffer.
    let fits = match kind_of(right) {
        Some(other) if other == kind => true,
        _ => kind == Kind::Bytes && buffer::read(vm, right).is_some(),
    };
    if !fits {
        // Refused here, since a search would iterate over the string otherwise.
        if kind == Kind::Str && matches!(op, BinaryOp::In | BinaryOp::Contains) {
            return Err(bad_conversion(vm, right));
        }
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    match op {
        BinaryOp::Add | BinaryOp::InplaceAdd => add(vm, kind, left, right),
        BinaryOp::In | BinaryOp::Contains => {
            Ok(Obj::bool(search::find(vm.text_of(left), data(vm, right)).is_some()))
        }
        BinaryOp::Equal => {
            let (left, right) = (vm.text_of(left), data(vm, right));
            Ok(Obj::bool(left == right))
        }
        // Bytes have no order among strings.
        _ if super::is_str(left) != super::is_str(right) => Ok(Obj::NOT_IMPLEMENTED),
        _ => {
            let answer = compare(op, vm.text_of(left).cmp(data(vm, right)));
            Ok(answer.map_or(Obj::NOT_IMPLEMENTED, Obj::bool))
        }
    }
}

/// One text behind another.
///
/// # Raises
/// `MemoryError`.
pub(crate) fn add(vm: &mut Vm, kind: Kind, left: Obj, right: Obj) -> Res {
    let same = kind_of(right) == Some(kind);
    if same && vm.text_of(left).is_empty() {
        return Ok(right);
    }
    if data(vm, right).is_empty() {
        return Ok(left);
    }
    if same {
        return Ok(vm.concat_text(kind.ty(), left, right)?.obj());
    }
    let (n, m) = (vm.text_of(left).len(), data(vm, right).len());
    super::with_len(vm, kind, n + m, |vm, out| {
        let (head, tail) = out.split_at_mut(n);
        head.copy_from_slice(vm.text_of(left));
        tail.copy_from_slice(data(vm, right));
    })
}

fn repeat(vm: &mut Vm, kind: Kind, text: Obj, times: isize) -> Res {
    let len = vm.text_of(text).len();
    let Ok(times @ 1..) = usize::try_from(times) else {
        return Ok(if kind == Kind::Str { EMPTY } else { empty_bytes() });
    };
    let Some(total) = len.checked_mul(times) else { return Err(vm.raise_memory(usize::MAX)) };
    super::with_len(vm, kind, total, |vm, out| {
        let part = vm.text_of(text);
        if let [byte] = part {
            out.fill(*byte);
        } else if !part.is_empty() {
            out.chunks_exact_mut(part.len()).for_each(|room| room.copy_from_slice(part));
        }
    })
}

/// Offset that an index into a text stands for. A slice's is kept inside; others must be.
///
/// # Raises
/// `TypeError`, `IndexError`.
pub(super) fn offset(vm: &mut Vm, kind: Kind, text: Obj, at: Obj, is_slice: bool) -> Res<usize> {
    if kind != Kind::Str {
        let len = data(vm, text).len();
        return index::get(vm, kind.ty(), len, at, is_slice);
    }
    let Some(value) = index::integer(vm, at)? else {
        return Err(exc::type_error_of(vm, template!("string indices must be integers, not %"), at));
    };
    let ascii = is_ascii(vm, text);
    let bytes = data(vm, text);
    let found = if !ascii {
        unicode::offset(bytes, value)
    } else if value < 0 {
        bytes.len().checked_sub(value.unsigned_abs()).ok_or(Side::Before)
    } else if (value as usize) < bytes.len() {
        Ok(value as usize)
    } else {
        Err(Side::Behind)
    };
    match found {
        Ok(offset) => Ok(offset),
        Err(Side::Before) if is_slice => Ok(0),
        Err(Side::Behind) if is_slice => Ok(bytes.len()),
        Err(_) => Err(exc::index_error(vm, text!("string index out of range"))),
    }
}

/// Range that optional arguments `start` and `end` stand for; empty where they cross.
///
/// # Raises
/// As [`offset`].
pub(super) fn range(
    vm: &mut Vm,
    kind: Kind,
    text: Obj,
    start: Option<&Obj>,
    end: Option<&Obj>,
) -> Res<[usize; 2]> {
    let from = match start {
        Some(at) if *at != Obj::NONE => offset(vm, kind, text, *at, true)?,
        _ => 0,
    };
    let to = match end {
        Some(at) if *at != Obj::NONE => offset(vm, kind, text, *at, true)?,
        _ => data(vm, text).len(),
    };
    Ok([from, to])
}

#[cold]
fn only_step_one(vm: &mut Vm) -> crate::Raise {
    exc::not_implemented(vm, text!("only slices with step=1 (aka None) are supported"))
}

/// Range of a slice of something of `len` items, of which only those with step 1 are known.
///
/// # Raises
/// `NotImplementedError`; what bounds raise.
pub(crate) fn slice_range(vm: &mut Vm, slice: This<Slice>, len: usize) -> Res<[usize; 2]> {
    let bounds = slice::bounds(vm, slice, len)?;
    if bounds.step != 1 {
        return Err(only_step_one(vm));
    }
    let start = usize::try_from(bounds.start).unwrap_or(0).min(len);
    let stop = usize::try_from(bounds.stop).unwrap_or(0).min(len);
    Ok([start, stop.max(start)])
}

/// One character of a string as a string, and its length in bytes.
///
/// # Raises
/// `MemoryError`.
pub(super) fn char_at(vm: &mut Vm, text: Obj, at: usize) -> Res<(Obj, usize)> {
    let bytes = data(vm, text);
    match bytes.get(at) {
        None => Ok((EMPTY, 0)),
        Some(&byte) if byte.is_ascii() => Ok((ascii_char(vm, byte)?, 1)),
        Some(_) => {
            let len = unicode::char_len(bytes, at);
            Ok((sub(vm, Kind::Str, text, at, at + len)?, len))
        }
    }
}

pub(super) fn subscr_str(vm: &mut Vm, text: Obj, index: Obj, access: Access) -> Res {
    if access != Access::Load {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let Some(slice) = index.cast::<Slice>() else {
        let at = offset(vm, Kind::Str, text, index, false)?;
        return Ok(char_at(vm, text, at)?.0);
    };
    let (start, stop, step) = {
        let slice = slice.get(vm);
        (slice.start, slice.stop, slice.step)
    };
    if step != Obj::NONE && step != Obj::small(1) {
        return Err(only_step_one(vm));
    }
    let [start, stop] = range(vm, Kind::Str, text, Some(&start), Some(&stop))?;
    sub(vm, Kind::Str, text, start, stop.max(start))
}

pub(super) fn subscr_bytes(vm: &mut Vm, bytes: Obj, at: Obj, access: Access) -> Res {
    if access != Access::Load {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let len = vm.text_of(bytes).len();
    if let Some(slice) = at.cast::<Slice>() {
        let [start, stop] = slice_range(vm, slice, len)?;
        return sub(vm, Kind::Bytes, bytes, start, stop);
    }
    let ty: Ty = Kind::Bytes.ty();
    let i = index::get(vm, ty, len, at, false)?;
    Ok(Obj::small(vm.text_of(bytes).get(i).copied().unwrap_or(0) as isize))
}

pub(super) fn buffer(vm: &Vm, object: Obj) -> Option<&[u8]> {
    Some(vm.text_of(object))
}
