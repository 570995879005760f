//! What the firmware of each board takes, in short.
//!
//! `cargo xtask sizes` shows the whole; here its figures stand in a row for each board, with those of another firmware
//! below. All of them are among the values.

use serde_json::{Value, json};

use super::{Reading, Setup};
use crate::port::{self, Board, Effort};
use crate::sizes::{Report, Scope};
use crate::{Outcome, bare};

/// The figures that have a column.
const COLUMNS: [&str; 7] = ["text", "data", "bss", "heap_at_prompt", "heap_usable", "stack", "frames"];

/// Measures the boards that can be built and run here.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let mut reading = Reading::new(&[&["board"], &COLUMNS[..]].concat());
    for name in port::names()? {
        let board = Board::read(&name)?;
        if let Err(reason) = bare::way(&board.target).map(drop).and_then(|()| board.emulator.is_there()) {
            reading.notes.push(format!("{name} is left out: {reason}"));
            continue;
        }
        let image = port::build(&board, Effort::Full)?;
        let ours = Report::of_board(&board, &image, Scope::All)?;
        add(&mut reading, &name, &ours);
        let peer = match &setup.firmware {
            Some((of, path)) if *of == name => {
                let peer = Report::of_peer(&board, path, Scope::All)?;
                add(&mut reading, &format!("{name}, peer"), &peer);
                peer.values()
            }
            _ => Value::Null,
        };
        reading.values.insert(name, json!({ "ours": ours.values(), "peer": peer }));
    }
    Ok(reading)
}

fn add(reading: &mut Reading, name: &str, report: &Report) {
    let figures = report.figures();
    let mut row = vec![name.to_string()];
    for column in COLUMNS {
        let figure = figures.iter().find(|(known, _)| *known == column);
        row.push(figure.map_or("-".to_string(), |(_, figure)| figure.to_string()));
    }
    reading.table.push(&row);
}
