//! Random programs do no harm.
//!
//! Whatever is compiled, nothing panics, all memory comes back, and all code can be decoded.

mod host;

use host::TestHost;
use micropyrite_bytecode::{Prelude, decode};
use micropyrite_compile::{InputKind, Options, Workspace, compile};

/// A small generator of pseudo-random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const TOKENS: &[&str] = &[
    "x",
    "y",
    "_z",
    "1",
    "0",
    "2.5",
    "'s'",
    "b'b'",
    "None",
    "True",
    "...",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ";",
    ".",
    "=",
    "==",
    "+",
    "-",
    "*",
    "**",
    "/",
    "//",
    "%",
    "<<",
    "@",
    "~",
    ":=",
    "+=",
    "if",
    "else",
    "for",
    "in",
    "not",
    "is",
    "and",
    "or",
    "lambda",
    "yield",
    "from",
    "await",
    "def f():",
    "class A:",
    "return",
    "global",
    "nonlocal",
    "del",
    "try:",
    "except:",
    "finally:",
    "with",
    "as",
    "while",
    "async",
    "import",
    "raise",
    "assert",
    "break",
    "continue",
    "pass",
    "const(",
    "super()",
    "range(",
    "99999999999999999999",
    "\n",
    "\n ",
    "\n  ",
    "\n",
];

/// Compiles and checks what came of it; says whether it compiled.
fn run(source: &str) -> bool {
    let mut host = TestHost::new(source.as_bytes());
    let name = host.intern(b"fuzz").unwrap();
    let result = compile(&mut host, InputKind::File, &Options::new(name));
    assert_eq!(host.lent, 0, "{source}");
    if result.is_err() {
        return false;
    }
    for code in &host.codes {
        let prelude = Prelude::decode(&code.bytes).expect(source);
        let body = &code.bytes[prelude.code_start()..];
        let mut at = 0;
        while at < body.len() {
            let it = decode::decode(body, at).expect(source);
            assert!(it.target().is_none_or(|target| target <= body.len()), "{source}");
            at = it.next;
        }
        assert_eq!(at, body.len(), "{source}");
    }
    true
}

#[test]
fn random_tokens_do_no_harm() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut n_compiled = 0;
    for _ in 0..20_000 {
        let mut source = String::new();
        for _ in 0..1 + random.below(24) {
            source += random.pick(TOKENS);
            source += " ";
        }
        n_compiled += run(&source) as u32;
    }
    assert!(n_compiled > 20);
}

/// A random expression of bounded depth.
fn expression(random: &mut Random, depth: usize) -> String {
    if depth == 0 {
        return random.pick(&["x", "y", "1", "'s'", "None", "2.5", "()", "z.a", "1 << 70", "X"]).into();
    }
    let mut part = || expression(random, depth - 1);
    let (a, b, c) = (part(), part(), part());
    match random.below(20) {
        0 => format!("({a} + {b})"),
        1 => format!("{a} if {b} else {c}"),
        2 => format!("({a} and {b} or {c})"),
        3 => format!("not {a}"),
        4 => format!("(lambda p={a}, *q: {b})"),
        5 => format!("[{a} for i in {b} if {c}]"),
        6 => format!("({a} for x in {b})"),
        7 => format!("{{{a}: {b}}}"),
        8 => format!("({a}, {b}, {c})"),
        9 => format!("f({a}, *{b}, **{c})"),
        10 => format!("({a}).m(k={b})"),
        11 => format!("({a})[{b}:{c}]"),
        12 => format!("({a} < {b} == {c})"),
        13 => format!("(n := {a})"),
        14 => format!("-({a})"),
        15 => format!("({a} ** {b})"),
        16 => format!("{{{a}, {b}}}"),
        17 => format!("({a} % {b})"),
        18 => format!("({a} // {b})"),
        _ => format!("[{a}, {b}]"),
    }
}

/// A random block of statements at an indent.
fn block(random: &mut Random, depth: usize, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    for _ in 0..1 + random.below(3) {
        let deep = random.below(3);
        let e = expression(random, deep);
        let compound = depth > 0 && random.below(2) == 0;
        let head = if compound {
            match random.below(8) {
                0 => format!("if {e}:"),
                1 => format!("while {e}:"),
                2 => format!("for v in {e}:"),
                3 => format!("for v in range({e}):"),
                4 => format!("with {e} as w:"),
                5 => format!("def g(a, b={e}):"),
                6 => "class C:".into(),
                _ => "try:".into(),
            }
        } else {
            match random.below(9) {
                0 => format!("x = {e}"),
                1 => format!("x, *y = {e}"),
                2 => format!("x += {e}"),
                3 => format!("return {e}"),
                4 => format!("yield {e}"),
                5 => "break".into(),
                6 => format!("assert {e}"),
                7 => "del x".into(),
                _ => e,
            }
        };
        *out += &format!("{pad}{head}\n");
        if compound {
            block(random, depth - 1, indent + 1, out);
            if head == "try:" {
                *out += &format!("{pad}{}:\n", random.pick(&["finally", "except", "except E as x"]));
                block(random, depth - 1, indent + 1, out);
            }
        }
    }
}

#[test]
fn random_programs_do_no_harm() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut n_compiled = 0;
    for _ in 0..3000 {
        let mut source = String::from("X = const(3)\ndef f():\n");
        block(&mut random, 3, 1, &mut source);
        n_compiled += run(&source) as u32;
    }
    assert!(n_compiled > 300, "{n_compiled}");
}
