//! Scratch memory of a translation: what is known of each offset.
use core::ptr::NonNull;

use crate::Vm;
use crate::heap::Contents;

/// What is known of an offset.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct At {
    /// Locals below 64 that have a value whenever it is reached.
    pub bound: u64,
    /// Its word, or 0.
    pub word: u32,
    /// Height of the stack, locals included, or `UNREACHED`.
    pub height: u16,
    /// `TARGET`, `STUB`.
    pub flags: u16,
}

/// Nothing leads there.
pub(super) const UNREACHED: u16 = u16::MAX;
/// A jump leads there, or an exception.
pub(super) const TARGET: u16 = 1;
/// It is the second part of a fused instruction, and can be entered by way of a stub.
pub(super) const STUB: u16 = 2;

/// A block of the heap for the time of a translation.
pub(super) struct Scratch {
    block: NonNull<At>,
    len: usize,
}

impl Scratch {
    /// Memory for so many offsets; `None`: there is none.
    pub(super) fn new(vm: &mut Vm, len: usize) -> Option<Scratch> {
        let bytes = len.checked_mul(size_of::<At>())?;
        let block = vm.alloc_block(bytes, Contents::Plain);
        let block = vm.ignore(block)?.cast::<At>();
        for i in 0..len {
            // SAFETY: inside of the fresh block.
            unsafe { block.add(i).write(At { bound: 0, word: 0, height: UNREACHED, flags: 0 }) };
        }
        Some(Scratch { block, len })
    }

    /// All that is known.
    pub(super) fn all(&mut self) -> &mut [At] {
        // SAFETY: I2: the block is reachable from here, a native frame, and nobody else has it; it is initialised.
        unsafe { core::slice::from_raw_parts_mut(self.block.as_ptr(), self.len) }
    }

    /// Gives the memory back.
    pub(super) fn free(self, vm: &mut Vm) {
        vm.heap.free(self.block.cast());
    }
}
