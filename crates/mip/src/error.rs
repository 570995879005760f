//! What went wrong, and the way out.

use std::fmt;
use std::path::Path;

/// What sort of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What was asked for makes no sense.
    Usage,
    /// A machine could not be reached, or the download broke off.
    Unreachable,
    /// It was to be had from the cache, and is not there.
    Offline,
    /// There is no such package, file or address.
    NotFound,
    /// What came is not what was promised.
    Damaged,
    /// What a package asks for is not allowed.
    Refused,
    /// Two packages, or a package and a file that is there, cannot both have their way.
    Conflict,
    /// The system refuses to read or write a file.
    File,
}

/// What went wrong.
#[derive(Debug)]
pub struct Error {
    /// Of what sort it is.
    pub kind: Kind,
    /// The cause, as one line.
    pub cause: String,
    /// What can be done about it.
    pub hint: Option<String>,
}

/// What may go wrong.
pub type Res<T> = Result<T, Error>;

impl Error {
    /// An error without a hint.
    pub fn new(kind: Kind, cause: impl Into<String>) -> Error {
        Error { kind, cause: cause.into(), hint: None }
    }

    /// The same error, with what can be done about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }

    /// The same error, with what it was about before the cause.
    #[must_use]
    pub fn about(mut self, what: &str) -> Error {
        self.cause = format!("{what}: {}", self.cause);
        self
    }

    /// The system refuses a file.
    pub fn file(path: &Path, error: &std::io::Error) -> Error {
        Error::new(Kind::File, format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.cause)?;
        match &self.hint {
            Some(hint) => write!(out, "\n  {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// Text from others as it can be shown: without what moves a terminal's cursor.
pub fn shown(text: &str) -> String {
    const SHOWN_MAX: usize = 200;
    text.chars().take(SHOWN_MAX).flat_map(char::escape_debug).collect()
}
