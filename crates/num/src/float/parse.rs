//! Floats and complex numbers out of text, as `float()` reads them.
//!
//! The syntax is upstream's, which is wider than Python's: underscores may stand
//! anywhere, and a number without digits is zero. Values are correctly rounded,
//! whatever the number of digits.

use super::Float;
use super::exact::{self, DIGITS};
use crate::mpz::{skip_blanks, take_sign};

/// A number read from text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number<F> {
    /// A float.
    Real(F),
    /// A complex number: real and imaginary part.
    Complex(F, F),
}

/// The float that is the whole text but for blanks around it; `None` for anything else.
pub fn parse<F: Float>(text: &[u8]) -> Option<F> {
    match parse_number(text, false, false)? {
        Number::Real(value) => Some(value),
        Number::Complex(..) => None,
    }
}

/// The number that is the whole text but for blanks around it.
///
/// With `imaginary`, a final `j` is allowed; with `complex`, so is a sum of a real and an
/// imaginary part, and every number counts as complex.
pub fn parse_number<F: Float>(text: &[u8], imaginary: bool, complex: bool) -> Option<Number<F>> {
    let first = Part::read(text, imaginary || complex)?;
    if skip_blanks(first.rest).is_empty() {
        return Some(match (first.imaginary, complex) {
            (true, _) => Number::Complex(F::ZERO, first.value),
            (false, true) => Number::Complex(first.value, F::ZERO),
            (false, false) => Number::Real(first.value),
        });
    }
    if !complex || first.imaginary {
        return None;
    }
    let second = Part::read(first.rest, true)?;
    (second.imaginary && skip_blanks(second.rest).is_empty())
        .then_some(Number::Complex(first.value, second.value))
}

/// One signed number and what follows it.
struct Part<'t, F> {
    value: F,
    imaginary: bool,
    rest: &'t [u8],
}

impl<'t, F: Float> Part<'t, F> {
    fn read(text: &'t [u8], imaginary: bool) -> Option<Part<'t, F>> {
        let (negative, start) = take_sign(skip_blanks(text));
        let (mut value, len) = if let Some(len) = name_len(start, b"inf") {
            let tail = start.get(len..).unwrap_or_default();
            (F::INFINITY, len + name_len(tail, b"inity").unwrap_or(0))
        } else if let Some(len) = name_len(start, b"nan") {
            (F::NAN, len)
        } else {
            parse_unsigned(start)?
        };
        let mut rest = start.get(len..).unwrap_or_default();
        let mut is_imaginary = false;
        if imaginary && let [b'j' | b'J', after @ ..] = rest {
            if len == 0 {
                // A lone `j` is the imaginary unit.
                value = F::ONE;
            }
            is_imaginary = true;
            rest = after;
        }
        if rest.len() == start.len() {
            return None;
        }
        Some(Part { value: if negative { -value } else { value }, imaginary: is_imaginary, rest })
    }
}

/// The length of `name` if the text starts with it in any case.
fn name_len(text: &[u8], name: &[u8]) -> Option<usize> {
    text.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).map(<[u8]>::len)
}

/// What a byte may be within a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Whole,
    Fraction,
    Exponent,
}

/// The unsigned decimal number at the start of the text, and its length; `None` when the text
/// ends right after an `e` or its sign.
///
/// Text that starts with anything else gives zero of length 0.
pub fn parse_unsigned<F: Float>(text: &[u8]) -> Option<(F, usize)> {
    if exact::SHORT_WAYS
        && let Some(found) = parse_short(text)
    {
        return Some(found);
    }
    let mut place = Place::Whole;
    let mut n_digits = 0usize;
    let mut bytes = text.iter().enumerate().peekable();
    let mut len = text.len();
    while let Some((index, &byte)) = bytes.next() {
        match byte {
            b'0'..=b'9' => n_digits += usize::from(place != Place::Exponent),
            b'_' => {}
            b'.' if place == Place::Whole => place = Place::Fraction,
            b'e' | b'E' if place != Place::Exponent => {
                place = Place::Exponent;
                bytes.next_if(|(_, byte)| matches!(byte, b'+' | b'-'));
                bytes.peek()?;
            }
            _ => {
                len = index;
                break;
            }
        }
    }
    Some((if n_digits == 0 { F::ZERO } else { value(text.get(..len).unwrap_or(text)) }, len))
}

/// As [`parse_unsigned`], of a number of a few digits, perhaps with a point, that has no exponent.
#[inline]
fn parse_short<F: Float>(text: &[u8]) -> Option<(F, usize)> {
    let (mut integer, mut point) = (0u64, None);
    let mut len = 0;
    for &byte in text {
        match byte {
            b'0'..=b'9' if len < 20 => {
                integer = integer.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'))
            }
            b'.' if point.is_none() => point = Some(len + 1),
            b'0'..=b'9' | b'_' | b'e' | b'E' => return None,
            _ => break,
        }
        len += 1;
    }
    let n_digits = len - usize::from(point.is_some());
    if n_digits == 0 || n_digits > 19 {
        return None;
    }
    let n_behind = point.map_or(0, |point| len - point);
    Some((exact::short_value(integer, -(n_behind as i32))?, len))
}

/// The value of a number that has been looked at.
fn value<F: Float>(number: &[u8]) -> F {
    let mantissa_len = number.iter().position(|byte| matches!(byte, b'e' | b'E')).unwrap_or(number.len());
    let (mantissa, tail) = number.split_at(mantissa_len);
    let (mut exponent, mut negative) = (0i64, false);
    for &byte in tail {
        match byte {
            b'0'..=b'9' => exponent = exponent.saturating_mul(10).saturating_add(i64::from(byte - b'0')),
            b'-' => negative = true,
            _ => {}
        }
    }
    if negative {
        exponent = -exponent;
    }
    let digits = mantissa.iter().filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0');
    let digits = digits.skip_while(|&digit| digit == 0);
    // Digits behind the point count down the power, those that are left out before it count up.
    let point = mantissa.iter().position(|&byte| byte == b'.').unwrap_or(mantissa.len());
    let n_behind =
        mantissa.get(point..).unwrap_or_default().iter().filter(|byte| byte.is_ascii_digit()).count();
    let n_left_out = digits.clone().count().saturating_sub(DIGITS);
    let more = digits.clone().skip(DIGITS).any(|digit| digit != 0);
    let power = exponent.saturating_sub(n_behind as i64).saturating_add(n_left_out as i64);
    exact::value_of(digits.take(DIGITS), power, more)
}
