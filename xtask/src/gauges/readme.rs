//! The table of figures in `README.md`.
//!
//! It stands between two comments; a row whose figure was not measured keeps what it says.

use serde_json::{Map, Value};

use crate::{Outcome, region, repo};

/// The region's name.
const REGION: &str = "gauges";

/// A row: what it says, where its figures are (`gauge/name/whose`, or a text without a slash that stands
/// there as it is), and how they are shown.
struct Row {
    label: &'static str,
    peer: &'static str,
    ours: &'static str,
    show: fn(f64) -> String,
}

const ROWS: &[Row] = &[
    Row {
        label: "upstream's tests passed",
        peer: "tests/passed/peer",
        ours: "tests/passed/ours",
        show: whole,
    },
    Row {
        label: "speed, geometric mean of the benchmark programs",
        peer: "1.00",
        ours: "speed/geometric mean",
        show: ratio,
    },
    Row { label: "speed, least", peer: "1.00", ours: "speed/least", show: ratio },
    Row {
        label: "start-up, ms of processor time",
        peer: "speed/start-up/peer",
        ours: "speed/start-up/ours",
        show: ratio,
    },
    Row {
        label: "heap in use at the prompt, bytes",
        peer: "memory/in use at the prompt, collected/peer",
        ours: "memory/in use at the prompt, collected/ours",
        show: whole,
    },
    Row {
        label: "more after `import base64`, bytes",
        peer: "memory/more after `import base64`, collected/peer",
        ours: "memory/more after `import base64`, collected/ours",
        show: whole,
    },
    Row {
        label: "smallest heap that imports `base64`, bytes",
        peer: "memory/smallest to import base64/peer",
        ours: "memory/smallest to import base64/ours",
        show: whole,
    },
    Row {
        label: "text of the host program, bytes",
        peer: "size/host, peer/text",
        ours: "size/host/text",
        show: whole,
    },
    Row {
        label: "speed of the cross-compiler, a file of 20,000 lines",
        peer: "1.00",
        ours: "cross/compile/ratio",
        show: ratio,
    },
    Row {
        label: "files of upstream's tests and micropython-lib that it compiles to the same bytes",
        peer: "cross/same, all/peer",
        ours: "cross/same, all/ours",
        show: whole,
    },
    Row {
        label: "import of a `.mpy` file of 20,000 lines, ms of processor time",
        peer: "cross/import/peer",
        ours: "cross/import/ours",
        show: ratio,
    },
    Row {
        label: "modules of micropython-lib that can be imported, compiled here",
        peer: "packages/compiled/peer",
        ours: "packages/compiled/ours",
        show: whole,
    },
    Row {
        label: "text of the firmware for MPS2_AN385 (Cortex-M3), bytes",
        peer: "boards/MPS2_AN385/peer/text",
        ours: "boards/MPS2_AN385/ours/text",
        show: whole,
    },
    Row {
        label: "heap that can be used of 143,360 there, bytes",
        peer: "boards/MPS2_AN385/peer/heap_usable",
        ours: "boards/MPS2_AN385/ours/heap_usable",
        show: whole,
    },
    Row {
        label: "deepest native stack there, bytes",
        peer: "boards/MPS2_AN385/peer/stack",
        ours: "boards/MPS2_AN385/ours/stack",
        show: whole,
    },
    Row {
        label: "speed there in instructions, geometric mean of the programs in `benches`",
        peer: "1.00",
        ours: "instructions/geometric mean",
        show: ratio,
    },
    Row {
        label: "speed there in instructions, least",
        peer: "1.00",
        ours: "instructions/least",
        show: ratio,
    },
    Row {
        label: "code of the crates for Cortex-M3, before linking, bytes",
        peer: "–",
        ours: "size/thumbv7m/text",
        show: whole,
    },
];

/// Puts the figures into the table.
pub fn update(values: &Map<String, Value>) -> Outcome {
    let path = repo::root().join("README.md");
    let text = repo::read(&path)?;
    let (_, old, _) = region::parts(&text, REGION)?;
    region::write(&path, REGION, &filled(old, values))
}

fn filled(old: &str, values: &Map<String, Value>) -> String {
    let mut table = String::from("| figure | upstream | MicroPyrite |\n|---|---|---|\n");
    for row in ROWS {
        let old = old.lines().map(cells).find(|cells| cells.first() == Some(&row.label));
        let cell = |path: &str, at: usize| match figure(values, path) {
            Some(figure) => (row.show)(figure),
            None => old.as_ref().and_then(|cells| cells.get(at)).unwrap_or(&"–").to_string(),
        };
        let peer = if row.peer.contains('/') { cell(row.peer, 1) } else { row.peer.to_string() };
        table.push_str(&format!("| {} | {} | {} |\n", row.label, peer, cell(row.ours, 2)));
    }
    table
}

fn cells(row: &str) -> Vec<&str> {
    row.trim_matches(['|', ' ']).split(" | ").map(str::trim).collect()
}

fn figure(values: &Map<String, Value>, path: &str) -> Option<f64> {
    let mut steps = path.split('/');
    let mut value = values.get(steps.next()?)?;
    for step in steps {
        value = value.get(step)?;
    }
    value.as_f64()
}

fn whole(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn ratio(figure: f64) -> String {
    format!("{figure:.2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_go_to_their_rows_and_others_stay() {
        let old = "| speed, least | 1.00 | 2.50 |\n";
        let values = serde_json::json!({ "tests": { "passed": { "ours": 1022, "peer": 1022 } } });
        let table = filled(old, values.as_object().unwrap());
        assert!(table.contains("| upstream's tests passed | 1,022 | 1,022 |\n"));
        assert!(table.contains("| speed, least | 1.00 | 2.50 |\n"));
    }
}
