//! Imports.

use micropyrite_bytecode::Opcode;
use micropyrite_syntax::{Name, Node, Rule, Token};

use super::{Compiler, Res, names};
use crate::error::{Fault, Flaw};
use crate::scope::ScopeKind;

/// Longest dotted name: as long as any name may be.
const DOTTED_MAX: usize = 255;

impl Compiler<'_, '_> {
    #[inline(never)]
    pub fn import_name(&mut self, node: Node) -> Res {
        let list = self.tree.child(node, 0);
        for i in 0..self.list_len(list, Rule::DottedAsNames) {
            let item = self.list_item(list, Rule::DottedAsNames, i);
            self.load_small_int(0)?;
            self.load_none();
            let name = self.import_module(item)?;
            self.store_id(name)?;
        }
        Ok(())
    }

    /// Imports `a`, `a.b`, `a.b as c` or nothing at all; gives the name under which it is to be kept.
    fn import_module(&mut self, node: Node) -> Res<Name> {
        let mut module = node;
        let mut renamed = None;
        if self.tree.is(node, Rule::DottedAsName) {
            renamed = self.tree.child(node, 1).as_id();
            module = self.tree.child(node, 0);
        }
        if let Some(name) = module.as_id() {
            self.import(name)?;
            return Ok(renamed.unwrap_or(name));
        }
        if module.is_null() {
            self.import(names::EMPTY)?;
            return Ok(renamed.unwrap_or(names::EMPTY));
        }
        let full = self.dotted_name(module)?;
        self.import(full)?;
        let Some(renamed) = renamed else {
            return Ok(self.tree.child(module, 0).as_id().unwrap_or(names::EMPTY));
        };
        // What is imported is the outermost package.
        for i in 1..self.tree.n_children(module) {
            if let Some(attr) = self.tree.child(module, i).as_id() {
                self.load_attr(attr)?;
            }
        }
        Ok(renamed)
    }

    /// The name of names with dots between them.
    fn dotted_name(&mut self, node: Node) -> Res<Name> {
        let mut text = [0; DOTTED_MAX];
        let mut len = 0;
        for i in 0..self.tree.n_children(node) {
            let Some(name) = self.tree.child(node, i).as_id() else { continue };
            let dot: &[u8] = if i > 0 { b"." } else { b"" };
            for part in [dot, self.host.text(name)] {
                let room = text.get_mut(len..len + part.len());
                room.ok_or_else(|| Fault::new(Flaw::NameTooLong))?.copy_from_slice(part);
                len += part.len();
            }
        }
        let text = text.get(..len).unwrap_or(&[]);
        self.host.intern(text).ok_or_else(Fault::memory)
    }

    #[inline(never)]
    pub fn import_from(&mut self, node: Node) -> Res {
        let (level, module) = self.import_source(self.tree.child(node, 0));
        let what = self.tree.child(node, 1);
        if what.is_token(Token::Star) {
            if self.kind != ScopeKind::Module {
                return self.error(Flaw::ImportStar, node);
            }
            self.load_small_int(level)?;
            self.load_str(names::STAR)?;
            self.build(Opcode::BuildTuple, 1);
            self.import_module(module)?;
            self.op(-1, Opcode::ImportStar);
            return Ok(());
        }
        self.load_small_int(level)?;
        let n = self.list_len(what, Rule::ImportAsNames);
        for i in 0..n {
            let item = self.list_item(what, Rule::ImportAsNames, i);
            self.load_str(self.name_of(item))?;
        }
        self.build(Opcode::BuildTuple, n as u32);
        self.import_module(module)?;
        for i in 0..n {
            let item = self.list_item(what, Rule::ImportAsNames, i);
            let name = self.name_of(item);
            self.import_attr(name)?;
            self.store_id(self.tree.child(item, 1).as_id().unwrap_or(name))?;
        }
        self.pop_top();
        Ok(())
    }

    /// How many dots there are, and the module behind them.
    fn import_source(&self, source: Node) -> (i64, Node) {
        let (dots, module) =
            if source.as_token().is_some() || self.tree.is(source, Rule::OneOrMorePeriodOrEllipsis) {
                (source, Node::NULL)
            } else if self.tree.is(source, Rule::ImportFrom2b) {
                (self.tree.child(source, 0), self.tree.child(source, 1))
            } else {
                return (0, source);
            };
        let mut level = 0;
        for i in 0..self.list_len(dots, Rule::OneOrMorePeriodOrEllipsis) {
            let dot = self.list_item(dots, Rule::OneOrMorePeriodOrEllipsis, i);
            level += if dot.is_token(Token::Period) { 1 } else { 3 };
        }
        (level, module)
    }
}
