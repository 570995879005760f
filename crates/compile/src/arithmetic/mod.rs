//! Arithmetic on constants for hosts that have no objects.
//!
//! A host that runs what it compiles computes with its own objects; what only compiles, or tests, uses [`fold`].
//! Integers have up to 2048 bits here; results beyond are not folded.
mod float;

use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_num::mpz::{self, Int, Limb, Written};
use micropyrite_num::real::Real;

use crate::constant::{Const, ConstView};
use crate::host::{Fold, Folded};

/// Limbs of an integer: 2048 bits.
const LIMBS: usize = 2048 / Limb::BITS as usize;
/// Limbs of a result before it is known to fit, and of the work area.
const ROOM: usize = LIMBS * 2 + 8;
const SCRATCH: usize = LIMBS * 4 + 16;
/// Longest text of an integer that is read: 2048 bits in binary, with prefix.
const DIGITS: usize = 2048 + 200;

/// Folds as [`Sink::fold`](crate::Sink::fold) wants it. `power` computes `x ** y`, which needs a library.
pub fn fold(
    op: Fold,
    a: Const<'_>,
    b: Const<'_>,
    put: &mut dyn FnMut(Folded<'_>),
    power: &mut dyn FnMut(Real, Real) -> Option<Real>,
) -> Option<()> {
    let a = Value::of(a)?;
    let result = match op {
        Fold::Value => a,
        Fold::Negate => match a {
            Value::Float(value) => Value::Float(-value),
            int => int_op(BinaryOp::Subtract, Value::Small(0), int)?,
        },
        Fold::Invert => match a {
            Value::Float(_) => return None,
            // ~a is -1 - a.
            int => int_op(BinaryOp::Subtract, Value::Small(-1), int)?,
        },
        Fold::Binary(op) => binary(op, a, Value::of(b)?, power)?,
    };
    match result {
        Value::Small(value) => put(Folded::Int(value)),
        Value::Float(value) => put(Folded::Float(value)),
        Value::Big(big) => match big.int().to_i64() {
            Some(value) => put(Folded::Int(value)),
            None => put(Folded::Big(big.int())),
        },
    }
    Some(())
}

fn binary(
    op: BinaryOp,
    a: Value,
    b: Value,
    power: &mut dyn FnMut(Real, Real) -> Option<Real>,
) -> Option<Value> {
    let ints = !matches!(a, Value::Float(_)) && !matches!(b, Value::Float(_));
    let negative_power = op == BinaryOp::Power && b.to_real() < 0.0;
    if ints && op != BinaryOp::TrueDivide && !negative_power {
        return int_op(op, a, b);
    }
    float::float_op(op, a.to_real(), b.to_real(), power).map(Value::Float)
}

/// An integer of many words.
#[derive(Clone, Copy)]
struct Big {
    negative: bool,
    len: usize,
    limbs: [Limb; LIMBS],
}

impl Big {
    fn new(written: Written, limbs: &[Limb]) -> Option<Big> {
        let mut it = Big { negative: written.negative, len: written.len, limbs: [0; LIMBS] };
        it.limbs.get_mut(..it.len)?.copy_from_slice(limbs.get(..it.len)?);
        Some(it)
    }

    /// As an operand.
    fn int(&self) -> Int<'_> {
        Int::new(self.negative, self.limbs.get(..self.len).unwrap_or(&[]))
    }
}

/// A number that is being folded.
// There is no heap to put the big one in, and a value never lives longer than the folding of one node.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Copy)]
enum Value {
    Small(i64),
    Big(Big),
    Float(Real),
}

impl Value {
    /// The number that a constant is.
    fn of(constant: Const<'_>) -> Option<Value> {
        match constant.view() {
            ConstView::Int(value) => Some(Value::Small(value)),
            ConstView::BigInt => read_int(constant),
            ConstView::Float(value) => Some(Value::Float(value)),
            _ => None,
        }
    }

    /// The integer as a big one; none for floats.
    fn to_big(self) -> Option<Big> {
        match self {
            Value::Small(value) => {
                let mut limbs = [0; LIMBS];
                let written = mpz::Fixed::from_i64(value).int().copy_to(&mut limbs);
                Big::new(written, &limbs)
            }
            Value::Big(big) => Some(big),
            Value::Float(_) => None,
        }
    }

    /// The number as a float.
    fn to_real(self) -> Real {
        match self {
            Value::Small(value) => value as Real,
            Value::Big(big) => big.int().to_real(),
            Value::Float(value) => value,
        }
    }
}

/// The value of an integer literal, in whatever form it is written.
fn read_int(constant: Const<'_>) -> Option<Value> {
    let mut text = [0; DIGITS];
    let n = constant.text_len();
    if n > text.len() {
        return None;
    }
    constant.copy_text(&mut text);
    let literal = mpz::scan(text.get(..n)?, 0).ok()?;
    let mut out = [0; ROOM];
    if mpz::parse_len(&literal) > ROOM {
        return None;
    }
    let written = mpz::parse(&literal, &mut out, &mut []);
    Some(Value::Big(Big::new(written, &out)?))
}

/// `a op b` of integers. `None`: it fails, or is too big, and is not to be folded.
fn int_op(op: BinaryOp, a: Value, b: Value) -> Option<Value> {
    if let (Value::Small(x), Value::Small(y)) = (a, b)
        && let Some(value) = small_op(op, x, y)
    {
        return Some(Value::Small(value));
    }
    big_op(op, a, b)
}

/// The operations that nearly all folding is; the others are left to big integers.
fn small_op(op: BinaryOp, x: i64, y: i64) -> Option<i64> {
    match op {
        BinaryOp::Or => Some(x | y),
        BinaryOp::Xor => Some(x ^ y),
        BinaryOp::And => Some(x & y),
        BinaryOp::Lshift if (0..32).contains(&y) => Some(x << y).filter(|shifted| shifted >> y == x),
        BinaryOp::Rshift if y >= 0 => Some(x >> y.min(63)),
        BinaryOp::Add => x.checked_add(y),
        BinaryOp::Subtract => x.checked_sub(y),
        _ => None,
    }
}

#[inline(never)]
fn big_op(op: BinaryOp, a: Value, b: Value) -> Option<Value> {
    let (a, b) = (a.to_big()?, b.to_big()?);
    let (a, b) = (a.int(), b.int());
    let mut out = [0; ROOM];
    let mut scratch = [0; SCRATCH];
    let count = || if b.is_negative() { None } else { b.to_usize() };
    let fits = |len: usize, scratch: usize| (len <= ROOM && scratch <= SCRATCH).then_some(());
    let written = match op {
        BinaryOp::Or => mpz::or(a, b, &mut out),
        BinaryOp::Xor => mpz::xor(a, b, &mut out),
        BinaryOp::And => mpz::and(a, b, &mut out),
        BinaryOp::Add => mpz::add(a, b, &mut out),
        BinaryOp::Subtract => mpz::sub(a, b, &mut out),
        BinaryOp::Lshift => {
            let count = count()?;
            fits(mpz::shl_len(a, count), 0)?;
            mpz::shl(a, count, &mut out)
        }
        BinaryOp::Rshift => mpz::shr(a, count()?, &mut out),
        BinaryOp::Multiply => {
            fits(mpz::mul_len(a, b), mpz::mul_scratch(a, b))?;
            mpz::mul(a, b, &mut out, &mut scratch)
        }
        BinaryOp::FloorDivide => {
            fits(mpz::quotient_len(a, b), mpz::div_scratch(a, b))?;
            mpz::div(a, b, &mut out, &mut scratch)?
        }
        BinaryOp::Modulo => {
            fits(mpz::remainder_len(a, b), mpz::div_scratch(a, b))?;
            mpz::modulo(a, b, &mut out, &mut scratch)?
        }
        BinaryOp::Power => {
            let exponent = count()?;
            fits(mpz::pow_len(a, exponent)?, mpz::pow_scratch(a, exponent))?;
            mpz::pow(a, exponent, &mut out, &mut scratch)
        }
        _ => return None,
    };
    Some(Value::Big(Big::new(written, &out)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(op: BinaryOp, x: i64, y: i64) -> Option<i64> {
        match int_op(op, Value::Small(x), Value::Small(y))? {
            Value::Small(value) => Some(value),
            Value::Big(big) => big.int().to_i64(),
            Value::Float(_) => None,
        }
    }

    #[test]
    fn integers_divide_towards_minus_infinity() {
        for (x, y, quotient, rest) in
            [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (6, -3, -2, 0)]
        {
            assert_eq!(small(BinaryOp::FloorDivide, x, y), Some(quotient), "{x} // {y}");
            assert_eq!(small(BinaryOp::Modulo, x, y), Some(rest), "{x} % {y}");
        }
        assert_eq!(small(BinaryOp::Modulo, 1, 0), None);
        assert_eq!(small(BinaryOp::Lshift, 1, -1), None);
        assert_eq!(small(BinaryOp::Rshift, -1, 1000), Some(-1));
    }

    #[test]
    fn what_does_not_fit_grows() {
        let big = int_op(BinaryOp::Lshift, Value::Small(1), Value::Small(100)).unwrap();
        assert!(matches!(big, Value::Big(big) if big.int().to_i64().is_none()));
        let Some(Value::Big(back)) = int_op(BinaryOp::Rshift, big, Value::Small(98)) else { panic!() };
        assert_eq!(back.int().to_i64(), Some(4));
        assert!(int_op(BinaryOp::Power, Value::Small(10), Value::Small(10_000)).is_none());
    }
}
