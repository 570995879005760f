//! Arithmetic on floats as it is folded: what the running side would compute.

use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_num::real::Real;

/// The greatest integer that is not greater.
fn floor(value: Real) -> Real {
    // From 2 ** 52 on every float is an integer.
    if value.is_nan() || value.abs() >= 4_503_599_627_370_496.0 {
        return value;
    }
    let whole = value as i64 as Real;
    if whole > value { whole - 1.0 } else { whole }
}

/// Quotient and remainder in Python's sense: the remainder has the divisor's sign.
fn divmod(x: Real, y: Real) -> (Real, Real) {
    let mut rest = x % y;
    let mut quotient = (x - rest) / y;
    if rest == 0.0 {
        rest = (0.0 as Real).copysign(y);
    } else if (rest < 0.0) != (y < 0.0) {
        rest += y;
        quotient -= 1.0;
    }
    let whole = if quotient == 0.0 {
        (0.0 as Real).copysign(x / y)
    } else {
        let whole = floor(quotient);
        if quotient - whole > 0.5 { whole + 1.0 } else { whole }
    };
    (whole, rest)
}

/// `x op y`. `None`: it fails, or is no float, and is not to be folded. `power` does what needs a library.
pub fn float_op(
    op: BinaryOp,
    x: Real,
    y: Real,
    power: &mut dyn FnMut(Real, Real) -> Option<Real>,
) -> Option<Real> {
    match op {
        BinaryOp::Add => Some(x + y),
        BinaryOp::Subtract => Some(x - y),
        BinaryOp::Multiply => Some(x * y),
        BinaryOp::FloorDivide if y != 0.0 => Some(divmod(x, y).0),
        BinaryOp::Modulo if y != 0.0 => Some(divmod(x, y).1),
        BinaryOp::TrueDivide if y != 0.0 => Some(x / y),
        BinaryOp::Power => {
            let zero_division = x == 0.0 && y < 0.0 && !y.is_infinite();
            // A complex result is not folded.
            let complex = x < 0.0 && y != floor(y) && !y.is_nan();
            if zero_division || complex { None } else { power(x, y) }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_has_the_divisors_sign() {
        let mut no_power = |_, _| None;
        let mut op = |op, x, y| float_op(op, x, y, &mut no_power);
        assert_eq!(op(BinaryOp::FloorDivide, -7.5, 2.0), Some(-4.0));
        assert_eq!(op(BinaryOp::Modulo, -7.5, 2.0), Some(0.5));
        assert_eq!(op(BinaryOp::Modulo, 7.5, -2.0), Some(-0.5));
        assert_eq!(op(BinaryOp::TrueDivide, 1.0, 0.0), None);
        assert_eq!(op(BinaryOp::Or, 1.0, 2.0), None);
        assert_eq!(op(BinaryOp::Power, -1.0, 0.5), None);
    }
}
