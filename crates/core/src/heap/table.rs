//! `Table`: what dicts, sets and instances are to those that look things up.
//!
//! The three have one layout, a type word and a map, so that one function serves all of them.
use super::{Map, This};
use crate::types::{Dict, Instance, Set, Ty};

/// An object that is a map.
#[repr(C)]
pub struct Table {
    ty: Ty,
    /// The map.
    pub map: Map,
}

macro_rules! tables {
    ($($T:ty),*) => {
        $(
            impl This<$T> {
                /// It, without what it is besides a map.
                #[inline]
                pub(crate) fn table(self) -> This<Table> {
                    const {
                        assert!(size_of::<$T>() == size_of::<Table>());
                        assert!(core::mem::offset_of!($T, map) == core::mem::offset_of!(Table, map));
                    }
                    // SAFETY: I3: the layouts are the same, as was just checked.
                    unsafe { self.obj().cast_unchecked() }
                }
            }
        )*
    };
}

tables!(Dict, Set, Instance);
