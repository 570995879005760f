//! Big integers to and from machine integers and floats.

use super::{Int, Limb, Written, limbs, too_short};
use crate::real::{Real, widen};

/// Limbs that any 64-bit integer fits.
const FIXED_LIMBS: usize = 64usize.div_ceil(limbs::BITS);

/// A 64-bit integer spread over limbs, to take part in operations as an [`Int`].
#[derive(Clone, Copy, Debug)]
pub struct Fixed {
    negative: bool,
    limbs: [Limb; FIXED_LIMBS],
}

impl Fixed {
    /// From an unsigned integer.
    #[inline]
    pub fn from_u64(value: u64) -> Fixed {
        let mut rest = value;
        let limbs = core::array::from_fn(|_| {
            let limb = rest as Limb;
            rest = rest.unbounded_shr(Limb::BITS);
            limb
        });
        Fixed { negative: false, limbs }
    }

    /// From a signed integer.
    #[inline]
    pub fn from_i64(value: i64) -> Fixed {
        Fixed { negative: value < 0, ..Fixed::from_u64(value.unsigned_abs()) }
    }

    /// From a machine word.
    #[inline]
    pub fn from_isize(value: isize) -> Fixed {
        Fixed::from_i64(value as i64)
    }

    /// The integer as an operand.
    #[inline]
    pub fn int(&self) -> Int<'_> {
        Int::new(self.negative, &self.limbs)
    }
}

impl Int<'_> {
    /// The value if it fits a signed machine word.
    #[inline]
    pub fn to_isize(self) -> Option<isize> {
        let magnitude = match self.magnitude {
            [] => 0,
            [limb] => *limb,
            _ => return None,
        };
        if self.negative { 0isize.checked_sub_unsigned(magnitude) } else { isize::try_from(magnitude).ok() }
    }

    /// The value if it fits an unsigned machine word.
    #[inline]
    pub fn to_usize(self) -> Option<usize> {
        match self.magnitude {
            [] => Some(0),
            [limb] if !self.negative => Some(*limb),
            _ => None,
        }
    }

    /// The value if it fits 64 bits and a sign.
    #[inline]
    pub fn to_i64(self) -> Option<i64> {
        let magnitude = self.abs().to_u64()?;
        if self.negative { 0i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() }
    }

    /// The value if it fits 64 unsigned bits.
    #[inline]
    pub fn to_u64(self) -> Option<u64> {
        if self.negative || self.magnitude.len() > FIXED_LIMBS {
            return None;
        }
        Some(
            self.magnitude
                .iter()
                .rev()
                .fold(0u64, |value, &limb| value.unbounded_shl(Limb::BITS) | limb as u64),
        )
    }

    /// The value modulo 2 to the 64th, signed.
    #[inline]
    pub fn low_i64_wrapping(self) -> i64 {
        let low = self.magnitude.get(..FIXED_LIMBS).unwrap_or(self.magnitude);
        let value = low.iter().rev().fold(0u64, |value, &limb| value.unbounded_shl(Limb::BITS) | limb as u64);
        if self.negative { value.wrapping_neg() as i64 } else { value as i64 }
    }

    /// The nearest double, ties to even; infinite when the value is out of range.
    pub fn to_f64(self) -> f64 {
        let (top, exponent) = self.top_bits();
        // 2 ** exponent is exact, so the product rounds only by overflowing.
        let value = match exponent {
            0 => top as f64,
            1..=1023 => top as f64 * f64::from_bits((1023 + exponent as u64) << 52),
            _ => f64::INFINITY,
        };
        if self.negative { -value } else { value }
    }

    /// The nearest single-precision float, ties to even; infinite when out of range.
    pub fn to_f32(self) -> f32 {
        let (top, exponent) = self.top_bits();
        let value = match exponent {
            0 => top as f32,
            1..=127 => top as f32 * f32::from_bits((127 + exponent as u32) << 23),
            _ => f32::INFINITY,
        };
        if self.negative { -value } else { value }
    }

    /// The nearest float of the build, ties to even; infinite when out of range.
    pub fn to_real(self) -> Real {
        // One of the two, as the build has it; the other is dropped.
        if Real::MANTISSA_DIGITS == f64::MANTISSA_DIGITS {
            self.to_f64() as Real
        } else {
            self.to_f32() as Real
        }
    }

    /// The top 64 bits and the power of two they stand at. The lowest bit also says whether
    /// anything below is set, which is all that correct rounding needs to know.
    fn top_bits(self) -> (u64, usize) {
        let exponent = self.bit_length().saturating_sub(64);
        let (words, count) = (exponent / limbs::BITS, exponent % limbs::BITS);
        let (low, high) = self.magnitude.split_at_checked(words).unwrap_or((&[], self.magnitude));
        let mut top = 0u128;
        for &limb in high.iter().rev() {
            top = top << limbs::BITS | limb as u128;
        }
        let sticky = top & ((1 << count) - 1) != 0 || low.iter().any(|&limb| limb != 0);
        ((top >> count) as u64 | u64::from(sticky), exponent)
    }
}

/// As [`from_f64_len`], of a float of the build.
pub fn from_real_len(value: Real) -> Option<usize> {
    from_f64_len(widen(value))
}

/// As [`from_f64`], of a float of the build.
pub fn from_real(value: Real, out: &mut [Limb]) -> Option<Written> {
    from_f64(widen(value), out)
}

/// Limbs that the integral part of `value` takes; `None` for infinities and NaN.
pub fn from_f64_len(value: f64) -> Option<usize> {
    let (_, exponent) = parts(value)?;
    Some(usize::try_from(exponent + 53).unwrap_or(0).div_ceil(limbs::BITS))
}

/// The integral part of `value`, exactly; `None` for infinities and NaN.
pub fn from_f64(value: f64, out: &mut [Limb]) -> Option<Written> {
    let (mantissa, exponent) = parts(value)?;
    let Some(out) = out.get_mut(..from_f64_len(value)?) else {
        return Some(too_short());
    };
    let negative = value < 0.0;
    let Ok(exponent) = usize::try_from(exponent) else {
        let integral = mantissa.unbounded_shr(exponent.unsigned_abs());
        let fixed = Fixed::from_u64(integral);
        return Some(Int { negative: negative && integral != 0, ..fixed.int() }.copy_to(out));
    };
    out.fill(0);
    // The mantissa lands on up to one limb more than it has itself.
    let (words, count) = (exponent / limbs::BITS, exponent % limbs::BITS);
    let mut bits = u128::from(mantissa) << count;
    for slot in out.iter_mut().skip(words) {
        *slot = bits as Limb;
        bits >>= limbs::BITS;
    }
    Some(Written::new(negative, out))
}

/// Mantissa and power of two of a finite float's size.
fn parts(value: f64) -> Option<(u64, i32)> {
    if !value.is_finite() {
        return None;
    }
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    // Subnormal numbers are all below one; any mantissa will do for them.
    let exponent = (bits >> 52 & 0x7ff) as i32;
    Some(if exponent == 0 { (0, -1074) } else { (fraction | 1 << 52, exponent - 1075) })
}
