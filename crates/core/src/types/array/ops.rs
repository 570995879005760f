//! Operators of arrays, bytearrays and memoryviews.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use super::items::{item_of, view_of};
use super::{Array, OBJECTS};
use crate::obj::Obj;
use crate::runtime::{buffer, exc, ops};
use crate::types::str::{data, search};
use crate::types::{self, ByteArray, Float, MemoryView};
use crate::{Res, Vm};

pub(crate) fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let len = view_of(vm, object).len;
    match op {
        UnaryOp::Bool => Ok(Obj::bool(len != 0)),
        UnaryOp::Len => Ok(Obj::small(len as isize)),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

pub(crate) fn binary_op(vm: &mut Vm, op: BinaryOp, left: Obj, right: Obj) -> Res {
    let is_view = left.cast::<MemoryView>().is_some();
    match op {
        BinaryOp::Add | BinaryOp::InplaceAdd if is_view => Ok(Obj::NOT_IMPLEMENTED),
        BinaryOp::Add => add(vm, left, right),
        BinaryOp::InplaceAdd => {
            extend(vm, left, right)?;
            Ok(left)
        }
        BinaryOp::In | BinaryOp::Contains => contains(vm, left, right).map(Obj::bool),
        _ => compare(vm, op, left, right),
    }
}

/// Appends in place.
fn extend(vm: &mut Vm, object: Obj, source: Obj) -> Res<()> {
    match (object.cast::<ByteArray>(), object.cast::<Array>()) {
        (Some(bytes), _) => super::super::bytearray_methods::extend(vm, bytes, source),
        (_, Some(array)) => super::extend(vm, array, source),
        _ => Ok(()),
    }
}

/// A new array of both; of the right one, whole items.
fn add(vm: &mut Vm, left: Obj, right: Obj) -> Res {
    if let Some(array) = left.cast::<Array>() {
        let code = array.get(vm).code;
        if code != OBJECTS {
            super::check_buffer(vm, right)?;
        }
        let sum = super::new(vm, code, 0)?;
        super::extend(vm, sum, left)?;
        super::extend(vm, sum, right)?;
        return Ok(sum.obj());
    }
    super::check_buffer(vm, right)?;
    let (n, m) = (data(vm, left).len(), data(vm, right).len());
    let sum = vm.new_bytearray_with(n + m, |vm, out| {
        let (head, tail) = out.split_at_mut(n);
        head.copy_from_slice(data(vm, left));
        tail.copy_from_slice(data(vm, right));
    })?;
    Ok(sum.obj())
}

fn contains(vm: &mut Vm, object: Obj, wanted: Obj) -> Res<bool> {
    if buffer::read(vm, wanted).is_some() {
        // Only in bytearrays a sequence can be found.
        let is_bytes = object.cast::<ByteArray>().is_some();
        return Ok(is_bytes && search::find(data(vm, object), data(vm, wanted)).is_some());
    }
    let is_number = types::int::is_int(wanted) || wanted.cast::<Float>().is_some();
    if !is_number && item_of(vm, object).code != OBJECTS {
        return Ok(false);
    }
    if object.cast::<ByteArray>().is_none() {
        return Err(exc::not_implemented(vm, text!("")));
    }
    // DIFF: upstream raises NotImplementedError for bytearrays too.
    let mut i = 0;
    while let Some(value) = super::items::load(vm, object, i)? {
        if ops::equal(vm, value, wanted)? {
            return Ok(true);
        }
        i += 1;
    }
    Ok(false)
}

/// Whether bytes that stand for items of two types can be compared as such.
fn is_comparable(op: BinaryOp, left: u8, right: u8) -> bool {
    let same = left.eq_ignore_ascii_case(&right);
    // A float may differ from itself; signed numbers have another order than their bytes.
    let is_float = matches!(left, b'f' | b'd');
    let is_unsigned = left.is_ascii_uppercase() || right.is_ascii_uppercase();
    same && !is_float && (op == BinaryOp::Equal || is_unsigned)
}

fn compare(vm: &mut Vm, op: BinaryOp, left: Obj, right: Obj) -> Res {
    if !matches!(
        op,
        BinaryOp::Equal | BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::More | BinaryOp::MoreEqual
    ) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let (a, b) = (item_of(vm, left).code, item_of(vm, right).code);
    let is_array = |object: Obj| object.cast::<Array>().is_some();
    if buffer::read(vm, right).is_none() && !is_array(right) {
        return Ok(if op == BinaryOp::Equal { Obj::FALSE } else { Obj::NOT_IMPLEMENTED });
    }
    if a == OBJECTS || b == OBJECTS || !is_comparable(op, a, b) {
        return Err(exc::not_implemented(vm, text!("")));
    }
    let ordering = data(vm, left).cmp(data(vm, right));
    Ok(types::str::slots::compare(op, ordering).map_or(Obj::NOT_IMPLEMENTED, Obj::bool))
}
