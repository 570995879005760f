//! `round` of floats.
use crate::real::{self, Real};

use super::new;
use crate::types::int;
use crate::{Res, Vm};

/// The value rounded to `n_digits` decimals, ties to even.
///
/// It is scaled by a power of ten, as upstream does it; where that leaves the floats, no digit is to be dropped.
pub fn round(value: Real, n_digits: isize) -> Real {
    let digits = n_digits.clamp(-400, 400) as Real;
    let unit = real::pow(10.0, digits);
    let rounded = real::rint(value * unit) / unit;
    if rounded.is_finite() || !value.is_finite() {
        rounded
    } else if digits > 0.0 {
        value
    } else {
        (0.0 as Real).copysign(value)
    }
}

/// `round(value)`, an `int`, or `round(value, n_digits)`, a float.
///
/// # Raises
/// `OverflowError` for infinities and `ValueError` for NaN, without `n_digits`; `MemoryError`.
pub fn round_float(vm: &mut Vm, value: Real, n_digits: Option<isize>) -> Res {
    match n_digits {
        Some(n_digits) => new(vm, round(value, n_digits)),
        None => int::from_real(vm, real::rint(value)),
    }
}
