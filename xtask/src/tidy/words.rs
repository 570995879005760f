//! Words that must not stand in the tree.
//!
//! Marks of unfinished work, and paths of some developer's machine. The list is written in halves, so that
//! it does not find itself.

use super::{Tree, source};

/// Marks of unfinished work, in comments and prose.
const MARKS: [&str; 5] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK"), concat!("WI", "P")];

/// Macros that stand for code that is not there.
const STUBS: [&str; 2] = [concat!("todo", "!("), concat!("unimplemented", "!(")];

/// Texts that belong to a machine, not to the project.
const PRIVATE: [&str; 3] = [concat!("/work", "/"), concat!("/ro", "ot/"), concat!("../", "shared")];

/// What stands where it must not.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in &tree.files {
        let name = file.name.as_str();
        if name.ends_with(".lock") || name.ends_with(".exp") {
            continue;
        }
        for mark in MARKS {
            for line in source::lines_with(&file.text, mark) {
                found.push(format!("{name}:{line}: {mark}: finish it, or write an issue"));
            }
        }
        for text in STUBS.iter().chain(&PRIVATE) {
            for (at, line) in file.text.lines().enumerate() {
                if line.contains(text) {
                    found.push(format!("{name}:{}: {text} must not stand here", at + 1));
                }
            }
        }
    }
    found
}
