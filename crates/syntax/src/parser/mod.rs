//! Tokens to tree.
//!
//! Written below.
use crate::error::{Error, ErrorKind};
use crate::tree::Tree;
use crate::workspace::Workspace;

/// What a text is to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InputKind {
    /// One statement, typed at a prompt.
    Single,
    /// A module.
    File,
    /// An expression.
    Eval,
}

/// Reads a text from the host and gives its tree. `debug` is the value of `__debug__`.
pub fn parse<'p>(_ws: &mut dyn Workspace<'p>, _kind: InputKind, _debug: bool) -> Result<Tree<'p>, Error> {
    Err(Error::new(ErrorKind::Syntax, 1, 1))
}
