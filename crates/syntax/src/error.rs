//! What can be wrong with a text.
//!
//! The kinds, their classes and their words are what a Python program sees when it catches the exception,
//! so they are fixed. An error carries where it is: the line and column of the token that did not fit.

use core::fmt;

/// Room for the digits that an error about an integer literal quotes.
const QUOTE_MAX: usize = 60;

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// A token that does not fit here.
    Syntax,
    /// A block that nothing announced.
    UnexpectedIndent,
    /// A dedent to a column that no enclosing block has.
    UnindentMismatch,
    /// An f-string whose braces do not match or are empty.
    MalformedFString,
    /// An integer literal with a digit outside its base; base 0 is a decimal literal that starts with 0.
    InvalidInteger {
        /// The literal's base.
        base: u8,
    },
    /// A float or imaginary literal with something after it.
    InvalidNumber,
    /// A `\N{...}` escape.
    UnicodeName,
    /// A str literal or identifier that is not UTF-8.
    Encoding,
    /// An identifier of more than 255 bytes.
    NameTooLong,
    /// The host could lend no more memory, or intern no more names.
    NoMemory,
    /// Nested deeper than the native stack allows.
    TooDeep,
    /// The host could not read the text.
    Read,
}

/// The class of the exception that an error becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorClass {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `NotImplementedError`
    NotImplemented,
    /// `UnicodeError`
    Unicode,
    /// `RuntimeError`
    Runtime,
    /// `MemoryError`
    Memory,
    /// Whatever the host's reader failed with.
    Read,
}

impl ErrorKind {
    /// The class of exception.
    pub fn class(self) -> ErrorClass {
        match self {
            ErrorKind::Syntax
            | ErrorKind::MalformedFString
            | ErrorKind::InvalidInteger { .. }
            | ErrorKind::InvalidNumber => ErrorClass::Syntax,
            ErrorKind::UnexpectedIndent | ErrorKind::UnindentMismatch => ErrorClass::Indentation,
            ErrorKind::UnicodeName => ErrorClass::NotImplemented,
            ErrorKind::Encoding => ErrorClass::Unicode,
            ErrorKind::NameTooLong | ErrorKind::TooDeep => ErrorClass::Runtime,
            ErrorKind::NoMemory => ErrorClass::Memory,
            ErrorKind::Read => ErrorClass::Read,
        }
    }
}

/// A text at each level of detail: terse, normal, detailed.
pub type Text = [&'static str; 3];

/// The same text at all levels of detail.
pub const fn always(text: &'static str) -> Text {
    [text; 3]
}

macro_rules! texts {
    ($($Place:ident: $($Kind:pat_param)|+ => $text:expr;)*) => {
        /// Places of the texts.
        #[repr(usize)]
        enum Place {
            $($Place,)*
            End,
        }

        /// Texts of errors. The one about an integer has a `%` for the base, and one for the digits that are wrong.
        pub const TEXTS: [Text; Place::End as usize] = [$($text),*];

        impl ErrorKind {
            /// The exception's words: place of a text in [`TEXTS`], which is empty where it has none.
            pub const fn text(self) -> usize {
                match self {
                    $($($Kind)|+ => Place::$Place as usize,)*
                }
            }
        }
    };
}

texts! {
    Nothing: ErrorKind::Encoding | ErrorKind::NoMemory | ErrorKind::Read => always("");
    Syntax: ErrorKind::Syntax => always("invalid syntax");
    UnexpectedIndent: ErrorKind::UnexpectedIndent => always("unexpected indent");
    UnindentMismatch: ErrorKind::UnindentMismatch => always("unindent doesn't match any outer indent level");
    MalformedFString: ErrorKind::MalformedFString => always("malformed f-string");
    InvalidInteger: ErrorKind::InvalidInteger { .. } => [
        "invalid syntax for integer",
        "invalid syntax for integer with base %",
        "invalid syntax for integer with base %: '%'",
    ];
    InvalidNumber: ErrorKind::InvalidNumber => always("invalid syntax for number");
    UnicodeName: ErrorKind::UnicodeName => always("unicode name escapes");
    NameTooLong: ErrorKind::NameTooLong => always("name too long");
    TooDeep: ErrorKind::TooDeep => always("maximum recursion depth exceeded");
}

/// An error and its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in bytes, with tabs to the next multiple of eight.
    pub column: u32,
    /// The quoted digits: how many, then which.
    quote: (u8, [u8; QUOTE_MAX]),
}

impl Error {
    /// An error at a place.
    pub fn new(kind: ErrorKind, line: u32, column: u32) -> Error {
        Error { kind, line, column, quote: (0, [0; QUOTE_MAX]) }
    }

    /// The same error with the digits that are wrong; of very long ones the beginning.
    pub fn with_quote(mut self, digits: impl Iterator<Item = u8>) -> Error {
        for (into, byte) in self.quote.1.iter_mut().zip(digits) {
            *into = byte;
            self.quote.0 = self.quote.0.saturating_add(1);
        }
        self
    }

    /// The digits that are wrong, of an integer literal.
    pub fn quote(&self) -> &[u8] {
        self.quote.1.get(..usize::from(self.quote.0)).unwrap_or_default()
    }
}

impl fmt::Display for Error {
    /// The exception's words in full.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [.., detailed] = TEXTS[self.kind.text()];
        let mut parts = detailed.split('%');
        out.write_str(parts.next().unwrap_or_default())?;
        if let ErrorKind::InvalidInteger { base } = self.kind {
            write!(out, "{base}{}", parts.next().unwrap_or_default())?;
            for &byte in self.quote() {
                fmt::Write::write_char(out, char::from(byte))?;
            }
            out.write_str(parts.next().unwrap_or_default())?;
        }
        Ok(())
    }
}
