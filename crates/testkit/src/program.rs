//! `Program`: a benchmark program, which defines `run()`.
//!
//! What runs it decides what comes after: the same text goes to a process and to a board. A program opens with a
//! comment that says what it is about; comments below that say what is special about it:
//!
//! - `# class: floats`: what it is an example of;
//! - `# host: N = 20000`: the size for hosts, in place of the line that begins with `N =`, which is for boards;
//! - `# expect: 45`: what `run()` returns as it stands;
//! - `# expect on hosts: 4500`: what it returns with the size for hosts;
//! - `# heap: 32m`: the heap that it asks for on a host;
//! - `# suite: cliff`: it stays out of means.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The class of programs where one side has a steep cost; means leave it out.
pub const CLIFFS: &str = "cliffs";

/// How large the work of a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// As it stands in the file: some ten million instructions of a chip.
    Small,
    /// As it says for hosts: some hundred milliseconds.
    Host,
}

impl Size {
    /// Both.
    pub const ALL: [Size; 2] = [Size::Small, Size::Host];

    /// What stands before the expected result.
    pub fn expect_key(self) -> &'static str {
        match self {
            Size::Small => "# expect:",
            Size::Host => "# expect on hosts:",
        }
    }
}

/// A benchmark program.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its file's name, without the ending.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// Its text.
    pub source: String,
}

impl Program {
    /// The programs of a folder, by name; those of folders in it are not among them.
    pub fn all(folder: &Path) -> io::Result<Vec<Program>> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder)? {
            paths.push(entry?.path());
        }
        paths.retain(|path| path.extension().is_some_and(|ext| ext == "py"));
        paths.sort();
        paths.into_iter().map(Program::read).collect()
    }

    fn read(path: PathBuf) -> io::Result<Program> {
        let source = fs::read_to_string(&path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Program { name, path, source })
    }

    /// The value of a comment at the top.
    pub fn setting(&self, key: &str) -> Option<&str> {
        let comments = self.source.lines().take_while(|line| line.starts_with('#'));
        comments.filter_map(|line| line.strip_prefix(key)).map(str::trim).next()
    }

    /// The heap that it asks for on a host.
    pub fn heap(&self) -> Option<&str> {
        self.setting("# heap:")
    }

    /// What it is an example of.
    pub fn class(&self) -> Option<&str> {
        self.setting("# class:")
    }

    /// Whether means count it.
    pub fn is_in_mean(&self) -> bool {
        self.setting("# suite:").is_none() && self.class() != Some(CLIFFS)
    }

    /// What `run()` must return, as it is printed.
    pub fn expected(&self, size: Size) -> Option<&str> {
        self.setting(size.expect_key())
    }

    /// The text, with the work of a size.
    pub fn sized(&self, size: Size) -> String {
        match self.setting("# host:") {
            Some(line) if size == Size::Host => with_line(&self.source, line),
            _ => self.source.clone(),
        }
    }

    /// The text with other expected results in its comments.
    pub fn expecting(&self, results: &[(Size, String)]) -> String {
        let is_expected = |line: &str| results.iter().any(|(size, _)| line.starts_with(size.expect_key()));
        let at = self.source.lines().take_while(|line| line.starts_with('#')).count();
        let mut text = String::new();
        for (number, line) in self.source.lines().enumerate() {
            if number == at {
                for (size, result) in results {
                    text.push_str(&format!("{} {result}\n", size.expect_key()));
                }
            }
            if number >= at || !is_expected(line) {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }

    /// A command that runs a file that holds this program on a host.
    pub fn command(&self, binary: &Path, file: &Path) -> Command {
        let mut command = Command::new(binary);
        if let Some(heap) = self.heap() {
            command.arg("-X").arg(format!("heapsize={heap}"));
        }
        command.arg(file);
        command
    }
}

/// The text with `N = 5` in place of the line that gives `N` another value.
fn with_line(source: &str, line: &str) -> String {
    let name = line.split('=').next().unwrap_or(line);
    let mut text = String::new();
    let mut found = false;
    for old in source.lines() {
        let is_it = !found && old.split_once('=').is_some_and(|(left, _)| left == name);
        found |= is_it;
        text.push_str(if is_it { line } else { old });
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> Program {
        let source =
            "# Sums.\n# class: cliffs\n# host: N = 70\n# expect: 3\nN = 7\n\n\ndef run():\n    return N\n";
        Program { name: "sums".into(), path: PathBuf::new(), source: source.into() }
    }

    #[test]
    fn settings_stand_at_the_top() {
        let program = program();
        assert_eq!(program.class(), Some(CLIFFS));
        assert_eq!(program.expected(Size::Small), Some("3"));
        assert_eq!(program.expected(Size::Host), None);
        assert_eq!(program.heap(), None);
        assert!(!program.is_in_mean());
    }

    #[test]
    fn sizes_change_one_line() {
        let program = program();
        assert_eq!(program.sized(Size::Small), program.source);
        assert_eq!(program.sized(Size::Host), program.source.replace("\nN = 7\n", "\nN = 70\n"));
    }

    #[test]
    fn expected_results_are_replaced() {
        let results = [(Size::Small, "7".to_string()), (Size::Host, "70".to_string())];
        let text = program().expecting(&results);
        assert!(text.contains("# host: N = 70\n# expect: 7\n# expect on hosts: 70\nN = 7\n"), "{text}");
        assert!(!text.contains("# expect: 3"));
    }
}
