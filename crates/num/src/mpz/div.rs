//! Floor division of big integers: quotient, remainder, or both.
//!
//! Knuth's algorithm D on normalised operands, each quotient limb estimated
//! from three limbs of dividend and two of divisor, so that hardly any estimate
//! needs correction. Python rounds quotients towards negative infinity and gives
//! remainders the divisor's sign; both are one step away from the truncated
//! results when the signs differ and something remains.

use super::reciprocal::{Divisor1, Divisor2, Wide, wide};
use super::{Int, Limb, Written, limbs, too_short};

/// Limbs that the quotient of `a // b` may take.
#[inline]
pub fn quotient_len(a: Int, b: Int) -> usize {
    a.magnitude.len().saturating_sub(b.magnitude.len()) + 2
}

/// Limbs that the remainder of `a % b` may take.
#[inline]
pub fn remainder_len(_a: Int, b: Int) -> usize {
    b.magnitude.len()
}

/// Limbs of work area that [`div`], [`modulo`] and [`divmod`] need.
#[inline]
pub fn div_scratch(a: Int, b: Int) -> usize {
    // A limb divides without copies; then the area holds the remainder only.
    if b.magnitude.len() == 1 { 1 } else { reduce_scratch(a.magnitude.len(), b.magnitude.len()) }
}

/// The sign and magnitude of `a // b` where that is one limb and the upper limbs tell it.
///
/// The rest of the operands can only change a quotient whose remainder, so far, is less than itself: what it takes
/// away further down is less than the quotient times one at the place where the upper limbs end.
pub fn short_quotient(a: Int, b: Int) -> Option<(bool, Limb)> {
    let (x, y) = (a.magnitude, b.magnitude);
    let n = y.len();
    let &[.., low, high] = y else { return None };
    let negative = a.negative != b.negative;
    if x.len() < n {
        let rounds_down = negative && !x.is_empty();
        return Some((rounds_down, Limb::from(rounds_down)));
    }
    let shift = high.leading_zeros() as usize;
    // Shifting twice keeps each count below the width even when `shift` is zero.
    let spill = |limb: Limb| limb >> 1 >> (limbs::BITS - 1 - shift);
    let below = |limbs: &[Limb], index: Option<usize>| index.and_then(|i| limbs.get(i)).copied().unwrap_or(0);
    let shifted = |limbs: &[Limb], index: usize| {
        below(limbs, Some(index)) << shift | spill(below(limbs, index.checked_sub(1)))
    };
    let (y1, y0) = (shifted(y, n - 1), low << shift | spill(below(y, n.checked_sub(3))));
    let (x2, x1, x0) = (shifted(x, n), shifted(x, n - 1), shifted(x, n - 2));
    if x.len() > n + 1 || spill(below(x, Some(n))) != 0 || wide(x2, x1) >= wide(y1, y0) {
        return None;
    }
    let (digit, r1, r0) = Divisor2::new(y1, y0).divide(x2, x1, x0);
    // The remainder is above zero then, too.
    if wide(r1, r0) <= digit as Wide {
        return None;
    }
    Some((negative, digit.checked_add(Limb::from(negative))?))
}

/// `a // b`; `None` when `b` is zero.
pub fn div(a: Int, b: Int, quotient: &mut [Limb], scratch: &mut [Limb]) -> Option<Written> {
    let Some(quotient) = quotient.get_mut(..quotient_len(a, b)) else {
        return Some(too_short());
    };
    let remainder = truncated(a.magnitude, b.magnitude, quotient, scratch)?;
    Some(floor_quotient(a, b, quotient, !remainder.is_empty()))
}

/// `a % b`; `None` when `b` is zero.
pub fn modulo(a: Int, b: Int, remainder: &mut [Limb], scratch: &mut [Limb]) -> Option<Written> {
    let left = truncated(a.magnitude, b.magnitude, &mut [], scratch)?;
    Some(floor_remainder(a, b, left, remainder))
}

/// `divmod(a, b)`; `None` when `b` is zero.
pub fn divmod(
    a: Int,
    b: Int,
    quotient: &mut [Limb],
    remainder: &mut [Limb],
    scratch: &mut [Limb],
) -> Option<(Written, Written)> {
    let Some(quotient) = quotient.get_mut(..quotient_len(a, b)) else {
        return Some((too_short(), Written::ZERO));
    };
    let left = truncated(a.magnitude, b.magnitude, quotient, scratch)?;
    let written = floor_quotient(a, b, quotient, !left.is_empty());
    Some((written, floor_remainder(a, b, left, remainder)))
}

fn floor_quotient(a: Int, b: Int, quotient: &mut [Limb], inexact: bool) -> Written {
    let negative = a.negative != b.negative;
    if negative && inexact {
        limbs::propagate_carry(quotient, true);
    }
    Written::new(negative, quotient)
}

fn floor_remainder(a: Int, b: Int, left: &[Limb], remainder: &mut [Limb]) -> Written {
    if left.is_empty() || a.negative == b.negative {
        return Int { negative: a.negative && !left.is_empty(), magnitude: left }.copy_to(remainder);
    }
    let Some(remainder) = remainder.get_mut(..b.magnitude.len()) else {
        return too_short();
    };
    limbs::sub(remainder, b.magnitude, left);
    Written::new(b.negative, remainder)
}

/// Work area of [`truncated`] from the operands' lengths.
pub(crate) fn reduce_scratch(a: usize, b: usize) -> usize {
    a.max(b) + 1 + b
}

/// Divides magnitudes. The quotient fills `quotient`, unless that is empty; the
/// trimmed remainder is returned and lies at the start of `scratch`.
pub(crate) fn truncated<'s>(
    a: &[Limb],
    b: &[Limb],
    quotient: &mut [Limb],
    scratch: &'s mut [Limb],
) -> Option<&'s [Limb]> {
    let &top = b.last()?;
    let shift = top.leading_zeros() as usize;
    if b.len() == 1 {
        quotient.fill(0);
        let Some(place) = scratch.get_mut(..1) else {
            too_short();
            return Some(&[]);
        };
        place[0] = divide_by_limb(a, top, shift, quotient);
        return Some(limbs::trim(place));
    }
    let Some((work, rest)) = scratch.split_at_mut_checked(a.len() + 1) else {
        too_short();
        return Some(&[]);
    };
    quotient.fill(0);
    if limbs::compare(a, b).is_lt() {
        work[..a.len()].copy_from_slice(a);
        return Some(&work[..a.len()]);
    }
    let Some(divisor) = rest.get_mut(..b.len()) else {
        too_short();
        return Some(&[]);
    };
    limbs::shl(divisor, b, shift);
    work[a.len()] = limbs::shl(&mut work[..a.len()], a, shift);
    reduce(work, divisor, quotient);
    let remainder = &mut work[..b.len()];
    limbs::shr_assign(remainder, shift);
    Some(limbs::trim(remainder))
}

/// Divides by one limb without copying: the dividend is shifted on the way.
fn divide_by_limb(a: &[Limb], divisor: Limb, shift: usize, quotient: &mut [Limb]) -> Limb {
    let divisor = Divisor1::new(divisor << shift);
    // Shifting twice keeps each count below the width even when `shift` is zero.
    let spill = |limb: Limb| limb >> 1 >> (limbs::BITS - 1 - shift);
    let mut remainder = a.last().map_or(0, |&limb| spill(limb));
    for index in (0..a.len()).rev() {
        let below = index.checked_sub(1).map_or(0, |below| spill(a[below]));
        let (digit, left) = divisor.divide(remainder, a[index] << shift | below);
        remainder = left;
        if let Some(slot) = quotient.get_mut(index) {
            *slot = digit;
        }
    }
    remainder >> shift
}

/// Reduces `work` modulo a normalised divisor of two limbs or more, in place.
///
/// The top limb of `work` must be below the divisor's, for which a zero limb
/// above the dividend serves. Quotient limbs go to `quotient` as far as it reaches.
pub(crate) fn reduce(work: &mut [Limb], divisor: &[Limb], quotient: &mut [Limb]) {
    let [divisor_low @ .., low, high] = divisor else { return };
    let pair = Divisor2::new(*high, *low);
    let len = divisor.len();
    for index in (0..work.len().saturating_sub(len)).rev() {
        let window = &mut work[index..=index + len];
        let [body @ .., u0, u1, u2] = window else { return };
        let digit = if wide(*u2, *u1) >= pair.divisor() {
            saturated_digit(window, divisor)
        } else {
            let (mut digit, r1, r0) = pair.divide(*u2, *u1, *u0);
            let taken = limbs::sub_mul_limb(body, divisor_low, digit);
            let (r0, borrow) = r0.overflowing_sub(taken);
            let (r1, borrow) = r1.overflowing_sub(Limb::from(borrow));
            (*u0, *u1, *u2) = (r0, r1, 0);
            if borrow {
                digit = digit.wrapping_sub(1);
                limbs::add_assign(&mut window[..len], divisor);
            }
            digit
        };
        if let Some(slot) = quotient.get_mut(index) {
            *slot = digit;
        }
    }
}

/// The rare step whose upper two limbs equal the divisor's: the digit is all ones, or one less.
#[cold]
fn saturated_digit(window: &mut [Limb], divisor: &[Limb]) -> Limb {
    let mut digit = Limb::MAX;
    let (body, top) = window.split_at_mut(divisor.len());
    let taken = limbs::sub_mul_limb(body, divisor, digit);
    if let Some(top) = top.first_mut() {
        let (left, borrow) = top.overflowing_sub(taken);
        *top = left;
        if borrow {
            digit -= 1;
            limbs::add_assign(body, divisor);
        }
        *top = 0;
    }
    digit
}
