//! Objects whose end somebody wants to know of: `__del__`, streams to close.
//!
//! They stand in a list that does not keep them alive. After marking, entries that were not reached are moved to the
//! front part of the list, marked so that they stay whole, and finalised: at once where Python asked for the
//! collection, at the next poll where an allocation did. The next collection frees them.
use core::ptr::NonNull;

use micropyrite_bytecode::qstr;

use super::Heap;
use super::words::Words;
use crate::obj::{Obj, Slot};
use crate::runtime::attr;
use crate::types::{SPECIAL_ACCESS, Ty, instance};
use crate::{Res, Vm, config};

/// So many objects that are due are followed up at once: the mark stack has room for them.
const CHUNK: usize = 64;

/// Objects with finalisers.
pub(super) struct Finalisers {
    list: Words,
    /// Entries before this one are due.
    due: usize,
    /// They are being run.
    running: bool,
}

impl Finalisers {
    pub const fn new() -> Self {
        Finalisers { list: Words::NONE, due: 0, running: false }
    }
}

/// A finaliser that was found in a class, and stands there while the version of all classes stays.
struct Last {
    class: Ty,
    version: usize,
    fun: Obj,
}

impl Heap {
    /// Sorts out the entries that marking has not reached, and marks them.
    pub(super) fn find_due(&mut self) {
        let (len, first) = (self.finalisers.list.len(), self.finalisers.due);
        let mut due = first;
        for i in first..len {
            let word = self.finalisers.list.get(i);
            if !self.is_reached(word) {
                let list = &mut self.finalisers.list;
                if due != i {
                    let other = list.get(due);
                    list.set(due, word);
                    list.set(i, other);
                }
                due += 1;
            }
        }
        self.finalisers.due = due;
        self.finalisers.list.settle(len - due);
        self.mark_finalisers();
        self.drain();
    }

    /// Marks the list, which keeps nothing else alive but what is due.
    pub(super) fn mark_finalisers(&mut self) {
        self.mark_start(self.finalisers.list.block());
        if config::COMPACT {
            for i in 0..self.finalisers.due {
                self.mark_start(self.finalisers.list.get(i));
            }
            return;
        }
        let mut from = 0;
        while from < self.finalisers.due {
            let to = (from + CHUNK).min(self.finalisers.due);
            let (at, end) = self.finalisers.list.span(from, to);
            // SAFETY: I5: words of the list.
            unsafe { self.mark_words(at, end) };
            self.drain();
            from = to;
        }
    }

    /// Makes every entry due (at the end of the `Vm`).
    pub(crate) fn all_due(&mut self) {
        self.finalisers.due = self.finalisers.list.len();
    }

    /// Takes one object that is due.
    pub(crate) fn take_due(&mut self) -> Option<Obj> {
        let f = &mut self.finalisers;
        f.due = f.due.checked_sub(1)?;
        let word = f.list.get(f.due);
        let last = f.list.len() - 1;
        f.list.set(f.due, f.list.get(last));
        f.list.truncate(last);
        NonNull::new(core::ptr::with_exposed_provenance_mut::<()>(word)).map(Obj::from_pointer)
    }
}

impl Vm {
    /// Notes that an object has a finaliser.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn add_finaliser(&mut self, object: Obj) -> Res<()> {
        self.push_word(|heap| &mut heap.finalisers.list, object.bits())
    }

    /// Whether finalisers or callbacks of weak references wait.
    pub(crate) fn has_ends(&self) -> bool {
        self.heap.finalisers.due > 0 || self.heap.weak_due
    }

    /// Runs the finalisers and callbacks that wait, unless some are running.
    pub(crate) fn tell_ends(&mut self) {
        if self.heap.finalisers.running || !self.has_ends() {
            return;
        }
        self.heap.finalisers.running = true;
        self.run_finalisers();
        self.heap.weak_due = false;
        self.tell_weak();
        self.heap.finalisers.running = false;
        if self.has_ends() {
            self.pending.call_attention();
        }
    }

    /// Runs the finalisers that are due: `__del__` of instances, `close` of streams. What they raise is dropped.
    pub(crate) fn run_finalisers(&mut self) {
        // What a finaliser itself makes due waits, so that this ends.
        let mut left = self.heap.finalisers.due;
        if config::COMPACT {
            while left > 0 {
                left -= 1;
                let Some(object) = self.heap.take_due() else { return };
                let kept = self.thread.pending.take();
                let found = attr::load_method_maybe(self, object, qstr!(__del__));
                if let Some(method) = self.ignore(found).flatten() {
                    let result = self.call_method(method, &[]);
                    self.ignore(result);
                }
                self.thread.pending = kept;
            }
            return;
        }
        let mut last = None;
        let kept = self.thread.pending.take();
        let done = self.call_each(|vm| {
            while left > 0 {
                left -= 1;
                let object = vm.heap.take_due()?;
                match vm.finaliser_of(object, &mut last) {
                    Some((fun, Some(receiver))) => return Some((fun, receiver)),
                    Some((fun, None)) => {
                        let result = vm.call(fun, &[]);
                        vm.ignore(result);
                    }
                    None => {}
                }
            }
            None
        });
        self.ignore(done);
        self.thread.pending = kept;
    }

    /// The finaliser of an object. Many have the same class: what was found in it the last time is asked for first.
    fn finaliser_of(&mut self, object: Obj, last: &mut Option<Last>) -> Option<(Obj, Slot)> {
        let instance = if config::TIER1 { object.as_instance() } else { None };
        if let Some(instance) = instance
            && let Some(last) = last
            && (last.class, last.version) == (instance.get(self).ty, self.class_version)
            && instance.get(self).map.lacks(Obj::qstr(qstr!(__del__)))
        {
            return Some((last.fun, Some(object)));
        }
        let found = attr::load_method_maybe(self, object, qstr!(__del__));
        let method = self.ignore(found).flatten()?;
        if let Some(instance) = instance {
            let class = instance.get(self).ty;
            let is_plain = method.1 == Some(object)
                && self.class_version != 0
                && class.get(self).flags & SPECIAL_ACCESS == 0
                && instance::special_of(self, class, qstr!(__del__)) == Some(method.0);
            *last = is_plain.then_some(Last { class, version: self.class_version, fun: method.0 });
        }
        Some(method)
    }

    /// Runs all finalisers and callbacks of weak references, at the end of the `Vm`.
    pub fn finalise_all(&mut self) {
        self.scope(|vm| {
            vm.heap.all_due();
            vm.run_finalisers();
            vm.cut_all_weak();
            vm.tell_weak();
        });
    }
}
