//! `Interpreter`: what the prompt asks of the language behind it.
//!
//! Output of a program goes to the same place as the prompt's, by the
//! interpreter's own way; when `execute` or `print_error` returns, all of it must
//! have been sent.

use crate::LineBuffer;

/// How source text is to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One statement typed at the prompt; the value of an expression is printed.
    Single,
    /// A whole program, pasted; values of expressions at its top level are printed.
    Paste,
    /// A whole program that a tool has sent; nothing is printed by itself.
    File,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// At its end.
    Done,
    /// By an exception, which `print_error` will show.
    Raised,
    /// By `SystemExit`: leave the prompt.
    Exit(i32),
}

/// Which prompt is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// `sys.ps1`, for the first line.
    First,
    /// `sys.ps2`, for the lines after it.
    More,
}

/// Whose names a completion looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'a> {
    /// The names of `__main__`, without the builtins.
    Globals,
    /// The attributes of what a dotted path such as `a.b`, looked up from
    /// `__main__`, stands for; none if it stands for nothing.
    Attributes(&'a [u8]),
    /// The modules that need no file.
    Modules,
}

/// The language behind the prompt.
pub trait Interpreter {
    /// Where the text lies that is being typed, pasted or sent.
    ///
    /// It lies with the interpreter since a board has no other large memory than the
    /// interpreter's, and so that a long text need not be there twice.
    fn text(&mut self) -> &mut dyn LineBuffer;

    /// Compiles and runs the text, which is called `<stdin>` and may be gone then.
    ///
    /// Shows no exception but keeps it for `print_error`; a file's and a paste's
    /// start sets `__file__`.
    fn execute(&mut self, kind: Kind) -> Outcome;

    /// Prints the exception that ended the last `execute`, with its traceback.
    ///
    /// After `Exit` it prints the value of a `SystemExit` that is neither `None`
    /// nor an integer.  Called exactly once after `Raised` and `Exit`.
    fn print_error(&mut self);

    /// Calls `each` with the names of `scope`, in the order to be shown, no name twice.
    ///
    /// Runs no code of the user's that could not be run at any time.
    fn names(&mut self, scope: Scope<'_>, each: &mut dyn FnMut(&[u8]));

    /// Gives `write` the text of a prompt.
    fn prompt(&mut self, prompt: Prompt, write: &mut dyn FnMut(&[u8])) {
        write(match prompt {
            Prompt::First => b">>> ",
            Prompt::More => b"... ",
        });
    }

    /// Makes a key interrupt the program (3, Ctrl-C, before it runs; none after).
    fn set_interrupt_char(&mut self, char: Option<u8>);

    /// Takes away all locks on the heap, of which there would be no way out.
    fn unlock_heap(&mut self) {}
}
