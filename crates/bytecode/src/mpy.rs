//! The frame of a `.mpy` file: what stands around names, constants and codes.
//!
//! ```text
//! header      'M' | version | flags, architecture, sub-version | bits of a small int    then VarUint flags, if any
//! sizes       number of names, of constants                     VarUint each
//! name        length << 1, text, 0   or   number of a fixed name << 1 | 1
//! constant    its kind (one byte); strings: length, bytes, 0; numbers: length, text; tuples: length, constants
//! code        length << 3 | has children << 2 | kind, then the bytes, the number of children, their codes
//! ```
//!
//! Source: `py/persistentcode.c`.

use crate::qstr::Qstr;
use crate::qstr::fixed::FIXED;
use crate::raw_code::CodeKind;

/// The version that is read and written.
pub const VERSION: u8 = 6;
/// The version of what native code expects.
pub const SUB_VERSION: u8 = 3;
/// Bytes of a header without flags of the architecture.
pub const HEADER_LEN: usize = 4;

/// In the third byte: flags of the architecture follow the header.
const HAS_ARCH_FLAGS: u8 = 0x40;
/// Where the architecture stands in the third byte.
const ARCH_SHIFT: u8 = 2;
const ARCH_MASK: u8 = 0x2f;

/// The first bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The architecture of its native code; 0: it has none.
    pub arch: u8,
    /// Version of the native code's interface.
    pub sub_version: u8,
    /// Whether flags of the architecture follow.
    pub has_arch_flags: bool,
    /// Bits of the small ints that it may hold.
    pub small_int_bits: u8,
}

impl Header {
    /// The header of a file without native code.
    pub const fn bytecode(small_int_bits: u8) -> Header {
        Header { arch: 0, sub_version: 0, has_arch_flags: false, small_int_bits }
    }

    /// Reads a header. `None`: the file is none of this version.
    pub fn decode(bytes: [u8; HEADER_LEN]) -> Option<Header> {
        let [b'M', VERSION, features, small_int_bits] = bytes else { return None };
        Some(Header {
            arch: features >> ARCH_SHIFT & ARCH_MASK,
            sub_version: features & 3,
            has_arch_flags: features & HAS_ARCH_FLAGS != 0,
            small_int_bits,
        })
    }

    /// Its bytes.
    pub const fn encode(self) -> [u8; HEADER_LEN] {
        let flags = if self.has_arch_flags { HAS_ARCH_FLAGS } else { 0 };
        [b'M', VERSION, flags | self.arch << ARCH_SHIFT | self.sub_version, self.small_int_bits]
    }

    /// Its second and third byte as a number, which is how `sys.implementation._mpy` says what is read.
    pub const fn number(self) -> u32 {
        let [_, version, features, _] = self.encode();
        version as u32 | (features as u32) << 8
    }
}

/// What a name begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameHead {
    /// A name that has the same number everywhere.
    Fixed(Qstr),
    /// So many bytes of text follow, and a zero.
    Text(usize),
}

impl NameHead {
    /// Reads it. `None`: no name has this number.
    pub fn decode(number: u32) -> Option<NameHead> {
        let value = number >> 1;
        if number & 1 == 0 {
            return Some(NameHead::Text(value as usize));
        }
        // Number 0 is no name at all.
        (value != 0 && value as usize <= FIXED.len()).then_some(NameHead::Fixed(Qstr(value as u16)))
    }

    /// Its number.
    pub const fn encode(self) -> u32 {
        match self {
            NameHead::Fixed(name) => (name.0 as u32) << 1 | 1,
            NameHead::Text(len) => (len as u32) << 1,
        }
    }
}

/// The kinds of constants; the numbers are those that files use.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConstKind {
    /// The table of functions that native code calls.
    FunTable = 0,
    /// `None`
    None = 1,
    /// `False`
    False = 2,
    /// `True`
    True = 3,
    /// `...`
    Ellipsis = 4,
    /// A string.
    Str = 5,
    /// Bytes.
    Bytes = 6,
    /// An integer.
    Int = 7,
    /// A float.
    Float = 8,
    /// An imaginary number.
    Complex = 9,
    /// A tuple.
    Tuple = 10,
}

impl ConstKind {
    const ALL: [ConstKind; 11] = [
        ConstKind::FunTable,
        ConstKind::None,
        ConstKind::False,
        ConstKind::True,
        ConstKind::Ellipsis,
        ConstKind::Str,
        ConstKind::Bytes,
        ConstKind::Int,
        ConstKind::Float,
        ConstKind::Complex,
        ConstKind::Tuple,
    ];

    /// The kind with this number.
    pub fn from_byte(byte: u8) -> Option<ConstKind> {
        ConstKind::ALL.get(byte as usize).copied()
    }
}

/// What a code begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeHead {
    /// What its bytes are.
    pub kind: CodeKind,
    /// Whether the codes that it makes functions of follow.
    pub has_children: bool,
    /// How many bytes it has.
    pub len: usize,
}

impl CodeHead {
    /// Reads it.
    pub fn decode(number: u32) -> CodeHead {
        let kind = CodeKind::from_number((number & 3) as u8).unwrap_or(CodeKind::NativeAsm);
        CodeHead { kind, has_children: number & 4 != 0, len: (number >> 3) as usize }
    }

    /// Its number.
    pub const fn encode(self) -> u32 {
        (self.len as u32) << 3 | (self.has_children as u32) << 2 | self.kind as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_come_back() {
        let header = Header { arch: 5, sub_version: SUB_VERSION, has_arch_flags: true, small_int_bits: 31 };
        assert_eq!(header.encode(), [b'M', 6, 0x57, 31]);
        assert_eq!(Header::decode(header.encode()), Some(header));
        assert_eq!(Header::decode([b'M', 5, 0, 31]), None);
        // As upstream's program for x86-64 says it.
        assert_eq!(Header { arch: 2, has_arch_flags: false, ..header }.number(), 2822);
        for head in [NameHead::Fixed(Qstr(7)), NameHead::Text(0), NameHead::Text(300)] {
            assert_eq!(NameHead::decode(head.encode()), Some(head));
        }
        assert_eq!(NameHead::decode(1), None);
        assert_eq!(NameHead::decode((FIXED.len() as u32 + 1) << 1 | 1), None);
        let head = CodeHead { kind: CodeKind::NativeViper, has_children: true, len: 1000 };
        assert_eq!(CodeHead::decode(head.encode()), head);
        assert_eq!(ConstKind::from_byte(10), Some(ConstKind::Tuple));
        assert_eq!(ConstKind::from_byte(11), None);
    }
}
