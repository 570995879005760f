//! `cargo xtask gauges`: where the project stands, in figures.
//!
//! Each gauge is one file and gives named figures; a peer's figure stands beside ours where there is a peer.
//! What cannot be measured here is left out with the reason.

mod boards;
mod cross;
pub mod elf;
mod instructions;
mod memory;
mod packages;
mod pauses;
mod readme;
mod size;
mod speed;
mod tests_passed;

use std::path::{Path, PathBuf};

use micropyrite_testkit::program::Program;
use serde_json::{Map, Value, json};

use crate::score::geometric_mean;
use crate::table::Table;
use crate::{Outcome, arguments, repo};

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask gauges [--upstream DIR] [--peer MICROPYTHON] [--bench DIR] [options] [GAUGE...]

Builds the release binary and prints figures: tests (upstream's tests that pass, by folder), speed (processor
time against the peer's), memory (heap in use at the prompt and after an import, smallest heap), pauses
(how long collections stop a program that holds 1, 8 and 64 MB of small objects, beside the peer's), size (host binary, and
text on thumbv7m), boards (what each board's firmware takes; more by `cargo xtask sizes`), instructions (what the programs
in benches take on a board, against the peer's firmware), cross (compiling to .mpy against upstream's cross-compiler, and
whether the files are the same), packages (modules of micropython-lib that can be imported, as source and compiled). All gauges, or those named.

  --upstream DIR   a checkout of upstream: for tests, and for its micropython-lib
  --peer PATH      upstream's binary, to compare with
  --firmware BOARD=PATH
                   upstream's firmware for a board, to compare with
  --mpy-cross PATH upstream's cross-compiler, to compare with
  --bench DIR      benchmark programs: files that define run(); `# heap: 64m` in a comment asks for a heap,
                   `# suite: cliff` keeps a program out of the mean
  --rounds N       how often each program runs (5)
  --binary PATH    another binary than our release build
  --json FILE      write the figures
  --readme         put the figures into the table of README.md; those that are left out stay as they are

examples:
  cargo xtask gauges --upstream ../micropython --peer ../micropython/ports/unix/build-standard/micropython
  cargo xtask gauges --upstream ../micropython --mpy-cross ../micropython/mpy-cross/build/mpy-cross cross
  cargo xtask gauges --bench benches --peer micropython speed
  cargo xtask gauges --firmware MPS2_AN385=../micropython/ports/qemu/build-MPS2_AN385/firmware.elf instructions
";

/// What a gauge may use.
struct Setup {
    binary: PathBuf,
    peer: Option<PathBuf>,
    upstream: Option<PathBuf>,
    /// Another firmware, and the board that it is for.
    firmware: Option<(String, PathBuf)>,
    mpy_cross: Option<PathBuf>,
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

    /// Adds the mean of ratios and the least of them, each of which belongs to a program.
    fn summarize(&mut self, mut ratios: Vec<(f64, String)>) {
        ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Some((least, slowest)) = ratios.first() else { return };
        let mean = geometric_mean(ratios.iter().map(|(ratio, _)| *ratio)).unwrap_or(f64::NAN);
        let n = ratios.len();
        self.notes.push(format!("geometric mean of {n}: {mean:.2}, least: {least:.2} ({slowest})"));
        self.values.insert("geometric mean".to_string(), json!(mean));
        self.values.insert("least".to_string(), json!(least));
    }
}

struct Gauge {
    name: &'static str,
    /// Whether it asks the host program.
    is_of_host: bool,
    read: fn(&Setup) -> Outcome<Reading>,
}

const GAUGES: &[Gauge] = &[
    Gauge { name: "tests", is_of_host: true, read: tests_passed::read },
    Gauge { name: "speed", is_of_host: true, read: speed::read },
    Gauge { name: "memory", is_of_host: true, read: memory::read },
    Gauge { name: "pauses", is_of_host: true, read: pauses::read },
    Gauge { name: "size", is_of_host: true, read: size::read },
    Gauge { name: "cross", is_of_host: true, read: cross::read },
    Gauge { name: "packages", is_of_host: true, read: packages::read },
    Gauge { name: "boards", is_of_host: false, read: boards::read },
    Gauge { name: "instructions", is_of_host: false, read: instructions::read },
];

/// Runs the verb.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    let mut binary = None;
    let mut json = None;
    let mut readme = false;
    let mut wanted: Vec<String> = Vec::new();
    let mut setup = Setup {
        binary: PathBuf::new(),
        peer: None,
        upstream: None,
        firmware: None,
        mpy_cross: None,
        bench: None,
        rounds: 5,
    };
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("upstream") => setup.upstream = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("peer") => setup.peer = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("firmware") => {
                let text = arguments::value(&mut options)?;
                let (board, path) = text.split_once('=').ok_or("--firmware takes BOARD=PATH")?;
                setup.firmware = Some((board.to_string(), repo::existing(path)?));
            }
            lexopt::Arg::Long("mpy-cross") => setup.mpy_cross = Some(arguments::existing(&mut options)?),
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
    let is_wanted = |gauge: &&Gauge| wanted.is_empty() || wanted.iter().any(|name| name == gauge.name);
    setup.binary = match binary {
        Some(binary) => binary,
        None if GAUGES.iter().filter(is_wanted).any(|gauge| gauge.is_of_host) => {
            installed(&repo::release_binary()?)?
        }
        None => PathBuf::new(),
    };
    let mut all = Map::new();
    for gauge in GAUGES.iter().filter(is_wanted) {
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

/// The benchmark programs of a folder, or of its `progs/py`.
fn programs(folder: &Path) -> Outcome<Vec<Program>> {
    let inner = folder.join("progs/py");
    let folder = if inner.is_dir() { &inner } else { folder };
    let found = Program::all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if found.is_empty() { Err(format!("{}: no programs", folder.display())) } else { Ok(found) }
}

/// A copy of a program, as somebody who installs it has it: a file that a linker has just written is mapped in
/// smaller pieces, which shows in the time of its start.
pub fn installed(program: &Path) -> Outcome<PathBuf> {
    let copy = repo::scratch("gauges/installed")?.join("micropyrite");
    std::fs::copy(program, &copy).map_err(|error| format!("{}: {error}", copy.display()))?;
    Ok(copy)
}
