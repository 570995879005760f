//! Powers of big integers, plain and modular.
//!
//! Plain powers set the base's factors of two aside first, so that `2 ** n` is a
//! shift and `10 ** n` a power of five. Both run over the exponent's bits from
//! the top, where each step squares and at most multiplies by the base itself.

use super::mul::{product, product_scratch, square};
use super::{Int, Limb, Written, div, limbs, too_short};

/// Limbs that `base ** exponent` may take; `None` when no memory could hold it.
pub fn pow_len(base: Int, exponent: usize) -> Option<usize> {
    let bits = match base.bit_length() {
        0 | 1 => 1,
        bits => bits.checked_mul(exponent)?,
    };
    Some(bits / limbs::BITS + 3)
}

/// Limbs of work area that [`pow`] needs.
pub fn pow_scratch(base: Int, exponent: usize) -> usize {
    let len = pow_len(base, exponent).unwrap_or(0);
    len + base.magnitude.len() + 1 + product_scratch(len / 2 + 1, len / 2 + 1)
}

/// `base ** exponent`.
pub fn pow(base: Int, exponent: usize, out: &mut [Limb], scratch: &mut [Limb]) -> Written {
    let Some(out) = pow_len(base, exponent).and_then(|len| out.get_mut(..len)) else {
        return too_short();
    };
    if scratch.len() < out.len() + base.magnitude.len() + 1 {
        return too_short();
    }
    out.fill(0);
    if exponent == 0 {
        out[0] = 1;
        return Written { negative: false, len: 1 };
    }
    if base.is_zero() {
        return Written::ZERO;
    }
    let twos = limbs::trailing_zeros(base.magnitude);
    let (odd, scratch) = scratch.split_at_mut(base.magnitude.len());
    let (words, count) = (twos / limbs::BITS, twos % limbs::BITS);
    let source = &base.magnitude[words..];
    let odd = &mut odd[..source.len()];
    limbs::shr(odd, source, count);
    let odd = limbs::trim(odd);

    let (other, scratch) = scratch.split_at_mut(out.len());
    let len = power(odd, exponent, out, other, scratch);
    // `pow_len` was not `None`, so these products are far from the word's end.
    let shift = twos.saturating_mul(exponent);
    let (words, count) = (shift / limbs::BITS, shift % limbs::BITS);
    let used = (len + 1).min(out.len());
    let carry = limbs::shl_assign(&mut out[..used], count);
    debug_assert!(carry == 0);
    let used = limbs::trimmed_len(&out[..used]);
    if used + words > out.len() {
        return too_short();
    }
    out.copy_within(..used, words);
    out[..words].fill(0);
    Written::new(base.negative && exponent & 1 == 1, &out[..used + words])
}

/// Raises an odd magnitude; the result of the returned length ends up in `out`.
fn power(odd: &[Limb], exponent: usize, out: &mut [Limb], other: &mut [Limb], scratch: &mut [Limb]) -> usize {
    if odd == [1] {
        out[0] = 1;
        return 1;
    }
    let (mut current, mut next) = (out, other);
    let mut in_out = true;
    let mut len = odd.len();
    current[..len].copy_from_slice(odd);
    let top = usize::BITS - 1 - exponent.leading_zeros();
    for bit in (0..top).rev() {
        square(&mut next[..2 * len], &current[..len], scratch);
        len = limbs::trimmed_len(&next[..2 * len]);
        core::mem::swap(&mut current, &mut next);
        in_out = !in_out;
        if exponent >> bit & 1 == 1 {
            if let [limb] = odd {
                current[len] = limbs::mul_limb_assign(&mut current[..len], *limb, 0);
                len += usize::from(current[len] != 0);
            } else {
                let end = len + odd.len();
                product(&mut next[..end], &current[..len], odd, scratch);
                len = limbs::trimmed_len(&next[..end]);
                core::mem::swap(&mut current, &mut next);
                in_out = !in_out;
            }
        }
    }
    if !in_out {
        next[..len].copy_from_slice(&current[..len]);
        current = next;
    }
    // Squares may have left limbs above the result.
    current[len..].fill(0);
    len
}

/// Limbs that `pow(base, exponent, modulus)` may take.
#[inline]
pub fn pow_mod_len(modulus: Int) -> usize {
    modulus.magnitude.len()
}

/// Limbs of work area that [`pow_mod`] needs.
pub fn pow_mod_scratch(base: Int, modulus: Int) -> usize {
    let len = modulus.magnitude.len().max(2);
    let work = base.magnitude.len().max(2 * len) + 1;
    3 * len + work + product_scratch(len, len)
}

/// `pow(base, exponent, modulus)` with the sign of `modulus`; `None` when that is zero.
///
/// As upstream has it, a negative exponent gives 0: there are no modular inverses.
pub fn pow_mod(
    base: Int,
    exponent: Int,
    modulus: Int,
    out: &mut [Limb],
    scratch: &mut [Limb],
) -> Option<Written> {
    if modulus.is_zero() {
        return None;
    }
    if scratch.len() < pow_mod_scratch(base, modulus) || out.len() < modulus.magnitude.len() {
        return Some(too_short());
    }
    if exponent.negative {
        return Some(Written::ZERO);
    }
    // All steps work modulo a multiple of the modulus that is normalised and has two limbs
    // or more, which spares shifting back and forth; the last one divides by the true modulus.
    let len = modulus.magnitude.len().max(2);
    let (normal, scratch) = scratch.split_at_mut(len);
    let (factor, scratch) = scratch.split_at_mut(len);
    let (result, scratch) = scratch.split_at_mut(len);
    let (work, scratch) = scratch.split_at_mut(base.magnitude.len().max(2 * len) + 1);
    let shift = modulus.magnitude.last().map_or(0, |top| top.leading_zeros() as usize);
    normal.fill(0);
    limbs::shl(&mut normal[len - modulus.magnitude.len()..], modulus.magnitude, shift);

    let reduced = limbs::compare(base.magnitude, normal).is_lt();
    if reduced {
        limbs::copy_padded(factor, base.magnitude);
    } else {
        limbs::copy_padded(work, base.magnitude);
        div::reduce(work, normal, &mut []);
        factor.copy_from_slice(&work[..len]);
    }
    if base.negative && !limbs::trim(factor).is_empty() {
        limbs::sub_from(factor, normal);
    }

    let bits = exponent.bit_length();
    if bits == 0 {
        limbs::copy_padded(result, &[1]);
    } else {
        result.copy_from_slice(factor);
    }
    for bit in (0..bits.saturating_sub(1)).rev() {
        let work = &mut work[..2 * len + 1];
        square(&mut work[..2 * len], result, scratch);
        work[2 * len] = 0;
        div::reduce(work, normal, &mut []);
        result.copy_from_slice(&work[..len]);
        let limb = exponent.magnitude.get(bit / limbs::BITS).copied().unwrap_or(0);
        if limb >> (bit % limbs::BITS) & 1 == 1 {
            product(&mut work[..2 * len], result, factor, scratch);
            work[2 * len] = 0;
            div::reduce(work, normal, &mut []);
            result.copy_from_slice(&work[..len]);
        }
    }
    // The work area of 2 * len + 1 limbs is just what the division asks for.
    div::modulo(Int::new(false, result), modulus, out, work)
}
