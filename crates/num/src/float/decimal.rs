//! A float's leading decimal digits and its power of ten.
//!
//! The digits come from core's exact conversion, rounded to as many as always
//! read back; fewer digits are rounded from those, and only a tie among them
//! asks for more. Ties round up, as upstream rounds them.

use super::Float;
use super::text::Text;
use core::fmt::Write;

/// Room for the digits of any float type.
const DIGITS: usize = 17;

/// More digits than two different values can agree in while being near a tie.
const TIE_DIGITS: usize = 60;

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
        let mut buf = [0; 32];
        let decimal = Decimal::scan(expand(value, F::EXACT_DIGITS, &mut buf));
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

    /// Reads `d.ddde-dd` as core writes it.
    fn scan(text: &[u8]) -> Decimal {
        let mut decimal = Decimal { digits: [0; DIGITS], len: 0, exponent: 0 };
        let mut bytes = text.iter();
        for &byte in bytes.by_ref().take_while(|&&byte| byte != b'e') {
            if byte.is_ascii_digit()
                && let Some(slot) = decimal.digits.get_mut(decimal.len)
            {
                *slot = byte - b'0';
                decimal.len += 1;
            }
        }
        let mut negative = false;
        for &byte in bytes {
            if byte == b'-' {
                negative = true;
            } else {
                decimal.exponent = decimal.exponent * 10 + i32::from(byte.wrapping_sub(b'0'));
            }
        }
        if negative {
            decimal.exponent = -decimal.exponent;
        }
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
                let mut buf = [0; TIE_DIGITS + 12];
                let text = expand(value, TIE_DIGITS, &mut buf);
                let mut digits = text.iter().filter(|byte| byte.is_ascii_digit());
                digits.nth(len).is_some_and(|&digit| digit >= b'5')
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
        let mut buf = [0; 32];
        let mut text = Text::new(&mut buf);
        for (index, &digit) in self.digits.iter().enumerate().take(self.significant_len()) {
            if index == 1 {
                text.push(b'.');
            }
            text.push(digit + b'0');
        }
        // Writing to a `Text` cannot fail.
        let _ = write!(text, "e{}", self.exponent);
        core::str::from_utf8(text.bytes()).ok().and_then(|text| text.parse::<F>().ok()) == Some(value)
    }
}

/// Writes `value` with `len` significant digits in core's exponent notation.
fn expand<F: Float>(value: F, len: usize, buf: &mut [u8]) -> &[u8] {
    let mut text = Text::new(buf);
    // Writing to a `Text` cannot fail.
    let _ = write!(text, "{:.*e}", len.saturating_sub(1), value);
    let len = text.len();
    buf.get(..len).unwrap_or_default()
}
