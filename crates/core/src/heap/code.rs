//! Blocks of code: bytes that run and tables of names, never rewritten.
use core::ptr::NonNull;

use micropyrite_bytecode::qstr::Qstr;

use super::{Contents, Fixed};
use crate::{Res, Vm};

/// Code: a pointer, a length below 16 MB, and a byte for its owner's use.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Bytes {
    start: NonNull<u8>,
    len_tag: u32,
}

/// Where the owner's byte is in `len_tag`.
const TAG: u32 = 24;

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
    pub const EMPTY: Bytes = Bytes { start: NonNull::dangling(), len_tag: 0 };

    /// Static code.
    ///
    /// # Panics
    /// In const evaluation, for 16 MB and more.
    pub(crate) const fn rom(code: &'static [u8]) -> Bytes {
        assert!(code.len() < 1 << TAG);
        Bytes { start: NonNull::from_ref(code).cast(), len_tag: code.len() as u32 }
    }

    /// Code that stays where it is; what it lies in must be kept by who has this. `None`: it is 16 MB or more.
    pub(crate) fn fixed(fixed: Fixed) -> Option<Bytes> {
        (fixed.len() < 1 << TAG).then_some(Bytes { start: fixed.start(), len_tag: fixed.len() as u32 })
    }

    /// Writes a part of code that [`Vm::new_code`] has made and that does not run yet.
    pub(crate) fn fill(self, at: usize, part: &[u8]) {
        if at.checked_add(part.len()).is_some_and(|end| end <= self.len()) {
            // SAFETY: inside the block; what is not linked yet nobody reads, and `part` is not in the heap.
            unsafe { core::ptr::copy_nonoverlapping(part.as_ptr(), self.start.as_ptr().add(at), part.len()) }
        }
    }

    const fn len(&self) -> usize {
        (self.len_tag & ((1 << TAG) - 1)) as usize
    }

    /// The owner's byte.
    #[inline]
    pub(crate) fn tag(&self) -> u8 {
        (self.len_tag >> TAG) as u8
    }

    /// Sets the owner's byte.
    pub(crate) const fn set_tag(&mut self, tag: u8) {
        self.len_tag = self.len() as u32 | (tag as u32) << TAG;
    }

    /// The code. It borrows nothing, since code is never written and lives as long as what points at it: callers hold
    /// a `&ProtoFun`.
    pub fn get(&self) -> &[u8] {
        // SAFETY: I2, I5: made by `new_code`, or of what the code's context keeps.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.len()) }
    }

    /// Where it starts.
    #[inline]
    pub(crate) fn address(&self) -> *const u8 {
        self.start.as_ptr()
    }
}

impl Names {
    /// No names.
    pub const EMPTY: Names = Names { start: NonNull::dangling(), len: 0 };

    /// A static table.
    pub(crate) const fn rom(names: &'static [Qstr]) -> Names {
        Names { start: NonNull::from_ref(names).cast(), len: names.len() as u32 }
    }

    /// The names.
    pub fn get(&self) -> &[Qstr] {
        // SAFETY: I2, I5: made by `new_names`.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.len as usize) }
    }

    /// Sets a name of a table that [`Vm::new_names`] has made and that no code uses yet.
    pub(crate) fn set(self, i: usize, name: Qstr) {
        if i < self.len as usize {
            // SAFETY: inside the block, which holds plain numbers.
            unsafe { self.start.add(i).write(name) }
        }
    }

    /// Where they start.
    #[inline]
    pub(crate) fn address(&self) -> *const Qstr {
        self.start.as_ptr()
    }
}

impl Vm {
    /// Code in a block of its own; `fill` writes it.
    ///
    /// # Raises
    /// `MemoryError`; `RuntimeError` for 16 MB and more.
    pub(crate) fn new_code(&mut self, len: usize, fill: impl FnOnce(&mut [u8])) -> Res<Bytes> {
        if len >= 1 << TAG {
            return Err(crate::runtime::exc::runtime_error(self, text!("bytecode overflow")));
        }
        let block = self.alloc_block(len, Contents::Plain)?;
        // SAFETY: a fresh block of this size, zeroed before it is shown.
        unsafe {
            core::ptr::write_bytes(block.as_ptr(), 0, len);
            fill(core::slice::from_raw_parts_mut(block.as_ptr(), len));
        }
        Ok(Bytes { start: block, len_tag: len as u32 })
    }

    /// A table of so many names in a block of its own, none of them set.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn new_names(&mut self, n: usize) -> Res<Names> {
        let Some(bytes) = n.checked_mul(size_of::<Qstr>()) else { return Err(self.raise_memory(usize::MAX)) };
        let block = self.alloc_block(bytes, Contents::Plain)?;
        // SAFETY: a fresh block of this size; the null name is all zeros.
        unsafe { core::ptr::write_bytes(block.as_ptr(), 0, bytes) };
        Ok(Names { start: block.cast(), len: n as u32 })
    }
}
