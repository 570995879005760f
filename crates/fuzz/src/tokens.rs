//! Words of Python in any order, which get further into the parser than bytes.
//!
//! Whole tokens, halves of tokens and bits of layout stand in one table; bytes pick from it.

use crate::Choices;

/// What texts are put together from: whole tokens, halves of tokens, and bits of layout.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "x", "y", "_z", "é", "_", "0", "1", "12", "0x1f", "2.5", "1e", "2j", "99999999999999999999", "'s'", "b'b'",
    "\"", "'", "'''", "f'{x}'", "f'", "t\"", "rb'", "{", "}", "{{", "!r", "(", ")", "[", "]", ",", ":", ";", ".",
    "...", "=", "==", "!=", ":=", "+=", ">>=", "->", "+", "-", "*", "**", "/", "//", "%", "<<", "<", "@", "~",
    "None", "True", "__debug__", "if", "elif", "else", "for", "in", "not", "is", "and", "or", "while", "lambda",
    "def", "def f():", "def f(a, *b, c=1, **d):", "class", "class A:", "return", "yield", "from", "await", "async",
    "global", "nonlocal", "del", "try:", "except:", "except", "finally:", "with", "as", "import", "raise", "assert",
    "break", "continue", "pass", "const(", "super()", "range(", "super().m(", "\n", "\n ", "\n  ", "\n    ", "\n\t",
    "\n", "\n ", "\\\n", "\\", "#", "\r", "\r\n", "\0", "\u{c}", "\\x41", "\\N", "\\777",
];

/// A text of up to `n` pieces.
pub fn text(choices: &mut Choices<'_>, n: usize) -> String {
    let mut out = String::new();
    for _ in 0..n {
        if choices.is_empty() {
            break;
        }
        out += choices.pick(PIECES);
        if choices.below(3) != 0 {
            out.push(' ');
        }
    }
    out
}
