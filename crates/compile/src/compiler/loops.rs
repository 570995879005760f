//! `while` and `for`.

use micropyrite_bytecode::{BinaryOp, Opcode};
use micropyrite_syntax::{Node, Rule};

use super::{Compiler, Loop, Res, names};

/// A loop over a range that can be counted without an iterator.
struct Range {
    start: Node,
    end: Node,
    step: Node,
}

fn small(value: i64) -> Node {
    Node::int(value).unwrap_or(Node::NULL)
}

impl Compiler<'_, '_> {
    /// Begins a loop; gives it, and what was around it.
    pub fn enter_loop(&mut self, break_from_for: bool) -> (Loop, Option<Loop>) {
        let entered = Loop {
            break_to: self.new_label(),
            continue_to: self.new_label(),
            break_from_for,
            except_level: self.except_level,
        };
        (entered, self.loop_.replace(entered))
    }

    #[inline(never)]
    pub fn while_stmt(&mut self, node: Node) -> Res {
        let (entered, outer) = self.enter_loop(false);
        let condition = self.tree.child(node, 0);
        if !self.is_false(condition) {
            let top = self.new_label();
            if !self.is_true(condition) {
                self.jump(entered.continue_to);
            }
            self.place(top);
            self.child(node, 1)?;
            self.place(entered.continue_to);
            self.jump_if(condition, true, top)?;
        }
        // In the else block break and continue mean the loop around.
        self.loop_ = outer;
        self.child(node, 2)?;
        self.place(entered.break_to);
        Ok(())
    }

    #[inline(never)]
    pub fn for_stmt(&mut self, node: Node) -> Res {
        if let Some(range) = self.countable_range(node) {
            return self.for_range(node, range);
        }
        let (entered, outer) = self.enter_loop(true);
        let pop = self.new_label();
        self.child(node, 1)?;
        self.get_iter_stack();
        self.place(entered.continue_to);
        self.for_iter(pop);
        self.store(self.tree.child(node, 0))?;
        self.child(node, 2)?;
        self.jump(entered.continue_to);
        self.place(pop);
        self.end_for_iter();
        self.loop_ = outer;
        self.child(node, 3)?;
        self.place(entered.break_to);
        Ok(())
    }

    /// `for NAME in range(...)` with plain arguments and a step that is a small int but zero.
    fn countable_range(&self, node: Node) -> Option<Range> {
        self.tree.child(node, 0).as_id()?;
        let iterable = self.tree.child(node, 1);
        let trailer = self.tree.child(iterable, 1);
        if !self.tree.is(iterable, Rule::AtomExprNormal)
            || self.tree.child(iterable, 0).as_id() != Some(names::RANGE)
            || !self.tree.is(trailer, Rule::TrailerParen)
        {
            return None;
        }
        let list = self.tree.child(trailer, 0);
        let arg = |i| self.list_item(list, Rule::Arglist, i);
        let range = match self.list_len(list, Rule::Arglist) {
            1 => Range { start: small(0), end: arg(0), step: small(1) },
            2 => Range { start: arg(0), end: arg(1), step: small(1) },
            3 => Range { start: arg(0), end: arg(1), step: arg(2) },
            _ => return None,
        };
        let is_plain = |node| {
            !matches!(self.tree.rule(node), Some(Rule::ArglistStar | Rule::ArglistDblStar | Rule::Argument))
        };
        let counts = self.small_int(range.step).is_some_and(|step| step != 0);
        (counts && is_plain(range.start) && is_plain(range.end)).then_some(range)
    }

    /// Counts on the stack: under the counter lies the end, unless it is a small int.
    fn for_range(&mut self, node: Node, range: Range) -> Res {
        let (entered, outer) = self.enter_loop(false);
        let top = self.new_label();
        let entry = self.new_label();
        let end_on_stack = self.small_int(range.end).is_none();
        if end_on_stack {
            self.node(range.end)?;
        }
        self.node(range.start)?;
        self.jump(entry);
        self.place(top);
        self.dup_top();
        self.store(self.tree.child(node, 0))?;
        self.child(node, 2)?;
        self.place(entered.continue_to);
        self.node(range.step)?;
        self.binary(BinaryOp::InplaceAdd);
        self.place(entry);
        if end_on_stack {
            self.op(2, Opcode::DupTopTwo);
            self.rot_two();
        } else {
            self.dup_top();
            self.node(range.end)?;
        }
        let upwards = self.small_int(range.step).is_some_and(|step| step >= 0);
        self.binary(if upwards { BinaryOp::Less } else { BinaryOp::More });
        self.pop_jump_if(true, top);
        self.loop_ = outer;

        let pop_counter = |it: &mut Self| {
            it.pop_top();
            if end_on_stack {
                it.pop_top();
            }
        };
        let otherwise = self.tree.child(node, 3);
        if otherwise.is_null() {
            self.place(entered.break_to);
            pop_counter(self);
            return Ok(());
        }
        // The else block may leave an outer loop, so the counter goes first.
        pop_counter(self);
        self.node(otherwise)?;
        let end = self.new_label();
        self.jump(end);
        self.emit.adjust_stack(1 + end_on_stack as i32);
        self.place(entered.break_to);
        pop_counter(self);
        self.place(end);
        Ok(())
    }
}
