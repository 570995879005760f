//! Constant folding: a walk over the tree that replaces what is constant.
//!
//! It goes in the order of the text.
//! Numbers, `and`/`or`/`not` of constants, tuples of constants, `NAME = const(value)` with every later use of
//! the name, and numbers of some modules (`errno.EIO`). What fails when folded, such as a division by zero, is
//! left alone and fails when it runs.

use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_bytecode::qstr;
use micropyrite_syntax::{InputKind, LiteralKind, Name, Node, Rule, Token, Tree, View};

use crate::constant::{self, Const, WRAPPED, is_const, is_const_bool};
use crate::error::{Fault, Flaw};
use crate::host::{Fold, Host};
use crate::number_text::NumberText;
use crate::tables::{Index, LARGE_UNITS, LISTED};
use crate::words::Words;
use crate::{Options, compiler::depth_max};

/// Longest tuple that becomes a literal; a longer one stays a node with a rule of its own.
const SHORT_TUPLE: usize = 64;

/// The state of a walk.
struct Folder<'a, 'p> {
    host: &'a mut dyn Host<'p>,
    tree: &'a mut Tree<'p>,
    kind: InputKind,
    depth: u32,
    depth_max: u32,
    /// The names of `const()`, and the words of their values in the same order.
    names: Words<'p>,
    values: Words<'p>,
    /// Names by hash; in large units only.
    index: Index<'p>,
}

/// Folds all that is constant in a tree.
#[inline(never)]
pub fn fold<'p>(
    host: &mut dyn Host<'p>,
    tree: &mut Tree<'p>,
    kind: InputKind,
    options: &Options,
) -> Result<(), Fault> {
    let root = tree.root();
    let mut folder = Folder {
        host,
        tree,
        kind,
        depth: 0,
        depth_max: depth_max(options),
        names: Words::new(),
        values: Words::new(),
        index: Index::default(),
    };
    let result = folder.node(root);
    folder.names.free(folder.host);
    folder.values.free(folder.host);
    if LARGE_UNITS {
        folder.index.free(folder.host);
    }
    let root = result?;
    tree.set_root(root);
    Ok(())
}

/// Whether a child is a name that names something, not a name that is looked up.
fn is_naming(rule: Rule, index: usize) -> bool {
    match rule {
        Rule::ImportName
        | Rule::ImportFrom
        | Rule::GlobalStmt
        | Rule::NonlocalStmt
        | Rule::TrailerPeriod
        | Rule::DottedName
        | Rule::Typedargslist
        | Rule::TypedargslistStar
        | Rule::Varargslist
        | Rule::VarargslistStar => true,
        Rule::Decorator
        | Rule::Classdef
        | Rule::Lambdef
        | Rule::LambdefNocond
        | Rule::TypedargslistName
        | Rule::TypedargslistDblStar
        | Rule::Tfpdef
        | Rule::VarargslistName
        | Rule::VarargslistDblStar => index == 0,
        Rule::Funcdef => index <= 1,
        Rule::TryStmtAsName => index == 1,
        _ => false,
    }
}

/// What a rule's operators are; those with tokens between their operands give none.
fn chain_op(rule: Rule) -> Option<BinaryOp> {
    match rule {
        Rule::Expr => Some(BinaryOp::Or),
        Rule::XorExpr => Some(BinaryOp::Xor),
        Rule::AndExpr => Some(BinaryOp::And),
        Rule::Power => Some(BinaryOp::Power),
        _ => None,
    }
}

fn token_op(token: Token) -> Option<BinaryOp> {
    match token {
        Token::ShiftLeft => Some(BinaryOp::Lshift),
        Token::ShiftRight => Some(BinaryOp::Rshift),
        Token::Plus => Some(BinaryOp::Add),
        Token::Minus => Some(BinaryOp::Subtract),
        Token::Star => Some(BinaryOp::Multiply),
        Token::SlashSlash => Some(BinaryOp::FloorDivide),
        Token::Slash => Some(BinaryOp::TrueDivide),
        Token::Percent => Some(BinaryOp::Modulo),
        _ => None,
    }
}

impl<'p> Folder<'_, 'p> {
    /// Folds a node and gives what is to stand in its place.
    fn node(&mut self, node: Node) -> Result<Node, Fault> {
        let rule = match self.tree.view(node) {
            View::Rule(Rule::ConstObject) => return self.literal(node),
            View::Rule(Rule::ImportName | Rule::ImportFrom | Rule::GlobalStmt | Rule::NonlocalStmt) => {
                return Ok(node);
            }
            View::Rule(rule) => rule,
            _ => return Ok(node),
        };
        if self.depth >= self.depth_max || !self.host.has_stack() {
            return Err(Fault::at(Flaw::TooDeep, self.tree.line(node)));
        }
        self.depth += 1;
        for i in 0..self.tree.n_children(node) {
            let child = self.tree.child(node, i);
            let new = match child.as_id() {
                Some(_) if is_naming(rule, i) => continue,
                Some(name) => self.name(name, child, node)?,
                None if child.is_rule() => self.node(child)?,
                None => continue,
            };
            if new != child {
                self.tree.set_child(node, i, new);
            }
        }
        self.depth -= 1;
        self.folded(rule, node)
    }

    /// Which of the names of `const()` this is.
    fn find(&self, name: Name) -> Option<usize> {
        let name = name.0 as u32;
        let names = self.names.as_slice();
        let found = names.iter().take(LISTED).position(|&known| known == name);
        if LARGE_UNITS && found.is_none() && names.len() > LISTED {
            let is_it = |place: u32| names.get(place as usize) == Some(&name);
            return self.index.find(name, is_it).map(|place| place as usize);
        }
        found
    }

    /// Notes the value of a name of `const()`; the first one stays.
    fn note(&mut self, name: Name, value: Node) -> Option<()> {
        if self.find(name).is_some() {
            return Some(());
        }
        let place = self.names.len() as u32;
        self.names.push(self.host, name.0 as u32)?;
        self.values.push(self.host, value.word())?;
        if LARGE_UNITS && place as usize >= LISTED {
            let names = &self.names;
            self.index.add(self.host, name.0 as u32, place, |place| names.get(place as usize))?;
        }
        Some(())
    }

    /// What stands in the place of a name that is looked up.
    fn name(&mut self, name: Name, node: Node, around: Node) -> Result<Node, Fault> {
        let Some(index) = self.find(name) else { return Ok(node) };
        let value = Node::from_word(self.values.get(index));
        if matches!(self.tree.view(value), View::Int(_))
            || self.tree.literal(value).is_some_and(|(kind, _)| kind == LiteralKind::Int)
        {
            return Ok(value);
        }
        let line = self.tree.line(around);
        self.tree.new_rule(self.host, WRAPPED, line, &[value]).ok_or_else(Fault::memory)
    }

    /// A literal; integers get the one form in which they can be compared.
    fn literal(&mut self, node: Node) -> Result<Node, Fault> {
        match self.tree.literal(node) {
            Some((LiteralKind::Int, _)) => self.number(Fold::Value, node, node, self.tree.line(node), node),
            _ => Ok(node),
        }
    }

    /// A node for what is computed of one or two numbers; `or_else` where it is not to be folded.
    #[inline(never)]
    fn number(&mut self, op: Fold, a: Node, b: Node, line: u32, or_else: Node) -> Result<Node, Fault> {
        let is_number = |node: Node| constant::is_number(self.tree, node);
        if !is_number(a) || !is_number(b) {
            return Ok(or_else);
        }
        let (a, b) = (Const::new(self.tree, a), Const::new(self.tree, b));
        let stays_big = matches!(op, Fold::Negate | Fold::Invert) && a.is_big();
        let mut text = NumberText::new();
        let folded = self.host.fold(op, a, b, &mut |number| text.set(number, stays_big));
        match folded {
            Some(()) => text.node(self.host, self.tree, line, or_else),
            None => Ok(or_else),
        }
    }

    /// What stands in the place of a rule whose children are folded.
    #[inline(never)]
    fn folded(&mut self, rule: Rule, node: Node) -> Result<Node, Fault> {
        match rule {
            Rule::OrTest => Ok(self.logical(node, true)),
            Rule::AndTest => Ok(self.logical(node, false)),
            Rule::NotTest2 => {
                let child = self.tree.child(node, 0);
                Ok(if is_const_bool(self.tree, child, false) {
                    Node::token(Token::KwTrue)
                } else if is_const_bool(self.tree, child, true) {
                    Node::token(Token::KwFalse)
                } else {
                    node
                })
            }
            Rule::ExprStmt => self.expr_stmt(node),
            Rule::AtomParen => {
                let list = self.tree.child(node, 0);
                if self.tree.is(list, Rule::TestlistComp) {
                    let tuple = self.tuple(list)?;
                    return Ok(if self.tree.is(tuple, Rule::TestlistComp) { node } else { tuple });
                }
                Ok(node)
            }
            Rule::TestlistStarExpr | Rule::Testlist | Rule::Subscriptlist => self.tuple(node),
            Rule::Expr | Rule::XorExpr | Rule::AndExpr | Rule::Power => match chain_op(rule) {
                Some(op) => self.chain(node, 1, |_| Some(op)),
                None => Ok(node),
            },
            Rule::ShiftExpr | Rule::ArithExpr | Rule::Term => {
                self.chain(node, 2, |token| token_op(token.as_token()?))
            }
            Rule::Factor2 => {
                let value = self.tree.child(node, 1);
                let op = match self.tree.child(node, 0).as_token() {
                    Some(Token::Minus) => Fold::Negate,
                    Some(Token::Tilde) => Fold::Invert,
                    _ => Fold::Value,
                };
                self.number(op, value, value, 0, node)
            }
            Rule::AtomExprNormal => self.module_constant(node),
            _ => Ok(node),
        }
    }

    /// `and` and `or`: drops constants that do not decide, and what stands behind one that does.
    fn logical(&mut self, node: Node, deciding: bool) -> Node {
        let n = self.tree.n_children(node);
        let mut kept = 0;
        for i in 0..n {
            let child = self.tree.child(node, i);
            self.tree.set_child(node, kept, child);
            if i + 1 == n || is_const_bool(self.tree, child, deciding) {
                break;
            }
            if !is_const_bool(self.tree, child, !deciding) {
                kept += 1;
            }
        }
        self.tree.truncate(node, kept + 1);
        if kept == 0 { self.tree.child(node, 0) } else { node }
    }

    /// A tuple, if all its items are constant.
    #[inline(never)]
    fn tuple(&mut self, node: Node) -> Result<Node, Fault> {
        let n = self.tree.n_children(node);
        if !(0..n).all(|i| is_const(self.tree, self.tree.child(node, i))) {
            return Ok(node);
        }
        let mut items = [Node::NULL; SHORT_TUPLE];
        if n > SHORT_TUPLE {
            // A slice of any length cannot be had; the node itself becomes the tuple.
            self.tree.set_rule(node, constant::LONG_TUPLE);
            return Ok(node);
        }
        for (i, item) in items.iter_mut().enumerate().take(n) {
            *item = self.tree.child(node, i);
        }
        let line = self.tree.line(node);
        let items = items.get(..n).unwrap_or(&[]);
        self.tree.new_tuple(self.host, line, items).ok_or_else(Fault::memory)
    }

    /// A chain of operations whose operands stand `step` children apart, all of them to be folded or none.
    fn chain(
        &mut self,
        node: Node,
        step: usize,
        op: impl Fn(Node) -> Option<BinaryOp>,
    ) -> Result<Node, Fault> {
        let n = self.tree.n_children(node);
        if !(0..n).step_by(step).all(|i| constant::is_number(self.tree, self.tree.child(node, i))) {
            return Ok(node);
        }
        let mut value = self.tree.child(node, 0);
        for i in (step..n).step_by(step) {
            let Some(op) = op(self.tree.child(node, i - 1)) else { return Ok(node) };
            let operand = self.tree.child(node, i);
            value = self.number(Fold::Binary(op), value, operand, 0, Node::NULL)?;
            if value.is_null() {
                return Ok(node);
            }
        }
        Ok(value)
    }

    fn module_constant(&mut self, node: Node) -> Result<Node, Fault> {
        let trailer = self.tree.child(node, 1);
        if !self.tree.is(trailer, Rule::TrailerPeriod) {
            return Ok(node);
        }
        let (module, attr) = (self.tree.child(node, 0).as_id(), self.tree.child(trailer, 0).as_id());
        let (Some(module), Some(attr)) = (module, attr) else { return Ok(node) };
        let mut text = NumberText::new();
        match self.host.module_constant(module, attr, &mut |number| text.set(number, false)) {
            Some(()) => text.node(self.host, self.tree, 0, node),
            None => Ok(node),
        }
    }

    /// `NAME = const(value)`, and lonely constants.
    fn expr_stmt(&mut self, node: Node) -> Result<Node, Fault> {
        let target = self.tree.child(node, 0);
        let mut right = self.tree.child(node, 1);
        if right.is_null() {
            let lonely =
                (target.is_leaf() && !target.is_id()) || constant::is_const_object(self.tree, target);
            if lonely && self.kind != InputKind::Single {
                return self.pass(self.tree.line(node));
            }
            return Ok(node);
        }
        if self.tree.is(right, Rule::ExprStmtAugassign) || self.tree.is(right, Rule::ExprStmtAssignList) {
            return Ok(node);
        }
        let Some(name) = target.as_id() else { return Ok(node) };
        if self.tree.is(right, Rule::Annassign) {
            right = self.tree.child(right, 1);
        }
        let called = self.tree.child(right, 0).as_id();
        let call = self.tree.child(right, 1);
        if !self.tree.is(right, Rule::AtomExprNormal)
            || called != Some(Name(qstr!(const).0))
            || !self.tree.is(call, Rule::TrailerParen)
        {
            return Ok(node);
        }
        let value = self.tree.child(call, 0);
        if !is_const(self.tree, value) {
            return Err(Fault::at(Flaw::NotConstant, self.tree.line(right)));
        }
        self.note(name, value).ok_or_else(Fault::memory)?;
        if self.host.text(name).first() == Some(&b'_') {
            // A private constant needs no code at all.
            return self.pass(0);
        }
        self.tree.set_child(node, 1, value);
        Ok(node)
    }

    fn pass(&mut self, line: u32) -> Result<Node, Fault> {
        self.tree.new_rule(self.host, Rule::PassStmt, line, &[]).ok_or_else(Fault::memory)
    }
}
