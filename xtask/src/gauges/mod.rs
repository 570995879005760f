//! `cargo xtask gauges`: where the project stands, in figures.
//!
//! Each gauge is one file and gives named figures; a peer's figure stands beside ours where there is a peer.
//! What cannot be measured here is left out with the reason.

mod boards;
pub mod elf;
mod memory;
mod readme;
mod size;
mod speed;
mod tests_passed;

use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::table::Table;
use crate::{Outcome, arguments, repo};

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask gauges [--upstream DIR] [--peer MICROPYTHON] [--bench DIR] [options] [GAUGE...]

Builds the release binary and prints figures: tests (upstream's tests that pass, by folder), speed (processor
time against the peer's), memory (heap in use at the prompt and after an import, smallest heap), size (host
binary, and text on thumbv7m), boards (what each board's firmware takes; more by `cargo xtask sizes`). All gauges, or
those named.

  --upstream DIR   a checkout of upstream: for tests, and for base64 of its micropython-lib
  --peer PATH      upstream's binary, to compare with
  --firmware BOARD=PATH
                   upstream's firmware for a board, to compare with
  --bench DIR      benchmark programs: files that define run(); `# heap: 64m` in a comment asks for a heap,
                   `# suite: cliff` keeps a program out of the mean
  --rounds N       how often each program runs (5)
  --binary PATH    another binary than our release build
  --json FILE      write the figures
  --readme         put the figures into the table of README.md; those that are left out stay as they are

examples:
  cargo xtask gauges --upstream ../micropython --peer ../micropython/ports/unix/build-standard/micropython
  cargo xtask gauges --bench benches/programs --peer micropython speed
";

/// What a gauge may use.
struct Setup {
    binary: PathBuf,
    peer: Option<PathBuf>,
    upstream: Option<PathBuf>,
    /// Another firmware, and the board that it is for.
    firmware: Option<(String, PathBuf)>,
    bench: Option<PathBuf>,
    rounds: usize,
}

/// Figures of one gauge: a table for people, values for machines.
struct Reading {
    table: Table,
    notes: Vec<String>,
    values: Map<String, Value>,
}

impl Reading {
    fn new(headings: &[&str]) -> Reading {
        Reading { table: Table::new(headings), notes: Vec::new(), values: Map::new() }
    }
}

struct Gauge {
    name: &'static str,
    read: fn(&Setup) -> Outcome<Reading>,
}

const GAUGES: &[Gauge] = &[
    Gauge { name: "tests", read: tests_passed::read },
    Gauge { name: "speed", read: speed::read },
    Gauge { name: "memory", read: memory::read },
    Gauge { name: "size", read: size::read },
    Gauge { name: "boards", read: boards::read },
];

/// Runs the verb.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    let mut binary = None;
    let mut json = None;
    let mut readme = false;
    let mut wanted: Vec<String> = Vec::new();
    let mut setup =
        Setup { binary: PathBuf::new(), peer: None, upstream: None, firmware: None, bench: None, rounds: 5 };
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("upstream") => setup.upstream = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("peer") => setup.peer = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("firmware") => {
                let text = arguments::value(&mut options)?;
                let (board, path) = text.split_once('=').ok_or("--firmware takes BOARD=PATH")?;
                setup.firmware = Some((board.to_string(), repo::existing(path)?));
            }
            lexopt::Arg::Long("bench") => setup.bench = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("binary") => binary = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("json") => json = Some(PathBuf::from(arguments::value(&mut options)?)),
            lexopt::Arg::Long("readme") => readme = true,
            lexopt::Arg::Long("rounds") => {
                setup.rounds = arguments::number(&mut options)?;
            }
            lexopt::Arg::Value(name) => wanted.push(name.to_string_lossy().into_owned()),
            other => return arguments::unexpected(other),
        }
    }
    if let Some(name) = wanted.iter().find(|name| !GAUGES.iter().any(|gauge| gauge.name == name.as_str())) {
        return Err(format!("there is no gauge `{name}`"));
    }
    setup.binary = match binary {
        Some(binary) => binary,
        None => installed(&repo::release_binary()?)?,
    };
    let mut all = Map::new();
    for gauge in
        GAUGES.iter().filter(|gauge| wanted.is_empty() || wanted.iter().any(|name| name == gauge.name))
    {
        println!("\n== {}", gauge.name);
        match (gauge.read)(&setup) {
            Ok(reading) => {
                reading.table.print();
                reading.notes.iter().for_each(|note| println!("{note}"));
                all.insert(gauge.name.to_string(), Value::Object(reading.values));
            }
            Err(reason) => println!("left out: {reason}"),
        }
    }
    if readme {
        readme::update(&all)?;
    }
    match json {
        Some(path) => {
            let text =
                serde_json::to_string_pretty(&Value::Object(all)).map_err(|error| error.to_string())?;
            repo::write(&path, &(text + "\n"))
        }
        None => Ok(()),
    }
}
/// A copy of a program, as somebody who installs it has it: a file that a linker has just written is mapped in
/// smaller pieces, which shows in the time of its start.
fn installed(program: &std::path::Path) -> Outcome<PathBuf> {
    let copy = repo::scratch("gauges/installed")?.join("micropyrite");
    std::fs::copy(program, &copy).map_err(|error| format!("{}: {error}", copy.display()))?;
    Ok(copy)
}
