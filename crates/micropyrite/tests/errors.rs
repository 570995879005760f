//! What exceptions say, at the level of detail that the build has.
//!
//! Without features this runs at the level of hosts; `cargo xtask ci errors` runs it at the others.

use micropyrite::core::config::{DETAIL, Detail};
use micropyrite::hal::system::Nowhere;
use micropyrite::{Builder, Root};

static NOWHERE: Nowhere = Nowhere::new();

/// Programs, and what they raise at the levels terse, normal and detailed. At the level none it is the type.
const CASES: &[(&str, &str, [&str; 3])] = &[
    ("1 / 0", "ZeroDivisionError", ["divide by zero"; 3]),
    ("missing", "NameError", fuller("name not defined", "name 'missing' isn't defined")),
    ("import missing", "ImportError", fuller("module not found", "no module named 'missing'")),
    ("[].missing", "AttributeError", fuller("no such attribute", "'list' object has no attribute 'missing'")),
    (
        "int.missing",
        "AttributeError",
        fuller("no such attribute", "type object 'int' has no attribute 'missing'"),
    ),
    (
        "import sys\nsys.missing",
        "AttributeError",
        [
            "no such attribute",
            "'module' object has no attribute 'missing'",
            "module 'sys' has no attribute 'missing'",
        ],
    ),
    (
        "def f(a): pass\nf()",
        "TypeError",
        [
            "argument num/types mismatch",
            "function takes 1 positional arguments but 0 were given",
            "f() takes 1 positional arguments but 0 were given",
        ],
    ),
    ("len()", "TypeError", fuller("argument num/types mismatch", TAKES)),
    (
        "len(o=1)",
        "TypeError",
        fuller("argument num/types mismatch", "function doesn't take keyword arguments"),
    ),
    (
        "def f(a): pass\nf(1, b=2)",
        "TypeError",
        fuller("unexpected keyword argument", "unexpected keyword argument 'b'"),
    ),
    ("def f(a): pass\nf(1, a=2)", "TypeError", ["function got multiple values for argument 'a'"; 3]),
    (
        "[] + 1",
        "TypeError",
        fuller("unsupported type for operator", "unsupported types for __add__: 'list', 'int'"),
    ),
    ("-''", "TypeError", fuller("unsupported type for operator", "unsupported type for __neg__: 'str'")),
    (
        "1 in ''",
        "TypeError",
        fuller("can't convert to str implicitly", "can't convert 'int' object to str implicitly"),
    ),
    ("int([])", "TypeError", fuller("can't convert to int", "can't convert list to int")),
    (
        "int('x')",
        "ValueError",
        [
            "invalid syntax for integer",
            "invalid syntax for integer with base 10",
            "invalid syntax for integer with base 10: 'x'",
        ],
    ),
    ("[][1]", "IndexError", fuller("index out of range", "list index out of range")),
    ("[]['a']", "TypeError", fuller("indices must be integers", "list indices must be integers, not str")),
    ("1[0]", "TypeError", fuller("object isn't subscriptable", "'int' object isn't subscriptable")),
    ("1()", "TypeError", fuller("object not callable", "'int' object isn't callable")),
    ("iter(1)", "TypeError", fuller("object not iterable", "'int' object isn't iterable")),
    ("len(1)", "TypeError", fuller("object has no len", "object of type 'int' has no len()")),
    (
        "a, b = (1,)",
        "ValueError",
        fuller("wrong number of values to unpack", "need more than 1 values to unpack"),
    ),
    (
        "'{!x}'.format(1)",
        "ValueError",
        ["bad format string", "bad conversion specifier", "unknown conversion specifier x"],
    ),
    (
        "'%y' % 1",
        "ValueError",
        fuller("bad format string", "unsupported format character 'y' (0x79) at index 1"),
    ),
    ("(1).to_bytes(0, 'big')", "OverflowError", ["value would overflow a 0 byte buffer"; 3]),
    (
        "list.append(1, 2)",
        "TypeError",
        ["argument has wrong type", "argument has wrong type", "argument should be a 'list' not a 'int'"],
    ),
    ("import re\nre.compile('(')", "ValueError", fuller("error in regex", "regex too complex")),
    ("import struct\nstruct.pack_into('I', bytearray(1), 0, 0)", "ValueError", ["buffer too small"; 3]),
    ("{1: 2, 3}", "SyntaxError", fuller("invalid syntax", "expecting key:value for dict")),
    ("def", "SyntaxError", ["invalid syntax"; 3]),
    (
        "0b2",
        "SyntaxError",
        [
            "invalid syntax for integer",
            "invalid syntax for integer with base 2",
            "invalid syntax for integer with base 2: '2'",
        ],
    ),
];

const TAKES: &str = "function takes 1 positional arguments but 0 were given";

const fn fuller(terse: &'static str, text: &'static str) -> [&'static str; 3] {
    [terse, text, text]
}

#[test]
fn exceptions_say_what_the_level_has() {
    let memory = Box::leak(vec![0; 128 * 1024].into_boxed_slice());
    let mut vm = Builder::new(memory, &NOWHERE).native_limit(256 << 10).build().unwrap();
    for (source, kind, texts) in CASES {
        let expected = match DETAIL {
            Detail::None => format!("{kind}: "),
            Detail::Terse => format!("{kind}: {}", texts[0]),
            Detail::Normal => format!("{kind}: {}", texts[1]),
            Detail::Detailed => format!("{kind}: {}", texts[2]),
        };
        assert_eq!(vm.exec(source).unwrap_err().to_string(), expected, "{source}");
    }
}

#[test]
fn some_say_the_same_at_every_level() {
    let memory = Box::leak(vec![0; 128 * 1024].into_boxed_slice());
    let mut vm = Builder::new(memory, &NOWHERE).native_limit(256 << 10).build().unwrap();
    let cases = [
        ("raise OSError(2)", "OSError: [Errno 2] ENOENT"),
        ("{}['key']", "KeyError: key"),
        ("def f(): f()\nf()", "RuntimeError: maximum recursion depth exceeded"),
        ("raise ValueError('mine')", "ValueError: mine"),
    ];
    for (source, expected) in cases {
        assert_eq!(vm.exec(source).unwrap_err().to_string(), expected, "{source}");
    }
}

#[test]
fn functions_are_shown_in_full_where_errors_are() {
    let memory = Box::leak(vec![0; 128 * 1024].into_boxed_slice());
    let mut vm = Builder::new(memory, &NOWHERE).native_limit(256 << 10).build().unwrap();
    vm.exec("def outer():\n    n = 1\n    return lambda: n").unwrap();
    for (source, name) in [("[].append", "bound_method"), ("outer()", "closure")] {
        let text: Root = vm.eval(&format!("repr({source})")).unwrap();
        let text = vm.with_bytes(&text, |bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap();
        if DETAIL == Detail::Detailed {
            assert!(text.starts_with(&format!("<{name} ")), "{text}");
        } else {
            assert_eq!(text, format!("<{name}>"));
        }
    }
}
