//! How long collections stop a program that holds many small objects.
//!
//! Ours tells of each pause, in processor time. The peer collects by hand whenever its memory would have ended, and
//! its program measures that: the least figures of some rounds count, since other programs lengthen them.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use micropyrite_testkit::process::run;
use serde_json::json;

use super::{Reading, Setup};
use crate::{Outcome, repo};

/// The program.
const PROGRAM: &str = "benches/heap/pauses.py";
/// Megabytes of live objects; the heap has twice as many.
const LIVE_MB: [u32; 3] = [1, 8, 64];
/// A program may take this long.
const LIMIT: Duration = Duration::from_secs(120);

/// Pauses of one run, in microseconds.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Pauses {
    count: u64,
    median: f64,
    p99: Option<f64>,
    longest: f64,
    total: f64,
}

/// Measures ours and the peer's.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let source = repo::read(&repo::root().join(PROGRAM))?;
    let scratch = repo::scratch("gauges/pauses")?;
    let mut reading =
        Reading::new(&["live", "whose", "pauses", "median ms", "p99 ms", "longest ms", "total ms"]);
    for live in LIVE_MB {
        let heap = format!("heapsize={}M", 2 * live);
        let mut measure = |name: &str, binary: &Path, by_hand: bool| -> Outcome<()> {
            let file = scratch.join("pauses.py");
            let mut text = source.replace("LIVE_MB = 1\n", &format!("LIVE_MB = {live}\n"));
            if by_hand {
                text = text.replace("EVERY = False\n", "EVERY = True\n");
            }
            repo::write(&file, &text)?;
            let mut command = Command::new(binary);
            command.args(["-X", &heap]);
            if !by_hand {
                command.args(["-X", "gc-pauses"]);
            }
            command.arg(&file);
            let pauses = least(&mut command, setup.rounds.min(3), by_hand)?;
            let ms = |us: f64| format!("{:.2}", us / 1e3);
            reading.table.push(&[
                format!("{live} MB"),
                name.to_string(),
                pauses.count.to_string(),
                ms(pauses.median),
                pauses.p99.map_or("-".to_string(), ms),
                ms(pauses.longest),
                ms(pauses.total),
            ]);
            let value = json!({
                "pauses": pauses.count, "median ms": pauses.median / 1e3, "p99 ms": pauses.p99.map(|us| us / 1e3),
                "longest ms": pauses.longest / 1e3, "total ms": pauses.total / 1e3,
            });
            reading.values.insert(format!("{live} MB, {name}"), value);
            Ok(())
        };
        measure("ours", &setup.binary, false)?;
        if let Some(peer) = &setup.peer {
            measure("peer", peer, true)?;
        }
    }
    Ok(reading)
}

/// The least figures of some rounds.
fn least(command: &mut Command, rounds: usize, by_hand: bool) -> Outcome<Pauses> {
    let mut least: Option<Pauses> = None;
    for _ in 0..rounds.max(1) {
        let finished = run(command, b"", LIMIT).map_err(|error| error.to_string())?;
        let stderr = String::from_utf8_lossy(&finished.stderr).into_owned();
        if !finished.success() {
            return Err(format!("{}: {}", finished.ending(), stderr.lines().last().unwrap_or_default()));
        }
        let found = if by_hand { of_program(&finished.text()) } else { of_interpreter(&stderr) };
        let found = found.ok_or_else(|| format!("no figures in {stderr:?}"))?;
        least = Some(least.map_or(found, |least| Pauses {
            count: found.count,
            median: least.median.min(found.median),
            p99: least.p99.zip(found.p99).map(|(a, b)| a.min(b)),
            longest: least.longest.min(found.longest),
            total: least.total.min(found.total),
        }));
    }
    least.ok_or_else(|| "no rounds".to_string())
}

/// What our interpreter tells at its end.
fn of_interpreter(stderr: &str) -> Option<Pauses> {
    let line = stderr.lines().find_map(|line| line.strip_prefix("gc-pauses: "))?;
    let mut parts = line.split(", ");
    let count = parts.next()?.split(' ').next()?.parse().ok()?;
    let mut us = || -> Option<f64> {
        let ms: f64 = parts.next()?.split(' ').nth(1)?.parse().ok()?;
        Some(ms * 1e3)
    };
    Some(Pauses { count, median: us()?, p99: Some(us()?), longest: us()?, total: us()? })
}

/// What the program prints that collects by hand.
fn of_program(stdout: &str) -> Option<Pauses> {
    let line = stdout.lines().find_map(|line| line.strip_prefix("PAUSES "))?;
    let figures: Vec<f64> = line.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [count, median, longest, total] = figures[..] else { return None };
    Some(Pauses { count: count as u64, median, p99: None, longest, total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read() {
        let line = "gc-pauses: 12 in all, median 0.100 ms, p99 1.000 ms, longest 2.500 ms, total 20.000 ms\n";
        let pauses = Pauses { count: 12, median: 100.0, p99: Some(1000.0), longest: 2500.0, total: 20_000.0 };
        assert_eq!(of_interpreter(line), Some(pauses));
        assert_eq!(of_program("x\nPAUSES 12 100 2500 20000\n"), Some(Pauses { p99: None, ..pauses }));
        assert_eq!(of_program("PAUSES 12 100"), None);
    }

    #[test]
    fn the_program_has_what_is_set_in_it() {
        let source = repo::read(&repo::root().join(PROGRAM)).unwrap();
        assert!(source.contains("LIVE_MB = 1\n") && source.contains("EVERY = False\n"));
    }
}
