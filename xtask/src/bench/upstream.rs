//! Upstream's own benchmarks, from its checkout, run by drivers of ours.

use std::path::Path;

use super::task::{PEAK, Repeated, Suite, Task};
use crate::{Outcome, repo};

/// The largest parameters that programs of `perf_bench` are run with: megahertz and kilobytes of some board.
const SPEED: usize = 1000;
const MEMORY: usize = 1000;

/// What programs of `internal_bench` do so often.
const TURNS: usize = 2_000_000;

/// What follows a program of `perf_bench`: its largest parameters that fit, its work as often as is asked for.
const PERF_DRIVER: &str = r#"

def _drive(speed, memory, repeats):
    fitting = [size for size in bm_params if size[0] * 10 <= speed * 12 and size[1] <= memory]
    for _ in range(repeats):
        run, result = bm_setup(bm_params[max(fitting)])
        run()
    print("RESULT", result())


_drive({speed}, {memory}, {repeats})
_tell_peak()
"#;

/// The module `bench` that programs of `internal_bench` import.
const INTERNAL_DRIVER: &str = r#"

def run(work):
    work({turns})
    print("RESULT done")
    _tell_peak()
"#;

/// The programs of `perf_bench`.
pub fn perf(upstream: &Path) -> Outcome<Vec<Task>> {
    let mut tasks = Vec::new();
    for (name, text) in sources(&upstream.join("tests/perf_bench"), "benchrun")? {
        let class = name.split('_').next().unwrap_or_default().to_string();
        let task = Task::new(Suite::Perf, &class, &name, &perf_text(&text, 1))?;
        tasks.push(Task { repeated: Some(Repeated { text, with: perf_text }), ..task });
    }
    Ok(tasks)
}

/// A program of `perf_bench` that does its work so often.
fn perf_text(text: &str, repeats: usize) -> String {
    let numbers = [("{speed}", SPEED), ("{memory}", MEMORY), ("{repeats}", repeats)];
    let driver = numbers
        .iter()
        .fold(PERF_DRIVER.to_string(), |driver, (key, number)| driver.replace(key, &number.to_string()));
    format!("{text}{PEAK}{driver}")
}

/// The programs of `internal_bench`.
pub fn internal(upstream: &Path) -> Outcome<Vec<Task>> {
    let mut tasks = Vec::new();
    for (name, text) in sources(&upstream.join("tests/internal_bench"), "bench")? {
        let class = name.split('-').next().unwrap_or_default().to_string();
        tasks.push(Task::new(Suite::Internal, &class, &name, &text)?);
    }
    let driver = INTERNAL_DRIVER.replace("{turns}", &TURNS.to_string());
    repo::write(&repo::scratch("bench/internal")?.join("bench.py"), &format!("{}{driver}", &PEAK[2..]))?;
    Ok(tasks)
}

/// Names and texts of a folder's programs, but for one.
fn sources(folder: &Path, driver: &str) -> Outcome<Vec<(String, String)>> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|ending| ending == "py") && name != driver {
            found.push((name, repo::read(&path)?));
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drivers_are_filled() {
        let text = perf_text("bm_params = {}\n", 3);
        assert!(text.contains("_drive(1000, 1000, 3)\n"), "{text}");
    }
}
