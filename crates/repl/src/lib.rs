//! The prompt: line editing, paste, raw and raw paste, over bytes.
//!
//! One state machine serves a terminal program on a host and a board on a serial
//! line.  It is driven byte by byte (`Repl::process`) or runs by itself
//! (`Repl::run`), speaks to the user through a `Terminal`, and to Python through an
//! `Interpreter`; it knows neither objects nor syntax trees.  What it prints is,
//! byte for byte, what MicroPython prints, because tools at the other end of the
//! line wait for exactly that.
//!
//! No memory is allocated: the text typed lies in a `LineBuffer` and the lines to
//! recall in a `History`, both of the caller.
#![no_std]
#![forbid(unsafe_code)]

mod board;
mod buffer;
mod completion;
mod console;
mod continuation;
mod friendly;
mod history;
mod interpreter;
mod key;
mod line_editor;
mod names;
pub mod program;
mod python;
mod raw;
mod repl;
mod terminal;
mod width;

pub use board::serve;
pub use buffer::{FixedBuffer, LineBuffer};
pub use completion::{Begun, Completion, Word, complete};
pub use console::Console;
pub use continuation::is_incomplete;
pub use history::{History, HistoryBuffer};
pub use interpreter::{Interpreter, Kind, Outcome, Prompt, Scope};
pub use line_editor::{LineEditor, Step};
pub use python::Python;
pub use repl::{Exit, Repl, Settings};
pub use terminal::Terminal;
