//! `range`: integers from start to stop, and its iterator.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};
use micropyrite_bytecode::qstr;

use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::exc;
use crate::runtime::print::{Out, PrintKind, write_fmt};
use crate::types::{Access, Slice, Ty, index, int, slice};
use crate::{Qstr, Res, Vm, class, layout};

layout! {
    /// A range.
    pub struct Range: RANGE, Plain {
        /// First number.
        pub start: isize,
        /// Where it ends, itself not in it.
        pub stop: isize,
        /// Distance, not 0.
        pub step: isize,
    }
}

layout! {
    /// An iterator over a range.
    pub struct RangeIter: RANGE_ITER, Plain {
        /// The next number.
        pub next: isize,
        /// Where it ends.
        pub stop: isize,
        /// Distance, not 0.
        pub step: isize,
    }
}

/// A range.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, start: isize, stop: isize, step: isize) -> Res<This<Range>> {
    vm.alloc(Range { ty: This::rom(<Range as Layout>::DEF), start, stop, step })
}

impl Range {
    /// How many numbers.
    pub fn len(&self) -> usize {
        let distance = if self.step > 0 {
            if self.stop <= self.start {
                return 0;
            }
            self.stop.wrapping_sub(self.start)
        } else {
            if self.stop >= self.start {
                return 0;
            }
            self.start.wrapping_sub(self.stop)
        };
        (distance as usize - 1) / self.step.unsigned_abs() + 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn at(&self, i: usize) -> isize {
        self.start.wrapping_add(self.step.wrapping_mul(i as isize))
    }

    fn has(&self, value: isize) -> bool {
        let inside = if self.step > 0 {
            self.start <= value && value < self.stop
        } else {
            self.stop < value && value <= self.start
        };
        inside && value.abs_diff(self.start).is_multiple_of(self.step.unsigned_abs())
    }
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 1, 3)?;
    let (start, stop, step) = match *args.pos {
        [stop] => (0, int::get(vm, stop)?, 1),
        [start, stop] => (int::get(vm, start)?, int::get(vm, stop)?, 1),
        [start, stop, step] => (int::get(vm, start)?, int::get(vm, stop)?, int::get(vm, step)?),
        _ => (0, 0, 1),
    };
    if step == 0 {
        return Err(exc::value_error(vm, text!("zero step")));
    }
    Ok(new(vm, start, stop, step)?.obj())
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some(range) = object.cast::<Range>() else { return Ok(()) };
    let &Range { start, stop, step, .. } = range.get(vm);
    write_fmt(vm, out, format_args!("range({start}, {stop}"))?;
    if step == 1 {
        write_fmt(vm, out, format_args!(")"))
    } else {
        write_fmt(vm, out, format_args!(", {step})"))
    }
}

fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let Some(range) = object.cast::<Range>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let len = range.get(vm).len();
    match op {
        UnaryOp::Bool => Ok(Obj::bool(len > 0)),
        UnaryOp::Len => int::from_u64(vm, len as u64),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn binary_op(vm: &mut Vm, op: BinaryOp, left: Obj, right: Obj) -> Res {
    let Some(range) = left.cast::<Range>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let range = range.get(vm);
    match op {
        BinaryOp::Equal => {
            let Some(other) = right.cast::<Range>() else { return Ok(Obj::NOT_IMPLEMENTED) };
            let other = other.get(vm);
            let n = range.len();
            let same = n == other.len()
                && (n == 0 || range.start == other.start && (n == 1 || range.step == other.step));
            Ok(Obj::bool(same))
        }
        // PERF: integers need no walk; what else may be equal to one is compared item by item.
        BinaryOp::In | BinaryOp::Contains => match right.as_small() {
            Some(value) => Ok(Obj::bool(range.has(value))),
            None => Ok(Obj::NOT_IMPLEMENTED),
        },
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn subscr(vm: &mut Vm, object: Obj, key: Obj, access: Access) -> Res {
    let Some(range) = object.cast::<Range>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    if access != Access::Load {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let len = range.get(vm).len();
    if let Some(key) = key.cast::<Slice>() {
        let bounds = slice::bounds(vm, key, len)?;
        let &Range { start, step, .. } = range.get(vm);
        let first = start.wrapping_add(bounds.start.wrapping_mul(step));
        let last = start.wrapping_add(bounds.stop.wrapping_mul(step));
        return Ok(new(vm, first, last, bounds.step.wrapping_mul(step))?.obj());
    }
    let i = index::get(vm, object.ty(), len, key, false)?;
    let value = range.get(vm).at(i);
    int::new(vm, value)
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some(range) = object.cast::<Range>() else { return Ok(None) };
    let range = range.get(vm);
    let value = match name {
        _ if name == qstr!(start) => range.start,
        _ if name == qstr!(stop) => range.stop,
        _ if name == qstr!(step) => range.step,
        _ => return Ok(None),
    };
    int::new(vm, value).map(Some)
}

/// An iterator over numbers.
///
/// # Raises
/// `MemoryError`.
pub fn new_iter(vm: &mut Vm, start: isize, stop: isize, step: isize) -> Res {
    let ty = This::rom(<RangeIter as Layout>::DEF);
    Ok(vm.alloc(RangeIter { ty, next: start, stop, step })?.obj())
}

fn iter(vm: &mut Vm, object: Obj) -> Res {
    let Some(range) = object.cast::<Range>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let &Range { start, stop, step, .. } = range.get(vm);
    new_iter(vm, start, stop, step)
}

/// The next number of a range's iterator.
#[inline]
pub fn next_number(vm: &mut Vm, iter: This<RangeIter>) -> Option<isize> {
    let iter = iter.get_mut(vm);
    let number = iter.next;
    if if iter.step > 0 { number >= iter.stop } else { number <= iter.stop } {
        return None;
    }
    // Where the next number does not exist, this was the last one.
    iter.next = number.checked_add(iter.step).unwrap_or(iter.stop);
    Some(number)
}

fn next(vm: &mut Vm, object: Obj) -> Res {
    let Some(iter) = object.cast::<RangeIter>() else { return Ok(Obj::STOP) };
    match next_number(vm, iter) {
        Some(number) => match Obj::try_small(number) {
            Some(small) => Ok(small),
            None => int::new(vm, number),
        },
        None => Ok(Obj::STOP),
    }
}

class! {
    /// `range`
    pub static RANGE: range {
        slots {
            make_new: make_new, print: print, unary_op: unary_op, binary_op: binary_op, attr: attr,
            subscr: subscr, iter: iter,
        }
    }
}
class! {
    /// Type of iterators over ranges.
    pub static RANGE_ITER: iterator { slots { next: next } }
}
