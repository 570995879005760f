//! `re`: regular expressions of a small kind.
//!
//! The language is upstream's: characters, `.`, classes, `\d \s \w`, groups, `|`, `^`, `$`, and `? * +` with their
//! lazy forms; it works on bytes. Compiling is in `compile.rs`, matching in `matcher.rs`; both know no Python.
use micropyrite_core::module;

mod compile;
mod dump;
mod fast;
mod found;
mod matcher;
mod program;
mod regex;
#[cfg(test)]
mod tests;

/// Flag of `compile`: print the program.
const DEBUG: isize = 0x1000;

module! {
    /// `re`
    pub static RE: re, extensible {
        compile = var(1, 2) regex::compile_fun;
        match = var(2, 4) regex::match_;
        search = var(2, 4) regex::search;
        sub = var(3, 5) regex::sub;
        DEBUG = int DEBUG;
    }
}
