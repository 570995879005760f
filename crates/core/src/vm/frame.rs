//! Frames: control records and the region that they share with the values.
//!
//! Values grow up from the region's start, control records grow down from its end, so that arguments become
//! locals where they lie. Below each record lie the exception entries of its frame. The invariants V1 and V2
//! stand in `stack.rs`; a third one is:
//!
//! - **V3 (records)**: `frame` is null or points at the record of the running frame, `limit` at its lowest
//!   exception entry (or the region's end); values never pass `limit`.
use core::mem::size_of;

use micropyrite_bytecode::qstr::Qstr;

use super::stack::M;
use super::tier1::HotFrame;
use super::trace::Settrace;
use crate::heap::This;
use crate::load::{Needs, ProtoFun};
use crate::obj::{Obj, Slot};
use crate::types::Dict;
use crate::types::generator::{Generator, State};
use crate::{Raise, Res, Vm, config, watch};

/// What is to be done with a frame's result when it returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Resume {
    /// Push it.
    Push,
    /// `__init__`: check that it is `None`, push the instance (`extra`).
    Init,
    /// Next item of a `for` loop.
    ForIter,
    /// `yield from`: hand it to the consumer.
    YieldFrom,
    /// `next()` or `send()` of a generator: push what it yields.
    Next,
    /// Result of an operator without a second try; `op` is the operation.
    Operator,
    /// Result of an operator; if it is `NotImplemented`, the reflected one is tried.
    Reflect,
    /// Drop it (`__setattr__`, property setters).
    Drop,
    /// The nested loop ends with it.
    Exit,
    /// As `Exit`; but what a generator yields ends the loop, too, and leaves it its frame.
    Feed,
}

/// Flags of a frame.
pub mod flag {
    /// The frame runs a generator (`extra`).
    pub const GENERATOR: u8 = 1;
}

/// Control record of a running function.
#[repr(C)]
pub struct Frame {
    pub(crate) ip: *const u8,
    pub(crate) sp: *mut Slot,
    pub(crate) fp: *mut Slot,
    /// Where the caller's stack goes on, and the result goes.
    pub(crate) ret_sp: *mut Slot,
    pub(crate) previous: *mut Frame,
    pub(crate) code: This<ProtoFun>,
    pub(crate) globals: This<Dict>,
    pub(in crate::vm) qstrs: *const Qstr,
    /// The generator that runs, or what `resume` needs.
    pub(crate) extra: Slot,
    pub(crate) n_exc: u16,
    pub(crate) resume: Resume,
    pub(crate) op: u8,
    pub(crate) flags: u8,
    /// What tier 1 knows of it.
    pub(crate) hot: HotFrame,
}

/// An exception block that is open.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct ExcEntry {
    pub(crate) handler: *const u8,
    /// Stack height when it was opened, and whether it is a `finally` (lowest bit).
    height_kind: usize,
    /// Exception that was being handled when this block's own handler began.
    pub(crate) handled: Slot,
}

impl ExcEntry {
    pub(crate) fn is_finally(&self) -> bool {
        self.height_kind & 1 != 0
    }
    pub(crate) fn height(&self) -> usize {
        self.height_kind >> 1
    }
}

/// A thread's own state. Scanned as words by the collector.
#[repr(C)]
pub struct Thread {
    pub(crate) frame: *mut Frame,
    pub(in crate::vm) limit: *mut Slot,
    values: *mut Slot,
    end: *mut Slot,
    /// The exception that is on its way.
    pub(crate) pending: Slot,
    /// Result of the loop that ended last.
    pub(crate) result: Slot,
    /// Names of the class body or module that runs.
    pub(crate) names: Option<This<Dict>>,
    base_globals: Option<This<Dict>>,
    /// What was raised last, until a block ends: all that `sys.exc_info` knows, as upstream's.
    pub(crate) raised: Slot,
    pub(crate) native_top: usize,
    pub(crate) native_limit: usize,
    /// Who is told of what runs.
    pub(crate) settrace: Settrace,
    /// Number of the thread, as `_thread.get_ident` shows it.
    pub(crate) ident: usize,
}

impl Thread {
    /// A thread without memory.
    pub(crate) const NONE: Thread = Thread {
        frame: core::ptr::null_mut(),
        limit: core::ptr::null_mut(),
        values: core::ptr::null_mut(),
        end: core::ptr::null_mut(),
        pending: None,
        result: None,
        names: None,
        base_globals: None,
        raised: None,
        native_top: 0,
        native_limit: usize::MAX,
        settrace: Settrace::NONE,
        ident: 1,
    };

    /// A thread whose frames lie in `region`.
    ///
    /// # Safety
    /// `region` points at `n` slots that are the thread's alone for as long as it lives.
    pub(crate) unsafe fn new(
        region: *mut Slot,
        n: usize,
        globals: This<Dict>,
        native_limit: usize,
    ) -> Thread {
        let end = region.wrapping_add(n);
        Thread {
            limit: end,
            values: region,
            end,
            names: Some(globals),
            base_globals: Some(globals),
            native_limit,
            ..Thread::NONE
        }
    }

    pub(crate) fn globals(&self) -> This<Dict> {
        if !self.frame.is_null() {
            // SAFETY: V3.
            return unsafe { (*self.frame).globals };
        }
        self.base_globals.unwrap_or(This::rom(&crate::types::dict::EMPTY))
    }

    /// Sets the globals of code that runs outside any frame; answers the old ones.
    pub(crate) fn set_base_globals(&mut self, globals: This<Dict>) -> Option<This<Dict>> {
        self.base_globals.replace(globals)
    }

    /// Spans of the region in use: values from..to, records from..to.
    pub(crate) fn spans(&self) -> (usize, usize, usize, usize) {
        (self.values as usize, self.top() as usize, self.limit as usize, self.end as usize)
    }

    /// First free slot above the values of the running frame.
    pub(crate) fn top(&self) -> *mut Slot {
        if self.frame.is_null() {
            self.values
        } else {
            // SAFETY: V3.
            unsafe { (*self.frame).sp }
        }
    }

    /// Bytes of the region in use.
    pub(crate) fn region_used(&self) -> usize {
        (self.top() as usize - self.values as usize) + (self.end as usize - self.limit as usize)
    }

    /// Bytes of native stack in use since the outermost entry.
    #[inline(never)]
    pub(crate) fn native_used(&self) -> usize {
        let here = 0u8;
        self.native_top.saturating_sub(&raw const here as usize)
    }

    /// Whether values up to `sp + n` slots stay below the records.
    #[inline(always)]
    pub(crate) fn has_room(&self, sp: *mut Slot, n: usize) -> bool {
        (self.limit as usize).saturating_sub(sp as usize) / size_of::<Slot>() > n + config::FRAME_MARGIN
    }
}

impl Vm {
    /// The running frame. Only called while there is one.
    #[inline(always)]
    pub(crate) fn frame(&mut self) -> &mut Frame {
        debug_assert!(!self.thread.frame.is_null());
        // SAFETY: V3: handlers run only with a frame.
        unsafe { &mut *self.thread.frame }
    }

    /// The running frame, if any, to read.
    pub(crate) fn top_frame(&self) -> Option<&Frame> {
        // SAFETY: V3.
        unsafe { self.thread.frame.as_ref() }
    }

    /// Name `i` of the running code's table.
    #[inline(always)]
    pub(crate) fn name_at(&mut self, i: usize) -> Qstr {
        // SAFETY: V1, V3.
        unsafe { *self.frame().qstrs.add(i) }
    }

    /// Saves the machine state in the frame, before anything that may allocate, enter or raise.
    #[inline(always)]
    pub(crate) fn save(&mut self, m: M) {
        let frame = self.frame();
        frame.ip = m.ip;
        frame.sp = m.sp;
    }

    /// Loads the machine state from the frame.
    #[inline(always)]
    pub(crate) fn load(&mut self) -> M {
        let frame = self.frame();
        M { ip: frame.ip, sp: frame.sp, fp: frame.fp }
    }

    fn push_record(&mut self, needs: &Needs, fp: *mut Slot) -> Option<*mut Frame> {
        let record = self.thread.limit.cast::<Frame>().wrapping_sub(1);
        let low = record.cast::<ExcEntry>().wrapping_sub(needs.n_exc).cast::<Slot>();
        let need = fp as usize + (needs.n_state + config::FRAME_MARGIN) * size_of::<Slot>();
        if (low as usize) < need {
            return None;
        }
        self.thread.limit = low;
        Some(record)
    }

    /// Pushes a frame whose locals start at `fp`, where `n_args` arguments already lie. `None`: no room.
    #[inline(always)]
    pub(crate) fn enter(
        &mut self,
        code: This<ProtoFun>,
        globals: This<Dict>,
        fp: *mut Slot,
        n_args: usize,
        ret_sp: *mut Slot,
        resume: Resume,
        extra: Slot,
    ) -> Option<M> {
        let (needs, n_locals, qstrs) = {
            let code = code.get(self);
            (code.needs(), code.n_locals as usize, code.qstrs(self))
        };
        let record = self.push_record(&needs, fp)?;
        let mut sp = fp.wrapping_add(n_args);
        let end = fp.wrapping_add(n_locals);
        while sp < end {
            // SAFETY: V2: `push_record` has checked the room. Volatile: a loop, not a call of memset.
            unsafe { sp.write_volatile(None) };
            sp = sp.wrapping_add(1);
        }
        let hot = HotFrame::of(code, self);
        let frame = Frame {
            ip: needs.ip,
            sp: end,
            fp,
            ret_sp,
            previous: self.thread.frame,
            code,
            globals,
            qstrs,
            extra,
            n_exc: 0,
            resume,
            op: 0,
            flags: 0,
            hot,
        };
        // SAFETY: V3: the record lies in the region, below the others.
        unsafe { record.write(frame) };
        self.thread.frame = record;
        Some(M { ip: needs.ip, sp: end, fp })
    }

    /// Pops the frame; answers the caller's state, with sp where the result goes. Its ip is null where there
    /// is no caller.
    #[inline(always)]
    pub(crate) fn leave(&mut self) -> M {
        let record = self.thread.frame;
        // SAFETY: V3.
        let (sp, previous) = unsafe { ((*record).ret_sp, (*record).previous) };
        self.thread.frame = previous;
        self.thread.limit = record.wrapping_add(1).cast();
        if previous.is_null() {
            return M { ip: core::ptr::null(), sp, fp: sp };
        }
        // SAFETY: V3. The gap between the records is the caller's exception entries.
        let (ip, fp) = unsafe { ((*previous).ip, (*previous).fp) };
        M { ip, sp, fp }
    }

    /// Address of exception entry `i` of the running frame.
    #[inline(always)]
    fn exc_entry(&mut self, i: usize) -> *mut ExcEntry {
        self.thread.frame.cast::<ExcEntry>().wrapping_sub(i + 1)
    }

    /// Opens an exception block.
    #[inline(always)]
    pub(crate) fn push_exc(&mut self, handler: *const u8, m: M, finally: bool) {
        let i = self.frame().n_exc as usize;
        let height = (m.sp as usize - m.fp as usize) / size_of::<Slot>();
        let entry = ExcEntry { handler, height_kind: height << 1 | finally as usize, handled: None };
        let at = self.exc_entry(i);
        // SAFETY: V1, V3: the prelude states the depth of blocks, and the record has room for them.
        unsafe { at.write(entry) };
        self.frame().n_exc += 1;
    }

    /// Closes the innermost exception block.
    #[inline(always)]
    pub(crate) fn pop_exc(&mut self) {
        let frame = self.frame();
        frame.n_exc = frame.n_exc.saturating_sub(1);
        self.thread.raised = None;
    }

    /// The innermost exception block.
    pub(crate) fn top_exc(&mut self) -> Option<&mut ExcEntry> {
        let n = self.frame().n_exc as usize;
        let at = self.exc_entry(n.checked_sub(1)?);
        // SAFETY: V3: the frame has `n` entries.
        Some(unsafe { &mut *at })
    }

    /// Height of the stack of the running frame as a pointer, for a block's start.
    pub(crate) fn sp_at(&mut self, height: usize) -> *mut Slot {
        self.frame().fp.wrapping_add(height)
    }

    /// Goes on with a generator, or with the one that it waits for in `yield from`, at whatever distance: those in
    /// between run, too, but need no frames before it ends. `value` is what is sent; the frame lies at `at`, where what it
    /// yields goes, too, and its state is saved. False: no room, running, at its end, or something is to be thrown into
    /// it.
    // What is called by handlers must not answer more than two words: see `dispatch.rs`.
    #[inline(never)]
    pub(crate) fn resume_generator(
        &mut self,
        generator: This<Generator>,
        value: Obj,
        at: *mut Slot,
        resume: Resume,
    ) -> bool {
        if !generator.is_ready(self) {
            return false;
        }
        let runs = match generator.waits_for(self) {
            Some(inner) => self.innermost(generator, inner, value),
            None => generator,
        };
        if !self.push_generator(runs, Some(value), at, resume) {
            self.release_consumers(runs);
            return false;
        }
        true
    }

    /// The last of the generators that wait for each other, from `outer` on, which waits for `inner`. Those before it
    /// count as running from now on, and each knows for whom it does.
    #[inline(never)]
    fn innermost(&mut self, outer: This<Generator>, inner: This<Generator>, value: Obj) -> This<Generator> {
        let (mut outer, mut inner) = (outer, inner);
        loop {
            // What cannot go on, or is sent too much, is told so by the instruction that waits.
            if !inner.is_ready(self) || inner.get(self).state == State::New && value != Obj::NONE {
                return outer;
            }
            outer.get_mut(self).state = State::Running;
            inner.get_mut(self).pending = Some(outer.obj());
            match inner.waits_for(self) {
                Some(next) => (outer, inner) = (inner, next),
                None => return inner,
            }
        }
    }

    /// Generators that wait for this one wait on, suspended.
    #[inline(always)]
    pub(crate) fn release_consumers(&mut self, generator: This<Generator>) {
        if !config::COMPACT && generator.get(self).pending.is_some() {
            self.release_all_consumers(generator);
        }
    }

    #[inline(never)]
    fn release_all_consumers(&mut self, generator: This<Generator>) {
        let mut generator = generator;
        while let Some(consumer) = self.consumer_of(generator) {
            consumer.get_mut(self).state = State::Suspended;
            generator = consumer;
        }
    }

    /// The generator that waits for this one, which is told of it no more.
    #[inline(always)]
    pub(crate) fn consumer_of(&mut self, generator: This<Generator>) -> Option<This<Generator>> {
        if config::COMPACT {
            return None;
        }
        generator.get(self).pending?;
        generator.get_mut(self).pending.take().and_then(|consumer| consumer.cast::<Generator>())
    }

    /// Pushes a frame that goes on with a generator: its slots are copied from the heap to `at`. `value` is what is
    /// sent, if it is suspended. The frame's state is saved. False: no room.
    #[inline]
    pub(crate) fn push_generator(
        &mut self,
        generator: This<Generator>,
        value: Slot,
        at: *mut Slot,
        resume: Resume,
    ) -> bool {
        let (state, code, globals, n_saved, n_exc, ip) = {
            let g = generator.get(self);
            (g.state, g.code, g.globals, g.n_saved as usize, g.n_exc, g.ip())
        };
        let (needs, qstrs) = {
            let code = code.get(self);
            (code.needs(), code.qstrs(self))
        };
        let Some(record) = self.push_record(&needs, at) else { return false };
        let n_state = needs.n_state;
        let hot = HotFrame::of(code, self);
        let slots = generator.tail_raw();
        // SAFETY: V2 for the values, V3 for the entries; the generator has `n_state` slots and `n_exc` entries
        // behind them (`Vm::new_generator`), and `n_saved <= n_state`.
        unsafe {
            for i in 0..n_saved {
                at.add(i).write_volatile(*slots.add(i));
            }
            for i in 0..n_exc as usize {
                let entry = *slots.add(n_state).cast::<ExcEntry>().add(i);
                record.cast::<ExcEntry>().sub(i + 1).write(entry);
            }
            let mut sp = at.add(n_saved);
            if state == State::Suspended && value.is_some() {
                sp.write(value);
                sp = sp.add(1);
            }
            record.write(Frame {
                ip,
                sp,
                fp: at,
                ret_sp: at,
                previous: self.thread.frame,
                code,
                globals,
                qstrs,
                extra: Some(generator.obj()),
                n_exc,
                resume,
                op: 0,
                flags: flag::GENERATOR,
                hot,
            });
        }
        self.thread.frame = record;
        generator.get_mut(self).state = State::Running;
        watch::resumed(self);
        true
    }

    /// Pushes a frame for a generator that has waited for another, which has ended, behind the instruction that waited
    /// and with the iterator still on its stack. `false`: no room; then it is at its end, too.
    #[cold]
    #[inline(never)]
    pub(crate) fn push_consumer(&mut self, consumer: This<Generator>, at: *mut Slot, resume: Resume) -> bool {
        if self.push_generator(consumer, None, at, resume) {
            let mut m = self.load();
            m.jump(1);
            self.save(m);
            return true;
        }
        let mut ended = Some(consumer);
        while let Some(generator) = ended {
            generator.get_mut(self).state = State::Done;
            ended = self.consumer_of(generator);
        }
        false
    }

    /// Copies the running generator's slots and exception blocks back to the heap.
    #[inline(always)]
    pub(crate) fn suspend_generator(&mut self, m: M, generator: This<Generator>) {
        let (n_exc, code) = {
            let frame = self.frame();
            (frame.n_exc, frame.code)
        };
        let n_state = code.get(self).needs().n_state;
        let n = (m.sp as usize - m.fp as usize) / size_of::<Slot>();
        let slots = generator.tail_raw();
        let record = self.thread.frame;
        // SAFETY: as `resume_generator`; V1: `n <= n_state`.
        unsafe {
            for i in 0..n {
                slots.add(i).write_volatile(*m.fp.add(i));
            }
            for i in 0..n_exc as usize {
                let entry = *record.cast::<ExcEntry>().sub(i + 1);
                slots.add(n_state).cast::<ExcEntry>().add(i).write(entry);
            }
        }
        let old = generator.get(self).n_saved as usize;
        for i in n..old {
            // SAFETY: as above: what was saved before and is not now would only keep garbage alive.
            unsafe { slots.add(i).write_volatile(None) };
        }
        let g = generator.get_mut(self);
        g.n_saved = n as u16;
        g.n_exc = n_exc;
        g.set_ip(m.ip);
        g.state = State::Suspended;
        self.release_consumers(generator);
    }

    /// Gives a generator that has yielded a frame for the next value, which is `None`, and ends the loop with `value`.
    pub(crate) fn feed(&mut self, m: M, value: Obj) {
        let mut m = m;
        m.push(Obj::NONE);
        self.save(m);
        self.thread.result = Some(value);
    }

    /// Takes its frame from the generator that has yielded last (`Resume::Feed`).
    pub(crate) fn rest_generator(&mut self) {
        let mut m = self.load();
        m.drop_n(1);
        if let Some(generator) = self.frame().extra.and_then(|g| g.cast::<Generator>()) {
            self.suspend_generator(m, generator);
        }
        self.leave();
    }

    /// Shows the frames from the innermost outwards, until `f` answers false. Only what watches programs asks.
    #[allow(dead_code)]
    pub(crate) fn each_frame(&self, mut f: impl FnMut(&Frame) -> bool) {
        let mut frame = self.thread.frame;
        // SAFETY: V3.
        while let Some(record) = unsafe { frame.as_ref() } {
            if !f(record) {
                return;
            }
            frame = record.previous;
        }
    }

    /// Copies a callee and its arguments above the running frame's values, as a handler would find them, and
    /// answers the sp above them. `extra` slots stay free above.
    pub(crate) fn push_call(&mut self, fun: Obj, args: &[Obj], kw: &[Obj]) -> Option<*mut Slot> {
        let base = self.thread.top();
        let n = 1 + args.len() + kw.len();
        if !self.thread.has_room(base, n) {
            return None;
        }
        // SAFETY: V3: there is room for `n` slots above the top.
        unsafe {
            base.write(Some(fun));
            for (i, value) in args.iter().chain(kw).enumerate() {
                base.add(1 + i).write(Some(*value));
            }
            Some(base.add(n))
        }
    }

    /// Sets the stack height of the running frame, if there is one; answers the old one.
    pub(crate) fn set_top(&mut self, sp: *mut Slot) -> *mut Slot {
        if self.thread.frame.is_null() {
            return self.thread.values;
        }
        core::mem::replace(&mut self.frame().sp, sp)
    }

    /// Shifts the `n` slots below `sp` up by `by`. The caller has made sure of the room.
    pub(crate) fn shift_up(&mut self, sp: *mut Slot, n: usize, by: usize) {
        // SAFETY: V2: the slots lie below `limit` (`has_room`).
        unsafe { core::ptr::copy(sp.sub(n), sp.sub(n).add(by), n) }
    }

    /// Writes a slot of the region.
    pub(crate) fn write_slot(&mut self, at: *mut Slot, slot: Slot) {
        debug_assert!(at >= self.thread.values && at < self.thread.limit);
        // SAFETY: V2: callers write slots of the running frame or of the call that is being set up.
        unsafe { at.write(slot) }
    }

    /// Writes a slot above the running frame's values, where `has_room` has been asked.
    pub(crate) fn write_slot_shared(&self, at: *mut Slot, slot: Slot) {
        // SAFETY: V2: nothing else refers to slots above the saved sp.
        unsafe { at.write(slot) }
    }

    /// The exception that the running frame is handling, innermost block first.
    pub(crate) fn handled_in_frame(&mut self) -> Slot {
        let n = self.frame().n_exc as usize;
        for i in (0..n).rev() {
            let at = self.exc_entry(i);
            // SAFETY: V3: the frame has `n` entries.
            let handled = unsafe { (*at).handled };
            if handled.is_some() {
                return handled;
            }
        }
        None
    }

    /// Reads a slot of the region.
    #[inline(always)]
    pub(crate) fn read_slot(&self, at: *mut Slot) -> Slot {
        // SAFETY: V2.
        unsafe { *at }
    }

    /// Slots `at..at + n`, some of which may be empty.
    #[inline(always)]
    pub(crate) fn raw_slots<'a>(&self, at: *mut Slot, n: usize) -> &'a [Slot] {
        // SAFETY: V2: initialised slots of the region; nobody writes them while the slice is used.
        unsafe { core::slice::from_raw_parts(at, n) }
    }

    /// Slots `at..at + n`, which hold values.
    #[inline(always)]
    pub(crate) fn slots_at<'a>(&self, at: *mut Slot, n: usize) -> &'a [Obj] {
        // SAFETY: as `M::values`.
        unsafe { core::slice::from_raw_parts(at.cast::<Obj>(), n) }
    }

    /// Raises "maximum recursion depth exceeded".
    #[cold]
    pub(crate) fn raise_recursion(&mut self) -> Raise {
        crate::runtime::exc::recursion_error(self)
    }

    /// The result of a loop that has ended.
    pub(crate) fn take_result(&mut self) -> Res {
        match self.thread.result.take() {
            Some(value) => Ok(value),
            None => Err(Raise(())),
        }
    }
}
