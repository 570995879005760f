//! Which modules of micropython-lib can be imported, as source and compiled.
//!
//! Each package is installed with what it needs, as its manifest says, into a folder of its own; each of its modules
//! is then imported by a fresh process. What upstream's program cannot import is not for a process on a host.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use micropyrite_testkit::process::run;
use serde_json::json;

use super::{Reading, Setup};
use crate::{Outcome, repo};

/// The parts of micropython-lib that have packages for a host.
const PARTS: [&str; 3] = ["python-stdlib", "micropython", "python-ecosys"];

/// What runs the functions of manifests: its arguments are variables, and the manifest.
const DRIVER: &str = "import sys\nwith open(sys.argv[1]) as file:\n    exec(file.read())\nprint(run(sys.argv[2].replace('|', '\\0'), sys.argv[3]), end='')\n";

/// A program may take this long.
const LIMIT: Duration = Duration::from_secs(30);

/// A file that a package consists of.
struct Item {
    path: PathBuf,
    name: String,
}

/// Installs every package and imports its modules.
pub fn read(setup: &Setup) -> Outcome<Reading> {
    let upstream = setup.upstream.as_deref().ok_or("no --upstream")?;
    let peer = setup.peer.as_deref().ok_or("no --peer")?;
    let library = upstream.join("lib/micropython-lib");
    let scratch = repo::scratch("gauges/packages")?;
    fs::remove_dir_all(&scratch).map_err(|error| format!("{}: {error}", scratch.display()))?;
    let mut reading = Reading::new(&["imported", "peer", "ours, source", "ours, compiled"]);
    let mut sums = [0; 3];
    let mut n_modules = 0;
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut packages = Vec::new();
    for part in PARTS {
        packages.extend(manifests(&library.join(part))?);
    }
    for package in &packages {
        let name = package.strip_prefix(&library).unwrap_or(package).display().to_string();
        let items = items(&setup.binary, upstream, package)?;
        let folders = ["source", "compiled"].map(|kind| scratch.join(name.replace('/', "-")).join(kind));
        for item in &items {
            install(&setup.binary, item, &folders)?;
        }
        for module in items.iter().filter(|item| item.path.starts_with(package)).filter_map(module) {
            n_modules += 1;
            let ways = [(peer, 0), (setup.binary.as_path(), 0), (setup.binary.as_path(), 1)];
            let results =
                ways.map(|(program, kind)| import(program, &folders[kind], upstream, &module, &scratch));
            for (sum, result) in sums.iter_mut().zip(&results) {
                *sum += usize::from(result.is_ok());
            }
            if results[0].is_ok()
                && let Some(reason) = results.into_iter().find_map(Result::err)
            {
                reasons.entry(reason).or_default().push(module);
            }
        }
    }
    let label = format!("modules of {n_modules} in {} packages", packages.len());
    let row = sums.map(|sum| sum.to_string());
    reading.table.push(&[label, row[0].clone(), row[1].clone(), row[2].clone()]);
    for (reason, modules) in reasons {
        reading.notes.push(format!("{reason}: {}", modules.join(" ")));
    }
    reading.values.insert("source".to_string(), json!({ "ours": sums[1], "peer": sums[0] }));
    reading.values.insert("compiled".to_string(), json!({ "ours": sums[2], "peer": sums[0] }));
    Ok(reading)
}

/// The folders below one that have a manifest, by name.
fn manifests(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()) {
        found.extend(manifests(&path)?);
    }
    if folder.join("manifest.py").exists() {
        found.push(folder.to_path_buf());
    }
    found.sort();
    Ok(found)
}

/// What a package's manifest names, with what it requires.
fn items(binary: &Path, upstream: &Path, package: &Path) -> Outcome<Vec<Item>> {
    let variables =
        format!("MPY_DIR|{}|MPY_LIB_DIR|{0}/lib/micropython-lib|PORT_DIR|{0}/ports/unix", upstream.display());
    let mut command = Command::new(binary);
    command.arg("-c").arg(DRIVER).arg(repo::root().join("python/manifest.py"));
    command.arg(variables).arg(package.join("manifest.py"));
    let finished = run(&mut command, b"", LIMIT).map_err(|error| format!("{}: {error}", binary.display()))?;
    let text = finished.text();
    let mut words = text.split('\0');
    if words.next() != Some("right") {
        return Err(format!("{}: {}", package.display(), text.replace('\0', " ")));
    }
    let mut items = Vec::new();
    while let (Some(_), Some(path), Some(name), Some(_), Some(_)) =
        (words.next(), words.next(), words.next(), words.next(), words.next())
    {
        items.push(Item { path: PathBuf::from(path), name: name.to_string() });
    }
    Ok(items)
}

/// Copies a file to the first folder, and compiles it into the second.
fn install(binary: &Path, item: &Item, folders: &[PathBuf; 2]) -> Outcome {
    let source = folders[0].join(&item.name);
    let compiled = folders[1].join(&item.name).with_extension("mpy");
    for path in [&source, &compiled] {
        let folder = path.parent().unwrap_or(path);
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::copy(&item.path, &source).map_err(|error| format!("{}: {error}", item.path.display()))?;
    let mut command = Command::new(binary);
    command.args(["cross", "-s", &item.name, "-o"]).arg(&compiled).arg(&source);
    let finished = run(&mut command, b"", LIMIT).map_err(|error| format!("{}: {error}", binary.display()))?;
    if finished.success() {
        Ok(())
    } else {
        Err(format!("{}: {}", item.path.display(), String::from_utf8_lossy(&finished.stderr)))
    }
}

/// The name that a file is imported by; nothing for a program.
fn module(item: &Item) -> Option<String> {
    let name = item.name.strip_suffix(".py")?;
    let name = name.strip_suffix("/__init__").unwrap_or(name).replace('/', ".");
    (!name.contains('-') && !name.ends_with("__main__")).then_some(name)
}

/// Imports a module in a process of its own; the last line of what it says if that fails.
fn import(program: &Path, folder: &Path, upstream: &Path, module: &str, scratch: &Path) -> Outcome {
    let mut command = Command::new(program);
    command.args(["-X", "heapsize=8m", "-c", &format!("import {module}")]).current_dir(scratch);
    // asyncio, which upstream's program has frozen, comes from its files.
    command.env("MICROPYPATH", format!("{}:{}/extmod", folder.display(), upstream.display()));
    let finished =
        run(&mut command, b"", LIMIT).map_err(|error| format!("{}: {error}", program.display()))?;
    if finished.success() {
        return Ok(());
    }
    let said = finished.text() + &String::from_utf8_lossy(&finished.stderr);
    Err(said.trim().lines().last().map_or_else(|| finished.ending(), str::to_string))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_modules() {
        let name = |name: &str| module(&Item { path: PathBuf::new(), name: name.to_string() });
        assert_eq!(name("base64.py").as_deref(), Some("base64"));
        assert_eq!(name("lora/__init__.py").as_deref(), Some("lora"));
        assert_eq!(name("lora/modem.py").as_deref(), Some("lora.modem"));
        assert_eq!(name("mip/__main__.py"), None);
    }
}
