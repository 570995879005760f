//! Unsigned arithmetic on runs of limbs: the loops under every operation.
//!
//! Magnitudes are little-endian slices. These functions neither trim nor know
//! signs; their callers prove the lengths, stated as contracts and checked in
//! debug builds. Loops run over zipped iterators so that no index is checked
//! inside them.

use super::Limb;
use core::cmp::Ordering;

/// Bits in a limb.
pub(crate) const BITS: usize = Limb::BITS as usize;

/// Whether loops take four limbs a turn: where there is memory for code.
const UNROLL: bool = cfg!(target_pointer_width = "64");

/// The slice without its high zero limbs.
#[inline]
pub(crate) fn trim(a: &[Limb]) -> &[Limb] {
    let mut rest = a;
    while let [head @ .., 0] = rest {
        rest = head;
    }
    rest
}

/// The length of the slice without its high zero limbs.
#[inline]
pub(crate) fn trimmed_len(a: &[Limb]) -> usize {
    trim(a).len()
}

/// Bits up to the highest one that is set, for a trimmed magnitude.
#[inline]
pub(crate) fn bit_length(a: &[Limb]) -> usize {
    match a.last() {
        Some(top) => a.len() * BITS - top.leading_zeros() as usize,
        None => 0,
    }
}

/// Compares two trimmed magnitudes.
#[inline]
pub(crate) fn compare(a: &[Limb], b: &[Limb]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// Copies `a` to the start of `out` and zeroes the rest.
#[inline]
pub(crate) fn copy_padded(out: &mut [Limb], a: &[Limb]) {
    let (low, high) = out.split_at_mut(a.len());
    low.copy_from_slice(a);
    high.fill(0);
}

/// Adds a carry into `a`; returns the carry out of it.
#[inline]
pub(crate) fn propagate_carry(a: &mut [Limb], mut carry: bool) -> bool {
    for limb in a {
        if !carry {
            break;
        }
        (*limb, carry) = limb.overflowing_add(1);
    }
    carry
}

/// Takes a borrow from `a`; returns the borrow out of it.
#[inline]
pub(crate) fn propagate_borrow(a: &mut [Limb], mut borrow: bool) -> bool {
    for limb in a {
        if !borrow {
            break;
        }
        (*limb, borrow) = limb.overflowing_sub(1);
    }
    borrow
}

/// `out = a + b` over `a.len()` limbs, with `a` at least as long as `b`; returns the carry.
#[inline]
pub(crate) fn add(out: &mut [Limb], a: &[Limb], b: &[Limb]) -> bool {
    debug_assert!(a.len() >= b.len() && out.len() == a.len());
    let (out_low, out_high) = out.split_at_mut(b.len());
    let (a_low, a_high) = a.split_at(b.len());
    let mut carry = false;
    let (mut out_low, mut a_low, mut b) = (out_low, a_low, b);
    if UNROLL {
        // PERF: four limbs a turn are one chain of carries.
        let (outs, xs, ys) = (out_low.as_chunks_mut::<4>(), a_low.as_chunks::<4>(), b.as_chunks::<4>());
        for ((slots, x), y) in outs.0.iter_mut().zip(xs.0).zip(ys.0) {
            (slots[0], carry) = x[0].carrying_add(y[0], carry);
            (slots[1], carry) = x[1].carrying_add(y[1], carry);
            (slots[2], carry) = x[2].carrying_add(y[2], carry);
            (slots[3], carry) = x[3].carrying_add(y[3], carry);
        }
        (out_low, a_low, b) = (outs.1, xs.1, ys.1);
    }
    for ((slot, &x), &y) in out_low.iter_mut().zip(a_low).zip(b) {
        (*slot, carry) = x.carrying_add(y, carry);
    }
    out_high.copy_from_slice(a_high);
    propagate_carry(out_high, carry)
}

/// `out = a - b` over `a.len()` limbs, with `a` at least as long as `b`; returns the borrow.
#[inline]
pub(crate) fn sub(out: &mut [Limb], a: &[Limb], b: &[Limb]) -> bool {
    debug_assert!(a.len() >= b.len() && out.len() == a.len());
    let (out_low, out_high) = out.split_at_mut(b.len());
    let (a_low, a_high) = a.split_at(b.len());
    let mut borrow = false;
    let (mut out_low, mut a_low, mut b) = (out_low, a_low, b);
    if UNROLL {
        let (outs, xs, ys) = (out_low.as_chunks_mut::<4>(), a_low.as_chunks::<4>(), b.as_chunks::<4>());
        for ((slots, x), y) in outs.0.iter_mut().zip(xs.0).zip(ys.0) {
            (slots[0], borrow) = x[0].borrowing_sub(y[0], borrow);
            (slots[1], borrow) = x[1].borrowing_sub(y[1], borrow);
            (slots[2], borrow) = x[2].borrowing_sub(y[2], borrow);
            (slots[3], borrow) = x[3].borrowing_sub(y[3], borrow);
        }
        (out_low, a_low, b) = (outs.1, xs.1, ys.1);
    }
    for ((slot, &x), &y) in out_low.iter_mut().zip(a_low).zip(b) {
        (*slot, borrow) = x.borrowing_sub(y, borrow);
    }
    out_high.copy_from_slice(a_high);
    propagate_borrow(out_high, borrow)
}

/// `a += b`, with `a` at least as long as `b`; returns the carry.
#[inline]
pub(crate) fn add_assign(a: &mut [Limb], b: &[Limb]) -> bool {
    debug_assert!(a.len() >= b.len());
    let (low, high) = a.split_at_mut(b.len());
    let mut carry = false;
    for (x, &y) in low.iter_mut().zip(b) {
        (*x, carry) = x.carrying_add(y, carry);
    }
    propagate_carry(high, carry)
}

/// `a -= b`, with `a` at least as long as `b`; returns the borrow.
#[inline]
pub(crate) fn sub_assign(a: &mut [Limb], b: &[Limb]) -> bool {
    debug_assert!(a.len() >= b.len());
    let (low, high) = a.split_at_mut(b.len());
    let mut borrow = false;
    for (x, &y) in low.iter_mut().zip(b) {
        (*x, borrow) = x.borrowing_sub(y, borrow);
    }
    propagate_borrow(high, borrow)
}

/// `a = b - a` over equally many limbs; returns the borrow.
#[inline]
pub(crate) fn sub_from(a: &mut [Limb], b: &[Limb]) -> bool {
    debug_assert!(a.len() == b.len());
    let mut borrow = false;
    for (x, &y) in a.iter_mut().zip(b) {
        (*x, borrow) = y.borrowing_sub(*x, borrow);
    }
    borrow
}

/// `out = a * b + carry` over `a.len()` limbs; returns the high limb.
#[inline]
pub(crate) fn mul_limb(out: &mut [Limb], a: &[Limb], b: Limb, mut carry: Limb) -> Limb {
    debug_assert!(out.len() == a.len());
    let (mut out, mut a) = (out, a);
    if UNROLL {
        let (outs, xs) = (out.as_chunks_mut::<4>(), a.as_chunks::<4>());
        for (slots, x) in outs.0.iter_mut().zip(xs.0) {
            (slots[0], carry) = x[0].carrying_mul(b, carry);
            (slots[1], carry) = x[1].carrying_mul(b, carry);
            (slots[2], carry) = x[2].carrying_mul(b, carry);
            (slots[3], carry) = x[3].carrying_mul(b, carry);
        }
        (out, a) = (outs.1, xs.1);
    }
    for (slot, &x) in out.iter_mut().zip(a) {
        (*slot, carry) = x.carrying_mul(b, carry);
    }
    carry
}

/// `a = a * b + carry`; returns the high limb.
#[inline]
pub(crate) fn mul_limb_assign(a: &mut [Limb], b: Limb, mut carry: Limb) -> Limb {
    for x in a {
        (*x, carry) = x.carrying_mul(b, carry);
    }
    carry
}

/// `out += a * b` over `a.len()` limbs; returns the high limb.
#[inline]
pub(crate) fn add_mul_limb(out: &mut [Limb], a: &[Limb], b: Limb) -> Limb {
    debug_assert!(out.len() == a.len());
    let mut carry = 0;
    // PERF: four limbs a turn, because this loop is most of multiplication.
    let (out_fours, out_rest) = out.as_chunks_mut::<4>();
    let (a_fours, a_rest) = a.as_chunks::<4>();
    for (slots, limbs) in out_fours.iter_mut().zip(a_fours) {
        (slots[0], carry) = limbs[0].carrying_mul_add(b, slots[0], carry);
        (slots[1], carry) = limbs[1].carrying_mul_add(b, slots[1], carry);
        (slots[2], carry) = limbs[2].carrying_mul_add(b, slots[2], carry);
        (slots[3], carry) = limbs[3].carrying_mul_add(b, slots[3], carry);
    }
    for (slot, &x) in out_rest.iter_mut().zip(a_rest) {
        (*slot, carry) = x.carrying_mul_add(b, *slot, carry);
    }
    carry
}

/// `out -= a * b` over `a.len()` limbs; returns the limb still to be taken away.
#[inline]
pub(crate) fn sub_mul_limb(out: &mut [Limb], a: &[Limb], b: Limb) -> Limb {
    debug_assert!(out.len() == a.len());
    let mut carry = 0;
    // PERF: x - y is !(!x + y), which needs no borrow beside the carry.
    let (out_fours, out_rest) = out.as_chunks_mut::<4>();
    let (a_fours, a_rest) = a.as_chunks::<4>();
    let mut step = |slot: &mut Limb, x: Limb| {
        let (low, high) = x.carrying_mul_add(b, !*slot, carry);
        *slot = !low;
        carry = high;
    };
    for (slots, limbs) in out_fours.iter_mut().zip(a_fours) {
        step(&mut slots[0], limbs[0]);
        step(&mut slots[1], limbs[1]);
        step(&mut slots[2], limbs[2]);
        step(&mut slots[3], limbs[3]);
    }
    for (slot, &x) in out_rest.iter_mut().zip(a_rest) {
        step(slot, x);
    }
    carry
}

/// `out = a << count` for fewer than [`BITS`] bits over `a.len()` limbs; returns what left.
#[inline]
pub(crate) fn shl(out: &mut [Limb], a: &[Limb], count: usize) -> Limb {
    debug_assert!(out.len() == a.len() && count < BITS);
    if count == 0 {
        out.copy_from_slice(a);
        return 0;
    }
    let mut carry = 0;
    for (slot, &x) in out.iter_mut().zip(a) {
        *slot = x << count | carry;
        carry = x >> (BITS - count);
    }
    carry
}

/// `out = a >> count` for fewer than [`BITS`] bits over `a.len()` limbs.
#[inline]
pub(crate) fn shr(out: &mut [Limb], a: &[Limb], count: usize) {
    debug_assert!(out.len() == a.len() && count < BITS);
    if count == 0 {
        out.copy_from_slice(a);
        return;
    }
    let mut carry = 0;
    for (slot, &x) in out.iter_mut().zip(a).rev() {
        *slot = x >> count | carry;
        carry = x << (BITS - count);
    }
}

/// `a >>= count` for fewer than [`BITS`] bits.
#[inline]
pub(crate) fn shr_assign(a: &mut [Limb], count: usize) {
    debug_assert!(count < BITS);
    if count == 0 {
        return;
    }
    let mut carry = 0;
    for x in a.iter_mut().rev() {
        let limb = *x;
        *x = limb >> count | carry;
        carry = limb << (BITS - count);
    }
}

/// `a <<= count` for fewer than [`BITS`] bits; returns what left at the top.
#[inline]
pub(crate) fn shl_assign(a: &mut [Limb], count: usize) -> Limb {
    debug_assert!(count < BITS);
    if count == 0 {
        return 0;
    }
    let mut carry = 0;
    for x in a {
        let limb = *x;
        *x = limb << count | carry;
        carry = limb >> (BITS - count);
    }
    carry
}

/// The number of zero bits below the lowest one that is set; 0 for zero.
#[inline]
pub(crate) fn trailing_zeros(a: &[Limb]) -> usize {
    match a.iter().position(|&limb| limb != 0) {
        Some(index) => index * BITS + a.get(index).map_or(0, |limb| limb.trailing_zeros() as usize),
        None => 0,
    }
}
