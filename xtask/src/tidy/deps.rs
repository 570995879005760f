//! The matrix of dependencies: arrows go to lower layers only.
//!
//! The table is the plan; the `Cargo.toml` files must agree with it. A new arrow is a decision and gets a
//! record in `docs/decisions`.

use super::Tree;

/// One crate: its folder, the crates of ours that it may use, and what it may use from outside.
struct Row {
    folder: &'static str,
    ours: &'static [&'static str],
    outside: &'static [&'static str],
}

const fn row(folder: &'static str, ours: &'static [&'static str], outside: &'static [&'static str]) -> Row {
    Row { folder, ours, outside }
}

/// Lowest layer first. `*` allows any of ours, for tools.
const MATRIX: &[Row] = &[
    row("crates/bytecode", &[], &[]),
    row("crates/num", &[], &[]),
    row("crates/hal", &[], &[]),
    row("crates/fs", &[], &[]),
    row("crates/syntax", &[], &[]),
    row("crates/compile", &["syntax", "bytecode", "num"], &[]),
    row("crates/core", &["bytecode", "num", "hal"], &["libm"]),
    row("crates/native", &["compile", "bytecode"], &[]),
    row("crates/modules", &["core", "fs"], &["libm"]),
    row("crates/machine", &["core", "hal"], &[]),
    row(
        "crates/micropyrite",
        &["bytecode", "num", "hal", "fs", "syntax", "compile", "core", "native", "modules", "machine"],
        &[],
    ),
    row("crates/repl", &["core", "hal"], &[]),
    row("crates/host", &["hal", "fs"], &["libc"]),
    row("crates/mip", &[], &["rustls-native-certs", "serde", "serde_json", "sha2", "tar", "ureq"]),
    row("crates/mpy", &["bytecode"], &[]),
    row("crates/board", &[], &["serde", "toml"]),
    row("crates/sim", &["micropyrite", "hal", "fs", "board"], &[]),
    row(
        "crates/cli",
        &["micropyrite", "repl", "host", "sim", "board", "compile", "native", "bytecode", "fs", "mip", "mpy"],
        &["lexopt"],
    ),
    row("crates/testkit", &[], &["libtest-mimic", "nix"]),
    row("crates/fuzz", &["micropyrite", "syntax", "compile", "bytecode", "testkit"], &[]),
    row("fuzz", &["fuzz"], &["libfuzzer-sys"]),
    row("ports/qemu", PORT, &[]),
    row("ports/minimal", &["micropyrite", "repl", "host", "qemu"], &[]),
    row("xtask", &["*"], &["lexopt", "rustc-demangle", "serde_json", "toml"]),
];

/// What a port may use of ours that has no row: it is built for chips alone.
const PORT: &[&str] = &["micropyrite", "repl", "machine", "hal", "board", "mpy"];

/// Where a `Cargo.toml` and the matrix disagree.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.name.ends_with("/Cargo.toml")) {
        let folder = file.name.trim_end_matches("/Cargo.toml");
        let table: toml::Table = match file.text.parse() {
            Ok(table) => table,
            Err(error) => {
                found.push(format!("{}: {error}", file.name));
                continue;
            }
        };
        for dependency in dependencies(&table) {
            if let Some(wrong) = judge(folder, &dependency) {
                found.push(format!("{}: {wrong}", file.name));
            }
        }
    }
    found
}

fn judge(folder: &str, dependency: &str) -> Option<String> {
    let is_port = folder.starts_with("ports/");
    let row = MATRIX.iter().find(|row| row.folder == folder);
    let (ours, outside) = match row {
        Some(row) => (row.ours, row.outside),
        None if is_port => (PORT, &[] as &[&str]),
        None => return Some("this crate has no row in xtask/src/tidy/deps.rs".to_string()),
    };
    let short = dependency.strip_prefix("micropyrite-");
    let own = if dependency == "micropyrite" { Some("micropyrite") } else { short };
    match own {
        Some(name) if ours.contains(&name) || ours.contains(&"*") => None,
        Some(name) => Some(format!("{folder} may not depend on {name}")),
        // A port brings its chip's crates.
        None if is_port || outside.contains(&dependency) => None,
        None => Some(format!("{dependency} is no dependency that a record allows")),
    }
}

/// The names of everything that ends up in a build; what tests use is free.
fn dependencies(table: &toml::Table) -> Vec<String> {
    let mut names = Vec::new();
    let targets = table.get("target").and_then(|targets| targets.as_table());
    let tables =
        targets.into_iter().flat_map(|targets| targets.values().filter_map(|target| target.as_table()));
    for table in std::iter::once(table).chain(tables) {
        for kind in ["dependencies", "build-dependencies"] {
            if let Some(list) = table.get(kind).and_then(|list| list.as_table()) {
                names.extend(list.keys().cloned());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_only_points_down() {
        for (at, row) in MATRIX.iter().enumerate() {
            for name in row.ours.iter().filter(|name| **name != "*") {
                let is_named =
                    |row: &Row| row.folder.split_once('/').is_some_and(|(_, folder)| folder == *name);
                let target = MATRIX.iter().position(is_named);
                assert!(target.is_some_and(|target| target < at), "{} -> {name}", row.folder);
            }
        }
    }

    #[test]
    fn arrows_are_judged() {
        assert_eq!(judge("crates/core", "micropyrite-num"), None);
        assert!(judge("crates/core", "micropyrite-compile").is_some());
        assert!(judge("crates/num", "serde").is_some());
        assert_eq!(judge("ports/qemu", "cortex-m-rt"), None);
        assert!(judge("ports/qemu", "micropyrite-core").is_some());
        assert!(judge("ports/qemu", "micropyrite-host").is_some());
        assert_eq!(judge("ports/minimal", "micropyrite-host"), None);
        assert_eq!(judge("ports/minimal", "cortex-m"), None);
        let table = "[target.'cfg(unix)'.dependencies]\nlibc = \"1\"\n".parse().unwrap();
        assert_eq!(dependencies(&table), ["libc"]);
    }
}
