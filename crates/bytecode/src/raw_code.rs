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

/// One function's code.
#[derive(Clone, Copy, Debug)]
pub struct RawCode<'a> {
    /// What the bytes are.
    pub kind: CodeKind,
    /// Flags of the scope: the prelude's and those native code uses.
    pub scope_flags: u16,
    /// The bytes; for bytecode the prelude comes first.
    pub code: &'a [u8],
    /// The codes that it makes functions of, by index.
    pub children: &'a [CodeId],
}
