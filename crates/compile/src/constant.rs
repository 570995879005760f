//! Constants as data: views of nodes that stand for a value.
//!
//! A node is constant if it is an integer, a string, `None`, `True`, `False`, `...`, `()`, or a literal. Beside
//! the parser's literals the folder makes some: tuples; integers in hexadecimal; floats as their bits; and a
//! constant that took the place of a name, which is wrapped in a node of a rule that no parser puts into a tree.

use micropyrite_num::real::{Bits, Real};
use micropyrite_syntax::{LiteralKind, Name, Node, Rule, Token, Tree, View};

use crate::number_text::is_small;

/// The rule of the node around a constant that took the place of a name.
pub(crate) const WRAPPED: Rule = Rule::Atom;
/// The rule of a constant tuple that is too long for a literal: its children are the items.
pub(crate) const LONG_TUPLE: Rule = Rule::Test;
/// What the text of a folded float begins with; 16 hexadecimal digits of its bits follow.
pub(crate) const FLOAT_BITS: u8 = b'#';
/// What the text of an integer begins with that is kept as a big one although it is small.
pub(crate) const BIG_SIGN: u8 = b'+';
/// Significant characters of a float's text that are read; what follows changes nothing in 64 bits.
const FLOAT_TEXT_MAX: usize = 400;

/// A constant of a unit.
#[derive(Clone, Copy)]
pub struct Const<'a> {
    tree: &'a Tree<'a>,
    node: Node,
}

/// What a constant is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ConstView {
    /// `None`
    None,
    /// `False`
    False,
    /// `True`
    True,
    /// `...`
    Ellipsis,
    /// An integer of at most 64 bits.
    Int(i64),
    /// A greater one: its text, with sign and, but for huge ones, in hexadecimal (`-0x1f…`).
    BigInt,
    /// A float.
    Float(Real),
    /// An imaginary number.
    Imag(Real),
    /// An interned string.
    Name(Name),
    /// A string: its text in UTF-8.
    Str,
    /// Bytes: they are the text.
    Bytes,
    /// A tuple of so many constants.
    Tuple(usize),
}

impl<'a> Const<'a> {
    /// The constant that a node of the folded tree stands for; for dumps, too.
    pub fn new(tree: &'a Tree<'a>, node: Node) -> Const<'a> {
        let node = if tree.is(node, WRAPPED) { tree.child(node, 0) } else { node };
        Const { tree, node }
    }

    /// What it is.
    pub fn view(self) -> ConstView {
        match self.tree.view(self.node) {
            View::Int(value) => ConstView::Int(value as i64),
            View::Str(name) | View::Id(name) => ConstView::Name(name),
            View::Token(Token::KwFalse) => ConstView::False,
            View::Token(Token::KwTrue) => ConstView::True,
            View::Token(Token::Ellipsis) => ConstView::Ellipsis,
            View::Token(_) | View::Null => ConstView::None,
            View::Rule(Rule::ConstObject) => match self.tree.literal(self.node) {
                Some((LiteralKind::Str, _)) => ConstView::Str,
                Some((LiteralKind::Bytes, _)) => ConstView::Bytes,
                Some((LiteralKind::Int, _)) => match int_literal(self.tree, self.node) {
                    Some(value) => ConstView::Int(value),
                    None => ConstView::BigInt,
                },
                Some((LiteralKind::Float, _)) => ConstView::Float(float_literal(self.tree, self.node)),
                Some((LiteralKind::Imag, _)) => ConstView::Imag(float_literal(self.tree, self.node)),
                Some((LiteralKind::Tuple, n)) => ConstView::Tuple(n),
                None => ConstView::None,
            },
            View::Rule(LONG_TUPLE) => ConstView::Tuple(self.tree.n_children(self.node)),
            View::Rule(_) => ConstView::Tuple(0),
        }
    }

    /// How many bytes its text has; 0 for those that have none.
    pub fn text_len(self) -> usize {
        match self.tree.literal(self.node) {
            Some((LiteralKind::Tuple, _)) | None => 0,
            Some((_, n)) => n,
        }
    }

    /// Copies its text from the start, as much as fits; says how much.
    pub fn copy_text(self, into: &mut [u8]) -> usize {
        self.tree.copy_literal(self.node, into)
    }

    /// An item of a tuple.
    pub fn item(self, index: usize) -> Const<'a> {
        Const::new(self.tree, self.tree.child(self.node, index))
    }

    /// Whether it is an integer that this machine keeps as a big one.
    pub(crate) fn is_big(self) -> bool {
        matches!(self.tree.literal(self.node), Some((LiteralKind::Int, _)))
            && (self.tree.literal_byte(self.node, 0) == BIG_SIGN
                || !matches!(self.view(), ConstView::Int(value) if is_small(value)))
    }

    /// Whether it counts as true.
    pub(crate) fn is_true(self) -> bool {
        match self.view() {
            ConstView::None | ConstView::False => false,
            ConstView::True | ConstView::Ellipsis | ConstView::BigInt => true,
            ConstView::Int(value) => value != 0,
            ConstView::Float(value) | ConstView::Imag(value) => value != 0.0,
            // The empty string has number 1: it is the first of the frozen names.
            ConstView::Name(name) => name != crate::compiler::names::EMPTY,
            ConstView::Str | ConstView::Bytes => self.text_len() != 0,
            ConstView::Tuple(n) => n != 0,
        }
    }

    /// The same for constants that are the same.
    pub(crate) fn hash(self) -> u32 {
        let mix = |hash: u32, word: u32| (hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b1);
        let wide = |word: u64| mix(word as u32, (word >> 32) as u32);
        match self.view() {
            ConstView::Int(value) => wide(value as u64),
            #[allow(clippy::useless_conversion)]
            ConstView::Float(value) | ConstView::Imag(value) => wide(value.to_bits().into()),
            ConstView::Name(name) => mix(1, name.0.into()),
            ConstView::Str | ConstView::Bytes | ConstView::BigInt => {
                let bytes = (0..self.text_len()).map(|i| self.tree.literal_byte(self.node, i));
                bytes.fold(2, |hash, byte| mix(hash, byte.into()))
            }
            // Tuples in tuples count by their length alone.
            ConstView::Tuple(n) => (0..n).map(|i| self.item(i)).fold(3, |hash, item| match item.view() {
                ConstView::Tuple(n) => mix(hash, n as u32),
                _ => mix(hash, item.hash()),
            }),
            ConstView::None | ConstView::False | ConstView::True | ConstView::Ellipsis => 4,
        }
    }

    /// Whether they are the same constant: equal and of one type.
    pub(crate) fn is_same(self, other: Const<'_>) -> bool {
        if self.node == other.node {
            return true;
        }
        match (self.view(), other.view()) {
            (ConstView::Float(a), ConstView::Float(b)) | (ConstView::Imag(a), ConstView::Imag(b)) => {
                a.to_bits() == b.to_bits()
            }
            (ConstView::Tuple(n), ConstView::Tuple(m)) => {
                n == m && (0..n).all(|i| self.item(i).is_same(other.item(i)))
            }
            (ConstView::Str, ConstView::Str)
            | (ConstView::Bytes, ConstView::Bytes)
            | (ConstView::BigInt, ConstView::BigInt) => {
                let n = self.text_len();
                n == other.text_len()
                    && (0..n).all(|i| {
                        self.tree.literal_byte(self.node, i) == other.tree.literal_byte(other.node, i)
                    })
            }
            (a, b) => a == b,
        }
    }
}

/// Whether a node is a literal, or a constant in the place of a name.
pub(crate) fn is_const_object(tree: &Tree<'_>, node: Node) -> bool {
    matches!(tree.rule(node), Some(Rule::ConstObject | WRAPPED | LONG_TUPLE))
}

/// Whether a node stands for a constant.
pub(crate) fn is_const(tree: &Tree<'_>, node: Node) -> bool {
    match tree.view(node) {
        View::Int(_) | View::Str(_) => true,
        View::Token(token) => {
            matches!(token, Token::KwNone | Token::KwFalse | Token::KwTrue | Token::Ellipsis)
        }
        View::Rule(Rule::AtomParen) => tree.child(node, 0).is_null(),
        View::Rule(rule) => matches!(rule, Rule::ConstObject | WRAPPED | LONG_TUPLE),
        View::Null | View::Id(_) => false,
    }
}

/// Whether a node is an integer or a float, or one in the place of a name.
pub(crate) fn is_number(tree: &Tree<'_>, node: Node) -> bool {
    let node = if tree.is(node, WRAPPED) { tree.child(node, 0) } else { node };
    node.as_int().is_some() || matches!(tree.literal(node), Some((LiteralKind::Int | LiteralKind::Float, _)))
}

/// Whether a node is constant and counts as `value`.
pub(crate) fn is_const_bool(tree: &Tree<'_>, node: Node, value: bool) -> bool {
    is_const(tree, node) && Const::new(tree, node).is_true() == value
}

/// The value of a node that is an integer of a small int's size.
pub(crate) fn small_int(tree: &Tree<'_>, node: Node, bits: u32) -> Option<i64> {
    if let Some(value) = node.as_int() {
        return Some(value as i64);
    }
    let shift = 64u32.checked_sub(bits)?;
    if tree.literal_byte(node, 0) == BIG_SIGN {
        return None;
    }
    let value = int_literal(tree, node)?;
    (value << shift >> shift == value).then_some(value)
}

/// The value of an integer literal in hexadecimal, if 64 bits hold it.
fn int_literal(tree: &Tree<'_>, node: Node) -> Option<i64> {
    match tree.literal(node) {
        Some((LiteralKind::Int, n)) if n <= INT_TEXT_MAX => read_int(tree, node),
        _ => None,
    }
}

/// The longest text of 64 bits: `-0x` and digits, behind a mark.
const INT_TEXT_MAX: usize = 20;

/// Apart from [`int_literal`], which is asked of every node: few are numbers, and clearing the text takes time.
#[inline(never)]
fn read_int(tree: &Tree<'_>, node: Node) -> Option<i64> {
    let mut text = [0; INT_TEXT_MAX];
    let n = tree.copy_literal(node, &mut text);
    let text = text.get(..n)?;
    let text = text.strip_prefix(&[BIG_SIGN]).unwrap_or(text);
    let (negative, digits) = match text.strip_prefix(b"-0x") {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix(b"0x")?),
    };
    let mut magnitude: u64 = 0;
    for &digit in digits {
        let value = char::from(digit).to_digit(16)?;
        magnitude = magnitude.checked_mul(16)? | u64::from(value);
    }
    let value = if negative { magnitude.wrapping_neg() } else { magnitude } as i64;
    // Only zero has both signs.
    ((value < 0) == negative || magnitude == 0).then_some(value)
}

/// The value of a float or imaginary literal.
pub(crate) fn float_literal(tree: &Tree<'_>, node: Node) -> Real {
    if !cfg!(feature = "float") {
        // The host refuses it anyhow.
        return 0.0;
    }
    let mut buf = [0; FLOAT_TEXT_MAX];
    let n = tree.copy_literal(node, &mut buf);
    let text = core::str::from_utf8(buf.get(..n).unwrap_or(&[])).unwrap_or("");
    if let Some(bits) = text.strip_prefix(FLOAT_BITS as char) {
        return Real::from_bits(Bits::from_str_radix(bits, 16).unwrap_or(0));
    }
    micropyrite_num::float::parse_unsigned(text.as_bytes()).map_or(0.0, |(value, _)| value)
}
