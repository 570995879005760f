//! Values of options, with errors as sentences.

use std::path::PathBuf;

use lexopt::{Arg, Parser};

use crate::{Outcome, repo};

/// The next option or word; nothing at the end.
pub fn next(options: &mut Parser) -> Outcome<Option<Arg<'_>>> {
    options.next().map_err(|error| error.to_string())
}

/// The value of the option that was just read.
pub fn value(options: &mut Parser) -> Outcome<String> {
    Ok(options.value().map_err(|error| error.to_string())?.to_string_lossy().into_owned())
}

/// The value as a path of something that exists, made absolute.
pub fn existing(options: &mut Parser) -> Outcome<PathBuf> {
    repo::existing(value(options)?)
}

/// The value as a number.
pub fn number(options: &mut Parser) -> Outcome<usize> {
    let text = value(options)?;
    text.parse().map_err(|_| format!("{text} is no number"))
}

/// What to say to an option that a verb does not have.
pub fn unexpected<T>(option: Arg<'_>) -> Outcome<T> {
    Err(format!("{}; see --help", option.unexpected()))
}
