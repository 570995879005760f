//! An index of packages: on the network, in a directory, or in an archive.

use std::path::{Path, PathBuf};

use crate::address::{is_plain, join};
use crate::archive::{self, Files};
use crate::digest::{Digest, Expected};
use crate::error::{Error, Kind, Res, shown};
use crate::fetch::Fetcher;
use crate::limits::FILE_BYTES_MAX;
use crate::path::PackagePath;

/// The index that is meant where none is named.
pub const DEFAULT: &str = "https://micropython.org/pi/v2";

enum Place {
    Network(String),
    Directory(PathBuf),
    Archive(PathBuf, Files),
}

/// Where packages are found by name.
pub struct Index {
    place: Place,
}

impl Index {
    /// Opens what is named: an address, a directory, or an archive.
    ///
    /// # Errors
    /// `Usage`, if it is none of them; what the archive is refused for.
    pub fn open(text: &str) -> Res<Index> {
        if is_plain(text) {
            return Ok(Index { place: Place::Network(text.trim_end_matches('/').to_owned()) });
        }
        let path = Path::new(text.strip_prefix("file://").unwrap_or(text));
        let place = if path.is_dir() {
            Place::Directory(path.to_owned())
        } else if path.is_file() {
            Place::Archive(path.to_owned(), archive::read(path)?)
        } else {
            let cause = format!("`{}` is no index", shown(text));
            return Err(Error::new(Kind::Usage, cause).hint(
                "an index is an address (https://...), a directory, or an archive that `micropyrite mip download` made",
            ));
        };
        Ok(Index { place })
    }

    /// As it is shown.
    pub fn name(&self) -> String {
        match &self.place {
            Place::Network(base) => base.clone(),
            Place::Directory(path) | Place::Archive(path, _) => path.display().to_string(),
        }
    }

    /// A file of the index by its key, of at most so many bytes.
    ///
    /// # Errors
    /// `NotFound`, `Damaged`, and what hinders reading or fetching it.
    pub fn read(&self, key: &str, bytes_max: u64, expected: &Expected, fetcher: &Fetcher) -> Res<Vec<u8>> {
        if let Place::Network(base) = &self.place {
            return fetcher.get(&format!("{base}/{key}"), bytes_max, expected);
        }
        // A lock file that a network's index made names a file by fewer digits than an archive has.
        let whole = match expected {
            Expected::Exactly(digest) if key.starts_with("file/") => Some(file_key(digest)),
            _ => None,
        };
        let found = match whole.as_deref().map(|whole| self.local(whole, bytes_max)) {
            Some(Err(error)) if error.kind == Kind::NotFound => self.local(key, bytes_max)?,
            Some(found) => found?,
            None => self.local(key, bytes_max)?,
        };
        expected.check(&found, &format!("{}/{key}", self.name()))?;
        Ok(found)
    }

    fn local(&self, key: &str, bytes_max: u64) -> Res<Vec<u8>> {
        let key = PackagePath::parse(key)?;
        let not_found =
            || Error::new(Kind::NotFound, format!("{}: `{key}` is not there", shown(&self.name())));
        match &self.place {
            Place::Directory(path) => read_file(&key.below(path), bytes_max),
            Place::Archive(_, files) => {
                let bytes = files.get(key.as_str()).ok_or_else(not_found)?;
                match bytes.len() as u64 > bytes_max {
                    true => Err(Error::new(Kind::Refused, format!("`{key}` is too large"))),
                    false => Ok(bytes.clone()),
                }
            }
            Place::Network(_) => Err(not_found()),
        }
    }

    /// What an address held when the archive was made.
    pub fn kept(&self, address: &str, branch: &str) -> Option<Vec<u8>> {
        match &self.place {
            Place::Archive(_, files) => files.get(&address_key(address, branch)).cloned(),
            _ => None,
        }
    }

    /// A file that a package of the index names relative to its own list, which has this key.
    ///
    /// # Errors
    /// As `read`, and `Refused` for what leaves the index.
    pub fn read_relative(&self, list_key: &str, relative: &str, fetcher: &Fetcher) -> Res<(String, Vec<u8>)> {
        let directory = list_key.rsplit_once('/').map_or("", |(directory, _)| directory);
        if let Place::Network(base) = &self.place {
            let address = join(&format!("{base}/{directory}"), relative)?;
            let bytes = fetcher.get(&address, FILE_BYTES_MAX, &Expected::Anything)?;
            return Ok((address, bytes));
        }
        let key = join(&format!("http://index/{directory}"), relative)?;
        let key = key.strip_prefix("http://index/").unwrap_or_default();
        Ok((key.to_owned(), self.local(key, FILE_BYTES_MAX)?))
    }
}

/// The key of a file of known digest, with all its digits.
pub fn file_key(digest: &Digest) -> String {
    let digest = digest.to_string();
    format!("file/{}/{digest}", digest.get(..2).unwrap_or_default())
}

/// The key of the list of a package by its name.
pub fn list_key(format: &str, name: &str, version: &str) -> String {
    format!("package/{format}/{name}/{version}.json")
}

/// The key of the list of a package by its address.
pub fn address_key(address: &str, branch: &str) -> String {
    format!("address/{}.json", Digest::of(format!("{address}@{branch}").as_bytes()))
}

/// A file that is not too large.
pub(crate) fn read_file(path: &Path, bytes_max: u64) -> Res<Vec<u8>> {
    let facts = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::new(Kind::NotFound, format!("{}: not found", path.display())),
        _ => Error::file(path, &error),
    })?;
    if !facts.is_file() || facts.len() > bytes_max {
        let cause = format!("{}: no file, or one of more than {bytes_max} bytes", path.display());
        return Err(Error::new(Kind::Refused, cause));
    }
    std::fs::read(path).map_err(|error| Error::file(path, &error))
}
