//! `cargo xtask tidy`: the house rules that a machine can check.
//!
//! One file per kind of rule; each takes the [`Tree`] and adds findings. `tidy.toml` holds what may differ
//! from the rules, each with its reason. The verb prints the findings and `cargo test` fails on them.

mod config;
mod deps;
mod docs;
mod features;
mod fences;
mod qstrs;
mod shape;
mod source;
mod words;

use crate::{Outcome, arguments, repo};

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask tidy

Checks file sizes and opening lines, words that must not appear, dependencies between crates, where `unsafe`
stands, paths named in documents, the upstream map, known names and the number of feature switches. What is
exempt stands in tidy.toml with its reason. `cargo test` runs the same checks.
";

/// A text file of the repository.
struct File {
    /// Its path from the root.
    name: String,
    /// What is in it.
    text: String,
}

impl File {
    fn is_rust(&self) -> bool {
        self.name.ends_with(".rs")
    }

    /// The crate it belongs to, as its folder: `crates/core`, `xtask`.
    fn crate_folder(&self) -> &str {
        let parts = if self.name.starts_with("crates/") || self.name.starts_with("ports/") { 2 } else { 1 };
        let end = self.name.match_indices('/').nth(parts - 1).map_or(self.name.len(), |(at, _)| at);
        &self.name[..end]
    }
}

/// The repository's text files, and what was found in them.
struct Tree {
    files: Vec<File>,
    config: config::Config,
    findings: Vec<String>,
}

impl Tree {
    fn read() -> Outcome<Tree> {
        let root = repo::root();
        let config = config::Config::read(&repo::read(&root.join("tidy.toml"))?)?;
        let mut files = Vec::new();
        for name in repo::files()? {
            let path = root.join(&name);
            let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            // What is not UTF-8 is no text, and no business of these rules.
            if let Ok(text) = String::from_utf8(bytes) {
                files.push(File { name, text });
            }
        }
        Ok(Tree { files, config, findings: Vec::new() })
    }

    fn file(&self, name: &str) -> Option<&File> {
        self.files.iter().find(|file| file.name == name)
    }

    fn add(&mut self, finding: String) {
        self.findings.push(finding);
    }
}

/// Every finding, sorted.
fn findings() -> Outcome<Vec<String>> {
    let mut tree = Tree::read()?;
    let checks =
        [shape::check, words::check, deps::check, fences::check, docs::check, qstrs::check, features::check];
    for check in checks {
        let found = check(&tree);
        tree.findings.extend(found);
    }
    let unused = tree.config.unused(&tree.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>());
    unused.into_iter().for_each(|finding| tree.add(finding));
    tree.findings.sort();
    Ok(tree.findings)
}

/// Prints the findings; fails when there are any.
pub fn report() -> Outcome {
    let findings = findings()?;
    findings.iter().for_each(|finding| println!("{finding}"));
    if findings.is_empty() { Ok(()) } else { Err(format!("{} findings", findings.len())) }
}

/// Runs the verb.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    if let Some(option) = arguments::next(&mut options)? {
        return arguments::unexpected(option);
    }
    report()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_is_tidy() {
        let findings = findings().unwrap();
        assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
    }

    #[test]
    fn files_know_their_crate() {
        let folder = |name: &str| File { name: name.into(), text: String::new() }.crate_folder().to_string();
        assert_eq!(folder("crates/core/src/lib.rs"), "crates/core");
        assert_eq!(folder("xtask/src/main.rs"), "xtask");
        assert_eq!(folder("README.md"), "README.md");
    }
}
