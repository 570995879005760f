//! Text to parse tree: lexer, parser, and the tree itself.
//!
//! This crate knows characters, tokens and grammar. It does not know scopes, instructions or objects.
//! It allocates nothing: all memory is words that a [`Workspace`] lends.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

mod arena;
pub mod dump;
pub mod error;
mod lexer;
mod parser;
pub mod rules;
mod source;
pub mod token;
pub mod tree;
mod words;
pub mod workspace;

pub use dump::{print, print_with};
pub use error::{Error, ErrorClass, ErrorKind};
pub use parser::{DEPTH, InputKind, parse, parse_into};
pub use rules::Rule;
pub use token::Token;
pub use tree::{LiteralKind, Node, Tree, View};
pub use workspace::{Name, Workspace};
