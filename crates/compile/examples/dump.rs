//! Compiles files and prints the listing of each code, as `-v -v` does.
//!
//! `cargo run -p micropyrite-compile --example dump -- [-OLEVEL] [-t] [-T] [-kNAMES] FILE...`

#[path = "../tests/host/mod.rs"]
mod host;

use host::TestHost;
use micropyrite_compile::{InputKind, Options, Workspace, compile};

fn main() {
    let mut opt_level = 0;
    let mut known = std::collections::HashSet::new();
    let mut show_tree = false;
    let mut trace_lines = false;
    for arg in std::env::args().skip(1) {
        if let Some(level) = arg.strip_prefix("-O") {
            opt_level = level.parse().unwrap_or(1);
            continue;
        }
        if let Some(file) = arg.strip_prefix("-k") {
            known = std::fs::read(file)
                .unwrap_or_default()
                .split(|&byte| byte == b'\n')
                .map(<[u8]>::to_vec)
                .collect();
            continue;
        }
        if arg == "-t" {
            show_tree = true;
            continue;
        }
        if arg == "-T" {
            trace_lines = true;
            continue;
        }
        println!("=== {arg}");
        let source = match std::fs::read(&arg) {
            Ok(source) => source,
            Err(error) => {
                println!("{error}");
                continue;
            }
        };
        let mut host = TestHost::new(&source);
        host.show_tree = show_tree;
        host.known.clone_from(&known);
        let Some(name) = host.intern(arg.as_bytes()) else { continue };
        let options = Options { opt_level, trace_lines, small_int_bits: 63, ..Options::new(name) };
        match compile(&mut host, InputKind::File, &options) {
            Ok(_) => print!("{}", host.listing()),
            Err(error) => {
                let block = error.block.map(|name| host.name_text(name)).unwrap_or_default();
                println!("line {}, in {block}: {:?}: {error}", error.line, error.kind.class());
            }
        }
        if host.lent != 0 {
            println!("{} blocks are still lent", host.lent);
        }
    }
}
