//! `set` and `frozenset` share a layout: the cast that knows both.
use super::This;
use crate::config;
use crate::obj::Obj;
use crate::types::{FROZENSET, SET, Set};

impl Obj {
    /// The handle of a `set` or `frozenset`.
    #[inline]
    pub fn as_set(self) -> Option<This<Set>> {
        if !config::EXTRA || !self.is_pointer() {
            return None;
        }
        let ty = self.ty();
        if ty == This::rom(&SET) || ty == This::rom(&FROZENSET) {
            // SAFETY: I3: objects of exactly these two types have the layout of sets.
            Some(unsafe { self.cast_unchecked() })
        } else {
            None
        }
    }
}
