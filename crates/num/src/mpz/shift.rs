//! Shifts of big integers; to the right they round towards negative infinity.

use super::{Int, Limb, Written, limbs, too_short};

/// Limbs that `a << count` may take.
#[inline]
pub fn shl_len(a: Int, count: usize) -> usize {
    if a.is_zero() { 0 } else { a.magnitude.len() + count / limbs::BITS + 1 }
}

/// Limbs that `a >> count` may take.
#[inline]
pub fn shr_len(a: Int, count: usize) -> usize {
    a.magnitude.len().saturating_sub(count / limbs::BITS) + 1
}

/// `a << count`.
pub fn shl(a: Int, count: usize, out: &mut [Limb]) -> Written {
    if a.is_zero() {
        return Written::ZERO;
    }
    let (words, count) = (count / limbs::BITS, count % limbs::BITS);
    let len = words + a.magnitude.len();
    let Some(out) = out.get_mut(..len + 1) else {
        return too_short();
    };
    out[..words].fill(0);
    out[len] = limbs::shl(&mut out[words..len], a.magnitude, count);
    Written::new(a.negative, out)
}

/// `a >> count`.
pub fn shr(a: Int, count: usize, out: &mut [Limb]) -> Written {
    let (words, count) = (count / limbs::BITS, count % limbs::BITS);
    let (lost, kept) = a.magnitude.split_at_checked(words).unwrap_or((a.magnitude, &[]));
    let Some(out) = out.get_mut(..kept.len() + 1) else {
        return too_short();
    };
    let (body, top) = out.split_at_mut(kept.len());
    limbs::shr(body, kept, count);
    top.fill(0);
    let lost_bits = kept.first().is_some_and(|limb| limb & ((1 << count) - 1) != 0);
    if a.negative && (lost_bits || lost.iter().any(|&limb| limb != 0)) {
        limbs::propagate_carry(out, true);
    }
    Written::new(a.negative, out)
}
