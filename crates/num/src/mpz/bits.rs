//! Bitwise operators on two's complement of infinite width.
//!
//! Limbs of negative operands are complemented on the fly, limbs beyond an
//! operand's end are its sign, and a negative result is complemented back.

use super::{Int, Limb, Written, limbs, too_short};

/// Limbs that `a & b`, `a | b` and `a ^ b` may take.
#[inline]
pub fn bitwise_len(a: Int, b: Int) -> usize {
    a.magnitude.len().max(b.magnitude.len()) + 1
}

/// Limbs that `~a` may take.
#[inline]
pub fn not_len(a: Int) -> usize {
    a.magnitude.len() + 1
}

/// `a & b`.
pub fn and(a: Int, b: Int, out: &mut [Limb]) -> Written {
    bitwise(a, b, out, |x, y| x & y)
}

/// `a | b`.
pub fn or(a: Int, b: Int, out: &mut [Limb]) -> Written {
    bitwise(a, b, out, |x, y| x | y)
}

/// `a ^ b`.
pub fn xor(a: Int, b: Int, out: &mut [Limb]) -> Written {
    bitwise(a, b, out, |x, y| x ^ y)
}

/// `~a`, which is `-a - 1`.
pub fn not(a: Int, out: &mut [Limb]) -> Written {
    let Some(out) = out.get_mut(..not_len(a)) else {
        return too_short();
    };
    limbs::copy_padded(out, a.magnitude);
    if a.negative {
        limbs::propagate_borrow(out, true);
    } else {
        limbs::propagate_carry(out, true);
    }
    Written::new(!a.negative, out)
}

/// The limbs of a number's two's complement, without end.
struct Complement<'a> {
    limbs: core::slice::Iter<'a, Limb>,
    mask: Limb,
    carry: bool,
}

impl Complement<'_> {
    fn new(a: Int<'_>) -> Complement<'_> {
        let mask = if a.negative { Limb::MAX } else { 0 };
        Complement { limbs: a.magnitude.iter(), mask, carry: a.negative }
    }

    #[inline]
    fn next(&mut self) -> Limb {
        let limb = self.limbs.next().copied().unwrap_or(0) ^ self.mask;
        let (limb, carry) = limb.overflowing_add(Limb::from(self.carry));
        self.carry = carry;
        limb
    }
}

#[inline]
fn bitwise(a: Int, b: Int, out: &mut [Limb], operator: impl Fn(Limb, Limb) -> Limb) -> Written {
    let Some(out) = out.get_mut(..bitwise_len(a, b)) else {
        return too_short();
    };
    let negative = operator(Limb::from(a.negative), Limb::from(b.negative)) != 0;
    if !a.negative && !b.negative {
        let short = a.magnitude.len().min(b.magnitude.len());
        let rest = |x: Int<'_>| x.magnitude.len() - short;
        for ((slot, &x), &y) in out.iter_mut().zip(a.magnitude).zip(b.magnitude) {
            *slot = operator(x, y);
        }
        let longer = if rest(a) > 0 { a.magnitude } else { b.magnitude };
        let tail = out.get_mut(short..).unwrap_or_default();
        tail.fill(0);
        for (slot, &x) in tail.iter_mut().zip(longer.iter().skip(short)) {
            *slot = operator(x, 0);
        }
        return Written::new(false, out);
    }
    let (mut x, mut y) = (Complement::new(a), Complement::new(b));
    let mut carry = true;
    for slot in out.iter_mut() {
        let limb = operator(x.next(), y.next());
        *slot = if negative {
            let (limb, carried) = (!limb).overflowing_add(Limb::from(carry));
            carry = carried;
            limb
        } else {
            limb
        };
    }
    Written::new(negative, out)
}
