//! What builds at the level minimum can do, and what they say of the rest.
//!
//! All but the last two answers are those of upstream's minimal unix build.
#![cfg(not(feature = "level-extra"))]

use micropyrite::hal::system::Nowhere;
use micropyrite::{Builder, Root, Vm};

static NOWHERE: Nowhere = Nowhere::new();

fn vm() -> Vm {
    let memory = Box::leak(vec![0; 64 * 1024].into_boxed_slice());
    Builder::new(memory, &NOWHERE).native_limit(256 << 10).build().unwrap()
}

#[test]
fn integers_texts_and_containers() {
    let mut vm = vm();
    let cases = [
        ("1 + 2, 7 - 9, 6 * 7", "(3, -2, 42)"),
        ("[x * 2 for x in range(3)], {1: 'a'}, (1,)", "([0, 2, 4], {1: 'a'}, (1,))"),
        ("'{:>5}|{:#x}|{:05d}'.format(3, 255, 42)", "'    3|0xff|00042'"),
        ("hex(255), oct(8), bin(5)", "('0xff', '0o10', '0b101')"),
        ("divmod(-7, 2), -7 // 2, -7 % 2, 7 ** 3", "((-4, 1), -4, 1, 343)"),
        ("sum([1, 2]), sorted([3, 1, 2])", "(3, [1, 2, 3])"),
        ("True + 1, -True, ~True, abs(-5)", "(2, -1, -2, 5)"),
        ("round(5), round(True)", "(5, 1)"),
        ("int('12'), int('ff', 16), str(12), repr('a')", "(12, 255, '12', \"'a'\")"),
        ("'abc'.upper(), 'a,b'.split(','), b'x' + b'y'", "('ABC', ['a', 'b'], b'xy')"),
        ("list(map(lambda x: x + 1, [1, 2])), list(zip([1], [2]))", "([2, 3], [(1, 2)])"),
    ];
    for (source, expected) in cases {
        let text: Root = vm.eval(&format!("repr(({source}))")).unwrap();
        let text = vm.with_bytes(&text, |bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap();
        assert_eq!(text, expected, "{source}");
    }
}

#[test]
fn what_is_not_there_says_so() {
    let mut vm = vm();
    let cases = [
        ("1 / 2", "TypeError: unsupported type for operator"),
        ("1 << 62", "OverflowError: small int overflow"),
        ("1 << -1", "ValueError: negative shift count"),
        ("1 // 0", "ZeroDivisionError: divide by zero"),
        ("divmod(1, 0)", "ZeroDivisionError: divide by zero"),
        ("1.5", "SyntaxError: decimal numbers not supported"),
        ("2 ** 64", "OverflowError: small int overflow"),
        ("-(1 << 61) * 2 - 1", "OverflowError: small int overflow"),
        ("int('99999999999999999999')", "OverflowError: long int not supported in this build"),
        ("2 ** -1", "ValueError: negative power with no float support"),
        ("float", "NameError: name not defined"),
        ("bytearray(2)", "NameError: name not defined"),
        ("min(1, 2)", "NameError: name not defined"),
        ("'%d' % 3", "TypeError: unsupported type for operator"),
        ("{1, 2}", "NotImplementedError: not in this build"),
        ("[1, 2][0:1]", "NotImplementedError: not in this build"),
    ];
    for (source, expected) in cases {
        let Err(error) = vm.exec(&format!("x = {source}")) else { panic!("{source} did something") };
        assert!(error.to_string().ends_with(expected), "{source}: {error}");
    }
}
