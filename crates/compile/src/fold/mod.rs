//! Constant folding: a walk over the tree that replaces what is constant.
//!
//! It goes in the order of the text.
//! Numbers, `and`/`or`/`not` of constants, tuples of constants, `NAME = const(value)` with every later use of
//! the name, and numbers of some modules (`errno.EIO`). What fails when folded, such as a division by zero, is
//! left alone and fails when it runs.

mod float;
mod number;

use micropyrite_bytecode::qstr;
use micropyrite_num::real::Real;
use micropyrite_syntax::{InputKind, LiteralKind, Name, Node, Rule, Token, Tree, View};

use crate::constant::{self, WRAPPED, is_const, is_const_bool};
use crate::error::{Error, ErrorKind};
use crate::host::Host;
use crate::nodes::NodeList;
use crate::words::Words;
use crate::{Options, compiler::depth_max};

pub use number::Number;
use number::{Op, Value};

/// Longest tuple that becomes a literal; a longer one stays a node with a rule of its own.
const SHORT_TUPLE: usize = 64;

/// The state of a walk.
struct Folder<'a, 'p> {
    host: &'a mut dyn Host<'p>,
    tree: &'a mut Tree<'p>,
    kind: InputKind,
    single_floats: bool,
    depth: u32,
    depth_max: u32,
    /// The names of `const()`, and their values in the same order.
    names: Words<'p>,
    values: NodeList,
}

/// Folds all that is constant in a tree.
pub fn fold<'p>(
    host: &mut dyn Host<'p>,
    tree: &mut Tree<'p>,
    kind: InputKind,
    options: &Options,
) -> Result<(), Error> {
    let root = tree.root();
    let mut folder = Folder {
        host,
        tree,
        kind,
        single_floats: options.single_floats,
        depth: 0,
        depth_max: depth_max(options),
        names: Words::new(),
        values: NodeList::new(),
    };
    let result = folder.node(root);
    folder.names.free(folder.host);
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
fn chain_op(rule: Rule) -> Option<Op> {
    match rule {
        Rule::Expr => Some(Op::Or),
        Rule::XorExpr => Some(Op::Xor),
        Rule::AndExpr => Some(Op::And),
        Rule::Power => Some(Op::Power),
        _ => None,
    }
}

fn token_op(token: Token) -> Option<Op> {
    match token {
        Token::ShiftLeft => Some(Op::ShiftLeft),
        Token::ShiftRight => Some(Op::ShiftRight),
        Token::Plus => Some(Op::Add),
        Token::Minus => Some(Op::Subtract),
        Token::Star => Some(Op::Multiply),
        Token::SlashSlash => Some(Op::FloorDivide),
        Token::Slash => Some(Op::TrueDivide),
        Token::Percent => Some(Op::Modulo),
        _ => None,
    }
}

impl<'p> Folder<'_, 'p> {
    /// Folds a node and gives what is to stand in its place.
    fn node(&mut self, node: Node) -> Result<Node, Error> {
        let rule = match self.tree.view(node) {
            View::Rule(Rule::ConstObject) => return self.literal(node),
            View::Rule(Rule::ImportName | Rule::ImportFrom | Rule::GlobalStmt | Rule::NonlocalStmt) => {
                return Ok(node);
            }
            View::Rule(rule) => rule,
            _ => return Ok(node),
        };
        if self.depth >= self.depth_max {
            return Err(Error::at(ErrorKind::TooDeep, self.tree.line(node)));
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

    /// What stands in the place of a name that is looked up.
    fn name(&mut self, name: Name, node: Node, around: Node) -> Result<Node, Error> {
        let found = self.names.as_slice().iter().position(|&known| known == name.0 as u32);
        let Some(index) = found else { return Ok(node) };
        let value = self.values.get(self.tree, index);
        if matches!(self.tree.view(value), View::Int(_))
            || self.tree.literal(value).is_some_and(|(kind, _)| kind == LiteralKind::Int)
        {
            return Ok(value);
        }
        let line = self.tree.line(around);
        self.tree.new_rule(self.host, WRAPPED, line, &[value]).ok_or_else(Error::memory)
    }

    /// A literal; integers get the one form in which they can be compared.
    #[inline(never)]
    fn literal(&mut self, node: Node) -> Result<Node, Error> {
        match self.tree.literal(node) {
            Some((LiteralKind::Int, _)) => match Value::of(self.tree, node) {
                Some(value) => self.value(value, self.tree.line(node)),
                None => Ok(node),
            },
            _ => Ok(node),
        }
    }

    fn value(&mut self, value: Value, line: u32) -> Result<Node, Error> {
        value.to_node(self.host, self.tree, line).ok_or_else(Error::memory)
    }

    /// What stands in the place of a rule whose children are folded.
    #[inline(never)]
    fn folded(&mut self, rule: Rule, node: Node) -> Result<Node, Error> {
        let value = match rule {
            Rule::OrTest => return Ok(self.logical(node, true)),
            Rule::AndTest => return Ok(self.logical(node, false)),
            Rule::NotTest2 => {
                let child = self.tree.child(node, 0);
                return Ok(if is_const_bool(self.tree, child, false) {
                    Node::token(Token::KwTrue)
                } else if is_const_bool(self.tree, child, true) {
                    Node::token(Token::KwFalse)
                } else {
                    node
                });
            }
            Rule::ExprStmt => return self.expr_stmt(node),
            Rule::AtomParen => {
                let list = self.tree.child(node, 0);
                if self.tree.is(list, Rule::TestlistComp) {
                    let tuple = self.tuple(list)?;
                    return Ok(if self.tree.is(tuple, Rule::TestlistComp) { node } else { tuple });
                }
                return Ok(node);
            }
            Rule::TestlistStarExpr | Rule::Testlist | Rule::Subscriptlist => return self.tuple(node),
            Rule::Expr | Rule::XorExpr | Rule::AndExpr | Rule::Power => {
                chain_op(rule).and_then(|op| self.chain(node, op))
            }
            Rule::ShiftExpr | Rule::ArithExpr | Rule::Term => self.token_chain(node),
            Rule::Factor2 => self.factor(node),
            Rule::AtomExprNormal => self.module_constant(node),
            _ => None,
        };
        match value {
            Some(value) => self.value(value, 0),
            None => Ok(node),
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
    fn tuple(&mut self, node: Node) -> Result<Node, Error> {
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
        self.tree.new_tuple(self.host, line, items).ok_or_else(Error::memory)
    }

    fn operand(&self, node: Node, index: usize) -> Option<Value> {
        Value::of(self.tree, self.tree.child(node, index))
    }

    fn chain(&mut self, node: Node, op: Op) -> Option<Value> {
        let mut value = self.operand(node, 0)?;
        for i in 1..self.tree.n_children(node) {
            value = self.binary(op, value, self.operand(node, i)?)?;
        }
        Some(value)
    }

    fn token_chain(&mut self, node: Node) -> Option<Value> {
        let mut value = self.operand(node, 0)?;
        for i in (1..self.tree.n_children(node)).step_by(2) {
            let operand = self.operand(node, i + 1)?;
            let op = token_op(self.tree.child(node, i).as_token()?)?;
            value = self.binary(op, value, operand)?;
        }
        Some(value)
    }

    fn binary(&mut self, op: Op, a: Value, b: Value) -> Option<Value> {
        let ints = !matches!(a, Value::Float(_)) && !matches!(b, Value::Float(_));
        let negative_power = op == Op::Power && b.to_real() < 0.0;
        if ints && op != Op::TrueDivide && !negative_power {
            return number::int_op(op, a, b);
        }
        if !ints && matches!(op, Op::Or | Op::Xor | Op::And | Op::ShiftLeft | Op::ShiftRight) {
            return None;
        }
        let (x, y) = (self.round(a.to_real()), self.round(b.to_real()));
        let host = &mut *self.host;
        let result = float::float_op(op, x, y, &mut |x, y| host.power(x, y))?;
        Some(Value::Float(self.round(result)))
    }

    fn round(&self, value: Real) -> Real {
        if self.single_floats { value as f32 as Real } else { value }
    }

    fn factor(&mut self, node: Node) -> Option<Value> {
        let value = self.operand(node, 1)?;
        match (self.tree.child(node, 0).as_token()?, value) {
            (Token::Plus, value) => Some(value),
            (Token::Minus, Value::Float(value)) => Some(Value::Float(-value)),
            (Token::Tilde, Value::Float(_)) => None,
            (token, value) => number::int_negate(value, token == Token::Tilde),
        }
    }

    fn module_constant(&mut self, node: Node) -> Option<Value> {
        let trailer = self.tree.child(node, 1);
        if !self.tree.is(trailer, Rule::TrailerPeriod) {
            return None;
        }
        let module = self.tree.child(node, 0).as_id()?;
        let attr = self.tree.child(trailer, 0).as_id()?;
        self.host.module_constant(module, attr).map(Value::from)
    }

    /// `NAME = const(value)`, and lonely constants.
    fn expr_stmt(&mut self, node: Node) -> Result<Node, Error> {
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
            return Err(Error::at(ErrorKind::NotConstant, self.tree.line(right)));
        }
        self.names.push(self.host, name.0 as u32).ok_or_else(Error::memory)?;
        self.values.push(self.host, self.tree, value).ok_or_else(Error::memory)?;
        if self.host.text(name).first() == Some(&b'_') {
            // A private constant needs no code at all.
            return self.pass(0);
        }
        self.tree.set_child(node, 1, value);
        Ok(node)
    }

    fn pass(&mut self, line: u32) -> Result<Node, Error> {
        self.tree.new_rule(self.host, Rule::PassStmt, line, &[]).ok_or_else(Error::memory)
    }
}
