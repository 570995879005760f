//! `cargo xtask build-port` and `run-port`: firmware, and an emulator for it.
//!
//! A board is a file `boards/NAME.toml` of a port; the port's own build script makes the linker's map of it, this
//! takes the target and the command for QEMU from it. Nothing is installed here: what is missing is said.

mod board;
mod budget;
mod emulator;
mod machine;
mod noise;
mod smoke;

use std::path::PathBuf;
use std::process::Command;

use crate::gauges::elf;
use crate::{Outcome, arguments, repo};

pub use board::{Board, folders, names};
pub use budget::Budget;
pub use emulator::{Emulator, Serial};
pub use machine::{Area, Machine};
pub use noise::{HELP as FUZZ_HELP, main as fuzz_main};
pub use smoke::{smoke, smoke_frozen, smoke_rom};

/// What `build-port --help` prints.
pub const BUILD_HELP: &str = "
usage: cargo xtask build-port [--light] [--errors LEVEL] [--manifest FILE [--lib DIR] [-D NAME=DIR]...] BOARD

Builds firmware with an installed target, or else with the distribution's sources of `core`, and prints the path of
the image and its sizes, each beside the board's budget. Fails when a budget is passed.

  --light         without optimisation across crates: larger and slower, but soon there; no budget is for that
  --errors LEVEL  none, terse, normal or detailed: how much exceptions say, instead of what the port has by default;
                  no budget is for that either (docs/messages.md)
  --manifest FILE what is frozen into the firmware, instead of what the board's file says (docs/freezing.md);
                  no budget is for that either
  --lib DIR       micropython-lib, for require() in manifests
  -D NAME=DIR     a value for $(NAME) in manifests; PORT_DIR and BOARD_DIR have theirs

examples:
  cargo xtask build-port MPS2_AN385
  cargo xtask build-port --errors terse MPS2_AN385
  cargo xtask build-port --manifest manifest.py --lib ~/micropython-lib MPS2_AN385

MICROPYRITE_HEAP_BYTES in the environment gives the firmware another heap than its board's file says.
";

/// What `run-port --help` prints.
pub const RUN_HELP: &str = "
usage: cargo xtask run-port [--light] [--pty | --print] BOARD

Builds firmware and starts it in QEMU, with the prompt on this terminal. `import machine; machine.reset()` ends it.

  --light    as in build-port
  --pty      gives the serial line a terminal of its own, whose name QEMU prints
  --print    only prints QEMU's command for that

examples:
  cargo xtask run-port VIRT_RV32
  ./run-tests.py -t \"execpty:$(cargo xtask run-port --print MPS2_AN385)\" -d basics
";

/// How an image is built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effort {
    /// As it ships.
    Full,
    /// Quickly, for a look or a test.
    Light,
}

/// Runs `build-port`.
pub fn build_main(mut options: lexopt::Parser) -> Outcome {
    let mut name = None;
    let mut effort = Effort::Full;
    let mut errors = None;
    let mut manifest = None;
    let mut freeze_arguments = Vec::new();
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("light") => effort = Effort::Light,
            lexopt::Arg::Long("errors") => errors = Some(arguments::value(&mut options)?),
            lexopt::Arg::Long("manifest") => {
                manifest = Some(repo::existing(arguments::value(&mut options)?)?)
            }
            lexopt::Arg::Long("lib") => {
                let folder = repo::existing(arguments::value(&mut options)?)?;
                freeze_arguments.push(format!("--lib={}", folder.display()));
            }
            lexopt::Arg::Short('D') => {
                freeze_arguments.push(format!("--variable={}", arguments::value(&mut options)?));
            }
            lexopt::Arg::Value(value) if name.is_none() => name = Some(value.to_string_lossy().into_owned()),
            other => return arguments::unexpected(other),
        }
    }
    let mut board = named(name)?;
    let is_other = errors.is_some() || manifest.is_some();
    board.errors = errors;
    board.manifest = manifest.or(board.manifest);
    board.freeze_arguments = freeze_arguments;
    let image = build(&board, effort)?;
    let file = std::fs::read(&image).map_err(|error| format!("{}: {error}", image.display()))?;
    let sizes = elf::sizes(&file).ok_or_else(|| format!("{}: no ELF file", image.display()))?;
    println!("{}", image.display());
    let figures = [("text", sizes.text), ("data", sizes.data), ("bss", sizes.bss)];
    if effort == Effort::Light || is_other || !board.is_judged()? {
        println!("{}", figures.map(|(name, figure)| format!("{name} {figure}")).join("  "));
        return Ok(());
    }
    println!("{}", figures.map(|(name, figure)| board.budget.beside(name, figure)).join("  "));
    board.budget.judge(&board.name, &figures)
}

/// Runs `run-port`.
pub fn run_main(mut options: lexopt::Parser) -> Outcome {
    let mut name = None;
    let mut effort = Effort::Full;
    let (mut has_pty, mut prints) = (false, false);
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("light") => effort = Effort::Light,
            lexopt::Arg::Long("pty") => has_pty = true,
            lexopt::Arg::Long("print") => prints = true,
            lexopt::Arg::Value(value) if name.is_none() => name = Some(value.to_string_lossy().into_owned()),
            other => return arguments::unexpected(other),
        }
    }
    let board = named(name)?;
    let image = build(&board, effort)?;
    let serial = if has_pty || prints { Serial::Terminal } else { Serial::Streams };
    let mut command = board.emulator.command(&image, serial);
    if prints {
        let words: Vec<_> = std::iter::once(command.get_program()).chain(command.get_args()).collect();
        println!("{}", words.join(" ".as_ref()).display());
        return Ok(());
    }
    board.emulator.is_there()?;
    repo::must_run(&mut command)
}

/// What gives a firmware another heap, in its build script's environment.
const HEAP_BYTES: &str = "MICROPYRITE_HEAP_BYTES";

/// What gives a firmware its frozen archive.
const FROZEN: &str = "MICROPYRITE_FROZEN";

/// Makes the archive of what is frozen into a board's firmware, if anything is.
fn frozen(board: &Board) -> Outcome<Option<PathBuf>> {
    let Some(manifest) = &board.manifest else { return Ok(None) };
    let archive = repo::scratch("ports-frozen")?.join(format!("{}.bin", board.name));
    let mut command = Command::new(repo::binary("dev")?);
    command.arg("freeze").arg(manifest).arg("-o").arg(&archive);
    command.arg(format!("-DPORT_DIR={}", board.port.display()));
    command.arg(format!("-DBOARD_DIR={}", board.port.join("boards").display()));
    repo::must_run(command.args(&board.freeze_arguments))?;
    Ok(Some(archive))
}

fn named(name: Option<String>) -> Outcome<Board> {
    let Some(name) = name else {
        return Err(format!("which board? There are {}", names()?.join(", ")));
    };
    Board::read(&name)
}

/// Builds a board's firmware and returns the path of the image.
pub fn build(board: &Board, effort: Effort) -> Outcome<PathBuf> {
    build_with_heap(board, effort, None)
}

/// Builds a board's firmware, with another heap than the board's file says; such an image lies apart.
pub fn build_with_heap(board: &Board, effort: Effort, heap_bytes: Option<usize>) -> Outcome<PathBuf> {
    let folder = repo::scratch(if effort == Effort::Light { "ports-light" } else { "ports" })?;
    let (mut command, target) = board.cargo("build")?;
    command.args(["--quiet", "--release"]).env("CARGO_TARGET_DIR", &folder);
    if effort == Effort::Light {
        command.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    }
    if let Some(bytes) = heap_bytes {
        command.env(HEAP_BYTES, bytes.to_string());
    }
    match frozen(board)? {
        Some(archive) => command.env(FROZEN, archive),
        None => command.env_remove(FROZEN),
    };
    repo::must_run(&mut command)?;
    let image = folder.join(target).join("release").join(&board.package);
    let Some(bytes) = heap_bytes else { return Ok(image) };
    let copy = repo::scratch("ports-heap")?.join(format!("{}-{bytes}", board.name));
    std::fs::copy(&image, &copy).map_err(|error| format!("{}: {error}", copy.display()))?;
    Ok(copy)
}
