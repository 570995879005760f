//! What the programs in `benches` must return, as CPython says.

use std::time::Duration;

use micropyrite_testkit::process::run;
use micropyrite_testkit::program::{Program, Size};

use super::interpreter::{failure, line};
use super::own::{programs, tail};
use crate::{Outcome, repo};

/// A program may take this long.
const LIMIT: Duration = Duration::from_secs(120);

/// Writes the expected results into the programs whose name contains a text.
pub fn write(python: &str, only: &str) -> Outcome {
    for program in programs()?.iter().filter(|program| program.name.contains(only)) {
        let mut results = Vec::new();
        for size in Size::ALL {
            let result =
                result(python, program, size).map_err(|wrong| format!("{}: {wrong}", program.name))?;
            results.push((size, result));
        }
        let text = program.expecting(&results);
        if text != program.source {
            println!("{}", program.path.display());
            repo::write(&program.path, &text)?;
        }
    }
    Ok(())
}

fn result(python: &str, program: &Program, size: Size) -> Outcome<String> {
    let file = repo::scratch("bench/expect")?.join(format!("{}.py", program.name));
    repo::write(&file, &(program.sized(size) + &tail()))?;
    let mut command = program.command(python.as_ref(), &file);
    let finished = run(&mut command, b"", LIMIT).map_err(|error| format!("{python}: {error}"))?;
    if !finished.success() {
        return Err(failure(&finished));
    }
    let text = finished.text();
    line(&text, "RESULT ").map(str::to_string).ok_or_else(|| "no result".to_string())
}
