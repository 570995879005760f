//! Processor time of benchmark programs, against the peer's.
//!
//! Each program is run a number of times on each binary in turn, so that a busy machine hurts both alike.
//! What counts is the median of user and system time, less that of an empty program. A result that is not
//! the peer's takes the program out of the mean: what is wrong cannot be fast.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use micropyrite_testkit::process::run_timed;
use micropyrite_testkit::program::Size;
use serde_json::json;

use super::{Reading, Setup, programs};
use crate::score::median;
use crate::{Outcome, repo};

/// What is put after a program that defines `run()`.
const TAIL: &str = "\n\nprint('RESULT', run())\n";

/// A program may take this long.
const LIMIT: Duration = Duration::from_secs(120);

/// Runs every program on both binaries.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let folder = setup.bench.as_deref().ok_or("no --bench")?;
    let peer = setup.peer.as_deref().ok_or("no --peer")?;
    let programs = programs(folder)?;
    let scratch = repo::scratch("gauges/programs")?;
    let empty = scratch.join("empty.py");
    repo::write(&empty, "pass\n")?;
    let start = measure(&empty, None, [&setup.binary, peer], setup.rounds.max(7))?;
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
        let file = scratch.join(format!("{}.py", program.name));
        repo::write(&file, &(program.sized(Size::Host) + TAIL))?;
        let measured = match measure(&file, program.heap(), [&setup.binary, peer], setup.rounds) {
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
        if program.is_in_mean() {
            ratios.push((ratio, program.name.clone()));
        }
    }
    reading.summarize(ratios);
    Ok(reading)
}

struct Measured {
    /// Seconds: ours, the peer's.
    times: [f64; 2],
}

fn measure(file: &Path, heap: Option<&str>, binaries: [&Path; 2], rounds: usize) -> Outcome<Measured> {
    let mut times: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    let mut results: [String; 2] = Default::default();
    for _ in 0..rounds.max(1) {
        for (at, binary) in binaries.into_iter().enumerate() {
            let mut command = Command::new(binary);
            if let Some(heap) = heap {
                command.arg("-X").arg(format!("heapsize={heap}"));
            }
            let (finished, time) =
                run_timed(command.arg(file), b"", LIMIT).map_err(|error| error.to_string())?;
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

fn ratio_text(times: [f64; 2]) -> String {
    format!("{:.2}", times[1] / times[0])
}
