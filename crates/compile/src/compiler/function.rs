//! Functions, lambdas, classes and decorators, and what is in them.

use micropyrite_bytecode::{Opcode, prelude};
use micropyrite_syntax::{Name, Node, Rule};

use super::{Compiler, Res, names};
use crate::emit::Pass;
use crate::error::{Fault, Flaw};
use crate::scope::{DOUBLE_STAR_PARAM, Field, Id, IdKind, PARAM, STAR_PARAM, ScopeId, ScopeKind};

impl Compiler<'_, '_> {
    /// Makes a function of a scope; its defaults, if any, are on the stack.
    pub fn make_closure(&mut self, scope: ScopeId, n_pos_defaults: u32, n_kw_defaults: u32) -> Res {
        if n_kw_defaults > 0 {
            self.scopes.set_flags(scope, prelude::FLAG_DEF_KEYWORDS);
        }
        self.scopes.set(scope, Field::DefPosArgs, n_pos_defaults);
        let mut n_free = 0;
        if self.kind != ScopeKind::Module && self.scopes.may_have_free(scope) {
            // In the order of the outer scope, as the inner one has numbered them.
            let mut next = self.scopes.first_id(self.scope);
            while let Some(at) = next {
                next = self.scopes.next_id(at);
                let outer = self.scopes.id(at);
                if !matches!(outer.kind, IdKind::Cell | IdKind::Free) {
                    continue;
                }
                let inner = self.scopes.find(scope, outer.name).map(|at| self.scopes.id(at));
                if inner.is_some_and(|inner| inner.kind == IdKind::Free) {
                    self.load_fast(outer.local);
                    n_free += 1;
                }
            }
        }
        self.make_function(scope, n_free, n_pos_defaults > 0 || n_kw_defaults > 0)
    }

    /// The default of one parameter.
    fn default_of(&mut self, param: Node) -> Res {
        let (name, default) = match self.tree.rule(param) {
            Some(Rule::TypedargslistStar | Rule::VarargslistStar) => {
                self.have_star = true;
                return Ok(());
            }
            Some(Rule::TypedargslistDblStar | Rule::VarargslistDblStar) => return Ok(()),
            Some(Rule::TypedargslistName) => (self.tree.child(param, 0), self.tree.child(param, 2)),
            Some(Rule::VarargslistName) => (self.tree.child(param, 0), self.tree.child(param, 1)),
            _ => (param, Node::NULL),
        };
        if default.is_null() {
            if !self.have_star && self.n_default_params != 0 {
                return self.error(Flaw::NonDefaultArgument, param);
            }
            return Ok(());
        }
        if !self.have_star {
            self.n_default_params += 1;
            return self.node(default);
        }
        self.n_dict_params += 1;
        if self.n_dict_params == 1 {
            // The positional defaults come first, then a dict of the others.
            if self.n_default_params > 0 {
                self.build(Opcode::BuildTuple, self.n_default_params);
            } else {
                self.load_null();
            }
            self.build_map(0);
        }
        self.node(default)?;
        self.load_str(name.as_id().unwrap_or(names::EMPTY))?;
        self.store_map();
        Ok(())
    }

    /// Compiles the defaults of all parameters and makes the function.
    fn make_with_defaults(&mut self, scope: ScopeId, params: Node, list: Rule) -> Res {
        // A default may hold a lambda with parameters of its own.
        let outer = (self.have_star, self.n_dict_params, self.n_default_params);
        (self.have_star, self.n_dict_params, self.n_default_params) = (false, 0, 0);
        for i in 0..self.list_len(params, list) {
            self.default_of(self.list_item(params, list, i))?;
        }
        if self.n_default_params > 0 && self.n_dict_params == 0 {
            self.build(Opcode::BuildTuple, self.n_default_params);
            self.load_null();
        }
        self.make_closure(scope, self.n_default_params, self.n_dict_params)?;
        (self.have_star, self.n_dict_params, self.n_default_params) = outer;
        Ok(())
    }

    /// Leaves the function on the stack; gives its scope and its name.
    pub fn make_funcdef(&mut self, node: Node) -> Res<(ScopeId, Name)> {
        let name = self.name_of(node);
        let scope = self.inner_scope(ScopeKind::Function, node, node, |_| Ok(name))?;
        self.make_with_defaults(scope, self.tree.child(node, 1), Rule::Typedargslist)?;
        Ok((scope, name))
    }

    #[inline(never)]
    pub fn funcdef(&mut self, node: Node) -> Res {
        let (_, name) = self.make_funcdef(node)?;
        self.store_id(name)
    }

    #[inline(never)]
    pub fn lambda(&mut self, node: Node) -> Res {
        let scope = self.inner_scope(ScopeKind::Lambda, node, node, |it| it.intern("<lambda>"))?;
        self.make_with_defaults(scope, self.tree.child(node, 0), Rule::Varargslist)
    }

    /// Leaves the class on the stack; gives its name.
    fn make_classdef(&mut self, node: Node) -> Res<Name> {
        let name = self.name_of(node);
        let scope = self.inner_scope(ScopeKind::Class, node, node, |_| Ok(name))?;
        self.op(1, Opcode::LoadBuildClass);
        self.make_closure(scope, 0, 0)?;
        self.load_str(name)?;
        let mut bases = self.tree.child(node, 1);
        if self.tree.is(bases, Rule::Classdef2) {
            // Empty parentheses.
            bases = Node::NULL;
        }
        self.call(bases, false, 2)?;
        Ok(name)
    }

    #[inline(never)]
    pub fn classdef(&mut self, node: Node) -> Res {
        let name = self.make_classdef(node)?;
        self.store_id(name)
    }

    #[inline(never)]
    pub fn decorated(&mut self, node: Node) -> Res {
        let list = self.tree.child(node, 0);
        let mut n_calls = 0;
        for i in 0..self.list_len(list, Rule::Decorators) {
            let decorator = self.list_item(list, Rule::Decorators, i);
            if self.is_built_in_decorator(self.tree.child(decorator, 0))? {
                continue;
            }
            n_calls += 1;
            self.decorator(decorator)?;
        }
        let body = self.tree.child(node, 1);
        let name = match self.tree.rule(body) {
            Some(Rule::Funcdef) => self.make_funcdef(body)?.1,
            Some(Rule::AsyncFuncdef) => {
                let (scope, name) = self.make_funcdef(self.tree.child(body, 0))?;
                self.scopes.set_flags(scope, prelude::FLAG_GENERATOR);
                name
            }
            _ => self.make_classdef(body)?,
        };
        for _ in 0..n_calls {
            self.call_op(false, 1, 0, false);
        }
        self.store_id(name)
    }

    /// `@micropython.…` chooses how a function is compiled; here there is only bytecode.
    fn is_built_in_decorator(&self, name: Node) -> Res<bool> {
        let part = |i| self.list_item(name, Rule::DottedName, i).as_id();
        if part(0) != Some(names::MICROPYTHON) {
            return Ok(false);
        }
        if self.list_len(name, Rule::DottedName) != 2 || part(1) != Some(names::BYTECODE) {
            return self.error(Flaw::InvalidDecorator, Node::NULL);
        }
        Ok(true)
    }

    fn decorator(&mut self, decorator: Node) -> Res {
        let name = self.tree.child(decorator, 0);
        self.node(self.list_item(name, Rule::DottedName, 0))?;
        for i in 1..self.list_len(name, Rule::DottedName) {
            if let Some(attr) = self.list_item(name, Rule::DottedName, i).as_id() {
                self.load_attr(attr)?;
            }
        }
        // Arguments of the decorator, if any.
        self.child(decorator, 1)
    }

    /// What stands in a function.
    pub fn function(&mut self, node: Node) -> Res {
        self.parameters(self.tree.child(node, 1), Rule::Typedargslist)?;
        self.child(node, 3)?;
        self.load_none();
        self.return_value();
        Ok(())
    }

    /// What stands in a lambda.
    pub fn lambda_body(&mut self, node: Node) -> Res {
        self.line(self.tree.line(node));
        self.parameters(self.tree.child(node, 0), Rule::Varargslist)?;
        self.child(node, 1)?;
        if self.scopes.has_flag(self.scope, prelude::FLAG_GENERATOR) {
            self.pop_top();
            self.load_none();
        }
        self.return_value();
        Ok(())
    }

    /// Meets all parameters, so that they are numbered first.
    fn parameters(&mut self, params: Node, list: Rule) -> Res {
        if self.emit.pass != Pass::Scope {
            return Ok(());
        }
        self.have_star = false;
        for i in 0..self.list_len(params, list) {
            self.parameter(self.list_item(params, list, i))?;
        }
        Ok(())
    }

    fn parameter(&mut self, param: Node) -> Res {
        if self.scopes.has_flag(self.scope, prelude::FLAG_VAR_KEYWORDS) {
            // Nothing may follow **kwargs.
            return self.error(Flaw::InvalidParameters, param);
        }
        let mut flags = PARAM;
        let mut name = self.tree.child(param, 0);
        match self.tree.rule(param) {
            Some(Rule::TypedargslistStar | Rule::VarargslistStar) => {
                if self.have_star {
                    return self.error(Flaw::InvalidParameters, param);
                }
                self.have_star = true;
                flags |= STAR_PARAM;
                if name.is_null() {
                    return Ok(());
                }
                self.scopes.set_flags(self.scope, prelude::FLAG_VAR_ARGS);
                if self.tree.is(name, Rule::Tfpdef) {
                    name = self.tree.child(name, 0);
                }
            }
            Some(Rule::TypedargslistDblStar | Rule::VarargslistDblStar) => {
                flags |= DOUBLE_STAR_PARAM;
                self.scopes.set_flags(self.scope, prelude::FLAG_VAR_KEYWORDS);
            }
            rule => {
                if rule.is_none() {
                    name = param;
                }
                let field = if self.have_star { Field::KwOnlyArgs } else { Field::PosArgs };
                self.scopes.add_to(self.scope, field, 1);
            }
        }
        let Some(name) = name.as_id() else { return Ok(()) };
        let found = self.scopes.find_or_add(self.host, self.scope, name, IdKind::Undecided);
        let at = found.ok_or_else(Fault::memory)?;
        if self.scopes.id(at).kind != IdKind::Undecided {
            return self.error(Flaw::ArgumentReused, param);
        }
        self.scopes.set_id(at, Id { name, kind: IdKind::Local, flags, local: 0 });
        Ok(())
    }
}
