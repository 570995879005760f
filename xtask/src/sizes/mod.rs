//! `cargo xtask sizes`: what the firmware of a board takes, and who takes it.
//!
//! Flash by crate and module, from the image; RAM at the prompt, the marks of the stacks, and the heap that statements
//! take, from the image in QEMU. `docs/sizes.md` says how to read it.

mod attribution;
mod modules;
mod owner;
mod ram;
mod references;
mod statements;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::gauges::elf::{Elf, Sizes};
use crate::port::{self, Board, Effort};
use crate::table::Table;
use crate::{Outcome, arguments, repo};

use attribution::Bytes;
use owner::Owner;
use ram::{Heap, Peak, Stacks};
use statements::Use;

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask sizes [options] [BOARD...]

Builds firmware for every board, or those named, and prints what it takes: text, data and bss beside the board's
budget, flash by crate and module, then in QEMU the heap at the prompt, how deep the stacks get, and the heap that
statements take. Fails when a budget is passed. docs/sizes.md says how to read it.

  --peer FIRMWARE  another firmware for the board (upstream's, as ELF file), asked the same
  --static         only what the image says, without QEMU
  --modules N      how many modules are printed (40); all are in the JSON file
  --heap BYTES     a build with a heap of so many bytes, which no budget is for
  --json FILE      write the figures

examples:
  cargo xtask sizes MPS2_AN385
  cargo xtask sizes --peer ../micropython/ports/qemu/build-MPS2_AN385/firmware.elf MPS2_AN385
  cargo xtask sizes --heap 8188 MPS2_AN385
";

/// How much is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Only what the image says.
    Static,
    /// What has a budget: heap at the prompt and stacks too.
    Budget,
    /// The table of statements too.
    All,
}

/// What one firmware takes.
pub struct Report {
    /// Sums of its sections.
    pub sizes: Sizes,
    owners: BTreeMap<Owner, Bytes>,
    /// Where its stacks are.
    stacks: Option<Stacks>,
    /// Its heap at the prompt.
    pub heap: Option<Heap>,
    peaks: Vec<Peak>,
    statements: Vec<(&'static str, Option<Use>)>,
}

impl Report {
    /// Measures a board's firmware.
    pub fn of_board(board: &Board, image: &Path, scope: Scope) -> Outcome<Report> {
        Report::measure(board, image, scope, Stacks::of_ours)
    }

    /// Measures another firmware for the board.
    pub fn of_peer(board: &Board, image: &Path, scope: Scope) -> Outcome<Report> {
        Report::measure(board, image, scope, Stacks::of_peer)
    }

    fn measure(
        board: &Board,
        image: &Path,
        scope: Scope,
        stacks: impl Fn(&Elf<'_>) -> Outcome<Stacks>,
    ) -> Outcome<Report> {
        let file = std::fs::read(image).map_err(|error| format!("{}: {error}", image.display()))?;
        let elf = Elf::read(&file).ok_or_else(|| format!("{}: no ELF file", image.display()))?;
        let mut report = Report {
            sizes: elf.sizes(),
            owners: attribution::by_owner(&elf),
            stacks: stacks(&elf).ok(),
            heap: None,
            peaks: Vec::new(),
            statements: Vec::new(),
        };
        // What has no `gc` cannot say what it uses.
        let scope = if board.is_minimum { Scope::Static } else { scope };
        if scope != Scope::Static {
            report.heap = Some(ram::heap(board, image)?);
            report.peaks = ram::peaks(board, image, &stacks(&elf)?)?;
        }
        if scope == Scope::All {
            for statement in statements::all() {
                report.statements.push((statement.name, statements::measure(board, image, &statement)?));
            }
        }
        Ok(report)
    }

    /// The figures that a budget may bound.
    pub fn figures(&self) -> Vec<(&'static str, u64)> {
        let Sizes { text, data, bss } = self.sizes;
        let mut figures = vec![("text", text), ("data", data), ("bss", bss)];
        if let Some(heap) = self.heap {
            figures.extend([("heap_at_prompt", heap.at_prompt), ("heap_usable", heap.usable)]);
        }
        let deepest = |depth: fn(&Peak) -> Option<u64>| self.peaks.iter().filter_map(depth).max();
        figures.extend(deepest(|peak| peak.stack).map(|bytes| ("stack", bytes)));
        figures.extend(deepest(|peak| peak.frames).map(|bytes| ("frames", bytes)));
        figures
    }

    /// By crate, the largest first.
    fn crates(&self) -> Vec<(&str, Bytes)> {
        let mut sums: BTreeMap<&str, Bytes> = BTreeMap::new();
        for (owner, bytes) in &self.owners {
            let sum = sums.entry(&owner.package).or_default();
            sum.code += bytes.code;
            sum.constants += bytes.constants;
        }
        largest_first(sums.into_iter())
    }

    /// By module, the largest first.
    fn modules(&self) -> Vec<(&str, Bytes)> {
        largest_first(self.owners.iter().map(|(owner, bytes)| (owner.module.as_str(), *bytes)))
    }

    /// All figures for machines.
    pub fn values(&self) -> Value {
        let of_owners = |owners: Vec<(&str, Bytes)>| -> Map<String, Value> {
            let value = |bytes: Bytes| json!({ "code": bytes.code, "constants": bytes.constants });
            owners.into_iter().map(|(name, bytes)| (name.to_string(), value(bytes))).collect()
        };
        let peaks = self
            .peaks
            .iter()
            .map(|peak| (peak.scene.to_string(), json!({ "stack": peak.stack, "frames": peak.frames })));
        let statements = self.statements.iter().map(|(name, used)| {
            let value =
                used.map(|used| json!({ "stays": used.stays, "takes": used.takes, "needs": used.needs }));
            (name.to_string(), value.unwrap_or_default())
        });
        let mut values: Map<String, Value> =
            self.figures().into_iter().map(|(name, figure)| (name.to_string(), figure.into())).collect();
        values.insert("crates".into(), of_owners(self.crates()).into());
        values.insert("modules".into(), of_owners(self.modules()).into());
        values.insert("peaks".into(), peaks.collect::<Map<_, _>>().into());
        values.insert("statements".into(), statements.collect::<Map<_, _>>().into());
        Value::Object(values)
    }
}

fn largest_first<'a>(owners: impl Iterator<Item = (&'a str, Bytes)>) -> Vec<(&'a str, Bytes)> {
    let mut owners: Vec<_> = owners.collect();
    owners.sort_by_key(|(name, bytes)| (std::cmp::Reverse(bytes.sum()), *name));
    owners
}

/// Runs the verb.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    let (mut peer, mut json, mut heap) = (None, None, None);
    let mut scope = Scope::All;
    let mut n_modules = 40;
    let mut names: Vec<String> = Vec::new();
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("peer") => peer = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("static") => scope = Scope::Static,
            lexopt::Arg::Long("modules") => n_modules = arguments::number(&mut options)?,
            lexopt::Arg::Long("heap") => heap = Some(arguments::number(&mut options)?),
            lexopt::Arg::Long("json") => json = Some(PathBuf::from(arguments::value(&mut options)?)),
            lexopt::Arg::Value(name) => names.push(name.to_string_lossy().into_owned()),
            other => return arguments::unexpected(other),
        }
    }
    if names.is_empty() {
        names = port::names()?;
    }
    if peer.is_some() && names.len() != 1 {
        return Err("a peer's firmware is for one board: name it".to_string());
    }
    let mut all = Map::new();
    let mut over = Vec::new();
    for name in names {
        let mut board = Board::read(&name)?;
        if let Some(bytes) = heap {
            board.heap_bytes = u64::try_from(bytes).ok();
        }
        if scope != Scope::Static {
            board.emulator.is_there()?;
        }
        let image = port::build_with_heap(&board, Effort::Full, heap)?;
        let ours = Report::of_board(&board, &image, scope).map_err(|error| format!("{name}: {error}"))?;
        let peer = match &peer {
            Some(peer) => {
                Some(Report::of_peer(&board, peer, scope).map_err(|error| format!("peer: {error}"))?)
            }
            None => None,
        };
        println!("\n== {name}");
        print(&board, &ours, peer.as_ref(), n_modules);
        if heap.is_none() && board.is_judged()? {
            over.extend(board.budget.judge(&name, &ours.figures()).err());
        }
        all.insert(name, json!({ "ours": ours.values(), "peer": peer.map(|peer| peer.values()) }));
    }
    if let Some(path) = json {
        let text = serde_json::to_string_pretty(&Value::Object(all)).map_err(|error| error.to_string())?;
        repo::write(&path, &(text + "\n"))?;
    }
    if over.is_empty() { Ok(()) } else { Err(over.join("\n")) }
}

fn print(board: &Board, ours: &Report, peer: Option<&Report>, n_modules: usize) {
    let shown = |figure: Option<u64>| figure.map_or("-".to_string(), |figure| figure.to_string());
    let mut table = Table::new(&["bytes", "ours", "budget", "peer"]);
    let peers: BTreeMap<_, _> = peer.map(|peer| peer.figures().into_iter().collect()).unwrap_or_default();
    for (name, figure) in ours.figures() {
        let (bound, peer) = (board.budget.bound(name), peers.get(name).copied());
        table.push(&[name.to_string(), figure.to_string(), shown(bound), shown(peer)]);
    }
    table.print();
    if let Some(heap) = ours.heap {
        let theirs = peer.and_then(|peer| peer.heap);
        let theirs = theirs.map_or(String::new(), |heap| format!(" (peer: {})", heap.question));
        println!("of the heap at the prompt, about {} are the question itself{theirs}", heap.question);
    }
    if let Some(Stacks { stack, frames: Some((_, frame_bytes)) }) = ours.stacks {
        let heap =
            board.heap_bytes.map_or(String::new(), |bytes| format!(", {bytes} to the heap and its bitmaps"));
        println!("the board gives {} to the native stack, {frame_bytes} to frames{heap}", stack.bytes);
    }
    print_owners("crate", &ours.crates(), usize::MAX);
    print_owners("module", &ours.modules(), n_modules);
    if !ours.peaks.is_empty() {
        let mut table = Table::new(&["deepest, bytes", "stack", "frames", "sum", "peer's stack"]);
        for (at, peak) in ours.peaks.iter().enumerate() {
            let theirs = peer.and_then(|peer| peer.peaks.get(at)).and_then(|peak| peak.stack);
            let sum = peak.stack.map(|stack| stack + peak.frames.unwrap_or(0));
            let row = [peak.stack, peak.frames, sum, theirs].map(shown);
            table.push(&[&[peak.scene.to_string()], &row[..]].concat());
        }
        println!();
        table.print();
    }
    if !ours.statements.is_empty() {
        let headings = ["heap, bytes", "stays", "takes", "needs", "peer stays", "peer takes", "peer needs"];
        let mut table = Table::new(&headings[..if peer.is_some() { 7 } else { 4 }]);
        let cells = |used: Option<Use>| match used {
            Some(used) => [used.stays.to_string(), used.takes.to_string(), used.needs.to_string()],
            None => ["-"; 3].map(String::from),
        };
        for (at, (name, used)) in ours.statements.iter().enumerate() {
            let mut row = vec![name.to_string()];
            row.extend(cells(*used));
            if let Some(peer) = peer {
                row.extend(cells(peer.statements.get(at).and_then(|(_, used)| *used)));
            }
            table.push(&row);
        }
        println!();
        table.print();
    }
}

fn print_owners(what: &str, owners: &[(&str, Bytes)], n: usize) {
    let mut table = Table::new(&[what, "code", "constants", "sum"]);
    let mut row = |name: &str, bytes: Bytes| {
        let figures = [bytes.code, bytes.constants, bytes.sum()].map(|figure| figure.to_string());
        table.push(&[&[name.to_string()], &figures[..]].concat());
    };
    let (shown, others) = owners.split_at(n.min(owners.len()));
    shown.iter().for_each(|(name, bytes)| row(name, *bytes));
    let sum = |part: &[(&str, Bytes)]| {
        part.iter().fold(Bytes::default(), |sum, (_, bytes)| Bytes {
            code: sum.code + bytes.code,
            constants: sum.constants + bytes.constants,
        })
    };
    if !others.is_empty() {
        row(&format!("{} others", others.len()), sum(others));
    }
    row("all", sum(owners));
    println!();
    table.print();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_an_image_that_did_not_run_are_its_sections() {
        let image = std::env::current_exe().unwrap();
        let board = Board::read("MPS2_AN385").unwrap();
        let report = Report::of_board(&board, &image, Scope::Static).unwrap();
        let names: Vec<_> = report.figures().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["text", "data", "bss"]);
        let crates = report.crates();
        assert!(crates.iter().any(|(name, bytes)| *name == "xtask" && bytes.code > 0));
        assert!(report.values().pointer("/crates/xtask/code").is_some());
    }
}
