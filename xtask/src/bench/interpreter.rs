//! `Interpreter`: a program that runs Python, and one run of it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use micropyrite_testkit::process::{Finished, run_timed};

use super::task::Task;
use crate::{Outcome, repo};

/// A program may take this long.
const LIMIT: Duration = Duration::from_secs(120);

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Run {
    /// Processor time, user and system.
    pub seconds: f64,
    /// The most memory that was held, where the system tells.
    pub peak_kib: Option<f64>,
    /// What was printed as the result.
    pub result: String,
}

/// A program that runs Python.
#[derive(Clone, Debug)]
pub struct Interpreter {
    /// What tables call it.
    pub name: String,
    program: PathBuf,
    options: Vec<String>,
}

impl Interpreter {
    /// An interpreter without options.
    pub fn new(name: &str, program: &Path) -> Interpreter {
        Interpreter { name: name.to_string(), program: program.to_path_buf(), options: Vec::new() }
    }

    /// `NAME=BINARY`, with options behind it.
    pub fn parse(text: &str) -> Outcome<Interpreter> {
        let (name, command) = text.split_once('=').ok_or("--peer takes NAME=BINARY")?;
        let mut words = command.split_whitespace();
        let program = words.next().ok_or_else(|| format!("{name}: there is no binary"))?;
        let program = if program.contains('/') { repo::existing(program)? } else { found(program) };
        let options = words.map(str::to_string).collect();
        Ok(Interpreter { name: name.to_string(), program, options })
    }

    /// The command that runs a program; `before` stands before the interpreter.
    pub fn command(&self, task: &Task, before: &[String]) -> Command {
        let mut words = before.iter();
        let mut command = match words.next() {
            Some(first) => Command::new(first),
            None => Command::new(&self.program),
        };
        if !before.is_empty() {
            command.args(words).arg(&self.program);
        }
        command.args(&self.options);
        if let Some(heap) = &task.heap {
            command.arg("-X").arg(format!("heapsize={heap}"));
        }
        if let Some(folder) = task.file.parent() {
            command.current_dir(folder);
        }
        for name in ["MICROPYPATH", "MICROPYINSPECT", "PYTHONPATH", "PYTHONINSPECT"] {
            command.env_remove(name);
        }
        // CPython would write what it has compiled, and hash otherwise each time.
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONHASHSEED", "0").arg(&task.file);
        command
    }

    /// Runs a program once.
    pub fn run(&self, task: &Task) -> Outcome<Run> {
        let (finished, time) = run_timed(&mut self.command(task, &[]), b"", LIMIT)
            .map_err(|error| format!("{}: {error}", self.program.display()))?;
        if !finished.success() {
            return Err(failure(&finished));
        }
        let text = finished.text();
        let peak_kib = line(&text, "PEAK ").and_then(|text| text.parse().ok());
        let seconds = time.as_secs_f64();
        if task.is_start {
            return Ok(Run { seconds, peak_kib, result: String::new() });
        }
        let result = line(&text, "RESULT ").ok_or_else(|| {
            let said = text.lines().last().unwrap_or("nothing");
            format!("no result: {said}")
        })?;
        Ok(Run { seconds, peak_kib, result: result.to_string() })
    }
}

/// The program behind a name without a folder. What is found where commands are may be a script that looks for it, whose
/// time is not the interpreter's.
fn found(name: &str) -> PathBuf {
    let mut command = Command::new(name);
    let asked = command.args(["-c", "import sys; print(sys.executable)"]).output();
    let said = asked.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_string());
    said.map(PathBuf::from).ok().filter(|path| path.is_absolute() && path.exists()).unwrap_or(name.into())
}

/// What follows a word at the beginning of a line.
pub fn line<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(word)).map(str::trim)
}

/// Why a run failed: how it ended, and the last line that it printed, to standard error if there is one.
pub fn failure(finished: &Finished) -> String {
    let last = |text: String| text.lines().rfind(|line| !line.trim().is_empty()).map(str::to_string);
    let said = last(String::from_utf8_lossy(&finished.stderr).into_owned()).or_else(|| last(finished.text()));
    format!("{}: {}", finished.ending(), said.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_have_names_and_options() {
        let peer = Interpreter::parse("native=no-such-program -X emit=native").unwrap();
        assert_eq!((peer.name.as_str(), peer.program.to_str()), ("native", Some("no-such-program")));
        assert_eq!(peer.options, ["-X", "emit=native"]);
        assert!(Interpreter::parse("micropython").is_err());
        assert!(Interpreter::parse("gone=./there/is/none").is_err());
    }

    #[test]
    fn results_stand_on_lines_of_their_own() {
        assert_eq!(line("a\nRESULT [1, 2]\nPEAK 20\n", "RESULT "), Some("[1, 2]"));
        assert_eq!(line("a\n", "RESULT "), None);
    }
}
