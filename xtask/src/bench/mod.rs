//! `cargo xtask bench`: how fast programs run, beside other interpreters.
//!
//! Interpreters run the same programs in turn, and what counts is the processor time of each process less that of an
//! empty program, so a busy machine hurts all alike. A result that is not the expected one takes a program out of the
//! means: what is wrong cannot be fast. The first peer is the base that all others are compared with.

mod callgrind;
mod chart;
mod counts;
mod expected;
mod figures;
mod generated;
mod interpreter;
mod kind;
mod order;
mod own;
mod profile;
mod readme;
mod report;
mod rounds;
mod symbol;
mod task;
mod upstream;

use std::path::PathBuf;

use crate::gauges::installed;
use crate::{Outcome, arguments, repo};

use figures::Figures;
use interpreter::Interpreter;
use task::{Suite, Task};

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask bench [--peer NAME=BINARY]... [--ours BINARY] [--suite SUITE,...] [options]

Runs programs on our release binary and on others, in turn, and prints for each the processor time that it takes, how many
times as fast as the first peer that is, and the most memory that it holds beside the first peer's; then geometric means
by class, the mean of all, and the least. The time of an empty program is subtracted, and of several rounds the median
counts. What fails or answers wrongly is named and left out of the means; what fails on the first peer is left out. So are cliffs,
where one of the two is steep, start-up, and what takes the first peer less than two milliseconds.

Suites:
  own        the programs in benches, at their size for hosts, a long file that is compiled, a hundred modules that are
             imported, and start-up (taken if no other is named)
  perf       upstream's tests/perf_bench, with its largest parameters, repeated until the first peer takes long enough
  internal   upstream's tests/internal_bench

  --peer NAME=BINARY
                   another interpreter; options may follow the binary (native='micropython -X emit=native')
  --ours BINARY    another binary than our release build
  --suite LIST     suites, with commas between them
  --upstream DIR   a checkout of upstream, for perf and internal
  --only TEXT      programs whose suite/name contains this
  --rounds N       how often each program runs (5)
  --json FILE      write all figures
  --readme         put the means of the suite own into README.md, with the chart docs/bench.svg
  --instructions   count instructions with valgrind, in place of time
  --profile        write docs/profile.md: where the instructions of each program go, by valgrind
  --order          write crates/cli/order.ld: which functions lie together in the program, by valgrind
  --expect PYTHON  run nothing but the programs in benches, on CPython, and write what they must return into them

examples:
  cargo xtask bench --peer micropython=../micropython/ports/unix/build-standard/micropython --peer cpython=python3
  cargo xtask bench --peer before=target/before --only own/json --rounds 9
  cargo xtask bench --peer micropython=micropython --suite perf,internal --upstream ../micropython
  cargo xtask bench --instructions --peer before=target/before --only fib
  cargo xtask bench --profile
";

/// The name of our own binary.
const OURS: &str = "ours";

/// What the user asked for.
struct Request {
    peers: Vec<Interpreter>,
    ours: Option<PathBuf>,
    suites: Vec<Suite>,
    upstream: Option<PathBuf>,
    only: String,
    rounds: usize,
    json: Option<PathBuf>,
    readme: bool,
    instructions: bool,
    profile: bool,
    order: bool,
    expect: Option<String>,
}

/// Runs the verb.
pub fn main(options: lexopt::Parser) -> Outcome {
    let request = request(options)?;
    if let Some(python) = &request.expect {
        return expected::write(python, &request.only);
    }
    if request.profile {
        return profile::write(&request);
    }
    let tasks = tasks(&request)?;
    let mut interpreters = request.peers.clone();
    let binary = match &request.ours {
        Some(binary) => binary.clone(),
        None => installed(&repo::release_binary()?)?,
    };
    if request.order {
        return order::write(&binary, &tasks);
    }
    interpreters.push(Interpreter::new(OURS, &binary));
    if request.instructions {
        return counts::print(&interpreters, &tasks);
    }
    let measured = rounds::measure(&interpreters, tasks, request.rounds)?;
    let names = interpreters.iter().map(|interpreter| interpreter.name.clone()).collect();
    let figures = Figures::new(names, measured);
    report::print(&figures);
    if let Some(path) = &request.json {
        let text = serde_json::to_string_pretty(&figures.json()).map_err(|error| error.to_string())?;
        repo::write(path, &(text + "\n"))?;
    }
    if request.readme {
        if !request.only.is_empty() || !request.suites.contains(&Suite::Own) {
            return Err("README.md shows all programs of the suite own".to_string());
        }
        readme::update(&figures)?;
    }
    Ok(())
}

fn request(mut options: lexopt::Parser) -> Outcome<Request> {
    let mut request = Request {
        peers: Vec::new(),
        ours: None,
        suites: vec![Suite::Own],
        upstream: None,
        only: String::new(),
        rounds: 5,
        json: None,
        readme: false,
        instructions: false,
        profile: false,
        order: false,
        expect: None,
    };
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("peer") => {
                request.peers.push(Interpreter::parse(&arguments::value(&mut options)?)?);
            }
            lexopt::Arg::Long("ours") => request.ours = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("suite") => {
                request.suites =
                    arguments::value(&mut options)?.split(',').map(Suite::parse).collect::<Outcome<_>>()?;
            }
            lexopt::Arg::Long("upstream") => request.upstream = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("only") => request.only = arguments::value(&mut options)?,
            lexopt::Arg::Long("rounds") => request.rounds = arguments::number(&mut options)?.max(1),
            lexopt::Arg::Long("json") => request.json = Some(arguments::value(&mut options)?.into()),
            lexopt::Arg::Long("readme") => request.readme = true,
            lexopt::Arg::Long("instructions") => request.instructions = true,
            lexopt::Arg::Long("profile") => request.profile = true,
            lexopt::Arg::Long("order") => request.order = true,
            lexopt::Arg::Long("expect") => request.expect = Some(arguments::value(&mut options)?),
            other => return arguments::unexpected(other),
        }
    }
    Ok(request)
}

/// The programs that are asked for.
fn tasks(request: &Request) -> Outcome<Vec<Task>> {
    let mut tasks = Vec::new();
    for suite in &request.suites {
        let upstream = || {
            let why = format!("the suite {} wants --upstream", suite.name());
            request.upstream.as_deref().ok_or(why)
        };
        tasks.extend(match suite {
            Suite::Own => own::tasks()?,
            Suite::Perf => upstream::perf(upstream()?)?,
            Suite::Internal => upstream::internal(upstream()?)?,
        });
    }
    tasks.retain(|task| task.label().contains(&request.only));
    if tasks.is_empty() { Err(format!("there is no program {}", request.only)) } else { Ok(tasks) }
}
