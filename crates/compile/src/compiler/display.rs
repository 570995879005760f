//! Tuples, lists, dicts and sets as they are written.

use micropyrite_bytecode::Opcode;
use micropyrite_syntax::{Node, Rule};

use super::{Compiler, Res};
use crate::error::Flaw;
use crate::scope::ScopeKind;

impl Compiler<'_, '_> {
    /// A tuple of all children.
    pub fn tuple(&mut self, node: Node) -> Res {
        let n = self.tree.n_children(node);
        for i in 0..n {
            self.child(node, i)?;
        }
        self.build(Opcode::BuildTuple, n as u32);
        Ok(())
    }

    pub fn atom_paren(&mut self, node: Node) -> Res {
        let list = self.tree.child(node, 0);
        if list.is_null() {
            self.build(Opcode::BuildTuple, 0);
            Ok(())
        } else if self.is_comprehension(list) {
            self.comprehension(list, ScopeKind::GenExpr)
        } else {
            self.tuple(list)
        }
    }

    #[inline(never)]
    pub fn atom_bracket(&mut self, node: Node) -> Res {
        let list = self.tree.child(node, 0);
        if list.is_null() {
            self.build(Opcode::BuildList, 0);
        } else if !self.tree.is(list, Rule::TestlistComp) {
            self.node(list)?;
            self.build(Opcode::BuildList, 1);
        } else if self.is_comprehension(list) {
            self.comprehension(list, ScopeKind::ListComp)?;
        } else {
            self.all_children(list)?;
            self.build(Opcode::BuildList, self.tree.n_children(list) as u32);
        }
        Ok(())
    }

    /// A dict or set; without `make` the dict is on the stack already.
    #[inline(never)]
    pub fn atom_brace(&mut self, node: Node, make: bool) -> Res {
        let content = self.tree.child(node, 0);
        if content.is_null() {
            if make {
                self.build_map(0);
            }
            return Ok(());
        }
        match self.tree.rule(content) {
            Some(Rule::DictorsetmakerItem) => {
                if make {
                    self.build_map(1);
                }
                self.node(content)?;
                self.store_map();
                Ok(())
            }
            Some(Rule::Dictorsetmaker) => {
                let rest = self.tree.child(content, 1);
                if self.tree.is(rest, Rule::DictorsetmakerList) {
                    return self.several_items(content, self.tree.child(rest, 0), make);
                }
                let first = self.tree.child(content, 0);
                let is_dict = self.tree.is(first, Rule::DictorsetmakerItem);
                self.comprehension(content, if is_dict { ScopeKind::DictComp } else { ScopeKind::SetComp })
            }
            _ => {
                self.node(content)?;
                self.build(Opcode::BuildSet, 1);
                Ok(())
            }
        }
    }

    /// The first item tells whether it is a dict or a set.
    fn several_items(&mut self, content: Node, rest: Node, make: bool) -> Res {
        let n = self.list_len(rest, Rule::DictorsetmakerList2);
        let first = self.tree.child(content, 0);
        let is_dict = self.tree.is(first, Rule::DictorsetmakerItem);
        if is_dict && make {
            self.build_map(1 + n as u32);
        }
        self.node(first)?;
        if is_dict {
            self.store_map();
        }
        for i in 0..n {
            let item = self.list_item(rest, Rule::DictorsetmakerList2, i);
            self.node(item)?;
            match (is_dict, self.tree.is(item, Rule::DictorsetmakerItem)) {
                (true, true) => self.store_map(),
                (false, false) => {}
                (true, false) => return self.error(Flaw::ExpectingPair, content),
                (false, true) => return self.error(Flaw::ExpectingValue, content),
            }
        }
        if !is_dict {
            self.build(Opcode::BuildSet, 1 + n as u32);
        }
        Ok(())
    }

    /// `key: value`, the value first.
    #[inline(never)]
    pub fn pair(&mut self, node: Node) -> Res {
        self.child(node, 1)?;
        self.child(node, 0)
    }
}
