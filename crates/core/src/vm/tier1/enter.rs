//! Entering a function from tier 1.
use super::code::HotCode;
use super::heat::HotFrame;
use crate::Vm;
use crate::heap::This;
use crate::load::ProtoFun;
use crate::obj::Slot;
use crate::types::{Dict, Fun};
use crate::vm::frame::{Frame, Resume};

impl Vm {
    /// As [`Vm::enter`], for a call from tier 1 with just the arguments that it takes; notes in the caller's frame that
    /// it goes on at `ip`, with the result at `ret_sp`. False: no room.
    #[inline(always)]
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn enter_hot(
        &mut self,
        code: This<ProtoFun>,
        words: This<HotCode>,
        globals: This<Dict>,
        fp: *mut Slot,
        n_args: usize,
        ret_sp: *mut Slot,
        ip: *const u8,
        back: *const usize,
        resume: Resume,
        extra: Slot,
    ) -> bool {
        let (room, exc_bytes, n_locals, start, qstrs) = {
            let hot = words.get(self);
            (hot.room, hot.exc_bytes, hot.n_locals as usize, hot.start, hot.qstrs)
        };
        let record = self.thread.limit.cast::<Frame>().wrapping_sub(1);
        let low = record.wrapping_byte_sub(exc_bytes);
        if (low as usize) < fp as usize + room {
            return false;
        }
        let previous = self.thread.frame;
        self.thread.limit = low.cast();
        let mut sp = fp.wrapping_add(n_args);
        let end = fp.wrapping_add(n_locals);
        while sp < end {
            // SAFETY: V2: there is room, as was just checked. Volatile: as in `enter`.
            unsafe { sp.write_volatile(None) };
            sp = sp.wrapping_add(1);
        }
        // SAFETY: V3: there is a caller, and the record lies in the region, below the others.
        unsafe {
            (*previous).ip = ip;
            (*previous).sp = ret_sp;
            record.write(Frame {
                ip: start,
                sp: end,
                fp,
                ret_sp,
                previous,
                code,
                globals,
                qstrs,
                extra,
                n_exc: 0,
                resume,
                op: 0,
                flags: 0,
                hot: HotFrame::of_words(words, back),
            });
        }
        self.thread.frame = record;
        true
    }

    /// Whether a frame of a function that has words, and takes no more than a few slots that are not there yet, fits above
    /// the running one's.
    #[inline(always)]
    pub(super) fn has_room_to_enter(&mut self, fun: This<Fun>) -> bool {
        let Some(words) = fun.get(self).entry().get(self).heat.words() else { return false };
        let (room, exc_bytes) = {
            let hot = words.get(self);
            (hot.room, hot.exc_bytes)
        };
        let record = self.thread.limit.cast::<Frame>().wrapping_sub(1).wrapping_byte_sub(exc_bytes);
        // The running frame's own margin is behind its highest slot; the arguments end before that.
        let end = self.frame().fp as usize + self.frame_bytes();
        record as usize >= end + room
    }

    /// Bytes of the slots of the running frame.
    #[inline(always)]
    fn frame_bytes(&mut self) -> usize {
        let code = self.frame().code;
        code.get(self).needs().n_state * size_of::<Slot>()
    }

    /// Lets the running thread's frames go on in tier 0. (A handler that runs keeps its words by its place in them,
    /// which is on the native stack.)
    pub(super) fn leave_words(&mut self) {
        let mut frame = self.thread.frame;
        // SAFETY: V3. A frame at rest is one of tier 0.
        while let Some(record) = unsafe { frame.as_mut() } {
            record.hot = HotFrame::cold();
            frame = record.previous;
        }
    }
}
