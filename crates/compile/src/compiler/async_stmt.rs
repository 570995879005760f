//! `async def`, `async for`, `async with`, `await`.

use micropyrite_bytecode::{BinaryOp, Opcode, prelude};
use micropyrite_syntax::{Node, Rule};

use super::{Compiler, Res, names};
use crate::error::Flaw;
use crate::scope::ScopeKind;

impl Compiler<'_, '_> {
    #[inline(never)]
    pub fn async_stmt(&mut self, node: Node) -> Res {
        let inner = self.tree.child(node, 0);
        if self.tree.is(inner, Rule::Funcdef) {
            let (scope, name) = self.make_funcdef(inner)?;
            self.store_id(name)?;
            self.scopes.set_flags(scope, prelude::FLAG_GENERATOR);
            return Ok(());
        }
        if !self.scopes.has_flag(self.scope, prelude::FLAG_GENERATOR) {
            return self.error(Flaw::AsyncOutside, inner);
        }
        if self.tree.is(inner, Rule::ForStmt) {
            self.async_for(inner)
        } else {
            self.async_with_items(inner, 0)
        }
    }

    /// Calls a method without arguments of the object on the stack and awaits what it gives.
    fn await_method(&mut self, method: &str) -> Res {
        let name = self.intern(method)?;
        self.load_method(name)?;
        self.call_op(true, 0, 0, false);
        self.yield_from();
        Ok(())
    }

    fn async_for(&mut self, node: Node) -> Res {
        let otherwise = self.new_label();
        let handler = self.new_label();
        let body = self.new_label();
        let other_exception = self.new_label();
        self.child(node, 1)?;
        let aiter = self.intern("__aiter__")?;
        self.load_method(aiter)?;
        self.call_op(true, 0, 0, false);
        let (entered, outer) = self.enter_loop(false);
        self.place(entered.continue_to);
        self.setup_block(Opcode::SetupExcept, handler);
        self.dup_top();
        self.await_method("__anext__")?;
        self.store(self.tree.child(node, 0))?;
        self.pop_except_jump(body);

        self.place(handler);
        self.start_handler();
        self.dup_top();
        let stop = self.intern("StopAsyncIteration")?;
        self.load_global(stop)?;
        self.binary(BinaryOp::ExceptionMatch);
        self.pop_jump_if(false, other_exception);
        self.pop_top();
        self.pop_except_jump(otherwise);

        self.place(other_exception);
        self.emit.adjust_stack(1);
        self.end_block();
        self.end_handler();

        self.place(body);
        self.child(node, 2)?;
        self.jump(entered.continue_to);
        self.loop_ = outer;
        self.place(otherwise);
        self.child(node, 3)?;
        self.place(entered.break_to);
        self.pop_top();
        Ok(())
    }

    /// The items from one on, each around the next, and the body.
    fn async_with_items(&mut self, node: Node, index: usize) -> Res {
        let list = self.tree.child(node, 0);
        if index >= self.list_len(list, Rule::WithStmtList) {
            return self.child(node, 1);
        }
        let item = self.list_item(list, Rule::WithStmtList, index);
        let finally = self.new_label();
        let no_exception = self.new_label();
        let unwinding = self.new_label();
        let end = self.new_label();
        if self.tree.is(item, Rule::WithItem) {
            self.child(item, 0)?;
            self.dup_top();
            self.await_method("__aenter__")?;
            self.store(self.tree.child(item, 1))?;
        } else {
            self.node(item)?;
            self.dup_top();
            self.await_method("__aenter__")?;
            self.pop_top();
        }
        self.setup_block(Opcode::SetupFinally, finally);
        self.emit.adjust_stack(3);
        self.deeper(node, |it| it.async_with_items(node, index + 1))?;
        self.emit.adjust_stack(-3);

        // [ctx]: nothing was raised.
        self.load_none();
        self.rot_two();
        self.jump(no_exception);

        // [ctx, exception], or [ctx, value, number] when a return or jump unwinds.
        self.place(finally);
        self.dup_top();
        self.load_global(names::BASE_EXCEPTION)?;
        self.binary(BinaryOp::ExceptionMatch);
        self.pop_jump_if(false, unwinding);
        self.exit_with_exception(end)?;

        // [ctx, value, number]
        self.place(unwinding);
        self.rot_three();
        self.rot_three();
        self.place(no_exception);
        // [None, ctx] or [value, number, ctx]
        let aexit = self.intern("__aexit__")?;
        self.load_method(aexit)?;
        self.load_none();
        self.dup_top();
        self.dup_top();
        self.call_op(true, 3, 0, false);
        self.yield_from();
        self.pop_top();
        self.emit.adjust_stack(-1);
        self.place(end);
        self.end_block();
        Ok(())
    }

    /// [ctx, exception]: awaits `__aexit__`; leaves [None] if it swallows the exception, else [exception].
    fn exit_with_exception(&mut self, end: crate::emit::Label) -> Res {
        let aexit = self.intern("__aexit__")?;
        self.dup_top();
        self.rot_three();
        self.rot_two();
        self.load_method(aexit)?;
        self.rot_three();
        self.rot_three();
        self.dup_top();
        self.load_attr(names::CLASS)?;
        self.rot_two();
        self.load_none();
        self.call_op(true, 3, 0, false);
        self.yield_from();
        self.pop_jump_if(false, end);
        self.pop_top();
        self.load_none();
        self.jump(end);
        self.emit.adjust_stack(2);
        Ok(())
    }

    #[inline(never)]
    pub fn await_expr(&mut self, node: Node) -> Res {
        let in_function = matches!(self.kind, ScopeKind::Function | ScopeKind::Lambda);
        if !in_function && !self.options.top_level_await {
            return self.error(Flaw::AwaitOutside, node);
        }
        self.atom_expr(node)?;
        self.yield_from();
        Ok(())
    }
}
