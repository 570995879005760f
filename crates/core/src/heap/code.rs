//! Blocks of code: bytes that run and tables of names, never rewritten.
use core::ptr::NonNull;

use micropyrite_bytecode::qstr::Qstr;

use super::Contents;
use crate::{Res, Vm};

/// Code: a pointer, a length, and where the first instruction is.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Bytes {
    start: NonNull<u8>,
    len: u32,
    /// Offset of the first instruction.
    pub first: u32,
}

/// A table of names.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Names {
    start: NonNull<Qstr>,
    len: u32,
}

// SAFETY: both are read only.
unsafe impl Sync for Bytes {}
// SAFETY: as above.
unsafe impl Sync for Names {}

impl Bytes {
    /// No code.
    pub const EMPTY: Bytes = Bytes { start: NonNull::dangling(), len: 0, first: 0 };

    /// The code. It borrows nothing, since code is never written and lives as long as what points at it: callers hold
    /// a `&ProtoFun`.
    pub fn get(&self) -> &[u8] {
        // SAFETY: I2, I5: made by `new_code`.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.len as usize) }
    }

    /// Where it starts.
    #[inline(always)]
    pub(crate) fn address(&self) -> *const u8 {
        self.start.as_ptr()
    }
}

impl Names {
    /// No names.
    pub const EMPTY: Names = Names { start: NonNull::dangling(), len: 0 };

    /// The names.
    pub fn get(&self) -> &[Qstr] {
        // SAFETY: I2, I5: made by `new_names`.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.len as usize) }
    }

    /// Where they start.
    #[inline(always)]
    pub(crate) fn address(&self) -> *const Qstr {
        self.start.as_ptr()
    }
}

impl Vm {
    /// Code in a block of its own; `fill` writes it.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn new_code(&mut self, len: usize, fill: impl FnOnce(&mut [u8])) -> Res<Bytes> {
        let block = self.alloc_block(len, Contents::Plain)?;
        // SAFETY: a fresh block of this size, zeroed before it is shown.
        unsafe {
            core::ptr::write_bytes(block.as_ptr(), 0, len);
            fill(core::slice::from_raw_parts_mut(block.as_ptr(), len));
        }
        Ok(Bytes { start: block, len: len as u32, first: 0 })
    }

    /// A table of names in a block of its own.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn new_names(&mut self, names: impl ExactSizeIterator<Item = Qstr>) -> Res<Names> {
        let n = names.len();
        let block = self.alloc_block(n * size_of::<Qstr>(), Contents::Plain)?.cast::<Qstr>();
        let mut len = 0;
        for name in names.take(n) {
            // SAFETY: a fresh block with room for `n` names.
            unsafe { block.add(len).write(name) };
            len += 1;
        }
        Ok(Names { start: block, len: len as u32 })
    }
}
