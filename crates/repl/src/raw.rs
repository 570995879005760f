//! The prompt for tools: raw mode, and raw paste with flow control.
//!
//! Nothing is echoed, any byte is text except Ctrl-A to Ctrl-D.  A program ends
//! with Ctrl-D, and is answered by `OK`, its output, Ctrl-D, its error, Ctrl-D and
//! `>`.  Raw paste tells the sender how much it may send ahead: a window of bytes
//! each time one has been read, so that no byte is lost on a line without
//! handshake.
//!
//! DIFF: upstream compiles a raw paste while it arrives and breaks off at the first
//! syntax error; here the whole text arrives first, which the protocol allows.

use crate::key::{CTRL_A, CTRL_B, CTRL_C, CTRL_D, CTRL_E};
use crate::repl::Mode;
use crate::{Exit, History, Interpreter, Kind, Repl, Terminal};

impl<H: History> Repl<'_, H> {
    /// Shows the raw banner and waits for programs.
    pub(crate) fn enter_raw(&mut self, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) {
        terminal.write(b"raw REPL; CTRL-B to exit\r\n");
        self.raw_prompt(interpreter, terminal);
    }

    /// Takes a byte in raw mode.
    pub(crate) fn raw(
        &mut self,
        byte: u8,
        interpreter: &mut dyn Interpreter,
        terminal: &mut dyn Terminal,
    ) -> Option<Exit> {
        match byte {
            CTRL_A => match interpreter.text().bytes() {
                [CTRL_E, b'A'] if !self.is_overfull => self.enter_raw_paste(interpreter, terminal),
                [CTRL_E, _] if !self.is_overfull => {
                    terminal.write(b"R\x00");
                    self.raw_prompt(interpreter, terminal);
                }
                _ => self.enter_raw(interpreter, terminal),
            },
            CTRL_B => {
                terminal.write(b"\r\n");
                self.enter_friendly(interpreter, terminal);
            }
            CTRL_C => self.clear(interpreter),
            CTRL_D => {
                terminal.write(b"OK");
                if interpreter.text().bytes().is_empty() && !self.is_overfull {
                    terminal.write(b"\r\n");
                    return Some(Exit::SoftReset);
                }
                terminal.set_editing(false);
                let exit = self.execute(Kind::File, true, interpreter, terminal);
                if exit.is_none() {
                    terminal.set_editing(true);
                    self.raw_prompt(interpreter, terminal);
                }
                return exit;
            }
            _ => self.store(byte, interpreter),
        }
        None
    }

    /// Takes a byte of a raw paste, of whose window `left` bytes are left.
    pub(crate) fn raw_paste(
        &mut self,
        byte: u8,
        left: u16,
        interpreter: &mut dyn Interpreter,
        terminal: &mut dyn Terminal,
    ) -> Option<Exit> {
        match byte {
            CTRL_C => {
                terminal.write(b"\x04\x04");
                terminal.write_text(b"KeyboardInterrupt: \n");
                terminal.write(b"\x04");
                self.raw_prompt(interpreter, terminal);
            }
            CTRL_D => {
                terminal.write(b"\x04");
                // Programs that talk to a tool over this line, as file systems
                // mounted from afar do, count on it staying unechoed.
                self.mode = Mode::Raw;
                let exit = self.execute(Kind::File, true, interpreter, terminal);
                if exit.is_none() {
                    self.raw_prompt(interpreter, terminal);
                }
                return exit;
            }
            _ => {
                self.store(byte, interpreter);
                if self.is_overfull {
                    terminal.write(b"\x04");
                    self.mode = Mode::RawPasteRefused;
                    return None;
                }
                let left = match left.saturating_sub(1) {
                    0 => {
                        terminal.write(b"\x01");
                        self.settings.window
                    }
                    left => left,
                };
                self.mode = Mode::RawPaste(left);
            }
        }
        None
    }

    /// Takes a byte of a raw paste that did not fit, until its sender has stopped.
    pub(crate) fn raw_paste_refused(
        &mut self,
        byte: u8,
        interpreter: &mut dyn Interpreter,
        terminal: &mut dyn Terminal,
    ) {
        if matches!(byte, CTRL_C | CTRL_D) {
            terminal.write(b"\x04");
            terminal.write_text(b"MemoryError: memory allocation failed\n");
            terminal.write(b"\x04");
            self.raw_prompt(interpreter, terminal);
        }
    }

    fn enter_raw_paste(&mut self, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) {
        let [low, high] = self.settings.window.to_le_bytes();
        terminal.write(&[b'R', 1, low, high, 1]);
        self.clear(interpreter);
        self.mode = Mode::RawPaste(self.settings.window);
    }

    fn raw_prompt(&mut self, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) {
        interpreter.unlock_heap();
        self.mode = Mode::Raw;
        self.clear(interpreter);
        terminal.write(b">");
    }
}
