//! The cross-compiler beside upstream's: speed, sameness, import.
//!
//! A long file is made here, so that what is measured is the work and not the start of a process. Times are the median
//! of processor time over a number of rounds, ours and the peer's in turn.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use micropyrite_testkit::process::{run, run_timed};
use serde_json::json;

use super::{Reading, Setup};
use crate::long_file::long_file;
use crate::score::median;
use crate::{Outcome, fuzz, repo};

/// A program may take this long.
const LIMIT: Duration = Duration::from_secs(120);

/// What a process may take for the long file: upstream's default is too little.
const HEAP: &str = "heapsize=64m";

/// A cross-compiler: the program, and what stands before the options.
type Compiler<'a> = (&'a Path, &'a [&'a str]);

/// Compiles the long file and everything of upstream's on both.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let peer = setup.mpy_cross.as_deref().ok_or("no --mpy-cross")?;
    let compilers: [Compiler<'_>; 2] = [(&setup.binary, &["cross"]), (peer, &[])];
    let mut reading = Reading::new(&["figure", "peer", "ours", "times as fast"]);
    let folder = repo::scratch("gauges/cross")?;
    let source = folder.join("long.py");
    let text = long_file();
    repo::write(&source, &text)?;
    let outputs = ["ours", "peer"].map(|whose| folder.join(whose).join("long.mpy"));
    for output in &outputs {
        output.parent().map(fs::create_dir_all).transpose().map_err(|error| error.to_string())?;
    }
    let compiling = times(
        setup.rounds,
        [0, 1].map(|at| {
            let mut command = command(compilers[at], &source, &outputs[at]);
            command.args(["-X", HEAP]);
            command
        }),
    )?;
    record(&mut reading, "compile", &format!("compile {} lines, ms", text.lines().count()), compiling);
    if let Some(upstream) = &setup.peer {
        let imports = [(setup.binary.as_path(), 0), (upstream.as_path(), 1)].map(|(program, at)| {
            let mut command = Command::new(program);
            command.args(["-X", HEAP, "-c", "import long"]).current_dir(outputs[at].with_file_name(""));
            command
        });
        record(&mut reading, "import", "import what came of it, ms", times(setup.rounds, imports)?);
    }
    match &setup.upstream {
        Some(upstream) => same_files(&mut reading, upstream, compilers, &folder)?,
        None => reading.notes.push("files that are the same: no --upstream".to_string()),
    }
    reading.notes.extend(fuzz::last_runs()?.iter().map(|run| format!("last fuzzing of {run}")));
    Ok(reading)
}

fn record(reading: &mut Reading, name: &str, label: &str, times: [f64; 2]) {
    let [ours, peer] = times.map(|time| time * 1e3);
    reading.table.push(&[
        label.to_string(),
        format!("{peer:.1}"),
        format!("{ours:.1}"),
        format!("{:.2}", peer / ours),
    ]);
    reading.values.insert(name.to_string(), json!({ "ours": ours, "peer": peer, "ratio": peer / ours }));
}

/// Seconds of processor time: ours, the peer's.
fn times(rounds: usize, mut commands: [Command; 2]) -> Outcome<[f64; 2]> {
    let mut taken: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for _ in 0..rounds.max(1) {
        for (command, taken) in commands.iter_mut().zip(&mut taken) {
            let (finished, time) = run_timed(command, b"", LIMIT).map_err(|error| error.to_string())?;
            if !finished.success() {
                let said = String::from_utf8_lossy(&finished.stderr).into_owned() + &finished.text();
                return Err(format!("{command:?}: {}\n{said}", finished.ending()));
            }
            taken.push(time.as_secs_f64());
        }
    }
    Ok(taken.map(median))
}

fn command(compiler: Compiler<'_>, source: &Path, output: &Path) -> Command {
    let mut command = Command::new(compiler.0);
    // Where it lies is in the file.
    command.args(compiler.1).args(["-s", "a.py", "-o"]).arg(output).arg(source);
    command
}

/// Compiles every file of upstream's on both and counts those that come out the same.
fn same_files(
    reading: &mut Reading,
    upstream: &Path,
    compilers: [Compiler<'_>; 2],
    folder: &Path,
) -> Outcome {
    let mut groups: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut others = Vec::new();
    let libraries = upstream.join("lib/micropython-lib");
    for path in sources(&upstream.join("tests"))?.into_iter().chain(sources(&libraries)?) {
        let outputs = ["ours.mpy", "peer.mpy"].map(|name| folder.join(name));
        let [ours, peer] = [0, 1].map(|at| compiled(compilers[at], &path, &outputs[at]));
        // What upstream refuses, is no Python or for machine code, is not counted.
        let Some(peer) = peer? else { continue };
        let is_same = ours? == Some(peer);
        let group = if path.starts_with(&libraries) {
            "micropython-lib"
        } else if path.starts_with(upstream.join("tests/basics")) {
            "tests/basics"
        } else {
            "other tests"
        };
        for group in [group, "all"] {
            let counts = groups.entry(group).or_default();
            counts[0] += 1;
            counts[1] += usize::from(is_same);
        }
        if !is_same {
            others.push(path.strip_prefix(upstream).unwrap_or(&path).display().to_string());
        }
    }
    for (group, [n, n_same]) in groups {
        reading.table.push(&[
            format!("files that are the same, {group}"),
            n.to_string(),
            n_same.to_string(),
            String::new(),
        ]);
        reading.values.insert(format!("same, {group}"), json!({ "ours": n_same, "peer": n }));
    }
    if !others.is_empty() {
        reading.notes.push(format!("not the same: {}", others.join(" ")));
    }
    Ok(())
}

/// What a cross-compiler makes of a file; nothing if it refuses.
fn compiled(compiler: Compiler<'_>, source: &Path, output: &Path) -> Outcome<Option<Vec<u8>>> {
    let finished = run(&mut command(compiler, source, output), b"", LIMIT);
    let finished = finished.map_err(|error| format!("{}: {error}", compiler.0.display()))?;
    if !finished.success() {
        return Ok(None);
    }
    fs::read(output).map(Some).map_err(|error| format!("{}: {error}", output.display()))
}

/// The Python files below a folder.
fn sources(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "py") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
