//! How many of upstream's tests pass, by folder.

use std::path::Path;

use serde_json::json;

use super::{Reading, Setup};
use crate::Outcome;
use crate::upstream_tests::{Request, Results, run};

/// Runs upstream's tests on our binary, and on the peer.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let upstream = setup.upstream.as_deref().ok_or("no --upstream")?;
    let ours = results(upstream, &setup.binary)?;
    let peer = setup.peer.as_deref().map(|peer| results(upstream, peer)).transpose()?;
    let mut reading = Reading::new(&["folder", "peer passes", "pass", "skip", "fail"]);
    let mut sums = [0, 0];
    let of_peer = peer.as_ref().map(Results::by_folder).unwrap_or_default();
    for (folder, counts) in ours.by_folder() {
        let peer_passed = of_peer.get(&folder).map_or(0, |counts| counts.passed);
        sums[0] += counts.passed;
        sums[1] += peer_passed;
        let mut row = vec![folder.clone()];
        row.extend(
            [peer_passed, counts.passed, counts.skipped, counts.failed].map(|count| count.to_string()),
        );
        reading.table.push(&row);
        let value = json!({ "pass": counts.passed, "skip": counts.skipped, "fail": counts.failed });
        reading.values.insert(folder, value);
    }
    let sums = json!({ "ours": sums[0], "peer": peer.as_ref().map(|_| sums[1]) });
    reading.notes.push(format!("passed in all: {sums}"));
    reading.values.insert("passed".to_string(), sums);
    Ok(reading)
}

fn results(upstream: &Path, binary: &Path) -> Outcome<Results> {
    run(&Request {
        upstream: upstream.to_path_buf(),
        binary: Some(binary.to_path_buf()),
        mpy_cross: None,
        names: Vec::new(),
        options: Vec::new(),
        jobs: 4,
        sample: 1,
    })
}
