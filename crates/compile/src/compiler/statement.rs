//! Simple statements, conditions, `if`.

use micropyrite_syntax::{Node, Rule};

use super::{Compiler, Res, names};
use crate::error::Flaw;
use crate::scope::ScopeKind;

impl Compiler<'_, '_> {
    pub fn break_continue_stmt(&mut self, rule: Rule, node: Node) -> Res {
        let Some(around) = self.loop_ else {
            return self.error(Flaw::OutsideLoop, node);
        };
        let levels = self.except_level.saturating_sub(around.except_level);
        if rule == Rule::BreakStmt {
            self.unwind_jump(around.break_to, around.break_from_for, levels);
        } else {
            self.unwind_jump(around.continue_to, false, levels);
        }
        Ok(())
    }

    #[inline(never)]
    pub fn return_stmt(&mut self, node: Node) -> Res {
        if self.kind != ScopeKind::Function {
            return self.error(Flaw::ReturnOutside, node);
        }
        let value = self.tree.child(node, 0);
        if value.is_null() {
            self.load_none();
        } else if self.tree.is(value, Rule::TestIfExpr) {
            // Each value is returned where it is made.
            let rest = self.tree.child(value, 1);
            let fail = self.new_label();
            self.jump_if(self.tree.child(rest, 0), false, fail)?;
            self.child(value, 0)?;
            self.return_value();
            self.place(fail);
            self.child(rest, 1)?;
        } else {
            self.node(value)?;
        }
        self.return_value();
        Ok(())
    }

    pub fn yield_stmt(&mut self, node: Node) -> Res {
        self.child(node, 0)?;
        self.pop_top();
        Ok(())
    }

    #[inline(never)]
    pub fn raise_stmt(&mut self, node: Node) -> Res {
        let what = self.tree.child(node, 0);
        if what.is_null() {
            self.raise(0);
        } else if self.tree.is(what, Rule::RaiseStmtArg) {
            self.child(what, 0)?;
            self.child(what, 1)?;
            self.raise(2);
        } else {
            self.node(what)?;
            self.raise(1);
        }
        Ok(())
    }

    #[inline(never)]
    pub fn assert_stmt(&mut self, node: Node) -> Res {
        if self.options.opt_level != 0 {
            return Ok(());
        }
        let end = self.new_label();
        self.jump_if(self.tree.child(node, 0), true, end)?;
        self.load_global(names::ASSERTION_ERROR)?;
        let message = self.tree.child(node, 1);
        if !message.is_null() {
            self.node(message)?;
            self.call_op(false, 1, 0, false);
        }
        self.raise(1);
        self.place(end);
        Ok(())
    }

    #[inline(never)]
    pub fn if_stmt(&mut self, node: Node) -> Res {
        let end = self.new_label();
        let condition = self.tree.child(node, 0);
        let elifs = self.tree.child(node, 2);
        let otherwise = self.tree.child(node, 3);
        if !self.is_false(condition) {
            let fail = self.new_label();
            self.jump_if(condition, false, fail)?;
            self.child(node, 1)?;
            if self.is_true(condition) {
                self.place(end);
                return Ok(());
            }
            if !(elifs.is_null() && otherwise.is_null()) {
                self.jump(end);
            }
            self.place(fail);
        }
        for i in 0..self.list_len(elifs, Rule::IfStmtElifList) {
            let elif = self.list_item(elifs, Rule::IfStmtElifList, i);
            let condition = self.tree.child(elif, 0);
            if self.is_false(condition) {
                continue;
            }
            let fail = self.new_label();
            self.jump_if(condition, false, fail)?;
            self.child(elif, 1)?;
            if self.is_true(condition) {
                self.place(end);
                return Ok(());
            }
            self.jump(end);
            self.place(fail);
        }
        self.node(otherwise)?;
        self.place(end);
        Ok(())
    }

    /// Jumps if a condition comes out so; `and`, `or` and `not` in it become jumps of their own.
    pub fn jump_if(&mut self, node: Node, when: bool, label: crate::emit::Label) -> Res {
        if self.is_false(node) || self.is_true(node) {
            if self.is_true(node) == when {
                self.jump(label);
            }
            return Ok(());
        }
        match self.tree.rule(node) {
            Some(rule @ (Rule::OrTest | Rule::AndTest)) => self.deeper(node, |it| {
                let n = it.tree.n_children(node);
                if (rule == Rule::OrTest) == when {
                    // Any operand may decide for the jump.
                    for i in 0..n {
                        it.jump_if(it.tree.child(node, i), when, label)?;
                    }
                    return Ok(());
                }
                // Any operand but the last may decide against it.
                let stay = it.new_label();
                for i in 0..n.saturating_sub(1) {
                    it.jump_if(it.tree.child(node, i), !when, stay)?;
                }
                it.jump_if(it.tree.child(node, n.saturating_sub(1)), when, label)?;
                it.place(stay);
                Ok(())
            }),
            Some(Rule::NotTest2) => self.deeper(node, |it| it.jump_if(it.tree.child(node, 0), !when, label)),
            _ => {
                self.node(node)?;
                self.pop_jump_if(when, label);
                Ok(())
            }
        }
    }
}
