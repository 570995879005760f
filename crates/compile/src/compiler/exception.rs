//! `try` and `with`.

use micropyrite_bytecode::{BinaryOp, Opcode};
use micropyrite_syntax::{Node, Rule};

use super::{Compiler, Res};
use crate::error::Flaw;

impl Compiler<'_, '_> {
    #[inline(never)]
    pub fn try_stmt(&mut self, node: Node) -> Res {
        let body = self.tree.child(node, 0);
        let rest = self.tree.child(node, 1);
        match self.tree.rule(rest) {
            Some(Rule::TryStmtFinally) => {
                self.try_finally(body, Node::NULL, Node::NULL, self.tree.child(rest, 0))
            }
            Some(Rule::TryStmtExceptAndMore) => {
                let excepts = self.tree.child(rest, 0);
                let otherwise = self.tree.child(rest, 1);
                let finally = self.tree.child(rest, 2);
                if finally.is_null() {
                    self.try_except(body, excepts, otherwise)
                } else {
                    self.try_finally(body, excepts, otherwise, self.tree.child(finally, 0))
                }
            }
            _ => self.try_except(body, rest, Node::NULL),
        }
    }

    #[inline(never)]
    fn try_finally(&mut self, body: Node, excepts: Node, otherwise: Node, finally: Node) -> Res {
        let block = self.new_label();
        self.setup_block(Opcode::SetupFinally, block);
        if excepts.is_null() {
            // Room for the state of a jump that unwinds.
            self.emit.adjust_stack(3);
            self.node(body)?;
            self.emit.adjust_stack(-3);
        } else {
            self.try_except(body, excepts, otherwise)?;
        }
        // None tells that nothing happened; a value that is being returned may lie beneath.
        self.load_none();
        self.place(block);
        self.emit.adjust_stack(1);
        self.node(finally)?;
        self.emit.adjust_stack(-1);
        self.end_block();
        Ok(())
    }

    #[inline(never)]
    fn try_except(&mut self, body: Node, excepts: Node, otherwise: Node) -> Res {
        let handler = self.new_label();
        let success = self.new_label();
        self.setup_block(Opcode::SetupExcept, handler);
        self.node(body)?;
        self.pop_except_jump(success);
        self.place(handler);
        self.start_handler();
        let end = self.new_label();
        let n = self.list_len(excepts, Rule::TryStmtExceptList);
        for i in 0..n {
            let except = self.list_item(excepts, Rule::TryStmtExceptList, i);
            self.except_clause(except, i + 1 == n, end)?;
        }
        self.end_block();
        self.end_handler();
        self.place(success);
        self.node(otherwise)?;
        self.place(end);
        Ok(())
    }

    /// One handler; the exception is on the stack.
    fn except_clause(&mut self, except: Node, is_last: bool, end: crate::emit::Label) -> Res {
        let next = self.new_label();
        self.trace_line(except);
        let mut class = self.tree.child(except, 0);
        let mut name = None;
        if class.is_null() {
            if !is_last {
                return self.error(Flaw::DefaultExcept, except);
            }
        } else {
            if self.tree.is(class, Rule::TryStmtAsName) {
                name = self.tree.child(class, 1).as_id();
                class = self.tree.child(class, 0);
            }
            self.dup_top();
            self.node(class)?;
            self.binary(BinaryOp::ExceptionMatch);
            self.pop_jump_if(false, next);
        }
        let body = self.tree.child(except, 1);
        match name {
            None => {
                self.pop_top();
                self.node(body)?;
            }
            Some(name) => {
                // The name is deleted at the end, whatever happens in the body.
                self.store_id(name)?;
                let finally = self.new_label();
                self.setup_block(Opcode::SetupFinally, finally);
                self.node(body)?;
                self.load_none();
                self.place(finally);
                self.emit.adjust_stack(1);
                self.load_none();
                self.store_id(name)?;
                self.delete_id(name)?;
                self.emit.adjust_stack(-1);
                self.end_block();
            }
        }
        self.pop_except_jump(end);
        self.place(next);
        // Whoever jumps here has the exception still on the stack.
        self.emit.adjust_stack(1);
        Ok(())
    }

    #[inline(never)]
    pub fn with_stmt(&mut self, node: Node) -> Res {
        self.with_items(node, 0)
    }

    /// The items from one on, each around the next, and the body.
    #[inline(never)]
    fn with_items(&mut self, node: Node, index: usize) -> Res {
        let list = self.tree.child(node, 0);
        if index >= self.list_len(list, Rule::WithStmtList) {
            return self.child(node, 1);
        }
        let item = self.list_item(list, Rule::WithStmtList, index);
        let end = self.new_label();
        if self.tree.is(item, Rule::WithItem) {
            self.child(item, 0)?;
            self.setup_block(Opcode::SetupWith, end);
            self.store(self.tree.child(item, 1))?;
        } else {
            self.node(item)?;
            self.setup_block(Opcode::SetupWith, end);
            self.pop_top();
        }
        self.deeper(node, |it| it.with_items(node, index + 1))?;
        self.load_none();
        self.place(end);
        // Calling __exit__ takes two more slots for a while.
        self.op(2, Opcode::WithCleanup);
        self.emit.adjust_stack(-4);
        self.end_block();
        Ok(())
    }
}
