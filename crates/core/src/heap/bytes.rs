//! Bytes that move between objects of the heap.
//!
//! Two borrows of the `Vm` cannot show a source and write a target at once; these copies take both as objects, look
//! their bytes up, and copy without running Python or allocating in between.
use super::{At, ByteVec, This};
use crate::obj::Obj;
use crate::runtime::buffer;
use crate::types::{ByteArray, bytearray};
use crate::{Res, Vm};

impl Vm {
    /// A bytearray of `len` bytes, which `fill` sets; they are zero before.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn new_bytearray_with(
        &mut self,
        len: usize,
        fill: impl FnOnce(&Vm, &mut [u8]),
    ) -> Res<This<ByteArray>> {
        let array = bytearray::new(self, len)?;
        let bytes = array.get_mut(self).bytes.bytes_mut();
        let (start, len) = (bytes.as_mut_ptr(), bytes.len());
        // SAFETY: I5: the bytes of a fresh array, which `fill` cannot reach through the `Vm` since nobody has it.
        fill(self, unsafe { core::slice::from_raw_parts_mut(start, len) });
        Ok(array)
    }

    /// Appends bytes `start..start + len` of an object's buffer to an array, as far as they reach. The object may
    /// be the array's owner.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn append_bytes(
        &mut self,
        at: At<'_, ByteVec>,
        source: Obj,
        start: usize,
        len: usize,
    ) -> Res<()> {
        let part = |vm: &Vm| -> (*const u8, usize) {
            let bytes = buffer::read(vm, source).and_then(|b| b.get(start..)).unwrap_or_default();
            (bytes.as_ptr(), bytes.len().min(len))
        };
        let (mut from, mut len) = part(self);
        if at(self).capacity() - at(self).len() < len {
            self.reserve_bytes(at, len, false, false)?;
            // The array may be the source itself, which has moved.
            (from, len) = part(self);
        }
        // SAFETY: I2: the source is alive, and its bytes are not written meanwhile: `extend_within` writes behind
        // the array's last byte only, which no buffer shows.
        at(self).extend_within(unsafe { core::slice::from_raw_parts(from, len) });
        Ok(())
    }

    /// Copies `len` bytes between the buffers of two objects, as far as both reach; they may be the same.
    pub(crate) fn move_bytes(&mut self, from: Obj, from_at: usize, to: Obj, to_at: usize, len: usize) {
        let Some(source) = buffer::read(self, from).and_then(|b| b.get(from_at..)) else { return };
        let (source, len) = (source.as_ptr(), len.min(source.len()));
        let Some(target) = buffer::write(self, to).and_then(|b| b.get_mut(to_at..)) else { return };
        let len = len.min(target.len());
        // SAFETY: I2, I5: both ranges are inside live buffers, which were looked up without anything in between
        // that could move them; `copy` allows them to overlap.
        unsafe { core::ptr::copy(source, target.as_mut_ptr(), len) };
    }
}
