//! `Task`: a program of a suite, ready to run.

use std::path::PathBuf;

use crate::{Outcome, repo};

/// What follows a program that is measured: a function that tells the most memory that the process has held.
///
/// The process itself asks. A parent that asks is told of its own memory too, since a child starts as its copy.
pub const PEAK: &str = r#"

def _tell_peak():
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM"):
                    print("PEAK", line.split()[1])
    except OSError:
        pass
"#;

/// Where programs come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    /// The programs in `benches`.
    Own,
    /// Upstream's `tests/perf_bench`.
    Perf,
    /// Upstream's `tests/internal_bench`.
    Internal,
}

impl Suite {
    /// Every suite.
    pub const ALL: [Suite; 3] = [Suite::Own, Suite::Perf, Suite::Internal];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Suite::Own => "own",
            Suite::Perf => "perf",
            Suite::Internal => "internal",
        }
    }

    /// The suite of a name.
    pub fn parse(name: &str) -> Outcome<Suite> {
        let found = Suite::ALL.into_iter().find(|suite| suite.name() == name);
        found.ok_or_else(|| format!("there is no suite `{name}`"))
    }
}

/// A program whose work can be done any number of times.
#[derive(Clone, Debug)]
pub struct Repeated {
    /// The program alone.
    pub text: String,
    /// The program with what drives it, so often.
    pub with: fn(&str, usize) -> String,
}

/// A program to run.
#[derive(Clone, Debug)]
pub struct Task {
    pub suite: Suite,
    pub class: String,
    pub name: String,
    /// The file that is run.
    pub file: PathBuf,
    /// The heap that it asks for.
    pub heap: Option<String>,
    /// What it must print; if nothing is known, what the first interpreter prints.
    pub expected: Option<String>,
    /// Whether the mean of its suite counts it.
    pub is_in_mean: bool,
    /// Whether it is the start itself, which nothing is subtracted from.
    pub is_start: bool,
    /// How its work is done more often, if it can be.
    pub repeated: Option<Repeated>,
}

impl Task {
    /// A program whose text is written into the suite's folder.
    pub fn new(suite: Suite, class: &str, name: &str, text: &str) -> Outcome<Task> {
        let folder = repo::scratch(&format!("bench/{}", suite.name()))?;
        let task = Task::of_file(suite, class, name, folder.join(format!("{name}.py")));
        repo::write(&task.file, text)?;
        Ok(task)
    }

    /// A program in a file.
    pub fn of_file(suite: Suite, class: &str, name: &str, file: PathBuf) -> Task {
        Task {
            suite,
            class: class.to_string(),
            name: name.to_string(),
            file,
            heap: None,
            expected: None,
            is_in_mean: true,
            is_start: false,
            repeated: None,
        }
    }

    /// Its suite and name.
    pub fn label(&self) -> String {
        format!("{}/{}", self.suite.name(), self.name)
    }
}
