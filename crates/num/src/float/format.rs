//! Floats into text: `repr` and the formats `e`, `f` and `g`.
//!
//! The rules are C's with upstream's limits. Text must leave one byte of the
//! buffer free (upstream's terminator), which bounds the precision; `f` of a
//! number too large for the buffer turns into `g`. Digits beyond the safe ones
//! are printed only when fewer do not read back as the value, else zeroes stand
//! in their place. A buffer longer than upstream's [`BUF`] lifts the limits.
//! Where upstream's last digit falls off a full buffer, ours is right.

use super::Float;
use super::decimal::Decimal;
use super::text::Text;

/// The size of upstream's buffer, and so the one that gives upstream's text.
pub const BUF: usize = 33;

/// From this power of ten on `repr` uses exponents.
const REPR_EXPONENT: i32 = 16;

/// A format's notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `e`, `E`: one digit before the point, and an exponent.
    Exponent,
    /// `f`, `F`: no exponent.
    Fixed,
    /// `g`, `G`: whichever of the two suits the size, without trailing zeroes.
    General,
}

/// How to format a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// The notation.
    pub kind: Kind,
    /// Whether letters are capitals.
    pub upper: bool,
    /// Digits after the point, or significant digits for [`Kind::General`]; 6 if `None`.
    pub precision: Option<usize>,
    /// What stands before numbers that are not negative: `+`, a space, or nothing.
    pub sign: Option<u8>,
    /// Keep the point and trailing zeroes always (`#`).
    pub alternate: bool,
}

impl Format {
    /// The format of a conversion letter (`e f g` or capitals); `None` for other letters.
    pub fn from_letter(letter: u8) -> Option<Format> {
        let kind = match letter | 0x20 {
            b'e' => Kind::Exponent,
            b'f' => Kind::Fixed,
            b'g' => Kind::General,
            _ => return None,
        };
        Some(Format { kind, upper: letter & 0x20 == 0, precision: None, sign: None, alternate: false })
    }
}

/// Formats a value and returns how many bytes are written.
pub fn format<F: Float>(buf: &mut [u8], value: F, spec: Format) -> usize {
    // Precisions beyond the buffer mean no more than its size does.
    let precision = spec.precision.unwrap_or(6).min(buf.len()) as i32;
    let mut text = Text::new(buf);
    let Some(size) = start(&mut text, value, spec.sign, spec.upper) else {
        return text.len();
    };
    let room = text.room();
    let decimal = if size == F::ZERO { Decimal::ZERO } else { Decimal::new(size) };
    let layout = Layout { upper: spec.upper, alternate: spec.alternate };
    match spec.kind {
        Kind::Fixed => {
            // A number that does not fit without an exponent gets one, if it is large.
            let e = decimal.exponent;
            if e > 0 && e + precision + 2 > room {
                let max_exponent = precision.min(room - 3);
                let decimal = significant(&decimal, size, (precision + 1) as usize);
                layout.general(&mut text, &decimal, max_exponent, precision + 1);
            } else {
                let decimals = precision.min(if e > 0 { room - e - 3 } else { room - 3 }).max(0);
                let decimal = fixed_digits(&decimal, size, decimals);
                layout.fixed(&mut text, &decimal, decimals);
            }
        }
        Kind::General => {
            let max_exponent = precision.min(room - 3);
            let decimal = significant(&decimal, size, precision.max(1) as usize);
            layout.general(&mut text, &decimal, max_exponent, precision.max(1));
        }
        Kind::Exponent => {
            let decimal = significant(&decimal, size, precision as usize + 1);
            let digits = (precision + 1).min((room - F::EXPONENT_ROOM as i32 - 1).max(1));
            layout.exponent(&mut text, &decimal, digits);
        }
    }
    text.len()
}

/// Writes `repr(value)`: digits enough to read back, `.0` if nothing else tells it from an integer.
pub fn repr<F: Float>(buf: &mut [u8], value: F) -> usize {
    let len = shortest(buf, value);
    let mut text = Text::resume(buf, len);
    if !text.bytes().iter().any(|byte| matches!(byte, b'.' | b'e' | b'n')) {
        text.extend(b".0");
    }
    text.len()
}

/// [`repr`] of a single-precision float.
pub fn repr_f32(buf: &mut [u8], value: f32) -> usize {
    repr(buf, value)
}

/// As [`repr`] but without `.0` after integers, as complex numbers print their parts.
pub fn shortest<F: Float>(buf: &mut [u8], value: F) -> usize {
    let mut text = Text::new(buf);
    let Some(size) = start(&mut text, value, None, false) else {
        return text.len();
    };
    let decimal = if size == F::ZERO {
        Decimal::ZERO
    } else {
        reading_back(&Decimal::new(size), size, F::SAFE_DIGITS, F::MAX_DIGITS)
    };
    let layout = Layout { upper: false, alternate: false };
    layout.general(&mut text, &decimal, REPR_EXPONENT, F::MAX_DIGITS as i32);
    text.len()
}

/// Writes the sign, and the name of a value that is no number; else returns its size.
fn start<F: Float>(text: &mut Text, value: F, sign: Option<u8>, upper: bool) -> Option<F> {
    let negative = value.is_sign_negative() && !value.is_nan();
    if negative {
        text.push(b'-');
    } else if let Some(sign) = sign {
        text.push(sign);
    }
    let name: &[u8] = match (value.is_nan(), value.is_infinite(), upper) {
        (true, _, false) => b"nan",
        (true, _, true) => b"NAN",
        (_, true, false) => b"inf",
        (_, true, true) => b"INF",
        _ => return Some(if negative { -value } else { value }),
    };
    text.extend(name);
    None
}

/// `value` rounded to `len` digits, or to the safe ones if those read back.
fn significant<F: Float>(decimal: &Decimal, value: F, len: usize) -> Decimal {
    if len <= F::SAFE_DIGITS {
        decimal.rounded(value, len)
    } else {
        reading_back(decimal, value, F::SAFE_DIGITS, len)
    }
}

/// `value` rounded to the fewest digits, from `safe` to `most`, that read back.
fn reading_back<F: Float>(decimal: &Decimal, value: F, safe: usize, most: usize) -> Decimal {
    if decimal.significant_len() <= safe {
        return *decimal;
    }
    for len in safe..most.min(F::EXACT_DIGITS) {
        let rounded = decimal.rounded(value, len);
        if rounded.reads_back_as(value) {
            return rounded;
        }
    }
    decimal.rounded(value, most)
}

/// `value` rounded to `decimals` places after the point.
fn fixed_digits<F: Float>(decimal: &Decimal, value: F, decimals: i32) -> Decimal {
    let e = decimal.exponent;
    let Ok(len) = usize::try_from(e + 1 + decimals) else {
        // Even the first digit is below half of the last place.
        return Decimal::ZERO;
    };
    // Upstream's digits before a number below one start with zeroes: the one before
    // the point and the next, or the last one after it. They count as digits.
    let zeroes = match e {
        0.. => 0,
        -2..0 => -e as usize,
        _ => 1,
    };
    if len + zeroes <= F::SAFE_DIGITS {
        decimal.rounded(value, len)
    } else {
        reading_back(decimal, value, F::SAFE_DIGITS - zeroes, len)
    }
}

/// How digits are set out.
#[derive(Clone, Copy)]
struct Layout {
    upper: bool,
    alternate: bool,
}

impl Layout {
    /// `ddd.ddd` with so many digits after the point.
    fn fixed(self, text: &mut Text, decimal: &Decimal, decimals: i32) {
        let e = decimal.exponent;
        for place in (0..=e.max(0)).rev() {
            text.push(decimal.digit_at(place) + b'0');
        }
        if decimals > 0 || self.alternate {
            text.push(b'.');
        }
        for place in 1..=decimals {
            text.push(decimal.digit_at(-place) + b'0');
        }
    }

    /// `d.ddde+dd` with so many digits in all.
    fn exponent(self, text: &mut Text, decimal: &Decimal, digits: i32) {
        let e = decimal.exponent;
        for index in 0..digits {
            if index == 1 {
                text.push(b'.');
            }
            text.push(decimal.digit_at(e - index) + b'0');
        }
        if digits == 1 && self.alternate {
            text.push(b'.');
        }
        text.push(if self.upper { b'E' } else { b'e' });
        text.push(if e < 0 { b'-' } else { b'+' });
        let e = e.unsigned_abs();
        if e >= 100 {
            text.push(b'0' + (e / 100) as u8);
        }
        text.push(b'0' + (e / 10 % 10) as u8);
        text.push(b'0' + (e % 10) as u8);
    }

    /// Whichever of the two: exponents from `max_exponent` up and below -4.
    fn general(self, text: &mut Text, decimal: &Decimal, max_exponent: i32, precision: i32) {
        let e = decimal.exponent;
        let digits = if self.alternate { precision } else { decimal.significant_len() as i32 };
        if e == 0 || (-4..max_exponent).contains(&e) {
            self.fixed(text, decimal, (digits - 1 - e).max(0));
        } else {
            self.exponent(text, decimal, digits);
        }
    }
}
