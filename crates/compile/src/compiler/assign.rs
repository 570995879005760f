//! Assignment: targets, unpacking, augmented assignment, deletion.

use micropyrite_bytecode::{BinaryOp, Opcode};
use micropyrite_syntax::{Node, Rule, Token, View};

use super::{Compiler, Res};
use crate::constant;
use crate::error::Flaw;
use crate::scope::{IdKind, ScopeKind};

/// What a target is compiled for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Assign {
    /// To store the value on the stack.
    Store,
    /// To load the value that an augmented assignment begins with.
    AugLoad,
    /// To store what it ends with.
    AugStore,
}

impl Compiler<'_, '_> {
    /// Assigns the value on the stack to a target.
    pub fn store(&mut self, target: Node) -> Res {
        self.assign(target, Assign::Store)
    }

    fn assign(&mut self, target: Node, kind: Assign) -> Res {
        self.deeper(target, |it| it.assign_to(target, kind))
    }

    fn assign_to(&mut self, target: Node, kind: Assign) -> Res {
        if let Some(name) = target.as_id() {
            return if kind == Assign::AugLoad { self.load_id(name) } else { self.store_id(name) };
        }
        match self.tree.view(target) {
            View::Rule(Rule::AtomExprNormal) => self.assign_atom_expr(target, kind),
            View::Rule(_) if kind != Assign::Store => self.error(Flaw::CannotAssign, target),
            View::Rule(Rule::TestlistStarExpr | Rule::Exprlist) => self.assign_tuple(target),
            View::Rule(Rule::AtomParen) => {
                let list = self.tree.child(target, 0);
                if list.is_null() {
                    return self.error(Flaw::CannotAssign, target);
                }
                self.assign_list(list, target)
            }
            View::Rule(Rule::AtomBracket) => {
                let list = self.tree.child(target, 0);
                if list.is_null() {
                    self.unpack_sequence(0);
                    Ok(())
                } else if self.tree.is(list, Rule::TestlistComp) {
                    self.assign_list(list, target)
                } else {
                    self.assign_tuple(target)
                }
            }
            _ => self.error(Flaw::CannotAssign, target),
        }
    }

    fn assign_list(&mut self, list: Node, target: Node) -> Res {
        if self.is_comprehension(list) {
            return self.error(Flaw::CannotAssign, target);
        }
        self.assign_tuple(list)
    }

    /// Whether the contents of brackets are a comprehension.
    pub fn is_comprehension(&self, list: Node) -> bool {
        self.tree.n_children(list) == 2 && self.tree.is(self.tree.child(list, 1), Rule::CompFor)
    }

    /// Unpacks the value on the stack and assigns to each child.
    fn assign_tuple(&mut self, node: Node) -> Res {
        let n = self.tree.n_children(node);
        let mut star = None;
        for i in 0..n {
            let child = self.tree.child(node, i);
            if self.tree.is(child, Rule::StarExpr) {
                if star.is_some() {
                    return self.error(Flaw::MultipleStars, child);
                }
                star = Some(i);
                self.unpack_ex(i as u32, (n - i - 1) as u32);
            }
        }
        if star.is_none() {
            self.unpack_sequence(n as u32);
        }
        for i in 0..n {
            let child = self.tree.child(node, i);
            let target = if star == Some(i) { self.tree.child(child, 0) } else { child };
            self.store(target)?;
        }
        Ok(())
    }

    /// Compiles the base of an expression and all its trailers but the last, which it gives.
    fn base_of(&mut self, node: Node, compile: bool) -> Res<Node> {
        if compile {
            self.child(node, 0)?;
        }
        let trailer = self.tree.child(node, 1);
        if !self.tree.is(trailer, Rule::AtomExprTrailers) {
            return Ok(trailer);
        }
        let last = self.tree.n_children(trailer).saturating_sub(1);
        if compile {
            for i in 0..last {
                self.child(trailer, i)?;
            }
        }
        Ok(self.tree.child(trailer, last))
    }

    /// Assigns to an item or attribute.
    fn assign_atom_expr(&mut self, node: Node, kind: Assign) -> Res {
        let trailer = self.base_of(node, kind != Assign::AugStore)?;
        if self.tree.is(trailer, Rule::TrailerBracket) {
            if kind == Assign::AugStore {
                self.rot_three();
                self.store_subscr();
                return Ok(());
            }
            self.child(trailer, 0)?;
            if kind == Assign::AugLoad {
                self.op(2, Opcode::DupTopTwo);
                self.load_subscr();
            } else {
                self.store_subscr();
            }
            return Ok(());
        }
        if self.tree.is(trailer, Rule::TrailerPeriod)
            && let Some(name) = self.tree.child(trailer, 0).as_id()
        {
            return match kind {
                Assign::AugLoad => {
                    self.dup_top();
                    self.load_attr(name)
                }
                Assign::AugStore => {
                    self.rot_two();
                    self.store_attr(name)
                }
                Assign::Store => self.store_attr(name),
            };
        }
        self.error(Flaw::CannotAssign, node)
    }

    #[inline(never)]
    pub fn del_stmt(&mut self, node: Node) -> Res {
        let list = self.tree.child(node, 0);
        for i in 0..self.list_len(list, Rule::Exprlist) {
            self.delete(self.list_item(list, Rule::Exprlist, i))?;
        }
        Ok(())
    }

    fn delete(&mut self, target: Node) -> Res {
        self.deeper(target, |it| it.delete_target(target))
    }

    fn delete_target(&mut self, target: Node) -> Res {
        if let Some(name) = target.as_id() {
            return self.delete_id(name);
        }
        if self.tree.is(target, Rule::AtomExprNormal) {
            let trailer = self.base_of(target, true)?;
            if self.tree.is(trailer, Rule::TrailerBracket) {
                self.child(trailer, 0)?;
                self.delete_subscr();
                return Ok(());
            }
            if self.tree.is(trailer, Rule::TrailerPeriod)
                && let Some(name) = self.tree.child(trailer, 0).as_id()
            {
                return self.delete_attr(name);
            }
        } else if self.tree.is(target, Rule::AtomParen) {
            let list = self.tree.child(target, 0);
            if list.is_null() || self.is_comprehension(list) {
                return self.error(Flaw::CannotDelete, list);
            }
            for i in 0..self.tree.n_children(list) {
                self.delete(self.tree.child(list, i))?;
            }
            return Ok(());
        }
        self.error(Flaw::CannotDelete, target)
    }

    /// An expression, or an assignment of whatever kind.
    #[inline(never)]
    pub fn expr_stmt(&mut self, node: Node) -> Res {
        let left = self.tree.child(node, 0);
        let right = self.tree.child(node, 1);
        match self.tree.view(right) {
            View::Null => self.lonely_expression(left),
            View::Rule(Rule::Annassign) => {
                let value = self.tree.child(right, 1);
                if !value.is_null() {
                    return self.plain_assign(left, value);
                }
                // The annotation alone makes a local of a name.
                match left.as_id() {
                    Some(name) if self.kind == ScopeKind::Function => self.meet(name, IdKind::Local),
                    _ => Ok(()),
                }
            }
            View::Rule(Rule::ExprStmtAugassign) => {
                self.assign(left, Assign::AugLoad)?;
                self.child(right, 1)?;
                let token = self.tree.child(right, 0).as_token().map_or(0, Token::number);
                let number = token.wrapping_sub(Token::PipeAssign.number());
                let op = BinaryOp::from_number(number.wrapping_add(BinaryOp::InplaceOr as u8));
                self.binary(op.unwrap_or(BinaryOp::InplaceOr));
                self.assign(left, Assign::AugStore)
            }
            View::Rule(Rule::ExprStmtAssignList) => {
                let last = self.tree.n_children(right).saturating_sub(1);
                self.child(right, last)?;
                // The leftmost target is assigned to first.
                if last > 0 {
                    self.dup_top();
                }
                self.store(left)?;
                for i in 0..last {
                    if i + 1 < last {
                        self.dup_top();
                    }
                    self.store(self.tree.child(right, i))?;
                }
                Ok(())
            }
            _ => self.plain_assign(left, right),
        }
    }

    fn lonely_expression(&mut self, node: Node) -> Res {
        if self.options.is_repl && self.kind == ScopeKind::Module {
            let print = self.intern("__repl_print__")?;
            self.load_id(print)?;
            self.node(node)?;
            self.call_op(false, 1, 0, false);
            self.pop_top();
            return Ok(());
        }
        let constant = (node.is_leaf() && !node.is_id()) || constant::is_const_object(self.tree, node);
        if !constant {
            self.node(node)?;
            self.pop_top();
        }
        Ok(())
    }

    fn plain_assign(&mut self, left: Node, right: Node) -> Res {
        let n = self.tree.n_children(left);
        let both = self.tree.is(left, Rule::TestlistStarExpr) && self.tree.is(right, Rule::TestlistStarExpr);
        let starred = (0..n.min(3)).any(|i| self.tree.is(self.tree.child(left, i), Rule::StarExpr));
        if !both || n != self.tree.n_children(right) || !(2..=3).contains(&n) || starred {
            self.node(right)?;
            return self.store(left);
        }
        // Two or three on both sides need no tuple.
        self.child(right, 0)?;
        self.child(right, 1)?;
        if n == 3 {
            self.child(right, 2)?;
            self.rot_three();
        }
        self.rot_two();
        for i in 0..n {
            self.store(self.tree.child(left, i))?;
        }
        Ok(())
    }

    /// `name := value`, which leaves the value on the stack.
    pub fn named_expr(&mut self, target: Node, value: Node) -> Res {
        let Some(name) = target.as_id() else {
            return self.error(Flaw::CannotAssign, target);
        };
        self.node(value)?;
        self.dup_top();
        if self.emit.pass == crate::emit::Pass::Scope && self.kind.is_comprehension() {
            self.declare_outside(name, target)?;
        }
        self.store_id(name)
    }
}
