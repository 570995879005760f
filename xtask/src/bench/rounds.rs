//! Rounds: every program on every interpreter, in turn.
//!
//! Within a round an interpreter follows the other on the same program, and each round begins with another one.

use super::generated;
use super::interpreter::{Interpreter, Run};
use super::task::Task;
use crate::score::median;
use crate::{Outcome, repo};

/// How often the empty program is run at least: its time is subtracted from all others.
const START_ROUNDS: usize = 15;

/// Work that takes the first interpreter less than this is repeated.
const SECONDS_WANTED: f64 = 0.05;

/// No work is repeated more often.
const REPEATS_MAX: f64 = 200.0;

/// The clock's grain: no program takes less.
const GRAIN: f64 = 1e-4;

/// What a program takes on an interpreter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Processor time, that of an empty program subtracted.
    pub seconds: f64,
    /// The most memory that was held, where the system tells.
    pub peak_kib: Option<f64>,
}

/// A program, and what became of it on each interpreter.
#[derive(Debug)]
pub struct Measured {
    pub task: Task,
    /// In the order of the interpreters.
    pub costs: Vec<Outcome<Cost>>,
}

/// Runs all, and says on standard error how far it is.
pub fn measure(interpreters: &[Interpreter], tasks: Vec<Task>, rounds: usize) -> Outcome<Vec<Measured>> {
    let empty = Series::of(interpreters, generated::empty()?, rounds.max(START_ROUNDS));
    let starts = empty.costs(&vec![0.0; interpreters.len()]);
    let mut start_times = Vec::new();
    for (interpreter, cost) in interpreters.iter().zip(&starts) {
        let cost = cost.as_ref().map_err(|reason| format!("{}: {reason}", interpreter.name))?;
        start_times.push(cost.seconds);
    }
    let mut all: Vec<Series> = Vec::new();
    for task in tasks {
        let mut series = Series::new(interpreters, task);
        if let Some(first) = interpreters.first() {
            series.task.repeat(first, start_times.first().copied().unwrap_or(0.0))?;
        }
        all.push(series);
    }
    for round in 0..rounds {
        for series in &mut all {
            let turns = if series.task.is_start { START_ROUNDS } else { 1 };
            for turn in 0..turns {
                series.round(interpreters, round + turn);
            }
        }
        eprintln!("round {} of {rounds}", round + 1);
    }
    let finished = all.into_iter().map(|series| {
        let mut costs = series.costs(&start_times);
        if series.task.is_start {
            // It must not tell of its memory, which takes time; the empty program does.
            for (cost, start) in costs.iter_mut().zip(&starts) {
                if let (Ok(cost), Ok(start)) = (cost, start) {
                    cost.peak_kib = start.peak_kib;
                }
            }
        }
        Measured { task: series.task, costs }
    });
    Ok(finished.collect())
}

impl Task {
    /// Lets work that is short be done more often.
    fn repeat(&mut self, interpreter: &Interpreter, start: f64) -> Outcome {
        let Some(repeated) = self.repeated.take() else { return Ok(()) };
        let Ok(run) = interpreter.run(self) else { return Ok(()) };
        let times = (SECONDS_WANTED / (run.seconds - start).max(GRAIN)).ceil().min(REPEATS_MAX);
        if times < 2.0 {
            return Ok(());
        }
        repo::write(&self.file, &(repeated.with)(&repeated.text, times as usize))?;
        // What cannot be done twice is done once.
        match interpreter.run(self) {
            Ok(_) => Ok(()),
            Err(_) => repo::write(&self.file, &(repeated.with)(&repeated.text, 1)),
        }
    }
}

/// The runs of a program.
struct Series {
    task: Task,
    /// By interpreter; a failure ends its runs.
    runs: Vec<Outcome<Vec<Run>>>,
}

impl Series {
    fn new(interpreters: &[Interpreter], task: Task) -> Series {
        Series { task, runs: interpreters.iter().map(|_| Ok(Vec::new())).collect() }
    }

    fn of(interpreters: &[Interpreter], task: Task, rounds: usize) -> Series {
        let mut series = Series::new(interpreters, task);
        (0..rounds).for_each(|round| series.round(interpreters, round));
        series
    }

    /// Runs it once on each interpreter that has not failed.
    fn round(&mut self, interpreters: &[Interpreter], round: usize) {
        let n = interpreters.len();
        for at in (0..n).map(|turn| (turn + round) % n) {
            let Some(Ok(runs)) = self.runs.get_mut(at) else { continue };
            match interpreters[at].run(&self.task) {
                Ok(run) => runs.push(run),
                Err(reason) => self.runs[at] = Err(reason),
            }
        }
    }

    /// What it takes on each interpreter.
    fn costs(&self, starts: &[f64]) -> Vec<Outcome<Cost>> {
        let of_first = self.runs.first().and_then(|runs| runs.as_ref().ok()?.first());
        let expected = self.task.expected.clone().or_else(|| of_first.map(|run| run.result.clone()));
        let cost = |(runs, start): (&Outcome<Vec<Run>>, &f64)| -> Outcome<Cost> {
            let runs = runs.as_ref().map_err(String::clone)?;
            if let Some(expected) = expected.as_ref().filter(|_| !self.task.is_start)
                && let Some(wrong) = runs.iter().find(|run| run.result != *expected)
            {
                return Err(format!("wrong: {} instead of {expected}", wrong.result));
            }
            let seconds = median(runs.iter().map(|run| run.seconds).collect());
            let seconds = if self.task.is_start { seconds } else { seconds - start };
            let peaks: Vec<f64> = runs.iter().filter_map(|run| run.peak_kib).collect();
            let peak_kib = if peaks.is_empty() { None } else { Some(median(peaks)) };
            Ok(Cost { seconds: seconds.max(GRAIN), peak_kib })
        };
        self.runs.iter().zip(starts).map(cost).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::task::Suite;

    fn run(seconds: f64, result: &str) -> Run {
        Run { seconds, peak_kib: Some(2000.0), result: result.to_string() }
    }

    fn series(expected: Option<&str>) -> Series {
        let mut task = Task::of_file(Suite::Own, "calls", "x", "x.py".into());
        task.expected = expected.map(str::to_string);
        let runs = vec![Ok(vec![run(3.0, "1"), run(1.0, "1"), run(2.0, "1")]), Ok(vec![run(1.0, "2")])];
        Series { task, runs }
    }

    #[test]
    fn the_median_counts_less_the_start() {
        let costs = series(Some("1")).costs(&[0.5, 0.5]);
        assert_eq!(costs[0], Ok(Cost { seconds: 1.5, peak_kib: Some(2000.0) }));
        assert_eq!(costs[1], Err("wrong: 2 instead of 1".to_string()));
    }

    #[test]
    fn the_first_interpreter_knows_what_nobody_wrote_down() {
        let costs = series(None).costs(&[0.5, 0.5]);
        assert!(costs[0].is_ok() && costs[1].is_err());
    }
}
