//! `exp`, `log` and `pow` of doubles, to within 0.53 units in the last place.
//!
//! Users compare such results digit by digit with other Pythons, whose C libraries round nearly always to the
//! nearest double; common small implementations often land one beside it. Logarithms and exponentials are made of
//! a table value and a short series, summed in two doubles (`pair.rs`); the tables (`tables.rs`, 3.5 KB) are
//! computed by the compiler.

mod exponential;
mod logarithm;
mod pair;
mod tables;

pub use exponential::exp;
pub use logarithm::{log, log2, log10};

use exponential::exp_of_sum;
use logarithm::log_sum;
use pair::two_product;

/// Exponents beyond this size decide by the base's side of one alone, those below its reciprocal not at all.
const HUGE: f64 = (1u128 << 64) as f64;

/// Whether a float is a whole number, and whether that is odd.
fn parity(y: f64) -> (bool, bool) {
    if y.abs() >= (1u64 << 53) as f64 {
        return (true, false);
    }
    let whole = y as i64;
    (whole as f64 == y, whole as f64 == y && whole & 1 != 0)
}

/// `x ** y`, as C's `pow` has it.
pub fn pow(x: f64, y: f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    let size = x.abs();
    let (whole, odd) = parity(y);
    let sign = if x.is_sign_negative() && odd { -1.0 } else { 1.0 };
    if size == 0.0 || size == f64::INFINITY {
        let grows = (size == 0.0) == (y < 0.0);
        return sign * if grows { f64::INFINITY } else { 0.0 };
    }
    if x < 0.0 && !whole {
        return f64::NAN;
    }
    if size == 1.0 {
        return sign;
    }
    if y.abs() >= HUGE {
        let grows = (size > 1.0) == (y > 0.0);
        return sign * if grows { f64::INFINITY } else { 0.0 };
    }
    if y.abs() <= 1.0 / HUGE {
        return 1.0;
    }
    let (high, low) = log_sum(size);
    let (product, error) = two_product(y, high);
    sign * exp_of_sum(product, error + y * low)
}
