//! Where a package wants a file: a path that cannot leave the target.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind, Res, shown};
use crate::limits::{PATH_BYTES_MAX, PATH_PARTS_MAX};

/// A path with `/` between its parts, below a directory that it cannot leave.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct PackagePath(String);

impl PackagePath {
    /// Takes a path from a package.
    ///
    /// # Errors
    /// `Refused`, with the reason.
    pub fn parse(text: &str) -> Res<PackagePath> {
        match flaw(text) {
            None => Ok(PackagePath(text.to_owned())),
            Some(reason) => {
                Err(Error::new(Kind::Refused, format!("the path `{}` is refused: {reason}", shown(text))))
            }
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file in a directory.
    pub fn below(&self, directory: &Path) -> PathBuf {
        directory.join(&self.0)
    }

    /// The directories that it lies in, outermost first.
    pub fn directories(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').filter_map(|(at, _)| self.0.get(..at))
    }
}

/// Why a path is refused.
fn flaw(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("it is empty");
    }
    if text.len() > PATH_BYTES_MAX || text.split('/').count() > PATH_PARTS_MAX {
        return Some("it is too long");
    }
    if text.starts_with('/') {
        return Some("it is absolute");
    }
    // A backslash and a colon lead out of the directory on other systems, and on boards' tools that run there.
    if text.contains(['\\', ':']) || text.chars().any(char::is_control) {
        return Some("it has characters that no path may have");
    }
    text.split('/').find_map(|part| match part {
        "" => Some("a part of it is empty"),
        "." | ".." => Some("it leaves its directory"),
        _ => None,
    })
}

impl fmt::Display for PackagePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl TryFrom<String> for PackagePath {
    type Error = Error;

    fn try_from(text: String) -> Res<PackagePath> {
        PackagePath::parse(&text)
    }
}

impl From<PackagePath> for String {
    fn from(path: PackagePath) -> String {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for good in ["a.py", "a/b/c.mpy", "..a", "a..", "...", "a b.txt", "ä/ö"] {
            assert!(PackagePath::parse(good).is_ok(), "{good}");
        }
        let long = "x/".repeat(200);
        for wrong in [
            "",
            "/",
            "/a",
            "../a",
            "a/../../b",
            "a/..",
            ".",
            "./a",
            "a//b",
            "a/",
            "a\\b",
            "..\\a",
            "C:a",
            "a\0b",
            "a\nb",
            "\u{1b}[2J",
            &long,
        ] {
            assert!(PackagePath::parse(wrong).is_err_and(|error| error.kind == Kind::Refused), "{wrong:?}");
        }
        let directories: Vec<String> =
            PackagePath::parse("a/b/c").unwrap().directories().map(str::to_owned).collect();
        assert_eq!(directories, ["a", "a/b"]);
    }
}
