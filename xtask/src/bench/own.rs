//! The suite of our own programs: those in `benches`, and those that are made.

use std::path::PathBuf;

use micropyrite_testkit::program::{CLIFFS, Program, Size};

use super::generated;
use super::task::{PEAK, Suite, Task};
use crate::{Outcome, repo};

/// The folders of the programs: those that boards run too, and those that only hosts run.
const FOLDERS: [&str; 2] = ["benches", "benches/host"];

/// What programs are examples of, in the order of tables.
pub const CLASSES: [&str; 22] = [
    "integer loops",
    "calls",
    "closures",
    "objects",
    "class creation",
    "globals",
    "floats",
    "containers",
    "sorting",
    "allocation",
    "generators",
    "async",
    "exceptions",
    "strings",
    "bytes",
    "json",
    "re",
    "big integers",
    "compile",
    "imports",
    START,
    CLIFFS,
];

/// The class of start-up, which is no program's work: means leave it out.
pub const START: &str = "start-up";

/// The programs in `benches`.
pub fn programs() -> Outcome<Vec<Program>> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        let folder: PathBuf = repo::root().join(folder);
        found.extend(Program::all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?);
    }
    Ok(found)
}

/// What follows a program that defines `run()`.
pub fn tail() -> String {
    format!("{PEAK}\n\nprint(\"RESULT\", run())\n_tell_peak()\n")
}

/// Every program, at its size for hosts.
pub fn tasks() -> Outcome<Vec<Task>> {
    let mut tasks = Vec::new();
    for program in programs()? {
        let class = program.class().ok_or_else(|| format!("{}: no class", program.name))?;
        let text = program.sized(Size::Host) + &tail();
        tasks.push(Task {
            heap: program.heap().map(str::to_string),
            expected: program.expected(Size::Host).map(str::to_string),
            is_in_mean: program.is_in_mean(),
            ..Task::new(Suite::Own, class, &program.name, &text)?
        });
    }
    tasks.extend(generated::tasks()?);
    let order = |task: &Task| CLASSES.iter().position(|class| *class == task.class);
    if let Some(task) = tasks.iter().find(|task| order(task).is_none()) {
        return Err(format!("{}: there is no class `{}`", task.label(), task.class));
    }
    tasks.sort_by_key(|task| (order(task), task.name.clone()));
    Ok(tasks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_has_a_class_and_results() {
        let programs = programs().unwrap();
        assert!(programs.len() >= 30);
        for program in programs {
            assert!(CLASSES.contains(&program.class().unwrap_or_default()), "{}", program.name);
            assert!(Size::ALL.iter().all(|size| program.expected(*size).is_some()), "{}", program.name);
            assert_ne!(program.sized(Size::Host), program.source, "{}", program.name);
        }
    }
}
