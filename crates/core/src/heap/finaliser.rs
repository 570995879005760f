//! Objects whose end somebody wants to know of, and weak references.
//!
//! A plain block of words that the collector does not follow. After marking, entries that were not reached
//! are moved to the front part of the list, marked so that they stay whole, and finalised after the sweep;
//! the next collection frees them.
use core::ptr::NonNull;

use super::{Contents, Heap};
use crate::obj::Obj;
use crate::{Res, Vm};

/// Objects with finalisers: words in a plain block.
pub(super) struct Finalisers {
    words: Option<NonNull<usize>>,
    len: usize,
    cap: usize,
    /// Entries before this one are due.
    due: usize,
}

impl Finalisers {
    pub const fn new() -> Self {
        Finalisers { words: None, len: 0, cap: 0, due: 0 }
    }

    pub fn block(&self) -> usize {
        self.words.map_or(0, |w| w.as_ptr() as usize)
    }

    fn get(&self, i: usize) -> usize {
        match self.words {
            // SAFETY: I5: `i < len <= cap` words lie in the block.
            Some(words) if i < self.len => unsafe { *words.as_ptr().add(i) },
            _ => 0,
        }
    }

    fn set(&mut self, i: usize, word: usize) {
        if let Some(words) = self.words
            && i < self.cap
        {
            // SAFETY: I5.
            unsafe { *words.as_ptr().add(i) = word }
        }
    }
}

impl Heap {
    /// Sorts out the entries that marking has not reached, and marks them.
    pub(super) fn find_due(&mut self) {
        let (len, first) = (self.finalisers.len, self.finalisers.due);
        let mut due = first;
        for i in first..len {
            let word = self.finalisers.get(i);
            if !self.is_reached(word) {
                let other = self.finalisers.get(due);
                self.finalisers.set(due, word);
                self.finalisers.set(i, other);
                due += 1;
            }
        }
        self.finalisers.due = due;
        for i in 0..due {
            self.mark_start(self.finalisers.get(i));
        }
        self.drain();
    }

    /// Makes every entry due (at the end of the `Vm`).
    pub(crate) fn all_due(&mut self) {
        self.finalisers.due = self.finalisers.len;
    }

    /// Takes one object that is due.
    pub(crate) fn take_due(&mut self) -> Option<Obj> {
        let f = &mut self.finalisers;
        if f.due == 0 {
            return None;
        }
        f.due -= 1;
        let word = f.get(f.due);
        f.len -= 1;
        let last = f.get(f.len);
        f.set(f.due, last);
        NonNull::new(core::ptr::with_exposed_provenance_mut::<()>(word)).map(Obj::from_pointer)
    }

    pub(super) fn finaliser_block(&self) -> usize {
        self.finalisers.block()
    }
}

impl Vm {
    /// Notes that the object at `address` has a finaliser.
    pub(crate) fn add_finaliser(&mut self, object: Obj) -> Res<()> {
        let f = &self.heap.finalisers;
        if f.len == f.cap {
            let cap = (f.cap * 2).max(4);
            let block = self.alloc_block(cap * size_of::<usize>(), Contents::Plain)?;
            let old = self.heap.finalisers.words;
            let f = &mut self.heap.finalisers;
            let new = block.cast::<usize>();
            if let Some(old) = old {
                // SAFETY: I5: `len` words in the old block, `cap > len` in the new one, which nobody else has.
                unsafe { core::ptr::copy_nonoverlapping(old.as_ptr(), new.as_ptr(), f.len) };
            }
            f.words = Some(new);
            f.cap = cap;
            if let Some(old) = old {
                self.heap.free(old.cast());
            }
        }
        let f = &mut self.heap.finalisers;
        let at = f.len;
        f.len += 1;
        f.set(at, object.bits());
        Ok(())
    }
}

impl Vm {
    /// Runs the finalisers that are due: `__del__` of instances, `close` of streams. What they raise is dropped.
    pub(crate) fn run_finalisers(&mut self) {
        while let Some(object) = self.heap.take_due() {
            let kept = self.thread.pending.take();
            let result = crate::runtime::attr::load_method_maybe(self, object, micropyrite_bytecode::qstr!(__del__))
                .and_then(|found| match found {
                    Some((method, Some(receiver))) => self.call(method, &[receiver]).map(|_| ()),
                    Some((method, None)) => self.call(method, &[]).map(|_| ()),
                    None => Ok(()),
                });
            if let Err(raise) = result {
                self.take_exception(raise);
            }
            self.thread.pending = kept;
        }
    }

    /// Runs all finalisers, at the end of the `Vm`.
    pub fn finalise_all(&mut self) {
        self.scope(|vm| {
            vm.heap.all_due();
            vm.run_finalisers();
        });
    }
}
