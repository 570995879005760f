//! `Board`: what building and running need to know of one.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::emulator::loader;
use super::{Budget, Emulator};
use crate::{Outcome, bare, repo};

/// A board of a port.
pub struct Board {
    /// Its name, which is its file's.
    pub name: String,
    /// The folder of its port.
    pub port: PathBuf,
    /// The package that is its firmware.
    pub package: String,
    /// What it is compiled for.
    pub target: String,
    /// The processor, where the target leaves it open.
    pub cpu: Option<String>,
    /// Whether its firmware is at the level minimum: without floats, big integers and modules.
    pub is_minimum: bool,
    /// Features of its firmware.
    pub features: Vec<String>,
    /// How much exceptions say, if not what the port has by default.
    pub errors: Option<String>,
    /// The manifest of what is frozen into its firmware.
    pub manifest: Option<PathBuf>,
    /// What `micropyrite freeze` is told beyond that.
    pub freeze_arguments: Vec<String>,
    /// What emulates it.
    pub emulator: Emulator,
    /// Where an image of a file system may lie in its memory.
    pub image_origin: Option<u64>,
    /// Bytes for the heap, unless it gets the rest.
    pub heap_bytes: Option<u64>,
    /// What it may take.
    pub budget: Budget,
}

/// The names of all boards.
pub fn names() -> Outcome<Vec<String>> {
    let files = repo::files()?;
    let name = |file: &String| {
        let (port, name) = file.strip_prefix("ports/")?.split_once("/boards/")?;
        let name = name.strip_suffix(".toml")?;
        (!port.contains('/') && !name.contains('/')).then(|| name.to_string())
    };
    Ok(files.iter().filter_map(name).collect())
}

/// The folders of all ports.
pub fn folders() -> Outcome<Vec<PathBuf>> {
    let files = repo::files()?;
    let is_port = |file: &&String| file.starts_with("ports/") && file.ends_with("/Cargo.toml");
    Ok(files
        .iter()
        .filter(is_port)
        .map(|file| repo::root().join(file.trim_end_matches("Cargo.toml")))
        .collect())
}

impl Board {
    /// Has the emulator put an image of ROMFS where the board looks for one, if it does.
    pub fn load_rom(&mut self, rom: &Path) {
        if let Some(origin) = self.image_origin {
            self.emulator.arguments.extend(loader(rom, origin));
        }
    }

    /// Finds a board.
    pub fn read(name: &str) -> Outcome<Board> {
        let tail = format!("/boards/{name}.toml");
        let files = repo::files()?;
        let Some(file) = files.iter().find(|file| file.starts_with("ports/") && file.ends_with(&tail)) else {
            return Err(format!("there is no board `{name}`, but {}", names()?.join(", ")));
        };
        let board = read(&repo::root().join(file))?;
        let port = repo::root().join(file.trim_end_matches(&tail));
        let package = section(&read(&port.join("Cargo.toml"))?, "package")?;
        let emulator = section(&board, "qemu")?;
        Ok(Board {
            name: name.to_string(),
            package: text(&package, "name")?,
            target: text(&board, "target")?,
            cpu: board.get("cpu").and_then(|value| value.as_str()).map(String::from),
            is_minimum: board.get("level").and_then(|value| value.as_str()) == Some("minimum"),
            features: words(&board, "features"),
            errors: None,
            manifest: match board.get("frozen") {
                Some(_) => Some(port.join("boards").join(text(&board, "frozen")?)),
                None => None,
            },
            freeze_arguments: Vec::new(),
            emulator: Emulator {
                program: text(&emulator, "program")?,
                arguments: words(&emulator, "arguments"),
            },
            image_origin: section(&board, "memory")?
                .get("image")
                .and_then(|image| image.get("origin"))
                .and_then(natural),
            heap_bytes: section(&board, "python")?.get("heap_bytes").and_then(natural),
            budget: Budget::read(&board).map_err(|error| format!("{name}: {error}"))?,
            port,
        })
    }

    /// Budgets are for firmware that is built with the library's sources: without these it has texts for panics.
    pub fn is_judged(&self) -> Outcome<bool> {
        Ok(bare::way(&self.target)? == bare::Way::FromSources)
    }

    /// Cargo on the board's firmware and the folder for its files, or what is missing for it.
    pub fn cargo(&self, verb: &str) -> Outcome<(Command, String)> {
        let cpu = self.cpu.iter().map(|cpu| format!("-Ctarget-cpu={cpu}")).collect::<Vec<_>>();
        let (mut command, folder) = bare::firmware_cargo(verb, &self.target, &cpu)?;
        command.current_dir(&self.port).env("MICROPYRITE_BOARD", &self.name);
        let mut features = self.features.clone();
        if let Some(level) = &self.errors {
            // That and the level is all that ports have by default.
            command.arg("--no-default-features");
            features.extend((!self.is_minimum).then(|| "level-extra".to_string()));
            features.extend((level != "none").then(|| format!("errors-{level}")));
        }
        if !features.is_empty() {
            command.args(["--features", &features.join(",")]);
        }
        Ok((command, folder))
    }
}

fn read(path: &Path) -> Outcome<toml::Table> {
    repo::read(path)?.parse().map_err(|error| format!("{}: {error}", path.display()))
}

fn section(table: &toml::Table, name: &str) -> Outcome<toml::Table> {
    let section = table.get(name).and_then(|value| value.as_table());
    section.cloned().ok_or_else(|| format!("[{name}] is missing in a board's or port's file"))
}

/// A list of words, which may be left out.
fn words(table: &toml::Table, name: &str) -> Vec<String> {
    let list = table.get(name).and_then(|value| value.as_array());
    list.into_iter().flatten().filter_map(|word| word.as_str().map(String::from)).collect()
}

fn text(table: &toml::Table, name: &str) -> Outcome<String> {
    let text = table.get(name).and_then(|value| value.as_str());
    text.map(String::from).ok_or_else(|| format!("`{name}` is missing in a board's or port's file"))
}

/// A number of bytes.
fn natural(value: &toml::Value) -> Option<u64> {
    value.as_integer().and_then(|number| u64::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boards_are_found() {
        for name in names().unwrap() {
            let board = Board::read(&name).unwrap();
            assert!(board.port.join("Cargo.toml").exists() && !board.emulator.arguments.is_empty(), "{name}");
            assert!(board.budget.bound("text").is_some(), "{name} has no budget");
        }
        assert!(Board::read("NO_SUCH").is_err_and(|message| message.contains("MPS2_AN385")));
    }
}
