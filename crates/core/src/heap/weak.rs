//! Weak references: objects that tell of another one until its end.
//!
//! A [`WeakRef`] holds the address of its target so that the collector does not know it. All of them stand in a list,
//! which does not keep them alive either, except those with an owner that wants to be told in any case: they are roots
//! while the target lives. After marking, before objects with finalisers are marked again, references to what was not
//! reached are cut; after the sweep those whom they belong to are told.
use core::ptr::NonNull;

use super::This;
pub(super) use super::words::Words as Links;
use crate::obj::{Obj, Slot};
use crate::{Res, Vm, layout};

layout! {
    /// A weak reference.
    pub struct WeakRef: crate::builtins::weakref::REF, Scanned {
        /// The complement of the target's address, or `CUT` or `DUE`.
        hidden: usize,
        /// What is to be called when the target has gone, or `None`.
        pub callback: Obj,
        /// What is to be told, and kept until then, in place of this reference.
        pub owner: Slot,
    }
}

/// The target has gone, or nobody wants to know of it any more.
const CUT: usize = 0;
/// The target has gone, and that is to be told yet.
const DUE: usize = 1;

impl This<WeakRef> {
    /// What it refers to, as long as that lives.
    pub fn target(self, vm: &mut Vm) -> Slot {
        let address = self.address(vm)?;
        // The collector did not know that it can be reached.
        vm.heap.before_loss(|| address);
        NonNull::new(core::ptr::with_exposed_provenance_mut::<()>(address)).map(Obj::from_pointer)
    }

    /// Forgets the target.
    pub fn cut(self, vm: &mut Vm) {
        self.get_mut(vm).hidden = CUT;
    }

    fn address(self, vm: &Vm) -> Option<usize> {
        match self.get(vm).hidden {
            CUT | DUE => None,
            hidden => Some(!hidden),
        }
    }
}

impl Vm {
    /// Makes a weak reference to an object in the heap. With an owner, that is what will be told and is kept alive by
    /// the target.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn new_weak(&mut self, target: Obj, callback: Obj) -> Res<This<WeakRef>> {
        let ty = This::rom(&crate::builtins::weakref::REF);
        let link = self.alloc(WeakRef { ty, hidden: !target.bits(), callback, owner: None })?;
        self.push_word(|heap| &mut heap.weak, link.obj().bits())?;
        Ok(link)
    }

    /// Reference `i` of the list.
    fn weak_at(&self, i: usize) -> Option<This<WeakRef>> {
        // The list holds only references; those not reached are taken out before the sweep.
        NonNull::new(core::ptr::with_exposed_provenance_mut(self.heap.weak.get(i))).map(This::from_block)
    }

    /// Marks the list itself, references that their targets keep alive, and those that wait to be told.
    pub(super) fn mark_weak(&mut self) {
        let block = self.heap.weak.block();
        self.heap.mark_start(block);
        for i in 0..self.heap.weak.len() {
            if let Some(link) = self.weak_at(i)
                && (link.get(self).hidden == DUE
                    || link.get(self).owner.is_some() && link.get(self).hidden != CUT)
            {
                self.heap.mark_start(link.obj().bits());
            }
        }
    }

    /// After marking: takes out references that were not reached, and cuts those whose targets were not.
    pub(super) fn sort_weak(&mut self) {
        let mut kept = 0;
        for i in 0..self.heap.weak.len() {
            let Some(link) = self.weak_at(i) else { continue };
            let word = link.obj().bits();
            let told = link.get(self).hidden != DUE;
            let address = link.address(self);
            if (told && address.is_none()) || !self.heap.is_reached(word) {
                continue;
            }
            if told && address.is_some_and(|a| !self.heap.is_reached(a)) {
                link.get_mut(self).hidden = DUE;
                self.heap.weak_due = true;
            }
            self.heap.weak.set(kept, word);
            kept += 1;
        }
        self.heap.weak.truncate(kept);
        self.heap.weak.settle(kept);
    }

    /// Cuts all references, at the end of the `Vm`.
    pub(super) fn cut_all_weak(&mut self) {
        for i in 0..self.heap.weak.len() {
            if let Some(link) = self.weak_at(i)
                && link.address(self).is_some()
            {
                link.get_mut(self).hidden = DUE;
            }
        }
    }

    /// Tells that targets have gone: first owners, then references, the youngest first.
    pub(super) fn tell_weak(&mut self) {
        for owned in [true, false] {
            let mut i = self.heap.weak.len();
            while i > 0 {
                i -= 1;
                let Some(link) = self.weak_at(i) else { continue };
                if link.get(self).hidden == DUE && link.get(self).owner.is_some() == owned {
                    link.cut(self);
                    crate::builtins::weakref::tell(self, link);
                }
            }
        }
    }
}
