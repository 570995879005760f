//! Two objects outside the heap, used again: a slice and an exception.
//!
//! They lie in the first slots of the frame region, so that items can be sliced, and exceptions raised, while the
//! heap is locked or full. The slice is taken for one operation of a built-in type, which keeps no hold of it. The
//! exception is what is raised when there is no memory for another; its layout never changes, so a program that
//! still holds the last one sees the new one.
use core::ptr::NonNull;

use super::{Layout, ObjVec, This};
use crate::Vm;
use crate::obj::{Obj, Slot};
use crate::types::{Exception, Slice, Ty, tuple};

/// Slots that the objects take.
pub(crate) const SPARE_SLOTS: usize =
    (size_of::<Slice>() + size_of::<Exception>()).div_ceil(size_of::<Slot>()).next_multiple_of(4);

/// Where the objects are.
pub(crate) struct Spare {
    slice: Option<This<Slice>>,
    exception: Option<This<Exception>>,
    start: usize,
}

impl Spare {
    /// They are nowhere yet.
    pub const NONE: Spare = Spare { slice: None, exception: None, start: 0 };

    /// Lays them into `SPARE_SLOTS` slots.
    ///
    /// # Safety
    /// The slots are theirs alone, for as long as the `Vm` lives.
    pub unsafe fn place(at: NonNull<Slot>) -> Spare {
        let slice = at.cast::<Slice>();
        // SAFETY: the caller's promise; the second lies behind the first, both aligned to words.
        unsafe {
            slice.write(Slice {
                ty: This::rom(<Slice as Layout>::DEF),
                start: Obj::NONE,
                stop: Obj::NONE,
                step: Obj::NONE,
            });
            let exception = slice.add(1).cast::<Exception>();
            exception.write(Exception {
                ty: This::rom(<Exception as Layout>::DEF),
                args: This::rom(&tuple::EMPTY),
                traceback: ObjVec::EMPTY,
            });
            Spare {
                slice: Some(This::from_block(slice)),
                exception: Some(This::from_block(exception)),
                start: at.as_ptr() as usize,
            }
        }
    }

    /// The words they lie in, for the collector.
    pub fn span(&self) -> (usize, usize) {
        (self.start, if self.start == 0 { 0 } else { self.start + SPARE_SLOTS * size_of::<Slot>() })
    }
}

impl Vm {
    /// Takes the spare slice, if nobody has it.
    pub(crate) fn take_spare_slice(&mut self, start: Obj, stop: Obj, step: Obj) -> Option<This<Slice>> {
        let slice = self.spare.slice.take()?;
        let s = slice.get_mut(self);
        (s.start, s.stop, s.step) = (start, stop, step);
        Some(slice)
    }

    /// Gives the spare slice back.
    pub(crate) fn return_spare_slice(&mut self, slice: This<Slice>) {
        let s = slice.get_mut(self);
        (s.start, s.stop, s.step) = (Obj::NONE, Obj::NONE, Obj::NONE);
        self.spare.slice = Some(slice);
    }

    /// The spare exception, as one of a type without arguments.
    pub(crate) fn spare_exception(&mut self, ty: Ty) -> Option<Obj> {
        let exception = self.spare.exception?;
        let e = exception.get_mut(self);
        e.ty = ty;
        e.args = This::rom(&tuple::EMPTY);
        e.traceback = ObjVec::EMPTY;
        Some(exception.obj())
    }
}
