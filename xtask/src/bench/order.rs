//! The order of functions in the program: what runs lies together.
//!
//! The system puts a program's pages into memory in pieces of 64 KB and more. What a small program uses is a twentieth of
//! ours: where it is spread over all of it, most of it is in memory. So the linker lays together what the start uses,
//! what many of the programs in `benches` use, and what some of them have in common. What the start uses comes last, since
//! the C library's part of it follows. Names in its script are patterns, since mangled names end in a hash. What
//! was renamed since falls out of the order and does no harm.

use std::collections::{BTreeMap, BTreeSet};

use super::interpreter::Interpreter;
use super::own::START;
use super::task::Task;
use super::{OURS, callgrind};
use crate::{Outcome, repo};

/// The linker's script.
const SCRIPT: &str = "crates/cli/order.ld";

/// Its beginning.
const HEAD: &str = "/* Functions that lie together: written by `cargo xtask bench --order`. */
SECTIONS
{
  .text.first :
  {
";

/// Its end.
const TAIL: &str = "  }
}
INSERT BEFORE .text;
";

/// Runs programs under callgrind and writes the script.
pub fn write(binary: &std::path::Path, tasks: &[Task]) -> Outcome {
    let ours = Interpreter::new(OURS, binary);
    let mut programs = Vec::new();
    for task in tasks {
        match callgrind::called(&ours, task) {
            Ok(names) => programs.push((task.class == START, names)),
            Err(reason) => eprintln!("left out: {}: {reason}", task.label()),
        }
    }
    repo::write(&repo::root().join(SCRIPT), &script(&programs))
}

/// The script for programs: whether each is the start, and the mangled names of what it calls.
fn script(programs: &[(bool, Vec<String>)]) -> String {
    // For each pattern: which programs use it.
    let mut users: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (program, (_, names)) in programs.iter().enumerate() {
        for pattern in names.iter().filter_map(|name| pattern(name)) {
            users.entry(pattern).or_default().insert(program);
        }
    }
    let mut patterns: Vec<(String, BTreeSet<usize>)> = users.into_iter().collect();
    patterns.sort_by_cached_key(|(_, users)| {
        let is_start = programs.iter().enumerate().any(|(i, (is_start, _))| *is_start && users.contains(&i));
        // What is in half of them by how many that are; the rest such that what some have in common is together.
        let common = if 2 * users.len() >= programs.len() { users.len() } else { 0 };
        (is_start, common, users.clone())
    });
    let mut text = HEAD.to_string();
    for (pattern, _) in patterns {
        text.push_str(&format!("    *(.text*.{pattern})\n"));
    }
    text + TAIL
}

/// The pattern of a function's section, if it is one of Rust's.
fn pattern(mangled: &str) -> Option<String> {
    let name = mangled.split('\'').next().unwrap_or(mangled);
    if name.starts_with("_ZN") {
        let (path, hash) = name.rsplit_once("17h")?;
        let is_hash = hash.len() > 16 && hash.bytes().take(16).all(|byte| byte.is_ascii_hexdigit());
        return is_hash.then(|| format!("{path}17h*"));
    }
    if !name.starts_with("_R") {
        return (name == "main").then(|| name.to_string());
    }
    // Each crate's name has its hash before it: `Cs5GDSzI5Zs_4core`.
    let mut parts = name.split("Cs");
    let mut pattern = parts.next()?.to_string();
    for part in parts {
        pattern.push_str("Cs");
        match part.split_once('_') {
            Some((hash, rest)) if hash.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                pattern.push_str("*_");
                pattern.push_str(rest);
            }
            _ => pattern.push_str(part),
        }
    }
    Some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_no_hashes() {
        let name = "_ZN16micropyrite_core4heap4Heap4take17h76eed21d27d10343E";
        assert_eq!(pattern(name).unwrap(), "_ZN16micropyrite_core4heap4Heap4take17h*");
        assert_eq!(pattern(&format!("{name}.llvm.12'2")), pattern(name));
        let name = "_RNvNtNtCsgEmfK2I1SDS_4core3str8converts9from_utf8";
        assert_eq!(pattern(name).unwrap(), "_RNvNtNtCs*_4core3str8converts9from_utf8");
        assert_eq!((pattern("memcpy"), pattern("main").is_some()), (None, true));
    }

    #[test]
    fn what_the_start_uses_comes_last() {
        let names = |list: &[&str]| list.iter().map(|n| format!("_ZN{n}17h0123456789abcdefE")).collect();
        let programs = [(false, names(&["1a", "1b"])), (true, names(&["1c"])), (false, names(&["1b"]))];
        let text = script(&programs);
        let place = |name: &str| text.find(&format!("*(.text*._ZN{name}17h*"));
        assert!(place("1a") < place("1b") && place("1b") < place("1c"), "{text}");
    }
}
