//! Sum, difference and negation of big integers.
//!
//! Signed addition is an addition or a subtraction of magnitudes; both loops run
//! once over the operands and need no work area.

use super::{Int, Limb, Written, limbs, too_short};
use core::cmp::Ordering;

/// Limbs that `a + b` and `a - b` may take.
#[inline]
pub fn add_len(a: Int, b: Int) -> usize {
    a.magnitude.len().max(b.magnitude.len()) + 1
}

/// `a + b`.
#[inline]
pub fn add(a: Int, b: Int, out: &mut [Limb]) -> Written {
    add_signed(a, b.negative, b.magnitude, out)
}

/// `a - b`.
#[inline]
pub fn sub(a: Int, b: Int, out: &mut [Limb]) -> Written {
    add_signed(a, !b.negative, b.magnitude, out)
}

/// `-a`; takes as many limbs as `a` has.
#[inline]
pub fn neg(a: Int, out: &mut [Limb]) -> Written {
    a.negated().copy_to(out)
}

fn add_signed(a: Int, b_negative: bool, b: &[Limb], out: &mut [Limb]) -> Written {
    let (a_negative, a) = (a.negative, a.magnitude);
    // A sum need not know which is larger, only which is longer.
    let order = if a_negative == b_negative { a.len().cmp(&b.len()) } else { limbs::compare(a, b) };
    let (large, small, negative) = match order {
        Ordering::Less => (b, a, b_negative),
        _ => (a, b, a_negative),
    };
    let Some((out, carry_out)) = out.split_at_mut_checked(large.len()) else {
        return too_short();
    };
    if a_negative == b_negative {
        let carry = limbs::add(out, large, small);
        if !carry {
            return Written { negative: negative && !large.is_empty(), len: large.len() };
        }
        let Some(top) = carry_out.first_mut() else {
            return too_short();
        };
        *top = 1;
        return Written { negative, len: large.len() + 1 };
    }
    limbs::sub(out, large, small);
    Written::new(negative, out)
}
