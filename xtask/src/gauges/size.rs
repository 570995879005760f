//! Bytes of the host program, and of the crates of a firmware on Thumb-2.
//!
//! For Thumb-2 the code and constants of our crates are added up as they are compiled, at opt-level s, before
//! a linker drops what nothing calls and joins what Rust's own `core` brings. It is a figure to watch, not
//! the size of an image.

use std::path::Path;

use serde_json::json;

use super::elf::{Sizes, archive_sizes, sizes};
use super::{Reading, Setup};
use crate::{Outcome, bare, ci, repo};

/// The chip family whose code size is watched.
const TARGET: &str = "thumbv7m-none-eabi";

/// Measures the binary, the peer's, and the crates for Thumb-2.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let mut reading = Reading::new(&["program", "text", "data", "bss"]);
    add(&mut reading, "host", of_program(&setup.binary)?);
    if let Some(peer) = &setup.peer {
        add(&mut reading, "host, peer", of_program(peer)?);
    }
    match of_firmware() {
        Ok(crates) => {
            let mut sum = 0;
            for (name, sizes) in crates {
                sum += sizes.text;
                add(&mut reading, &format!("thumbv7m, {name}"), sizes);
            }
            add(&mut reading, "thumbv7m", Sizes { text: sum, data: 0, bss: 0 });
            reading
                .notes
                .push("thumbv7m: code of each crate before linking, without Rust's core".to_string());
        }
        Err(reason) => reading.notes.push(format!("thumbv7m is left out: {reason}")),
    }
    Ok(reading)
}

fn add(reading: &mut Reading, name: &str, sizes: Sizes) {
    let row = [sizes.text, sizes.data, sizes.bss].map(|bytes| bytes.to_string());
    reading.table.push(&[name.to_string(), row[0].clone(), row[1].clone(), row[2].clone()]);
    let value = json!({ "text": sizes.text, "data": sizes.data, "bss": sizes.bss });
    reading.values.insert(name.to_string(), value);
}

fn of_program(path: &Path) -> Outcome<Sizes> {
    let file = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    sizes(&file).ok_or_else(|| format!("{}: no ELF file", path.display()))
}

/// The sizes of the crates that firmware is made of.
fn of_firmware() -> Outcome<Vec<(String, Sizes)>> {
    let folder = repo::scratch("gauges/thumb")?;
    let mut command = bare::cargo("build", TARGET, "core")?;
    command.args(["--quiet", "--release"]).env("CARGO_TARGET_DIR", &folder);
    // Without optimisation across crates, so that the archives hold machine code.
    command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "s").env("CARGO_PROFILE_RELEASE_LTO", "off");
    for name in ci::BARE_CRATES {
        command.args(["--package", name]);
    }
    repo::must_run(&mut command)?;
    let mut found = Vec::new();
    for name in ci::BARE_CRATES {
        let path = folder.join(TARGET).join(format!("release/lib{}.rlib", name.replace('-', "_")));
        let file = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let sizes = archive_sizes(&file).ok_or_else(|| format!("{}: no archive", path.display()))?;
        found.push((name.trim_start_matches("micropyrite-").to_string(), sizes));
    }
    Ok(found)
}
