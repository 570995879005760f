//! Integers out of text, as `int()` and the compiler read them.
//!
//! Reading goes in two steps. [`scan`] checks the text, resolves sign, blanks and
//! prefix, and finishes small values by itself; for the others [`parse_len`] says
//! how many limbs they take and [`parse`] fills them. Long numbers are put
//! together from halves, so that Karatsuba's products carry most of the work.

use super::mul::{product, product_scratch, square};
use super::power_table::chunk;
use super::{Limb, Written, limbs, too_short};

/// Numbers up to this many limbs are built digit by digit.
const COMBINE: usize = 512;

/// Of longer numbers, the parts of this many limbs; a power of two.
const LEAF: usize = 32;

/// A well-formed integer literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Literal<'t> {
    /// Whether it has a minus sign.
    pub negative: bool,
    /// The base, from 2 to 36, after any prefix.
    pub base: u32,
    /// Digits and underscores, without sign, prefix and blanks.
    pub digits: &'t [u8],
    /// How many digits there are among them.
    pub n_digits: usize,
    /// The value, sign included, if it fits a machine word.
    pub small: Option<isize>,
}

/// Text that is no integer literal, with what upstream's message says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiteralError<'t> {
    /// The base to be named: 0 for a decimal number with leading zeroes.
    pub base: u32,
    /// The text after blanks, sign and prefix, to be quoted.
    pub text: &'t [u8],
}

/// Whether a byte is a blank to the number syntax.
#[inline]
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Drops blanks from the front.
#[inline]
pub(crate) fn skip_blanks(text: &[u8]) -> &[u8] {
    let n_blanks = text.iter().take_while(|&&byte| is_blank(byte)).count();
    text.get(n_blanks..).unwrap_or_default()
}

/// Takes a sign off the front; whether it was a minus.
#[inline]
pub(crate) fn take_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// Takes a base prefix off the front if the base is that one or 0, and settles the base:
/// 1 stands for a number with a leading zero and no prefix, which only zeroes may follow.
fn take_prefix(text: &[u8], base: u32) -> (u32, &[u8]) {
    if let [b'0', mark, rest @ ..] = text {
        let prefixed = match mark | 0x20 {
            b'x' => 16,
            b'o' => 8,
            b'b' => 2,
            _ => 0,
        };
        if prefixed != 0 && (base == 0 || base == prefixed) {
            return (prefixed, rest);
        }
        return (if base == 0 { 1 } else { base }, text);
    }
    (if base == 0 { 10 } else { base }, text)
}

/// The value of a digit, or a large number.
#[inline]
fn digit_value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'a'..=b'z' => u32::from(byte - b'a') + 10,
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => u32::MAX,
    }
}

/// Checks a literal of base 2 to 36, or of the base its prefix tells when `base` is 0.
///
/// Blanks around the number, a sign, and underscores anywhere among the digits are allowed.
pub fn scan(text: &[u8], base: u32) -> Result<Literal<'_>, LiteralError<'_>> {
    let (negative, text) = take_sign(skip_blanks(text));
    let (base, text) = take_prefix(text, base);
    let mut value = Some(0usize);
    let mut n_digits = 0;
    let mut len = 0;
    for &byte in text {
        if byte != b'_' {
            let digit = digit_value(byte);
            if digit >= base {
                break;
            }
            n_digits += 1;
            value = value
                .and_then(|value| value.checked_mul(base as usize))
                .and_then(|value| value.checked_add(digit as usize));
        }
        len += 1;
    }
    let (digits, rest) = text.split_at_checked(len).unwrap_or((text, &[]));
    if len == 0 || !skip_blanks(rest).is_empty() {
        return Err(LiteralError { base: if base == 1 { 0 } else { base }, text });
    }
    let small = value.and_then(|value| {
        if negative { 0isize.checked_sub_unsigned(value) } else { isize::try_from(value).ok() }
    });
    Ok(Literal { negative, base: base.clamp(2, 36), digits, n_digits, small })
}

/// Limbs that the literal's value may take.
#[inline]
pub fn parse_len(literal: &Literal) -> usize {
    literal.n_digits / chunk(literal.base).digits + 1
}

/// Limbs of work area with which [`parse`] is fastest; fewer are slower but allowed.
pub fn parse_scratch(literal: &Literal) -> usize {
    let len = parse_len(literal);
    if literal.base.is_power_of_two() || len <= COMBINE {
        return 0;
    }
    let half = len.next_power_of_two() / 2;
    3 * half + product_scratch(half + 1, half)
}

/// The literal's value.
pub fn parse(literal: &Literal, out: &mut [Limb], scratch: &mut [Limb]) -> Written {
    let len = parse_len(literal);
    let Some(out) = out.get_mut(..len) else {
        return too_short();
    };
    let digits = literal.digits.iter().copied().filter(|&byte| byte != b'_').map(digit_value);
    if literal.base.is_power_of_two() {
        power_of_two(digits.rev(), literal.base.trailing_zeros() as usize, out);
    } else if len > COMBINE && scratch.len() >= parse_scratch(literal) {
        by_halves(digits, literal, out, scratch);
    } else {
        digit_by_digit(digits, literal.base, out);
    }
    Written::new(literal.negative, out)
}

/// Packs digits of `bits` bits each, least significant first.
fn power_of_two(digits: impl Iterator<Item = u32>, bits: usize, out: &mut [Limb]) {
    out.fill(0);
    let mut slots = out.iter_mut();
    let (mut pending, mut n_pending) = (0u128, 0);
    for digit in digits {
        pending |= u128::from(digit) << n_pending;
        n_pending += bits;
        if n_pending >= limbs::BITS {
            if let Some(slot) = slots.next() {
                *slot = pending as Limb;
            }
            pending >>= limbs::BITS;
            n_pending -= limbs::BITS;
        }
    }
    if let Some(slot) = slots.next() {
        *slot = pending as Limb;
    }
}

/// Takes up to `count` digits into one limb; the limb, and base to the number taken.
fn take_chunk(digits: &mut impl Iterator<Item = u32>, base: u32, count: usize) -> (Limb, Limb) {
    digits
        .take(count)
        .fold((0, 1), |(value, power), digit| (value * base as Limb + digit as Limb, power * base as Limb))
}

fn digit_by_digit(mut digits: impl Iterator<Item = u32>, base: u32, out: &mut [Limb]) {
    out.fill(0);
    let chunk = chunk(base);
    let mut len = 0;
    loop {
        let (value, power) = take_chunk(&mut digits, base, chunk.digits);
        if power == 1 {
            return;
        }
        let Some((used, free)) = out.split_at_mut_checked(len) else { return };
        let carry = limbs::mul_limb_assign(used, power, value);
        if let Some(top) = free.first_mut() {
            *top = carry;
            len += usize::from(carry != 0);
        }
    }
}

/// Builds parts of [`LEAF`] chunks digit by digit, then joins neighbours: two, four, eight parts.
fn by_halves(
    mut digits: impl Iterator<Item = u32>,
    literal: &Literal,
    out: &mut [Limb],
    scratch: &mut [Limb],
) {
    let chunk = chunk(literal.base);
    out.fill(0);
    // The topmost part takes the odd digits, so that all others are full.
    let leaf_digits = LEAF * chunk.digits;
    let n_full = literal.n_digits / leaf_digits;
    let odd = literal.n_digits % leaf_digits;
    for (index, leaf) in out.chunks_mut(LEAF).enumerate().take(n_full + 1).rev() {
        let count = if index == n_full { odd } else { leaf_digits };
        digit_by_digit(digits.by_ref().take(count), literal.base, leaf);
    }
    let half = out.len().next_power_of_two() / 2;
    let (power, scratch) = scratch.split_at_mut(half);
    let (joined, scratch) = scratch.split_at_mut(2 * half);
    power[0] = chunk.power;
    let mut power_len = 1;
    for _ in 0..LEAF.trailing_zeros() {
        power_len = square_power(power, power_len, joined, scratch);
    }
    let mut width = LEAF;
    while width < out.len() {
        let power_now = &power[..power_len];
        for pair in out.chunks_mut(2 * width) {
            let Some((low, high)) = pair.split_at_checked(width) else { continue };
            let high = limbs::trim(high);
            if high.is_empty() {
                continue;
            }
            // The joined value is below the base to the pair's digits, so it fits the pair;
            // the low half is below the power, so it is no longer than the product.
            let joined = &mut joined[..high.len() + power_len];
            product(joined, high, power_now, scratch);
            limbs::add_assign(joined, limbs::trim(low));
            limbs::copy_padded(pair, limbs::trim(joined));
        }
        width *= 2;
        if width < out.len() {
            power_len = square_power(power, power_len, joined, scratch);
        }
    }
}

/// Squares the power in its place; returns its new length.
fn square_power(power: &mut [Limb], len: usize, product: &mut [Limb], scratch: &mut [Limb]) -> usize {
    let product = &mut product[..2 * len];
    square(product, &power[..len], scratch);
    let product = limbs::trim(product);
    power[..product.len()].copy_from_slice(product);
    product.len()
}
