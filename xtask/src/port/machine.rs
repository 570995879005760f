//! `Machine`: a firmware in QEMU, typed to, and looked into from outside.
//!
//! Nothing on the board helps: QEMU fills parts of RAM with a pattern before the firmware starts, and its monitor
//! copies RAM out afterwards. What no longer has the pattern was used.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use micropyrite_testkit::pty::Session;
use serde_json::{Value, json};

use super::emulator::loader;
use super::{Board, Serial};
use crate::Outcome;

/// How long one answer may take, on a busy machine too.
const LIMIT: Duration = Duration::from_secs(60);

/// What RAM is filled with: no small number, no address, no text.
const PATTERN: [u8; 4] = [0xA7, 0x5C, 0xE3, 0xD9];

/// A part of RAM.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Area {
    /// Where it begins.
    pub start: u64,
    /// Its bytes.
    pub bytes: u64,
}

/// QEMU with a firmware at its prompt, which ends when it goes. Some firmware keeps a processor busy while it waits, so
/// no more of them than needed should be about.
pub struct Machine {
    session: Session,
    monitor: BufReader<UnixStream>,
    folder: Folder,
}

/// A folder that goes when it is no longer used. Its name is short: those of sockets must be.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Outcome<Folder> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("sizes-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind lies among other temporary files.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

impl Machine {
    /// Starts an image as the board's emulator does, with `painted` parts of RAM, and waits for the prompt.
    ///
    /// # Errors
    /// The emulator is missing, or no prompt came.
    pub fn boot(board: &Board, image: &Path, painted: &[Area]) -> Outcome<Machine> {
        let folder = Folder::new()?;
        let mut command = board.emulator.command(image, Serial::Streams);
        for (at, area) in painted.iter().enumerate() {
            let file = folder.0.join(format!("paint{at}"));
            let paint = PATTERN.repeat(usize::try_from(area.bytes / 4).map_err(|error| error.to_string())?);
            std::fs::write(&file, paint).map_err(|error| format!("{}: {error}", file.display()))?;
            command.args(loader(&file, area.start));
        }
        Machine::start(board, image, command, folder)
    }

    /// The same with a clock that counts instructions: each takes a nanosecond, on any host.
    pub fn boot_counting(board: &Board, image: &Path) -> Outcome<Machine> {
        let mut command = board.emulator.command(image, Serial::Streams);
        command.args(["-icount", "shift=0"]);
        Machine::start(board, image, command, Folder::new()?)
    }

    fn start(board: &Board, image: &Path, mut command: Command, folder: Folder) -> Outcome<Machine> {
        board.emulator.is_there()?;
        let program = &board.emulator.program;
        let socket = folder.0.join("monitor");
        command.arg("-qmp").arg(format!("unix:{},server=on,wait=off", socket.display()));
        let mut session = Session::start(&mut command).map_err(|error| format!("{program}: {error}"))?;
        session
            .read_until(b">>> ", LIMIT)
            .map_err(|error| format!("{} shows no prompt in {program}: {error}", image.display()))?;
        let monitor = UnixStream::connect(&socket)
            .map_err(|error| format!("{program} lets nobody to its monitor: {error}"))?;
        monitor.set_read_timeout(Some(LIMIT)).map_err(|error| error.to_string())?;
        let mut machine = Machine { session, monitor: BufReader::new(monitor), folder };
        machine.order(json!({ "execute": "qmp_capabilities" }))?;
        Ok(machine)
    }

    /// Types lines, each ended by `\r`, and gives what is shown until the next prompt.
    pub fn line(&mut self, typed: &str) -> Outcome<String> {
        self.send(&format!("{typed}\r"))?;
        self.shown("\n>>> ").map_err(|error| format!("after {typed:?}: {error}"))
    }

    /// Sends a program in paste mode.
    pub fn paste(&mut self, program: &str) -> Outcome<String> {
        self.send("\x05")?;
        self.shown("=== ")?;
        for line in program.lines() {
            self.send(&format!("{line}\r"))?;
            self.shown("\n=== ").map_err(|error| format!("while {line:?} is pasted: {error}"))?;
        }
        self.send("\x04")?;
        self.shown("\n>>> ").map_err(|error| format!("after a paste: {error}"))
    }

    /// Types an expression whose value is a number.
    pub fn number(&mut self, typed: &str) -> Outcome<u64> {
        let answer = self.line(typed)?;
        number(&answer).ok_or_else(|| format!("{typed:?} is no number but {answer:?}"))
    }

    /// The words of a part of RAM that no longer have the pattern, by their place in it.
    pub fn used_words(&mut self, area: Area) -> Outcome<Vec<bool>> {
        let file = self.folder.0.join("memory");
        let arguments = json!({ "val": area.start, "size": area.bytes, "filename": file });
        self.order(json!({ "execute": "pmemsave", "arguments": arguments }))?;
        let bytes = std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(bytes.chunks_exact(PATTERN.len()).map(|word| word != PATTERN).collect())
    }

    fn send(&mut self, text: &str) -> Outcome {
        self.session.send(text.as_bytes()).map_err(|error| error.to_string())
    }

    /// What comes until a text; the emulator's terminal puts a `\r` before each `\n`.
    fn shown(&mut self, until: &str) -> Outcome<String> {
        let seen =
            self.session.read_until(until.as_bytes(), LIMIT).map_err(|error| match error.raw_os_error() {
                Some(_) => format!("the emulator has ended ({error})"),
                None => error.to_string(),
            })?;
        Ok(String::from_utf8_lossy(&seen).into_owned())
    }

    /// Gives the monitor an order and waits until it is done; what it tells meanwhile is of no interest.
    fn order(&mut self, order: Value) -> Outcome {
        let stream = self.monitor.get_mut();
        writeln!(stream, "{order}").map_err(|error| format!("{order}: {error}"))?;
        loop {
            let mut line = String::new();
            let n = self.monitor.read_line(&mut line).map_err(|error| format!("{order}: {error}"))?;
            if n == 0 {
                return Err(format!("{order}: the emulator has ended"));
            }
            let answer: Value = serde_json::from_str(&line).map_err(|error| format!("{order}: {error}"))?;
            if let Some(error) = answer.get("error") {
                return Err(format!("{order}: {error}"));
            }
            if answer.get("return").is_some() {
                return Ok(());
            }
        }
    }
}

/// The last number that stands on a line of its own.
fn number(answer: &str) -> Option<u64> {
    answer.lines().filter_map(|line| line.trim().parse().ok()).next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_the_last_on_a_line_of_its_own() {
        assert_eq!(number("gc.mem_alloc()\r\r\n512\r\r\n>>> "), Some(512));
        assert_eq!(number("NameError: 5\r\r\n>>> "), None);
    }
}
