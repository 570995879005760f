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
