//! Arithmetic on machine-word integers with Python's meaning.
//!
//! Each function answers `None` where the result leaves the word (or does not
//! exist), which is the caller's cue to continue with [`crate::mpz`] or to raise.

/// `a // b`, rounded towards negative infinity; `None` for a zero divisor or overflow.
#[inline]
pub fn floor_div(a: isize, b: isize) -> Option<isize> {
    let quotient = a.checked_div(b)?;
    let remainder = a.wrapping_rem(b);
    // A truncated quotient is one too high exactly when something was cut off below zero.
    Some(if remainder != 0 && (remainder ^ b) < 0 { quotient - 1 } else { quotient })
}

/// `a % b` with the sign of `b`; `None` for a zero divisor.
#[inline]
pub fn floor_mod(a: isize, b: isize) -> Option<isize> {
    if b == 0 {
        return None;
    }
    let remainder = a.wrapping_rem(b);
    Some(if remainder != 0 && (remainder ^ b) < 0 { remainder + b } else { remainder })
}

/// `divmod(a, b)`; `None` for a zero divisor or overflow.
#[inline]
pub fn floor_divmod(a: isize, b: isize) -> Option<(isize, isize)> {
    Some((floor_div(a, b)?, floor_mod(a, b)?))
}

/// `a * b`; `None` on overflow.
#[inline]
pub fn mul(a: isize, b: isize) -> Option<isize> {
    a.checked_mul(b)
}

/// `a << count`; `None` when bits would be lost.
#[inline]
pub fn shl(a: isize, count: usize) -> Option<isize> {
    if a == 0 {
        return Some(0);
    }
    if count >= isize::BITS as usize {
        return None;
    }
    let shifted = a << count;
    (shifted >> count == a).then_some(shifted)
}

/// `a >> count`, which for large counts ends at 0 or -1.
#[inline]
pub fn shr(a: isize, count: usize) -> isize {
    a >> count.min(isize::BITS as usize - 1)
}

/// `base ** exponent`; `None` on overflow.
#[inline]
pub fn pow(base: isize, exponent: usize) -> Option<isize> {
    let (mut base, mut exponent, mut result) = (base, exponent, 1isize);
    loop {
        if exponent & 1 == 1 {
            result = result.checked_mul(base)?;
        }
        exponent >>= 1;
        if exponent == 0 {
            return Some(result);
        }
        // The squares of 0, 1 and -1 stay put, so any exponent ends for them.
        base = base.checked_mul(base)?;
    }
}

/// `pow(base, exponent, modulus)` with the sign of `modulus`; `None` for modulus 0.
#[inline]
pub fn pow_mod(base: isize, exponent: usize, modulus: isize) -> Option<isize> {
    let size = modulus.unsigned_abs();
    if size == 0 {
        return None;
    }
    let reduce = |a: usize, b: usize| ((a as u128 * b as u128) % size as u128) as usize;
    let mut square = base.unsigned_abs() % size;
    if base < 0 && square != 0 {
        square = size - square;
    }
    let (mut exponent, mut result) = (exponent, 1 % size);
    while exponent != 0 {
        if exponent & 1 == 1 {
            result = reduce(result, square);
        }
        exponent >>= 1;
        if exponent != 0 {
            square = reduce(square, square);
        }
    }
    // A result is below |modulus|, so only the distance to a negative modulus needs care.
    Some(if modulus < 0 && result != 0 { (size - result).wrapping_neg() as isize } else { result as isize })
}
