//! The prompt on the terminal, and the file in which its lines are kept.
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use micropyrite::core::Vm;
use micropyrite_host::Host;
use micropyrite_repl::{Console, Exit, HistoryBuffer, Python, Repl, Settings};

use crate::{identity, path};

/// Lines that are recalled, and kept in the file.
const HISTORY_LINES: usize = 50;
const HISTORY_BYTES: usize = 64 * 1024;

/// Shows the prompt until it is left; gives the exit code.
pub fn run(vm: &mut Vm, host: &Host) -> i32 {
    let mut memory = vec![0; HISTORY_BYTES];
    let mut history = HistoryBuffer::new(&mut memory, HISTORY_LINES);
    read_history(&mut history);
    let banner = identity::banner();
    let mut repl = Repl::new(history, Settings::new(&banner));
    let exit = repl.run(&mut Python::new(vm), &mut Console::host(host));
    write_history(repl.history());
    match exit {
        Exit::SoftReset => 0,
        Exit::Exit(code) => code,
    }
}

fn history_file() -> Option<PathBuf> {
    let home = path::environment("HOME")?;
    let mut file = PathBuf::from(std::ffi::OsString::from_vec(home));
    file.push(".micropython.history");
    Some(file)
}

fn read_history(history: &mut HistoryBuffer<'_>) {
    use micropyrite_repl::History;
    let Some(text) = history_file().and_then(|file| std::fs::read(file).ok()) else { return };
    for line in text.split(|byte| *byte == b'\n') {
        history.push(line);
    }
}

fn write_history(history: &HistoryBuffer<'_>) {
    let mut text = Vec::new();
    for line in history.lines().rev() {
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    if let Some(file) = history_file() {
        // A home that cannot be written to is no reason to complain.
        let _ = std::fs::write(file, text);
    }
}
