//! Comprehensions: functions of one argument, the outermost iterable.

use micropyrite_bytecode::Opcode;
use micropyrite_syntax::{Node, Rule};

use super::{Compiler, Res, names};
use crate::emit::Pass;
use crate::scope::{Field, IdKind, ScopeKind};

/// Slots between a comprehension's collection and the item: one iterator, and one for what is counted from.
const BELOW: u32 = 5;

impl Compiler<'_, '_> {
    /// Makes the function and calls it.
    pub fn comprehension(&mut self, node: Node, kind: ScopeKind) -> Res {
        let for_ = self.tree.child(node, 1);
        let scope = self.inner_scope(kind, node, for_, |it| {
            it.intern(match kind {
                ScopeKind::ListComp => "<listcomp>",
                ScopeKind::DictComp => "<dictcomp>",
                ScopeKind::SetComp => "<setcomp>",
                _ => "<genexpr>",
            })
        })?;
        self.make_closure(scope, 0, 0)?;
        self.child(for_, 1)?;
        if kind == ScopeKind::GenExpr {
            self.get_iter();
        }
        self.call_op(false, 1, 0, false);
        Ok(())
    }

    /// What stands in the function.
    pub fn comprehension_body(&mut self, node: Node) -> Res {
        let for_ = self.tree.child(node, 1);
        if self.emit.pass == Pass::Scope {
            // No variable can have the empty name.
            self.meet(names::EMPTY, IdKind::Local)?;
            self.scopes.set(self.scope, Field::PosArgs, 1);
        }
        self.line(self.tree.line(node));
        match self.kind {
            ScopeKind::ListComp => self.build(Opcode::BuildList, 0),
            ScopeKind::DictComp => self.build_map(0),
            ScopeKind::SetComp => self.build(Opcode::BuildSet, 0),
            _ => {}
        }
        if self.kind == ScopeKind::GenExpr {
            // An iterator on the stack that is elsewhere: null, and then the object.
            self.load_null();
            self.load_id(names::EMPTY)?;
            self.load_null();
            self.load_null();
        } else {
            self.load_id(names::EMPTY)?;
            self.get_iter_stack();
        }
        self.comprehension_loop(for_, self.tree.child(node, 0), 0)?;
        if self.kind == ScopeKind::GenExpr {
            self.load_none();
        }
        self.return_value();
        Ok(())
    }

    /// One `for` with the conditions and loops inside it.
    fn comprehension_loop(&mut self, for_: Node, item: Node, depth: u32) -> Res {
        let top = self.new_label();
        let end = self.new_label();
        self.place(top);
        self.for_iter(end);
        self.store(self.tree.child(for_, 0))?;
        let mut inner = self.tree.child(for_, 2);
        while self.tree.is(inner, Rule::CompIf) {
            self.jump_if(self.tree.child(inner, 0), false, top)?;
            inner = self.tree.child(inner, 1);
        }
        if inner.is_null() {
            self.node(item)?;
            if self.kind == ScopeKind::GenExpr {
                self.yield_value();
                self.pop_top();
            } else {
                self.store_comp(self.kind, 4 * depth + BELOW);
            }
        } else {
            self.child(inner, 1)?;
            self.get_iter_stack();
            self.deeper(inner, |it| it.comprehension_loop(inner, item, depth + 1))?;
        }
        self.jump(top);
        self.place(end);
        self.end_for_iter();
        Ok(())
    }
}
