//! Frozen archives: modules as one piece of constant data.
//!
//! A firmware holds an archive in flash, a host program in memory that stays; nothing of it is copied. Numbers are
//! little endian:
//!
//! ```text
//! header   "MPyF"  version: u16  0: u16  length of all: u32  number of files: u32
//! files    name at: u32  its length: u16  kind: u8  0: u8  contents at: u32  their length: u32
//! names    one behind the other
//! contents each at a multiple of four
//! ```
//!
//! Files are sorted by name, byte by byte, so that they are found by halving. An archive is checked when it is opened;
//! what is asked of it afterwards cannot fail. The contents are not looked at here: those who load them check them.

use core::cmp::Ordering;
use core::fmt;

/// What an archive begins with.
pub const MAGIC: [u8; 4] = *b"MPyF";
/// The version of the format.
pub const VERSION: u16 = 1;
/// Bytes before the first file's entry.
pub const HEADER_LEN: usize = 16;
/// Bytes of a file's entry.
pub const ENTRY_LEN: usize = 16;
/// Contents begin at multiples of this.
pub const ALIGN: usize = 4;
/// The longest name, in bytes: it becomes a name of the interpreter.
pub const NAME_MAX: usize = 255;

/// What stands before room for an archive in firmware that is built.
pub const OVERLAY_MARK: [u8; 12] = *b"MPyFroom\r\n\x1a\0";
/// Bytes before that archive: the mark, and how many bytes follow.
pub const OVERLAY_HEAD: usize = OVERLAY_MARK.len() + 4;

/// What a file holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// Source text.
    Text = 0,
    /// A compiled file, as `.mpy` files are.
    Code = 1,
    /// The number, in four bytes, of a module that is linked into the program: only there it means anything.
    Linked = 2,
}

/// A file of an archive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct File<'a> {
    /// Its path: folders and name, with the ending `.py` mostly, whatever its kind is.
    pub name: &'a [u8],
    /// What it holds.
    pub kind: Kind,
    /// That.
    pub contents: &'a [u8],
}

impl File<'_> {
    /// Which of the linked modules it is, if it is one.
    pub fn linked(&self) -> Option<usize> {
        let number = u32_at(self.contents, 0)?;
        (self.kind == Kind::Linked).then_some(number)
    }
}

/// What is wrong with an archive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// It does not begin as archives do.
    Magic,
    /// Its format has another version.
    Version,
    /// There are fewer bytes than it says.
    CutOff,
    /// The entry of a file makes no sense.
    Entry,
    /// The name of a file is no path.
    Name,
    /// The files are not sorted.
    Order,
}

impl Flaw {
    /// Says it.
    pub const fn text(self) -> &'static str {
        match self {
            Flaw::Magic => "no frozen archive",
            Flaw::Version => "frozen archive of another version",
            Flaw::CutOff => "frozen archive is cut off",
            Flaw::Entry => "frozen archive with a bad entry",
            Flaw::Name => "frozen archive with a bad name",
            Flaw::Order => "frozen archive that is not sorted",
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.text())
    }
}

/// An archive that was checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Archive<'a> {
    bytes: &'a [u8],
}

impl<'a> Archive<'a> {
    /// An archive without files.
    pub const EMPTY: Archive<'static> = Archive { bytes: &[] };

    /// Opens an archive. What follows its end is left alone.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(bytes: &'a [u8]) -> Result<Archive<'a>, Flaw> {
        if bytes.get(..MAGIC.len()) != Some(&MAGIC) {
            return Err(Flaw::Magic);
        }
        if u16_at(bytes, 4).ok_or(Flaw::CutOff)? != VERSION {
            return Err(Flaw::Version);
        }
        let len = u32_at(bytes, 8).ok_or(Flaw::CutOff)?;
        let archive = Archive { bytes: bytes.get(..len).ok_or(Flaw::CutOff)? };
        let count = u32_at(archive.bytes, 12).ok_or(Flaw::CutOff)?;
        let files = count.checked_mul(ENTRY_LEN).and_then(|len| len.checked_add(HEADER_LEN));
        if files.is_none_or(|end| end > len) {
            return Err(Flaw::CutOff);
        }
        let mut last: &[u8] = &[];
        for i in 0..count {
            let file = archive.get(i).ok_or(Flaw::Entry)?;
            if !is_path(file.name) {
                return Err(Flaw::Name);
            }
            if file.name <= last {
                return Err(Flaw::Order);
            }
            last = file.name;
        }
        Ok(archive)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        u32_at(self.bytes, 12).unwrap_or(0)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The whole archive.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// File `i`, in the order of names.
    pub fn get(&self, i: usize) -> Option<File<'a>> {
        let start = i.checked_mul(ENTRY_LEN)?.checked_add(HEADER_LEN)?;
        let entry = self.bytes.get(start..)?.get(..ENTRY_LEN)?;
        let name_len = usize::from(u16_at(entry, 4)?);
        let kind = match entry.get(6..8)? {
            [0, 0] => Kind::Text,
            [1, 0] => Kind::Code,
            [2, 0] => Kind::Linked,
            _ => return None,
        };
        Some(File {
            name: self.bytes.get(u32_at(entry, 0)?..)?.get(..name_len)?,
            kind,
            contents: self.bytes.get(u32_at(entry, 8)?..)?.get(..u32_at(entry, 12)?)?,
        })
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = File<'a>> + use<'a> {
        let archive = *self;
        (0..archive.len()).map_while(move |i| archive.get(i))
    }

    /// The first file whose name does not come before `name`, followed by `end`.
    fn first_from(&self, name: &[u8], end: &[u8]) -> Option<File<'a>> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from + (to - from) / 2;
            if self.get(middle)?.name.iter().cmp(name.iter().chain(end)) == Ordering::Less {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        self.get(from)
    }

    /// The file with a name.
    pub fn find(&self, name: &[u8]) -> Option<File<'a>> {
        self.first_from(name, b"").filter(|file| file.name == name)
    }

    /// Whether files lie in a folder of that name.
    pub fn has_folder(&self, name: &[u8]) -> bool {
        let first = self.first_from(name, b"/");
        first.and_then(|file| file.name.strip_prefix(name)).is_some_and(|rest| rest.first() == Some(&b'/'))
    }
}

/// Whether a text can be a file's name: parts with `/` between them, none of them empty.
pub fn is_path(name: &[u8]) -> bool {
    name.len() <= NAME_MAX
        && core::str::from_utf8(name).is_ok()
        && !name.contains(&0)
        && name.split(|byte| *byte == b'/').all(|part| !part.is_empty())
}

/// The entry of a file, to be written.
pub fn entry(name_at: u32, name_len: u16, kind: Kind, at: u32, len: u32) -> [u8; ENTRY_LEN] {
    let mut entry = [0; ENTRY_LEN];
    entry[..4].copy_from_slice(&name_at.to_le_bytes());
    entry[4..6].copy_from_slice(&name_len.to_le_bytes());
    entry[6] = kind as u8;
    entry[8..12].copy_from_slice(&at.to_le_bytes());
    entry[12..].copy_from_slice(&len.to_le_bytes());
    entry
}

/// The header of an archive, to be written.
pub const fn header(len: u32, count: u32) -> [u8; HEADER_LEN] {
    let ([a, b, c, d], [e, f]) = (MAGIC, VERSION.to_le_bytes());
    let ([g, h, i, j], [k, l, m, n]) = (len.to_le_bytes(), count.to_le_bytes());
    [a, b, c, d, e, f, 0, 0, g, h, i, j, k, l, m, n]
}

/// What stands before room for an archive of up to `room` bytes.
pub const fn overlay_head(room: u32) -> [u8; OVERLAY_HEAD] {
    let ([a, b, c, d, e, f, g, h, i, j, k, l], [m, n, o, p]) = (OVERLAY_MARK, room.to_le_bytes());
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes) as usize)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    /// An archive of files, in the order that they are given in.
    fn archive(files: &[(&str, Kind, &str)]) -> Vec<u8> {
        let mut name_at = HEADER_LEN + files.len() * ENTRY_LEN;
        let mut at = name_at + files.iter().map(|(name, ..)| name.len()).sum::<usize>();
        let (mut entries, mut names, mut contents) = (Vec::new(), Vec::new(), Vec::new());
        for (name, kind, text) in files {
            let (n, len) = (name.len() as u16, text.len() as u32);
            entries.extend(entry(name_at as u32, n, *kind, at as u32, len));
            names.extend(name.bytes());
            contents.extend(text.bytes());
            name_at += name.len();
            at += text.len();
        }
        [&header(at as u32, files.len() as u32)[..], &entries, &names, &contents].concat()
    }

    const FILES: [(&str, Kind, &str); 5] = [
        ("a.py", Kind::Text, "1"),
        ("pack-x.py", Kind::Code, ""),
        ("pack.py", Kind::Text, "22"),
        ("pack/__init__.py", Kind::Text, "333"),
        ("pack/b.py", Kind::Code, "4444"),
    ];

    #[test]
    fn files_and_folders_are_found() {
        let bytes = archive(&FILES);
        let archive = Archive::new(&bytes).unwrap();
        assert_eq!(archive.len(), FILES.len());
        for (name, kind, text) in FILES {
            let file = archive.find(name.as_bytes()).unwrap();
            assert_eq!((file.name, file.kind, file.contents), (name.as_bytes(), kind, text.as_bytes()));
        }
        for name in ["", "a", "a.p", "a.pyx", "pack", "pack/", "z", "pack/b.py/"] {
            assert_eq!(archive.find(name.as_bytes()), None, "{name}");
        }
        assert!(archive.has_folder(b"pack"));
        for name in ["", "a.py", "pac", "pack/", "pack/b.py", "z"] {
            assert!(!archive.has_folder(name.as_bytes()), "{name}");
        }
        assert!(Archive::EMPTY.is_empty() && Archive::EMPTY.find(b"a.py").is_none());
        assert!(Archive::new(&[&bytes[..], b"more"].concat()).is_ok());
    }

    #[test]
    fn what_is_wrong_is_refused() {
        let refused = |files: &[(&str, Kind, &str)]| Archive::new(&archive(files)).unwrap_err();
        assert_eq!(Archive::new(b"").unwrap_err(), Flaw::Magic);
        assert_eq!(refused(&[("b", Kind::Text, ""), ("a", Kind::Text, "")]), Flaw::Order);
        assert_eq!(refused(&[("a", Kind::Text, ""), ("a", Kind::Code, "")]), Flaw::Order);
        for name in ["", "/a", "a//b", "a/", "a\0b"] {
            assert_eq!(refused(&[(name, Kind::Text, "")]), Flaw::Name, "{name:?}");
        }
        let mut bytes = archive(&FILES);
        bytes[4] = 9;
        assert_eq!(Archive::new(&bytes).unwrap_err(), Flaw::Version);
        let bytes = archive(&FILES);
        for len in MAGIC.len()..bytes.len() {
            assert_eq!(Archive::new(&bytes[..len]).unwrap_err(), Flaw::CutOff, "{len}");
        }
    }

    #[test]
    fn whatever_the_bytes_are_nothing_panics() {
        let bytes = archive(&FILES);
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff, bytes[at] ^ 1] {
                let mut changed = bytes.clone();
                changed[at] = value;
                let Ok(archive) = Archive::new(&changed) else { continue };
                assert_eq!(archive.files().count(), archive.len());
                for file in archive.files() {
                    assert_eq!(archive.find(file.name), Some(file));
                }
                archive.has_folder(b"pack");
            }
        }
    }
}
