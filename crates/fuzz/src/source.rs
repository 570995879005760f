//! Text into parser and compiler: they end, place errors, give memory back.
//!
//! Reading in pieces and running out of memory must make no difference to what is found.

use micropyrite_compile::Options;
use micropyrite_syntax::{ErrorClass, InputKind, Workspace, print};

use crate::Choices;
use crate::host::Host;
use crate::verify;

/// How many bytes before the text decide how it is read.
pub const HEAD: usize = 6;

/// How a text is read.
struct How {
    kind: InputKind,
    /// The most that a read gives.
    piece: usize,
    /// Words that are lent, the second time.
    budget: usize,
    opt_level: u8,
    /// Is the code for a machine of 32-bit words?
    is_narrow: bool,
    is_repl: bool,
}

impl How {
    /// Of the first bytes of an input, with the rest.
    fn read(bytes: &[u8]) -> (How, &[u8]) {
        let (head, text) = bytes.split_at(HEAD.min(bytes.len()));
        let mut choices = Choices::new(head);
        let how = How {
            kind: choices.pick(&[InputKind::File, InputKind::Single, InputKind::Eval]),
            piece: 1 + choices.below(40),
            budget: choices.below(4000),
            opt_level: choices.below(4) as u8,
            is_narrow: head.last().is_some_and(|byte| byte & 1 == 1),
            is_repl: head.last().is_some_and(|byte| byte & 2 == 2),
        };
        (how, text)
    }

    /// As the interpreter reads a file.
    fn file() -> How {
        How::read(&[]).0
    }
}

/// An error has a line, which is one of the text's or the one behind its end. What is too much for the memory or for
/// the stack may have none.
fn check_place(class: ErrorClass, line: u32, text: &[u8]) {
    // The lexer takes a carriage return, a line feed, and both together as the end of a line; the end of an f-string
    // counts as one too, as it does upstream.
    let ends = text.iter().filter(|byte| b"\n\r'\"".contains(byte)).count();
    let shown = || String::from_utf8_lossy(text);
    assert!(line as usize <= ends + 2, "an error in line {line} of {}: {:?}", ends + 1, shown());
    assert!(line >= 1 || class != ErrorClass::Syntax, "an error without a line: {:?}", shown());
}

/// What becomes of a text: its tree, or its error with the place.
fn tree(text: &[u8], kind: InputKind, piece: usize, budget: usize) -> Result<String, String> {
    let mut host = Host::new(text, piece, budget);
    let result = match micropyrite_syntax::parse(&mut host, kind, true) {
        Ok(mut tree) => {
            let mut out = String::new();
            print(&tree, &host, &mut out).expect("writing to a string");
            tree.free(&mut host);
            Ok(out)
        }
        Err(error) => {
            check_place(error.kind.class(), error.line, text);
            Err(format!("{:?} {}:{}: {error}", error.kind.class(), error.line, error.column))
        }
    };
    assert_eq!(host.lent(), 0, "memory was not given back");
    result
}

/// Parses a text: in one piece, in several, and with little memory.
pub fn parse(bytes: &[u8]) {
    let (how, text) = How::read(bytes);
    let whole = tree(text, how.kind, usize::MAX, usize::MAX);
    assert_eq!(tree(text, how.kind, how.piece, usize::MAX), whole, "reading in pieces makes a difference");
    let little = tree(text, how.kind, usize::MAX, how.budget);
    // Where constants lie depends on how memory is lent.
    assert!(little.is_err() || whole.is_ok(), "with little memory {little:?}, not {whole:?}");
}

/// Compiles a text, with enough memory and with little. Says whether there is code, which was verified.
pub fn compile(bytes: &[u8]) -> bool {
    let (how, text) = How::read(bytes);
    let little = codes(text, how.budget, &how);
    let whole = codes(text, usize::MAX, &how);
    assert!(little.is_err() || little == whole, "little memory makes other code");
    whole.is_ok()
}

/// Compiles a whole program as the interpreter does, and verifies the code.
///
/// # Errors
/// What is wrong with the program.
pub fn compile_file(text: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    codes(text, usize::MAX, &How::file())
}

fn codes(text: &[u8], budget: usize, how: &How) -> Result<Vec<Vec<u8>>, String> {
    let mut host = Host::new(text, usize::MAX, budget);
    let name = host.intern(b"fuzz").ok_or("no memory for a name")?;
    let options = Options {
        opt_level: how.opt_level,
        is_repl: how.is_repl,
        small_int_bits: if how.is_narrow { 31 } else { usize::BITS - 1 },
        ..Options::new(name)
    };
    let result = micropyrite_compile::compile(&mut host, how.kind, &options);
    assert_eq!(host.lent(), 0, "memory was not given back");
    if let Err(error) = result {
        check_place(error.kind.class(), error.line, text);
        return Err(format!("line {}: {error}", error.line));
    }
    for code in &host.codes {
        if let Err(what) = verify::code(code, host.n_names, host.n_consts) {
            panic!("{what}\n{}", String::from_utf8_lossy(text));
        }
    }
    Ok(host.codes.into_iter().map(|code| code.bytes).collect())
}
