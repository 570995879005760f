//! Operators of floats.
use crate::real::{self, Real};
use micropyrite_bytecode::ops::BinaryOp;

use super::{Float, get_maybe, new};
use crate::obj::Obj;
use crate::runtime::exc;
use crate::types::{Complex, complex};
use crate::{Res, Vm};

/// Binary operations of a float with anything.
pub(super) fn binary_op(vm: &mut Vm, op: BinaryOp, lhs: Obj, rhs: Obj) -> Res {
    let Some(x) = lhs.cast::<Float>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let x = x.get(vm).value;
    if let Some(y) = rhs.cast::<Complex>() {
        let y = y.get(vm);
        let y = (y.real, y.imag);
        return complex::binary_values(vm, op, (x, 0.0), y);
    }
    binary(vm, op, x, rhs)
}

/// A binary operation of a float with an object that stands for a number; others are not known.
///
/// # Raises
/// As [`binary_values`]; what `__float__` raises.
pub fn binary(vm: &mut Vm, op: BinaryOp, x: Real, rhs: Obj) -> Res {
    match get_maybe(vm, rhs)? {
        Some(y) => binary_values(vm, op, x, y),
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// A remainder with the sign of the divisor, which is not zero.
pub fn floor_mod(x: Real, y: Real) -> Real {
    let remainder = x % y;
    if remainder == 0.0 {
        (0.0 as Real).copysign(y)
    } else if (remainder < 0.0) != (y < 0.0) {
        remainder + y
    } else {
        remainder
    }
}

/// Quotient, rounded down, and remainder, so that `quotient * y + remainder` is `x`; `y` is not zero.
pub fn divmod(x: Real, y: Real) -> (Real, Real) {
    let truncated = x % y;
    let remainder = floor_mod(x, y);
    let mut quotient = (x - truncated) / y;
    if truncated != 0.0 && (truncated < 0.0) != (y < 0.0) {
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return ((0.0 as Real).copysign(x / y), remainder);
    }
    // The division may have rounded to just beside the whole number that it is.
    let floor = real::floor(quotient);
    (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, remainder)
}

/// `x ** y`, where that is real.
pub fn power(x: Real, y: Real) -> Real {
    // PERF: a square is a product, correctly rounded too, and by far the commonest power.
    if y == 2.0 { x * x } else { real::pow(x, y) }
}

/// A binary operation of two floats.
///
/// # Raises
/// `ZeroDivisionError`, `MemoryError`.
pub fn binary_values(vm: &mut Vm, op: BinaryOp, x: Real, y: Real) -> Res {
    let divides = |vm: &mut Vm| if y == 0.0 { Err(exc::zero_division(vm)) } else { Ok(()) };
    let value = match op.not_in_place().unwrap_or(op) {
        BinaryOp::Add => x + y,
        BinaryOp::Subtract => x - y,
        BinaryOp::Multiply => x * y,
        BinaryOp::TrueDivide => {
            divides(vm)?;
            x / y
        }
        BinaryOp::FloorDivide => {
            divides(vm)?;
            divmod(x, y).0
        }
        BinaryOp::Modulo => {
            divides(vm)?;
            floor_mod(x, y)
        }
        BinaryOp::Power => {
            if x == 0.0 && y < 0.0 && !y.is_infinite() {
                return Err(exc::zero_division(vm));
            }
            if x < 0.0 && !y.is_nan() && y != real::floor(y) {
                return complex::binary_values(vm, BinaryOp::Power, (x, 0.0), (y, 0.0));
            }
            power(x, y)
        }
        BinaryOp::Divmod => {
            divides(vm)?;
            let (quotient, remainder) = divmod(x, y);
            let (quotient, remainder) = (new(vm, quotient)?, new(vm, remainder)?);
            return Ok(vm.new_tuple_with(2, |_, out| out.copy_from_slice(&[quotient, remainder]))?.obj());
        }
        BinaryOp::Less => return Ok(Obj::bool(x < y)),
        BinaryOp::More => return Ok(Obj::bool(x > y)),
        BinaryOp::LessEqual => return Ok(Obj::bool(x <= y)),
        BinaryOp::MoreEqual => return Ok(Obj::bool(x >= y)),
        BinaryOp::Equal => return Ok(Obj::bool(x == y)),
        BinaryOp::NotEqual => return Ok(Obj::bool(x != y)),
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    };
    new(vm, value)
}
