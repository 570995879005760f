//! Parse tree to bytecode: folding, scopes, emitter.
//!
//! [`compile`] takes one unit from text to code: it parses, folds constants in the tree, finds out what each
//! name is in each scope, and emits one code for each scope, byte for byte what upstream's compiler gives.
//! It cannot see an object: constants are data ([`Const`]), and names are the host's numbers.
//! All memory is words that the host lends, and is given back before [`compile`] returns.
#![no_std]
#![forbid(unsafe_code)]

pub mod arithmetic;
mod compiler;
mod constant;
mod emit;
mod error;
mod fold;
mod host;
mod number_text;
mod scope;
mod tables;
mod tape;
mod words;

pub use constant::{Const, ConstView};
pub use error::{Error, ErrorKind, TEXTS};
pub use host::{Consts, Fold, Folded, Host, Names, Sink};
pub use micropyrite_syntax::{ErrorClass, InputKind, Name, Workspace};

use micropyrite_bytecode::CodeId;
use micropyrite_syntax::Tree;

/// What the result depends on besides the text.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// `-O`: from 1 on asserts are left out, from 3 on line numbers too.
    pub opt_level: u8,
    /// Lonely expressions print their value.
    pub is_repl: bool,
    /// The name that the module's table of names begins with: where the text is from.
    pub source_name: Name,
    /// How many bits a small int has on the machine that will run the code: 31, 47 or 63.
    pub small_int_bits: u32,
    /// Whether `await` may stand outside a function.
    pub top_level_await: bool,
    /// How deep the parser may nest at most, in its steps; the other walks over the tree follow from it. A host that
    /// knows its native stack ends them sooner: see [`Workspace::has_stack`].
    pub depth: u32,
    /// Whether the code tells its lines, below `-O3`.
    pub has_lines: bool,
    /// Whether lines are marked as finely as `sys.settrace` wants it.
    pub trace_lines: bool,
}

impl Options {
    /// The options for this machine's word size, with everything else off.
    pub fn new(source_name: Name) -> Options {
        Options {
            opt_level: 0,
            is_repl: false,
            source_name,
            small_int_bits: usize::BITS - 1,
            top_level_await: false,
            depth: micropyrite_syntax::DEPTH,
            has_lines: true,
            trace_lines: false,
        }
    }
}

/// Compiles the text that the host reads out, and tells the host each code. Gives the code of the module.
pub fn compile<'p>(host: &mut dyn Host<'p>, kind: InputKind, options: &Options) -> Result<CodeId, Error> {
    let mut tree = Tree::new();
    micropyrite_syntax::parse_into(host, &mut tree, kind, options.opt_level == 0, options.depth)?;
    let result = match fold::fold(host, &mut tree, kind, options) {
        Ok(()) => {
            host.tree(&tree);
            compiler::run(host, &mut tree, options)
        }
        Err(fault) => Err(fault.into()),
    };
    tree.free(host);
    result
}
