//! Operations on small integers whose results are small: the fast halves.
//!
//! Where the operation is a constant at the place of the call, the match folds away and a few instructions
//! remain. `None` sends the caller to the slot, which knows big results and errors.
use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_num::small;

use crate::obj::Obj;

/// A binary operation on two small integers.
#[inline]
pub fn binary(op: BinaryOp, a: Obj, b: Obj) -> Option<Obj> {
    use BinaryOp::*;
    match op {
        Add | InplaceAdd => {
            Obj::small2(a, b)?;
            Obj::add_small(a, b)
        }
        Subtract | InplaceSubtract => {
            Obj::small2(a, b)?;
            Obj::sub_small(a, b)
        }
        Multiply | InplaceMultiply => {
            let (x, y) = Obj::small2(a, b)?;
            // A factor twice as large overflows where the product is no small integer.
            Some(Obj::small(x.checked_mul(y << 1)? >> 1))
        }
        And | InplaceAnd => Obj::small2(a, b).map(|(x, y)| Obj::small(x & y)),
        Or | InplaceOr => Obj::small2(a, b).map(|(x, y)| Obj::small(x | y)),
        Xor | InplaceXor => Obj::small2(a, b).map(|(x, y)| Obj::small(x ^ y)),
        Lshift | InplaceLshift => {
            let (x, y) = Obj::small2(a, b)?;
            if y as usize >= (isize::BITS - 1) as usize {
                return None;
            }
            let shifted = x << y;
            if shifted >> y == x { Obj::try_small(shifted) } else { None }
        }
        Rshift | InplaceRshift => {
            let (x, y) = Obj::small2(a, b)?;
            if y < 0 { None } else { Some(Obj::small(small::shr(x, y as usize))) }
        }
        FloorDivide | InplaceFloorDivide => {
            let (x, y) = Obj::small2(a, b)?;
            if y == 0 { None } else { Obj::try_small(small::floor_div(x, y)?) }
        }
        Modulo | InplaceModulo => {
            let (x, y) = Obj::small2(a, b)?;
            if y == 0 { None } else { Some(Obj::small(small::floor_mod(x, y)?)) }
        }
        Less => Obj::small2(a, b).map(|(x, y)| Obj::bool(x < y)),
        More => Obj::small2(a, b).map(|(x, y)| Obj::bool(x > y)),
        LessEqual => Obj::small2(a, b).map(|(x, y)| Obj::bool(x <= y)),
        MoreEqual => Obj::small2(a, b).map(|(x, y)| Obj::bool(x >= y)),
        Equal => Obj::small2(a, b).map(|(x, y)| Obj::bool(x == y)),
        NotEqual => Obj::small2(a, b).map(|(x, y)| Obj::bool(x != y)),
        _ => None,
    }
}

/// A power of two small integers, if it is one.
#[inline]
pub(super) fn power(base: isize, exponent: isize) -> Option<Obj> {
    small::pow(base, usize::try_from(exponent).ok()?).and_then(Obj::try_small)
}
