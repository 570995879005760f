//! Bodies of fuzzing: bytes come in, and what must hold is asserted.
//!
//! Each body is an ordinary function over bytes, so that the seeded tests of this crate and the coverage-guided
//! targets in `fuzz/` run the same code. What a body finds is a panic: of the code under test, or of an
//! assertion about it.
//!
//! - [`source::parse`]: any bytes, through lexer and parser;
//! - [`source::compile`]: any bytes, through the compiler, whose output is then verified;
//! - [`mpy::load`]: any bytes as a compiled file, which runs where it is accepted;
//! - [`run::program`]: bytes that decide what a valid program looks like, which several interpreters run.
//!
//! Bytes are read as decisions ([`Choices`]), and where they end every decision is the simplest one; cutting
//! an input short therefore makes a smaller program, which is what a fuzzer tries.

#![forbid(unsafe_code)]

pub mod choices;
pub mod host;
pub mod mpy;
pub mod program;
pub mod run;
pub mod source;
pub mod tokens;
pub mod verify;
pub mod world;

pub use choices::Choices;
pub use micropyrite_testkit::random::Random;
