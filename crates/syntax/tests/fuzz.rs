//! Random texts: the parser ends, gives memory back, is deterministic.

mod support;

use micropyrite_syntax::{InputKind, parse};
use support::{Host, dump};

/// A small generator of random numbers (xorshift), so that every run is the same.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

const PIECES: &[&str] = &[
    "a",
    "b1",
    "_",
    "é",
    "0",
    "12",
    "0x1f",
    "1.5",
    "1e",
    "2j",
    "'s'",
    "\"",
    "'",
    "'''",
    "f'{a}'",
    "f'",
    "t\"",
    "rb'",
    "{",
    "}",
    "{{",
    "!r",
    ":",
    ":=",
    "=",
    "==",
    "!=",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "...",
    ";",
    "+",
    "-",
    "*",
    "**",
    "/",
    "//",
    "%",
    "@",
    "~",
    "<<",
    ">>=",
    "->",
    "if",
    "else",
    "elif",
    "for",
    "in",
    "not",
    "is",
    "while",
    "def",
    "class",
    "lambda",
    "return",
    "yield",
    "from",
    "import",
    "as",
    "try",
    "except",
    "finally",
    "with",
    "async",
    "await",
    "global",
    "del",
    "pass",
    "None",
    "True",
    "__debug__",
    "\n",
    "\n    ",
    "\n\t",
    "\n  ",
    " ",
    " ",
    " ",
    "\\\n",
    "\\",
    "#",
    "\r",
    "\r\n",
    "\0",
    "\u{c}",
    "\\x41",
    "\\N",
    "\\777",
];

fn check(text: &[u8], random: &mut Random) {
    let kind = [InputKind::File, InputKind::Single, InputKind::Eval][random.below(3)];
    let expected = dump(kind, text);
    // Reading byte by byte, or in pieces, makes no difference.
    let mut host = Host::new(text);
    host.piece = 1 + random.below(40);
    match parse(&mut host, kind, true) {
        Ok(tree) => {
            let mut out = String::new();
            micropyrite_syntax::print(&tree, &host, &mut out).unwrap();
            assert_eq!(out, expected, "{:?}", String::from_utf8_lossy(text));
            tree.free(&mut host);
        }
        Err(error) => {
            let place = format!("{:?} {}:{}: {error}\n", error.kind.class(), error.line, error.column);
            assert_eq!(place, expected, "{:?}", String::from_utf8_lossy(text));
        }
    }
    assert_eq!(host.lent, 0);
    // Running out of memory somewhere is no harm either.
    let mut host = Host::new(text);
    host.budget = random.below(400);
    if let Ok(tree) = parse(&mut host, kind, true) {
        tree.free(&mut host);
    }
    assert_eq!(host.lent, 0);
}

#[test]
fn random_bytes() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..3000 {
        let length = random.below(80);
        let text: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
        check(&text, &mut random);
        let text: Vec<u8> = text.iter().map(|byte| byte & 0x7f).collect();
        check(&text, &mut random);
    }
}

#[test]
fn random_pieces() {
    let mut random = Random(0x1234_5678_9abc_def1);
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..random.below(24) {
            text += PIECES[random.below(PIECES.len())];
            if random.below(2) == 0 {
                text += " ";
            }
        }
        check(text.as_bytes(), &mut random);
    }
}

#[test]
fn mutated_programs() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut random = Random(0x0dd0_15ea_5e00_0001);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "py"));
    paths.sort();
    for path in paths {
        let program = std::fs::read(path).unwrap();
        for _ in 0..300 {
            let mut text = program.clone();
            for _ in 0..1 + random.below(3) {
                let at = random.below(text.len());
                match random.below(4) {
                    0 => text[at] = random.next() as u8,
                    1 => drop(text.remove(at)),
                    2 => text.truncate(at + 1),
                    _ => {
                        let piece = PIECES[random.below(PIECES.len())];
                        text.splice(at..at, piece.bytes());
                    }
                }
            }
            check(&text, &mut random);
        }
    }
}
