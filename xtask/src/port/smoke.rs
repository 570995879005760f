//! Firmware put to the test: boot, prompt, Ctrl-C, raw modes, resets.
//!
//! What a tool or a person does first with a board. The whole of upstream's tests is another matter; this takes
//! seconds.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use micropyrite_testkit::pty::Session;

use super::{Board, Budget, Serial, noise};
use crate::{Outcome, repo};

/// The longest that any answer may take, on a busy machine too.
const LIMIT: Duration = Duration::from_secs(60);

/// Rounds of noise, each followed by a question that must be answered.
const NOISES: u64 = 10;

/// The same, of what boards at the level minimum lack.
const EXCHANGE_EXTRA: &[(&str, &str)] = &[
    ("print('é', 2.5, 10 ** 20)\r", "é 2.5 100000000000000000000\r\n>>> "),
    ("import time; time.sleep(100)\r", "\r\n"),
    ("\x03", "KeyboardInterrupt: \r\n>>> "),
    ("import machine; machine.mem32[id([])] == machine.mem32[id([1])]\r", "True\r\n>>> "),
    ("import select, sys; p = select.poll(); p.register(sys.stdin, 1); p.poll(1)\r", "[]\r\n>>> "),
    ("import random; type(random.seed()), random.random() < 1\r", "(<class 'NoneType'>, True)\r\n>>> "),
    (
        "a = bytearray(10_000_000)\r",
        "MemoryError: memory allocation failed, allocating 10000000 bytes\r\n>>> ",
    ),
    // A heap that is full of what somebody holds on to: lines run that make no objects of their own.
    ("l = []\r", "l = []\r\n>>> "),
    ("while 1: l.append(bytearray(100))\r\r", " bytes\r\n>>> "),
    ("import gc; gc.mem_free() < 6000\r", "True\r\n>>> "),
    ("gc.collect() < 1000\r", "True\r\n>>> "),
    ("raise ValueError('full')\r", "<module>\r\nValueError: full\r\n>>> "),
    ("del l\r", "del l\r\n>>> "),
    ("len(bytearray(100_000))\r", "100000\r\n>>> "),
];

/// Something that is typed, and what must be the last of the answer.
const EXCHANGE: &[(&str, &str)] = &[
    // The friendly prompt.
    ("1 + 1\r", "2\r\n>>> "),
    ("for i in range(2):\rprint(i)\r\r\r\r", "0\r\n1\r\n>>> "),
    ("1 / 0\r", "ZeroDivisionError: divide by zero\r\n>>> "),
    // Ctrl-C: in a loop that never reads, behind more than the line can hold, and at the prompt.
    ("while True: pass\r\r", "\r\n"),
    ("\x03", "KeyboardInterrupt: \r\n>>> "),
    ("half a line\x03", "\r\n>>> "),
    // Paste mode.
    ("\x05", "=== "),
    ("x = 6\rprint(x * 7)\r\x04", "42\r\n>>> "),
    // Memory runs out, and the prompt goes on.
    ("a = [0] * 10_000_000\r", "\r\n>>> "),
    ("def f(): f()\r\rf()\r", "RuntimeError: maximum recursion depth exceeded\r\n>>> "),
    // The heap gets full of what somebody holds on to: lines still run, and one of them mends it.
    ("l = []\r", "l = []\r\n>>> "),
    ("while 1: l.append([0])\r\r", " bytes\r\n>>> "),
    ("1 + 1\r", "2\r\n>>> "),
    ("new = 5\r", "new = 5\r\n>>> "),
    ("new + 2\r", "7\r\n>>> "),
    ("1 / 0\r", "ZeroDivisionError: divide by zero\r\n>>> "),
    ("del l\r", "del l\r\n>>> "),
    ("len([0] * 1000)\r", "1000\r\n>>> "),
    // Raw mode and raw paste.
    ("\x01", "raw REPL; CTRL-B to exit\r\n>"),
    ("print('raw')\x04", "OKraw\r\n\x04\x04>"),
    ("1 / 0\x04", "ZeroDivisionError: divide by zero\r\n\x04>"),
    ("\x05A\x01", "R\x01\u{80}\0\x01"),
    ("print('paste')\x04", "\x04paste\r\n\x04\x04>"),
    ("\x05A\x01", "R\x01\u{80}\0\x01"),
    ("print('pas\x03", "\x04\x04KeyboardInterrupt: \r\n\x04>"),
    // Raw mode outlives a soft reset, and what was there before does not.
    ("x = 1\x04", "OK\x04\x04>"),
    ("\x04", "OK\r\nMPY: soft reboot\r\nraw REPL; CTRL-B to exit\r\n>"),
    ("x\x04", " defined\r\n\x04>"),
    ("raise SystemExit\x04", "MPY: soft reboot\r\nraw REPL; CTRL-B to exit\r\n>"),
    ("\x02", ">>> "),
    ("\x04", "information.\r\n>>> "),
];

/// What is said to a board that has the modules of `tests/frozen`, and what it answers.
const EXCHANGE_FROZEN: &[(&str, &str)] = &[
    ("import gc, sys, values, imaginary, tools, text\r", "\r\n>>> "),
    ("values.check(), imaginary.check(), tools.double(21)\r", "(16, True, 42)\r\n>>> "),
    ("values.__file__, text.check(), tools.__path__\r", "('values.py', 'text.py', '.frozen/tools')\r\n>>> "),
    ("values.fail()\r", "\r\n  File \"values.py\", line 50, in fail\r\nValueError: at line 50\r\n>>> "),
    // The code lies in flash, where built-in modules are too, and not where functions are made.
    ("abs(id(values.check.__code__) - id(gc)) < 2**21 < abs(id(values.check) - id(gc))\r", "True\r\n>>> "),
    ("for name in list(sys.modules): del sys.modules[name]\r\r", "\r\n>>> "),
    ("import tools; tools.parts.double.__code__.co_name\r", "'double'\r\n>>> "),
];

/// Boots an image of a board with the modules of `tests/frozen` and imports them.
///
/// # Errors
/// The first answer that is wrong.
pub fn smoke_frozen(board: &Board, image: &Path) -> Outcome {
    let mut line = Line::boot(board, image)?;
    line.answer(">>> ")?;
    for (typed, expected) in EXCHANGE_FROZEN {
        line.exchange(typed, expected)?;
    }
    Ok(())
}

/// What is said to a board that has the folder `tests/frozen` in an image of ROMFS, and what it answers.
const EXCHANGE_ROM: &[(&str, &str)] = &[
    ("import gc, sys, values, imaginary, tools\r", "\r\n>>> "),
    ("values.check(), imaginary.check(), tools.double(21)\r", "(16, True, 42)\r\n>>> "),
    ("values.__file__, tools.__path__\r", "('/rom/values.mpy', '/rom/tools')\r\n>>> "),
    ("values.fail()\r", "values.py\", line 50, in fail\r\nValueError: at line 50\r\n>>> "),
    ("gc.collect(); values.check(), values.check.__name__\r", "(16, 'check')\r\n>>> "),
];

/// Boots an image of a board with `tests/frozen` as ROMFS and imports what is there.
///
/// # Errors
/// The first answer that is wrong; the ROMFS can not be made.
pub fn smoke_rom(mut board: Board, image: &Path) -> Outcome {
    let rom = repo::scratch("ports-rom")?.join(format!("{}.romfs", board.name));
    let mut command = Command::new(repo::binary("dev")?);
    command.args(["romfs", "build", "-o"]).arg(&rom).arg(repo::root().join("tests/frozen"));
    // It says what it has put there.
    repo::must_run(command.stdout(Stdio::null()))?;
    board.load_rom(&rom);
    let mut line = Line::boot(&board, image)?;
    line.answer(">>> ")?;
    for (typed, expected) in EXCHANGE_ROM {
        line.exchange(typed, expected)?;
    }
    Ok(())
}

/// Boots an image of a board and does all that.
///
/// # Errors
/// The first answer that is wrong.
pub fn smoke(board: &Board, image: &Path) -> Outcome {
    let mut line = Line::boot(board, image)?;
    line.answer(">>> ")?;
    let extra = if board.is_minimum { &[] } else { EXCHANGE_EXTRA };
    for (typed, expected) in extra.iter().chain(EXCHANGE) {
        line.exchange(typed, expected)?;
    }
    line.flood()?;
    for seed in 0..NOISES {
        noise::round(&mut line, seed)?;
    }
    if board.is_minimum {
        // It can neither say how much it uses nor end.
        return Ok(());
    }
    line.check_memory(&board.budget)?;
    line.reset()
}

/// The far end of a board's serial line.
pub(super) struct Line {
    session: Session,
}

impl Line {
    pub(super) fn boot(board: &Board, image: &Path) -> Outcome<Line> {
        let mut command = board.emulator.command(image, Serial::Streams);
        let session =
            Session::start(&mut command).map_err(|error| format!("{}: {error}", board.emulator.program))?;
        Ok(Line { session })
    }

    /// Waits for an answer; gives all that came.
    pub(super) fn answer(&mut self, expected: &str) -> Outcome<Vec<u8>> {
        self.session
            .read_until(&shown(expected), LIMIT)
            .map_err(|error| format!("{expected:?} is missing: {error}"))
    }

    pub(super) fn exchange(&mut self, typed: &str, expected: &str) -> Outcome<Vec<u8>> {
        self.send(&latin(typed))?;
        self.answer(expected).map_err(|error| format!("after {typed:?}: {error}"))
    }

    pub(super) fn send(&mut self, bytes: &[u8]) -> Outcome {
        self.session.send(bytes).map_err(|error| error.to_string())
    }

    /// Takes what comes until nothing does.
    pub(super) fn hear(&mut self) -> Outcome {
        self.quiet(30)
    }

    /// The same, until all that was typed is surely done, but for programs without an end.
    pub(super) fn hear_out(&mut self) -> Outcome {
        self.quiet(200)
    }

    fn quiet(&mut self, millis: u64) -> Outcome {
        let silence = Duration::from_millis(millis);
        // A program that prints for ever is never quiet.
        let limit = Duration::from_secs(3);
        self.session.read_until_quiet(silence, limit).map(drop).map_err(|error| error.to_string())
    }

    /// More is typed ahead than the board keeps: Ctrl-C comes through all the same.
    fn flood(&mut self) -> Outcome {
        self.exchange("while True: pass\r\r", "... \r\n")?;
        self.send(&[b'x'; 2000])?;
        self.exchange("\x03", "KeyboardInterrupt: ")?;
        // What was kept of it is a line like any other.
        self.exchange("\x03", "\r\n>>> ").map(drop)
    }

    /// After all that, a soft reset leaves no more in use than the budget has for a fresh prompt.
    fn check_memory(&mut self, budget: &Budget) -> Outcome {
        self.exchange("\x04", "information.\r\n>>> ")?;
        self.exchange("import gc\r", "gc\r\n>>> ")?;
        let text = self.exchange("gc.collect();gc.mem_alloc()\r", "\r\n>>> ")?;
        let text = String::from_utf8_lossy(&text).into_owned();
        let number = text.split_whitespace().filter_map(|word| word.parse::<u64>().ok()).next_back();
        match number {
            Some(bytes) => budget.judge("after a soft reset it", &[("heap_at_prompt", bytes)]),
            None => Err(format!("no number in {text:?}")),
        }
    }

    /// `machine.reset()` ends the emulator, with success.
    fn reset(mut self) -> Outcome {
        self.send(b"import machine; machine.reset()\r")?;
        match self.session.finish(LIMIT) {
            Ok(Some(status)) if status.success() => Ok(()),
            Ok(status) => Err(format!("the end was {status:?}")),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Text as the emulator's terminal shows it, which puts `\r` before each `\n` once more.
fn shown(text: &str) -> Vec<u8> {
    latin(&text.replace('\n', "\r\n"))
}

/// Text as bytes on the line: characters of one byte stand for that byte, others are UTF-8.
fn latin(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for char in text.chars() {
        match char {
            '\u{80}' => bytes.push(0x80),
            char => bytes.extend(char.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    bytes
}
