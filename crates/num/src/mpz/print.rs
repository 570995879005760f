//! The digits of a big integer in any base, with optional group separators.
//!
//! Bases that are powers of two read off bits. For the others a short magnitude
//! is divided by the largest one-limb power of the base again and again, and a
//! long one is split in two by a large power first (see `power_table`). Sign and
//! prefix are the caller's: what is written is the magnitude alone.

use super::div::truncated;
use super::power_table::{PowerTable, chunk};
use super::reciprocal::Divisor1;
use super::{Int, Limb, limbs};

/// Magnitudes up to this many limbs are converted without splitting.
const SPLIT: usize = 30;

/// Digits between separators: three for decimal, else four, as in Python.
fn group_size(base: u32) -> usize {
    if base == 10 { 3 } else { 4 }
}

/// Characters that the digits may take, with separators if `grouped`.
pub fn to_text_len(a: Int, base: u32, grouped: bool) -> usize {
    let base = base.clamp(2, 36);
    let bits = a.bit_length();
    let digits = if base.is_power_of_two() {
        bits.div_ceil(base.trailing_zeros().max(1) as usize)
    } else {
        // With k digits in a limb, base ** (k + 1) has more bits than a limb.
        let per_limb = chunk(base).digits + 1;
        bits / limbs::BITS * per_limb + (bits % limbs::BITS * per_limb).div_ceil(limbs::BITS)
    };
    let digits = digits + 1;
    if grouped { digits + digits / group_size(base) } else { digits }
}

/// Limbs of work area with which [`to_text`] is fastest; it needs at least as many as `a` has.
pub fn to_text_scratch(a: Int, base: u32) -> usize {
    let len = a.magnitude.len();
    if base.clamp(2, 36).is_power_of_two() {
        0
    } else if len <= SPLIT {
        len
    } else {
        // The copy, the powers, and work areas of divisions that halve each time.
        len + PowerTable::store_len(len) + 4 * len + 8 * limbs::BITS
    }
}

/// Writes the digits of the magnitude to the start of `out` and returns how many characters.
///
/// Digits above nine are letters, capital if `upper`; `group` is the separator, if any.
pub fn to_text(
    a: Int,
    base: u32,
    upper: bool,
    group: Option<u8>,
    out: &mut [u8],
    scratch: &mut [Limb],
) -> usize {
    let base = base.clamp(2, 36);
    let letters = if upper { b'A' } else { b'a' } - 10;
    let n_digits = if a.is_zero() {
        match out.first_mut() {
            Some(first) => {
                *first = 0;
                1
            }
            None => 0,
        }
    } else if base.is_power_of_two() {
        power_of_two_digits(a, base.trailing_zeros() as usize, out)
    } else {
        match scratch.split_at_mut_checked(a.magnitude.len()) {
            Some((value, rest)) => {
                value.copy_from_slice(a.magnitude);
                if value.len() > SPLIT
                    && let Some((powers, rest)) = PowerTable::new(base, value.len(), rest)
                {
                    leading_digits(value, base, &powers, powers.n_levels(), out, rest)
                } else {
                    short_leading_digits(value, base, out)
                }
            }
            None => {
                debug_assert!(false, "work area shorter than the magnitude");
                0
            }
        }
    };
    let digits = out.get_mut(..n_digits).unwrap_or_default();
    for digit in digits.iter_mut() {
        *digit += if *digit < 10 { b'0' } else { letters };
    }
    match group {
        Some(separator) => spread_groups(out, n_digits, group_size(base), separator),
        None => n_digits,
    }
}

/// Digits of `bits` bits each, most significant first.
fn power_of_two_digits(a: Int, bits: usize, out: &mut [u8]) -> usize {
    let n_digits = a.bit_length().div_ceil(bits);
    let Some(out) = out.get_mut(..n_digits) else {
        debug_assert!(false, "output shorter than its length function asked for");
        return 0;
    };
    let mask = (1 << bits) - 1;
    let mut slots = out.iter_mut().rev();
    let (mut pending, mut n_pending) = (0u128, 0);
    for &limb in a.magnitude {
        pending |= (limb as u128) << n_pending;
        n_pending += limbs::BITS;
        while n_pending >= bits {
            let Some(slot) = slots.next() else { return n_digits };
            *slot = pending as u8 & mask;
            pending >>= bits;
            n_pending -= bits;
        }
    }
    for slot in slots {
        *slot = pending as u8 & mask;
        pending >>= bits;
    }
    n_digits
}

/// Fills `out` with all digits of `value`, leading zeroes included; destroys `value`.
fn short_digits(value: &mut [Limb], base: u32, out: &mut [u8]) {
    let chunk = chunk(base);
    let shift = chunk.power.leading_zeros() as usize;
    let divisor = Divisor1::new(chunk.power << shift);
    let mut value = value;
    for slots in out.rchunks_mut(chunk.digits) {
        let mut rest = divide_in_place(value, divisor, shift);
        if let [head @ .., 0] = value {
            value = head;
        }
        if base == 10 {
            // A constant divisor is a multiplication to the compiler.
            for slot in slots.iter_mut().rev() {
                *slot = (rest % 10) as u8;
                rest /= 10;
            }
        } else {
            for slot in slots.iter_mut().rev() {
                *slot = (rest % base as Limb) as u8;
                rest /= base as Limb;
            }
        }
    }
}

/// Divides `value` by a limb given normalised, `shift` bits up; returns the remainder.
fn divide_in_place(value: &mut [Limb], divisor: Divisor1, shift: usize) -> Limb {
    let spill = |limb: Limb| limb >> 1 >> (limbs::BITS - 1 - shift);
    let mut previous = 0;
    let mut remainder = 0;
    // Runs one limb behind: the digit at a place needs the bits of the limb below.
    let mut slots = value.iter_mut().rev();
    let Some(mut slot) = slots.next() else { return 0 };
    previous += *slot;
    remainder += spill(previous);
    for next in slots {
        let (digit, left) = divisor.divide(remainder, previous << shift | spill(*next));
        *slot = digit;
        remainder = left;
        previous = *next;
        slot = next;
    }
    let (digit, left) = divisor.divide(remainder, previous << shift);
    *slot = digit;
    left >> shift
}

/// As [`short_digits`], at the start of `out` and without leading zeroes; returns their number.
fn short_leading_digits(value: &mut [Limb], base: u32, out: &mut [u8]) -> usize {
    let width = out.len().min(to_text_len(Int::new(false, value), base, false));
    let Some(out) = out.get_mut(..width) else { return 0 };
    short_digits(value, base, out);
    let zeroes = out.iter().take_while(|&&digit| digit == 0).count();
    out.copy_within(zeroes.., 0);
    width - zeroes
}

/// Writes `value` without leading zeroes; it is below the power of level `level`.
fn leading_digits(
    value: &mut [Limb],
    base: u32,
    powers: &PowerTable,
    level: usize,
    out: &mut [u8],
    scratch: &mut [Limb],
) -> usize {
    let len = limbs::trimmed_len(value);
    let value = value.get_mut(..len).unwrap_or_default();
    let Some(below) = level.checked_sub(1).filter(|_| len > SPLIT) else {
        return short_leading_digits(value, base, out);
    };
    let Some((high, low, rest)) = halve(value, powers, below, scratch) else {
        return short_leading_digits(value, base, out);
    };
    if high.is_empty() {
        return leading_digits(low, base, powers, below, out, rest);
    }
    let written = leading_digits(high, base, powers, below, out, rest);
    let width = powers.chunk.digits << below;
    match out.get_mut(written..written + width) {
        Some(out) => padded_digits(low, base, powers, below, out, rest),
        None => debug_assert!(false, "output shorter than its length function asked for"),
    }
    written + width
}

/// Fills `out`, which has the width of level `level`, with the digits of `value`.
fn padded_digits(
    value: &mut [Limb],
    base: u32,
    powers: &PowerTable,
    level: usize,
    out: &mut [u8],
    scratch: &mut [Limb],
) {
    let len = limbs::trimmed_len(value);
    let value = value.get_mut(..len).unwrap_or_default();
    let Some(below) = level.checked_sub(1).filter(|_| len > SPLIT) else {
        return short_digits(value, base, out);
    };
    let Some((high, low, rest)) = halve(value, powers, below, scratch) else {
        return short_digits(value, base, out);
    };
    let (out_high, out_low) = out.split_at_mut(out.len() - (powers.chunk.digits << below));
    padded_digits(high, base, powers, below, out_high, rest);
    padded_digits(low, base, powers, below, out_low, rest);
}

/// Splits `value` by the power of a level into quotient and remainder, which lie in the
/// work area before what is returned of it. `None` when there is too little.
fn halve<'s>(
    value: &[Limb],
    powers: &PowerTable,
    level: usize,
    scratch: &'s mut [Limb],
) -> Option<(&'s mut [Limb], &'s mut [Limb], &'s mut [Limb])> {
    let power = powers.level(level)?;
    let quotient_len = (value.len() + 1).saturating_sub(power.len());
    let (quotient, work) = scratch.split_at_mut_checked(quotient_len)?;
    if work.len() < super::div::reduce_scratch(value.len(), power.len()) {
        return None;
    }
    let len = truncated(value, power, quotient, work)?.len();
    let (remainder, rest) = work.split_at_mut_checked(len)?;
    let len = limbs::trimmed_len(quotient);
    Some((quotient.get_mut(..len)?, remainder, rest))
}

/// Moves the digits apart and puts separators between groups; returns the new length.
fn spread_groups(out: &mut [u8], n_digits: usize, size: usize, separator: u8) -> usize {
    let end = n_digits + n_digits.saturating_sub(1) / size;
    if out.len() < end {
        debug_assert!(false, "output shorter than its length function asked for");
        return n_digits;
    }
    let (mut from, mut to) = (n_digits, end);
    while to > from && from > size {
        from -= size;
        to -= size;
        out.copy_within(from..from + size, to);
        to -= 1;
        out[to] = separator;
    }
    end
}
