//! Floats as text: reading literals, `repr`, and the `%e %f %g` formats.
//!
//! Doubles and single-precision floats go through one implementation, generic
//! over [`Float`], so that a build with 32-bit floats differs in digits alone.
//! Reading rounds correctly. Printing gives correct digits by upstream's rules:
//! the precision `repr` starts from, the limits set by its 33-byte buffer.

mod decimal;
mod format;
mod parse;
mod text;

pub use format::{BUF, Format, Kind, format, repr, repr_f32, shortest};
pub use parse::{Number, parse, parse_number, parse_unsigned};

use core::fmt::LowerExp;
use core::ops::Neg;
use core::str::FromStr;

/// What text conversion asks of a float type.
pub trait Float: Copy + PartialEq + LowerExp + FromStr + Neg<Output = Self> {
    /// Significant digits that `repr` starts from; more only if these do not read back.
    const SAFE_DIGITS: usize;
    /// Significant digits with which every value reads back.
    const EXACT_DIGITS: usize;
    /// Significant digits after which upstream prints zeroes.
    const MAX_DIGITS: usize;
    /// The longest sign, digit and exponent, such as `+9e+199`.
    const EXPONENT_ROOM: usize;
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
    /// Whether it is not a number.
    fn is_nan(self) -> bool;
    /// Whether it is infinite.
    fn is_infinite(self) -> bool;
    /// Whether the sign bit is set.
    fn is_sign_negative(self) -> bool;
}

macro_rules! float {
    ($float:ident, safe $safe:literal, exact $exact:literal, max $max:literal, room $room:literal) => {
        impl Float for $float {
            const SAFE_DIGITS: usize = $safe;
            const EXACT_DIGITS: usize = $exact;
            const MAX_DIGITS: usize = $max;
            const EXPONENT_ROOM: usize = $room;
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

float!(f64, safe 16, exact 17, max 19, room 7);
float!(f32, safe 6, exact 9, max 9, room 6);
