//! Words lent to a compiler, until its unit is done.
//!
//! A compiler knows no heap: its memory is slices of words that it takes and gives back. Each lies in a block with
//! a header; the headers form a list whose start lies in the [`Unit`], on the native stack, which the collector
//! scans, so that the blocks are alive (I2) wherever their slices are kept.
//!
//! - **I7 (lent)**: a block is in the list of exactly one unit from the time its slice is lent until the slice is
//!   given back whole or the unit ends, whichever comes first; only then is it freed. `'p`, which only
//!   [`Vm::with_unit`] chooses, ends before it does.
use core::cell::Cell;
use core::marker::PhantomData;
use core::ptr::NonNull;

use super::{Contents, GRANULE};
use crate::{Res, Vm};

/// What stands before the words of a block. Scanned with them, so that one header keeps the next block alive.
#[repr(C)]
struct Lent {
    next: Option<NonNull<Lent>>,
    previous: Option<NonNull<Lent>>,
    /// Address of the unit it was lent by.
    unit: usize,
    words: usize,
}

const HEADER: usize = size_of::<Lent>();

/// A unit that is being compiled: the owner of what was lent for it.
pub struct Unit<'p> {
    first: Cell<Option<NonNull<Lent>>>,
    life: PhantomData<Cell<&'p mut [u32]>>,
}

impl<'p> Unit<'p> {
    fn id(&self) -> usize {
        core::ptr::from_ref(self).addr()
    }

    /// Lends a block of words, zeroed.
    ///
    /// # Raises
    /// `MemoryError`.
    pub fn take(&self, vm: &mut Vm, words: usize) -> Res<&'p mut [u32]> {
        let bytes = words.checked_mul(size_of::<u32>()).and_then(|bytes| bytes.checked_add(HEADER));
        let Some(bytes) = bytes else { return Err(vm.raise_memory(usize::MAX)) };
        let block = vm.alloc_block(bytes, Contents::Scanned)?.cast::<Lent>();
        let next = self.first.replace(Some(block));
        // SAFETY: a fresh block, zeroed, with room for the header and the words; the neighbour is in the list, thus
        // alive (I7). Nothing else refers to the words until they are given back.
        unsafe {
            block.write(Lent { next, previous: None, unit: self.id(), words });
            if let Some(mut next) = next {
                next.as_mut().previous = Some(block);
            }
            Ok(core::slice::from_raw_parts_mut(block.add(1).cast().as_ptr(), words))
        }
    }

    /// Takes a block back. What is not a whole block that this unit has lent stays as it is.
    pub fn give(&self, vm: &mut Vm, words: &'p mut [u32]) {
        let len = words.len();
        let address = words.as_mut_ptr().addr().wrapping_sub(HEADER);
        if len == 0 || !address.is_multiple_of(GRANULE) || !vm.heap.starts_block(address) {
            return;
        }
        let Some(block) = NonNull::new(core::ptr::with_exposed_provenance_mut::<Lent>(address)) else {
            return;
        };
        // SAFETY: I7: a slice of words that lives for `'p` and lies in the heap, right behind where a header would,
        // was lent by a unit, so the header is there, and so are its neighbours in the list. With the whole slice
        // given back nobody refers to the words any more.
        unsafe {
            let lent = block.as_ref();
            if lent.unit != self.id() || lent.words != len {
                return;
            }
            let (next, previous) = (lent.next, lent.previous);
            if let Some(mut next) = next {
                next.as_mut().previous = previous;
            }
            match previous {
                Some(mut previous) => previous.as_mut().next = next,
                None => self.first.set(next),
            }
        }
        vm.heap.free(block.cast());
    }

    /// Frees what was not given back.
    fn end(&self, vm: &mut Vm) {
        let mut at = self.first.take();
        while let Some(block) = at {
            // SAFETY: I7: in the list, and `'p` is over.
            at = unsafe { block.as_ref().next };
            vm.heap.free(block.cast());
        }
    }
}

impl super::Heap {
    /// Whether a block starts at an address.
    pub(super) fn starts_block(&self, address: usize) -> bool {
        self.locate(address).is_some_and(|(area, granule)| self.areas[area].is_block(granule))
    }
}

impl Vm {
    /// Runs `f` with a unit that lends memory, all of which is free again afterwards.
    pub fn with_unit<R>(&mut self, f: impl for<'p> FnOnce(&mut Vm, &Unit<'p>) -> R) -> R {
        let unit = Unit { first: Cell::new(None), life: PhantomData };
        let result = f(self, &unit);
        unit.end(self);
        result
    }
}
