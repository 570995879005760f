//! Exact conversion between binary and decimal, by long integers.
//!
//! Both ways a number is an integer times a power of ten or two, and only
//! multiplying by small numbers, dividing by them and shifting are needed:
//! dividing by ten to the n is dividing by small powers of ten one after the
//! other, with a bit that remembers whether anything was left over. Numbers of
//! everyday size take a few limbs.

use super::Float;

/// The largest power of ten in a limb, and its exponent.
const STEP: u32 = 1_000_000_000;
const STEP_DIGITS: u32 = 9;

/// Limbs for `DIGITS` digits divided by the largest power of ten that still matters, and for any float.
const LIMBS: usize = 132;

/// Digits that decide how any double rounds, with some to spare; what follows counts as "more".
pub(super) const DIGITS: usize = 800;

/// Powers of ten in 64 bits: short ways for machines that multiply such numbers.
const POWERS: [u64; if SHORT_WAYS { 20 } else { 1 }] = {
    let mut powers = [1; if SHORT_WAYS { 20 } else { 1 }];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};
/// Whether the short ways are taken.
pub(super) const SHORT_WAYS: bool = cfg!(target_pointer_width = "64");

/// A long integer, lowest limb first, and whether something below it was dropped.
struct Long {
    limbs: [u32; LIMBS],
    len: usize,
    sticky: bool,
}

impl Long {
    fn new(value: u64) -> Long {
        let mut limbs = [0; LIMBS];
        limbs[0] = value as u32;
        limbs[1] = (value >> 32) as u32;
        let mut long = Long { limbs, len: 2, sticky: false };
        long.trim();
        long
    }

    fn trim(&mut self) {
        while self.len > 0 && self.limbs[self.len - 1] == 0 {
            self.len -= 1;
        }
    }

    fn bits(&self) -> u32 {
        match self.limbs[..self.len].last() {
            Some(top) => self.len as u32 * 32 - top.leading_zeros(),
            None => 0,
        }
    }

    /// Multiplies and adds. What does not fit is dropped; callers stay within `LIMBS`.
    fn multiply_add(&mut self, factor: u32, addend: u32) {
        let mut carry = u64::from(addend);
        for limb in &mut self.limbs[..self.len] {
            let sum = u64::from(*limb) * u64::from(factor) + carry;
            *limb = sum as u32;
            carry = sum >> 32;
        }
        if carry != 0
            && let Some(limb) = self.limbs.get_mut(self.len)
        {
            *limb = carry as u32;
            self.len += 1;
        }
    }

    fn divide(&mut self, divisor: u32) {
        let mut rest = 0u64;
        for limb in self.limbs[..self.len].iter_mut().rev() {
            let value = rest << 32 | u64::from(*limb);
            *limb = (value / u64::from(divisor)) as u32;
            rest = value % u64::from(divisor);
        }
        self.sticky |= rest != 0;
        self.trim();
    }

    /// Times ten to the `power`.
    fn scale_ten(&mut self, power: i32) {
        let mut left = power.unsigned_abs();
        while left > 0 {
            let digits = left.min(STEP_DIGITS);
            let step = if digits == STEP_DIGITS { STEP } else { 10u32.pow(digits) };
            if power > 0 {
                self.multiply_add(step, 0)
            } else {
                self.divide(step)
            }
            left -= digits;
        }
    }

    fn shift_left(&mut self, count: u32) {
        let (limbs, bits) = ((count / 32) as usize, count % 32);
        let len = (self.len + limbs + 1).min(LIMBS);
        for i in (0..len).rev() {
            let at = |i: Option<usize>| i.and_then(|i| self.limbs.get(i)).copied().unwrap_or(0);
            let (high, low) = (at(i.checked_sub(limbs)), at(i.checked_sub(limbs + 1)));
            self.limbs[i] = ((u64::from(high) << 32 | u64::from(low)) >> (32 - bits)) as u32;
        }
        self.len = len;
        self.trim();
    }

    fn shift_right(&mut self, count: u32) {
        let (limbs, bits) = ((count / 32) as usize, count % 32);
        let dropped = limbs.min(self.len);
        self.sticky |= self.limbs[..dropped].iter().any(|&limb| limb != 0);
        if let Some(limb) = self.limbs.get(limbs) {
            self.sticky |= limb & ((1 << bits) - 1) != 0;
        }
        for i in 0..self.len {
            let at = |i: usize| u64::from(self.limbs.get(i).copied().unwrap_or(0));
            self.limbs[i] = ((at(i + limbs + 1) << 32 | at(i + limbs)) >> bits) as u32;
        }
        self.trim();
    }

    /// Times two to the `power`.
    fn scale_two(&mut self, power: i32) {
        if power >= 0 { self.shift_left(power as u32) } else { self.shift_right(power.unsigned_abs()) }
    }

    /// The value, of up to 64 bits.
    fn low(&self) -> u64 {
        u64::from(self.limbs[0]) | u64::from(self.limbs[1]) << 32
    }
}

/// How digits are rounded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
    /// To nearest, ties to an even digit.
    HalfEven,
    /// What follows is cut off.
    Down,
}

/// `mantissa` times ten to the `scale` times two to the `exponent`, cut to an integer, and whether something was cut
/// off; `None`: it takes more than 128 bits on the way.
fn scaled(mantissa: u64, scale: i32, exponent: i32) -> Option<(u128, bool)> {
    let power = |n: usize| POWERS.get(n).copied().map(u128::from);
    let steps = scale.unsigned_abs() as usize;
    if scale < 0 {
        let whole = u128::from(mantissa);
        if exponent < 0 || whole.leading_zeros() < exponent as u32 {
            return None;
        }
        let (whole, divisor) = (whole << exponent, power(steps)?);
        return Some((whole / divisor, whole % divisor != 0));
    }
    let low = steps.min(POWERS.len() - 1);
    let whole = (u128::from(mantissa) * power(low)?).checked_mul(power(steps - low)?)?;
    if exponent >= 0 {
        return if whole.leading_zeros() >= exponent as u32 {
            Some((whole << exponent, false))
        } else {
            None
        };
    }
    let drop = exponent.unsigned_abs();
    if drop >= 128 { None } else { Some((whole >> drop, whole & ((1 << drop) - 1) != 0)) }
}

/// The first `len` digits (up to 17) of a positive finite value as an integer, rounded, and the power of ten of the
/// first of them.
pub(super) fn digits<F: Float>(value: F, len: usize, mode: Rounding) -> (u64, i32) {
    let (mantissa, exponent) = value.split();
    // A little less than log10 of the value, or just right; log10(2) is 0.30103.
    let top = exponent + 63 - mantissa.leading_zeros() as i32;
    let mut power = (i64::from(top) * 30_102_999_566 / 100_000_000_000 - i64::from(top < 0)) as i32;
    let limit = 10u64.pow(len as u32);
    loop {
        let scale = len as i32 - 1 - power;
        if SHORT_WAYS && let Some((value, sticky)) = scaled(mantissa, scale, exponent + 1) {
            let (whole, half) = ((value >> 1) as u64, value & 1 != 0);
            if value >> 64 == 0 && whole < limit {
                let up = mode == Rounding::HalfEven && half && (sticky || whole & 1 != 0);
                let integer = whole + u64::from(up);
                return if integer < limit { (integer, power) } else { (limit / 10, power + 1) };
            }
            power += 1;
            continue;
        }
        let mut long = Long::new(mantissa);
        // One bit more than the integer's, which is the half.
        if scale >= 0 {
            long.scale_ten(scale);
            long.scale_two(exponent + 1);
        } else {
            long.scale_two(exponent.max(-1) + 1);
            long.scale_ten(scale);
            long.scale_two(exponent.min(-1) + 1);
        }
        let (whole, half) = (long.low() >> 1, long.low() & 1 != 0);
        if long.bits() <= 64 && whole < limit {
            let up = mode == Rounding::HalfEven && half && (long.sticky || whole & 1 != 0);
            let integer = whole + u64::from(up);
            return if integer < limit { (integer, power) } else { (limit / 10, power + 1) };
        }
        power += 1;
    }
}

/// `digits` times ten to the `power`, rounded to nearest, ties to even. `digits`: numbers below 10, as many as
/// [`DIGITS`]; `more`: something other than zeroes follows them.
pub(super) fn value_of<F: Float>(digits: impl Iterator<Item = u8> + Clone, power: i64, more: bool) -> F {
    let len = digits.clone().count();
    // Beyond all floats on either side.
    let magnitude = power.saturating_add(len as i64);
    if magnitude > 400 {
        return if digits.clone().all(|digit| digit == 0) { F::ZERO } else { F::INFINITY };
    }
    if magnitude < -400 {
        return F::ZERO;
    }
    let power = power as i32;
    if len <= 19 {
        let integer = digits.clone().fold(0u64, |sum, digit| sum * 10 + u64::from(digit));
        if !more && let Some(value) = short_value(integer, power) {
            return value;
        }
    }
    let mut long = Long::new(0);
    let (mut chunk, mut factor) = (0u32, 1u32);
    for digit in digits {
        chunk = chunk * 10 + u32::from(digit);
        factor *= 10;
        if factor == STEP {
            long.multiply_add(factor, chunk);
            (chunk, factor) = (0, 1);
        }
    }
    long.multiply_add(factor, chunk);
    long.sticky = more;
    let mut exponent = 0;
    if power < 0 {
        // So many bits that the quotient has more than any mantissa; log2(10) is 3.322.
        let divisor_bits = (i64::from(-power) * 3322 / 1000) as i32 + 1;
        let shift = (divisor_bits - long.bits() as i32 + 66).max(0);
        long.scale_two(shift);
        exponent = -shift;
    }
    long.scale_ten(power);
    let excess = long.bits() as i32 - 64;
    if excess > 0 {
        long.scale_two(-excess);
        exponent += excess;
    }
    rounded(long.low(), exponent, long.sticky)
}

/// The float nearest to `integer` times ten to the `power`, if there is a short way.
#[inline]
pub(super) fn short_value<F: Float>(integer: u64, power: i32) -> Option<F> {
    if integer == 0 {
        return Some(F::ZERO);
    }
    if integer < 1 << F::MANTISSA_BITS && power.unsigned_abs() <= F::EXACT_POWER {
        // PERF: both operands are exact, so the one operation rounds right.
        return Some(F::scaled_by_ten(integer, power));
    }
    if !SHORT_WAYS {
        return None;
    }
    let factor = u128::from(*POWERS.get(power.unsigned_abs() as usize)?);
    let (mut whole, mut exponent, mut sticky) = (u128::from(integer), 0, false);
    if power >= 0 {
        whole *= factor;
    } else {
        let shift = whole.leading_zeros();
        (sticky, whole) = ((whole << shift) % factor != 0, (whole << shift) / factor);
        exponent = -(shift as i32);
    }
    let excess = 64 - whole.leading_zeros() as i32;
    if excess > 0 {
        sticky |= whole & ((1 << excess) - 1) != 0;
        whole >>= excess;
        exponent += excess;
    }
    Some(rounded(whole as u64, exponent, sticky))
}

/// The float nearest to `integer` times two to the `exponent`, and a little more if `sticky`.
fn rounded<F: Float>(integer: u64, exponent: i32, sticky: bool) -> F {
    let bits = 64 - integer.leading_zeros() as i32;
    let drop = (bits - F::MANTISSA_BITS as i32).max(F::MIN_EXPONENT - exponent);
    if drop <= 0 {
        // Fewer bits than a mantissa has, all of them exact.
        let room = (F::MANTISSA_BITS as i32 - bits).min(exponent - F::MIN_EXPONENT);
        return F::join(integer << room.max(0), exponent - room.max(0));
    }
    if drop > 64 {
        return F::ZERO;
    }
    let kept = integer.unbounded_shr(drop as u32);
    let half = 1u64 << (drop - 1);
    let rest = integer & (half | (half - 1));
    let up = rest > half || (rest == half && (sticky || kept & 1 != 0));
    F::join(kept + u64::from(up), exponent + drop)
}
