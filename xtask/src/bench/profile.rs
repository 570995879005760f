//! The document that says where the instructions of each program go.

use std::path::PathBuf;

use super::callgrind::{self, Counted};
use super::interpreter::Interpreter;
use super::kind::Kind;
use super::task::{Suite, Task};
use super::{OURS, Request, symbol, tasks};
use crate::{Outcome, region, repo};

/// The document.
const DOCUMENT: &str = "docs/profile.md";

/// How many functions are named of a program.
const FUNCTIONS: usize = 6;

/// A function that takes less of a program is not named, in percent.
const LEAST: f64 = 2.0;

/// How long names of functions may be.
const NAME_LENGTH: usize = 100;

/// Runs the programs under callgrind and writes the document; some of them only, and it is printed.
pub fn write(request: &Request) -> Outcome {
    let binary = match &request.ours {
        Some(binary) => binary.clone(),
        None => binary()?,
    };
    let ours = Interpreter::new(OURS, &binary);
    let mut profiles = Vec::new();
    for task in tasks(request)? {
        let counted = callgrind::count(&ours, &task).map_err(|reason| format!("{}: {reason}", task.label()));
        match counted {
            Ok(counted) => {
                eprintln!("{}: {:.1} million", task.label(), counted.total as f64 / 1e6);
                profiles.push((task, counted));
            }
            Err(reason) => eprintln!("left out: {reason}"),
        }
    }
    let text = format!("{}\n{}", table(&profiles), lists(&profiles));
    if request.only.is_empty() && request.suites == [Suite::Own] {
        region::write(&repo::root().join(DOCUMENT), "profile", &text)
    } else {
        print!("{text}");
        Ok(())
    }
}

/// Our release binary, with names of functions that tell for which type each was made.
fn binary() -> Outcome<PathBuf> {
    let folder = repo::scratch("bench/profile")?;
    let mut command = repo::cargo();
    command.args(["build", "--quiet", "--release", "--package", "micropyrite-cli"]);
    command.env("RUSTFLAGS", "-C symbol-mangling-version=v0").env("CARGO_TARGET_DIR", &folder);
    repo::must_run(&mut command)?;
    Ok(folder.join("release/micropyrite"))
}

/// The shares of kinds, a row for each program.
fn table(profiles: &[(Task, Counted)]) -> String {
    let mut text = String::from("| program | millions |");
    Kind::ALL.iter().for_each(|kind| text.push_str(&format!(" {} |", kind.heading())));
    text.push_str("\n|---|---|");
    Kind::ALL.iter().for_each(|_| text.push_str("---|"));
    text.push('\n');
    for (task, counted) in profiles {
        let millions = counted.total as f64 / 1e6;
        let digits = usize::from(millions < 10.0);
        text.push_str(&format!("| {} | {millions:.digits$} |", task.name));
        for kind in Kind::ALL {
            let functions = counted.functions.iter().filter(|(name, _)| Kind::of(name) == kind);
            let share = percent(functions.map(|(_, n)| n).sum(), counted);
            // What is less than half a percent is no more than noise.
            let shown = if share < 0.5 { String::new() } else { format!("{share:.0}") };
            text.push_str(&format!(" {shown} |"));
        }
        text.push('\n');
    }
    text
}

/// The functions that take most, a list for each program.
fn lists(profiles: &[(Task, Counted)]) -> String {
    let mut text = String::new();
    for (task, counted) in profiles {
        text.push_str(&format!("**{}** ({})\n\n", task.name, task.class));
        let mut functions: Vec<(&String, &u64)> = counted.functions.iter().collect();
        functions.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), *name));
        for (name, n) in functions.into_iter().take(FUNCTIONS) {
            let share = percent(*n, counted);
            if share >= LEAST {
                text.push_str(&format!("- {share:.1} % `{}`\n", symbol::short(name, NAME_LENGTH)));
            }
        }
        text.push('\n');
    }
    text
}

fn percent(n: u64, counted: &Counted) -> f64 {
    100.0 * n as f64 / counted.total.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        let functions = [("core::vm::dispatch::expansion::fast", 900), ("memcpy", 99), ("main", 1)];
        let functions = functions.map(|(name, n)| (name.to_string(), n)).into();
        let counted = Counted { total: 1000, functions, result: None };
        let task = Task::of_file(Suite::Own, "calls", "fib", "fib.py".into());
        let profiles = [(task, counted)];
        assert!(table(&profiles).contains("| fib | 0.0 | 90 | "), "{}", table(&profiles));
        assert!(table(&profiles).ends_with(" | 10 |\n"));
        let text = lists(&profiles);
        assert_eq!(
            text,
            "**fib** (calls)\n\n- 90.0 % `core::vm::dispatch::expansion::fast`\n- 9.9 % `memcpy`\n\n"
        );
    }
}
