//! `Repl`: the prompt as a state machine over bytes typed.
//!
//! It is always in one of five modes.  `friendly` is for people: line editing and
//! paste; `raw` is for tools: no echo, programs framed by control bytes.  The mode
//! outlives a soft reset, because a tool that resets a board from raw mode expects
//! to find raw mode again: run the same `Repl` again then.

use crate::key::{CTRL_C, CTRL_D};
use crate::{History, Interpreter, Kind, LineEditor, Outcome, Terminal};

/// Why the prompt was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Ctrl-D, or the end of the input: a board resets, a host's program ends.
    SoftReset,
    /// A program raised `SystemExit` with this value.
    Exit(i32),
}

/// What differs from port to port.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The first line of the banner: name, version and machine.
    pub banner: &'a str,
    /// `help()` exists, which the banner's second line says.
    pub has_help: bool,
    /// Bytes of a raw paste that may be under way unread, twice over.
    pub window: u16,
}

impl<'a> Settings<'a> {
    /// The usual ones.
    pub const fn new(banner: &'a str) -> Settings<'a> {
        Settings { banner, has_help: true, window: 128 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Friendly,
    Paste,
    Raw,
    /// Raw paste, with so many bytes of the window left.
    RawPaste(u16),
    /// Raw paste that did not fit, until the other end notices.
    RawPasteRefused,
}

/// The prompt.
pub struct Repl<'a, H> {
    pub(crate) history: H,
    pub(crate) settings: Settings<'a>,
    pub(crate) editor: LineEditor,
    pub(crate) mode: Mode,
    /// The line being edited is not the first of its statement.
    pub(crate) is_continued: bool,
    /// Text came that did not fit the buffer and was dropped.
    pub(crate) is_overfull: bool,
}

impl<'a, H: History> Repl<'a, H> {
    /// A prompt that has not been shown yet, in friendly mode.
    pub fn new(history: H, settings: Settings<'a>) -> Repl<'a, H> {
        Repl {
            history,
            settings,
            editor: LineEditor::default(),
            mode: Mode::Friendly,
            is_continued: false,
            is_overfull: false,
        }
    }

    /// A tool is at the other end (a board does not run `main.py` then).
    pub fn is_raw(&self) -> bool {
        !matches!(self.mode, Mode::Friendly | Mode::Paste)
    }

    /// The lines typed so far.
    pub fn history(&mut self) -> &mut H {
        &mut self.history
    }

    /// Shows the banner of the mode and the prompt.
    pub fn start(&mut self, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) {
        if self.is_raw() {
            self.enter_raw(interpreter, terminal);
        } else {
            self.enter_friendly(interpreter, terminal);
        }
    }

    /// Takes one byte; says when the prompt is to be left.
    pub fn process(
        &mut self,
        byte: u8,
        interpreter: &mut dyn Interpreter,
        terminal: &mut dyn Terminal,
    ) -> Option<Exit> {
        match self.mode {
            Mode::Friendly => self.friendly(byte, interpreter, terminal),
            Mode::Paste => self.paste(byte, interpreter, terminal),
            Mode::Raw => self.raw(byte, interpreter, terminal),
            Mode::RawPaste(left) => self.raw_paste(byte, left, interpreter, terminal),
            Mode::RawPasteRefused => {
                self.raw_paste_refused(byte, interpreter, terminal);
                None
            }
        }
    }

    /// Shows the prompt and serves it until it is to be left.
    pub fn run(&mut self, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) -> Exit {
        terminal.set_editing(true);
        self.start(interpreter, terminal);
        let exit = loop {
            let exit = match terminal.read_byte() {
                Some(byte) => self.process(byte, interpreter, terminal),
                None => Some(self.end_of_input(interpreter, terminal)),
            };
            if let Some(exit) = exit {
                break exit;
            }
        };
        terminal.set_editing(false);
        exit
    }

    /// The input has ended: runs what was typed, as far as it is whole, and leaves.
    fn end_of_input(&mut self, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) -> Exit {
        if self.mode == Mode::Friendly {
            if !self.editor.before_cursor(interpreter.text()).iter().all(|byte| *byte == b' ')
                && let Some(exit) = self.process(b'\r', interpreter, terminal)
            {
                return exit;
            }
            if self.is_continued {
                let len = interpreter.text().bytes().trim_ascii_end().len();
                interpreter.text().set_len(len);
                if let Some(exit) = self.run_statement(interpreter, terminal) {
                    return exit;
                }
            }
        }
        // What remains is an empty line, or text that Ctrl-D finishes; after that
        // an empty line remains.  Without memory the text may be none at all.
        for _ in 0..2 {
            if let Some(exit) = self.process(CTRL_D, interpreter, terminal) {
                return exit;
            }
        }
        Exit::SoftReset
    }

    /// Runs the text of the buffer and shows the exception that ends it.
    ///
    /// With `is_framed` the output and the error are each ended by Ctrl-D.
    pub(crate) fn execute(
        &mut self,
        kind: Kind,
        is_framed: bool,
        interpreter: &mut dyn Interpreter,
        terminal: &mut dyn Terminal,
    ) -> Option<Exit> {
        let outcome = if self.is_overfull {
            Outcome::Raised
        } else {
            interpreter.set_interrupt_char(Some(CTRL_C));
            let outcome = interpreter.execute(kind);
            interpreter.set_interrupt_char(None);
            outcome
        };
        if is_framed {
            terminal.write(b"\x04");
        }
        if self.is_overfull {
            terminal.write_text(b"MemoryError: memory allocation failed\n");
        } else if outcome != Outcome::Done {
            interpreter.print_error();
        }
        if is_framed {
            terminal.write(b"\x04");
        }
        self.clear(interpreter);
        match outcome {
            Outcome::Exit(code) => Some(Exit::Exit(code)),
            Outcome::Done | Outcome::Raised => None,
        }
    }

    /// Forgets the text.
    pub(crate) fn clear(&mut self, interpreter: &mut dyn Interpreter) {
        interpreter.text().set_len(0);
        self.is_overfull = false;
    }

    /// Adds a byte to the text, or notes that it did not fit.
    pub(crate) fn store(&mut self, byte: u8, interpreter: &mut dyn Interpreter) {
        if !self.is_overfull && !interpreter.text().push(byte) {
            self.is_overfull = true;
        }
    }
}
