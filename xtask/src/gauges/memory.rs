//! Heap in use at the prompt, after an import, and the smallest that will do.
//!
//! Measured as a user would: a prompt on a terminal, in a fresh home, since the history of an earlier prompt
//! is loaded into the heap. The module is micropython-lib's `base64`, compiled from source.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use micropyrite_testkit::process::run;
use micropyrite_testkit::pty::Session;
use serde_json::json;

use super::{Reading, Setup};
use crate::{Outcome, repo};

/// How long one answer of the prompt may take.
const LIMIT: Duration = Duration::from_secs(20);

/// The module that is imported, below a checkout of upstream.
const MODULE: &str = "lib/micropython-lib/python-stdlib/base64/base64.py";

/// Bisection of the smallest heap stops at this many bytes.
const HEAP_STEP: usize = 64;

/// What one binary needs, in bytes.
struct Need {
    at_prompt: i64,
    growth: Option<i64>,
    smallest_heap: Option<usize>,
}

/// Measures ours and the peer's.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let module = match &setup.upstream {
        Some(upstream) => Some(module_folder(upstream)?),
        None => None,
    };
    let ours = need(&setup.binary, module.as_deref())?;
    let peer = setup.peer.as_deref().map(|peer| need(peer, module.as_deref())).transpose()?;
    let mut reading = Reading::new(&["bytes of heap", "peer", "ours"]);
    let figures = |need: &Need| {
        [Some(need.at_prompt), need.growth, need.smallest_heap.and_then(|size| i64::try_from(size).ok())]
    };
    let names = [
        "in use at the prompt, collected",
        "more after `import base64`, collected",
        "smallest to import base64",
    ];
    for (at, name) in names.into_iter().enumerate() {
        let ours = figures(&ours)[at];
        let peer = peer.as_ref().and_then(|peer| figures(peer)[at]);
        let shown = [peer, ours].map(|figure| figure.map_or("-".to_string(), |figure| figure.to_string()));
        reading.table.push(&[name.to_string(), shown[0].clone(), shown[1].clone()]);
        reading.values.insert(name.to_string(), json!({ "ours": ours, "peer": peer }));
    }
    if module.is_none() {
        reading.notes.push("imports are left out: no --upstream".to_string());
    }
    Ok(reading)
}

/// A folder that holds nothing but the module, with a short name: paths are in the heap too.
fn module_folder(upstream: &Path) -> Outcome<PathBuf> {
    let folder = std::env::temp_dir().join(format!("upy{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let source = upstream.join(MODULE);
    std::fs::copy(&source, folder.join("base64.py"))
        .map_err(|error| format!("{}: {error}", source.display()))?;
    Ok(folder)
}

fn need(binary: &Path, module: Option<&Path>) -> Outcome<Need> {
    let (at_prompt, growth) =
        at_prompt(binary, module).map_err(|error| format!("{}: {error}", binary.display()))?;
    let smallest_heap = module.map(|module| smallest_heap(binary, module)).transpose()?;
    Ok(Need { at_prompt, growth, smallest_heap })
}

fn command(binary: &Path, module: Option<&Path>) -> Outcome<Command> {
    let home = repo::scratch("gauges/home")?;
    // A history that an earlier prompt left there would be loaded.
    std::fs::remove_dir_all(&home).map_err(|error| error.to_string())?;
    repo::scratch("gauges/home")?;
    let mut command = Command::new(binary);
    let path = module.map_or(".frozen".to_string(), |module| format!(".frozen:{}", module.display()));
    command.env("HOME", home).env("MICROPYPATH", path).env_remove("MICROPYINSPECT");
    Ok(command)
}

fn at_prompt(binary: &Path, module: Option<&Path>) -> Outcome<(i64, Option<i64>)> {
    let mut session = Session::start(&mut command(binary, module)?).map_err(|error| error.to_string())?;
    session.read_until(b">>> ", LIMIT).map_err(|error| error.to_string())?;
    let mut type_line = |line: &str| -> Outcome<String> {
        session.send(format!("{line}\r").as_bytes()).map_err(|error| error.to_string())?;
        let seen = session.read_until(b"\n>>> ", LIMIT).map_err(|error| format!("{line}: {error}"))?;
        Ok(String::from_utf8_lossy(&seen).into_owned())
    };
    type_line("import gc")?;
    type_line("gc.collect()")?;
    let at_prompt = number(&type_line("gc.mem_alloc()")?)?;
    if module.is_none() {
        return Ok((at_prompt, None));
    }
    let answer = type_line("import base64")?;
    if answer.contains("Error") {
        return Err(answer);
    }
    type_line("gc.collect()")?;
    let after = number(&type_line("gc.mem_alloc()")?)?;
    Ok((at_prompt, Some(after - at_prompt)))
}

/// The number on a line of its own in a prompt's answer.
fn number(answer: &str) -> Outcome<i64> {
    let found = answer.lines().filter_map(|line| line.trim().parse().ok()).next_back();
    found.ok_or_else(|| format!("no number in {answer:?}"))
}

fn smallest_heap(binary: &Path, module: &Path) -> Outcome<usize> {
    let enough = |size: usize| -> Outcome<bool> {
        let mut command = command(binary, Some(module))?;
        command.arg("-X").arg(format!("heapsize={size}")).args(["-c", "import base64\nprint('yes')"]);
        let finished = run(&mut command, b"", LIMIT).map_err(|error| error.to_string())?;
        Ok(finished.success() && finished.text() == "yes\n")
    };
    let (mut low, mut high) = (0, 1 << 20);
    if !enough(high)? {
        return Err(format!("{}: base64 cannot be imported", binary.display()));
    }
    while high - low > HEAP_STEP {
        let middle = low + (high - low) / 2;
        if enough(middle)? { high = middle } else { low = middle }
    }
    Ok(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_among_echoes() {
        assert_eq!(number("gc.mem_alloc()\r\n1408\r\n>>> "), Ok(1408));
        assert!(number("Error").is_err());
    }
}
