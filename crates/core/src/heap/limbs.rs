//! Blocks of big integers, and work areas for arithmetic on them.
//!
//! A result's block is allocated before the arithmetic starts, the work area behind it; the operands are read
//! through the `Vm` meanwhile. Then the work area is freed and the block cut to the length of the result, so that
//! both leave no gap.
use micropyrite_num::mpz::{Limb, Written};

use super::{Contents, Tail, This};
use crate::obj::Obj;
use crate::types::BigInt;
use crate::{Res, Vm};

/// Work areas up to this many limbs lie on the native stack.
const STACK_LIMBS: usize = 32;

// SAFETY: as many limbs follow the header as it says: it is written by the makers in this file and by
// `alloc_tail` for its own `n`, and only ever lowered; `RomBig` lays its limbs out likewise.
unsafe impl Tail for BigInt {
    type Item = Limb;
    fn tail_len(&self) -> usize {
        self.n_limbs()
    }
}

impl Vm {
    /// Lends a work area of `n` limbs to `f`, zeroed.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn with_limbs<R>(&mut self, n: usize, f: impl FnOnce(&mut Vm, &mut [Limb]) -> R) -> Res<R> {
        if let Some(limbs) = [0; STACK_LIMBS].get_mut(..n) {
            return Ok(f(self, limbs));
        }
        let Some(bytes) = n.checked_mul(size_of::<Limb>()) else {
            return Err(self.raise_memory(usize::MAX));
        };
        let block = self.alloc_block(bytes, Contents::Plain)?;
        // SAFETY: a fresh block of this size, zeroed before it is shown; nobody but `f` can reach it through the
        // `Vm`, and the pointer in this frame keeps it alive (I2).
        let result = unsafe {
            core::ptr::write_bytes(block.as_ptr(), 0, bytes);
            f(self, core::slice::from_raw_parts_mut(block.as_ptr().cast(), n))
        };
        self.heap.free(block);
        Ok(result)
    }

    /// An integer of at most `n` limbs, which `fill` computes with a work area of `n_scratch` limbs. What fits a
    /// small integer becomes one.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn new_limbs(
        &mut self,
        n: usize,
        n_scratch: usize,
        fill: impl FnOnce(&Vm, &mut [Limb], &mut [Limb]) -> Written,
    ) -> Res {
        let object = self.alloc_tail(BigInt::header(false, n), n, |_, _| {})?;
        let written = self.with_limbs(n_scratch, |vm, scratch| {
            // SAFETY: a fresh block of `n` limbs, which `fill` cannot reach through the `Vm`.
            let out = unsafe { core::slice::from_raw_parts_mut(object.tail_raw(), n) };
            fill(vm, out, scratch)
        })?;
        Ok(self.finish_limbs(object, written))
    }

    /// Cuts a fresh block to its result, or gives it back where a small integer will do.
    fn finish_limbs(&mut self, object: This<BigInt>, written: Written) -> Obj {
        let block = core::ptr::NonNull::from(object.get_mut(self)).cast::<u8>();
        if let Some(small) = written.of(object.tail(self)).to_isize().and_then(Obj::try_small) {
            self.heap.free(block);
            return small;
        }
        *object.get_mut(self) = BigInt::header(written.negative, written.len);
        let bytes = size_of::<BigInt>() + written.len * size_of::<Limb>();
        self.heap.resize_in_place(block, bytes);
        object.obj()
    }
}
