//! `Real`: the type of a build's floats.
//!
//! Chips without hardware for doubles compute with single precision; everything
//! above this crate says `Real` and does not care.

#[cfg(not(feature = "single-precision"))]
mod chosen {
    pub use core::f64::consts;

    /// The type of floats: double precision.
    pub type Real = f64;
    /// Their bits.
    pub type Bits = u64;
}

#[cfg(feature = "single-precision")]
mod chosen {
    pub use core::f32::consts;

    /// The type of floats: single precision.
    pub type Real = f32;
    /// Their bits.
    pub type Bits = u32;
}

pub use chosen::{Bits, Real, consts};

/// Digits of bits written in hexadecimal.
pub const HEX_DIGITS: usize = size_of::<Bits>() * 2;

/// The value as a double, which has all of it.
#[allow(clippy::useless_conversion, reason = "it is one in one of the two precisions")]
pub fn widen(value: Real) -> f64 {
    f64::from(value)
}

/// The bits of a value, in the lowest of 64.
#[allow(clippy::useless_conversion, reason = "it is one in one of the two precisions")]
pub fn bits(value: Real) -> u64 {
    u64::from(value.to_bits())
}
