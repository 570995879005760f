//! Numbers while they are folded: integers of up to 2048 bits, and floats.
//!
//! Greater integers are left to the running side; a literal of that size stays as it is written.

use micropyrite_num::mpz::{self, Int, Limb, Written};
use micropyrite_num::real::{self, HEX_DIGITS, Real};
use micropyrite_syntax::{LiteralKind, Node, Tree, Workspace};

use crate::constant::{self, FLOAT_BITS};

/// Limbs of an integer: 2048 bits.
const LIMBS: usize = 2048 / Limb::BITS as usize;
/// Limbs of a result before it is known to fit, and of the work area.
const ROOM: usize = LIMBS * 2 + 8;
const SCRATCH: usize = LIMBS * 4 + 16;
/// Longest text of an integer that is read: 2048 bits in binary, with prefix.
const DIGITS: usize = 2048 / 4 + 200;

/// A number that is not an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer.
    Int(i64),
    /// A float.
    Float(Real),
}

/// An integer of many words.
#[derive(Clone, Copy)]
pub struct Big {
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
    pub fn int(&self) -> Int<'_> {
        Int::new(self.negative, self.limbs.get(..self.len).unwrap_or(&[]))
    }
}

/// A number that is being folded.
///
/// The negative of a big integer stays big, even if it would fit a small one: the running side makes the
/// same distinction, and whether code or the table of constants holds a number depends on it.
// There is no heap to put the big one in, and a value never lives longer than the folding of one node.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Copy)]
pub enum Value {
    Small(i64),
    Big(Big),
    Float(Real),
}

/// Whether this machine's small ints hold a value.
fn is_small(value: i64) -> bool {
    let shift = 64 - (usize::BITS - 1);
    value << shift >> shift == value
}

impl Value {
    /// The number that a node stands for.
    pub fn of(tree: &Tree<'_>, node: Node) -> Option<Value> {
        let node = if tree.is(node, constant::WRAPPED) { tree.child(node, 0) } else { node };
        if let Some(value) = node.as_int() {
            return Some(Value::Small(value as i64));
        }
        match tree.literal(node)?.0 {
            LiteralKind::Float => Some(Value::Float(constant::float_literal(tree, node))),
            LiteralKind::Int => read_int(tree, node),
            _ => None,
        }
    }

    /// The integer as a big one; none for floats.
    pub fn to_big(self) -> Option<Big> {
        match self {
            Value::Small(value) => {
                let fixed = mpz::Fixed::from_i64(value);
                let int = fixed.int();
                let mut limbs = [0; LIMBS];
                let written = int.copy_to(&mut limbs);
                Big::new(written, &limbs)
            }
            Value::Big(big) => Some(big),
            Value::Float(_) => None,
        }
    }

    /// The number as a float.
    pub fn to_real(self) -> Real {
        match self {
            Value::Small(value) => value as Real,
            Value::Big(big) => big.int().to_real(),
            Value::Float(value) => value,
        }
    }

    /// The integer, if 64 bits hold it.
    pub fn to_i64(self) -> Option<i64> {
        match self {
            Value::Small(value) => Some(value),
            Value::Big(big) => big.int().to_i64(),
            Value::Float(_) => None,
        }
    }

    /// A node for it. `None`: no memory.
    pub fn to_node<'p>(self, ws: &mut dyn Workspace<'p>, tree: &mut Tree<'p>, line: u32) -> Option<Node> {
        let mut text = Text::new();
        match self {
            Value::Float(value) => {
                text.push(FLOAT_BITS);
                text.hex_word(real::bits(value), HEX_DIGITS as u32);
                tree.new_literal(ws, LiteralKind::Float, line, text.as_bytes())
            }
            _ => {
                if let Value::Small(value) = self
                    && let Some(node) = Node::int(value)
                {
                    return Some(node);
                }
                let is_small = self.to_i64().is_some_and(is_small);
                if is_small && matches!(self, Value::Big(_)) {
                    text.push(constant::BIG_SIGN);
                }
                let big = self.to_big()?;
                text.int(big.int());
                tree.new_literal(ws, LiteralKind::Int, line, text.as_bytes())
            }
        }
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Value {
        match number {
            Number::Int(value) => Value::Small(value),
            Number::Float(value) => Value::Float(value),
        }
    }
}

/// Text of a literal while it is made.
struct Text {
    bytes: [u8; 2048 / 4 + 4],
    len: usize,
}

impl Text {
    fn new() -> Text {
        Text { bytes: [0; 2048 / 4 + 4], len: 0 }
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    fn hex_word(&mut self, word: u64, digits: u32) {
        for digit in (0..digits).rev() {
            let nibble = (word >> (4 * digit) & 15) as u32;
            self.push(char::from_digit(nibble, 16).unwrap_or('0') as u8);
        }
    }

    fn int(&mut self, int: Int<'_>) {
        if int.is_negative() {
            self.push(b'-');
        }
        self.push(b'0');
        self.push(b'x');
        let mut limbs = int.magnitude().iter().rev();
        let top = limbs.next().copied().unwrap_or(0) as u64;
        self.hex_word(top, (64 - top.leading_zeros()).div_ceil(4).max(1));
        for &limb in limbs {
            self.hex_word(limb as u64, Limb::BITS / 4);
        }
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&[])
    }
}

/// The value of an integer literal, in whatever form it is written.
#[inline(never)]
fn read_int(tree: &Tree<'_>, node: Node) -> Option<Value> {
    let mut text = [0; DIGITS];
    let (_, n) = tree.literal(node)?;
    if n > text.len() {
        return None;
    }
    tree.copy_literal(node, &mut text);
    let literal = mpz::scan(text.get(..n)?, 0).ok()?;
    let mut out = [0; ROOM];
    if mpz::parse_len(&literal) > ROOM {
        return None;
    }
    let written = mpz::parse(&literal, &mut out, &mut []);
    let big = Value::Big(Big::new(written, &out)?);
    let small = big.to_i64().filter(|&value| is_small(value) && text[0] != constant::BIG_SIGN);
    Some(small.map_or(big, Value::Small))
}

/// The operations on two numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Or,
    Xor,
    And,
    ShiftLeft,
    ShiftRight,
    Add,
    Subtract,
    Multiply,
    FloorDivide,
    TrueDivide,
    Modulo,
    Power,
}

/// `a op b` of integers. `None`: it fails, or is too big, and is not to be folded.
pub fn int_op(op: Op, a: Value, b: Value) -> Option<Value> {
    if let (Value::Small(x), Value::Small(y)) = (a, b)
        && let Some(value) = small_op(op, x, y).filter(|&value| is_small(value))
    {
        return Some(Value::Small(value));
    }
    big_op(op, a, b)
}

/// The operations that nearly all folding is; the others are left to big integers.
fn small_op(op: Op, x: i64, y: i64) -> Option<i64> {
    match op {
        Op::Or => Some(x | y),
        Op::Xor => Some(x ^ y),
        Op::And => Some(x & y),
        Op::ShiftLeft if (0..32).contains(&y) => Some(x << y).filter(|shifted| shifted >> y == x),
        Op::ShiftRight if y >= 0 => Some(x >> y.min(63)),
        Op::Add => x.checked_add(y),
        Op::Subtract => x.checked_sub(y),
        _ => None,
    }
}

#[inline(never)]
fn big_op(op: Op, a: Value, b: Value) -> Option<Value> {
    let (a, b) = (a.to_big()?, b.to_big()?);
    let (a, b) = (a.int(), b.int());
    let mut out = [0; ROOM];
    let mut scratch = [0; SCRATCH];
    let count = || if b.is_negative() { None } else { b.to_usize() };
    let fits = |len: usize, scratch: usize| (len <= ROOM && scratch <= SCRATCH).then_some(());
    let written = match op {
        Op::Or => mpz::or(a, b, &mut out),
        Op::Xor => mpz::xor(a, b, &mut out),
        Op::And => mpz::and(a, b, &mut out),
        Op::Add => mpz::add(a, b, &mut out),
        Op::Subtract => mpz::sub(a, b, &mut out),
        Op::ShiftLeft => {
            let count = count()?;
            fits(mpz::shl_len(a, count), 0)?;
            mpz::shl(a, count, &mut out)
        }
        Op::ShiftRight => mpz::shr(a, count()?, &mut out),
        Op::Multiply => {
            fits(mpz::mul_len(a, b), mpz::mul_scratch(a, b))?;
            mpz::mul(a, b, &mut out, &mut scratch)
        }
        Op::FloorDivide => {
            fits(mpz::quotient_len(a, b), mpz::div_scratch(a, b))?;
            mpz::div(a, b, &mut out, &mut scratch)?
        }
        Op::Modulo => {
            fits(mpz::remainder_len(a, b), mpz::div_scratch(a, b))?;
            mpz::modulo(a, b, &mut out, &mut scratch)?
        }
        Op::Power => {
            let exponent = count()?;
            fits(mpz::pow_len(a, exponent)?, mpz::pow_scratch(a, exponent))?;
            mpz::pow(a, exponent, &mut out, &mut scratch)
        }
        Op::TrueDivide => return None,
    };
    let big = Value::Big(Big::new(written, &out)?);
    let small = big.to_i64().filter(|&value| is_small(value));
    Some(small.map_or(big, Value::Small))
}

/// `-a` or `~a` of an integer.
pub fn int_negate(a: Value, invert: bool) -> Option<Value> {
    // ~a is -1 - a.
    let value = int_op(Op::Subtract, Value::Small(if invert { -1 } else { 0 }), a)?;
    if matches!(a, Value::Big(_)) { value.to_big().map(Value::Big) } else { Some(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(op: Op, x: i64, y: i64) -> Option<i64> {
        int_op(op, Value::Small(x), Value::Small(y))?.to_i64()
    }

    #[test]
    fn integers_divide_towards_minus_infinity() {
        for (x, y, quotient, rest) in
            [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (6, -3, -2, 0)]
        {
            assert_eq!(small(Op::FloorDivide, x, y), Some(quotient), "{x} // {y}");
            assert_eq!(small(Op::Modulo, x, y), Some(rest), "{x} % {y}");
        }
        assert_eq!(small(Op::Modulo, 1, 0), None);
        assert_eq!(small(Op::ShiftLeft, 1, -1), None);
        assert_eq!(small(Op::ShiftRight, -1, 1000), Some(-1));
    }

    #[test]
    fn what_does_not_fit_grows() {
        let big = int_op(Op::ShiftLeft, Value::Small(1), Value::Small(100)).unwrap();
        assert!(matches!(big, Value::Big(_)));
        assert_eq!(big.to_i64(), None);
        let back = int_op(Op::ShiftRight, big, Value::Small(98)).unwrap();
        assert!(matches!(back, Value::Small(4)));
        assert!(int_op(Op::Power, Value::Small(10), Value::Small(10_000)).is_none());
        let min = int_negate(Value::Small(i64::MIN), false).unwrap();
        assert_eq!(min.to_i64(), None);
        assert_eq!(int_negate(min, false).unwrap().to_i64(), Some(i64::MIN));
        assert_eq!(int_negate(Value::Small(5), true).unwrap().to_i64(), Some(-6));
    }
}
