//! The tables of names and constants that all codes of a unit share.
//!
//! An entry's index is given when it is first asked for, in whatever pass, and never changes.

use micropyrite_syntax::{Name, Node, Tree, Workspace};

use crate::constant::Const;
use crate::words::Words;

/// Whether units may be so large that everything in them needs to be found by hash. Chips have no memory for such.
pub const LARGE_UNITS: bool = usize::BITS == 64;
/// So many entries at the start of a table are gone through; the others are in the index of large units.
pub const LISTED: usize = if LARGE_UNITS { 16 } else { usize::MAX };

/// Places by hash: a table of places plus 1, whose length is a power of two. What has which hash its owner knows.
#[derive(Default)]
pub struct Index<'p> {
    slots: Words<'p>,
    n: usize,
}

/// Where a hash is looked for first.
fn slot(hash: u32, mask: usize) -> usize {
    (hash.wrapping_mul(0x9e37_79b1) >> 8) as usize & mask
}

impl<'p> Index<'p> {
    /// The place that has a hash and of which `is_it` holds.
    #[inline]
    pub fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = slot(hash, mask);
        loop {
            let place = self.slots.get(at).checked_sub(1)?;
            if is_it(place) {
                return Some(place);
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds a place that is not there. `None`: no memory.
    #[inline]
    pub fn add(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        hash: u32,
        place: u32,
        hash_of: impl Fn(u32) -> u32,
    ) -> Option<()> {
        if (self.n + 1) * 2 > self.slots.len() {
            let mut slots = Words::new();
            slots.resize(ws, (self.slots.len() * 2).max(8))?;
            let mut old = core::mem::replace(&mut self.slots, slots);
            for place in old.as_slice().iter().filter_map(|word| word.checked_sub(1)) {
                self.put(hash_of(place), place);
            }
            old.free(ws);
        }
        self.put(hash, place);
        self.n += 1;
        Some(())
    }

    fn put(&mut self, hash: u32, place: u32) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = slot(hash, mask);
        while self.slots.get(at) != 0 {
            at = (at + 1) & mask;
        }
        self.slots.set(at, place + 1);
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.slots.free(ws);
    }
}

/// The table of names, with an index by hash.
#[derive(Default)]
pub struct NameTable<'p> {
    names: Words<'p>,
    index: Index<'p>,
}

impl<'p> NameTable<'p> {
    /// The names by index.
    pub fn names(&self) -> &[u32] {
        self.names.as_slice()
    }

    /// The index of a name. `None`: no memory.
    pub fn index_of(&mut self, ws: &mut dyn Workspace<'p>, name: Name) -> Option<u32> {
        let name = name.0 as u32;
        if let Some(place) = self.find(name) {
            return Some(place);
        }
        let place = self.names.len() as u32;
        self.names.push(ws, name)?;
        let names = &self.names;
        self.index.add(ws, name, place, |place| names.get(place as usize))?;
        Some(place)
    }

    #[inline]
    fn find(&self, name: u32) -> Option<u32> {
        self.index.find(name, |place| self.names.get(place as usize) == name)
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.names.free(ws);
        self.index.free(ws);
    }
}

/// The table of constants: words of nodes of the tree.
#[derive(Default)]
pub struct ConstTable<'p> {
    nodes: Words<'p>,
    /// In large units only.
    index: Index<'p>,
}

impl<'p> ConstTable<'p> {
    /// Words of the constants' nodes by index.
    pub fn nodes(&self) -> &[u32] {
        self.nodes.as_slice()
    }

    /// The index of a constant. `None`: no memory.
    pub fn index_of(&mut self, ws: &mut dyn Workspace<'p>, tree: &Tree<'p>, node: Node) -> Option<u32> {
        let wanted = Const::new(tree, node);
        let nodes = self.nodes.as_slice();
        let constant = |word: u32| Const::new(tree, Node::from_word(word));
        let mut found =
            nodes.iter().take(LISTED).position(|&word| constant(word).is_same(wanted)).map(|at| at as u32);
        if LARGE_UNITS && found.is_none() && nodes.len() > LISTED {
            let node = |place: u32| nodes.get(place as usize).copied().unwrap_or(0);
            found = self.index.find(wanted.hash(), |place| constant(node(place)).is_same(wanted));
        }
        if found.is_some() {
            return found;
        }
        let place = nodes.len() as u32;
        self.nodes.push(ws, node.word())?;
        if LARGE_UNITS && place as usize >= LISTED {
            let nodes = &self.nodes;
            self.index.add(ws, wanted.hash(), place, |place| constant(nodes.get(place as usize)).hash())?;
        }
        Some(place)
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.nodes.free(ws);
        if LARGE_UNITS {
            self.index.free(ws);
        }
    }
}
