//! `Program`: a benchmark program, which defines `run()`.
//!
//! What runs it decides what comes after: the same text goes to a process and to a board.

use std::path::{Path, PathBuf};

use crate::{Outcome, repo};

/// A benchmark program.
pub struct Program {
    /// Its file's name, without the ending.
    pub name: String,
    /// Its text.
    pub source: String,
    /// The heap that it asks for on a host.
    pub heap: Option<String>,
    /// Whether the mean counts it.
    pub in_mean: bool,
}

impl Program {
    /// The programs of a folder, or of its `progs/py`, by name.
    pub fn all(folder: &Path) -> Outcome<Vec<Program>> {
        let inner = folder.join("progs/py");
        let folder = if inner.is_dir() { inner } else { folder.to_path_buf() };
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ext| ext == "py"));
        paths.sort();
        let mut found = Vec::new();
        for path in paths {
            let source = repo::read(&path)?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let setting = |key: &str| {
                source.lines().find_map(|line| line.strip_prefix(key)).map(|value| value.trim().to_string())
            };
            let (heap, suite) = (setting("# heap:"), setting("# suite:"));
            found.push(Program { name, source, heap, in_mean: suite.is_none() });
        }
        if found.is_empty() { Err(format!("{}: no programs", folder.display())) } else { Ok(found) }
    }
}
