//! What is wrong with a text, and where.

mod support;

use micropyrite_syntax::{ErrorKind, InputKind, parse};
use support::{Host, dump, tree};

fn check(text: &str, expected: &str) {
    assert_eq!(dump(InputKind::File, text.as_bytes()).trim_end(), expected, "{text}");
}

#[test]
fn tokens_that_do_not_fit() {
    check("a b", "Syntax 1:3: invalid syntax");
    check("a +\n", "Syntax 1:4: invalid syntax");
    check("(a", "Syntax 2:1: invalid syntax");
    check("a)", "Syntax 1:2: invalid syntax");
    check("x\n(a]\n", "Syntax 2:3: invalid syntax");
    check("a ? b", "Syntax 1:3: invalid syntax");
    check("a ! b", "Syntax 1:3: invalid syntax");
    check("$", "Syntax 1:1: invalid syntax");
    check("a\0", "Syntax 1:2: invalid syntax");
    check("a \\b", "Syntax 1:3: invalid syntax");
    check("1 + not a", "Syntax 1:5: invalid syntax");
    check("a not b", "Syntax 1:7: invalid syntax");
    check("lambda", "Syntax 1:7: invalid syntax");
    check("def f(a, /): pass", "Syntax 1:10: invalid syntax");
    check("async x", "Syntax 1:7: invalid syntax");
    check("try: a\n", "Syntax 2:1: invalid syntax");
    check("import a,", "Syntax 1:10: invalid syntax");
    check("a.1", "Syntax 1:2: invalid syntax");
    check("a.__debug__", "Syntax 1:3: invalid syntax");
    check("@a\nb\n", "Syntax 2:1: invalid syntax");
    check("else: a", "Syntax 1:1: invalid syntax");
    check("x = {**a}", "Syntax 1:6: invalid syntax");
}

#[test]
fn blocks_that_do_not_fit() {
    check(" a", "Indentation 1:2: unexpected indent");
    check("a\n  b\n", "Indentation 2:3: unexpected indent");
    check("if a:\n    b\n  c\n", "Indentation 2:6: unindent doesn't match any outer indent level");
    check("if a:\nb\n", "Syntax 2:1: invalid syntax");
    check("if a:\n    b\n      c\n", "Indentation 3:7: unexpected indent");
}

#[test]
fn strings_that_do_not_end_or_escape() {
    check("'a", "Syntax 1:1: invalid syntax");
    check("a = 'b\n'", "Syntax 1:5: invalid syntax");
    check("'''a\n''", "Syntax 1:1: invalid syntax");
    check("'\\x4'", "Syntax 1:1: invalid syntax");
    check("'\\U00110000'", "Syntax 1:1: invalid syntax");
    check("b'\\400'", "Syntax 1:1: invalid syntax");
    check("'a' b'b'", "Syntax 1:5: invalid syntax");
    check("'\\N{DEGREE SIGN}'", "NotImplemented 1:1: unicode name escapes");
    check("x = f'{}'", "Syntax 1:5: malformed f-string");
    check("x = f'{a b}'", "Syntax 1:24: invalid syntax");
    check("x = t'a}'", "Syntax 1:5: malformed f-string");
    check("x = t'{a:'", "Syntax 1:5: malformed f-string");
}

#[test]
fn bytes_that_are_no_characters() {
    for text in [b"x = '\xff'".as_slice(), b"x = '\xc3'", b"\xc3 = 1", b"x = '\xe2\x82 a long string'"] {
        let (_, result) = tree(InputKind::File, text);
        assert_eq!(result.err().map(|error| error.kind), Some(ErrorKind::Encoding));
    }
    assert!(tree(InputKind::File, b"x = b'\xff'").1.is_ok());
}

#[test]
fn numbers_that_are_none() {
    check("0777", "Syntax 1:1: invalid syntax for integer with base 0: '0777'");
    check("1a", "Syntax 1:1: invalid syntax for integer with base 10: '1a'");
    check("x = 0x", "Syntax 1:5: invalid syntax for integer with base 16: ''");
    check("0b12", "Syntax 1:1: invalid syntax for integer with base 2: '12'");
    check("0o8", "Syntax 1:1: invalid syntax for integer with base 8: '8'");
    check("1.2.3", "Syntax 1:1: invalid syntax for number");
    check("1e", "Syntax 1:1: invalid syntax for number");
    check("1jj", "Syntax 1:1: invalid syntax for number");
    check("0x1.5", "Syntax 1:1: invalid syntax for number");
}

#[test]
fn names_that_are_too_long() {
    let name = "a".repeat(255);
    assert!(tree(InputKind::File, name.as_bytes()).1.is_ok());
    check(&(name + "a"), "Runtime 1:1: name too long");
}

#[test]
fn texts_that_cannot_be_read() {
    let mut host = Host::new(b"a");
    host.fail_read = true;
    let error = parse(&mut host, InputKind::File, true).err().unwrap();
    assert_eq!(error.kind, ErrorKind::Read);
}
