//! What targets start from, made of the programs in `tests/py`.
//!
//! A fuzzer that starts from nothing spends its time on finding out what a file begins with.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use micropyrite_testkit::{corpus, process};

use crate::{Outcome, repo};

/// Larger files are changed in places that have been changed elsewhere.
const BYTES_MAX: u64 = 6000;

/// Bytes before a text that say how it is read.
const TEXT_HEAD: [u8; 6] = [0; 6];

/// Makes the seeds of a target in a folder, unless it takes bytes that mean nothing elsewhere.
pub fn make(target: &str, folder: &Path) -> Outcome<Option<PathBuf>> {
    let tests = repo::root().join("tests/py");
    let mut cases = corpus::find(&tests).map_err(|error| format!("{}: {error}", tests.display()))?;
    cases.retain(|case| fs::metadata(&case.path).is_ok_and(|about| about.len() <= BYTES_MAX));
    match target {
        "mpy" => compiled(&cases, folder)?,
        "parser" | "compiler" => texts(&cases, folder)?,
        _ => return Ok(None),
    }
    Ok(Some(folder.to_path_buf()))
}

/// The programs as compiled files.
fn compiled(cases: &[corpus::Case], folder: &Path) -> Outcome {
    let program = repo::binary("dev")?;
    for case in cases {
        let mut command = std::process::Command::new(&program);
        // Where it lies does not matter to what it does.
        command.args(["cross", "-s", "a.py", "-o"]).arg(seed(folder, case)).arg(&case.path);
        let finished = process::run(&mut command, b"", Duration::from_secs(20));
        let finished = finished.map_err(|error| format!("{}: {error}", program.display()))?;
        if !finished.success() {
            return Err(format!("{} does not compile: {}", case.name, finished.ending()));
        }
    }
    Ok(())
}

/// The programs as they are.
fn texts(cases: &[corpus::Case], folder: &Path) -> Outcome {
    for case in cases {
        let text = fs::read(&case.path).map_err(|error| format!("{}: {error}", case.path.display()))?;
        let path = seed(folder, case);
        fs::write(&path, [&TEXT_HEAD, text.as_slice()].concat())
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

fn seed(folder: &Path, case: &corpus::Case) -> PathBuf {
    folder.join(case.name.replace('/', "-"))
}
