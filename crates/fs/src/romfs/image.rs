//! `Image`: what is in a ROMFS.

use core::ops::Range;

use super::record::{Damaged, number, record, take};
use super::{LEN_MIN, MAGIC, kind};

/// The payload of an image. Ranges that it gives and takes are ranges of the payload, so that they mean the same
/// wherever the image is found again.
#[derive(Clone, Copy)]
pub struct Image<'a> {
    payload: &'a [u8],
}

/// What an entry of a directory is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    /// A directory.
    Directory,
    /// A file.
    File,
}

/// An entry of a directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// Where its name is.
    pub name: Range<usize>,
    /// A file's bytes; a directory's records.
    pub contents: Range<usize>,
}

/// What a path leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// Nothing, or nothing that can be read.
    Nothing,
    /// A directory, and where its records are.
    Directory(Range<usize>),
    /// A file, and where its bytes are.
    File(Range<usize>),
}

impl<'a> Image<'a> {
    /// Finds the payload of the image that some memory begins with. What follows the image may be anything.
    pub fn find(memory: &[u8]) -> Option<Range<usize>> {
        if memory.len() < LEN_MIN || !memory.starts_with(&MAGIC) {
            return None;
        }
        match record(memory, &mut (0..memory.len())) {
            Some(Ok(record)) if record.kind == kind::IMAGE => Some(record.payload),
            _ => None,
        }
    }

    /// The image with a payload that [`Image::find`] has found.
    pub fn new(payload: &'a [u8]) -> Image<'a> {
        Image { payload }
    }

    /// The image that some memory begins with.
    pub fn open(memory: &'a [u8]) -> Option<Image<'a>> {
        Image::find(memory).and_then(|range| memory.get(range)).map(Image::new)
    }

    /// Some of the payload; nothing where that is not all there.
    pub fn bytes(self, range: Range<usize>) -> &'a [u8] {
        self.payload.get(range).unwrap_or_default()
    }

    /// Where the records of the root are.
    pub fn root(self) -> Range<usize> {
        0..self.payload.len()
    }

    /// Takes the next entry from the records of a directory. `None`: there is no other, or what follows is damaged.
    pub fn next_entry(self, rest: &mut Range<usize>) -> Option<Entry> {
        self.try_next_entry(rest)?.ok()
    }

    /// As [`Image::next_entry`], and tells damage from the end. Behind damage nothing can be found.
    pub(super) fn try_next_entry(self, rest: &mut Range<usize>) -> Option<Result<Entry, Damaged>> {
        loop {
            let kind = match record(self.payload, rest)? {
                Err(damaged) => return Some(Err(damaged)),
                Ok(record) => match record.kind {
                    kind::DIRECTORY => (EntryKind::Directory, record.payload),
                    kind::FILE => (EntryKind::File, record.payload),
                    _ => continue,
                },
            };
            return Some(self.entry(kind.0, kind.1));
        }
    }

    fn entry(self, kind: EntryKind, mut payload: Range<usize>) -> Result<Entry, Damaged> {
        let len = number(self.payload, &mut payload)?;
        let name = take(&mut payload, len)?;
        let contents = match kind {
            EntryKind::Directory => payload,
            EntryKind::File => self.data(payload)?,
        };
        Ok(Entry { kind, name, contents })
    }

    /// Where the bytes of a file with these records are.
    fn data(self, mut rest: Range<usize>) -> Result<Range<usize>, Damaged> {
        while let Some(record) = record(self.payload, &mut rest) {
            let mut record = record?;
            match record.kind {
                kind::DATA => return Ok(record.payload),
                kind::POINTER => {
                    let len = number(self.payload, &mut record.payload)?;
                    let start = number(self.payload, &mut record.payload)?;
                    let mut there = start..self.payload.len();
                    return take(&mut there, len);
                }
                _ => {}
            }
        }
        Err(Damaged)
    }

    /// What a path leads to. It begins at the root, with a slash or without; one slash may stand at its end.
    pub fn look_up(self, path: &[u8]) -> Found {
        let mut path = path.strip_prefix(b"/").unwrap_or(path);
        let mut rest = self.root();
        while !path.is_empty() {
            let Some(entry) = self.next_entry(&mut rest) else { return Found::Nothing };
            let behind = match path.strip_prefix(self.bytes(entry.name)) {
                Some([]) => &[],
                Some([b'/', behind @ ..]) if entry.kind == EntryKind::Directory => behind,
                // A file has nothing below it, and its like is not looked for among what follows.
                Some([b'/', ..]) => return Found::Nothing,
                _ => continue,
            };
            match entry.kind {
                EntryKind::File => return Found::File(entry.contents),
                EntryKind::Directory => (path, rest) = (behind, entry.contents),
            }
        }
        Found::Directory(rest)
    }
}
