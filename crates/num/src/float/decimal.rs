//! A float's leading decimal digits and its power of ten.
//!
//! The digits come from an exact conversion, rounded to as many as always read
//! back; fewer digits are rounded from those, and only a tie among them asks
//! the exact value again. Ties round up, as upstream rounds them.

use super::Float;
use super::exact::{self, Rounding};

/// Room for the digits of any float type.
const DIGITS: usize = 17;

/// A positive decimal number `d.ddd` times ten to the `exponent`.
#[derive(Clone, Copy)]
pub(crate) struct Decimal {
    digits: [u8; DIGITS],
    len: usize,
    /// The power of ten of the first digit.
    pub(crate) exponent: i32,
}

impl Decimal {
    /// Zero.
    pub(crate) const ZERO: Decimal = Decimal { digits: [0; DIGITS], len: 1, exponent: 0 };

    /// The digits of a positive finite value.
    ///
    /// The value nearest to a power of ten counts as that power even if it is a
    /// little less, as in upstream: 1e23 never becomes 9.999999999999999e22.
    pub(crate) fn new<F: Float>(value: F) -> Decimal {
        // PERF: whole numbers are common, and the exact conversion's worst case.
        if let Some(integer) = value.to_short_integer() {
            return Decimal::integer(integer);
        }
        let decimal = Decimal::rounding(value, F::EXACT_DIGITS, Rounding::HalfEven);
        let nines = decimal.digits.iter().take(F::EXACT_DIGITS - 2).all(|&digit| digit == 9);
        if nines {
            let power = Decimal { len: 1, exponent: decimal.exponent + 1, ..Decimal::ONE };
            if power.reads_back_as(value) {
                return power;
            }
        }
        decimal
    }

    const ONE: Decimal = {
        let mut digits = [0; DIGITS];
        digits[0] = 1;
        Decimal { digits, len: 1, exponent: 0 }
    };

    /// The digits of an integer above zero that has no more than there is room for.
    fn integer(integer: u64) -> Decimal {
        let mut decimal = Decimal::ZERO;
        decimal.len = integer.checked_ilog10().unwrap_or(0) as usize + 1;
        decimal.exponent = decimal.len as i32 - 1;
        let mut rest = integer;
        for slot in decimal.digits.iter_mut().take(decimal.len).rev() {
            *slot = (rest % 10) as u8;
            rest /= 10;
        }
        decimal
    }

    /// The first `len` digits of a value, rounded.
    fn rounding<F: Float>(value: F, len: usize, mode: Rounding) -> Decimal {
        let (integer, exponent) = exact::digits(value, len, mode);
        let mut decimal = Decimal::integer(integer);
        decimal.exponent = exponent;
        decimal.len = len;
        decimal
    }

    /// The digit that stands at a power of ten; zero where there are none.
    pub(crate) fn digit_at(&self, power: i32) -> u8 {
        let index = usize::try_from(self.exponent.saturating_sub(power)).unwrap_or(usize::MAX);
        self.digits.get(index).copied().unwrap_or(0)
    }

    /// The number without trailing zeroes: how many digits are left, at least one.
    pub(crate) fn significant_len(&self) -> usize {
        self.digits.iter().rposition(|&digit| digit != 0).unwrap_or(0) + 1
    }

    /// `value`, whose digits these are, rounded to `len` significant digits.
    ///
    /// With no digits left the result is zero or a one at the place above them.
    pub(crate) fn rounded<F: Float>(&self, value: F, len: usize) -> Decimal {
        if len >= self.len {
            return *self;
        }
        let mut result = *self;
        let (kept, dropped) = result.digits.split_at_mut(len);
        let up = match dropped {
            [5, rest @ ..] if rest.iter().all(|&digit| digit == 0) => {
                // What was rounded to a half may be less than one.
                let cut = Decimal::rounding(value, F::EXACT_DIGITS, Rounding::Down);
                cut.digits.get(len).is_some_and(|&digit| digit >= 5)
            }
            [first, ..] => *first >= 5,
            [] => false,
        };
        dropped.fill(0);
        result.len = len.max(1);
        if up {
            let carried = kept.iter_mut().rev().all(|digit| {
                *digit = if *digit == 9 { 0 } else { *digit + 1 };
                *digit == 0
            });
            if carried {
                result.digits = Decimal::ONE.digits;
                result.exponent += 1;
            }
        }
        result
    }

    /// Whether these digits, read as a literal, give `value`.
    pub(crate) fn reads_back_as<F: Float>(&self, value: F) -> bool {
        let len = self.significant_len();
        let digits = self.digits.iter().copied().take(len);
        exact::value_of::<F>(digits, i64::from(self.exponent) + 1 - len as i64, false) == value
    }
}
