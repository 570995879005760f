//! Writing frozen archives.

use micropyrite_bytecode::frozen::{self, Archive, Kind};

/// A file for an archive.
pub struct File {
    /// Its name there.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// That.
    pub contents: Vec<u8>,
}

/// Writes files, whose names differ, as an archive.
///
/// # Errors
/// A name that an archive cannot hold; more than four gigabytes.
pub fn write(files: &mut [File]) -> Result<Vec<u8>, String> {
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let mut entries = Vec::new();
    let mut names = Vec::new();
    let mut contents = Vec::new();
    let names_at = frozen::HEADER_LEN + files.len() * frozen::ENTRY_LEN;
    let names_end = names_at + files.iter().map(|file| file.name.len()).sum::<usize>();
    let contents_at = names_end.next_multiple_of(frozen::ALIGN);
    for file in &*files {
        if !frozen::is_path(file.name.as_bytes()) {
            return Err(format!("{} is no name for a frozen file, or too long", file.name));
        }
        let name_at = number(names_at + names.len())?;
        let at = number(contents_at + contents.len())?;
        let (n, len) = (file.name.len() as u16, number(file.contents.len())?);
        entries.extend(frozen::entry(name_at, n, file.kind, at, len));
        names.extend(file.name.as_bytes());
        contents.extend(&file.contents);
        contents.resize(contents.len().next_multiple_of(frozen::ALIGN), 0);
    }
    names.resize(contents_at - names_at, 0);
    let len = number(contents_at + contents.len())?;
    let bytes = [&frozen::header(len, number(files.len())?)[..], &entries, &names, &contents].concat();
    Archive::new(&bytes).map_err(|flaw| flaw.to_string())?;
    Ok(bytes)
}

fn number(n: usize) -> Result<u32, String> {
    u32::try_from(n).map_err(|_| "that is too much for an archive".into())
}
