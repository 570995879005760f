//! `RawCode`: one function's code, as compiler and `.mpy` reader hand it on.
//!
//! It is what the compiling side and the running side share. It borrows: whoever takes it copies what it keeps.

/// A code that the taker has been told of, by the number the taker gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CodeId(pub u32);

/// What the bytes of a code are; the numbers are those that files use.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// A prelude and bytecode.
    Bytecode = 0,
    /// Machine code of `@micropython.native`.
    NativePython = 1,
    /// Machine code of `@micropython.viper`.
    NativeViper = 2,
    /// Machine code of `@micropython.asm_*`.
    NativeAsm = 3,
}

impl CodeKind {
    /// The kind with this number.
    pub const fn from_number(number: u8) -> Option<CodeKind> {
        match number {
            0 => Some(CodeKind::Bytecode),
            1 => Some(CodeKind::NativePython),
            2 => Some(CodeKind::NativeViper),
            3 => Some(CodeKind::NativeAsm),
            _ => None,
        }
    }
}

/// Bytes packed into words, four to a word, lowest first.
#[derive(Clone, Copy, Debug)]
pub struct Packed<'a> {
    /// The words.
    pub words: &'a [u32],
    /// How many bytes are left out.
    pub start: usize,
    /// How many bytes count behind these.
    pub len: usize,
}

impl Packed<'_> {
    fn copy_to(&self, into: &mut [u8]) {
        for (i, to) in into.iter_mut().enumerate() {
            let at = self.start + i;
            *to = self.words.get(at / 4).map_or(0, |word| word.to_le_bytes()[at % 4]);
        }
    }
}

/// The bytes of a code: plain, or packed into words by a compiler whose memory is words.
#[derive(Clone, Copy, Debug)]
pub enum CodeBytes<'a> {
    /// As they are.
    Plain(&'a [u8]),
    /// Pieces, one behind the other.
    Packed([Packed<'a>; 3]),
}

impl CodeBytes<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            CodeBytes::Plain(bytes) => bytes.len(),
            CodeBytes::Packed(pieces) => pieces.iter().map(|piece| piece.len).sum(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Copies the bytes from the start, as many as fit.
    pub fn copy_to(&self, mut into: &mut [u8]) {
        match self {
            CodeBytes::Plain(bytes) => {
                for (to, from) in into.iter_mut().zip(*bytes) {
                    *to = *from;
                }
            }
            CodeBytes::Packed(pieces) => {
                for piece in pieces {
                    let (now, later) = into.split_at_mut(piece.len.min(into.len()));
                    piece.copy_to(now);
                    into = later;
                }
            }
        }
    }
}

/// One function's code.
#[derive(Clone, Copy, Debug)]
pub struct RawCode<'a> {
    /// What the bytes are.
    pub kind: CodeKind,
    /// Flags of the scope: the prelude's and those native code uses.
    pub scope_flags: u16,
    /// How many locals it has: bytecode states only the size of locals and stack together.
    pub n_locals: u32,
    /// The bytes; for bytecode the prelude comes first.
    pub code: CodeBytes<'a>,
    /// The codes that it makes functions of, by index: numbers of [`CodeId`]s.
    pub children: &'a [u32],
}
