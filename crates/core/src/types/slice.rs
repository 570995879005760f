//! `slice`: start, stop and step, and what they mean for a given length.
use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_bytecode::qstr;

use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::exc;
use crate::runtime::print::{Out, PrintKind, print_repr, write};
use crate::types::{Tuple, int, tuple};
use crate::{Qstr, Res, Vm, class, layout};

layout! {
    /// A slice; what is not given is `None`.
    pub struct Slice: SLICE, Scanned, if crate::config::EXTRA {
        /// First index.
        pub start: Obj,
        /// First index behind.
        pub stop: Obj,
        /// Distance.
        pub step: Obj,
    }
}

/// A slice of a sequence of known length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// First index; -1 or the length where there is none.
    pub start: isize,
    /// Index to stop before.
    pub stop: isize,
    /// Distance, not 0.
    pub step: isize,
    /// How many items.
    pub n: usize,
}

impl Bounds {
    /// Index of item `i` of the slice.
    #[inline]
    pub fn at(&self, i: usize) -> usize {
        self.start.wrapping_add(self.step.wrapping_mul(i as isize)) as usize
    }

    /// The slice as a range of neighbours, if its step is 1.
    pub fn as_range(&self) -> Option<core::ops::Range<usize>> {
        let start = self.start as usize;
        if self.step == 1 { Some(start..start + self.n) } else { None }
    }
}

/// A slice.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, start: Obj, stop: Obj, step: Obj) -> Res<This<Slice>> {
    vm.alloc(Slice { ty: This::rom(<Slice as Layout>::DEF), start, stop, step })
}

/// What a slice means for a sequence of `len` items.
///
/// # Raises
/// `ValueError` for step 0; `TypeError`, `OverflowError` for what is no integer of the machine.
pub fn bounds(vm: &mut Vm, slice: This<Slice>, len: usize) -> Res<Bounds> {
    let parts = {
        let slice = slice.get(vm);
        (slice.start, slice.stop, slice.step)
    };
    bounds_of(vm, parts, len)
}

/// What start, stop and step of a slice mean for a sequence of `len` items.
///
/// # Raises
/// As [`bounds`].
pub fn bounds_of(vm: &mut Vm, (start, stop, step): (Obj, Obj, Obj), len: usize) -> Res<Bounds> {
    let len = isize::try_from(len).unwrap_or(isize::MAX);
    let step = if step == Obj::NONE { 1 } else { int::get(vm, step)? };
    if step == 0 {
        return Err(exc::value_error(vm, text!("slice step can't be zero")));
    }
    // Backwards, places are moved down by one: -1 is before the first item.
    let (least, most) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let (first, last) = if step > 0 { (least, most) } else { (most, least) };
    let start = place(vm, start, len, least, most)?.unwrap_or(first);
    let stop = place(vm, stop, len, least, most)?.unwrap_or(last);
    let distance = if step > 0 { stop.wrapping_sub(start) } else { start.wrapping_sub(stop) };
    let n = if distance > 0 { (distance as usize - 1) / step.unsigned_abs() + 1 } else { 0 };
    Ok(Bounds { start, stop, step, n })
}

fn place(vm: &mut Vm, index: Obj, len: isize, least: isize, most: isize) -> Res<Option<isize>> {
    if index == Obj::NONE {
        return Ok(None);
    }
    let index = int::get(vm, index)?;
    let index = if index < 0 { index + len } else { index };
    Ok(Some(index.max(least).min(most)))
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some(slice) = object.cast::<Slice>() else { return Ok(()) };
    let slice = slice.get(vm);
    let parts = [slice.start, slice.stop, slice.step];
    write(vm, out, b"slice(")?;
    for (i, part) in parts.into_iter().enumerate() {
        if i > 0 {
            write(vm, out, b", ")?;
        }
        print_repr(vm, out, part)?;
    }
    write(vm, out, b")")
}

/// Only there to say that slices have no hash: types that know how to compare are not hashed by address.
fn binary_op(_: &mut Vm, _: BinaryOp, _: Obj, _: Obj) -> Res {
    Ok(Obj::NOT_IMPLEMENTED)
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some(slice) = object.cast::<Slice>() else { return Ok(None) };
    let slice = slice.get(vm);
    Ok(match name {
        _ if name == qstr!(start) => Some(slice.start),
        _ if name == qstr!(stop) => Some(slice.stop),
        _ if name == qstr!(step) => Some(slice.step),
        _ => None,
    })
}

fn indices(vm: &mut Vm, this: This<Slice>, len: isize) -> Res<This<Tuple>> {
    // A negative length is taken as it is upstream: nothing lies inside.
    let bounds = bounds(vm, this, usize::try_from(len).unwrap_or(0))?;
    let start = int::new(vm, bounds.start)?;
    let stop = int::new(vm, bounds.stop)?;
    let step = int::new(vm, bounds.step)?;
    tuple::new(vm, &[start, stop, step])
}

class! {
    /// `slice`
    pub static SLICE: slice {
        slots { print: print, binary_op: binary_op, attr: attr }
        indices = fn indices;
    }
}
