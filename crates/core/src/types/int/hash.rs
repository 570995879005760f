//! Hashes of numbers: equal numbers of any type hash alike.
//!
//! A number that fits a small integer is its own hash, as upstream has it. Others are taken modulo a Mersenne
//! number, which integers, floats with exponents and their fractions can all be reduced by with rotations.
use crate::real::{self, Real};
use micropyrite_num::mpz::Int;

use crate::obj::Obj;

/// Bits of the modulus, three fewer than a word: a whole word is then worth eight.
const BITS: u32 = usize::BITS - 3;
const MODULUS: usize = (1 << BITS) - 1;

/// Hash of infinity.
const INFINITY: isize = 314_159;

/// `a` modulo the modulus.
fn fold(a: u128) -> usize {
    let mut rest = a;
    while rest > MODULUS as u128 {
        rest = (rest & MODULUS as u128) + (rest >> BITS);
    }
    if rest as usize == MODULUS { 0 } else { rest as usize }
}

fn signed(negative: bool, hash: usize) -> isize {
    if negative { -(hash as isize) } else { hash as isize }
}

/// Hash of an integer.
pub fn of_int(int: Int<'_>) -> isize {
    if let Some(value) = int.to_isize()
        && Obj::try_small(value).is_some()
    {
        return value;
    }
    let mut hash = 0;
    for &limb in int.magnitude().iter().rev() {
        hash = fold(hash as u128 * 8 + limb as u128);
    }
    signed(int.is_negative(), hash)
}

/// Hash of a float.
pub fn of_real(value: Real) -> isize {
    let whole = value as isize;
    if whole as Real == value && Obj::try_small(whole).is_some() {
        return whole;
    }
    if !value.is_finite() {
        return if value.is_nan() { 0 } else { signed(value < 0.0, INFINITY as usize) };
    }
    let bits = real::widen(value).to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) =
        if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    // A power of two is a rotation; one with a negative exponent turns the other way.
    let turn = exponent.rem_euclid(BITS as i32) as u32;
    signed(value < 0.0, fold((fold(u128::from(mantissa)) as u128) << turn))
}

#[cfg(test)]
mod tests {
    use super::{of_int, of_real};
    use micropyrite_num::mpz::{self, Fixed, Int};

    #[test]
    fn whole_floats_hash_as_integers() {
        for exponent in (0..1023).step_by(7) {
            for mantissa in [1.0, 1.5, 1.0 + f64::EPSILON, 1.999] {
                let value = libm::trunc(libm::scalbn(mantissa, exponent));
                let mut limbs = [0; 64];
                let written = mpz::from_f64(value, &mut limbs).unwrap();
                let int = written.of(&limbs);
                assert_eq!(of_int(int), of_real(value), "{value}");
                assert_eq!(of_int(int.negated()), of_real(-value), "{value}");
            }
        }
    }

    #[test]
    fn small_numbers_hash_to_themselves() {
        for value in [0, 1, -1, 12345, -12345] {
            assert_eq!(of_real(value as f64), value);
            assert_eq!(of_int(Fixed::from_isize(value).int()), value);
        }
        assert_eq!(of_int(Int::ZERO), 0);
    }

    #[test]
    fn fractions_differ() {
        assert_ne!(of_real(0.5), of_real(0.25));
        assert_ne!(of_real(0.1), of_real(0.2));
        assert_ne!(of_real(0.1), of_real(-0.1));
        assert_eq!(of_real(f64::INFINITY), -of_real(f64::NEG_INFINITY));
    }
}
