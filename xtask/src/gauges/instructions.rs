//! Instructions that programs take on a board, against another firmware's.
//!
//! QEMU counts them: its clock goes on by a nanosecond with each, so the board's own clock tells how many there were, in
//! thousands, and they are the same on any host. Each program of `benches` is pasted at a fresh prompt. A result that is
//! not the peer's takes the program out of the mean: what is wrong cannot be fast.

use std::path::Path;

use serde_json::json;

use super::{Reading, Setup, programs};
use crate::Outcome;
use crate::port::{self, Board, Effort, Machine};
use crate::repo;

/// The folder of the programs, which fit a heap of 140 KB.
pub const FOLDER: &str = "benches";

/// What is put after a program that defines `run()`. A clock that is made of two words may be read between their
/// changes, and is a millisecond behind then: of two answers the later one counts.
const TAIL: &str = "
import gc, time
def now():
    return max(time.ticks_us(), time.ticks_us())

gc.collect()
start = now()
result = run()
ticks = time.ticks_diff(now(), start)
print('RESULT', result, ticks)
";

/// Runs every program on both firmwares.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let (name, peer) = setup.firmware.as_ref().ok_or("no --firmware")?;
    let board = Board::read(name)?;
    let image = port::build(&board, Effort::Full)?;
    let mut reading = Reading::new(&["thousands of instructions", "peer", "ours", "times as fast"]);
    let mut ratios = Vec::new();
    for program in programs(&repo::root().join(FOLDER))? {
        let runs = [&*image, peer].map(|image| run(&board, image, &program.source));
        let [ours, theirs] = match runs {
            [Ok(ours), Ok(theirs)] => [ours, theirs],
            [Err(reason), _] => return Err(format!("{}: ours: {reason}", program.name)),
            [_, Err(reason)] => return Err(format!("{}: the peer: {reason}", program.name)),
        };
        if ours.result != theirs.result {
            let reason = format!("wrong: {} instead of {}", ours.result, theirs.result);
            reading.notes.push(format!("{}: {reason}", program.name));
            reading.values.insert(program.name, json!({ "error": reason }));
            continue;
        }
        let ratio = theirs.thousands as f64 / ours.thousands.max(1) as f64;
        let shown = [theirs.thousands, ours.thousands].map(|thousands| thousands.to_string());
        reading.table.push(&[
            program.name.clone(),
            shown[0].clone(),
            shown[1].clone(),
            format!("{ratio:.2}"),
        ]);
        let value = json!({ "ratio": ratio, "ours": ours.thousands, "peer": theirs.thousands });
        reading.values.insert(program.name.clone(), value);
        if program.is_in_mean() {
            ratios.push((ratio, program.name));
        }
    }
    reading.summarize(ratios);
    Ok(reading)
}

/// What came of a program.
#[derive(PartialEq, Eq, Debug)]
struct Run {
    result: String,
    /// Thousands of instructions.
    thousands: u64,
}

fn run(board: &Board, image: &Path, source: &str) -> Outcome<Run> {
    let answer = Machine::boot_counting(board, image)?.paste(&format!("{source}{TAIL}"))?;
    parse(&answer).ok_or_else(|| format!("no result in {answer:?}"))
}

fn parse(answer: &str) -> Option<Run> {
    let line = answer.lines().find_map(|line| line.strip_prefix("RESULT "))?;
    let (result, ticks) = line.trim().rsplit_once(' ')?;
    Some(Run { result: result.to_string(), thousands: ticks.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ticks_come_last() {
        let run = Run { result: "(1, 2)".to_string(), thousands: 30 };
        assert_eq!(parse("=== print\r\r\nRESULT (1, 2) 30\r\r\n>>> "), Some(run));
        assert_eq!(parse("NameError: run\r\r\n>>> "), None);
    }

    #[test]
    fn there_are_programs() {
        for program in programs(&repo::root().join(FOLDER)).unwrap() {
            assert!(program.source.contains("def run():"), "{}", program.name);
        }
    }
}
