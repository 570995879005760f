//! An index in one file, for machines without a network.
//!
//! A tar archive of files under the keys that an index has them by, in order, without times and owners, so that the
//! same packages make the same bytes.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::{Error, Kind, Res};
use crate::limits::{FILE_BYTES_MAX, TOTAL_BYTES_MAX};
use crate::path::PackagePath;

/// Contents by key.
pub type Files = BTreeMap<String, Vec<u8>>;

fn damaged(path: &Path, reason: &str) -> Error {
    Error::new(Kind::Damaged, format!("{}: no archive of packages: {reason}", path.display()))
}

/// Reads an archive.
///
/// # Errors
/// `File`, `Damaged`, and `Refused` for keys that are no paths.
pub fn read(path: &Path) -> Res<Files> {
    let mut file = std::fs::File::open(path).map_err(|error| Error::file(path, &error))?;
    let size = file.seek(SeekFrom::End(0)).map_err(|error| Error::file(path, &error))?;
    file.seek(SeekFrom::Start(0)).map_err(|error| Error::file(path, &error))?;
    if size > TOTAL_BYTES_MAX {
        return Err(damaged(path, "it is too large"));
    }
    let mut archive = tar::Archive::new(std::io::BufReader::new(file));
    let mut files = Files::new();
    let mut total = 0u64;
    let entries = archive.entries().map_err(|error| damaged(path, &error.to_string()))?;
    for entry in entries {
        let mut entry = entry.map_err(|error| damaged(path, &error.to_string()))?;
        let kind = entry.header().entry_type();
        if kind.is_dir() {
            continue;
        }
        if !kind.is_file() {
            return Err(damaged(path, "it holds something else than files"));
        }
        let name = entry.path_bytes();
        let name = str::from_utf8(&name).map_err(|_| damaged(path, "a name in it is no text"))?;
        let name = PackagePath::parse(name.strip_prefix("./").unwrap_or(name))?;
        let size = entry.size();
        total = total.saturating_add(size);
        if size > FILE_BYTES_MAX || total > TOTAL_BYTES_MAX {
            return Err(damaged(path, "a file in it is too large"));
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|error| damaged(path, &error.to_string()))?;
        if bytes.len() as u64 != size || files.insert(name.into(), bytes).is_some() {
            return Err(damaged(path, "a file in it is cut off or there twice"));
        }
    }
    if files.is_empty() {
        return Err(damaged(path, "it is empty"));
    }
    Ok(files)
}

/// The bytes of an archive.
///
/// # Errors
/// `Refused`, for a key that is too long.
pub fn write(files: &Files) -> Res<Vec<u8>> {
    let mut builder = tar::Builder::new(Vec::new());
    let refused =
        |error: std::io::Error| Error::new(Kind::Refused, format!("cannot make an archive: {error}"));
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        builder.append_data(&mut header, name, bytes.as_slice()).map_err(refused)?;
    }
    builder.into_inner().map_err(refused)
}
