//! Known names: sorted, each once, none that is frozen already, every one used.
//!
//! A name that nothing refers to costs flash on every board.

use std::collections::HashSet;

use super::Tree;
use crate::qstr;

/// What is wrong with the list of known names.
pub fn check(tree: &Tree) -> Vec<String> {
    let (Some(known), Some(fixed)) = (tree.file(qstr::KNOWN), tree.file(qstr::FIXED)) else {
        return vec![format!("{}: does not exist", qstr::KNOWN)];
    };
    let (known, fixed) = match (qstr::sections(&known.text), qstr::sections(&fixed.text)) {
        (Ok(known), Ok(fixed)) => (known, fixed),
        (Err(error), _) | (_, Err(error)) => return vec![format!("{}: {error}", qstr::KNOWN)],
    };
    let used = used_words(tree);
    let mut seen: HashSet<&str> =
        fixed.iter().flat_map(|section| section.texts.iter().map(String::as_str)).collect();
    let mut found = Vec::new();
    for section in &known {
        for pair in section.texts.windows(2) {
            if pair[0] >= pair[1] {
                found.push(format!("{}: {} stands before {}", qstr::KNOWN, pair[0], pair[1]));
            }
        }
        for name in &section.texts {
            if !seen.insert(name) {
                found.push(format!("{}: {name} is there already", qstr::KNOWN));
            }
            if !used.contains(name.as_str()) {
                found.push(format!("{}: nothing uses {name}", qstr::KNOWN));
            }
        }
    }
    found
}

/// Every word and every literal of the crates and ports that could be a use of a name.
fn used_words(tree: &Tree) -> HashSet<&str> {
    let mut used = HashSet::new();
    let is_ours = |name: &str| name.starts_with("crates/") || name.starts_with("ports/");
    for file in tree.files.iter().filter(|file| file.is_rust() && is_ours(&file.name)) {
        if file.name.starts_with("crates/bytecode/src/qstr/") {
            continue;
        }
        used.extend(
            file.text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()),
        );
        used.extend(file.text.split('"').skip(1));
    }
    used
}
