//! A list of nodes, kept in the tree itself.
//!
//! Blocks of the host hold words, and a word alone is no node; so lists of nodes are made of nodes: chunks
//! whose first child is the next chunk. The rule of a chunk is one that no parser puts into a tree.

use micropyrite_syntax::{Node, Rule, Tree, Workspace};

/// Children of a chunk: the next one, and so many items less one.
const CHUNK: usize = 16;

/// The list. It lives as long as the tree and is freed with it.
#[derive(Clone, Copy, Debug)]
pub struct NodeList {
    first: Node,
    last: Node,
    len: usize,
}

impl NodeList {
    /// An empty list.
    pub const fn new() -> Self {
        NodeList { first: Node::NULL, last: Node::NULL, len: 0 }
    }

    /// How many nodes.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Adds a node. `None`: no memory.
    pub fn push<'p>(&mut self, ws: &mut dyn Workspace<'p>, tree: &mut Tree<'p>, node: Node) -> Option<()> {
        let place = self.len % (CHUNK - 1);
        if place == 0 {
            let chunk = tree.new_rule(ws, Rule::Stmt, 0, &[Node::NULL; CHUNK])?;
            if self.len == 0 {
                self.first = chunk;
            } else {
                tree.set_child(self.last, 0, chunk);
            }
            self.last = chunk;
        }
        tree.set_child(self.last, 1 + place, node);
        self.len += 1;
        Some(())
    }

    /// The node at an index.
    pub fn get(&self, tree: &Tree<'_>, index: usize) -> Node {
        let mut chunk = self.first;
        for _ in 0..index / (CHUNK - 1) {
            chunk = tree.child(chunk, 0);
        }
        tree.child(chunk, 1 + index % (CHUNK - 1))
    }

    /// The nodes in order.
    pub fn iter<'a>(&self, tree: &'a Tree<'_>) -> impl Iterator<Item = Node> + 'a {
        let mut chunk = self.first;
        let mut place = 0;
        (0..self.len).map(move |_| {
            if place == CHUNK - 1 {
                chunk = tree.child(chunk, 0);
                place = 0;
            }
            place += 1;
            tree.child(chunk, place)
        })
    }
}
