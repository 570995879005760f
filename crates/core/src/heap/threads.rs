//! Threads that wait for the interpreter lock: their state and stacks.
//!
//! - **I6 (parked)**: while a thread does not hold the lock, its `Parked` record lies on its own native stack and in
//!   the `Vm`'s list; its registers are spilled above `low`. The list is only touched under the lock.
use core::ptr::NonNull;

use micropyrite_hal::system::{Lock, System};

use super::roots::with_spilled;
use crate::heap::{Heap, This};
use crate::vm::frame::Thread;
use crate::{Res, Vm, config};

/// A thread that does not run.
pub(crate) struct Parked {
    thread: Thread,
    native_depth: u32,
    lock_depth: u32,
    low: usize,
    next: *mut Parked,
}

/// The interpreter lock, and who waits for it.
pub(crate) struct Threads {
    pub lock: Lock,
    parked: *mut Parked,
    /// Threads besides the first.
    pub count: u32,
    /// Number of the thread that is started next; the first has 1.
    pub next_ident: usize,
    /// Polls until the lock is given up.
    pub turns: u32,
    /// Bytes of native stack for new threads; 0: the default.
    pub stack_bytes: usize,
}

impl Threads {
    /// One thread.
    pub const fn new() -> Threads {
        Threads {
            lock: Lock::new(),
            parked: core::ptr::null_mut(),
            count: 0,
            next_ident: 2,
            turns: config::LOCK_TURNS,
            stack_bytes: 0,
        }
    }
}

impl Heap {
    /// Sets the depth of `heap_lock`, which is a thread's own; answers the old one.
    fn swap_lock_depth(&mut self, depth: u32) -> u32 {
        if depth > 0 {
            self.close_run();
        }
        core::mem::replace(&mut self.lock_depth, depth)
    }
}

impl Vm {
    /// Runs a blocking call with the interpreter lock given up. The closure must not touch the `Vm`.
    pub fn unlocked<R>(&mut self, f: impl FnOnce(&'static dyn System) -> R) -> R {
        let system = self.system;
        if self.threads.count == 0 {
            return f(system);
        }
        let vm: *mut Vm = self;
        with_spilled(|low| {
            // SAFETY: I6: this thread holds the lock up to `release` and again from `acquire` on; in between it
            // touches only its own stack.
            unsafe {
                let mut parked = Parked {
                    thread: core::mem::replace(&mut (*vm).thread, Thread::NONE),
                    native_depth: core::mem::replace(&mut (*vm).native_depth, 0),
                    lock_depth: (*vm).heap.swap_lock_depth(0),
                    low,
                    next: (*vm).threads.parked,
                };
                let record: *mut Parked = &raw mut parked;
                (*vm).threads.parked = record;
                (*vm).threads.lock.release(system);
                let result = f(system);
                take_lock(vm, system);
                unlink(vm, record);
                (*vm).thread = core::mem::replace(&mut (*record).thread, Thread::NONE);
                (*vm).native_depth = (*record).native_depth;
                (*vm).heap.swap_lock_depth((*record).lock_depth);
                result
            }
        })
    }

    /// Gives other threads a turn, every so many calls.
    pub(crate) fn let_others_run(&mut self) {
        if self.threads.count == 0 {
            return;
        }
        self.threads.turns -= 1;
        if self.threads.turns > 0 {
            // The attention stays called until the turn comes.
            self.pending.call_attention();
            return;
        }
        self.threads.turns = config::LOCK_TURNS;
        self.unlocked(|system| system.yield_now());
    }

    /// Scans what threads that do not run keep alive.
    pub(crate) fn scan_other_threads(&mut self) {
        let mut record = self.threads.parked;
        while !record.is_null() {
            // SAFETY: I6.
            let (spans, top, low, words, next) = unsafe {
                let parked = &*record;
                let at = &raw const parked.thread as usize;
                (
                    parked.thread.spans(),
                    parked.thread.native_top,
                    parked.low,
                    (at, at + size_of::<Thread>()),
                    parked.next,
                )
            };
            let (values, values_top, limit, end) = spans;
            self.scan_words(words.0, words.1, false);
            self.scan_words(low, top, true);
            self.scan_words(values, values_top, false);
            self.scan_words(limit, end, false);
            record = next;
        }
    }
}

/// Acquires the interpreter lock, telling its holder that somebody waits.
///
/// # Safety
/// The calling thread does not hold the lock.
unsafe fn take_lock(vm: *mut Vm, system: &'static dyn System) {
    // SAFETY: the lock is made for threads that do not hold it.
    let lock = unsafe { &(*vm).threads.lock };
    while !lock.try_acquire() {
        system.pending().call_attention();
        if lock.acquire_for(system, 2000) {
            return;
        }
    }
}

/// # Safety
/// The calling thread holds the lock; `record` is in the list.
unsafe fn unlink(vm: *mut Vm, record: *mut Parked) {
    // SAFETY: I6.
    unsafe {
        let mut at: *mut *mut Parked = &raw mut (*vm).threads.parked;
        while !(*at).is_null() && *at != record {
            at = &raw mut (**at).next;
        }
        if !(*at).is_null() {
            *at = (*record).next;
        }
    }
}

// What a new thread is given: an object in the heap, alive through the `Vm`'s list of threads until it has begun.
crate::layout! {
    /// What a new thread runs.
    pub struct Start: crate::builtins::thread::START, Scanned {
        /// The function.
        pub fun: crate::Obj,
        /// Its arguments, a tuple.
        pub args: crate::Obj,
        /// Its keyword arguments, a dict, or `None`.
        pub kwargs: crate::Obj,
        vm: usize,
        region: Option<NonNull<u8>>,
        region_bytes: usize,
        native_limit: usize,
        /// Number of the thread, given by the system.
        pub ident: usize,
    }
}

impl Vm {
    /// Starts a thread that calls `run` with what it is to do.
    ///
    /// # Raises
    /// `MemoryError`; `OSError` where the system gives no thread.
    pub(crate) fn start_thread(
        &mut self,
        fun: crate::Obj,
        args: crate::Obj,
        kwargs: crate::Obj,
        stack_bytes: usize,
    ) -> Res<()> {
        let region_bytes = (stack_bytes / 4).max(16 * 1024);
        let region = self.alloc_block(region_bytes, super::Contents::Plain)?;
        let vm = core::ptr::from_mut(self).expose_provenance();
        let start = self.alloc(Start {
            ty: This::rom(&crate::builtins::thread::START),
            fun,
            args,
            kwargs,
            vm,
            region: Some(region),
            region_bytes,
            native_limit: stack_bytes - stack_bytes / 4,
            ident: self.threads.next_ident,
        })?;
        self.threads.next_ident += 1;
        crate::builtins::thread::keep(self, start)?;
        if self.threads.count == 0 {
            // The first thread holds the lock from now on.
            self.threads.lock.try_acquire();
        }
        self.threads.count += 1;
        let system = self.system;
        if let Err(errno) = system.spawn(entry, start.raw().expose_provenance(), stack_bytes) {
            self.threads.count -= 1;
            crate::builtins::thread::forget(self, start);
            return Err(crate::runtime::exc::os_error(self, errno));
        }
        Ok(())
    }
}

/// First function of a thread.
fn entry(start: usize) {
    let start: *mut Start = core::ptr::with_exposed_provenance_mut(start);
    let here = 0usize;
    // SAFETY: `start_thread` keeps the record alive until it is forgotten below, and its `vm` outlives its threads. The
    // `Vm` is touched only under its lock.
    unsafe {
        let vm: *mut Vm = core::ptr::with_exposed_provenance_mut((*start).vm);
        let system = (*vm).system;
        take_lock(vm, system);
        let region = (*start).region.map_or(core::ptr::null_mut(), |r| r.as_ptr());
        let slots = (*start).region_bytes / size_of::<usize>();
        let globals = (*vm).roots.main_globals.unwrap_or(This::rom(&crate::types::dict::EMPTY));
        (*vm).thread = Thread::new(region.cast(), slots, globals, (*start).native_limit);
        (*vm).thread.native_top = &raw const here as usize;
        (*vm).native_depth = 0;
        (*vm).heap.swap_lock_depth(0);
        (*vm).thread.ident = (*start).ident;
        let this = This::from_block(NonNull::new_unchecked(start));
        crate::builtins::thread::forget(&mut *vm, this);
        crate::builtins::thread::run(&mut *vm, this);
        (*vm).thread = Thread::NONE;
        (*vm).threads.count -= 1;
        (*vm).threads.lock.release(system);
    }
    core::hint::black_box(&here);
}

impl This<crate::builtins::thread::LockObject> {
    /// The lock inside, which threads wait for while they do not hold the interpreter lock.
    pub(crate) fn lock(self) -> &'static Lock {
        // SAFETY: I2: the caller holds the object on its stack for as long as it waits, and blocks do not move.
        unsafe { &(*self.raw()).lock }
    }
}
