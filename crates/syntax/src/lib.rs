//! Text to parse tree: lexer, parser, and the tree itself.
//!
//! This crate knows characters, tokens and grammar. It does not know scopes, instructions or objects.
//! It allocates nothing: all memory is words that a [`Workspace`] lends.
#![no_std]
#![forbid(unsafe_code)]

pub mod workspace;
pub use workspace::{Name, Workspace};
