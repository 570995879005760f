//! Floats as text: reading literals, `repr`, and the `%e %f %g` formats.
//!
//! Doubles and single-precision floats go through one implementation, generic
//! over [`Float`], so that a build with 32-bit floats differs in digits alone.
//! Reading rounds correctly. Printing gives correct digits by upstream's rules:
//! the precision `repr` starts from, the limits set by its 33-byte buffer.

mod decimal;
mod exact;
mod format;
mod parse;
mod text;

pub use format::{BUF, Format, Kind, format, repr, repr_f32, shortest};
pub use parse::{Number, parse, parse_number, parse_unsigned};

use core::ops::Neg;

/// What text conversion asks of a float type.
pub trait Float: Copy + PartialEq + Neg<Output = Self> {
    /// Significant digits that `repr` starts from; more only if these do not read back.
    const SAFE_DIGITS: usize;
    /// Significant digits with which every value reads back.
    const EXACT_DIGITS: usize;
    /// Significant digits after which upstream prints zeroes.
    const MAX_DIGITS: usize;
    /// The longest sign, digit and exponent, such as `+9e+199`.
    const EXPONENT_ROOM: usize;
    /// Bits of a mantissa.
    const MANTISSA_BITS: u32;
    /// The power of two that the lowest bit of the least float stands for.
    const MIN_EXPONENT: i32;
    /// The largest power of ten that is a float exactly, and so are all below it.
    const EXACT_POWER: u32;
    /// Positive zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// Positive infinity.
    const INFINITY: Self;
    /// A quiet NaN.
    const NAN: Self;
    /// The value of a number of few enough digits without fraction, if it is one.
    fn to_short_integer(self) -> Option<u64>;
    /// A positive finite value as an integer and a power of two.
    fn split(self) -> (u64, i32);
    /// An integer that a mantissa holds, or one more, times two to the `exponent`; infinity beyond all floats.
    fn join(mantissa: u64, exponent: i32) -> Self;
    /// An integer that a mantissa holds times ten to the `power`, whose size is at most `EXACT_POWER`.
    fn scaled_by_ten(integer: u64, power: i32) -> Self;
    /// Whether it is not a number.
    fn is_nan(self) -> bool;
    /// Whether it is infinite.
    fn is_infinite(self) -> bool;
    /// Whether the sign bit is set.
    fn is_sign_negative(self) -> bool;
}

macro_rules! float {
    ($float:ident, $bits:ident, exact powers to $power:literal, safe $safe:literal, exact $exact:literal, max $max:literal, room $room:literal) => {
        impl Float for $float {
            const SAFE_DIGITS: usize = $safe;
            const EXACT_DIGITS: usize = $exact;
            const MAX_DIGITS: usize = $max;
            const EXPONENT_ROOM: usize = $room;
            const MANTISSA_BITS: u32 = $float::MANTISSA_DIGITS;
            const MIN_EXPONENT: i32 = $float::MIN_EXP - $float::MANTISSA_DIGITS as i32;
            const EXACT_POWER: u32 = $power;
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const INFINITY: Self = $float::INFINITY;
            const NAN: Self = $float::NAN;
            #[inline]
            fn to_short_integer(self) -> Option<u64> {
                const LIMIT: u64 = 10u64.pow($exact - 2);
                let integer = self as u64;
                (integer < LIMIT && integer as $float == self).then_some(integer)
            }
            fn split(self) -> (u64, i32) {
                const FRACTION: u32 = $float::MANTISSA_DIGITS - 1;
                let bits = u64::from(self.to_bits());
                let (biased, fraction) = ((bits >> FRACTION) as i32, bits & ((1 << FRACTION) - 1));
                if biased == 0 {
                    (fraction, Self::MIN_EXPONENT)
                } else {
                    (fraction | 1 << FRACTION, biased - 1 + Self::MIN_EXPONENT)
                }
            }
            fn join(mantissa: u64, exponent: i32) -> Self {
                const FRACTION: u32 = $float::MANTISSA_DIGITS - 1;
                if exponent + FRACTION as i32 >= $float::MAX_EXP {
                    return $float::INFINITY;
                }
                let Some(fraction) = mantissa.checked_sub(1 << FRACTION) else {
                    // Below all normal floats: the mantissa stands as it is.
                    return $float::from_bits(mantissa as $bits);
                };
                // A mantissa of one more carries into the exponent, up to that of infinity.
                let biased = (exponent - Self::MIN_EXPONENT + 1) as u64;
                $float::from_bits(((biased << FRACTION) + fraction) as $bits)
            }
            fn scaled_by_ten(integer: u64, power: i32) -> Self {
                let ten = (0..power.unsigned_abs()).fold(1.0, |product: $float, _| product * 10.0);
                if power < 0 { integer as $float / ten } else { integer as $float * ten }
            }
            #[inline]
            fn is_nan(self) -> bool {
                $float::is_nan(self)
            }
            #[inline]
            fn is_infinite(self) -> bool {
                $float::is_infinite(self)
            }
            #[inline]
            fn is_sign_negative(self) -> bool {
                $float::is_sign_negative(self)
            }
        }
    };
}

float!(f64, u64, exact powers to 22, safe 16, exact 17, max 19, room 7);
float!(f32, u32, exact powers to 10, safe 6, exact 9, max 9, room 6);
