//! Arbitrary-precision integers on slices of limbs.
//!
//! A value is borrowed as [`Int`]; an operation writes the magnitude of its
//! result into a slice given by the caller and returns a [`Written`] (sign and
//! length). For each operation a `*_len` function says how many limbs the result
//! may take and a `*_scratch` function how many the work area takes, so that a
//! garbage-collected heap can hand out both before the arithmetic starts and
//! nothing moves or fails in the middle. An output that is too short is a bug of
//! the caller: debug builds assert, release builds answer zero.
//!
//! Limbs are machine words, so the same code does 64-bit steps on a host and
//! 32-bit steps on a microcontroller.

mod add;
mod bits;
mod bytes;
mod convert;
mod div;
mod limbs;
mod mul;
mod parse;
mod pow;
mod power_table;
mod print;
mod reciprocal;
mod shift;

pub use add::{add, add_len, neg, sub};
pub use bits::{and, bitwise_len, not, not_len, or, xor};
pub use bytes::{Endian, from_bytes, from_bytes_len, to_bytes, to_bytes_len};
pub use convert::{Fixed, from_f64, from_f64_len, from_real, from_real_len};
pub use div::{div, div_scratch, divmod, modulo, quotient_len, remainder_len, short_quotient};
pub use mul::{mul, mul_len, mul_scratch};
pub use parse::{Literal, LiteralError, parse, parse_len, parse_scratch, scan};
pub(crate) use parse::{skip_blanks, take_sign};
pub use pow::{pow, pow_len, pow_mod, pow_mod_len, pow_mod_scratch, pow_scratch};
pub use print::{to_text, to_text_len, to_text_scratch};
pub use shift::{shl, shl_len, shr, shr_len};

use core::cmp::Ordering;

/// One digit of a big integer: a machine word.
pub type Limb = usize;

/// A borrowed big integer: sign and magnitude, in normal form.
///
/// The magnitude is little endian and has no high zero limbs; zero has an empty
/// magnitude and is not negative. Equality is therefore plain equality of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int<'a> {
    negative: bool,
    magnitude: &'a [Limb],
}

/// What an operation wrote into its output: the sign, and how many limbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Whether the result is below zero.
    pub negative: bool,
    /// How many limbs of the output are the result's magnitude; 0 for zero.
    pub len: usize,
}

impl Written {
    /// The result zero.
    pub const ZERO: Written = Written { negative: false, len: 0 };

    /// Trims the magnitude that lies in `out` and pairs it with a sign.
    #[inline]
    pub(crate) fn new(negative: bool, out: &[Limb]) -> Written {
        let len = limbs::trimmed_len(out);
        Written { negative: negative && len != 0, len }
    }

    /// The integer in the output that this describes.
    #[inline]
    pub fn of(self, out: &[Limb]) -> Int<'_> {
        Int::new(self.negative, out.get(..self.len).unwrap_or(out))
    }
}

impl<'a> Int<'a> {
    /// Zero.
    pub const ZERO: Int<'static> = Int { negative: false, magnitude: &[] };

    /// An integer from a sign and a magnitude, whose high zero limbs are dropped.
    #[inline]
    pub fn new(negative: bool, magnitude: &'a [Limb]) -> Int<'a> {
        let magnitude = limbs::trim(magnitude);
        Int { negative: negative && !magnitude.is_empty(), magnitude }
    }

    /// An integer from a sign and a magnitude without high zero limbs.
    #[inline]
    pub fn trimmed(negative: bool, magnitude: &'a [Limb]) -> Int<'a> {
        debug_assert!(magnitude.last() != Some(&0) && (!negative || !magnitude.is_empty()));
        Int { negative, magnitude }
    }

    /// Whether it is below zero.
    #[inline]
    pub fn is_negative(self) -> bool {
        self.negative
    }

    /// The magnitude, little endian and trimmed.
    #[inline]
    pub fn magnitude(self) -> &'a [Limb] {
        self.magnitude
    }

    /// Whether it is zero.
    #[inline]
    pub fn is_zero(self) -> bool {
        self.magnitude.is_empty()
    }

    /// Whether it is even.
    #[inline]
    pub fn is_even(self) -> bool {
        self.magnitude.first().is_none_or(|limb| limb & 1 == 0)
    }

    /// -1, 0 or 1.
    #[inline]
    pub fn signum(self) -> isize {
        if self.negative { -1 } else { isize::from(!self.is_zero()) }
    }

    /// The number with its sign flipped, on the same limbs.
    #[inline]
    pub fn negated(self) -> Int<'a> {
        Int { negative: !self.negative && !self.is_zero(), magnitude: self.magnitude }
    }

    /// The number without its sign, on the same limbs.
    #[inline]
    pub fn abs(self) -> Int<'a> {
        Int { negative: false, magnitude: self.magnitude }
    }

    /// How many bits the magnitude has, as `int.bit_length()`.
    #[inline]
    pub fn bit_length(self) -> usize {
        limbs::bit_length(self.magnitude)
    }

    /// The value modulo 2 to the word's width, as a signed word: upstream's truncation and hash.
    #[inline]
    pub fn low_word_wrapping(self) -> isize {
        let word = self.magnitude.first().copied().unwrap_or(0) as isize;
        if self.negative { word.wrapping_neg() } else { word }
    }

    /// Writes the magnitude to `out`; needs as many limbs as the magnitude has.
    #[inline]
    pub fn copy_to(self, out: &mut [Limb]) -> Written {
        match out.get_mut(..self.magnitude.len()) {
            Some(out) => {
                out.copy_from_slice(self.magnitude);
                Written { negative: self.negative, len: self.magnitude.len() }
            }
            None => too_short(),
        }
    }
}

impl Ord for Int<'_> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => limbs::compare(self.magnitude, other.magnitude),
            (true, true) => limbs::compare(other.magnitude, self.magnitude),
        }
    }
}

impl PartialOrd for Int<'_> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The answer to an output shorter than its `*_len` function asked for.
#[cold]
fn too_short() -> Written {
    debug_assert!(false, "output shorter than its length function asked for");
    Written::ZERO
}
