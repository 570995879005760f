//! Processor time of benchmark programs, against the peer's.
//!
//! Each program is run a number of times on each binary in turn, so that a busy machine hurts both alike.
//! What counts is the median of user and system time, less that of an empty program. A result that is not
//! the peer's takes the program out of the mean: what is wrong cannot be fast.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use micropyrite_testkit::process::run_timed;
use serde_json::json;

use super::{Reading, Setup};
use crate::{Outcome, repo};

/// What is put after a program that defines `run()`.
const TAIL: &str = "\n\nprint('RESULT', run())\n";

/// A program may take this long.
const LIMIT: Duration = Duration::from_secs(120);

/// A benchmark program, ready to run.
struct Program {
    name: String,
    file: PathBuf,
    heap: Option<String>,
    in_mean: bool,
}

/// Runs every program on both binaries.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let folder = setup.bench.as_deref().ok_or("no --bench")?;
    let peer = setup.peer.as_deref().ok_or("no --peer")?;
    let programs = programs(folder)?;
    let scratch = repo::scratch("gauges")?;
    let empty = Program { name: "empty".into(), file: scratch.join("empty.py"), heap: None, in_mean: false };
    repo::write(&empty.file, "pass\n")?;
    let start = measure(&empty, [&setup.binary, peer], setup.rounds.max(7))?;
    let mut reading = Reading::new(&["program", "peer ms", "ours ms", "times as fast"]);
    let mut ratios: Vec<(f64, String)> = Vec::new();
    reading.values.insert(
        "start-up".to_string(),
        json!({ "ours": start.times[0] * 1e3, "peer": start.times[1] * 1e3 }),
    );
    let startup = start.times.map(|time| format!("{:.2}", time * 1e3));
    reading.table.push(&[
        "start-up".to_string(),
        startup[1].clone(),
        startup[0].clone(),
        ratio_text(start.times),
    ]);
    for program in &programs {
        let measured = match measure(program, [&setup.binary, peer], setup.rounds) {
            Ok(measured) => measured,
            Err(reason) => {
                reading.notes.push(format!("{}: {reason}", program.name));
                reading.values.insert(program.name.clone(), json!({ "error": reason }));
                continue;
            }
        };
        // A tenth of a millisecond is the clock's grain.
        let times = [0, 1].map(|at| (measured.times[at] - start.times[at]).max(1e-4));
        let ratio = times[1] / times[0];
        let shown = times.map(|time| format!("{:.1}", time * 1e3));
        reading.table.push(&[program.name.clone(), shown[1].clone(), shown[0].clone(), ratio_text(times)]);
        reading.values.insert(program.name.clone(), json!({ "ratio": ratio, "ms": times[0] * 1e3 }));
        if program.in_mean {
            ratios.push((ratio, program.name.clone()));
        }
    }
    if !ratios.is_empty() {
        let mean = (ratios.iter().map(|(ratio, _)| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
        ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (least, slowest) = &ratios[0];
        reading
            .notes
            .push(format!("geometric mean of {}: {mean:.2}, least: {least:.2} ({slowest})", ratios.len()));
        reading.values.insert("geometric mean".to_string(), json!(mean));
        reading.values.insert("least".to_string(), json!(least));
    }
    Ok(reading)
}

/// The programs of a folder, or of its `progs/py`.
fn programs(folder: &Path) -> Outcome<Vec<Program>> {
    let inner = folder.join("progs/py");
    let folder = if inner.is_dir() { inner } else { folder.to_path_buf() };
    let scratch = repo::scratch("gauges/programs")?;
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "py"));
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let source = repo::read(&path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let file = scratch.join(format!("{name}.py"));
        repo::write(&file, &(source.clone() + TAIL))?;
        let setting = |key: &str| {
            source.lines().find_map(|line| line.strip_prefix(key)).map(|value| value.trim().to_string())
        };
        found.push(Program { name, file, heap: setting("# heap:"), in_mean: setting("# suite:").is_none() });
    }
    if found.is_empty() { Err(format!("{}: no programs", folder.display())) } else { Ok(found) }
}

struct Measured {
    /// Seconds: ours, the peer's.
    times: [f64; 2],
}

fn measure(program: &Program, binaries: [&Path; 2], rounds: usize) -> Outcome<Measured> {
    let mut times: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    let mut results: [String; 2] = Default::default();
    for _ in 0..rounds.max(1) {
        for (at, binary) in binaries.into_iter().enumerate() {
            let mut command = Command::new(binary);
            if let Some(heap) = &program.heap {
                command.arg("-X").arg(format!("heapsize={heap}"));
            }
            let (finished, time) =
                run_timed(command.arg(&program.file), b"", LIMIT).map_err(|error| error.to_string())?;
            if !finished.success() {
                let text = finished.text();
                let whose = ["ours", "the peer"][at];
                return Err(format!(
                    "{whose}: {}: {}",
                    finished.ending(),
                    text.lines().last().unwrap_or_default()
                ));
            }
            let text = finished.text();
            results[at] = text.lines().filter(|line| line.starts_with("RESULT")).collect();
            times[at].push(time.as_secs_f64());
        }
        if results[0] != results[1] {
            return Err(format!("wrong: {} instead of {}", results[0], results[1]));
        }
    }
    Ok(Measured { times: times.map(median) })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

fn ratio_text(times: [f64; 2]) -> String {
    format!("{:.2}", times[1] / times[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
