//! Scopes to code: the passes, and which instructions each node becomes.
//!
//! Every scope is gone through twice. The first pass meets its names and the scopes inside it; then each name is
//! decided; the second emits, and does so again if there was no room. All passes take the same path through the tree,
//! so that labels, names, constants and children are numbered alike.

mod assign;
mod async_stmt;
mod call;
mod comprehension;
mod display;
mod exception;
mod expression;
mod function;
mod import;
mod loops;
pub mod names;
mod ops;
mod scopes;
mod statement;

use micropyrite_bytecode::CodeId;
use micropyrite_bytecode::{CodeBytes, CodeKind, RawCode};
use micropyrite_syntax::{Name, Node, Rule, Token, Tree, View};

use crate::Options;
use crate::constant::{self, is_const_bool};
use crate::emit::{Emitter, Label, Pass};
use crate::error::{Error, Fault, Flaw};
use crate::host::{Consts, Host, Names};
use crate::scope::{Field, IdKind, ScopeId, ScopeKind, Scopes};
use crate::tables::{ConstTable, NameTable};

/// How deep nodes may nest, for hosts that know nothing of their native stack. The parser allows fewer.
pub fn depth_max(options: &Options) -> u32 {
    options.depth.saturating_mul(2)
}

/// What every step answers.
type Res<T = ()> = Result<T, Fault>;

/// Where `break` and `continue` go.
#[derive(Clone, Copy)]
struct Loop {
    break_to: Label,
    /// Whether `break` must drop an iterator from the stack.
    break_from_for: bool,
    continue_to: Label,
    /// How many exception blocks there are around the loop.
    except_level: u32,
}

/// The compiler of one unit.
struct Compiler<'a, 'p> {
    host: &'a mut dyn Host<'p>,
    tree: &'a mut Tree<'p>,
    options: &'a Options,
    depth: u32,
    depth_max: u32,
    scopes: Scopes<'p>,
    names: NameTable<'p>,
    consts: ConstTable<'p>,
    emit: Emitter<'p>,
    /// The scope that is gone through.
    scope: ScopeId,
    kind: ScopeKind,
    n_labels: u32,
    /// State while parameters are gone through.
    have_star: bool,
    n_dict_params: u32,
    n_default_params: u32,
    loop_: Option<Loop>,
    except_level: u32,
}

/// Compiles a folded tree.
#[inline(never)]
pub fn run<'p>(host: &mut dyn Host<'p>, tree: &mut Tree<'p>, options: &Options) -> Result<CodeId, Error> {
    let mut compiler = Compiler {
        host,
        tree,
        options,
        depth: 0,
        depth_max: depth_max(options),
        scopes: Scopes::default(),
        names: NameTable::default(),
        consts: ConstTable::default(),
        emit: Emitter::new(),
        scope: ScopeId(0),
        kind: ScopeKind::Module,
        n_labels: 0,
        have_star: false,
        n_dict_params: 0,
        n_default_params: 0,
        loop_: None,
        except_level: 0,
    };
    let result = compiler.unit().map_err(|fault| compiler.placed(fault));
    compiler.scopes.free(compiler.host);
    compiler.names.free(compiler.host);
    compiler.consts.free(compiler.host);
    compiler.emit.free(compiler.host);
    result
}

impl<'p> Compiler<'_, 'p> {
    /// Takes the unit through all passes.
    fn unit(&mut self) -> Res<CodeId> {
        self.table_name(self.options.source_name)?;
        let root = self.tree.root();
        let module = self.new_scope(ScopeKind::Module, root, names::MODULE)?;
        let mut n_labels = 0;
        // New scopes are added at the end while this goes on.
        let mut at = 0;
        while at < self.scopes.len() {
            let scope = ScopeId(at);
            self.pass(scope, Pass::Scope)?;
            self.close_over(scope)?;
            n_labels = n_labels.max(self.n_labels);
            at += 1;
        }
        for at in 0..self.scopes.len() {
            self.scopes.number_locals(self.host, ScopeId(at)).ok_or_else(Fault::memory)?;
        }
        self.emit.prepare(self.host, n_labels).ok_or_else(Fault::memory)?;
        for at in 0..self.scopes.len() {
            let scope = ScopeId(at);
            while !self.pass(scope, Pass::Emit)? {}
            self.finish(scope)?;
        }
        let names = Names(self.names.names());
        let consts = Consts { nodes: self.consts.nodes(), tree: self.tree };
        self.host.tables(names, consts).ok_or_else(Fault::memory)?;
        Ok(module)
    }

    /// Names that were only read may be variables of an outer function.
    fn close_over(&mut self, scope: ScopeId) -> Res {
        let mut next = self.scopes.first_id(scope);
        while let Some(at) = next {
            if self.scopes.id(at).kind == IdKind::GlobalImplicit {
                self.scopes.check_to_close_over(self.host, scope, at).ok_or_else(Fault::memory)?;
            }
            next = self.scopes.next_id(at);
        }
        Ok(())
    }

    /// Hands a finished code to the host.
    fn finish(&mut self, scope: ScopeId) -> Res {
        if self.emit.has_overflown() {
            return Err(Fault::new(Flaw::Overflow));
        }
        let code = RawCode {
            kind: CodeKind::Bytecode,
            scope_flags: self.scopes.get(scope, Field::Flags) as u16,
            n_locals: self.scopes.get(scope, Field::Locals),
            code: CodeBytes::Packed(self.emit.pieces()),
            children: self.emit.children(),
        };
        let id = CodeId(self.scopes.get(scope, Field::Code));
        self.host.finish(id, &code).ok_or_else(Fault::memory)
    }

    /// An error with its place completed by the scope it is in.
    fn placed(&self, fault: Fault) -> Error {
        if self.scopes.len() == 0 {
            return fault.into();
        }
        let fault = fault.or_at(self.tree.line(self.scope_node(self.scope)));
        Error { block: Some(self.scopes.name(self.scope)), ..fault.into() }
    }

    /// An error at a node; leaves have no line, then whatever is around gives one.
    fn error<T>(&self, flaw: Flaw, node: Node) -> Res<T> {
        Err(Fault::at(flaw, self.tree.line(node)))
    }

    fn scope_node(&self, scope: ScopeId) -> Node {
        Node::from_word(self.scopes.get(scope, Field::Node))
    }

    /// Adds a scope inside the one that is gone through.
    fn new_scope(&mut self, kind: ScopeKind, node: Node, name: Name) -> Res<CodeId> {
        let parent = (self.scopes.len() > 0).then_some(self.scope);
        let code = self.host.begin().ok_or_else(Fault::memory)?;
        self.scopes.add(self.host, kind, parent, node, code, name).ok_or_else(Fault::memory)?;
        Ok(code)
    }

    /// The scope of a node inside the one that is gone through: made in the first pass, kept in the node's
    /// last child.
    fn inner_scope(
        &mut self,
        kind: ScopeKind,
        node: Node,
        holder: Node,
        name: impl FnOnce(&mut Self) -> Res<Name>,
    ) -> Res<ScopeId> {
        let place = self.tree.n_children(holder).saturating_sub(1);
        if self.emit.pass == Pass::Scope {
            let name = name(self)?;
            let id = self.scopes.len();
            self.new_scope(kind, node, name)?;
            let mark = Node::int(id as i64).ok_or_else(Fault::memory)?;
            self.tree.set_child(holder, place, mark);
        }
        let mark = self.tree.child(holder, place).as_int().unwrap_or(0);
        Ok(ScopeId(mark as u32))
    }

    fn intern(&mut self, text: &str) -> Res<Name> {
        self.host.intern(text.as_bytes()).ok_or_else(Fault::memory)
    }

    fn new_label(&mut self) -> Label {
        self.n_labels += 1;
        Label(self.n_labels - 1)
    }

    fn small_int(&self, node: Node) -> Option<i64> {
        constant::small_int(self.tree, node, self.options.small_int_bits)
    }

    fn is_true(&self, node: Node) -> bool {
        is_const_bool(self.tree, node, true)
    }

    fn is_false(&self, node: Node) -> bool {
        is_const_bool(self.tree, node, false)
    }

    /// How many items a list has that may be missing, or be one item.
    fn list_len(&self, node: Node, list: Rule) -> usize {
        if node.is_null() {
            0
        } else if self.tree.is(node, list) {
            self.tree.n_children(node)
        } else {
            1
        }
    }

    /// An item of such a list.
    fn list_item(&self, node: Node, list: Rule, index: usize) -> Node {
        if self.tree.is(node, list) { self.tree.child(node, index) } else { node }
    }

    /// The name that a node begins with: a function's, a class's, an attribute.
    fn name_of(&self, node: Node) -> Name {
        self.tree.child(node, 0).as_id().unwrap_or(names::EMPTY)
    }

    /// Bounds how deep nodes nest while `step` runs.
    fn deeper(&mut self, node: Node, step: impl FnOnce(&mut Self) -> Res) -> Res {
        if self.depth >= self.depth_max || !self.host.has_stack() {
            return self.error(Flaw::TooDeep, node);
        }
        self.depth += 1;
        step(self)?;
        self.depth -= 1;
        Ok(())
    }

    /// Compiles a child.
    fn child(&mut self, node: Node, index: usize) -> Res {
        self.node(self.tree.child(node, index))
    }

    /// Compiles all children; an error that has no line yet gets that of the child it is in.
    fn all_children(&mut self, node: Node) -> Res {
        for i in 0..self.tree.n_children(node) {
            let child = self.tree.child(node, i);
            if let Err(fault) = self.node(child) {
                return Err(fault.or_at(self.tree.line(child)));
            }
        }
        Ok(())
    }

    /// Compiles a node: a statement, or an expression whose value comes on top of the stack.
    fn node(&mut self, node: Node) -> Res {
        match self.tree.view(node) {
            View::Null | View::Token(Token::Newline) => Ok(()),
            View::Int(value) => self.load_small_int(value.into()),
            View::Id(name) => self.load_id(name),
            View::Str(name) => self.load_str(name),
            View::Token(token) => self.load_token(token),
            View::Rule(rule) => {
                if rule == Rule::ConstObject
                    && let Some(value) = self.small_int(node)
                {
                    return self.load_small_int(value);
                }
                self.line(self.tree.line(node));
                self.deeper(node, |it| it.rule(rule, node))
            }
        }
    }

    fn rule(&mut self, rule: Rule, node: Node) -> Res {
        match rule {
            Rule::FileInput
            | Rule::FileInput2
            | Rule::SimpleStmt2
            | Rule::SuiteBlockStmts
            | Rule::PassStmt => self.all_children(node),
            Rule::ExprStmt => self.expr_stmt(node),
            Rule::Decorated => self.decorated(node),
            Rule::Funcdef => self.funcdef(node),
            Rule::Classdef => self.classdef(node),
            Rule::DelStmt => self.del_stmt(node),
            Rule::BreakStmt | Rule::ContinueStmt => self.break_continue_stmt(rule, node),
            Rule::ReturnStmt => self.return_stmt(node),
            Rule::YieldStmt => self.yield_stmt(node),
            Rule::RaiseStmt => self.raise_stmt(node),
            Rule::ImportName => self.import_name(node),
            Rule::ImportFrom => self.import_from(node),
            Rule::GlobalStmt | Rule::NonlocalStmt => self.global_nonlocal_stmt(rule, node),
            Rule::AssertStmt => self.assert_stmt(node),
            Rule::AsyncStmt => self.async_stmt(node),
            Rule::IfStmt => self.if_stmt(node),
            Rule::WhileStmt => self.while_stmt(node),
            Rule::ForStmt => self.for_stmt(node),
            Rule::TryStmt => self.try_stmt(node),
            Rule::WithStmt => self.with_stmt(node),
            Rule::NamedexprTest => self.named_expr(self.tree.child(node, 0), self.tree.child(node, 1)),
            Rule::TestIfExpr => self.test_if_expr(node),
            Rule::Lambdef | Rule::LambdefNocond => self.lambda(node),
            Rule::OrTest => self.or_and_test(node, true),
            Rule::AndTest => self.or_and_test(node, false),
            Rule::NotTest2 => self.not_test(node),
            Rule::Comparison => self.comparison(node),
            Rule::StarExpr => self.error(Flaw::StarOutside, node),
            Rule::Expr | Rule::XorExpr | Rule::AndExpr => self.binary_chain(rule, node),
            Rule::ShiftExpr | Rule::ArithExpr | Rule::Term => self.term(node),
            Rule::Factor2 => self.factor(node),
            Rule::Power => self.power(node),
            Rule::AtomExprNormal => self.atom_expr(node),
            Rule::AtomExprAwait => self.await_expr(node),
            Rule::AtomParen => self.atom_paren(node),
            Rule::AtomBracket => self.atom_bracket(node),
            Rule::AtomBrace => self.atom_brace(node, true),
            Rule::TrailerParen => self.call(self.tree.child(node, 0), false, 0),
            Rule::TrailerBracket => self.trailer_bracket(node),
            Rule::TrailerPeriod => self.trailer_period(node),
            Rule::TestlistStarExpr | Rule::Testlist | Rule::Subscriptlist => self.tuple(node),
            Rule::Subscript2 | Rule::Subscript3 => self.subscript(rule, node),
            Rule::DictorsetmakerItem => self.pair(node),
            Rule::YieldExpr => self.yield_expr(node),
            Rule::ConstObject | constant::WRAPPED | constant::LONG_TUPLE => self.load_const(node),
            // Rules that only structure the tree are never compiled by themselves.
            _ => self.error(Flaw::InvalidParameters, node),
        }
    }
}
