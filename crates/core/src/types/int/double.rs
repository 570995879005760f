//! Arithmetic of integers that 64 bits hold, without limbs.
//!
//! On a 32-bit chip checksums, hashes and times of microseconds are of this size: larger than a word, and what is
//! computed of them fits again, mostly. On larger machines it is what lies between 63 bits and 64.
use micropyrite_bytecode::ops::BinaryOp;

use super::BigInt;
use crate::Vm;
use crate::obj::Obj;

/// Limbs of 64 bits.
const MOST_LIMBS: usize = 64 / usize::BITS as usize;

/// The value of an integer that 64 bits hold.
#[inline]
pub(super) fn get(vm: &Vm, object: Obj) -> Option<i64> {
    match object.as_small() {
        Some(value) => Some(value as i64),
        None => {
            let big = object.cast::<BigInt>()?;
            if big.get(vm).n_limbs() > MOST_LIMBS { None } else { big.int(vm).to_i64() }
        }
    }
}

/// What an operation gives. `None`: more than 64 bits, or it is better done elsewhere.
pub(super) fn binary(op: BinaryOp, x: i64, y: i64) -> Option<i64> {
    match op {
        BinaryOp::Add => x.checked_add(y),
        BinaryOp::Subtract => x.checked_sub(y),
        BinaryOp::Multiply => x.checked_mul(y),
        BinaryOp::And => Some(x & y),
        BinaryOp::Or => Some(x | y),
        BinaryOp::Xor => Some(x ^ y),
        BinaryOp::Rshift if y >= 0 => Some(x >> y.min(63)),
        BinaryOp::Lshift if (0..63).contains(&y) => (x << y >> y == x).then_some(x << y),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_left() {
        assert_eq!(binary(BinaryOp::Add, i64::MAX, 1), None);
        assert_eq!(binary(BinaryOp::Subtract, i64::MIN, 1), None);
        assert_eq!(binary(BinaryOp::Multiply, 1 << 40, 1 << 30), None);
        assert_eq!(binary(BinaryOp::Lshift, 1, 62), Some(1 << 62));
        assert_eq!(binary(BinaryOp::Lshift, 2, 62), None);
        assert_eq!(binary(BinaryOp::Lshift, -2, 62), Some(i64::MIN));
        assert_eq!(binary(BinaryOp::Lshift, 1, 64), None);
        assert_eq!(binary(BinaryOp::Lshift, 1, -1), None);
        assert_eq!(binary(BinaryOp::Rshift, -5, 100), Some(-1));
        assert_eq!(binary(BinaryOp::Rshift, -5, -1), None);
    }
}
