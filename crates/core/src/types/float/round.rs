//! `round` of floats.
use micropyrite_num::elementary;

use super::new;
use crate::types::int;
use crate::{Res, Vm};

/// The value rounded to `n_digits` decimals, ties to even.
///
/// It is scaled by a power of ten, as upstream does it; where that leaves the floats, no digit is to be dropped.
pub fn round(value: f64, n_digits: isize) -> f64 {
    let digits = n_digits.clamp(-400, 400) as f64;
    let unit = elementary::pow(10.0, digits);
    let rounded = libm::rint(value * unit) / unit;
    if rounded.is_finite() || !value.is_finite() {
        rounded
    } else if digits > 0.0 {
        value
    } else {
        0f64.copysign(value)
    }
}

/// `round(value)`, an `int`, or `round(value, n_digits)`, a float.
///
/// # Raises
/// `OverflowError` for infinities and `ValueError` for NaN, without `n_digits`; `MemoryError`.
pub fn round_float(vm: &mut Vm, value: f64, n_digits: Option<isize>) -> Res {
    match n_digits {
        Some(n_digits) => new(vm, round(value, n_digits)),
        None => int::from_f64(vm, libm::rint(value)),
    }
}
