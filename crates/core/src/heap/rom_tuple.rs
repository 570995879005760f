//! Tuples in ROM: header and items as one static.
use super::This;
use crate::obj::{Obj, Slot};
use crate::types::{TUPLE_LAYOUT, Tuple, TypeDef};

/// A static object with the layout of tuples and `N` items.
#[repr(C)]
pub struct RomTuple<const N: usize> {
    head: Tuple,
    items: [Slot; N],
}

impl<const N: usize> RomTuple<N> {
    /// A tuple of a type whose objects have the layout of tuples.
    pub const fn new(ty: &'static TypeDef, items: [Obj; N]) -> RomTuple<N> {
        assert!(ty.flags & TUPLE_LAYOUT != 0);
        let mut slots = [None; N];
        let mut i = 0;
        while i < N {
            slots[i] = Some(items[i]);
            i += 1;
        }
        RomTuple { head: Tuple { ty: This::rom(ty), len: N }, items: slots }
    }

    /// The value word.
    pub const fn obj(&'static self) -> Obj {
        Obj::rom(self)
    }

    /// Its items.
    pub const fn slots(&'static self) -> &'static [Slot] {
        &self.items
    }
}
