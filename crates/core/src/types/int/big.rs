//! Operators on integers of any size.
//!
//! Short results are computed on the native stack and copied into a block of the right size; long ones are
//! computed in their block (`heap/limbs.rs`).
use crate::real::{self, Real};
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};
use micropyrite_num::mpz::{self, Fixed, Int, Limb, Written};

use super::{BigInt, double, hash, quick, raise_overflow, small, words};
use crate::obj::Obj;
use crate::runtime::{exc, ops};
use crate::types::str::slots::compare;
use crate::types::{Complex, Float, List, Tuple, complex, float};
use crate::{Res, Vm, config};

/// Results up to this many limbs are computed on the native stack.
const SHORT: usize = 8;
/// So are they only if their work area is not longer than this.
const SHORT_SCRATCH: usize = 24;

/// An integer as an operand: a word spread over limbs, or a block.
pub enum Operand {
    /// A word.
    Word(Fixed),
    /// A block.
    Big(crate::heap::This<BigInt>),
}

impl Operand {
    /// The operand that an `int` or truth value is.
    #[inline]
    pub fn of(object: Obj) -> Option<Operand> {
        if let Some(value) = object.as_small() {
            return Some(Operand::Word(Fixed::from_isize(value)));
        }
        if let Some(big) = object.cast::<BigInt>() {
            return Some(Operand::Big(big));
        }
        object.as_bool().map(|truth| Operand::Word(Fixed::from_isize(truth as isize)))
    }

    /// The number.
    #[inline]
    pub fn int<'v>(&'v self, vm: &'v Vm) -> Int<'v> {
        match self {
            Operand::Word(fixed) => fixed.int(),
            Operand::Big(big) => big.int(vm),
        }
    }

    fn is_zero(&self) -> bool {
        match self {
            Operand::Word(fixed) => fixed.int().is_zero(),
            Operand::Big(_) => false,
        }
    }
}

/// An `int` of a number that is not in the heap.
///
/// # Raises
/// `MemoryError`.
pub fn from_int(vm: &mut Vm, int: Int<'_>) -> Res {
    if let Some(small) = int.to_isize().and_then(Obj::try_small) {
        return Ok(small);
    }
    if !config::BIG_INT {
        return Err(raise_overflow(vm));
    }
    vm.copy_limbs(int)
}

/// An `int` of at most `n` limbs, which `fill` computes with `n_scratch` limbs of work area.
fn make(
    vm: &mut Vm,
    n: usize,
    n_scratch: usize,
    fill: &dyn Fn(&Vm, &mut [Limb], &mut [Limb]) -> Written,
) -> Res {
    if n > SHORT || n_scratch > SHORT_SCRATCH {
        return vm.new_limbs(n, n_scratch, fill);
    }
    let mut out = [0; SHORT];
    let place = out.get_mut(..n).unwrap_or_default();
    let written =
        if n_scratch == 0 { fill(vm, place, &mut []) } else { fill_short(vm, place, n_scratch, fill) };
    from_int(vm, written.of(&out))
}

/// Computes with a work area of at most `SHORT_SCRATCH` limbs, which most operations do not want.
#[inline(never)]
fn fill_short(
    vm: &Vm,
    out: &mut [Limb],
    n_scratch: usize,
    fill: &dyn Fn(&Vm, &mut [Limb], &mut [Limb]) -> Written,
) -> Written {
    let mut scratch = [0; SHORT_SCRATCH];
    fill(vm, out, scratch.get_mut(..n_scratch).unwrap_or_default())
}

/// Unary operations.
pub(super) fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let Some(a) = Operand::of(object) else { return Ok(Obj::NOT_IMPLEMENTED) };
    if !config::BIG_INT {
        return words::unary(vm, op, object);
    }
    match op {
        UnaryOp::Bool => Ok(Obj::bool(!a.is_zero())),
        UnaryOp::Hash => Ok(Obj::small(hash::of_int(a.int(vm)))),
        UnaryOp::Positive | UnaryOp::IntMaybe => Ok(object),
        UnaryOp::Negative => {
            let n = a.int(vm).magnitude().len();
            make(vm, n, 0, &|vm, out, _| mpz::neg(a.int(vm), out))
        }
        UnaryOp::Invert => {
            let n = mpz::not_len(a.int(vm));
            make(vm, n, 0, &|vm, out, _| mpz::not(a.int(vm), out))
        }
        UnaryOp::Abs if a.int(vm).is_negative() => unary_op(vm, UnaryOp::Negative, object),
        UnaryOp::Abs => Ok(object),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Binary operations of an `int` (or truth value) with anything.
pub(super) fn binary_op(vm: &mut Vm, op: BinaryOp, lhs: Obj, rhs: Obj) -> Res {
    if config::BIG_INT
        && !config::COMPACT
        && let Some(result) = quick::binary(vm, op, lhs, rhs)
    {
        return result;
    }
    if Obj::small2(lhs, rhs).is_some()
        && let Some(result) = small::binary(op, lhs, rhs)
    {
        return Ok(result);
    }
    if !config::BIG_INT {
        return words::binary(vm, op, lhs, rhs);
    }
    let op = op.not_in_place().unwrap_or(op);
    if let (Some(x), Some(y)) = (double::get(vm, lhs), double::get(vm, rhs))
        && let Some(result) = double::binary(op, x, y)
    {
        return super::from_i64(vm, result);
    }
    let Some(a) = Operand::of(lhs) else { return Ok(Obj::NOT_IMPLEMENTED) };
    if let Some(b) = Operand::of(rhs) {
        return integers(vm, op, a, b);
    }
    reflected(vm, op, lhs, rhs)
}

/// A binary operation of an `int` with another type: a number of another kind, or a sequence, which knows what a
/// multiple of it is.
///
/// # Raises
/// What the other type's operation raises.
pub(super) fn reflected(vm: &mut Vm, op: BinaryOp, lhs: Obj, rhs: Obj) -> Res {
    if let Some(y) = rhs.cast::<Float>() {
        let (x, y) = (real_of(vm, lhs), y.get(vm).value);
        return float::binary_values(vm, op, x, y);
    }
    if let Some(y) = rhs.cast::<Complex>() {
        let (x, y) = (real_of(vm, lhs), y.get(vm));
        let y = (y.real, y.imag);
        return complex::binary_values(vm, op, (x, 0.0), y);
    }
    if matches!(op, BinaryOp::Multiply | BinaryOp::InplaceMultiply) && is_sequence(rhs) {
        return ops::binary(vm, BinaryOp::Multiply, rhs, lhs);
    }
    Ok(Obj::NOT_IMPLEMENTED)
}

fn real_of(vm: &Vm, int: Obj) -> Real {
    Operand::of(int).map_or(0.0, |operand| operand.int(vm).to_real())
}

fn is_sequence(object: Obj) -> bool {
    object.is_qstr()
        || object.as_text_block().is_some()
        || object.cast::<Tuple>().is_some()
        || object.cast::<List>().is_some()
}

fn integers(vm: &mut Vm, op: BinaryOp, a: Operand, b: Operand) -> Res {
    match op {
        BinaryOp::Less
        | BinaryOp::More
        | BinaryOp::LessEqual
        | BinaryOp::MoreEqual
        | BinaryOp::Equal
        | BinaryOp::NotEqual => {
            let order = a.int(vm).cmp(&b.int(vm));
            Ok(Obj::bool(compare(op, order).unwrap_or(order.is_ne())))
        }
        BinaryOp::Add => apply(vm, a, b, mpz::add_len, none, |x, y, out, _| mpz::add(x, y, out)),
        BinaryOp::Subtract => apply(vm, a, b, mpz::add_len, none, |x, y, out, _| mpz::sub(x, y, out)),
        BinaryOp::Multiply => apply(vm, a, b, mpz::mul_len, mpz::mul_scratch, mpz::mul),
        BinaryOp::And => apply(vm, a, b, mpz::bitwise_len, none, |x, y, out, _| mpz::and(x, y, out)),
        BinaryOp::Or => apply(vm, a, b, mpz::bitwise_len, none, |x, y, out, _| mpz::or(x, y, out)),
        BinaryOp::Xor => apply(vm, a, b, mpz::bitwise_len, none, |x, y, out, _| mpz::xor(x, y, out)),
        BinaryOp::Lshift | BinaryOp::Rshift => shift(vm, op, a, b),
        BinaryOp::Power => power(vm, a, b),
        BinaryOp::FloorDivide | BinaryOp::Modulo | BinaryOp::TrueDivide | BinaryOp::Divmod if b.is_zero() => {
            Err(exc::zero_division(vm))
        }
        BinaryOp::FloorDivide => {
            apply(vm, a, b, mpz::quotient_len, mpz::div_scratch, |x, y, out, scratch| {
                mpz::div(x, y, out, scratch).unwrap_or(Written::ZERO)
            })
        }
        BinaryOp::Modulo => apply(vm, a, b, mpz::remainder_len, mpz::div_scratch, |x, y, out, scratch| {
            mpz::modulo(x, y, out, scratch).unwrap_or(Written::ZERO)
        }),
        BinaryOp::TrueDivide => {
            let quotient = true_divide(a.int(vm), b.int(vm));
            float::new(vm, quotient)
        }
        BinaryOp::Divmod => {
            let (quotient, remainder) = both(vm, a, b)?;
            Ok(vm.new_tuple_with(2, |_, out| out.copy_from_slice(&[quotient, remainder]))?.obj())
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// No work area.
fn none(_: Int<'_>, _: Int<'_>) -> usize {
    0
}

/// An operation of two numbers, of which `len` and `scratch_len` tell how many limbs it takes.
fn apply(
    vm: &mut Vm,
    a: Operand,
    b: Operand,
    len: fn(Int<'_>, Int<'_>) -> usize,
    scratch_len: fn(Int<'_>, Int<'_>) -> usize,
    compute: fn(Int<'_>, Int<'_>, &mut [Limb], &mut [Limb]) -> Written,
) -> Res {
    let (x, y) = (a.int(vm), b.int(vm));
    let (n, n_scratch) = (len(x, y), scratch_len(x, y));
    make(vm, n, n_scratch, &|vm, out, scratch| compute(a.int(vm), b.int(vm), out, scratch))
}

/// Limbs of an operand that still make a finite float.
const FINITE: usize = 960 / usize::BITS as usize;

/// A quotient as a float; operands beyond the floats are cut down first.
fn true_divide(x: Int<'_>, y: Int<'_>) -> Real {
    let (fx, fy) = (x.to_real(), y.to_real());
    if fx.is_finite() && fy.is_finite() {
        return fx / fy;
    }
    let cut = |int: Int<'_>| {
        let dropped = int.magnitude().len().saturating_sub(FINITE);
        let top = Int::new(int.is_negative(), int.magnitude().get(dropped..).unwrap_or_default());
        (top.to_real(), dropped)
    };
    let ((fx, dropped_x), (fy, dropped_y)) = (cut(x), cut(y));
    let words = dropped_x as i64 - dropped_y as i64;
    let exponent = (words * i64::from(usize::BITS)).clamp(-8192, 8192) as i32;
    real::scalbn(fx / fy, exponent)
}

fn shift(vm: &mut Vm, op: BinaryOp, a: Operand, b: Operand) -> Res {
    let Some(count) = b.int(vm).to_isize() else { return Err(raise_overflow(vm)) };
    let Ok(count) = usize::try_from(count) else {
        return Err(exc::value_error(vm, text!("negative shift count")));
    };
    if op == BinaryOp::Rshift {
        let n = mpz::shr_len(a.int(vm), count);
        return make(vm, n, 0, &|vm, out, _| mpz::shr(a.int(vm), count, out));
    }
    let n = mpz::shl_len(a.int(vm), count);
    make(vm, n, 0, &|vm, out, _| mpz::shl(a.int(vm), count, out))
}

fn power(vm: &mut Vm, a: Operand, b: Operand) -> Res {
    let (x, y) = (a.int(vm), b.int(vm));
    if y.is_negative() {
        let (x, y) = (x.to_real(), y.to_real());
        return float::binary_values(vm, BinaryOp::Power, x, y);
    }
    if let (Some(x), Some(y)) = (x.to_isize(), y.to_isize())
        && let Some(result) = small::power(x, y)
    {
        return Ok(result);
    }
    let exponent = match y.to_usize() {
        Some(exponent) => exponent,
        // 0, 1 and -1 have any power; of the last, it is told by the exponent's parity.
        None if x.bit_length() <= 1 => 2 - usize::from(!y.is_even()),
        None => return Err(vm.raise_memory(usize::MAX)),
    };
    let Some(n) = mpz::pow_len(x, exponent) else { return Err(vm.raise_memory(usize::MAX)) };
    let n_scratch = mpz::pow_scratch(x, exponent);
    make(vm, n, n_scratch, &|vm, out, scratch| mpz::pow(a.int(vm), exponent, out, scratch))
}

/// Quotient and remainder; the divisor is not zero.
fn both(vm: &mut Vm, a: Operand, b: Operand) -> Res<(Obj, Obj)> {
    let (x, y) = (a.int(vm), b.int(vm));
    let (n, m) = (mpz::quotient_len(x, y), mpz::remainder_len(x, y));
    let Some(sum) = mpz::div_scratch(x, y).checked_add(n + m) else {
        return Err(vm.raise_memory(usize::MAX));
    };
    vm.with_limbs(sum, |vm, limbs| {
        let (quotient, rest) = limbs.split_at_mut(n);
        let (remainder, scratch) = rest.split_at_mut(m);
        let written = mpz::divmod(a.int(vm), b.int(vm), quotient, remainder, scratch);
        let (q, r) = written.unwrap_or((Written::ZERO, Written::ZERO));
        Ok((from_int(vm, q.of(quotient))?, from_int(vm, r.of(remainder))?))
    })?
}

/// `divmod(a, b)` of two `int`s.
///
/// # Raises
/// `ZeroDivisionError`; `TypeError` for other types; `MemoryError`.
pub fn divmod(vm: &mut Vm, a: Obj, b: Obj) -> Res<(Obj, Obj)> {
    let (Some(x), Some(y)) = (Operand::of(a), Operand::of(b)) else {
        return Err(super::raise_conversion(vm, a));
    };
    if y.is_zero() {
        return Err(exc::zero_division(vm));
    }
    if let (false, Some(x), Some(y)) = (config::BIG_INT, x.int(vm).to_isize(), y.int(vm).to_isize()) {
        return words::divmod(vm, x, y);
    }
    both(vm, x, y)
}

/// `pow(base, exponent, modulus)`.
///
/// # Raises
/// `TypeError` for anything but `int`s; `ValueError` for modulus 0; `MemoryError`.
pub fn pow3(vm: &mut Vm, base: Obj, exponent: Obj, modulus: Obj) -> Res {
    if !config::BIG_INT {
        return Err(raise_overflow(vm));
    }
    if !(super::is_int(base) && super::is_int(exponent) && super::is_int(modulus)) {
        return Err(exc::type_error(vm, text!("pow() with 3 arguments requires integers")));
    }
    let (Some(b), Some(e), Some(m)) = (Operand::of(base), Operand::of(exponent), Operand::of(modulus)) else {
        return Err(super::raise_conversion(vm, base));
    };
    if m.is_zero() {
        return Err(exc::value_error(vm, text!("divide by zero")));
    }
    let (n, n_scratch) = (mpz::pow_mod_len(m.int(vm)), mpz::pow_mod_scratch(b.int(vm), m.int(vm)));
    make(vm, n, n_scratch, &|vm, out, scratch| {
        mpz::pow_mod(b.int(vm), e.int(vm), m.int(vm), out, scratch).unwrap_or(Written::ZERO)
    })
}

/// `round(int, n_digits)`: to the nearest multiple of a power of ten where `n_digits` is negative, ties to even.
///
/// # Raises
/// `MemoryError`.
pub fn round(vm: &mut Vm, int: Obj, n_digits: isize) -> Res {
    if n_digits >= 0 {
        return Ok(int);
    }
    let zeroes = Obj::try_small(n_digits.saturating_neg()).unwrap_or(Obj::small(Obj::SMALL_MAX));
    let unit = ops::binary(vm, BinaryOp::Power, Obj::small(10), zeroes)?;
    let (quotient, remainder) = divmod(vm, int, unit)?;
    let floor = ops::binary(vm, BinaryOp::Subtract, int, remainder)?;
    let twice = ops::binary(vm, BinaryOp::Add, remainder, remainder)?;
    let up = if ops::equal(vm, twice, unit)? {
        !Operand::of(quotient).is_none_or(|quotient| quotient.int(vm).is_even())
    } else {
        ops::less(vm, unit, twice)?
    };
    if up { ops::binary(vm, BinaryOp::Add, floor, unit) } else { Ok(floor) }
}
