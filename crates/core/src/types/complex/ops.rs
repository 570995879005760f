//! Operators of complex numbers.
use crate::real::{self, Real};
use micropyrite_bytecode::ops::BinaryOp;

use super::{Complex, get_maybe, new};
use crate::heap::{Layout, This};
use crate::obj::Obj;
use crate::runtime::exc;
use crate::types::ZERO_DIVISION_ERROR;
use crate::{Res, Vm};

/// Binary operations of a complex number with anything.
pub(super) fn binary_op(vm: &mut Vm, op: BinaryOp, lhs: Obj, rhs: Obj) -> Res {
    let Some(x) = lhs.cast::<Complex>().map(|c| (c.get(vm).real, c.get(vm).imag)) else {
        return Ok(Obj::NOT_IMPLEMENTED);
    };
    match get_maybe(vm, rhs)? {
        Some(y) => binary_values(vm, op, x, y),
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn multiply(x: (Real, Real), y: (Real, Real)) -> (Real, Real) {
    (x.0 * y.0 - x.1 * y.1, x.0 * y.1 + x.1 * y.0)
}

/// Sums, differences and products of two complex numbers, where memory is at hand. `None`: do it thoroughly.
#[allow(dead_code)] // Only tier 1 asks.
pub(crate) fn fast_binary(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Option<Obj> {
    let (a, b) = (a.cast::<Complex>()?.get(vm), b.cast::<Complex>()?.get(vm));
    let (x, y) = ((a.real, a.imag), (b.real, b.imag));
    let (real, imag) = match op {
        BinaryOp::Add | BinaryOp::InplaceAdd => (x.0 + y.0, x.1 + y.1),
        BinaryOp::Subtract | BinaryOp::InplaceSubtract => (x.0 - y.0, x.1 - y.1),
        BinaryOp::Multiply | BinaryOp::InplaceMultiply => multiply(x, y),
        _ => return None,
    };
    let made = Complex { ty: This::rom(<Complex as Layout>::DEF), real, imag };
    vm.try_alloc(made).map(This::obj)
}

/// A quotient, if it exists.
fn divide(x: (Real, Real), y: (Real, Real)) -> Option<(Real, Real)> {
    if y.1 == 0.0 {
        return if y.0 == 0.0 { None } else { Some((x.0 / y.0, x.1 / y.0)) };
    }
    if y.0 == 0.0 {
        return Some((x.1 / y.1, -x.0 / y.1));
    }
    let size = y.0 * y.0 + y.1 * y.1;
    Some(multiply(x, (y.0 / size, y.1 / -size)))
}

/// A power, if it exists: the exponential of the exponent times the base's logarithm.
fn power(x: (Real, Real), y: (Real, Real)) -> Option<(Real, Real)> {
    let size = real::sqrt(x.0 * x.0 + x.1 * x.1);
    if size == 0.0 {
        let real = if y.0 == 0.0 { 1.0 } else { 0.0 };
        return if y.1 == 0.0 && y.0 >= 0.0 { Some((real, x.1)) } else { None };
    }
    let (log, angle) = (real::log(size), real::atan2(x.1, x.0));
    let (log, angle) = (y.0 * log - y.1 * angle, y.1 * log + y.0 * angle);
    let size = real::exp(log);
    Some((size * real::cos(angle), size * real::sin(angle)))
}

/// A binary operation of two complex numbers.
///
/// # Raises
/// `ZeroDivisionError`, `TypeError`, `MemoryError`.
pub fn binary_values(vm: &mut Vm, op: BinaryOp, x: (Real, Real), y: (Real, Real)) -> Res {
    let (real, imag) = match op.not_in_place().unwrap_or(op) {
        BinaryOp::Add => (x.0 + y.0, x.1 + y.1),
        BinaryOp::Subtract => (x.0 - y.0, x.1 - y.1),
        BinaryOp::Multiply => multiply(x, y),
        BinaryOp::TrueDivide => match divide(x, y) {
            Some(quotient) => quotient,
            None => return Err(exc::raise_static(vm, &ZERO_DIVISION_ERROR, text!("complex divide by zero"))),
        },
        BinaryOp::Power => match power(x, y) {
            Some(power) => power,
            None => return Err(exc::raise_static(vm, &ZERO_DIVISION_ERROR, text!("0.0 to a complex power"))),
        },
        BinaryOp::FloorDivide => {
            return Err(exc::type_error(vm, text!("can't truncate-divide a complex number")));
        }
        BinaryOp::Equal => return Ok(Obj::bool(x == y)),
        BinaryOp::NotEqual => return Ok(Obj::bool(x != y)),
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    };
    new(vm, real, imag)
}
