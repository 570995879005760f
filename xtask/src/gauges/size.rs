//! Bytes of the host binary.

use serde_json::json;

use super::elf::{Sizes, sizes};
use super::{Reading, Setup};
use crate::Outcome;

/// Measures the binary and the peer's.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let mut reading = Reading::new(&["program", "text", "data", "bss"]);
    let mut add = |name: &str, sizes: Sizes| {
        let row = [sizes.text, sizes.data, sizes.bss].map(|bytes| bytes.to_string());
        reading.table.push(&[name.to_string(), row[0].clone(), row[1].clone(), row[2].clone()]);
        reading
            .values
            .insert(name.to_string(), json!({ "text": sizes.text, "data": sizes.data, "bss": sizes.bss }));
    };
    add("host", of_file(&setup.binary)?);
    if let Some(peer) = &setup.peer {
        add("host, peer", of_file(peer)?);
    }
    Ok(reading)
}

fn of_file(path: &std::path::Path) -> Outcome<Sizes> {
    let file = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    sizes(&file).ok_or_else(|| format!("{}: no ELF file", path.display()))
}
