//! Feature switches: which there are, and how many places look at them.
//!
//! A feature exists only to drop a dependency or a whole module. Each place that looks at one doubles what
//! would have to be tested, so `tidy.toml` says how many a crate has, and the number only goes down.

use std::collections::BTreeMap;

use super::Tree;

/// The features a crate may have, besides `native-<isa>`.
const ALLOWED: [&str; 19] = [
    "std",
    "compiler",
    "float",
    "single-precision",
    "big-int",
    "threads",
    "incremental",
    "host-files",
    "tier1",
    "trace",
    "level-minimum",
    "level-extra",
    "level-everything",
    "errors-terse",
    "errors-normal",
    "errors-detailed",
    "gc-stress",
    "testkit",
    "default",
];

/// Unknown features, and crates with more switches than their budget.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for file in tree.files.iter().filter(|file| file.is_rust() && file.name.starts_with("crates/")) {
        // The macros that make tables name it by a variable: their rows are not places that look at one.
        *counts.entry(file.crate_folder()).or_default() += file.text.matches("feature = \"").count();
    }
    for (folder, count) in counts {
        let budget = tree.config.feature_switches.get(folder).copied().unwrap_or(0);
        if count > budget {
            found.push(format!("{folder}: {count} feature switches, {budget} are allowed; see tidy.toml"));
        }
        if count < budget {
            found.push(format!("tidy.toml: {folder} has only {count} feature switches, lower its {budget}"));
        }
    }
    for file in tree
        .files
        .iter()
        .filter(|file| file.name.ends_with("/Cargo.toml") && file.name.starts_with("crates/"))
    {
        let table: toml::Table = file.text.parse().unwrap_or_default();
        let features = table.get("features").and_then(|features| features.as_table());
        for name in features.into_iter().flat_map(|features| features.keys()) {
            if !ALLOWED.contains(&name.as_str()) && !name.starts_with("native-") {
                found.push(format!("{}: `{name}` is no feature of the house", file.name));
            }
        }
    }
    found
}
