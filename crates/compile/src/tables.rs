//! The tables of names and constants that all codes of a unit share.
//!
//! An entry's index is given when it is first asked for, in whatever pass, and never changes.

use micropyrite_syntax::{Name, Node, Tree, Workspace};

use crate::constant::Const;
use crate::nodes::NodeList;
use crate::words::Words;

/// The table of names, with an index by hash.
#[derive(Default)]
pub struct NameTable<'p> {
    names: Words<'p>,
    /// Place plus 1 of each name, at a hash of it; its length is a power of two.
    index: Words<'p>,
}

fn slot(name: u32, mask: usize) -> usize {
    (name.wrapping_mul(0x9e37_79b1) >> 16) as usize & mask
}

impl<'p> NameTable<'p> {
    /// The names by index.
    pub fn names(&self) -> &[u32] {
        self.names.as_slice()
    }

    /// The index of a name. `None`: no memory.
    pub fn index_of(&mut self, ws: &mut dyn Workspace<'p>, name: Name) -> Option<u32> {
        if (self.names.len() + 1) * 2 > self.index.len() {
            self.grow(ws)?;
        }
        let name = name.0 as u32;
        let mask = self.index.len() - 1;
        let mut at = slot(name, mask);
        loop {
            match self.index.get(at) {
                0 => break,
                place if self.names.get(place as usize - 1) == name => return Some(place - 1),
                _ => at = (at + 1) & mask,
            }
        }
        self.names.push(ws, name)?;
        let place = self.names.len() as u32;
        self.index.set(at, place);
        Some(place - 1)
    }

    fn grow(&mut self, ws: &mut dyn Workspace<'p>) -> Option<()> {
        let len = (self.index.len() * 2).max(16);
        self.index.resize(ws, len)?;
        for at in 0..len {
            self.index.set(at, 0);
        }
        for (place, &name) in self.names.as_slice().iter().enumerate() {
            let mut at = slot(name, len - 1);
            while self.index.get(at) != 0 {
                at = (at + 1) & (len - 1);
            }
            self.index.set(at, place as u32 + 1);
        }
        Some(())
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.names.free(ws);
        self.index.free(ws);
    }
}

/// The table of constants: nodes of the tree.
pub struct ConstTable {
    nodes: NodeList,
}

impl ConstTable {
    /// An empty table.
    pub const fn new() -> Self {
        ConstTable { nodes: NodeList::new() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The constants by index.
    pub fn iter<'a>(&self, tree: &'a Tree<'_>) -> impl Iterator<Item = Node> + 'a {
        self.nodes.iter(tree)
    }

    /// The index of a constant. `None`: no memory.
    pub fn index_of<'p>(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        tree: &mut Tree<'p>,
        node: Node,
    ) -> Option<u32> {
        let wanted = Const::new(tree, node);
        let found = self.nodes.iter(tree).position(|node| Const::new(tree, node).is_same(wanted));
        if let Some(index) = found {
            return Some(index as u32);
        }
        self.nodes.push(ws, tree, node)?;
        Some(self.nodes.len() as u32 - 1)
    }
}
