//! The shape of files: how long, how they open, how lines end.

use super::Tree;

/// Files longer than this are split, or exempt with a reason.
const LINES_MAX: usize = 1000;

/// The first line of a source file is no wider than this.
const TAGLINE_COLUMNS_MAX: usize = 80;

/// What is wrong with the shape of files.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in &tree.files {
        let name = file.name.as_str();
        if file.is_rust() {
            let lines = file.text.lines().count();
            if lines > LINES_MAX && !tree.config.long_files.contains_key(name) {
                found.push(format!("{name}: {lines} lines; split it by noun, or say in tidy.toml why not"));
            }
            if let Some(wrong) = opening(&file.text) {
                found.push(format!("{name}:1: {wrong}"));
            }
        }
        if is_prose_or_code(name) {
            found.extend(line_ends(name, &file.text));
        }
    }
    found
}

/// Expected outputs are data and keep their blanks.
fn is_prose_or_code(name: &str) -> bool {
    [".rs", ".md", ".toml", ".py", ".sh", ".x", ".ld"].iter().any(|end| name.ends_with(end))
        || name == ".ci/run"
}

fn opening(text: &str) -> Option<&'static str> {
    let mut lines = text.lines();
    let Some(tagline) = lines.next().and_then(|line| line.strip_prefix("//! ")) else {
        return Some("the first line is no `//!` tagline");
    };
    if tagline.chars().count() + "//! ".len() > TAGLINE_COLUMNS_MAX {
        return Some("the tagline is wider than 80 columns");
    }
    if lines.next().is_some_and(|line| line.starts_with("//! ")) {
        return Some("a blank `//!` follows the tagline");
    }
    None
}

fn line_ends(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        if line.ends_with([' ', '\t', '\r']) {
            found.push(format!("{name}:{}: blanks at the end of the line", at + 1));
        }
    }
    if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
        found.push(format!("{name}: ends in one line end"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings() {
        assert_eq!(opening("//! A thing.\n//!\n//! Why.\n"), None);
        assert_eq!(opening("//! A thing.\n\nuse x;\n"), None);
        assert!(opening("use x;\n").is_some());
        assert!(opening("//! A thing\n//! that goes on.\n").is_some());
        assert!(opening(&format!("//! {}\n", "x".repeat(77))).is_some());
    }

    #[test]
    fn ends_of_lines() {
        assert!(line_ends("f", "a\nb\n").is_empty());
        assert_eq!(line_ends("f", "a \nb").len(), 2);
    }
}
