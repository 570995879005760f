//! The exponential function, of a double or of a sum of two.

use super::pair::Pair;
use super::tables::{LN_2, N, POWERS};

/// A step of the table, cut so that multiples of it are exact, and what is missing.
const STEP_HIGH: f64 = f64::from_bits(LN_2.0.to_bits() & !((1 << 21) - 1)) / N as f64;
const STEP_LOW: f64 = (LN_2.0 - STEP_HIGH * N as f64 + LN_2.1) / N as f64;

/// Adding and subtracting it rounds to a whole number.
const ROUNDER: f64 = 1.5 * (1u64 << 52) as f64;

/// Above it the exponential is infinite, below its counterpart zero.
const OVERFLOW: f64 = 709.79;
const UNDERFLOW: f64 = -745.14;

/// A power of two among the normal numbers.
fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// The exponential of `high + low`, of which `low` is the far smaller.
pub(super) fn exp_of_sum(high: f64, low: f64) -> f64 {
    if high > OVERFLOW {
        return f64::INFINITY;
    }
    if high < UNDERFLOW {
        return 0.0;
    }
    let steps = high / LN_2.0 * N as f64 + ROUNDER - ROUNDER;
    let r = (high - steps * STEP_HIGH) - steps * STEP_LOW + low;
    let series =
        r + r * r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0)))));
    let steps = steps as i64;
    let Pair(power, rest) = POWERS[steps as usize % N].power();
    let value = power + (rest + power * series);
    match steps.div_euclid(N as i64) {
        exponent @ -1021..=1023 => value * power_of_two(exponent),
        exponent @ 1024.. => value * 2.0 * power_of_two(exponent - 1),
        exponent => value * power_of_two(exponent + 60) * power_of_two(-60),
    }
}

/// The exponential function.
pub fn exp(x: f64) -> f64 {
    if x.is_nan() { x } else { exp_of_sum(x, 0.0) }
}
