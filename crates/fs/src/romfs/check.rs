//! Checking a whole image, for tools that trust nothing.

use core::fmt;
use core::ops::Range;

use super::{EntryKind, Image};

/// The most directories one in the other that are looked into.
pub const DEPTH_MAX: usize = 64;

/// What a sound image holds.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Totals {
    /// Files.
    pub files: usize,
    /// Directories below the root.
    pub directories: usize,
    /// Bytes of all files together.
    pub bytes: usize,
}

/// What is wrong with an image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// A record that is damaged or claims more than there is, at or behind this offset of the payload.
    Damaged(usize),
    /// A name that no file system can have, at this offset.
    Name(usize),
    /// Directories nest deeper than [`DEPTH_MAX`], at this offset.
    Depth(usize),
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::Damaged(at) => write!(f, "damaged record at {at}"),
            Flaw::Name(at) => write!(f, "impossible name at {at}"),
            Flaw::Depth(at) => write!(f, "directories nest deeper than {DEPTH_MAX} at {at}"),
        }
    }
}

/// The longest name that systems know.
const NAME_MAX: usize = 255;

/// Whether a name can be one step of a path, on any system: it is text that can be shown, and leads nowhere but down.
pub fn is_step(name: &[u8]) -> bool {
    let is_special = matches!(name, b"" | b"." | b"..") || name.len() > NAME_MAX;
    let is_odd = |byte: &u8| byte.is_ascii_control() || b"/\\".contains(byte);
    !is_special && !name.iter().any(is_odd) && str::from_utf8(name).is_ok()
}

impl Image<'_> {
    /// Looks at everything in the image.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(self) -> Result<Totals, Flaw> {
        const NONE: Range<usize> = 0..0;
        let mut totals = Totals::default();
        let mut stack = [NONE; DEPTH_MAX];
        let mut depth = 0;
        let mut rest = self.root();
        loop {
            let at = rest.start;
            match self.try_next_entry(&mut rest) {
                Some(Err(_)) => return Err(Flaw::Damaged(at)),
                Some(Ok(entry)) if !is_step(self.bytes(entry.name.clone())) => {
                    return Err(Flaw::Name(entry.name.start));
                }
                Some(Ok(entry)) if entry.kind == EntryKind::File => {
                    totals.files += 1;
                    totals.bytes = totals.bytes.saturating_add(entry.contents.len());
                }
                Some(Ok(entry)) => {
                    totals.directories += 1;
                    let place = stack.get_mut(depth).ok_or(Flaw::Depth(at))?;
                    *place = core::mem::replace(&mut rest, entry.contents);
                    depth += 1;
                }
                None => {
                    let Some(outer) = depth.checked_sub(1).and_then(|outer| stack.get(outer)) else {
                        return Ok(totals);
                    };
                    rest = outer.clone();
                    depth -= 1;
                }
            }
        }
    }
}
