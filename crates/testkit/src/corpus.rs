//! The corpus: Python programs with the output that they must print.
//!
//! A case is `<area>/<name>.py` with `<name>.py.exp` beside it. Each runs as users run it, with a
//! collection at every allocation, with code translated from the first call on, and with both; what it prints must be
//! the same each time. Comments in the first lines
//! of a program say what is special about it:
//!
//! - `# args: -X heapsize=64m`: options put before the file name;
//! - `# stdin: text`: a line for standard input;
//! - `# gc-stress: no, REASON`: left out of the runs that collect all the time;
//! - `# expect: micropython`: the expected output is not CPython's.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::{diff, process};

/// How long a program may take. Stress runs are slow; a hang is what this is for.
const LIMIT: Duration = Duration::from_secs(120);

/// How many lines at the top of a program are searched for settings.
const HEADER_LINES: usize = 8;

/// A way to run the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As users run it.
    Ordinary,
    /// With a collection at every allocation.
    GcStress,
    /// With a small step of a collection at every allocation.
    GcSteps,
    /// With code translated from the first call on.
    Hot,
    /// Both.
    HotStress,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Mode; 5] = [Mode::Ordinary, Mode::GcStress, Mode::GcSteps, Mode::Hot, Mode::HotStress];

    /// The name that reports show.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Ordinary => "ordinary",
            Mode::GcStress => "gc-stress",
            Mode::GcSteps => "gc-steps",
            Mode::Hot => "hot",
            Mode::HotStress => "hot gc-stress",
        }
    }

    fn options(self) -> &'static [&'static str] {
        match self {
            Mode::Ordinary => &[],
            Mode::GcStress => &["-X", "gc-stress"],
            Mode::GcSteps => &["-X", "gc-stress=steps"],
            Mode::Hot => &["-X", "hot=1"],
            Mode::HotStress => &["-X", "hot=1", "-X", "gc-stress"],
        }
    }
}

/// One program of the corpus.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name: `area/name`.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The settings in its first lines.
    pub header: Header,
}

/// What the first lines of a program say about how to run it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Options before the file name.
    pub args: Vec<String>,
    /// What stands on standard input.
    pub stdin: String,
    /// Is it left out of the run with a collection at every allocation?
    pub skip_stress: bool,
    /// Is the expected output MicroPython's where CPython's differs?
    pub micropython_only: bool,
}

impl Header {
    /// Reads the settings of a program.
    pub fn read(source: &str) -> Header {
        let mut header = Header::default();
        for line in source.lines().take(HEADER_LINES) {
            let Some((key, value)) = line.strip_prefix("# ").and_then(|line| line.split_once(": ")) else {
                continue;
            };
            match key {
                "args" => header.args = value.split_whitespace().map(str::to_string).collect(),
                "stdin" => {
                    header.stdin.push_str(value);
                    header.stdin.push('\n');
                }
                "gc-stress" => header.skip_stress = value.starts_with("no"),
                "expect" => header.micropython_only = value.starts_with("micropython"),
                _ => {}
            }
        }
        header
    }
}

impl Case {
    /// The file with the expected output.
    pub fn expected_path(&self) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".exp");
        name.into()
    }

    /// Does it run in this mode?
    pub fn runs_in(&self, mode: Mode) -> bool {
        matches!(mode, Mode::Ordinary | Mode::Hot) || !self.header.skip_stress
    }

    /// Runs it on `binary` and says what is wrong.
    pub fn check(&self, binary: &Path, mode: Mode) -> Result<(), String> {
        let expected = fs::read_to_string(self.expected_path()).map_err(|error| {
            format!("{}: {error}; see `cargo xtask expect`", self.expected_path().display())
        })?;
        let mut options: Vec<&str> = mode.options().to_vec();
        options.extend(self.header.args.iter().map(String::as_str));
        let actual = self.output(binary, &options)?;
        match diff::first_difference(&expected, &actual) {
            None => Ok(()),
            Some(shown) => Err(format!("{} prints something else\n{shown}", self.path.display())),
        }
    }

    /// What `binary` prints when it runs this program, which must end well.
    pub fn output(&self, binary: &Path, options: &[&str]) -> Result<String, String> {
        let mut command = Command::new(binary);
        // The programs are small: one that wants a terminal, a home or a search path is no test.
        command.args(options).arg(&self.path).env("MICROPYPATH", "").env("PYTHONIOENCODING", "utf-8");
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONHASHSEED", "0");
        let finished = process::run(&mut command, self.header.stdin.as_bytes(), LIMIT)
            .map_err(|error| format!("{}: {error}", binary.display()))?;
        let text = finished.text();
        if finished.success() {
            return Ok(text);
        }
        let tail: Vec<&str> = text.lines().rev().take(8).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        let stderr = String::from_utf8_lossy(&finished.stderr).into_owned();
        Err(format!("{} {}\n{}\n{stderr}", self.path.display(), finished.ending(), tail.join("\n")))
    }
}

/// Every program under `folder`, by name.
pub fn find(folder: &Path) -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for area in sorted_entries(folder)? {
        if !area.is_dir() {
            continue;
        }
        for path in sorted_entries(&area)? {
            if path.extension().is_some_and(|ext| ext == "py") {
                let header = Header::read(&fs::read_to_string(&path)?);
                let name = path.strip_prefix(folder).unwrap_or(&path).with_extension("");
                cases.push(Case { name: name.to_string_lossy().into_owned(), path, header });
            }
        }
    }
    Ok(cases)
}

fn sorted_entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read() {
        let source = "# args: -X heapsize=64m\n# stdin: a: b\n# gc-stress: no, allocates a lot\nprint(1)\n";
        let header = Header::read(source);
        assert_eq!(header.args, ["-X", "heapsize=64m"]);
        assert_eq!(header.stdin, "a: b\n");
        assert!(header.skip_stress && !header.micropython_only);
    }

    #[test]
    fn prose_is_no_setting() {
        assert_eq!(Header::read("# Sums: a list is added up.\nargs = 1\n"), Header::default());
    }
}
