//! A terminal that remembers, and an interpreter that knows a few programs.
//!
//! The prompt is tested without the language: the programs that the sessions type
//! and what they print are a table.

#![allow(dead_code)]

use std::cell::RefCell;
use std::rc::Rc;

use micropyrite_repl::{Interpreter, Kind, LineBuffer, Outcome, Scope, Terminal};

/// The bytes that both the prompt and the programs have sent.
pub type Screen = Rc<RefCell<Vec<u8>>>;

/// A terminal without keys: bytes are fed by the test.
pub struct Recorder {
    pub screen: Screen,
    pub input: Vec<u8>,
    pub is_editing: bool,
}

impl Terminal for Recorder {
    fn read_byte(&mut self) -> Option<u8> {
        if self.input.is_empty() { None } else { Some(self.input.remove(0)) }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.screen.borrow_mut().extend(bytes);
    }

    fn set_editing(&mut self, editing: bool) {
        self.is_editing = editing;
    }
}

/// Text that grows as it must.
#[derive(Default)]
pub struct Growing(Vec<u8>);

impl LineBuffer for Growing {
    fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }

    fn set_len(&mut self, len: usize) -> bool {
        self.0.resize(len, 0);
        true
    }
}

/// Knows the answers to some programs, and takes all others for silent ones.
pub struct Table<'a> {
    pub text: Box<dyn LineBuffer + 'a>,
    pub screen: Screen,
    pub error: String,
    pub ran: Vec<(Vec<u8>, Kind)>,
    pub interrupt_char: Option<u8>,
}

impl<'a> Table<'a> {
    pub fn new(text: impl LineBuffer + 'a, screen: Screen) -> Table<'a> {
        Table { text: Box::new(text), screen, error: String::new(), ran: Vec::new(), interrupt_char: None }
    }

    fn print(&self, text: &str) {
        self.screen.borrow_mut().extend(text.as_bytes());
    }

    fn raise(&mut self, error: &str) -> Outcome {
        self.error = format!("{error}\n");
        Outcome::Raised
    }
}

impl Interpreter for Table<'_> {
    fn text(&mut self) -> &mut dyn LineBuffer {
        &mut *self.text
    }

    fn execute(&mut self, kind: Kind) -> Outcome {
        assert_eq!(self.interrupt_char, Some(3));
        let source = self.text.bytes().to_vec();
        self.ran.push((source.clone(), kind));
        let source = String::from_utf8_lossy(&source);
        let syntax_error = |line| {
            format!(
                "Traceback (most recent call last):\n  File \"<stdin>\", line {line}\nSyntaxError: invalid syntax"
            )
        };
        let answer = match (source.trim_end_matches(['\r', '\n']), kind) {
            ("1 + 1", _) => "2",
            ("(1,\n\n\n\n2)", _) => "(1, 2)",
            ("[1,\n2]", _) => "[1, 2]",
            ("3 + \\\n4", _) => "7",
            ("'('", _) => "'('",
            (number, Kind::Single) if number.parse::<u32>().is_ok() => number,
            (call, _) if call.starts_with("print(") => {
                call.trim_start_matches("print(").trim_end_matches(')')
            }
            ("1/0", _) => {
                return self.raise("Traceback (most recent call last):\n  File \"<stdin>\", line 1, in <module>\nZeroDivisionError: divide by zero");
            }
            (odd, _) if odd == "if 1:" || odd == "(" => return self.raise(&syntax_error(2)),
            (odd, _) if odd.contains("\nif 0:") => return self.raise(&syntax_error(5)),
            ("raise SystemExit", _) => return Outcome::Exit(0),
            ("raise SystemExit(3)", _) => return Outcome::Exit(3),
            _ => return Outcome::Done,
        };
        self.print(&format!("{answer}\n"));
        Outcome::Done
    }

    fn print_error(&mut self) {
        let error = std::mem::take(&mut self.error);
        self.print(&error);
    }

    fn names(&mut self, scope: Scope<'_>, each: &mut dyn FnMut(&[u8])) {
        let names = match scope {
            Scope::Globals => "__name__ sys",
            Scope::Modules => "__main__ _thread array json sys",
            Scope::Attributes(b"sys") => {
                "__name__ argv atexit byteorder exc_info executable exit implementation maxsize modules path \
                 platform print_exception ps1 ps2 stderr stdin stdout version version_info"
            }
            Scope::Attributes(_) => "",
        };
        names.split_ascii_whitespace().for_each(|name| each(name.as_bytes()));
    }

    fn set_interrupt_char(&mut self, char: Option<u8>) {
        self.interrupt_char = char;
    }
}
