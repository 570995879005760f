//! Operators on integers in a build whose integers are words.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use super::{big, raise_overflow, small};
use crate::obj::Obj;
use crate::real::Real;
use crate::runtime::exc;
use crate::types::float;
use crate::{Res, Vm, config};

/// The word that an `int` or truth value is.
fn word(object: Obj) -> Option<isize> {
    object.as_small().or(object.as_bool().map(isize::from))
}

/// An `int` of a word.
fn checked(vm: &mut Vm, value: Option<isize>) -> Res {
    value.and_then(Obj::try_small).ok_or(()).map_err(|()| raise_overflow(vm))
}

/// Unary operations.
///
/// # Raises
/// `OverflowError`.
pub(super) fn unary(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let Some(value) = word(object) else { return Ok(Obj::NOT_IMPLEMENTED) };
    match op {
        UnaryOp::Bool => Ok(Obj::bool(value != 0)),
        UnaryOp::Hash => Ok(Obj::small(value)),
        UnaryOp::Positive | UnaryOp::IntMaybe => Ok(object),
        UnaryOp::Negative => checked(vm, value.checked_neg()),
        UnaryOp::Invert => Ok(Obj::small(!value)),
        UnaryOp::Abs => checked(vm, value.checked_abs()),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Binary operations of an `int` (or truth value) with anything, where the fast half gave nothing.
///
/// # Raises
/// `OverflowError`, `ZeroDivisionError`, `ValueError`.
pub(super) fn binary(vm: &mut Vm, op: BinaryOp, lhs: Obj, rhs: Obj) -> Res {
    let Some(x) = word(lhs) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let Some(y) = word(rhs) else {
        return big::reflected(vm, op, lhs, rhs);
    };
    let op = op.not_in_place().unwrap_or(op);
    if let Some(result) = small::binary(op, Obj::small(x), Obj::small(y)) {
        return Ok(result);
    }
    match op {
        BinaryOp::FloorDivide | BinaryOp::Modulo | BinaryOp::TrueDivide | BinaryOp::Divmod if y == 0 => {
            Err(exc::zero_division(vm))
        }
        BinaryOp::Lshift | BinaryOp::Rshift if y < 0 => {
            Err(exc::value_error(vm, text!("negative shift count")))
        }
        BinaryOp::TrueDivide if config::FLOAT => float::new(vm, x as Real / y as Real),
        BinaryOp::Power if y < 0 && config::FLOAT => float::binary_values(vm, op, x as Real, y as Real),
        BinaryOp::Power if y < 0 => Err(exc::value_error(vm, text!("negative power with no float support"))),
        BinaryOp::Power => small::power(x, y).ok_or(()).map_err(|()| raise_overflow(vm)),
        BinaryOp::Divmod => {
            let pair = divmod(vm, x, y)?;
            Ok(vm.new_tuple_with(2, |_, out| out.copy_from_slice(&[pair.0, pair.1]))?.obj())
        }
        BinaryOp::Add
        | BinaryOp::Subtract
        | BinaryOp::Multiply
        | BinaryOp::FloorDivide
        | BinaryOp::Lshift => Err(raise_overflow(vm)),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Quotient and remainder; the divisor is not zero.
///
/// # Raises
/// `OverflowError`.
pub(super) fn divmod(vm: &mut Vm, x: isize, y: isize) -> Res<(Obj, Obj)> {
    let (x, y) = (Obj::small(x), Obj::small(y));
    match (small::binary(BinaryOp::FloorDivide, x, y), small::binary(BinaryOp::Modulo, x, y)) {
        (Some(quotient), Some(remainder)) => Ok((quotient, remainder)),
        _ => Err(raise_overflow(vm)),
    }
}
