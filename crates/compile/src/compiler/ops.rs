//! Instructions by what they do: opcode, operand, effect on the stack.

use micropyrite_bytecode::{BinaryOp, Opcode, UnaryOp, opcodes, prelude};
use micropyrite_syntax::{Name, Node, Token};

use super::{Compiler, Res};
use crate::emit::{Label, Pass};
use crate::error::Fault;
use crate::scope::{Field, IdKind, ScopeId, ScopeKind};

/// What to do with a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Load,
    Store,
    Delete,
}

impl<'p> Compiler<'_, 'p> {
    /// Marks the line of what follows.
    pub fn line(&mut self, line: u32) {
        if self.options.has_lines && self.options.opt_level < 3 {
            self.emit.line(line);
        }
    }

    /// Marks a line that only tracing needs.
    pub fn trace_line(&mut self, node: Node) {
        if self.options.trace_lines {
            self.line(self.tree.line(node));
        }
    }

    /// The index of a name in the unit's table.
    pub fn table_name(&mut self, name: Name) -> Res<u32> {
        self.names.index_of(self.host, name).ok_or_else(Fault::memory)
    }

    fn op_name(&mut self, stack: i32, opcode: Opcode, name: Name) -> Res {
        let index = self.table_name(name)?;
        self.emit.op_uint(stack, opcode, index);
        Ok(())
    }

    pub fn op(&mut self, stack: i32, opcode: Opcode) {
        self.emit.op(stack, opcode);
    }

    pub fn load_id(&mut self, name: Name) -> Res {
        if self.emit.pass == Pass::Scope {
            return self.meet(name, IdKind::GlobalImplicit);
        }
        self.access(name, Access::Load)
    }

    pub fn store_id(&mut self, name: Name) -> Res {
        if self.emit.pass == Pass::Scope {
            return self.scopes.assign(self.host, self.scope, name).map(|_| ()).ok_or_else(Fault::memory);
        }
        self.access(name, Access::Store)
    }

    pub fn delete_id(&mut self, name: Name) -> Res {
        if self.emit.pass == Pass::Scope {
            return self.scopes.assign(self.host, self.scope, name).map(|_| ()).ok_or_else(Fault::memory);
        }
        self.access(name, Access::Delete)
    }

    /// Makes an entry for a name, unless there is one.
    pub fn meet(&mut self, name: Name, kind: IdKind) -> Res {
        self.scopes.find_or_add(self.host, self.scope, name, kind).map(|_| ()).ok_or_else(Fault::memory)
    }

    /// Loads, stores or deletes a name by what it is in the scope.
    fn access(&mut self, name: Name, access: Access) -> Res {
        let Some(at) = self.scopes.find(self.scope, name) else { return Ok(()) };
        let id = self.scopes.id(at);
        match id.kind {
            IdKind::GlobalExplicit => self.global(name, access),
            IdKind::Local => {
                self.local(id.local, access);
                Ok(())
            }
            IdKind::Cell | IdKind::Free => {
                let (stack, opcode) = match access {
                    Access::Load => (1, Opcode::LoadDeref),
                    Access::Store => (-1, Opcode::StoreDeref),
                    Access::Delete => (0, Opcode::DeleteDeref),
                };
                self.emit.op_uint(stack, opcode, id.local);
                Ok(())
            }
            _ => match access {
                Access::Load => self.op_name(1, Opcode::LoadName, name),
                Access::Store => self.op_name(-1, Opcode::StoreName, name),
                Access::Delete => self.op_name(0, Opcode::DeleteName, name),
            },
        }
    }

    fn global(&mut self, name: Name, access: Access) -> Res {
        match access {
            Access::Load => self.load_global(name),
            Access::Store => self.op_name(-1, Opcode::StoreGlobal, name),
            Access::Delete => self.op_name(0, Opcode::DeleteGlobal, name),
        }
    }

    pub fn load_global(&mut self, name: Name) -> Res {
        self.op_name(1, Opcode::LoadGlobal, name)
    }

    pub fn load_fast(&mut self, local: u32) {
        self.local(local, Access::Load);
    }

    fn local(&mut self, local: u32, access: Access) {
        match (access, u8::try_from(local).ok().filter(|&n| n < Opcode::LoadFastMulti.count())) {
            (Access::Load, Some(n)) => self.emit.op_plus(1, Opcode::LoadFastMulti, n),
            (Access::Load, None) => self.emit.op_uint(1, Opcode::LoadFastN, local),
            (Access::Store, Some(n)) => self.emit.op_plus(-1, Opcode::StoreFastMulti, n),
            (Access::Store, None) => self.emit.op_uint(-1, Opcode::StoreFastN, local),
            (Access::Delete, _) => self.emit.op_uint(0, Opcode::DeleteFast, local),
        }
    }

    pub fn load_small_int(&mut self, value: i64) -> Res {
        let shifted = value.checked_add(opcodes::SMALL_INT_MULTI_EXCESS as i64);
        match shifted.and_then(|n| u8::try_from(n).ok()) {
            Some(n) if n < Opcode::LoadConstSmallIntMulti.count() => {
                self.emit.op_plus(1, Opcode::LoadConstSmallIntMulti, n);
            }
            _ => self.emit.op_int(1, Opcode::LoadConstSmallInt, value),
        }
        Ok(())
    }

    pub fn load_str(&mut self, name: Name) -> Res {
        self.op_name(1, Opcode::LoadConstString, name)
    }

    pub fn load_none(&mut self) {
        self.emit.op(1, Opcode::LoadConstNone);
    }

    pub fn load_token(&mut self, token: Token) -> Res {
        match token {
            Token::KwFalse => self.emit.op(1, Opcode::LoadConstFalse),
            Token::KwTrue => self.emit.op(1, Opcode::LoadConstTrue),
            Token::Ellipsis => return self.load_const(Node::token(Token::Ellipsis)),
            _ => self.load_none(),
        }
        Ok(())
    }

    /// Loads the constant that a node stands for from the unit's table.
    #[inline(never)]
    pub fn load_const(&mut self, node: Node) -> Res {
        let index = self.consts.index_of(self.host, self.tree, node).ok_or_else(Fault::memory)?;
        self.emit.op_uint(1, Opcode::LoadConstObj, index);
        Ok(())
    }

    pub fn load_null(&mut self) {
        self.emit.op(1, Opcode::LoadNull);
    }

    pub fn load_attr(&mut self, name: Name) -> Res {
        self.op_name(0, Opcode::LoadAttr, name)
    }

    pub fn store_attr(&mut self, name: Name) -> Res {
        self.op_name(-2, Opcode::StoreAttr, name)
    }

    pub fn delete_attr(&mut self, name: Name) -> Res {
        self.load_null();
        self.op(0, Opcode::RotTwo);
        self.store_attr(name)
    }

    pub fn load_method(&mut self, name: Name) -> Res {
        self.op_name(1, Opcode::LoadMethod, name)
    }

    pub fn load_super_method(&mut self, name: Name) -> Res {
        self.op_name(-1, Opcode::LoadSuperMethod, name)
    }

    pub fn load_subscr(&mut self) {
        self.op(-1, Opcode::LoadSubscr);
    }

    pub fn store_subscr(&mut self) {
        self.op(-3, Opcode::StoreSubscr);
    }

    pub fn delete_subscr(&mut self) {
        self.load_null();
        self.op(0, Opcode::RotThree);
        self.store_subscr();
    }

    pub fn dup_top(&mut self) {
        self.op(1, Opcode::DupTop);
    }

    pub fn pop_top(&mut self) {
        self.op(-1, Opcode::PopTop);
    }

    pub fn rot_two(&mut self) {
        self.op(0, Opcode::RotTwo);
    }

    pub fn rot_three(&mut self) {
        self.op(0, Opcode::RotThree);
    }

    pub fn import(&mut self, name: Name) -> Res {
        self.op_name(-1, Opcode::ImportName, name)
    }

    pub fn import_attr(&mut self, name: Name) -> Res {
        self.op_name(1, Opcode::ImportFrom, name)
    }

    pub fn place(&mut self, label: Label) {
        self.emit.place(label);
    }

    pub fn jump(&mut self, label: Label) {
        self.emit.op_label(0, Opcode::Jump, label);
        self.emit.end_flow();
    }

    pub fn pop_jump_if(&mut self, condition: bool, label: Label) {
        let opcode = if condition { Opcode::PopJumpIfTrue } else { Opcode::PopJumpIfFalse };
        self.emit.op_label(-1, opcode, label);
    }

    pub fn jump_if_or_pop(&mut self, condition: bool, label: Label) {
        let opcode = if condition { Opcode::JumpIfTrueOrPop } else { Opcode::JumpIfFalseOrPop };
        self.emit.op_label(-1, opcode, label);
    }

    /// Jumps out of `levels` exception blocks; `from_for`: and out of a loop over an iterator on the stack.
    pub fn unwind_jump(&mut self, label: Label, from_for: bool, levels: u32) {
        if levels == 0 {
            if from_for {
                for _ in 0..opcodes::ITER_SLOTS {
                    self.emit.raw(Opcode::PopTop.byte());
                }
            }
            self.emit.op_label(0, Opcode::Jump, label);
        } else {
            self.emit.require(levels <= 0x7f);
            self.emit.op_label(0, Opcode::UnwindJump, label);
            self.emit.raw(levels as u8 | if from_for { 0x80 } else { 0 });
        }
        self.emit.end_flow();
    }

    /// Begins an exception block.
    pub fn setup_block(&mut self, opcode: Opcode, label: Label) {
        let stack = if opcode == Opcode::SetupWith { 2 } else { 0 };
        self.emit.op_label(stack, opcode, label);
        self.except_level += 1;
        self.scopes.raise_to(self.scope, Field::ExcStackSize, self.except_level);
    }

    /// Ends an exception block.
    pub fn end_block(&mut self) {
        self.except_level = self.except_level.saturating_sub(1);
        self.op(-1, Opcode::EndFinally);
    }

    pub fn pop_except_jump(&mut self, label: Label) {
        self.emit.op_label(0, Opcode::PopExceptJump, label);
        self.emit.end_flow();
    }

    /// A handler begins: the exception is on the stack, and there may be the state of an unwinding jump.
    pub fn start_handler(&mut self) {
        self.emit.adjust_stack(4);
    }

    pub fn end_handler(&mut self) {
        self.emit.adjust_stack(-3);
    }

    pub fn get_iter(&mut self) {
        self.op(0, Opcode::GetIter);
    }

    pub fn get_iter_stack(&mut self) {
        self.op(opcodes::ITER_SLOTS as i32 - 1, Opcode::GetIterStack);
    }

    pub fn for_iter(&mut self, label: Label) {
        self.emit.op_label(1, Opcode::ForIter, label);
    }

    pub fn end_for_iter(&mut self) {
        self.emit.adjust_stack(-(opcodes::ITER_SLOTS as i32));
    }

    pub fn unary(&mut self, op: UnaryOp) {
        self.emit.op_plus(0, Opcode::UnaryOpMulti, op as u8);
    }

    pub fn binary(&mut self, op: BinaryOp) {
        self.emit.op_plus(-1, Opcode::BinaryOpMulti, op as u8);
    }

    /// Builds a tuple, list, set or slice of `n`.
    pub fn build(&mut self, opcode: Opcode, n: u32) {
        self.emit.op_uint(1 - n as i32, opcode, n);
    }

    pub fn build_map(&mut self, n: u32) {
        self.emit.op_uint(1, Opcode::BuildMap, n);
    }

    pub fn store_map(&mut self) {
        self.op(-2, Opcode::StoreMap);
    }

    /// Adds to the collection of a comprehension, `below` slots beneath the item.
    pub fn store_comp(&mut self, kind: ScopeKind, below: u32) {
        let (n, collection) = match kind {
            ScopeKind::DictComp => (1, 1),
            ScopeKind::SetComp => (0, 2),
            _ => (0, 0),
        };
        self.emit.op_uint(-1 - n as i32, Opcode::StoreComp, (below + n) << 2 | collection);
    }

    pub fn unpack_sequence(&mut self, n: u32) {
        self.emit.op_uint(n as i32 - 1, Opcode::UnpackSequence, n);
    }

    pub fn unpack_ex(&mut self, n_left: u32, n_right: u32) {
        self.emit.require(n_left <= 0xff);
        self.emit.op_uint((n_left + n_right) as i32, Opcode::UnpackEx, n_left | n_right << 8);
    }

    /// Makes a function of a scope, over `n_free` cells on the stack.
    pub fn make_function(&mut self, scope: ScopeId, n_free: u32, has_defaults: bool) -> Res {
        let child = self.scopes.get(scope, Field::Code);
        let taken = n_free as i32 + if has_defaults { 2 } else { 0 };
        let opcode = match (n_free, has_defaults) {
            (0, false) => Opcode::MakeFunction,
            (0, true) => Opcode::MakeFunctionDefargs,
            (_, false) => Opcode::MakeClosure,
            (_, true) => Opcode::MakeClosureDefargs,
        };
        self.emit.op_child(self.host, 1 - taken, opcode, child).ok_or_else(Fault::memory)?;
        if n_free > 0 {
            self.emit.require(n_free <= 0xff);
            self.emit.raw(n_free as u8);
        }
        Ok(())
    }

    /// Calls what is under the arguments; `star`: there is a map of starred arguments on top.
    pub fn call_op(&mut self, is_method: bool, n_positional: u32, n_keyword: u32, star: bool) {
        let opcode = match (is_method, star) {
            (false, false) => Opcode::CallFunction,
            (false, true) => Opcode::CallFunctionVarKw,
            (true, false) => Opcode::CallMethod,
            (true, true) => Opcode::CallMethodVarKw,
        };
        self.emit.require(n_positional <= 0xff && n_keyword <= 0xff);
        let taken = n_positional + 2 * n_keyword + is_method as u32 + star as u32;
        self.emit.op_uint(-(taken as i32), opcode, n_keyword << 8 | n_positional);
    }

    pub fn return_value(&mut self) {
        self.op(-1, Opcode::ReturnValue);
        self.emit.end_flow();
    }

    /// Raises with so many operands: again, an exception, an exception and its cause.
    pub fn raise(&mut self, n: i32) {
        let opcode = match n {
            0 => Opcode::RaiseLast,
            1 => Opcode::RaiseObj,
            _ => Opcode::RaiseFrom,
        };
        self.op(-n, opcode);
        self.emit.end_flow();
    }

    pub fn yield_value(&mut self) {
        self.op(0, Opcode::YieldValue);
        self.scopes.set_flags(self.scope, prelude::FLAG_GENERATOR);
    }

    /// Yields all of the iterable on the stack.
    pub fn yield_from(&mut self) {
        self.get_iter();
        self.load_none();
        self.op(-1, Opcode::YieldFrom);
        self.scopes.set_flags(self.scope, prelude::FLAG_GENERATOR);
    }
}
