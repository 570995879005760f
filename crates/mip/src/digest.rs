//! SHA-256 of a content, and the beginnings of it that an index names files by.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Kind, Res, shown};

/// The whole SHA-256 of a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// That of these bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Digest> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
        let mut bytes = [0; 32];
        if pairs.len() != bytes.len() {
            return None;
        }
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = hex_digit(*high)? << 4 | hex_digit(*low)?;
        }
        Some(Digest(bytes))
    }
}

/// In lower case only, as indexes and lock files have it.
fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl TryFrom<String> for Digest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Digest, &'static str> {
        Digest::parse(&text).ok_or("no SHA-256")
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

/// The first digits of a digest: 8 to all 64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix(String);

impl Prefix {
    /// Digits that are fewer say too little.
    pub const DIGITS_MIN: usize = 8;

    /// Reads them.
    ///
    /// # Errors
    /// `Refused`, if there are too few or too many, or others than hexadecimal digits.
    pub fn parse(text: &str) -> Res<Prefix> {
        let is_good = (Prefix::DIGITS_MIN..=64).contains(&text.len())
            && text.bytes().all(|byte| hex_digit(byte).is_some());
        match is_good {
            true => Ok(Prefix(text.to_owned())),
            false => Err(Error::new(Kind::Refused, format!("`{}` is no hash of a file", shown(text)))),
        }
    }

    /// Whether the digest begins so.
    pub fn matches(&self, digest: &Digest) -> bool {
        digest.to_string().starts_with(&self.0)
    }

    /// The key of the file in an index.
    pub fn key(&self) -> String {
        format!("file/{}/{}", self.0.get(..2).unwrap_or_default(), self.0)
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What a content must be.
#[derive(Clone, Debug)]
pub enum Expected {
    /// Whatever it is.
    Anything,
    /// What an index says.
    Beginning(Prefix),
    /// What a lock file says.
    Exactly(Digest),
}

impl Expected {
    /// Whether these bytes are it.
    ///
    /// # Errors
    /// `Damaged`, if they are not.
    pub fn check(&self, bytes: &[u8], from: &str) -> Res<()> {
        let found = Digest::of(bytes);
        let wanted = match self {
            Expected::Anything => return Ok(()),
            Expected::Beginning(prefix) if prefix.matches(&found) => return Ok(()),
            Expected::Exactly(digest) if *digest == found => return Ok(()),
            Expected::Beginning(prefix) => prefix.to_string(),
            Expected::Exactly(digest) => digest.to_string(),
        };
        let cause = format!("{}: wrong content: its SHA-256 is {found}, and should be {wanted}", shown(from));
        Err(Error::new(Kind::Damaged, cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Digest::of(b"").to_string(), empty);
        assert_eq!(Digest::parse(empty), Some(Digest::of(b"")));
        for wrong in ["", "e3b0", &empty.to_uppercase(), &empty.replace('e', "g"), &format!("{empty}00")] {
            assert_eq!(Digest::parse(wrong), None);
        }
        assert!(Prefix::parse("e3b0c442").is_ok_and(|prefix| prefix.matches(&Digest::of(b""))));
        assert!(Prefix::parse("e3b0c443").is_ok_and(|prefix| !prefix.matches(&Digest::of(b""))));
        for wrong in ["e3b0c44", "../../etc", "E3B0C442", "e3b0c44é"] {
            assert!(Prefix::parse(wrong).is_err(), "{wrong}");
        }
    }
}
