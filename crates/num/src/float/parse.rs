//! Floats and complex numbers out of text, as `float()` reads them.
//!
//! The syntax is upstream's, which is wider than Python's: underscores may stand
//! anywhere, and a number without digits is zero. Values are those of core's
//! parser, correctly rounded whatever the number of digits.

use super::Float;
use super::text::Text;
use crate::mpz::{skip_blanks, take_sign};
use core::fmt::Write;

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
    let mut place = Place::Whole;
    let (mut whole_digits, mut exponent_digits, mut plain) = (0usize, 0usize, true);
    let mut bytes = text.iter().enumerate().peekable();
    let mut len = text.len();
    while let Some((index, &byte)) = bytes.next() {
        match byte {
            b'0'..=b'9' if place == Place::Exponent => exponent_digits += 1,
            b'0'..=b'9' => whole_digits += 1,
            b'_' => plain = false,
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
    if whole_digits == 0 {
        return Some((F::ZERO, len));
    }
    let number = text.get(..len).unwrap_or(text);
    let value = if plain && (place != Place::Exponent || exponent_digits > 0) {
        core::str::from_utf8(number).ok().and_then(|number| number.parse().ok())
    } else {
        rewritten(number)
    };
    // Both kinds of text are numbers to core's parser, so there is always a value.
    Some((value.unwrap_or(F::NAN), len))
}

/// Digits that decide how any double rounds, with some to spare.
const DIGITS: usize = 800;

/// Reads a number that core's parser would not take as it stands.
#[inline(never)]
fn rewritten<F: Float>(number: &[u8]) -> Option<F> {
    let mut buf = [0; DIGITS + 32];
    let mut text = Text::new(&mut buf);
    let (mut point, mut negative, mut place) = (0i64, false, Place::Whole);
    let mut exponent = 0i64;
    let mut rest_is_zero = true;
    for &byte in number {
        match byte {
            b'0'..=b'9' if place == Place::Exponent => {
                exponent = exponent.saturating_mul(10).saturating_add(i64::from(byte - b'0'));
            }
            b'0'..=b'9' => {
                let leading_zero = byte == b'0' && text.len() == 0;
                if text.len() < DIGITS && !leading_zero {
                    text.push(byte);
                    point -= i64::from(place == Place::Fraction);
                } else {
                    // Left out: its place counts before the point, its value as "more".
                    rest_is_zero &= byte == b'0';
                    if leading_zero {
                        point -= i64::from(place == Place::Fraction);
                    } else {
                        point += i64::from(place == Place::Whole);
                    }
                }
            }
            b'.' => place = Place::Fraction,
            b'-' => negative = true,
            b'e' | b'E' => place = Place::Exponent,
            _ => {}
        }
    }
    if text.len() == 0 {
        return Some(F::ZERO);
    }
    if !rest_is_zero {
        text.push(b'1');
        point -= 1;
    }
    let exponent = point.saturating_add(if negative { -exponent } else { exponent });
    // Writing to a `Text` cannot fail.
    let _ = write!(text, "e{exponent}");
    core::str::from_utf8(text.bytes()).ok()?.parse().ok()
}
