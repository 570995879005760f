//! The parse tree.
//!
//! A [`Node`] is one word: nothing, a leaf (small integer, name, short string, token) or the place of a
//! rule's node in the arena. A rule's node is its line, its rule with the number of its children, and the
//! children. A literal that is too big for a leaf is a node of [`Rule::ConstObject`]: line, rule, kind with
//! length, and then its bytes packed into words.
//!
//! The tree's shape is that of the grammar with these simplifications: a rule that may stand for its only
//! child is left out when it has just one; parentheses around one expression are left out; separators that
//! are always the same are left out; and a list of one item without a trailing separator is the item.

use crate::arena::Arena;
use crate::rules::Rule;
use crate::token::Token;
use crate::workspace::{Name, Workspace};

/// Tags in the low bits of a node.
const TAG_ID: u32 = 0b0010;
const TAG_STR: u32 = 0b0110;
const TAG_TOKEN: u32 = 0b1010;

/// Header words of a rule's node: line, rule and number of children.
const HEADER: usize = 2;

/// A node: a leaf, or where a rule's node lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node(u32);

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum View {
    /// Nothing, where something optional is missing.
    Null,
    /// An integer of at most 31 bits, with sign.
    Int(i32),
    /// A name.
    Id(Name),
    /// An interned string.
    Str(Name),
    /// A token that matters, such as an operator, `None` or `*`.
    Token(Token),
    /// A rule with children, or [`Rule::ConstObject`].
    Rule(Rule),
}

impl Node {
    /// Nothing.
    pub const NULL: Node = Node(0);
    /// The least and the greatest integer that fit a leaf.
    pub const INT_MIN: i32 = -(1 << 30);
    /// See [`Node::INT_MIN`].
    pub const INT_MAX: i32 = (1 << 30) - 1;

    /// A leaf with an integer, if it fits.
    pub fn int(value: i64) -> Option<Node> {
        if value < i64::from(Node::INT_MIN) || value > i64::from(Node::INT_MAX) {
            return None;
        }
        Some(Node(((value as i32) << 1) as u32 | 1))
    }

    /// A leaf with a name.
    pub fn id(name: Name) -> Node {
        Node(u32::from(name.0) << 4 | TAG_ID)
    }

    /// A leaf with an interned string.
    pub fn str(name: Name) -> Node {
        Node(u32::from(name.0) << 4 | TAG_STR)
    }

    /// A leaf with a token.
    pub fn token(token: Token) -> Node {
        Node(u32::from(token.number()) << 4 | TAG_TOKEN)
    }

    /// Whether it is nothing.
    pub fn is_null(self) -> bool {
        self.0 == 0
    }

    /// Whether it is an integer, name, string or token. Nothing is no leaf.
    pub fn is_leaf(self) -> bool {
        self.0 & 3 != 0
    }

    /// Whether it is a rule's node or a literal.
    pub fn is_rule(self) -> bool {
        self.0 != 0 && self.0 & 3 == 0
    }

    /// Whether it is a name.
    pub fn is_id(self) -> bool {
        self.0 & 15 == TAG_ID
    }

    /// Whether it is this token.
    pub fn is_token(self, token: Token) -> bool {
        self == Node::token(token)
    }

    /// The name, if it is one.
    pub fn as_id(self) -> Option<Name> {
        self.is_id().then_some(Name((self.0 >> 4) as u16))
    }

    /// The integer, if it is one.
    pub fn as_int(self) -> Option<i32> {
        (self.0 & 1 != 0).then_some(self.0 as i32 >> 1)
    }

    /// The token, if it is one.
    pub fn as_token(self) -> Option<Token> {
        if self.0 & 15 != TAG_TOKEN {
            return None;
        }
        Token::from_number((self.0 >> 4) as u8)
    }

    /// The word itself, for hosts' own tables.
    pub fn word(self) -> u32 {
        self.0
    }

    /// Where the rule's node lies; 0 for leaves.
    #[inline]
    pub(crate) fn index(self) -> usize {
        if self.0 & 3 == 0 { (self.0 >> 2) as usize } else { 0 }
    }

    /// The node at an index of the arena.
    fn at(index: usize) -> Node {
        Node((index as u32) << 2)
    }

    /// The node of a word from [`Node::word`]; of another tree's, or of another word, nothing is known.
    pub fn from_word(word: u32) -> Node {
        Node(word)
    }
}

/// What kind of literal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum LiteralKind {
    /// A str too long to intern; UTF-8.
    Str = 1,
    /// Bytes.
    Bytes,
    /// An integer outside the leaves' range: its digits as written, with prefix, without underscores.
    Int,
    /// A float: its text.
    Float,
    /// An imaginary: its text without the `j`.
    Imag,
    /// A tuple of constants; its items are children.
    Tuple,
}

impl LiteralKind {
    fn from_number(number: u32) -> Option<LiteralKind> {
        Some(match number {
            1 => LiteralKind::Str,
            2 => LiteralKind::Bytes,
            3 => LiteralKind::Int,
            4 => LiteralKind::Float,
            5 => LiteralKind::Imag,
            6 => LiteralKind::Tuple,
            _ => return None,
        })
    }
}

/// The parse tree of a unit.
pub struct Tree<'p> {
    arena: Arena<'p>,
    root: Node,
}

impl<'p> Tree<'p> {
    /// A tree without nodes.
    #[inline(always)]
    pub fn new() -> Tree<'p> {
        Tree { arena: Arena::new(), root: Node::NULL }
    }

    /// The top of the tree.
    pub fn root(&self) -> Node {
        self.root
    }

    /// Makes a node the top of the tree.
    pub fn set_root(&mut self, node: Node) {
        self.root = node;
    }

    /// What a node is.
    pub fn view(&self, node: Node) -> View {
        if let Some(value) = node.as_int() {
            return View::Int(value);
        }
        match node.0 & 15 {
            TAG_ID => View::Id(Name((node.0 >> 4) as u16)),
            TAG_STR => View::Str(Name((node.0 >> 4) as u16)),
            TAG_TOKEN => node.as_token().map_or(View::Null, View::Token),
            _ => self.rule(node).map_or(View::Null, View::Rule),
        }
    }

    /// The rule of a rule's node or literal.
    #[inline]
    pub fn rule(&self, node: Node) -> Option<Rule> {
        let index = node.index();
        if index == 0 {
            return None;
        }
        Rule::from_number(self.arena.get(index + 1) as u8)
    }

    /// Whether a node is of this rule.
    #[inline]
    pub fn is(&self, node: Node, rule: Rule) -> bool {
        self.rule(node) == Some(rule)
    }

    /// The line of a rule's first token; 0 for leaves.
    pub fn line(&self, node: Node) -> u32 {
        match node.index() {
            0 => 0,
            index => self.arena.get(index),
        }
    }

    /// How many children a node has; of a literal only a tuple has any.
    #[inline]
    pub fn n_children(&self, node: Node) -> usize {
        match node.index() {
            0 => 0,
            index => (self.arena.get(index + 1) >> 8) as usize,
        }
    }

    /// A child; nothing when there is none with this index.
    #[inline]
    pub fn child(&self, node: Node, i: usize) -> Node {
        let index = node.index();
        if index == 0 {
            return Node::NULL;
        }
        match self.arena.tail(index) {
            words @ [_, header, ..] if i < (header >> 8) as usize => {
                // A literal has one more word in front of its items.
                let first = HEADER + usize::from(*header as u8 == Rule::ConstObject.number());
                Node(words.get(first + i).copied().unwrap_or(0))
            }
            _ => Node::NULL,
        }
    }

    /// Puts another node in a child's place.
    pub fn set_child(&mut self, node: Node, i: usize, child: Node) {
        let index = node.index();
        if i < self.n_children(node) {
            let first = HEADER + usize::from(self.is(node, Rule::ConstObject));
            self.arena.set(index + first + i, child.0);
        }
    }

    /// Makes a rule's node one of another rule. Not from or to [`Rule::ConstObject`].
    pub fn set_rule(&mut self, node: Node, rule: Rule) {
        let index = node.index();
        if index != 0 && rule != Rule::ConstObject && !self.is(node, Rule::ConstObject) {
            let header = self.arena.get(index + 1);
            self.arena.set(index + 1, header & !0xff | u32::from(rule.number()));
        }
    }

    /// Drops children behind the first `n`.
    pub fn truncate(&mut self, node: Node, n: usize) {
        if n < self.n_children(node) {
            let header = self.arena.get(node.index() + 1);
            self.arena.set(node.index() + 1, header & 0xff | (n as u32) << 8);
        }
    }

    /// Kind and length in bytes of a literal; of a tuple the number of items.
    pub fn literal(&self, node: Node) -> Option<(LiteralKind, usize)> {
        if !self.is(node, Rule::ConstObject) {
            return None;
        }
        let word = self.arena.get(node.index() + HEADER);
        Some((LiteralKind::from_number(word & 0xff)?, (word >> 8) as usize))
    }

    /// A byte of a literal; 0 when there is none with this index.
    pub fn literal_byte(&self, node: Node, i: usize) -> u8 {
        match self.literal(node) {
            Some((kind, length)) if i < length && kind != LiteralKind::Tuple => {
                let word = self.arena.get(node.index() + HEADER + 1 + i / 4);
                word.to_le_bytes()[i % 4]
            }
            _ => 0,
        }
    }

    /// Copies the bytes of a literal from its start, as many as fit; says how many.
    pub fn copy_literal(&self, node: Node, into: &mut [u8]) -> usize {
        let Some((kind, length)) = self.literal(node) else { return 0 };
        if kind == LiteralKind::Tuple {
            return 0;
        }
        let first = node.index() + HEADER + 1;
        let length = length.min(into.len());
        let (into, _) = into.split_at_mut(length);
        for (i, chunk) in into.chunks_mut(4).enumerate() {
            let bytes = self.arena.get(first + i).to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        length
    }

    /// Adds a rule's node. None: no memory.
    pub fn new_rule(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        rule: Rule,
        line: u32,
        children: &[Node],
    ) -> Option<Node> {
        let (node, place) = self.new_node(ws, rule, line, children.len())?;
        for (into, child) in place.iter_mut().zip(children) {
            *into = child.0;
        }
        Some(node)
    }

    /// Adds a rule's node whose children are words of [`Node::word`].
    pub(crate) fn new_rule_of_words(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        rule: Rule,
        line: u32,
        children: &[u32],
    ) -> Option<Node> {
        let (node, place) = self.new_node(ws, rule, line, children.len())?;
        place.copy_from_slice(children);
        Some(node)
    }

    /// Room for a rule's node: the node and its children's words.
    #[inline]
    fn new_node(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        rule: Rule,
        line: u32,
        n_children: usize,
    ) -> Option<(Node, &mut [u32])> {
        let n = u32::try_from(n_children).ok().filter(|&n| n < 1 << 24)?;
        let (index, words) = self.arena.alloc(ws, HEADER + n_children)?;
        let (header, place) = words.split_at_mut_checked(HEADER)?;
        header.copy_from_slice(&[line, u32::from(rule.number()) | n << 8]);
        Some((Node::at(index), place))
    }

    /// Adds a literal. None: no memory.
    pub fn new_literal(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        kind: LiteralKind,
        line: u32,
        bytes: &[u8],
    ) -> Option<Node> {
        self.new_literal_with(ws, kind, line, bytes.len(), &mut |i| bytes.get(i).copied().unwrap_or(0))
    }

    /// Adds a literal whose bytes are asked for one after the other.
    pub(crate) fn new_literal_with(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        kind: LiteralKind,
        line: u32,
        length: usize,
        byte: &mut dyn FnMut(usize) -> u8,
    ) -> Option<Node> {
        let n = u32::try_from(length).ok().filter(|&n| n < 1 << 24)?;
        let (index, words) = self.arena.alloc(ws, HEADER + 1 + length.div_ceil(4))?;
        let (header, place) = words.split_at_mut_checked(HEADER + 1)?;
        header.copy_from_slice(&[line, u32::from(Rule::ConstObject.number()), kind as u32 | n << 8]);
        for (i, into) in place.iter_mut().enumerate() {
            let mut packed = [0; 4];
            for (j, into) in packed.iter_mut().enumerate().take(length - i * 4) {
                *into = byte(i * 4 + j);
            }
            *into = u32::from_le_bytes(packed);
        }
        Some(Node::at(index))
    }

    /// Adds a tuple of constants. None: no memory.
    pub fn new_tuple(&mut self, ws: &mut dyn Workspace<'p>, line: u32, items: &[Node]) -> Option<Node> {
        let n = u32::try_from(items.len()).ok().filter(|&n| n < 1 << 24)?;
        let (index, words) = self.arena.alloc(ws, HEADER + 1 + items.len())?;
        let (header, place) = words.split_at_mut_checked(HEADER + 1)?;
        let rule = u32::from(Rule::ConstObject.number()) | n << 8;
        header.copy_from_slice(&[line, rule, LiteralKind::Tuple as u32 | n << 8]);
        for (into, item) in place.iter_mut().zip(items) {
            *into = item.0;
        }
        Some(Node::at(index))
    }

    /// Forgets a literal, if it was the last node to be added, so that its room can be used again.
    pub(crate) fn drop_last(&mut self, node: Node) {
        if let Some((_, length)) = self.literal(node) {
            self.arena.drop_last(node.index(), HEADER + 1 + length.div_ceil(4));
        }
    }

    /// Gives all memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.arena.free(ws);
        self.root = Node::NULL;
    }
}

impl Default for Tree<'_> {
    fn default() -> Self {
        Tree::new()
    }
}
