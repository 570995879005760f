//! The repository: where it is, what is in it, how its programs are built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// The folder that holds the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Where builds go: `CARGO_TARGET_DIR`, otherwise `target`.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A folder under the target folder, made if it is not there.
pub fn scratch(name: &str) -> Outcome<PathBuf> {
    let folder = target().join(name);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// `cargo` in the repository, the one that runs this program.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs a command that shows its output, and says so when it fails.
pub fn must_run(command: &mut Command) -> Outcome {
    let shown = format!("{command:?}");
    let status = command.status().map_err(|error| format!("{shown}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown}: {status}")) }
}

/// Can this program be started at all?
pub fn has_program(name: &str) -> bool {
    Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Builds the command-line program for use and returns its path.
pub fn release_binary() -> Outcome<PathBuf> {
    binary("release")
}

/// Builds the command-line program with a profile and returns its path.
pub fn binary(profile: &str) -> Outcome<PathBuf> {
    must_run(cargo().args(["build", "--quiet", "--profile", profile, "--package", "micropyrite-cli"]))?;
    // Cargo's name for the folder of its first profile is an older one.
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(target().join(folder).join("micropyrite"))
}

/// Reads a text file; the message names it.
pub fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a text file; the message names it.
pub fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// An existing path that the user gave, made absolute.
pub fn existing(path: impl AsRef<Path>) -> Outcome<PathBuf> {
    let path = path.as_ref();
    path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))
}

/// Every file of the repository by its path from the root, sorted; builds and git's own are left out.
pub fn files() -> Outcome<Vec<String>> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries {
            let path = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
            let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let last = name.rsplit('/').next().unwrap_or_default();
            if matches!(last, "target" | ".git" | "__pycache__" | "node_modules") {
                continue;
            }
            if path.is_dir() { folders.push(path) } else { found.push(name) }
        }
    }
    found.sort();
    Ok(found)
}
