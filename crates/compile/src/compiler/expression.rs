//! Operators, conditional expressions, attributes and items, `yield`.

use micropyrite_bytecode::{BinaryOp, Opcode, UnaryOp};
use micropyrite_syntax::{Node, Rule, Token};

use super::{Compiler, Res, names};
use crate::error::Flaw;
use crate::scope::{PARAM, ScopeKind};

/// The operation of a token, given the first token and operation of a series that both follow.
fn series(token: Node, first: Token, op: BinaryOp) -> BinaryOp {
    let number = token.as_token().map_or(0, Token::number).wrapping_sub(first.number());
    BinaryOp::from_number(number.wrapping_add(op as u8)).unwrap_or(op)
}

impl Compiler<'_, '_> {
    #[inline(never)]
    pub fn test_if_expr(&mut self, node: Node) -> Res {
        let rest = self.tree.child(node, 1);
        let fail = self.new_label();
        let end = self.new_label();
        self.jump_if(self.tree.child(rest, 0), false, fail)?;
        self.child(node, 0)?;
        self.jump(end);
        self.place(fail);
        self.emit.adjust_stack(-1);
        self.child(rest, 1)?;
        self.place(end);
        Ok(())
    }

    #[inline(never)]
    pub fn or_and_test(&mut self, node: Node, is_or: bool) -> Res {
        let end = self.new_label();
        let n = self.tree.n_children(node);
        for i in 0..n {
            self.child(node, i)?;
            if i + 1 < n {
                self.jump_if_or_pop(is_or, end);
            }
        }
        self.place(end);
        Ok(())
    }

    pub fn not_test(&mut self, node: Node) -> Res {
        self.child(node, 0)?;
        self.unary(UnaryOp::Not);
        Ok(())
    }

    /// `a < b < c`: every operand is made once, and the first failure ends it.
    #[inline(never)]
    pub fn comparison(&mut self, node: Node) -> Res {
        let n = self.tree.n_children(node);
        self.child(node, 0)?;
        let is_chain = n > 3;
        let fail = if is_chain { Some(self.new_label()) } else { None };
        for i in (1..n.saturating_sub(1)).step_by(2) {
            self.child(node, i + 1)?;
            let more = i + 2 < n;
            if more {
                self.dup_top();
                self.rot_three();
            }
            self.compare(self.tree.child(node, i));
            if let (true, Some(fail)) = (more, fail) {
                self.jump_if_or_pop(false, fail);
            }
        }
        if let Some(fail) = fail {
            let end = self.new_label();
            self.jump(end);
            self.place(fail);
            self.emit.adjust_stack(1);
            self.rot_two();
            self.pop_top();
            self.place(end);
        }
        Ok(())
    }

    fn compare(&mut self, operator: Node) {
        let (op, negate) = match self.tree.rule(operator) {
            Some(Rule::CompOpNotIn) => (BinaryOp::In, true),
            Some(Rule::CompOpIs) => (BinaryOp::Is, !self.tree.child(operator, 0).is_null()),
            _ if operator.is_token(Token::KwIn) => (BinaryOp::In, false),
            _ => (series(operator, Token::Less, BinaryOp::Less), false),
        };
        self.binary(op);
        if negate {
            self.unary(UnaryOp::Not);
        }
    }

    #[inline(never)]
    pub fn binary_chain(&mut self, rule: Rule, node: Node) -> Res {
        let op = match rule {
            Rule::Expr => BinaryOp::Or,
            Rule::XorExpr => BinaryOp::Xor,
            _ => BinaryOp::And,
        };
        self.child(node, 0)?;
        for i in 1..self.tree.n_children(node) {
            self.child(node, i)?;
            self.binary(op);
        }
        Ok(())
    }

    #[inline(never)]
    pub fn term(&mut self, node: Node) -> Res {
        let n = self.tree.n_children(node);
        self.child(node, 0)?;
        for i in (1..n.saturating_sub(1)).step_by(2) {
            self.child(node, i + 1)?;
            self.binary(series(self.tree.child(node, i), Token::ShiftLeft, BinaryOp::Lshift));
        }
        Ok(())
    }

    pub fn factor(&mut self, node: Node) -> Res {
        self.child(node, 1)?;
        self.unary(match self.tree.child(node, 0).as_token() {
            Some(Token::Tilde) => UnaryOp::Invert,
            Some(Token::Minus) => UnaryOp::Negative,
            _ => UnaryOp::Positive,
        });
        Ok(())
    }

    #[inline(never)]
    pub fn power(&mut self, node: Node) -> Res {
        self.all_children(node)?;
        self.binary(BinaryOp::Power);
        Ok(())
    }

    /// An atom with trailers: calls, items, attributes.
    pub fn atom_expr(&mut self, node: Node) -> Res {
        self.child(node, 0)?;
        let trailers = self.tree.child(node, 1);
        let n = self.list_len(trailers, Rule::AtomExprTrailers);
        if n == 0 {
            return Ok(());
        }
        let trailer = |it: &Self, i| {
            if i < n { it.list_item(trailers, Rule::AtomExprTrailers, i) } else { Node::NULL }
        };
        let is = |it: &Self, i, rule| it.tree.is(trailer(it, i), rule);
        let is_method_call =
            |it: &Self, i| is(it, i, Rule::TrailerPeriod) && is(it, i + 1, Rule::TrailerParen);
        let attr = |it: &Self, i| it.name_of(trailer(it, i));
        let args = |it: &Self, i| it.tree.child(trailer(it, i), 0);

        let base = self.tree.child(node, 0).as_id();
        let called = is(self, 0, Rule::TrailerParen);
        let mut i = 0;
        if called && args(self, 0).is_null() && base == Some(names::SUPER) && self.kind == ScopeKind::Function
        {
            self.super_arguments(trailer(self, 0))?;
            if is_method_call(self, 1) {
                // super().f(...) makes no super object.
                self.load_super_method(attr(self, 1))?;
                self.call(args(self, 2), true, 0)?;
                i = 3;
            } else {
                self.call_op(false, 2, 0, false);
                i = 1;
            }
        } else if called
            && self.tree.is(args(self, 0), Rule::AtomBrace)
            && base.is_some_and(|name| self.host.text(name) == b"OrderedDict")
        {
            // OrderedDict({...}) is filled as it is written, in that order.
            self.call_op(false, 0, 0, false);
            self.atom_brace(args(self, 0), false)?;
            i = 1;
        }
        while i < n {
            if is_method_call(self, i) {
                self.load_method(attr(self, i))?;
                self.call(args(self, i + 1), true, 0)?;
                i += 2;
            } else {
                self.node(trailer(self, i))?;
                i += 1;
            }
        }
        Ok(())
    }

    /// Loads what `super()` means in a method: the class and the first parameter.
    fn super_arguments(&mut self, node: Node) -> Res {
        self.load_id(names::CLASS)?;
        let mut ids = self.scopes.ids(self.scope).map(|at| self.scopes.id(at));
        let first = ids.find(|id| id.flags & PARAM != 0).map(|id| id.name);
        drop(ids);
        match first {
            Some(name) => self.load_id(name),
            None => self.error(Flaw::SuperSelf, node),
        }
    }

    pub fn trailer_bracket(&mut self, node: Node) -> Res {
        self.child(node, 0)?;
        self.load_subscr();
        Ok(())
    }

    pub fn trailer_period(&mut self, node: Node) -> Res {
        self.load_attr(self.name_of(node))
    }

    /// A slice: `start:stop:step`, where each may be missing.
    #[inline(never)]
    pub fn subscript(&mut self, rule: Rule, node: Node) -> Res {
        let mut rest = node;
        if rule == Rule::Subscript2 {
            self.child(node, 0)?;
            rest = self.tree.child(node, 1);
        } else {
            self.load_none();
        }
        let stop = self.tree.child(rest, 0);
        let step = match self.tree.rule(stop) {
            _ if stop.is_null() => {
                self.load_none();
                Node::NULL
            }
            Some(Rule::Subscript3c) => {
                self.load_none();
                self.tree.child(stop, 0)
            }
            Some(Rule::Subscript3d) => {
                self.child(stop, 0)?;
                self.tree.child(self.tree.child(stop, 1), 0)
            }
            _ => {
                self.node(stop)?;
                Node::NULL
            }
        };
        if step.is_null() {
            self.build(Opcode::BuildSlice, 2);
        } else {
            self.node(step)?;
            self.build(Opcode::BuildSlice, 3);
        }
        Ok(())
    }

    #[inline(never)]
    pub fn yield_expr(&mut self, node: Node) -> Res {
        if !matches!(self.kind, ScopeKind::Function | ScopeKind::Lambda) {
            return self.error(Flaw::YieldOutside, node);
        }
        let value = self.tree.child(node, 0);
        if value.is_null() {
            self.load_none();
            self.yield_value();
        } else if self.tree.is(value, Rule::YieldArgFrom) {
            self.child(value, 0)?;
            self.yield_from();
        } else {
            self.node(value)?;
            self.yield_value();
        }
        Ok(())
    }
}
