//! `NumberText`: a number that was computed, on its way to a node.
//!
//! Integers that fit a node are one; others, and floats, become literals in the one form that constants have: integers
//! in hexadecimal, floats as their bits.
use micropyrite_num::mpz::{Int, Limb};
use micropyrite_num::real::{self, HEX_DIGITS};
use micropyrite_syntax::{LiteralKind, Node, Tree, Workspace};

use crate::constant::{BIG_SIGN, FLOAT_BITS};
use crate::error::Fault;
use crate::host::Folded;

/// Longest text: sign, mark and prefix, and 2048 bits.
const TEXT_MAX: usize = 4 + 2048 / 4;

/// The number.
pub struct NumberText {
    /// The node that it is, if it is one.
    node: Option<Node>,
    kind: LiteralKind,
    bytes: [u8; TEXT_MAX],
    len: usize,
}

/// Whether this machine's small ints hold a value.
pub fn is_small(value: i64) -> bool {
    let shift = 64 - (usize::BITS - 1);
    value << shift >> shift == value
}

impl NumberText {
    /// No number yet.
    pub fn new() -> NumberText {
        NumberText { node: None, kind: LiteralKind::Int, bytes: [0; TEXT_MAX], len: 0 }
    }

    /// Takes a number. The negative of a big integer `stays_big`, even if it would fit a small one: the running side
    /// makes the same distinction, and whether code or the table of constants holds a number depends on it.
    pub fn set(&mut self, number: Folded<'_>, stays_big: bool) {
        match number {
            Folded::Float(value) => {
                self.kind = LiteralKind::Float;
                self.push(FLOAT_BITS);
                self.hex(real::bits(value), HEX_DIGITS as u32);
            }
            Folded::Int(value) => {
                let stays_big = stays_big && is_small(value);
                self.node = Node::int(value).filter(|_| !stays_big);
                if self.node.is_some() {
                    return;
                }
                if stays_big {
                    self.push(BIG_SIGN);
                }
                self.prefix(value < 0);
                self.top_hex(value.unsigned_abs());
            }
            Folded::Big(int) => self.int(int),
        }
    }

    /// The node. What is too long for a constant leaves `or_else` as it is.
    pub fn node<'p>(
        &self,
        ws: &mut dyn Workspace<'p>,
        tree: &mut Tree<'p>,
        line: u32,
        or_else: Node,
    ) -> Result<Node, Fault> {
        if let Some(node) = self.node {
            return Ok(node);
        }
        match self.bytes.get(..self.len) {
            Some(text) => tree.new_literal(ws, self.kind, line, text).ok_or_else(Fault::memory),
            None => Ok(or_else),
        }
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
        }
        // It is counted in any case: a length that is too great says that it does not fit.
        self.len += 1;
    }

    fn prefix(&mut self, is_negative: bool) {
        if is_negative {
            self.push(b'-');
        }
        self.push(b'0');
        self.push(b'x');
    }

    fn hex(&mut self, word: u64, digits: u32) {
        for digit in (0..digits).rev() {
            let nibble = (word >> (4 * digit) & 15) as u8;
            self.push(if nibble < 10 { b'0' + nibble } else { b'a' - 10 + nibble });
        }
    }

    /// The digits of a word but for leading zeros.
    fn top_hex(&mut self, word: u64) {
        self.hex(word, (64 - word.leading_zeros()).div_ceil(4).max(1));
    }

    fn int(&mut self, int: Int<'_>) {
        self.prefix(int.is_negative());
        let mut limbs = int.magnitude().iter().rev();
        self.top_hex(limbs.next().copied().unwrap_or(0) as u64);
        for &limb in limbs {
            self.hex(limb as u64, Limb::BITS / 4);
        }
    }
}
