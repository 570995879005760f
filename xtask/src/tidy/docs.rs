//! Documents tell the truth about paths, and the upstream map is whole.
//!
//! A path is what stands between backquotes or as the target of a link and begins with one of our folders,
//! or with `crates/` left out where a table says so. Patterns (`*`, `<name>`) are not paths.

use std::path::Path;

use super::{File, Tree};
use crate::repo;

/// The documents whose paths are checked.
const ROOTS: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

/// What a path of ours begins with.
const FOLDERS: [&str; 12] = [
    "crates/",
    "docs/",
    "xtask/",
    "examples/",
    "tests/",
    "ports/",
    "boards/",
    ".ci/",
    "fuzz/",
    "benches/",
    "python/",
    ".cargo/",
];

/// Where the map of upstream's files stands.
const MAP: &str = "docs/upstream-map.md";

/// Upstream's files that the map must have a row for, one a line.
const UPSTREAM_FILES: &str = include_str!("upstream_files.txt");

/// What a row says of a file whose work is not done yet: it comes with one of these.
const LATER: [&str; 6] =
    ["the library", "bare metal", ".mpy and packages", "native code", "networking", "boards"];

/// What is wrong with documents.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    let is_document = |file: &&File| {
        ROOTS.contains(&file.name.as_str()) || (file.name.starts_with("docs/") && file.name.ends_with(".md"))
    };
    for file in tree.files.iter().filter(is_document) {
        found.extend(paths(tree, file));
    }
    match tree.file(MAP) {
        Some(map) => found.extend(check_map(&map.text)),
        None => found.push(format!("{MAP}: does not exist")),
    }
    found
}

fn paths(tree: &Tree, file: &File) -> Vec<String> {
    let root = repo::root();
    let mut found = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        for path in named_paths(line) {
            let foreign = tree.config.foreign_paths.keys().any(|known| path.starts_with(known.as_str()));
            if !foreign && !root.join(&path).exists() {
                found.push(format!("{}:{}: {path} does not exist", file.name, at + 1));
            }
        }
        let folder = root.join(Path::new(&file.name).parent().unwrap_or(Path::new("")));
        for target in link_targets(line) {
            if !folder.join(&target).exists() {
                found.push(format!("{}:{}: the link to {target} leads nowhere", file.name, at + 1));
            }
        }
    }
    found
}

/// The paths of ours between backquotes; `::` and what follows is an item in the file.
fn named_paths(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in line.split('`').skip(1).step_by(2) {
        let path = word.split("::").next().unwrap_or(word);
        let is_pattern = path.contains(['*', '<', '>', '…', ' ', '$', '{', '#']) || path.contains("NAME");
        if FOLDERS.iter().any(|folder| path.starts_with(folder)) && !is_pattern {
            found.push(path.trim_end_matches('/').to_string());
        }
    }
    found
}

/// The targets of links to files.
fn link_targets(line: &str) -> Vec<String> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    let files = targets.map(|target| target.split('#').next().unwrap_or(target));
    files.filter(|target| !target.is_empty() && !target.contains("://")).map(str::to_string).collect()
}

/// Every file of upstream has one row, which names a path of ours or says with what it comes.
fn check_map(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let rows: Vec<Vec<&str>> = text.lines().filter(|line| line.starts_with("| `")).map(cells).collect();
    for file in UPSTREAM_FILES.lines().filter(|line| !line.is_empty()) {
        let quoted = format!("`{file}`");
        let matching: Vec<_> =
            rows.iter().filter(|row| row.first().is_some_and(|cell| *cell == quoted)).collect();
        match matching.as_slice() {
            [] => found.push(format!("{MAP}: no row for {file}")),
            [row] => {
                let job = row.get(1).copied().unwrap_or_default();
                let later = job.strip_prefix("comes with: ").is_some_and(|with| LATER.contains(&with));
                if !later && named_paths(job).is_empty() && job != "not needed" {
                    found.push(format!("{MAP}: the row for {file} names no path"));
                }
            }
            _ => found.push(format!("{MAP}: {file} has more than one row")),
        }
    }
    found
}

fn cells(row: &str) -> Vec<&str> {
    row.trim_matches('|').split(" | ").map(|cell| cell.trim_matches(['|', ' '])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_patterns() {
        let line = "see `crates/core/src/lib.rs::run`, `crates/*/src`, `py/vm.c` and `docs/`";
        assert_eq!(named_paths(line), ["crates/core/src/lib.rs", "docs"]);
    }

    #[test]
    fn links_to_files_are_found() {
        assert_eq!(link_targets("[a](docs/a.md#x) [b](https://b) [c](#c)"), ["docs/a.md"]);
    }

    #[test]
    fn a_row_says_where() {
        let whole: String =
            UPSTREAM_FILES.lines().map(|file| format!("| `{file}` | `crates/x` | |\n")).collect();
        assert!(check_map(&whole).is_empty());
        let vague = whole.replacen("`crates/x`", "somewhere", 1);
        assert_eq!(check_map(&vague).len(), 1);
        let later = whole.replacen("`crates/x`", "comes with: boards", 1);
        assert!(check_map(&later).is_empty());
    }
}
