//! How many of upstream's tests pass, by folder.

use serde_json::json;

use super::{Reading, Setup};
use crate::Outcome;
use crate::upstream_tests::{Request, run};

/// Runs upstream's tests.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let upstream = setup.upstream.clone().ok_or("no --upstream")?;
    let request = Request {
        upstream,
        binary: setup.binary.clone(),
        mpy_cross: None,
        names: Vec::new(),
        options: Vec::new(),
        jobs: 4,
    };
    let results = run(&request)?;
    let mut reading = Reading::new(&["folder", "pass", "skip", "fail"]);
    let mut passed = 0;
    for (folder, counts) in results.by_folder() {
        passed += counts.passed;
        let row = [counts.passed, counts.skipped, counts.failed].map(|count| count.to_string());
        reading.table.push(&[folder.clone(), row[0].clone(), row[1].clone(), row[2].clone()]);
        let value = json!({ "pass": counts.passed, "skip": counts.skipped, "fail": counts.failed });
        reading.values.insert(folder, value);
    }
    reading.values.insert("passed".to_string(), json!(passed));
    reading.notes.push(format!("passed in all: {passed}"));
    Ok(reading)
}
