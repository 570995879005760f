//! What the compiler asks of its host besides memory and names.

use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_bytecode::{CodeId, RawCode};
use micropyrite_num::mpz::Int;
use micropyrite_num::real::Real;
use micropyrite_syntax::{Name, Node, Tree, Workspace};

use crate::constant::Const;

/// The taker of codes. `None` means that memory has run out.
pub trait Sink {
    /// A scope exists from now on; its code will come. The first is the module.
    fn begin(&mut self) -> Option<CodeId>;

    /// The code of a scope is done. Codes come in the order in which they were begun.
    fn finish(&mut self, id: CodeId, code: &RawCode<'_>) -> Option<()>;

    /// The unit is done: its tables of names and of constants. The first name is where the text is from.
    fn tables(&mut self, names: Names<'_>, consts: Consts<'_>) -> Option<()>;

    /// The tree as it is compiled, for those who want to see it.
    fn tree(&mut self, _tree: &Tree<'_>) {}

    /// Computes as the running side does, and puts what comes out. `None`: it fails, is no number, or is too big to be
    /// a constant. `b` counts where the operation has two operands.
    fn fold(&mut self, op: Fold, a: Const<'_>, b: Const<'_>, put: &mut dyn FnMut(Folded<'_>)) -> Option<()>;

    /// Puts the number that `module.attr` always is, for the few modules whose numbers are folded.
    fn module_constant(
        &mut self,
        _module: Name,
        _attr: Name,
        _put: &mut dyn FnMut(Folded<'_>),
    ) -> Option<()> {
        None
    }
}

/// What is computed of constants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    /// The number itself, in whatever form it is written.
    Value,
    /// `-a`
    Negate,
    /// `~a`
    Invert,
    /// `a op b`
    Binary(BinaryOp),
}

/// A number that was computed.
#[derive(Clone, Copy)]
pub enum Folded<'a> {
    /// An integer.
    Int(i64),
    /// One that 64 bits do not hold.
    Big(Int<'a>),
    /// A float.
    Float(Real),
}

/// Workspace and sink in one.
pub trait Host<'p>: Workspace<'p> + Sink {}

impl<'p, T: Workspace<'p> + Sink + ?Sized> Host<'p> for T {}

/// The table of names of a unit.
#[derive(Clone, Copy)]
pub struct Names<'a>(pub(crate) &'a [u32]);

impl<'a> Names<'a> {
    /// How many there are.
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// Whether there is none, which never is: the source's name is always there.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The names by index.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Name> + 'a {
        self.0.iter().map(|&word| Name(word as u16))
    }
}

/// The table of constants of a unit.
#[derive(Clone, Copy)]
pub struct Consts<'a> {
    /// Words of nodes.
    pub(crate) nodes: &'a [u32],
    pub(crate) tree: &'a Tree<'a>,
}

impl<'a> Consts<'a> {
    /// How many there are.
    pub fn len(self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The constants by index.
    pub fn iter(self) -> impl Iterator<Item = Const<'a>> + 'a {
        self.nodes.iter().map(move |&word| Const::new(self.tree, Node::from_word(word)))
    }
}
