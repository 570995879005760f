//! What somebody asks for: a name, an address or a file, and a version of it.

use std::fmt;

use crate::address::{is_address, is_plain, is_short};
use crate::error::{Error, Kind, Res, shown};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// A name, an address in any form, or a path.
    pub name: String,
    /// A version, a branch or a tag; empty: the newest.
    pub version: String,
}

/// Where it is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In the index.
    Index,
    /// On the network.
    Address,
    /// Among the files here.
    Local,
}

/// The word for the newest version in an index.
pub const LATEST: &str = "latest";

impl Requirement {
    /// Reads `name`, `name@version`, an address, `github:owner/name@branch` and the like, or a path.
    ///
    /// # Errors
    /// `Usage`, if it is none of them.
    pub fn parse(text: &str) -> Res<Requirement> {
        let (name, version) = match text.rsplit_once('@') {
            Some((name, version)) if !is_plain(text) => (name, Some(version)),
            _ => (text, None),
        };
        if version == Some("") {
            return Err(Error::new(Kind::Usage, format!("`{}` has no version behind @", shown(text))));
        }
        Requirement::new(name, version.unwrap_or_default())
    }

    /// One of known parts.
    ///
    /// # Errors
    /// `Usage`, if they are none.
    pub fn new(name: &str, version: &str) -> Res<Requirement> {
        let way = way(name);
        let wrong = |what: &str| Err(Error::new(Kind::Usage, format!("`{}` is no {what}", shown(name))));
        if way == Way::Index && !is_word(name) {
            return wrong("name of a package");
        }
        let is_version = match way {
            Way::Index => version.is_empty() || is_word(version),
            // What a branch may be is looked at where the address is made.
            _ => version.len() <= 200 && !version.chars().any(char::is_control),
        };
        if !is_version {
            return wrong(&format!("package of a version `{}`", shown(version)));
        }
        let version = if version == LATEST { "" } else { version };
        let name = if way == Way::Address { name.trim_end_matches('/') } else { name };
        Ok(Requirement { name: name.to_owned(), version: version.to_owned() })
    }

    /// Where to look.
    pub fn way(&self) -> Way {
        way(&self.name)
    }

    /// Whether it is one file, not a package.
    pub fn is_single_file(&self) -> bool {
        self.name.ends_with(".py") || self.name.ends_with(".mpy")
    }

    /// Whether any version will do.
    pub fn is_open(&self) -> bool {
        self.version.is_empty()
    }
}

/// Letters, digits and what stands between them: nothing that means something in a path or in an address.
fn is_word(text: &str) -> bool {
    !text.starts_with('.')
        && (1..=100).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte))
}

fn way(name: &str) -> Way {
    if is_address(name) {
        Way::Address
    } else if name.contains(['/', '\\']) || [".json", ".py", ".mpy"].iter().any(|end| name.ends_with(end)) {
        Way::Local
    } else {
        Way::Index
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.name)?;
        match (self.is_open(), is_short(&self.name) || self.way() == Way::Index) {
            (false, true) => write!(out, "@{}", self.version),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (text, name, version, way) in [
            ("base64", "base64", "", Way::Index),
            ("base64@latest", "base64", "", Way::Index),
            ("base64@3.3.4-1", "base64", "3.3.4-1", Way::Index),
            ("github:o/r@a/b", "github:o/r", "a/b", Way::Address),
            ("github:o/r/", "github:o/r", "", Way::Address),
            ("https://u@h/x.py", "https://u@h/x.py", "", Way::Address),
            ("./x/package.json", "./x/package.json", "", Way::Local),
            ("x.py", "x.py", "", Way::Local),
        ] {
            let requirement = Requirement::parse(text).unwrap();
            assert_eq!((requirement.name.as_str(), requirement.version.as_str()), (name, version), "{text}");
            assert_eq!(requirement.way(), way, "{text}");
        }
        for wrong in ["", "a@", "@1", "a b", ".a", "a@../b", "a@1/2", "a?b", "a%2f"] {
            assert!(Requirement::parse(wrong).is_err(), "{wrong}");
        }
    }
}
