//! `tuple`: items behind a header, in one block.
use crate::heap::This;
use crate::obj::Obj;
use crate::types::sequence::place_fast;
use crate::{Res, Vm, layout};

pub use super::tuple_ops::TUPLE;

layout! {
    /// A tuple; its items follow.
    pub struct Tuple: TUPLE, Scanned {
        /// How many items.
        pub len: usize,
    }
}

/// The empty tuple.
pub static EMPTY: Tuple = Tuple { ty: This::rom(&TUPLE), len: 0 };

/// A tuple of given items.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, items: &[Obj]) -> Res<This<Tuple>> {
    vm.new_tuple(items)
}

/// Item at an index that is a small integer inside the tuple, counted from either end.
#[inline]
pub fn get_item_fast(vm: &Vm, tuple: This<Tuple>, index: Obj) -> Option<Obj> {
    let items = tuple.items(vm);
    items.get(place_fast(index, items.len())?).copied()
}
