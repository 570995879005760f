//! Products of big integers.
//!
//! Short operands are multiplied limb by limb, squares at half the cost, and
//! operands of [`KARATSUBA`] limbs or more by Karatsuba's three half-size
//! products. Unequal lengths are cut into pieces as long as the shorter operand.
//! Only Karatsuba needs a work area, and without one the schoolbook loop does
//! the same work more slowly, so a program short of memory still gets its product.

use super::{Int, Limb, Written, limbs, too_short};

/// The shortest operands, in limbs, for which Karatsuba's method pays.
const KARATSUBA: usize = 32;

/// The same for squares, whose schoolbook loop is faster.
const KARATSUBA_SQUARE: usize = 56;

/// Limbs that `a * b` may take.
#[inline]
pub fn mul_len(a: Int, b: Int) -> usize {
    a.magnitude.len() + b.magnitude.len()
}

/// Limbs of work area with which `a * b` is fastest; fewer are slower but allowed.
#[inline]
pub fn mul_scratch(a: Int, b: Int) -> usize {
    product_scratch(a.magnitude.len(), b.magnitude.len())
}

/// `a * b`.
#[inline]
pub fn mul(a: Int, b: Int, out: &mut [Limb], scratch: &mut [Limb]) -> Written {
    let Some(out) = out.get_mut(..mul_len(a, b)) else {
        return too_short();
    };
    product(out, a.magnitude, b.magnitude, scratch);
    Written::new(a.negative != b.negative, out)
}

/// As [`mul_scratch`], from the lengths.
pub(crate) fn product_scratch(a: usize, b: usize) -> usize {
    let (long, short) = (a.max(b), a.min(b));
    if short < KARATSUBA {
        0
    } else if long == short {
        balanced_scratch(short)
    } else {
        3 * short + balanced_scratch(short)
    }
}

/// `out = a * b` over exactly `a.len() + b.len()` limbs; high limbs may be zero.
pub(crate) fn product(out: &mut [Limb], a: &[Limb], b: &[Limb], scratch: &mut [Limb]) {
    debug_assert!(out.len() == a.len() + b.len());
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        out.fill(0);
    } else if core::ptr::eq(a, b) {
        square(out, a, scratch);
    } else if scratch.len() < product_scratch(long.len(), short.len()) || short.len() < KARATSUBA {
        schoolbook(out, long, short);
    } else if long.len() == short.len() {
        karatsuba(out, long, short, scratch);
    } else {
        unbalanced(out, long, short, scratch);
    }
}

/// `out = a * a` over exactly `2 * a.len()` limbs.
pub(crate) fn square(out: &mut [Limb], a: &[Limb], scratch: &mut [Limb]) {
    debug_assert!(out.len() == 2 * a.len());
    if a.len() < KARATSUBA_SQUARE || scratch.len() < balanced_scratch(a.len()) {
        schoolbook_square(out, a);
    } else {
        karatsuba_square(out, a, scratch);
    }
}

fn schoolbook(out: &mut [Limb], long: &[Limb], short: &[Limb]) {
    let Some((&first, rest)) = short.split_first() else {
        out.fill(0);
        return;
    };
    out[long.len()] = limbs::mul_limb(&mut out[..long.len()], long, first, 0);
    for (index, &limb) in rest.iter().enumerate() {
        let row = &mut out[index + 1..];
        row[long.len()] = limbs::add_mul_limb(&mut row[..long.len()], long, limb);
    }
}

/// Each product of two different limbs once, doubled, plus the squares.
fn schoolbook_square(out: &mut [Limb], a: &[Limb]) {
    out.fill(0);
    for (index, &limb) in a.iter().enumerate() {
        let rest = &a[index + 1..];
        let row = &mut out[2 * index + 1..];
        row[rest.len()] = limbs::add_mul_limb(&mut row[..rest.len()], rest, limb);
    }
    let mut shifted_out = 0;
    let mut carry = false;
    for (pair, &limb) in out.chunks_exact_mut(2).zip(a) {
        let [low, high] = pair else { break };
        let (square_low, square_high) = limb.carrying_mul(limb, 0);
        let doubled_low = *low << 1 | shifted_out;
        let doubled_high = *high << 1 | *low >> (limbs::BITS - 1);
        shifted_out = *high >> (limbs::BITS - 1);
        (*low, carry) = doubled_low.carrying_add(square_low, carry);
        (*high, carry) = doubled_high.carrying_add(square_high, carry);
    }
}

/// Work area of Karatsuba's method for operands of `len` limbs.
///
/// Each level keeps a product of twice its half; the deepest also a sum of one limb more.
fn balanced_scratch(len: usize) -> usize {
    let (mut total, mut last, mut len) = (0, 0, len);
    while len >= KARATSUBA {
        let half = len - len / 2;
        total += 2 * half;
        last = 2 * half + 1;
        len = half;
    }
    total + last
}

/// Karatsuba's method: with a = a1 B + a0 and b alike, the middle term is
/// a0 b0 + a1 b1 - (a0 - a1)(b0 - b1).
fn karatsuba(out: &mut [Limb], a: &[Limb], b: &[Limb], scratch: &mut [Limb]) {
    if a.len() < KARATSUBA {
        return schoolbook(out, a, b);
    }
    let half = a.len() - a.len() / 2;
    let (a0, a1) = a.split_at(half);
    let (b0, b1) = b.split_at(half);
    let (middle, rest) = scratch.split_at_mut(2 * half);
    let (a_difference, b_difference) = out[..2 * half].split_at_mut(half);
    let flipped = difference(a_difference, a0, a1) != difference(b_difference, b0, b1);
    karatsuba(middle, a_difference, b_difference, rest);
    let (low, high) = out.split_at_mut(2 * half);
    karatsuba(low, a0, b0, rest);
    karatsuba(high, a1, b1, rest);
    combine(out, half, middle, flipped, rest);
}

/// [`karatsuba`] for equal operands.
fn karatsuba_square(out: &mut [Limb], a: &[Limb], scratch: &mut [Limb]) {
    if a.len() < KARATSUBA_SQUARE {
        return schoolbook_square(out, a);
    }
    let half = a.len() - a.len() / 2;
    let (a0, a1) = a.split_at(half);
    let (middle, rest) = scratch.split_at_mut(2 * half);
    let a_difference = &mut out[..half];
    difference(a_difference, a0, a1);
    karatsuba_square(middle, a_difference, rest);
    let (low, high) = out.split_at_mut(2 * half);
    karatsuba_square(low, a0, rest);
    karatsuba_square(high, a1, rest);
    combine(out, half, middle, false, rest);
}

/// Adds the middle term at `half`: low + high - middle, or + middle when `flipped`.
fn combine(out: &mut [Limb], half: usize, middle: &[Limb], flipped: bool, rest: &mut [Limb]) {
    let sum = &mut rest[..2 * half + 1];
    {
        let (low, high) = out.split_at(2 * half);
        let (body, top) = sum.split_at_mut(2 * half);
        top[0] = Limb::from(limbs::add(body, low, high));
    }
    if flipped {
        limbs::add_assign(sum, middle);
    } else {
        limbs::sub_assign(sum, middle);
    }
    // The whole product fits, so limbs of the sum beyond its end are zero.
    let sum = limbs::trim(sum);
    limbs::add_assign(&mut out[half..], sum);
}

/// `out = |low - high|` over `low.len()` limbs; whether `low` was the smaller.
fn difference(out: &mut [Limb], low: &[Limb], high: &[Limb]) -> bool {
    if limbs::compare(limbs::trim(low), limbs::trim(high)).is_lt() {
        // Then `low` has zeroes where `high`, the shorter, has no limbs.
        limbs::copy_padded(out, high);
        limbs::sub_assign(out, limbs::trim(low));
        true
    } else {
        limbs::sub(out, low, high);
        false
    }
}

/// Multiplies piece by piece, each as long as the shorter operand.
fn unbalanced(out: &mut [Limb], long: &[Limb], short: &[Limb], scratch: &mut [Limb]) {
    out.fill(0);
    let (partial, scratch) = scratch.split_at_mut(2 * short.len());
    let (padded, scratch) = scratch.split_at_mut(short.len());
    for (index, piece) in long.chunks(short.len()).enumerate() {
        let len = piece.len() + short.len();
        if piece.len() == short.len() {
            karatsuba(partial, piece, short, scratch);
        } else if 2 * piece.len() < short.len() {
            schoolbook(&mut partial[..len], short, piece);
        } else {
            // Nearly full: the product of the padding is zero and left out below.
            limbs::copy_padded(padded, piece);
            karatsuba(partial, padded, short, scratch);
        }
        limbs::add_assign(&mut out[index * short.len()..], &partial[..len]);
    }
}
