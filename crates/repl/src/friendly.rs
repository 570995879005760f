//! The prompt for people: editing with `>>>` and `...`, and paste mode.
//!
//! Ctrl-A to Ctrl-E command the prompt only on an empty first line; a later line of
//! a statement knows Ctrl-C (drop all of it) and Ctrl-D (run what there is), and
//! takes the others for the end of the line.

use crate::completion::{Begun, Completion, complete};
use crate::key::{CTRL_A, CTRL_B, CTRL_C, CTRL_D, CTRL_E};
use crate::repl::Mode;
use crate::{Exit, History, Interpreter, Kind, Prompt, Repl, Step, Terminal, is_incomplete};

impl<H: History> Repl<'_, H> {
    /// Shows the banner and the first prompt.
    pub(crate) fn enter_friendly(&mut self, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) {
        self.mode = Mode::Friendly;
        terminal.write(self.settings.banner.as_bytes());
        terminal.write(b"\r\n");
        if self.settings.has_help {
            terminal.write(b"Type \"help()\" for more information.\r\n");
        }
        self.first_prompt(interpreter, terminal);
    }

    /// Takes a byte in friendly mode.
    pub(crate) fn friendly(
        &mut self,
        byte: u8,
        interpreter: &mut dyn Interpreter,
        terminal: &mut dyn Terminal,
    ) -> Option<Exit> {
        match self.editor.process(byte, interpreter.text(), &mut self.history, terminal) {
            Step::More => None,
            Step::Complete => {
                self.complete_word(interpreter, terminal);
                None
            }
            Step::Control(CTRL_C) => {
                terminal.write(b"\r\n");
                self.first_prompt(interpreter, terminal);
                None
            }
            Step::Control(CTRL_D) if self.is_continued => self.run_statement(interpreter, terminal),
            Step::Control(command) if !self.is_continued => self.command(command, interpreter, terminal),
            Step::Line | Step::Control(_) => self.line(interpreter, terminal),
        }
    }

    /// Takes a byte in paste mode, where every byte is text.
    pub(crate) fn paste(
        &mut self,
        byte: u8,
        interpreter: &mut dyn Interpreter,
        terminal: &mut dyn Terminal,
    ) -> Option<Exit> {
        match byte {
            CTRL_C => {
                terminal.write(b"\r\n");
                self.first_prompt(interpreter, terminal);
            }
            CTRL_D => {
                terminal.write(b"\r\n");
                terminal.set_editing(false);
                if let Some(exit) = self.execute(Kind::Paste, false, interpreter, terminal) {
                    return Some(exit);
                }
                terminal.set_editing(true);
                self.first_prompt(interpreter, terminal);
            }
            _ => {
                self.store(byte, interpreter);
                terminal.write(if byte == b'\r' { b"\r\n=== " } else { core::slice::from_ref(&byte) });
            }
        }
        None
    }

    /// Runs the statement typed, then asks for the next.
    pub(crate) fn run_statement(
        &mut self,
        interpreter: &mut dyn Interpreter,
        terminal: &mut dyn Terminal,
    ) -> Option<Exit> {
        terminal.set_editing(false);
        let exit = self.execute(Kind::Single, false, interpreter, terminal);
        if exit.is_none() {
            terminal.set_editing(true);
            self.first_prompt(interpreter, terminal);
        }
        exit
    }

    fn command(
        &mut self,
        command: u8,
        interpreter: &mut dyn Interpreter,
        terminal: &mut dyn Terminal,
    ) -> Option<Exit> {
        terminal.write(b"\r\n");
        match command {
            CTRL_A => self.enter_raw(interpreter, terminal),
            CTRL_B => self.enter_friendly(interpreter, terminal),
            CTRL_E => {
                terminal.write(b"paste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== ");
                self.clear(interpreter);
                self.mode = Mode::Paste;
            }
            _ => return Some(Exit::SoftReset),
        }
        None
    }

    /// A line is done: it is run, or asks for another.
    fn line(&mut self, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) -> Option<Exit> {
        if !self.is_continued && interpreter.text().bytes().is_empty() {
            self.first_prompt(interpreter, terminal);
            return None;
        }
        if !is_incomplete(interpreter.text().bytes()) || !interpreter.text().push(b'\n') {
            return self.run_statement(interpreter, terminal);
        }
        self.is_continued = true;
        show_prompt(Prompt::More, interpreter, terminal);
        self.editor.begin(interpreter.text(), terminal);
        None
    }

    /// Forgets all text and shows the first prompt.
    fn first_prompt(&mut self, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) {
        interpreter.unlock_heap();
        self.mode = Mode::Friendly;
        self.is_continued = false;
        self.clear(interpreter);
        show_prompt(Prompt::First, interpreter, terminal);
        self.editor.begin(interpreter.text(), terminal);
    }

    // What it takes of the native stack, a statement that runs shall not find taken.
    #[inline(never)]
    fn complete_word(&mut self, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) {
        let Some(begun) = Begun::at_end(self.editor.before_cursor(interpreter.text())) else { return };
        match complete(&begun, interpreter, terminal) {
            Completion::Nothing => {}
            Completion::Insert(word) => self.editor.insert(word.as_bytes(), interpreter.text(), terminal),
            Completion::Listed => {
                let prompt = if self.is_continued { Prompt::More } else { Prompt::First };
                show_prompt(prompt, interpreter, terminal);
                self.editor.redraw(interpreter.text(), terminal);
            }
        }
    }
}

fn show_prompt(prompt: Prompt, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) {
    interpreter.prompt(prompt, &mut |text| terminal.write(text));
}
