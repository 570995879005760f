//! What tests need: a corpus, benchmark programs, processes, a terminal.
//!
//! Nothing here knows Python or the interpreter's insides: a binary is run, and what it prints is looked at.
//! The tests of the command line and the repository's verbs share it.

#![forbid(unsafe_code)]

pub mod corpus;
pub mod diff;
pub mod golden;
pub mod process;
pub mod program;
pub mod pty;
pub mod random;
