//! One pass over a scope, and the declarations of names in it.

use micropyrite_bytecode::{Prelude, prelude};
use micropyrite_syntax::{Name, Node, Rule};

use super::{Compiler, Res, names};
use crate::emit::Pass;
use crate::error::{Fault, Flaw};
use crate::scope::{Field, IdKind, IdRef, PARAM, ScopeId, ScopeKind};

impl Compiler<'_, '_> {
    /// Goes through a scope once. Says whether that was enough.
    pub fn pass(&mut self, scope: ScopeId, pass: Pass) -> Res<bool> {
        self.scope = scope;
        self.kind = self.scopes.kind(scope);
        self.n_labels = 0;
        self.start(pass)?;
        let node = self.scope_node(scope);
        match self.kind {
            ScopeKind::Module => self.module(node)?,
            ScopeKind::Function => self.function(node)?,
            ScopeKind::Lambda => self.lambda_body(node)?,
            ScopeKind::Class => self.class_body(node)?,
            _ => self.comprehension_body(node)?,
        }
        self.end()
    }

    fn start(&mut self, pass: Pass) -> Res {
        self.emit.start(pass);
        self.info_name(self.scopes.name(self.scope))?;
        let n_args =
            self.scopes.get(self.scope, Field::PosArgs) + self.scopes.get(self.scope, Field::KwOnlyArgs);
        for local in 0..n_args {
            // A closed-over variable is passed as an argument, but has no name as such.
            let name = self.scopes.ids(self.scope).map(|at| self.scopes.id(at));
            let name = name.filter(|id| id.flags & PARAM != 0).find(|id| id.local == local);
            self.info_name(name.map_or(names::STAR, |id| id.name))?;
        }
        Ok(())
    }

    fn info_name(&mut self, name: Name) -> Res {
        let index = self.table_name(name)?;
        self.emit.name(index);
        Ok(())
    }

    /// The prelude's fixed part, but for its sizes.
    fn prelude(&self) -> Prelude {
        let get = |field| self.scopes.get(self.scope, field);
        Prelude {
            n_state: (get(Field::Locals) + get(Field::StackSize)).max(1),
            n_exc_stack: get(Field::ExcStackSize),
            scope_flags: get(Field::Flags) as u8 & prelude::FLAGS_IN_SIGNATURE,
            n_pos_args: get(Field::PosArgs),
            n_kwonly_args: get(Field::KwOnlyArgs),
            n_def_pos_args: get(Field::DefPosArgs),
            ..Prelude::default()
        }
    }

    /// Ends a pass. Says whether it is done.
    fn end(&mut self) -> Res<bool> {
        if self.emit.pass == Pass::Scope {
            return Ok(true);
        }
        self.emit.end();
        let mut next = self.scopes.first_id(self.scope);
        while let Some(at) = next {
            let id = self.scopes.id(at);
            if id.kind == IdKind::Cell {
                self.emit.cell(id.local);
            }
            next = self.scopes.next_id(at);
        }
        self.scopes.raise_to(self.scope, Field::StackSize, self.emit.stack_max());
        self.emit.finish(self.prelude());
        self.emit.fit(self.host).ok_or_else(Fault::memory)
    }

    fn module(&mut self, node: Node) -> Res {
        if self.tree.is(node, Rule::EvalInput) {
            self.child(node, 0)?;
        } else {
            self.node(node)?;
            self.load_none();
        }
        self.return_value();
        Ok(())
    }

    fn class_body(&mut self, node: Node) -> Res {
        if self.emit.pass == Pass::Scope {
            self.meet(names::CLASS, IdKind::Local)?;
        }
        self.trace_line(node);
        self.load_id(names::DUNDER_NAME)?;
        self.store_id(names::DUNDER_MODULE)?;
        self.load_str(self.scopes.name(self.scope))?;
        self.store_id(names::QUALNAME)?;
        self.child(node, 2)?;
        let class = self.scopes.find(self.scope, names::CLASS).map(|at| self.scopes.id(at));
        match class {
            // A method uses it: the cell is given to whoever makes the class.
            Some(id) if id.kind != IdKind::Local => self.load_fast(id.local),
            _ => self.load_none(),
        }
        self.return_value();
        Ok(())
    }

    #[inline(never)]
    pub fn global_nonlocal_stmt(&mut self, rule: Rule, node: Node) -> Res {
        if self.emit.pass != Pass::Scope {
            return Ok(());
        }
        let is_global = rule == Rule::GlobalStmt;
        if !is_global && self.kind == ScopeKind::Module {
            return self.error(Flaw::NonlocalOutside, node);
        }
        let list = self.tree.child(node, 0);
        for i in 0..self.list_len(list, Rule::NameList) {
            let Some(name) = self.list_item(list, Rule::NameList, i).as_id() else { continue };
            let found = self.scopes.find_or_add(self.host, self.scope, name, IdKind::Undecided);
            self.declare(found.ok_or_else(Fault::memory)?, node, is_global)?;
        }
        Ok(())
    }

    fn declare(&mut self, at: IdRef, node: Node, is_global: bool) -> Res {
        let id = self.scopes.id(at);
        if is_global {
            if !matches!(id.kind, IdKind::Undecided | IdKind::GlobalExplicit) {
                return self.error(Flaw::RedefinedGlobal, node);
            }
            self.scopes.set_id_kind(at, IdKind::GlobalExplicit);
            if let Some(global) = self.scopes.find_global(id.name) {
                self.scopes.set_id_kind(global, IdKind::GlobalExplicit);
            }
            return Ok(());
        }
        match id.kind {
            IdKind::Undecided => {
                self.scopes.set_id_kind(at, IdKind::GlobalImplicit);
                let done = self.scopes.check_to_close_over(self.host, self.scope, at);
                done.ok_or_else(Fault::memory)?;
                if self.scopes.id(at).kind == IdKind::GlobalImplicit {
                    return self.error(Flaw::NoBinding, node);
                }
                Ok(())
            }
            IdKind::Free => Ok(()),
            _ => self.error(Flaw::RedefinedNonlocal, node),
        }
    }

    /// A name that `:=` assigns to in a comprehension belongs to the scope around it.
    pub fn declare_outside(&mut self, name: Name, node: Node) -> Res {
        let Some(parent) = self.scopes.parent(self.scope) else { return Ok(()) };
        let outer = self.scopes.assign(self.host, parent, name).ok_or_else(Fault::memory)?;
        if self.scopes.id(outer).kind == IdKind::GlobalExplicit {
            return self.meet(name, IdKind::GlobalExplicit);
        }
        let found = self.scopes.find_or_add(self.host, self.scope, name, IdKind::Undecided);
        let at = found.ok_or_else(Fault::memory)?;
        let is_global = self.scopes.parent(parent).is_none();
        if !is_global && self.scopes.id(at).kind == IdKind::GlobalImplicit {
            // It was read before, and has to be closed over now.
            self.scopes.set_id_kind(at, IdKind::Undecided);
        }
        self.declare(at, node, is_global)
    }
}
