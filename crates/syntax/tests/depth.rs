//! Deep nesting ends in an error, never at the end of the native stack.

mod support;

use micropyrite_syntax::{ErrorKind, InputKind, Tree, parse_into};
use support::{Host, tree};

/// Native stack for the parser and the test around it.
const STACK: usize = 96 << 10;

fn check(open: &str, inner: &str, close: &str, least: usize) {
    let (open, inner, close) = (open.to_string(), inner.to_string(), close.to_string());
    let run = move || {
        let text = |depth: usize| format!("{}{inner}{}\n", open.repeat(depth), close.repeat(depth));
        let kind = |depth| tree(InputKind::File, text(depth).as_bytes()).1.err().map(|error| error.kind);
        assert_eq!(kind(least), None, "{open}");
        for depth in [300, 1000, 30_000] {
            assert_eq!(kind(depth), Some(ErrorKind::TooDeep), "{open}");
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}

#[test]
fn brackets() {
    check("(", "a", ")", 90);
    check("[", "a", "]", 90);
    check("{a:", "a", "}", 90);
    check("f(a=", "a", ")", 90);
    check("a[b:c:", "d", "]", 90);
    check("(yield ", "a", ")", 90);
    check("[a for a in ", "a", "]", 60);
    check("lambda a=(", "b", "): c", 60);
    check("a or b and not c < d | e ^ f & g << h + i * -(", "j", ")", 15);
}

#[test]
fn operators() {
    check("-", "a", "", 200);
    check("not ", "a", "", 200);
    check("a ** ", "a", "", 200);
    check("lambda: ", "a", "", 130);
    check("a if b else ", "a", "", 200);
}

#[test]
fn comprehensions() {
    let kind = |n: usize| {
        let text = format!("[a for a in b{}]\n", " for c in d if e".repeat(n));
        tree(InputKind::File, text.as_bytes()).1.err().map(|error| error.kind)
    };
    assert_eq!(kind(100), None);
    assert_eq!(kind(1000), Some(ErrorKind::TooDeep));
}

#[test]
fn blocks() {
    let run = || {
        let text = |depth: usize| {
            let lines = (0..depth).map(|i| format!("{}if a:\n", " ".repeat(i)));
            lines.collect::<String>() + &" ".repeat(depth) + "b\n"
        };
        assert!(tree(InputKind::File, text(130).as_bytes()).1.is_ok());
        let error = tree(InputKind::File, text(400).as_bytes()).1.err().unwrap();
        assert_eq!(error.kind, ErrorKind::TooDeep);
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}

#[test]
fn long_is_not_deep() {
    let chain = "a".to_string() + &" + a".repeat(5000) + &".b(c)[d]".repeat(5000);
    assert!(tree(InputKind::File, chain.as_bytes()).1.is_ok());
    let elifs = "if a: b\n".to_string() + &"elif c: d\n".repeat(5000);
    assert!(tree(InputKind::File, elifs.as_bytes()).1.is_ok());
    let list = format!("a = [{}]\n", "b, ".repeat(20_000));
    assert!(tree(InputKind::File, list.as_bytes()).1.is_ok());
}

#[test]
fn hosts_with_a_small_stack_set_less() {
    let mut host = Host::new(b"((((((((((a))))))))))");
    let error = parse_into(&mut host, &mut Tree::new(), InputKind::File, true, 30).err().unwrap();
    assert_eq!(error.kind, ErrorKind::TooDeep);
    assert_eq!(host.lent, 0);
}
