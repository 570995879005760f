//! Logarithms, as sums of two doubles that are good to about 66 bits.

use super::pair::{Pair, quick_two_sum, two_product, two_sum};
use super::tables::{HALVED, LN_2, LOGS, N};

/// The logarithm of two, cut so that multiples of it are exact, and what is missing.
const LN_2_HIGH: f64 = f64::from_bits(LN_2.0.to_bits() & !((1 << 12) - 1));
const LN_2_LOW: f64 = LN_2.0 - LN_2_HIGH + LN_2.1;

/// Factors that turn a natural logarithm into one of another base.
const LOG2_E: Pair = Pair(1.0, 0.0).div(LN_2);
const LOG10_E: Pair = Pair(core::f64::consts::LOG10_E, 1.098319650216765e-17);

/// The natural logarithm of a positive finite number.
pub(super) fn log_sum(x: f64) -> (f64, f64) {
    // A subnormal number is made a normal one first.
    let (x, shift) = if x < f64::MIN_POSITIVE { (x * (1u64 << 54) as f64, 54) } else { (x, 0) };
    let bits = x.to_bits();
    let index = (bits >> 45) as usize % N;
    let halved = u64::from(index >= HALVED);
    let exponent = ((bits >> 52) as i64 - 1023 + halved as i64 - shift) as f64;
    let mantissa = f64::from_bits(bits & ((1 << 52) - 1) | (1023 - halved) << 52);
    let entry = LOGS[index];

    // The mantissa times the reciprocal is 1 + r; halves of the mantissa make it exact.
    let upper = f64::from_bits(mantissa.to_bits() & !((1 << 27) - 1));
    let reciprocal = entry.reciprocal();
    let (r, r_rest) = two_sum(upper * reciprocal - 1.0, (mantissa - upper) * reciprocal);

    // log(1 + r) = r - r²/2 + r³/3 …, the first two terms without loss.
    let (half_square, half_rest) = two_product(r, 0.5 * r);
    let series = 1.0 / 3.0
        + r * (-1.0 / 4.0
            + r * (1.0 / 5.0 + r * (-1.0 / 6.0 + r * (1.0 / 7.0 + r * (-1.0 / 8.0 + r * (1.0 / 9.0))))));
    let Pair(log, log_rest) = entry.log();
    let (sum, error1) = two_sum(exponent * LN_2_HIGH, log);
    let (sum, error2) = two_sum(sum, r);
    let (sum, error3) = two_sum(sum, -half_square);
    let small = exponent * LN_2_LOW + log_rest + (r_rest - half_rest - r * r_rest);
    quick_two_sum(sum, error1 + error2 + error3 + small + r * r * r * series)
}

/// The logarithm where it is not a matter of a series.
fn special(x: f64) -> Option<f64> {
    if x > 0.0 && x < f64::INFINITY {
        None
    } else if x == 0.0 {
        Some(f64::NEG_INFINITY)
    } else if x < 0.0 {
        Some(f64::NAN)
    } else {
        Some(x)
    }
}

/// The natural logarithm.
pub fn log(x: f64) -> f64 {
    special(x).unwrap_or_else(|| log_sum(x).0)
}

fn scaled(x: f64, factor: Pair) -> f64 {
    special(x).unwrap_or_else(|| {
        let (high, low) = log_sum(x);
        let (product, error) = two_product(high, factor.0);
        product + (error + (high * factor.1 + low * factor.0))
    })
}

/// The logarithm of base 2.
pub fn log2(x: f64) -> f64 {
    scaled(x, LOG2_E)
}

/// The logarithm of base 10.
pub fn log10(x: f64) -> f64 {
    scaled(x, LOG10_E)
}
