//! `cargo xtask fuzz`: the bodies of fuzzing, guided by coverage.
//!
//! What cargo-fuzz would do, without a tool to install: a stable compiler can count which branches run, and libFuzzer
//! comes as a crate. CI lets each target run for a short while, so that they stay whole and what is found at once is
//! found there; whoever changes what reads files lets them run for longer.

mod driver;
mod seeds;

use std::path::PathBuf;
use std::time::Duration;

use crate::{Outcome, arguments};

pub use driver::can_build;

use driver::{Fuzzer, Run};

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask fuzz [--seconds N] [options] [TARGET...]

Builds the targets in fuzz/ with counters on their branches and lets each (or those named) look for inputs that make it
panic, hang or take memory. What it learns is kept below the target folder, in fuzz/corpus/TARGET, beside seeds that
are made of tests/py. An input that is found goes to fuzz/found/TARGET, and is an error.

  --seconds N   how long each target runs (60)
  --seeds DIR   more files to start from
  --input FILE  only run this input; one target must be named
  --light       optimize less: built sooner, runs slower
  --list        print the targets

examples:
  cargo xtask fuzz --seconds 600 mpy
  cargo xtask fuzz mpy --input target/fuzz/found/mpy/crash-0123
";

/// How long CI lets a target run.
fn patience(target: &str) -> Duration {
    // Compiled files come from anywhere; the others take what `cargo test` tries with seeds as well.
    Duration::from_secs(if target == "mpy" { 30 } else { 2 })
}

/// Runs the verb.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    let mut seconds = 60;
    let mut more_seeds: Option<PathBuf> = None;
    let mut input: Option<PathBuf> = None;
    let mut is_light = false;
    let mut wanted: Vec<String> = Vec::new();
    let targets = driver::targets()?;
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("seconds") => seconds = arguments::number(&mut options)?,
            lexopt::Arg::Long("seeds") => more_seeds = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("input") => input = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("light") => is_light = true,
            lexopt::Arg::Long("list") => {
                targets.iter().for_each(|name| println!("{name}"));
                return Ok(());
            }
            lexopt::Arg::Value(name) => wanted.push(name.to_string_lossy().into_owned()),
            other => return arguments::unexpected(other),
        }
    }
    if let Some(name) = wanted.iter().find(|name| !targets.contains(name)) {
        return Err(format!("there is no target `{name}`; see --list"));
    }
    let fuzzer = Fuzzer::build(is_light)?;
    if let Some(input) = input {
        let [target] = wanted.as_slice() else { return Err("--input wants one target".to_string()) };
        return fuzzer.repeat(target, &input);
    }
    let mut failed = Vec::new();
    for target in if wanted.is_empty() { &targets } else { &wanted } {
        let run = fuzzer.run(target, Duration::from_secs(seconds as u64), more_seeds.as_deref())?;
        println!("{run}");
        if !run.is_clean() {
            failed.push(target.as_str());
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("found something: {}", failed.join(", "))) }
}

/// What became of the last run of each target on this machine.
pub fn last_runs() -> Outcome<Vec<Run>> {
    Ok(driver::targets()?.iter().filter_map(|target| driver::last_run(target)).collect())
}

/// What CI runs, where [`can_build`] says that it can.
pub fn smoke() -> Outcome {
    let fuzzer = Fuzzer::build(true)?;
    for target in driver::targets()? {
        let run = fuzzer.run(&target, patience(&target), None)?;
        println!("    {run}");
        if !run.is_clean() {
            return Err(format!("{target}: {}", run.found));
        }
    }
    Ok(())
}
