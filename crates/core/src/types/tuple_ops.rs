//! `tuple`: operations and methods, which types with the same layout share.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use crate::heap::{Layout, This};
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::print::{Out, PrintKind, write};
use crate::runtime::{exc, ops};
use crate::types::{Access, Slice, TUPLE_LAYOUT, Tuple, Ty, index, instance, int, iter};
use crate::types::{list, list_methods, sequence, slice};
use crate::{Res, Vm, class};

/// A tuple of what an iterable yields.
///
/// # Raises
/// `TypeError` for what is not iterable; what the iteration raises; `MemoryError`.
pub fn from_iterable(vm: &mut Vm, iterable: Obj) -> Res<This<Tuple>> {
    if let Some(tuple) = iterable.cast::<Tuple>() {
        return Ok(tuple);
    }
    if let Some(items) = sequence::items_of(vm, iterable) {
        let n = items.len();
        return vm.new_tuple_with(n, |vm, out| {
            if let Some(items) = sequence::items_of(vm, iterable) {
                out.copy_from_slice(items);
            }
        });
    }
    let collected = list::with_capacity(vm, 0)?;
    list_methods::extend(vm, collected, iterable)?;
    let n = collected.items(vm).len();
    let tuple = vm.new_tuple_with(n, |vm, out| out.copy_from_slice(collected.items(vm)))?;
    vm.free_objs(&|vm| &mut collected.get_mut(vm).items);
    Ok(tuple)
}

/// The tuple that an object is, or has inside as an instance of a subclass.
fn like(vm: &Vm, object: Obj) -> Option<This<Tuple>> {
    object.as_tuple().or_else(|| instance::native_base(vm, object).and_then(Obj::as_tuple))
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, 1)?;
    match args.get(0) {
        Some(iterable) => Ok(from_iterable(vm, iterable)?.obj()),
        None => Ok(vm.empty_tuple().obj()),
    }
}

fn print(vm: &mut Vm, out: Out, object: Obj, kind: PrintKind) -> Res<()> {
    let Some(tuple) = object.as_tuple() else { return Ok(()) };
    if kind == PrintKind::Json {
        write(vm, out, b"[")?;
        sequence::print_items(vm, out, tuple, kind)?;
        return write(vm, out, b"]");
    }
    write(vm, out, b"(")?;
    sequence::print_items(vm, out, tuple, kind)?;
    write(vm, out, if tuple.get(vm).len == 1 { b",)" } else { b")" })
}

/// Hash of a tuple: mixes the hashes of its items, so that order and repetition count.
fn hash(vm: &mut Vm, tuple: This<Tuple>) -> Res<isize> {
    vm.check_stack()?;
    let mut mixed: u64 = 0x27d4_eb2f_1656_67c5;
    let mut i = 0;
    while let Some(&item) = tuple.items(vm).get(i) {
        let lane = ops::hash(vm, item)? as u64;
        mixed = mixed.wrapping_add(lane.wrapping_mul(0xc2b2_ae3d_27d4_eb4f));
        mixed = mixed.rotate_left(31).wrapping_mul(0x9e37_79b1_85eb_ca87);
        i += 1;
    }
    Ok((mixed ^ mixed >> 32) as isize)
}

/// Unary operations of tuples.
///
/// # Raises
/// `TypeError` for items without a hash.
pub fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let Some(tuple) = object.as_tuple() else { return Ok(Obj::NOT_IMPLEMENTED) };
    match op {
        UnaryOp::Bool => Ok(Obj::bool(tuple.get(vm).len != 0)),
        UnaryOp::Len => Ok(Obj::small(tuple.get(vm).len as isize)),
        UnaryOp::Hash => Ok(Obj::small(hash(vm, tuple)?)),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn concat(vm: &mut Vm, a: This<Tuple>, b: This<Tuple>) -> Res {
    let (n, m) = (a.get(vm).len, b.get(vm).len);
    let sum = vm.new_tuple_with(n + m, |vm, out| {
        let (left, right) = out.split_at_mut(n);
        left.copy_from_slice(a.items(vm));
        right.copy_from_slice(b.items(vm));
    })?;
    Ok(sum.obj())
}

fn repeat(vm: &mut Vm, tuple: This<Tuple>, times: isize) -> Res {
    let len = tuple.get(vm).len;
    let n = sequence::repeated_len(vm, len, times)?;
    let product = vm.new_tuple_with(n, |vm, out| {
        if let Some(first) = out.get_mut(..len) {
            first.copy_from_slice(tuple.items(vm));
            sequence::repeat_within(out, len);
        }
    })?;
    Ok(product.obj())
}

/// Binary operations of tuples.
///
/// # Raises
/// What comparing the items raises; `MemoryError`.
pub fn binary_op(vm: &mut Vm, op: BinaryOp, left: Obj, right: Obj) -> Res {
    let Some(tuple) = left.as_tuple() else { return Ok(Obj::NOT_IMPLEMENTED) };
    match op {
        BinaryOp::Add | BinaryOp::InplaceAdd => match like(vm, right) {
            Some(other) => concat(vm, tuple, other),
            None => Ok(Obj::NOT_IMPLEMENTED),
        },
        BinaryOp::Multiply | BinaryOp::InplaceMultiply => match int::get_maybe(vm, right)? {
            Some(times) => repeat(vm, tuple, times),
            None => Ok(Obj::NOT_IMPLEMENTED),
        },
        BinaryOp::In | BinaryOp::Contains => sequence::contains(vm, tuple, right).map(Obj::bool),
        _ => match like(vm, right) {
            Some(other) => sequence::compare(vm, op, tuple, other),
            None => Ok(Obj::NOT_IMPLEMENTED),
        },
    }
}

/// Items and slices of tuples.
///
/// # Raises
/// `IndexError`, `TypeError`; `NotImplementedError` for slices with a step.
pub fn subscr(vm: &mut Vm, object: Obj, key: Obj, access: Access) -> Res {
    let Some(tuple) = object.as_tuple() else { return Ok(Obj::NOT_IMPLEMENTED) };
    if access != Access::Load {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let len = tuple.get(vm).len;
    if let Some(key) = key.cast::<Slice>() {
        let bounds = slice::bounds(vm, key, len)?;
        let Some(range) = bounds.as_range() else {
            return Err(exc::not_implemented(vm, text!("only slices with step=1 (aka None) are supported")));
        };
        let part = vm.new_tuple_with(bounds.n, |vm, out| {
            if let Some(items) = tuple.items(vm).get(range) {
                out.copy_from_slice(items);
            }
        })?;
        return Ok(part.obj());
    }
    let i = index::get(vm, object.ty(), len, key, false)?;
    Ok(tuple.items(vm).get(i).copied().unwrap_or(Obj::NONE))
}

/// An iterator over a tuple.
///
/// # Raises
/// `MemoryError`.
pub fn iter_of(vm: &mut Vm, object: Obj) -> Res {
    match object.as_tuple() {
        Some(tuple) => iter::over_tuple(vm, tuple),
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn own(vm: &mut Vm, object: Obj) -> Res<This<Tuple>> {
    match like(vm, object) {
        Some(tuple) => Ok(tuple),
        None => Err(sequence::wrong_self(vm, &TUPLE, object)),
    }
}

fn count(vm: &mut Vm, this: Obj, value: Obj) -> Res<usize> {
    let tuple = own(vm, this)?;
    sequence::count(vm, tuple, value)
}

fn index_(vm: &mut Vm, args: &[Obj]) -> Res {
    let this = args.first().copied().unwrap_or(Obj::NONE);
    let tuple = own(vm, this)?;
    Ok(Obj::small(sequence::index_method(vm, tuple, args)? as isize))
}

const _: () = assert!(<Tuple as Layout>::DEF.flags & TUPLE_LAYOUT != 0);

class! {
    /// `tuple`
    pub static TUPLE: tuple, flags(TUPLE_LAYOUT) {
        slots {
            make_new: make_new, print: print, unary_op: unary_op, binary_op: binary_op, subscr: subscr,
            iter: iter_of,
        }
        count = fn count;
        index = var(2, 4) index_;
    }
}
