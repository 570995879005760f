//! The kinds of input, and how text ends, begins and is cut into lines.

mod support;

use micropyrite_syntax::{InputKind, parse};
use support::{Host, dump};

/// The dump of a tree in one line, without lines of source.
fn brief(kind: InputKind, text: &str) -> String {
    let dump = dump(kind, text.as_bytes());
    if !dump.starts_with(['[', ' ']) {
        return dump.trim_end().to_string();
    }
    let items: Vec<&str> = dump.lines().map(|line| line.get(7..).unwrap_or_default().trim()).collect();
    items.join(" ")
}

#[test]
fn empty_texts() {
    assert_eq!(brief(InputKind::File, ""), "file_input(0) (n=1) NULL");
    assert_eq!(brief(InputKind::File, "\n"), "tok(5)");
    assert_eq!(brief(InputKind::Single, "\n"), "tok(5)");
    assert_eq!(brief(InputKind::Single, ""), "Syntax 1:1: invalid syntax");
    assert_eq!(brief(InputKind::Eval, ""), "Syntax 1:1: invalid syntax");
}

#[test]
fn eval_takes_one_line() {
    assert_eq!(brief(InputKind::Eval, "a"), "eval_input(63) (n=2) id(a) eval_input_2(64) (n=0)");
    assert_eq!(
        brief(InputKind::Eval, "a, b"),
        "eval_input(63) (n=2) testlist(54) (n=2) id(a) id(b) eval_input_2(64) (n=0)"
    );
    assert_eq!(brief(InputKind::Eval, "a = b"), "Syntax 1:3: invalid syntax");
    assert_eq!(brief(InputKind::Eval, "a\nb"), "Syntax 2:1: invalid syntax");
    assert_eq!(brief(InputKind::Eval, " a"), "Indentation 1:2: unexpected indent");
}

#[test]
fn a_prompt_keeps_constants() {
    assert_eq!(brief(InputKind::Single, "1"), "expr_stmt(5) (n=2) int(1) NULL");
    assert_eq!(brief(InputKind::File, "1"), "pass_stmt(8) (n=0)");
    assert_eq!(brief(InputKind::File, "'a doc string'"), "pass_stmt(8) (n=0)");
    assert_eq!(
        brief(InputKind::Single, "if a: b"),
        "if_stmt(20) (n=4) id(a) expr_stmt(5) (n=2) id(b) NULL NULL NULL"
    );
    assert_eq!(brief(InputKind::Single, "a\nb"), "Syntax 2:1: invalid syntax");
}

#[test]
fn all_line_ends_are_the_same() {
    let expected = dump(InputKind::File, b"if a:\n  b\n\nc\n");
    assert_eq!(dump(InputKind::File, b"if a:\r\n  b\r\n\r\nc\r\n"), expected);
    assert_eq!(dump(InputKind::File, b"if a:\r  b\r\rc\r"), expected);
    assert_eq!(dump(InputKind::File, b"if a:\r\n  b\n\rc"), expected);
    assert_eq!(dump(InputKind::File, b"if a:\n  b # comment\n\t# comment\nc \\\n\n"), expected);
}

#[test]
fn pieces_of_any_size_are_the_same() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "py") {
            continue;
        }
        let text = std::fs::read(&path).unwrap();
        let text = String::from_utf8(text).unwrap().replace('\n', "\r\n").into_bytes();
        let expected = dump(InputKind::File, &text);
        for piece in [1, 2, 3, 7, 64, 319, 320, 321] {
            let mut host = Host::new(&text);
            host.piece = piece;
            let mut tree = parse(&mut host, InputKind::File, true).unwrap();
            let mut out = String::new();
            micropyrite_syntax::print(&tree, &host, &mut out).unwrap();
            assert!(out == expected, "{} in pieces of {piece}", path.display());
            tree.free(&mut host);
            assert_eq!(host.lent, 0);
        }
    }
}

#[test]
fn debug_follows_the_option() {
    for (debug, token) in [(true, "tok(16)"), (false, "tok(14)")] {
        let mut host = Host::new(b"a = __debug__");
        let tree = parse(&mut host, InputKind::File, debug).unwrap();
        let mut out = String::new();
        micropyrite_syntax::print(&tree, &host, &mut out).unwrap();
        assert!(out.contains(token), "{out}");
    }
}

#[test]
fn names_are_interned_in_the_order_of_the_text() {
    let (host, tree) = support::tree(InputKind::File, b"b = a.c('d', f'{e}')\n");
    assert!(tree.is_ok());
    let names: Vec<&[u8]> = host.names.iter().map(|name| name.as_slice()).collect();
    assert_eq!(names, [b"".as_slice(), b"b", b"a", b"c", b"d", b"{}", b"format", b"e"]);
}

#[test]
fn tabs_stop_at_every_eighth_column() {
    assert_eq!(brief(InputKind::File, "if a:\n\tb\n        c\n"), brief(InputKind::File, "if a:\n b\n c\n"));
    assert_eq!(
        brief(InputKind::File, "if a:\n   \tb\n        c\n"),
        brief(InputKind::File, "if a:\n b\n c\n")
    );
}
