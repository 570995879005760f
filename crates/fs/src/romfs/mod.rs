//! ROMFS: a directory tree that is only read, where it lies.
//!
//! An image is records one in the other. A record is two numbers, its kind and the length of its payload, and the
//! payload. Numbers have seven bits in a byte, the highest first, and the top bit says that more follow; zeros may stand
//! before them.
//!
//! ```text
//! image      kind 0x14a6b1: the bytes `d2 cd 31`      [records …]
//! directory  kind 4                                   [length of name] [name] [records …]
//! file       kind 5                                   [length of name] [name] [records …]
//! data       kind 2, in a file or anywhere            [bytes]
//! pointer    kind 3, in a file instead of data        [length] [offset in the image's payload]
//! padding    kind 1                                   [anything]
//! ```
//!
//! Kind 0 is never used, so that erased or overwritten memory shows. Kinds that are not known are skipped, but for 0.
//! The length of an image is even.
mod check;
mod encode;
mod image;
mod record;
#[cfg(test)]
mod tests;

pub use check::{DEPTH_MAX, Flaw, Totals, is_step};
pub use encode::{directory, file, image};
pub use image::{Entry, EntryKind, Found, Image};

/// Kinds of records.
mod kind {
    /// Never written: what has it is damaged.
    pub const UNUSED: usize = 0;
    /// A file's bytes.
    pub const DATA: usize = 2;
    /// Where a file's bytes are.
    pub const POINTER: usize = 3;
    /// A directory.
    pub const DIRECTORY: usize = 4;
    /// A file.
    pub const FILE: usize = 5;
    /// The whole.
    pub const IMAGE: usize = 0x14a6b1;
}

/// What an image begins with: its kind.
pub const MAGIC: [u8; 3] = [0xd2, 0xcd, 0x31];
/// The shortest image.
pub const LEN_MIN: usize = 4;
