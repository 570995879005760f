//! Sums, differences, products, short quotients of big integers: straight ways.
//!
//! What `big.rs` does for any operation by way of function pointers is done here for those that programs with big
//! numbers spend their time in, on builds that are to be fast rather than small.
use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_num::mpz::{self, Int, Limb, Written};

use super::BigInt;
use crate::obj::Obj;
use crate::{Res, Vm};

/// Results up to this many limbs are computed on the native stack.
const SHORT: usize = 8;

/// The number that a small or big integer is, the former in `word`.
#[inline(always)]
fn number<'v>(vm: &'v Vm, object: Obj, word: &'v mut [Limb; 1]) -> Option<Int<'v>> {
    match object.as_small() {
        Some(value) => {
            *word = [value.unsigned_abs()];
            Some(Int::trimmed(value < 0, if value == 0 { &[] } else { word }))
        }
        None => object.cast::<BigInt>().map(|big| big.int(vm)),
    }
}

/// Both numbers, of which at least one is big.
#[inline(always)]
fn numbers<'v>(vm: &'v Vm, a: Obj, b: Obj, words: &'v mut [[Limb; 1]; 2]) -> Option<(Int<'v>, Int<'v>)> {
    if a.is_small() && b.is_small() {
        return None;
    }
    let [x, y] = words;
    Some((number(vm, a, x)?, number(vm, b, y)?))
}

/// An integer of at most `n` limbs, as `compute` makes it of two numbers.
#[inline(always)]
fn make(
    vm: &mut Vm,
    a: Obj,
    b: Obj,
    n: usize,
    compute: impl Fn(Int<'_>, Int<'_>, &mut [Limb]) -> Written,
) -> Res {
    if n <= SHORT {
        let mut out = [0; SHORT];
        let mut words = [[0]; 2];
        let written = match numbers(vm, a, b, &mut words) {
            Some((x, y)) => compute(x, y, &mut out),
            None => Written::ZERO,
        };
        return vm.copy_limbs(written.of(&out));
    }
    vm.new_limbs_with(n, |vm, out| {
        let mut words = [[0]; 2];
        match numbers(vm, a, b, &mut words) {
            Some((x, y)) => compute(x, y, out),
            None => Written::ZERO,
        }
    })
}

#[inline(never)]
fn sum(vm: &mut Vm, a: Obj, b: Obj) -> Option<Res> {
    let n = {
        let mut words = [[0]; 2];
        let (x, y) = numbers(vm, a, b, &mut words)?;
        mpz::add_len(x, y)
    };
    Some(make(vm, a, b, n, mpz::add))
}

#[inline(never)]
fn difference(vm: &mut Vm, a: Obj, b: Obj) -> Option<Res> {
    let n = {
        let mut words = [[0]; 2];
        let (x, y) = numbers(vm, a, b, &mut words)?;
        mpz::add_len(x, y)
    };
    Some(make(vm, a, b, n, mpz::sub))
}

#[inline(never)]
fn product(vm: &mut Vm, a: Obj, b: Obj) -> Option<Res> {
    let n = {
        let mut words = [[0]; 2];
        let (x, y) = numbers(vm, a, b, &mut words)?;
        if x.is_zero() || y.is_zero() {
            return Some(Ok(Obj::small(0)));
        }
        if mpz::mul_scratch(x, y) > 0 {
            return None;
        }
        mpz::mul_len(x, y)
    };
    Some(make(vm, a, b, n, |x, y, out| mpz::mul(x, y, out, &mut [])))
}

#[inline(never)]
fn quotient(vm: &mut Vm, a: Obj, b: Obj) -> Option<Res> {
    let mut words = [[0]; 2];
    let (x, y) = numbers(vm, a, b, &mut words)?;
    let (negative, limb) = mpz::short_quotient(x, y)?;
    let limb = [limb];
    Some(vm.copy_limbs(Int::new(negative, &limb)))
}

/// An operation on two integers, at least one of them big; `None`: it is done elsewhere.
#[inline(always)]
pub(super) fn binary(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Option<Res> {
    match op {
        BinaryOp::Add | BinaryOp::InplaceAdd => sum(vm, a, b),
        BinaryOp::Subtract | BinaryOp::InplaceSubtract => difference(vm, a, b),
        BinaryOp::Multiply | BinaryOp::InplaceMultiply => product(vm, a, b),
        BinaryOp::FloorDivide | BinaryOp::InplaceFloorDivide => quotient(vm, a, b),
        _ => None,
    }
}
