//! Instructions of a process, by function, as valgrind's callgrind counts them.

use std::collections::HashMap;
use std::time::Duration;

use micropyrite_testkit::process::run;

use super::interpreter::{Interpreter, failure, line};
use super::symbol;
use super::task::Task;
use crate::{Outcome, repo};

/// A program may take this long: it runs some fifty times as long as otherwise.
const LIMIT: Duration = Duration::from_secs(900);

/// What a process took.
pub struct Counted {
    /// Instructions.
    pub total: u64,
    /// Instructions of functions alone, by name.
    pub functions: HashMap<String, u64>,
    /// What the program printed as its result.
    pub result: Option<String>,
}

/// Runs a program once.
pub fn count(interpreter: &Interpreter, task: &Task) -> Outcome<Counted> {
    let (text, printed) = profiled(interpreter, task)?;
    let (total, functions) = parse(&text, symbol::readable).ok_or_else(|| "no counts".to_string())?;
    Ok(Counted { total, functions, result: line(&printed, "RESULT ").map(str::to_string) })
}

/// The mangled names of all functions that run in a program.
pub fn called(interpreter: &Interpreter, task: &Task) -> Outcome<Vec<String>> {
    let (text, _) = profiled(interpreter, task)?;
    let (_, functions) = parse(&text, str::to_string).ok_or_else(|| "no counts".to_string())?;
    Ok(functions.into_keys().collect())
}

/// What callgrind writes of a program, and what that prints.
fn profiled(interpreter: &Interpreter, task: &Task) -> Outcome<(String, String)> {
    if !repo::has_program("valgrind") {
        return Err("valgrind is missing".to_string());
    }
    // Two that run at a time each write their own.
    let output = repo::scratch("bench")?.join(format!("callgrind.{}", std::process::id()));
    let before = [
        "valgrind".to_string(),
        "--tool=callgrind".to_string(),
        "--demangle=no".to_string(),
        format!("--callgrind-out-file={}", output.display()),
    ];
    let finished = run(&mut interpreter.command(task, &before), b"", LIMIT)
        .map_err(|error| format!("valgrind: {error}"))?;
    if !finished.success() {
        return Err(failure(&finished));
    }
    let text = repo::read(&output)?;
    std::fs::remove_file(&output).map_err(|error| format!("{}: {error}", output.display()))?;
    Ok((text, finished.text()))
}

/// The sum, and what each function takes without those that it calls.
///
/// A file says `fn=(7) name` the first time and `fn=(7)` later; then come lines `place count`. The line after `calls=`
/// is what a function that was called took with all that it called, and belongs to that one.
fn parse(text: &str, named: impl Fn(&str) -> String) -> Option<(u64, HashMap<String, u64>)> {
    let mut names: HashMap<&str, String> = HashMap::new();
    let mut functions: HashMap<String, u64> = HashMap::new();
    let mut function = String::new();
    let mut is_call = false;
    let mut total = None;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("summary: ").or_else(|| line.strip_prefix("totals: ")) {
            total = rest.trim().parse().ok();
        } else if let Some(name) = line.strip_prefix("fn=").or_else(|| line.strip_prefix("cfn=")) {
            let (number, mangled) = name.split_once(' ').unwrap_or((name, ""));
            if !mangled.is_empty() {
                names.insert(number, named(mangled));
            }
            if line.starts_with("fn=") {
                function = names.get(number)?.clone();
            }
        } else if line.starts_with("calls=") {
            is_call = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let count: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
            if !std::mem::take(&mut is_call) {
                *functions.entry(function.clone()).or_default() += count;
            }
        }
    }
    Some((total?, functions))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_belong_to_who_is_called() {
        let text = "events: Ir\nsummary: 45\n\nfn=(1) main\n0 10\ncfn=(2) work'2\ncalls=3 0\n0 30\n+2 5\n\nfn=(2)\n0 30\ntotals: 45\n";
        let (total, functions) = parse(text, symbol::readable).unwrap();
        assert_eq!(total, 45);
        assert_eq!(functions["main"], 15);
        assert_eq!(functions["work"], 30);
    }
}
