//! Blocks of text: `str` and `bytes` objects.
//!
//! Text lies behind the header. Long text that grew by concatenation lies in a buffer that may have room behind
//! it, and whoever ends where the buffer's used part ends may append there, so that `s += t` copies only `t`;
//! static text stays where it is, and so may text that is a part of another text:
//!
//! ```text
//! inline      [type | hash | len] [text …]
//! static      [type | hash | len] [data ->]
//! in a buffer [type | hash | len] [data -> | buffer ->]           buffer: [used | cap] [text …]
//! a part      [type | hash | len] [data -> | the other text]
//! ```
//!
//! Two bits beside the length say which it is; two more remember whether the text is ASCII, once somebody has looked.
use core::ptr::NonNull;

use super::view::clear;
use super::{At, ByteVec, Contents, Fixed, Layout, This};
use crate::obj::Obj;
use crate::types::{Str, Ty, TypeDef};
use crate::{Res, Vm};

/// Where the text is: inline, if neither bit is set. All others are larger numbers.
const WHERE: u32 = 3 << 30;
/// Static; only where it is follows the header.
const STATIC: u32 = 1 << 30;
/// In a buffer; [`Elsewhere`] follows the header.
const IN_BUFFER: u32 = 2 << 30;
/// A part of another text; [`Elsewhere`] follows the header.
const PART: u32 = 3 << 30;
/// Somebody has looked whether the text is ASCII.
const SCANNED: u32 = 1 << 29;
/// It is.
const ASCII: u32 = 1 << 28;
/// The longest text.
pub const TEXT_MAX: usize = (ASCII - 1) as usize;
/// Concatenations shorter than this are copied inline.
const SHARED_MIN: usize = 128;

#[repr(C)]
struct Buffer {
    used: u32,
    cap: u32,
}

/// Where text is that does not follow its header.
#[derive(Clone, Copy)]
#[repr(C)]
struct Elsewhere {
    data: NonNull<u8>,
    /// The buffer, or with `PART` the text, that it lies in, which this keeps alive.
    buffer: NonNull<Buffer>,
}

/// A static text of `N` bytes.
#[repr(C)]
pub struct RomText<const N: usize> {
    head: Str,
    text: [u8; N],
}

impl<const N: usize> RomText<N> {
    /// A static `str`; `N` is its length.
    pub const fn new(text: &str) -> RomText<N> {
        RomText::with_type(&crate::types::STR, text.as_bytes())
    }

    /// A static `bytes`.
    pub const fn bytes(text: &[u8; N]) -> RomText<N> {
        RomText::with_type(&crate::types::BYTES, text)
    }

    const fn with_type(ty: &'static TypeDef, from: &[u8]) -> RomText<N> {
        assert!(from.len() == N);
        let mut text = [0; N];
        text.copy_from_slice(from);
        let hash = micropyrite_bytecode::qstr::hash(&text);
        RomText { head: Str { ty: This::rom(ty), hash, len: N as u32 | ascii_bits(&text) }, text }
    }

    /// The value word.
    pub const fn obj(&'static self) -> Obj {
        Obj::rom(self)
    }
}

impl Str {
    /// Length in bytes.
    #[inline]
    pub fn len(&self) -> usize {
        self.len as usize & TEXT_MAX
    }

    /// Whether it is empty.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it is ASCII, if somebody has looked.
    #[inline]
    pub(crate) fn known_ascii(&self) -> Option<bool> {
        if self.len & SCANNED != 0 { Some(self.len & ASCII != 0) } else { None }
    }

    /// Notes whether it is ASCII.
    pub(crate) fn note_ascii(&mut self, ascii: bool) {
        self.len |= if ascii { SCANNED | ASCII } else { SCANNED };
    }
}

/// What the length field says of static bytes.
const fn ascii_bits(bytes: &[u8]) -> u32 {
    if bytes.is_ascii() { SCANNED | ASCII } else { SCANNED }
}

/// What the length field says of two texts joined.
const fn joined_bits(a: u32, b: u32) -> u32 {
    // Known where both are known, ASCII where both are.
    (a & b & SCANNED) | if a & b & SCANNED != 0 { a & b & ASCII } else { 0 }
}

// SAFETY: `repr(C)` with the type word first. Exactly the objects whose type word is `STR` or `BYTES` have this
// layout: their makers are in this file, of statics too.
unsafe impl Layout for Str {
    const DEF: &'static TypeDef = &crate::types::STR;
    const CONTENTS: Contents = Contents::Plain;
}

// SAFETY: static texts are never written.
unsafe impl Sync for Str {}

impl This<Str> {
    /// The bytes.
    #[inline]
    pub fn bytes(self, vm: &Vm) -> &[u8] {
        let header = self.get(vm);
        let behind = self.raw().wrapping_add(1);
        // SAFETY: I3, I5: the text follows the header, or where it is does; its length was set with it, and what it
        // lies in is kept alive by the object.
        unsafe {
            let data = if header.len < STATIC {
                behind.cast::<u8>()
            } else {
                // The first word of `Elsewhere`, and all that static text has.
                *behind.cast::<*const u8>()
            };
            core::slice::from_raw_parts(data, header.len())
        }
    }
}

const HEADER: usize = size_of::<Str>();

impl Vm {
    /// A text of `len` bytes, which `fill` sets.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn new_text(
        &mut self,
        ty: Ty,
        len: usize,
        fill: impl FnOnce(&Vm, &mut [u8]),
    ) -> Res<This<Str>> {
        let text = self.new_blank(ty, len)?;
        let data = text.raw().wrapping_add(1).cast::<u8>();
        // SAFETY: a fresh block, whose `len` bytes behind the header are zero; `fill` cannot reach it through the `Vm`.
        fill(self, unsafe { core::slice::from_raw_parts_mut(data, len) });
        Ok(text)
    }

    /// A text of zero bytes, to be filled before anybody else has it.
    #[inline(never)]
    fn new_blank(&mut self, ty: Ty, len: usize) -> Res<This<Str>> {
        if len > TEXT_MAX {
            return Err(self.raise_memory(len));
        }
        let block = self.alloc_block(HEADER + len, Contents::Plain)?;
        clear(block, (HEADER + len).next_multiple_of(super::GRANULE));
        let object = block.cast::<Str>();
        // SAFETY: a fresh block of this size.
        unsafe { object.write(Str { ty, hash: 0, len: len as u32 }) };
        Ok(This::from_block(object))
    }

    /// A text object of bytes that stay where they are: over them, or where that takes no more memory, over a copy.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn new_fixed_text(&mut self, ty: Ty, fixed: Fixed) -> Res<This<Str>> {
        let is_static = fixed.as_rom().is_some();
        let place = if is_static { size_of::<NonNull<u8>>() } else { size_of::<Elsewhere>() };
        let len = fixed.len();
        if HEADER + len <= (HEADER + place).next_multiple_of(super::GRANULE) {
            return self.new_text(ty, len, |vm, out| out.copy_from_slice(fixed.bytes(vm)));
        }
        self.new_text_over(ty, fixed)
    }

    /// A text object over bytes that stay where they are.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn new_text_over(&mut self, ty: Ty, fixed: Fixed) -> Res<This<Str>> {
        let len = fixed.len();
        if len > TEXT_MAX {
            return Err(self.raise_memory(len));
        }
        // Bytes may be many, and nobody asks whether they are ASCII.
        let bits = if ty == This::rom(&crate::types::STR) { ascii_bits(fixed.bytes(self)) } else { 0 };
        if let Some(owner) = fixed.owner().as_text_block() {
            // GC: the block is scanned, and the word points at the start of the other's.
            let place = Elsewhere { data: fixed.start(), buffer: owner.block().cast() };
            return self.new_text_elsewhere(ty, len as u32 | bits | PART, place);
        }
        let block = self.alloc_block(HEADER + size_of::<NonNull<u8>>(), Contents::Plain)?;
        let object = block.cast::<Str>();
        // SAFETY: a fresh block with room for both.
        unsafe {
            object.write(Str { ty, hash: 0, len: len as u32 | bits | STATIC });
            object.add(1).cast::<NonNull<u8>>().write(fixed.start());
        }
        Ok(This::from_block(object))
    }

    /// Whether a text lies in memory that is not the heap's and that its object only points to.
    pub(crate) fn is_static_text(&self, object: Obj) -> bool {
        object.as_text_block().is_some_and(|text| text.get(self).len & WHERE == STATIC)
    }

    /// Makes a text object with what its length field says.
    fn new_text_elsewhere(&mut self, ty: Ty, len: u32, place: Elsewhere) -> Res<This<Str>> {
        let block = self.alloc_block(HEADER + size_of::<Elsewhere>(), Contents::Scanned)?;
        let object = block.cast::<Str>();
        // SAFETY: a fresh block with room for both.
        unsafe {
            object.write(Str { ty, hash: 0, len });
            object.add(1).cast::<Elsewhere>().write(place);
        }
        Ok(This::from_block(object))
    }

    /// One text behind another.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn concat_text(&mut self, ty: Ty, a: Obj, b: Obj) -> Res<This<Str>> {
        let (n, m) = (self.text_of(a).len(), self.text_of(b).len());
        let bits = joined_bits(self.known_bits(a), self.known_bits(b));
        if n + m < SHARED_MIN {
            let text = self.new_text(ty, n + m, |vm, out| {
                let (left, right) = out.split_at_mut(n);
                left.copy_from_slice(vm.text_of(a));
                right.copy_from_slice(vm.text_of(b));
            })?;
            text.get_mut(self).len |= bits;
            return Ok(text);
        }
        if n + m > TEXT_MAX {
            return Err(self.raise_memory(n + m));
        }
        if let Some(buffer) = self.open_end(a, m) {
            // SAFETY: I2: the buffer is alive through `a`; `open_end` has checked the room; nobody shows the
            // bytes behind `used`.
            unsafe {
                let data = buffer.as_ptr().add(1).cast::<u8>();
                let b = self.text_of(b);
                core::ptr::copy_nonoverlapping(b.as_ptr(), data.add(n), m);
                (*buffer.as_ptr()).used = (n + m) as u32;
            }
            return self.new_shared(ty, n + m, bits, buffer);
        }
        // Text that grows for the second time will grow again.
        let grown = self.buffer_of(a).is_some();
        let cap = if grown { n + m + n / 2 } else { n + m };
        let block = self.alloc_block(size_of::<Buffer>() + cap, Contents::Plain)?;
        let buffer = block.cast::<Buffer>();
        // SAFETY: a fresh block with room for both.
        unsafe {
            buffer.write(Buffer { used: (n + m) as u32, cap: cap as u32 });
            let data = buffer.as_ptr().add(1).cast::<u8>();
            core::ptr::copy_nonoverlapping(self.text_of(a).as_ptr(), data, n);
            core::ptr::copy_nonoverlapping(self.text_of(b).as_ptr(), data.add(n), m);
        }
        self.new_shared(ty, n + m, bits, buffer)
    }

    /// What the length field of a text says of ASCII; short names are looked at.
    fn known_bits(&self, object: Obj) -> u32 {
        match object.as_text_block() {
            Some(text) => text.get(self).len & (SCANNED | ASCII),
            None => ascii_bits(self.text_of(object)),
        }
    }

    fn new_shared(&mut self, ty: Ty, len: usize, bits: u32, buffer: NonNull<Buffer>) -> Res<This<Str>> {
        // SAFETY: inside the buffer's block, whose text follows its head.
        let data = unsafe { buffer.add(1).cast::<u8>() };
        self.new_text_elsewhere(ty, len as u32 | bits | IN_BUFFER, Elsewhere { data, buffer })
    }

    /// The buffer that a text lies in, if it lies in one.
    fn buffer_of(&self, object: Obj) -> Option<NonNull<Buffer>> {
        let text = object.as_text_block()?;
        if text.get(self).len & WHERE != IN_BUFFER {
            return None;
        }
        // SAFETY: I3: the bits say that it is there.
        Some(unsafe { (*text.raw().add(1).cast::<Elsewhere>()).buffer })
    }

    /// The buffer of a text that ends where its buffer's used part ends, with room for `more` bytes.
    fn open_end(&self, object: Obj, more: usize) -> Option<NonNull<Buffer>> {
        let buffer = self.buffer_of(object)?;
        // SAFETY: I2: alive through the text.
        let (used, cap) = unsafe { (buffer.as_ref().used as usize, buffer.as_ref().cap as usize) };
        if used == self.text_of(object).len() && cap - used >= more { Some(buffer) } else { None }
    }

    /// Bytes of a `str` or `bytes` object, qstrs included.
    #[inline]
    pub(crate) fn text_at(&self, object: Obj) -> Option<&[u8]> {
        match object.as_qstr() {
            Some(qstr) => Some(self.qstr_bytes(qstr)),
            None => object.as_text_block().map(|text| text.bytes(self)),
        }
    }

    /// Bytes of a `str` or `bytes` object, qstrs included; nothing for other objects.
    #[inline]
    pub fn text_of(&self, object: Obj) -> &[u8] {
        self.text_at(object).unwrap_or(&[])
    }

    /// Makes a text of a byte array's contents, which it takes over.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn text_from_bytevec(&mut self, ty: Ty, at: At<'_, ByteVec>) -> Res<This<Str>> {
        let len = at(self).len();
        let address = at(self).bytes().as_ptr();
        let text = self.new_text(ty, len, |_, out| {
            // SAFETY: I2: the array's block is alive and not written while the fresh text is filled.
            out.copy_from_slice(unsafe { core::slice::from_raw_parts(address, len) });
        })?;
        at(self).set_len(0);
        self.free_bytes(at);
        Ok(text)
    }
}

const _: () = assert!(<Str as Layout>::CONTENTS as u8 == Contents::Plain as u8);
const _: () = assert!(size_of::<Str>().is_multiple_of(align_of::<Elsewhere>()));
