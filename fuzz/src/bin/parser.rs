//! Any bytes, through lexer and parser.
//!
//! The body is `micropyrite_fuzz::source::parse`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| micropyrite_fuzz::source::parse(bytes));
