//! Division of two or three limbs by one or two, through a reciprocal.
//!
//! Processors divide a double word slowly or not at all. A reciprocal of the
//! divisor, computed once, turns every quotient limb into two multiplications
//! and small corrections (Möller and Granlund, "Improved division by invariant
//! integers", 2011). Divisors are normalised: their top bit is set.

use super::{Limb, limbs};

/// A double limb.
#[cfg(target_pointer_width = "64")]
pub(crate) type Wide = u128;
/// A double limb.
#[cfg(not(target_pointer_width = "64"))]
pub(crate) type Wide = u64;

/// Two limbs as one double limb.
#[inline]
pub(crate) fn wide(high: Limb, low: Limb) -> Wide {
    (high as Wide) << limbs::BITS | low as Wide
}

#[inline]
fn split(value: Wide) -> (Limb, Limb) {
    ((value >> limbs::BITS) as Limb, value as Limb)
}

/// A normalised one-limb divisor with its reciprocal.
#[derive(Clone, Copy)]
pub(crate) struct Divisor1 {
    divisor: Limb,
    inverse: Limb,
}

impl Divisor1 {
    /// Prepares a divisor whose top bit is set.
    #[inline]
    pub(crate) fn new(divisor: Limb) -> Divisor1 {
        debug_assert!(divisor >> (limbs::BITS - 1) == 1);
        // `max(1)` is never needed but keeps the division free of a panic.
        let inverse = (wide(!divisor, Limb::MAX) / divisor.max(1) as Wide) as Limb;
        Divisor1 { divisor, inverse }
    }

    /// Quotient and remainder of two limbs; the high limb is below the divisor.
    #[inline]
    pub(crate) fn divide(self, high: Limb, low: Limb) -> (Limb, Limb) {
        debug_assert!(high < self.divisor);
        let estimate = (self.inverse as Wide * high as Wide).wrapping_add(wide(high, low));
        let (quotient, fraction) = split(estimate);
        let mut quotient = quotient.wrapping_add(1);
        let mut remainder = low.wrapping_sub(quotient.wrapping_mul(self.divisor));
        if remainder > fraction {
            quotient = quotient.wrapping_sub(1);
            remainder = remainder.wrapping_add(self.divisor);
        }
        if remainder >= self.divisor {
            quotient = quotient.wrapping_add(1);
            remainder -= self.divisor;
        }
        (quotient, remainder)
    }
}

/// A normalised two-limb divisor with its reciprocal.
#[derive(Clone, Copy)]
pub(crate) struct Divisor2 {
    divisor: Wide,
    inverse: Limb,
}

impl Divisor2 {
    /// Prepares the divisor `high, low`, where the top bit of `high` is set.
    #[inline]
    pub(crate) fn new(high: Limb, low: Limb) -> Divisor2 {
        let mut inverse = Divisor1::new(high).inverse;
        let (mut residue, carry) = high.wrapping_mul(inverse).overflowing_add(low);
        if carry {
            inverse = inverse.wrapping_sub(1);
            if residue >= high {
                inverse = inverse.wrapping_sub(1);
                residue -= high;
            }
            residue = residue.wrapping_sub(high);
        }
        let (product_high, product_low) = split(inverse as Wide * low as Wide);
        let (residue, carry) = residue.overflowing_add(product_high);
        let divisor = wide(high, low);
        if carry {
            inverse = inverse.wrapping_sub(1);
            if wide(residue, product_low) >= divisor {
                inverse = inverse.wrapping_sub(1);
            }
        }
        Divisor2 { divisor, inverse }
    }

    /// The divisor as a double limb.
    #[inline]
    pub(crate) fn divisor(self) -> Wide {
        self.divisor
    }

    /// Quotient and two-limb remainder of three limbs, of which the upper two are below the divisor.
    #[inline]
    pub(crate) fn divide(self, high: Limb, middle: Limb, low: Limb) -> (Limb, Limb, Limb) {
        let (divisor_high, divisor_low) = split(self.divisor);
        let estimate = (self.inverse as Wide * high as Wide).wrapping_add(wide(high, middle));
        let (mut quotient, fraction) = split(estimate);
        let residue = middle.wrapping_sub(quotient.wrapping_mul(divisor_high));
        let mut remainder = wide(residue, low)
            .wrapping_sub(divisor_low as Wide * quotient as Wide)
            .wrapping_sub(self.divisor);
        quotient = quotient.wrapping_add(1);
        if split(remainder).0 >= fraction {
            quotient = quotient.wrapping_sub(1);
            remainder = remainder.wrapping_add(self.divisor);
        }
        if remainder >= self.divisor {
            quotient = quotient.wrapping_add(1);
            remainder -= self.divisor;
        }
        let (high, low) = split(remainder);
        (quotient, high, low)
    }
}
