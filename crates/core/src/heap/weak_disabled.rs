//! Weak references in a build without `weakref`: there are none.
use crate::Vm;

/// The list of weak references.
pub(super) struct Links;

impl Links {
    /// It is empty.
    pub const NONE: Links = Links;

    fn sort(&self) {}
}

impl Vm {
    /// Marks what weak references keep alive: nothing.
    pub(super) fn mark_weak(&mut self) {}

    /// Takes out references that were not reached.
    pub(super) fn sort_weak(&mut self) {
        self.heap.weak.sort();
    }

    /// Cuts all references.
    pub(super) fn cut_all_weak(&mut self) {}

    /// Tells that targets have gone, which nobody wants to know.
    pub(super) fn tell_weak(&mut self) {}
}
