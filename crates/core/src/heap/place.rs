//! An interpreter, its frames and its heap, laid into one piece of memory.
//!
//! ```text
//! [ Vm | slots of frames | bitmaps, granules … as the heap carves them ]
//! ```
//!
//! The `Vm` lies in the memory itself because threads and native stacks point at it: there it never moves.
use core::ptr::NonNull;

use super::area::MAPS;
use super::spare::{SPARE_SLOTS, Spare};
use super::{GRANULE, This};
use crate::Vm;
use crate::obj::Slot;
use crate::types::Dict;
use crate::vm::frame::Thread;

/// The least number of slots for frames with which anything can run.
const MIN_SLOTS: usize = 128;
/// The most that the collector's mark stack takes.
const MARK_STACK: usize = 128 * 1024;

/// Slots for frames that no thread has yet.
pub(crate) struct Frames {
    start: NonNull<Slot>,
    n: usize,
}

/// Lays an interpreter into memory: `frame_bytes` for its frames, the rest for its heap, of which `heap_bytes` are used
/// until it grows. `None`: too little.
pub(crate) fn place(
    memory: &'static mut [u8],
    frame_bytes: usize,
    heap_bytes: usize,
    vm: Vm,
) -> Option<(&'static mut Vm, Frames)> {
    let end = memory.len();
    let start = memory.as_mut_ptr();
    let first = start.align_offset(GRANULE.max(align_of::<Vm>()));
    let frames = first.checked_add(size_of::<Vm>())?.checked_next_multiple_of(GRANULE)?;
    let n = frame_bytes / size_of::<Slot>();
    let heap = frames.checked_add(n.checked_mul(size_of::<Slot>())?)?.checked_next_multiple_of(GRANULE)?;
    let bytes_max = end.checked_sub(heap)?;
    if n < MIN_SLOTS {
        return None;
    }
    // The bitmaps are laid out for all the heap may become: some bits for each granule.
    let bitmaps = bytes_max / GRANULE / 8 * MAPS + bytes_max.min(MARK_STACK) + GRANULE;
    let bytes_now = heap_bytes.saturating_add(bitmaps).min(bytes_max);
    // SAFETY: I1: the memory was lent for ever, and the three parts, all of which lie inside, do not overlap. They are
    // aligned, and the `Vm` is written before it is shown.
    unsafe {
        let vm_at = start.add(first).cast::<Vm>();
        vm_at.write(vm);
        let vm = &mut *vm_at;
        let heap = NonNull::new(start.add(heap))?;
        if !vm.heap.add_area(heap, bytes_now, bytes_max) {
            return None;
        }
        let start = NonNull::new(start.add(frames).cast::<Slot>())?;
        Some((vm, Frames { start, n }))
    }
}

impl Vm {
    /// Gives the first thread its frames.
    pub(crate) fn start_thread_in(&mut self, frames: Frames, globals: This<Dict>, native_limit: usize) {
        // SAFETY: the slots were laid out by `place` for one thread, and this consumes them.
        unsafe {
            self.spare = Spare::place(frames.start);
            let first = frames.start.as_ptr().add(SPARE_SLOTS);
            self.thread = Thread::new(first, frames.n - SPARE_SLOTS, globals, native_limit);
        }
    }
}
