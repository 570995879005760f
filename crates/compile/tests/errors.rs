//! What the compiler complains about, and that it leaves nothing behind.

mod host;

use host::TestHost;
use micropyrite_compile::{ErrorClass, InputKind, Options, Workspace, compile};

/// Compiles and gives `line:scope: message`, or `ok`.
fn outcome(source: &str, kind: InputKind) -> String {
    let mut host = TestHost::new(source.as_bytes());
    let name = host.intern(b"unit").unwrap();
    let result = compile(&mut host, kind, &Options::new(name));
    assert_eq!(host.lent, 0, "all memory is given back");
    match result {
        Ok(_) => "ok".into(),
        Err(error) => {
            assert_eq!(error.kind.class(), ErrorClass::Syntax);
            let block = error.block.map_or(String::new(), |name| host.name_text(name));
            format!("{}:{block}: {error}", error.line)
        }
    }
}

#[test]
fn errors_have_upstreams_words_and_places() {
    for (source, expected) in [
        ("1 = 2", "1:<module>: can't assign to expression"),
        ("\n(a, b) += 1", "2:<module>: can't assign to expression"),
        ("a, *b, *c = d", "1:<module>: multiple *x in assignment"),
        ("def f(a=1, b): pass", "1:<module>: non-default argument follows default argument"),
        ("x\n@micropython.native\ndef f(): pass", "2:<module>: invalid micropython decorator"),
        ("del f()", "1:<module>: can't delete expression"),
        ("def f():\n    continue", "2:f: 'break'/'continue' outside loop"),
        ("class A:\n  return 1", "2:A: 'return' outside function"),
        ("def f():\n    from m import *", "2:f: import * not at module level"),
        ("def f(x):\n  global x", "2:f: identifier redefined as global"),
        ("def f():\n  nonlocal x", "2:f: no binding for nonlocal found"),
        ("nonlocal x", "1:<module>: can't declare nonlocal in outer code"),
        ("try: a\nexcept: b\nexcept C: d", "2:<module>: default 'except' must be last"),
        ("async for x in y: pass", "1:<module>: async for/with outside async function"),
        ("x = *a, b", "1:<module>: *x must be assignment target"),
        ("def f():\n  super()", "2:f: super() can't find self"),
        ("f(a=1, 2)", "1:<module>: positional arg after keyword arg"),
        ("f(**a, *b)", "1:<module>: * arg after **"),
        ("f(a=1, *b)", "1:<module>: * arg after kwarg"),
        ("f(1=2)", "1:<module>: LHS of keyword arg must be an id"),
        ("{1: 2, 3}", "1:<module>: expecting key:value for dict"),
        ("{1, 2: 3}", "1:<module>: expecting just a value for set"),
        ("class A:\n yield", "2:A: 'yield' outside function"),
        ("await x", "1:<module>: 'await' outside function"),
        ("def f(**a, b): pass", "1:f: invalid syntax"),
        ("def f(a,\n  a): pass", "1:f: argument name reused"),
        ("\nX = const(y)", "2:: not a constant"),
        ("[[i := 0 for i in x] for j in y]", "1:<listcomp>: identifier redefined as nonlocal"),
        ("lambda: (yield)", "ok"),
        ("def f():\n  x: int\n  x = 1", "ok"),
    ] {
        assert_eq!(outcome(source, InputKind::File), expected, "{source}");
    }
}

#[test]
fn other_inputs_have_their_own_roots() {
    assert_eq!(outcome("1 + x", InputKind::Eval), "ok");
    assert_eq!(outcome("x = 1", InputKind::Eval), "1:: invalid syntax");
    assert_eq!(outcome("if x:\n  y\n\n", InputKind::Single), "ok");
    assert_eq!(outcome("", InputKind::File), "ok");
    assert_eq!(outcome("return", InputKind::Single), "1:<module>: 'return' outside function");
}

#[test]
fn the_prompt_prints_lonely_values() {
    let mut host = TestHost::new(b"1 + x\n");
    let name = host.intern(b"<stdin>").unwrap();
    let options = Options { is_repl: true, ..Options::new(name) };
    compile(&mut host, InputKind::Single, &options).unwrap();
    let listing = host.listing();
    assert!(listing.contains("LOAD_NAME __repl_print__\n"), "{listing}");
    assert!(
        listing.ends_with("CALL_FUNCTION n=1 nkw=0\n08 POP_TOP\n09 LOAD_CONST_NONE\n10 RETURN_VALUE\n"),
        "{listing}"
    );
}

#[test]
fn small_ints_are_the_targets() {
    let code = |bits| {
        let mut host = TestHost::new(b"x = 0x7fffffff\n");
        let name = host.intern(b"unit").unwrap();
        let options = Options { small_int_bits: bits, ..Options::new(name) };
        compile(&mut host, InputKind::File, &options).unwrap();
        host.consts.len()
    };
    assert_eq!((code(31), code(63)), (1, 0));
}

#[test]
fn what_does_not_fit_the_format_is_refused() {
    let args = "1, ".repeat(256);
    for source in [format!("f({args})"), format!("{}*b = c", "a, ".repeat(256))] {
        let mut host = TestHost::new(source.as_bytes());
        let name = host.intern(b"unit").unwrap();
        let error = compile(&mut host, InputKind::File, &Options::new(name)).unwrap_err();
        assert_eq!(
            (error.kind.class(), error.to_string().as_str()),
            (ErrorClass::Runtime, "bytecode overflow")
        );
    }
}

#[test]
fn depth_is_bounded() {
    let nested = "-".repeat(5000) + "x";
    let mut host = TestHost::new(nested.as_bytes());
    let name = host.intern(b"unit").unwrap();
    let error = compile(&mut host, InputKind::File, &Options::new(name)).unwrap_err();
    assert_eq!(error.kind.class(), ErrorClass::Runtime);
    assert_eq!(host.lent, 0);
}

#[test]
fn running_out_of_memory_leaves_nothing_behind() {
    let source = include_str!("golden/functions.txt").split_once("========").unwrap().0;
    for n in 0..1000 {
        let mut host = TestHost::new(source.as_bytes());
        host.blocks_left = Some(n);
        let name = host.intern(b"unit").unwrap();
        let result = compile(&mut host, InputKind::File, &Options::new(name));
        assert_eq!(host.lent, 0, "after {n} blocks");
        match result {
            Ok(_) => return assert!(n > 5),
            Err(error) => assert_eq!(error.kind.class(), ErrorClass::Memory),
        }
    }
    panic!("it never had enough");
}
