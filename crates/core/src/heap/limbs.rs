//! Blocks of big integers, and work areas for arithmetic on them.
//!
//! A result's block is allocated before the arithmetic starts, the work area behind it; the operands are read
//! through the `Vm` meanwhile. Then the work area is freed and the block cut to the length of the result, so that
//! both leave no gap.
use core::ptr::NonNull;

use micropyrite_num::mpz::{Int, Limb, Written};

use super::{Contents, Tail, This, round};
use crate::obj::Obj;
use crate::types::BigInt;
use crate::{Res, Vm, config};

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
        let Some(block) = self.new_work_area(n)? else {
            return Ok(f(self, [0; STACK_LIMBS].get_mut(..n).unwrap_or_default()));
        };
        // SAFETY: a fresh block of this size; nobody but `f` can reach it through the `Vm`, and the pointer in this frame
        // keeps it alive (I2).
        let result = f(self, unsafe { core::slice::from_raw_parts_mut(block.as_ptr(), n) });
        self.heap.free(block.cast());
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
        fill: &dyn Fn(&Vm, &mut [Limb], &mut [Limb]) -> Written,
    ) -> Res {
        if !config::BIG_INT {
            return Err(crate::types::int::raise_overflow(self));
        }
        let object = self.new_blank_limbs(n)?;
        let work = self.new_work_area(n_scratch)?;
        // SAFETY: a fresh block of `n` limbs, which `fill` cannot reach through the `Vm`.
        let out = unsafe { core::slice::from_raw_parts_mut(object.tail_raw(), n) };
        let written = match work {
            Some(block) => {
                // SAFETY: as above, of `n_scratch` limbs.
                fill(self, out, unsafe { core::slice::from_raw_parts_mut(block.as_ptr(), n_scratch) })
            }
            // Clearing what nobody wants takes as long as a sum.
            None if n_scratch == 0 => fill(self, out, &mut []),
            None => self.fill_with_lent(out, n_scratch, fill),
        };
        Ok(self.finish_limbs(object, written, work))
    }

    /// As [`Vm::new_limbs`], without a work area.
    ///
    /// # Raises
    /// `MemoryError`.
    #[inline]
    pub(crate) fn new_limbs_with(&mut self, n: usize, fill: impl FnOnce(&Vm, &mut [Limb]) -> Written) -> Res {
        let object = self.new_blank_limbs(n)?;
        // SAFETY: a fresh block of `n` limbs, which `fill` cannot reach through the `Vm`.
        let out = unsafe { core::slice::from_raw_parts_mut(object.tail_raw(), n) };
        let written = fill(self, out);
        Ok(self.finish_limbs(object, written, None))
    }

    /// An integer of limbs that are not in the heap, which becomes a small one where it fits.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn copy_limbs(&mut self, int: Int<'_>) -> Res {
        if let Some(small) = int.to_isize().and_then(Obj::try_small) {
            return Ok(small);
        }
        let limbs = int.magnitude();
        let bytes = size_of::<BigInt>() + size_of_val(limbs);
        let block = self.alloc_block(bytes, Contents::Plain)?.cast::<BigInt>();
        let object = This::from_block(block);
        // SAFETY: a fresh block with room for the header and these limbs, all of which are written.
        unsafe {
            block.write(BigInt::header(int.is_negative(), limbs.len()));
            core::ptr::copy_nonoverlapping(limbs.as_ptr(), object.tail_raw(), limbs.len());
        }
        Ok(object.obj())
    }

    #[inline(never)]
    fn fill_with_lent(
        &self,
        out: &mut [Limb],
        n_scratch: usize,
        fill: &dyn Fn(&Vm, &mut [Limb], &mut [Limb]) -> Written,
    ) -> Written {
        fill(self, out, [0; STACK_LIMBS].get_mut(..n_scratch).unwrap_or_default())
    }

    /// An integer of `n` limbs that are all zero.
    #[inline(never)]
    fn new_blank_limbs(&mut self, n: usize) -> Res<This<BigInt>> {
        self.alloc_tail(BigInt::header(false, n), n, |_, _| {})
    }

    /// A work area of `n` limbs that are zero; `None`: the native stack has room for it.
    fn new_work_area(&mut self, n: usize) -> Res<Option<NonNull<Limb>>> {
        if n <= STACK_LIMBS {
            return Ok(None);
        }
        let Some(bytes) = n.checked_mul(size_of::<Limb>()) else {
            return Err(self.raise_memory(usize::MAX));
        };
        let block = self.alloc_block(bytes, Contents::Plain)?;
        // SAFETY: a fresh block of this size.
        unsafe { core::ptr::write_bytes(block.as_ptr(), 0, bytes) };
        Ok(Some(block.cast()))
    }

    /// Frees the work area and cuts a fresh block to its result, or gives it back where a small integer will do.
    #[inline(never)]
    fn finish_limbs(&mut self, object: This<BigInt>, written: Written, work: Option<NonNull<Limb>>) -> Obj {
        if let Some(work) = work {
            self.heap.free(work.cast());
        }
        let block = NonNull::from(object.get_mut(self)).cast::<u8>();
        if let Some(small) = written.of(object.tail(self)).to_isize().and_then(Obj::try_small) {
            self.heap.free(block);
            return small;
        }
        let n = object.get(self).n_limbs();
        *object.get_mut(self) = BigInt::header(written.negative, written.len);
        let bytes = |n: usize| size_of::<BigInt>() + n * size_of::<Limb>();
        if config::COMPACT || round(bytes(n)) != round(bytes(written.len)) {
            self.heap.resize_in_place(block, bytes(written.len));
        }
        object.obj()
    }
}
