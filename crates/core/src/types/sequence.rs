//! What lists and tuples have in common: comparing, searching, printing.
//!
//! Comparing and printing run Python code, which may shorten a list meanwhile: items are read again by index
//! at each step, and lengths only serve as a first guess.
use micropyrite_bytecode::ops::BinaryOp;

use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::exc::Value;
use crate::runtime::print::{Out, PrintKind, write, write_obj};
use crate::runtime::{exc, ops};
use crate::types::{List, TYPE_ERROR, Tuple, TypeDef, index};
use crate::{Raise, Res, Vm};

/// An object that shows its items as a slice.
pub trait Items: Copy {
    /// All items it has now.
    fn all(self, vm: &Vm) -> &[Obj];
}

impl Items for This<List> {
    #[inline]
    fn all(self, vm: &Vm) -> &[Obj] {
        self.items(vm)
    }
}

impl Items for This<Tuple> {
    #[inline]
    fn all(self, vm: &Vm) -> &[Obj] {
        self.items(vm)
    }
}

/// Items of a list or of an object with the layout of tuples.
#[inline]
pub fn items_of(vm: &Vm, object: Obj) -> Option<&[Obj]> {
    match object.cast::<List>() {
        Some(list) => Some(list.items(vm)),
        None => object.as_tuple().map(|tuple| tuple.items(vm)),
    }
}

/// How many items a list or tuple has.
///
/// # Raises
/// `TypeError` for other objects.
pub fn array_len(vm: &mut Vm, object: Obj) -> Res<usize> {
    match items_of(vm, object) {
        Some(items) => Ok(items.len()),
        None => Err(exc::type_error_of(
            vm,
            template!("expected tuple/list", "object '%' isn't a tuple or list"),
            object,
        )),
    }
}

/// Raises `TypeError`: a method was called on an object of another type.
#[cold]
pub fn wrong_self(vm: &mut Vm, wanted: &'static TypeDef, object: Obj) -> Raise {
    let template =
        template!("argument has wrong type", "argument has wrong type", "argument should be a '%' not a '%'");
    exc::raise_with(vm, &TYPE_ERROR, template, &[Value::Name(wanted.name), Value::TypeOf(object)])
}

/// Place of an index given as a small integer, which may count from the end. What does not fit wraps far behind
/// the last item.
#[inline]
pub fn place_fast(index: Obj, len: usize) -> Option<usize> {
    let i = index.as_small()?;
    Some(if i < 0 { i.wrapping_add(len as isize) } else { i } as usize)
}

/// Equality of two items.
///
/// # Raises
/// What `__eq__` raises.
#[inline]
pub fn same(vm: &mut Vm, a: Obj, b: Obj) -> Res<bool> {
    if a.is_small() && b.is_small() {
        return Ok(a == b);
    }
    ops::equal(vm, a, b)
}

/// Compares item by item; `NotImplemented` where `op` is no comparison.
///
/// # Raises
/// What comparing the items raises; `RuntimeError` when nested too deep.
pub fn compare<A: Items, B: Items>(vm: &mut Vm, op: BinaryOp, a: A, b: B) -> Res {
    vm.check_stack()?;
    match op {
        BinaryOp::Equal if a.all(vm).len() != b.all(vm).len() => Ok(Obj::FALSE),
        BinaryOp::Equal | BinaryOp::More | BinaryOp::MoreEqual => decide(vm, op, a, b),
        // As upstream: the smaller sequence is the right operand of the items' comparison too.
        BinaryOp::Less => decide(vm, BinaryOp::More, b, a),
        BinaryOp::LessEqual => decide(vm, BinaryOp::MoreEqual, b, a),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn decide<A: Items, B: Items>(vm: &mut Vm, op: BinaryOp, a: A, b: B) -> Res {
    let mut i = 0;
    while let (Some(&x), Some(&y)) = (a.all(vm).get(i), b.all(vm).get(i)) {
        i += 1;
        if same(vm, x, y)? {
            continue;
        }
        // The first items that differ decide.
        if op == BinaryOp::Equal {
            return Ok(Obj::FALSE);
        }
        return Ok(Obj::bool(ops::binary(vm, op, x, y)? == Obj::TRUE));
    }
    let (n, m) = (a.all(vm).len(), b.all(vm).len());
    Ok(Obj::bool(match op {
        BinaryOp::Equal => n == m,
        BinaryOp::More => n > m,
        _ => n >= m,
    }))
}

/// Whether an item is equal to a value.
///
/// # Raises
/// What `__eq__` raises.
pub fn contains<A: Items>(vm: &mut Vm, items: A, value: Obj) -> Res<bool> {
    Ok(position(vm, items, value, 0, usize::MAX)?.is_some())
}

/// How many items are equal to a value.
///
/// # Raises
/// What `__eq__` raises.
pub fn count<A: Items>(vm: &mut Vm, items: A, value: Obj) -> Res<usize> {
    let (mut n, mut i) = (0, 0);
    while let Some(&item) = items.all(vm).get(i) {
        n += same(vm, item, value)? as usize;
        i += 1;
    }
    Ok(n)
}

/// Place of the first item in `start..stop` that is equal to a value.
///
/// # Raises
/// What `__eq__` raises.
pub fn position<A: Items>(
    vm: &mut Vm,
    items: A,
    value: Obj,
    start: usize,
    stop: usize,
) -> Res<Option<usize>> {
    let mut i = start;
    while i < stop
        && let Some(&item) = items.all(vm).get(i)
    {
        if same(vm, item, value)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

/// The method `index`: object, value, and optionally start and stop.
///
/// # Raises
/// `ValueError` if it is not there; `TypeError` for bounds that are no integers.
pub fn index_method<A: Items>(vm: &mut Vm, items: A, args: &[Obj]) -> Res<usize> {
    let [this, value, bounds @ ..] = args else { return Ok(0) };
    let ty = this.ty();
    let len = items.all(vm).len();
    let start = match bounds.first() {
        Some(start) => index::get(vm, ty, len, *start, true)?,
        None => 0,
    };
    let stop = match bounds.get(1) {
        Some(stop) => index::get(vm, ty, len, *stop, true)?,
        None => len,
    };
    match position(vm, items, *value, start, stop)? {
        Some(i) => Ok(i),
        None => Err(exc::value_error(vm, text!("object not in sequence"))),
    }
}

/// Writes the items with commas between them.
///
/// # Raises
/// As [`write_obj`].
pub fn print_items<A: Items>(vm: &mut Vm, out: Out, items: A, kind: PrintKind) -> Res<()> {
    let kind = if kind == PrintKind::Json { kind } else { PrintKind::Repr };
    let mut i = 0;
    while let Some(&item) = items.all(vm).get(i) {
        if i > 0 {
            write(vm, out, b", ")?;
        }
        write_obj(vm, out, item, kind)?;
        i += 1;
    }
    Ok(())
}

/// Length of a sequence repeated `times` times.
///
/// # Raises
/// `MemoryError` where it is too long for any memory.
pub fn repeated_len(vm: &mut Vm, len: usize, times: isize) -> Res<usize> {
    let times = usize::try_from(times).unwrap_or(0);
    match len.checked_mul(times) {
        Some(n) if n <= crate::heap::array::MAX_LEN => Ok(n),
        _ => Err(vm.raise_memory(usize::MAX)),
    }
}

/// Fills a slice with copies of its first `len` items.
pub fn repeat_within(out: &mut [Obj], len: usize) {
    let mut done = len;
    while done > 0 && done < out.len() {
        // What is filled doubles at each step.
        let n = done.min(out.len() - done);
        out.copy_within(..n, done);
        done += n;
    }
}
