//! `tidy.toml`: exemptions and ratchets, each with its reason.

use std::collections::BTreeMap;

use crate::Outcome;

/// What `tidy.toml` says.
#[derive(Default)]
pub struct Config {
    /// Files that may be longer than the limit, with the reason.
    pub long_files: BTreeMap<String, String>,
    /// How many feature switches a crate may have, by folder.
    pub feature_switches: BTreeMap<String, usize>,
    /// Paths that documents name and that are not ours, with the reason.
    pub foreign_paths: BTreeMap<String, String>,
}

impl Config {
    /// Reads the file's text.
    pub fn read(text: &str) -> Outcome<Config> {
        let table: toml::Table = text.parse().map_err(|error| format!("tidy.toml: {error}"))?;
        let mut config = Config::default();
        for (section, value) in &table {
            let entries = value.as_table().ok_or_else(|| format!("tidy.toml: {section} is not a table"))?;
            for (key, value) in entries {
                match section.as_str() {
                    "long-files" => drop(config.long_files.insert(key.clone(), reason(key, value)?)),
                    "foreign-paths" => drop(config.foreign_paths.insert(key.clone(), reason(key, value)?)),
                    "feature-switches" => {
                        let count = value.as_integer().and_then(|count| usize::try_from(count).ok());
                        let count = count.ok_or_else(|| format!("tidy.toml: {key}: not a count"))?;
                        config.feature_switches.insert(key.clone(), count);
                    }
                    _ => return Err(format!("tidy.toml: there is no section {section}")),
                }
            }
        }
        Ok(config)
    }

    /// Exemptions for files that are not there.
    pub fn unused(&self, files: &[&str]) -> Vec<String> {
        let gone = |name: &&String| !files.contains(&name.as_str());
        self.long_files.keys().filter(gone).map(|name| format!("tidy.toml: {name} does not exist")).collect()
    }
}

fn reason(key: &str, value: &toml::Value) -> Outcome<String> {
    match value.as_str() {
        Some(reason) if reason.len() > 10 => Ok(reason.to_string()),
        _ => Err(format!("tidy.toml: {key}: a reason in words, please")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_demanded() {
        assert!(Config::read("[long-files]\n\"a.rs\" = \"\"\n").is_err());
        let config = Config::read("[long-files]\n\"a.rs\" = \"a table of many rows\"\n").unwrap();
        assert_eq!(config.unused(&[]), ["tidy.toml: a.rs does not exist"]);
    }
}
