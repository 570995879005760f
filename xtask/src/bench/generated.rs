//! Programs of our suite that are made: start-up, imports, a long file.

use super::own::{START, tail};
use super::task::{PEAK, Suite, Task};
use crate::long_file::long_file;
use crate::{Outcome, repo};

/// How many modules are imported.
const N_MODULES: usize = 100;

/// A small module.
const MODULE: &str = r#"# A module of many.
SIZE = {n}


class Part{n}:
    def __init__(self, name):
        self.name = name

    def size(self):
        return SIZE + len(self.name)


def join(a, b={n}):
    return a + b + Part{n}("part").size()
"#;

/// The programs.
pub fn tasks() -> Outcome<Vec<Task>> {
    Ok(vec![start()?, imports()?, compile_long()?])
}

/// A program that does nothing, and says so: what it takes is subtracted from all others.
pub fn empty() -> Outcome<Task> {
    Task::new(Suite::Own, "empty", "empty", &format!("def run():\n    pass\n{}", tail()))
}

fn start() -> Outcome<Task> {
    let task = Task::new(Suite::Own, START, "start", "pass\n")?;
    Ok(Task { is_start: true, is_in_mean: false, ..task })
}

fn imports() -> Outcome<Task> {
    let folder = repo::scratch("bench/own")?;
    let mut text = String::from("def run():\n    total = 0\n");
    for n in 0..N_MODULES {
        repo::write(&folder.join(format!("part_{n}.py")), &MODULE.replace("{n}", &n.to_string()))?;
        text.push_str(&format!("    import part_{n}\n    total += part_{n}.join(1)\n"));
    }
    text.push_str("    return total\n");
    // Each adds 1, its default, its size and the length of a name.
    let total: usize = (0..N_MODULES).map(|n| 1 + n + n + 4).sum();
    Ok(Task {
        expected: Some(total.to_string()),
        ..Task::new(Suite::Own, "imports", "imports", &(text + &tail()))?
    })
}

fn compile_long() -> Outcome<Task> {
    let mut text = long_file();
    let last = text.lines().rev().find_map(|line| line.strip_prefix("class Shape")).unwrap_or_default();
    let last = last.trim_end_matches(':').to_string();
    text.push_str(&format!("print(\"RESULT\", Shape{last}.corners)\n{PEAK}\n\n_tell_peak()\n"));
    Ok(Task {
        heap: Some("64m".to_string()),
        expected: Some(last),
        ..Task::new(Suite::Own, "compile", "compile_long", &text)?
    })
}
