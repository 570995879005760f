//! Whole programs against listings that upstream's compiler printed.
//!
//! Each file of `golden/` is a program, a line of `=`, and the listing, with addresses replaced by `0x0` and
//! the names of special methods left out (they depend on upstream's configuration).

mod host;

use host::TestHost;
use micropyrite_compile::{InputKind, Options, Workspace, compile};

fn listing(source: &str) -> String {
    let mut host = TestHost::new(source.as_bytes());
    let name = host.intern(b"unit").unwrap();
    let options = Options { small_int_bits: 63, ..Options::new(name) };
    if let Err(error) = compile(&mut host, InputKind::File, &options) {
        return format!("line {}: {error}\n", error.line);
    }
    assert_eq!(host.lent, 0, "all memory is given back");
    let mut out = String::new();
    for line in host.listing().lines() {
        let (op, method) = line.split_once("_OP ").unwrap_or((line, ""));
        let is_op = op.ends_with("BINARY") || op.ends_with("UNARY");
        if is_op {
            out += &format!("{op}_OP {}", method.split(' ').next().unwrap_or(""));
        } else if let Some((op, child)) = line.split_once(" 0x").filter(|(op, _)| op.contains(" MAKE_")) {
            let n_cells = child.split_once(' ').map_or(String::new(), |(_, n)| format!(" {n}"));
            out += &format!("{op} 0x0{n_cells}");
        } else {
            out += line;
        }
        out += "\n";
    }
    out
}

fn check(file: &str) {
    let (source, expected) = file.split_once("========\n").unwrap();
    assert_eq!(listing(source), expected);
}

macro_rules! golden {
    ($($name:ident)*) => { $(
        #[test]
        fn $name() {
            check(include_str!(concat!("golden/", stringify!($name), ".txt")));
        }
    )* };
}

// Whether the negative of a big number stays big depends on this machine's word, as it does upstream.
#[cfg(target_pointer_width = "64")]
golden! { arithmetic }

golden! {
    assignment classes comprehensions conditions constants containers coroutines
    exceptions functions imports loops many scopes
}
