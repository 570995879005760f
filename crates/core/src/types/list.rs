//! `list`: a growable array; methods are in `list_methods.rs`.
use crate::heap::{Layout, ObjVec, This};
use crate::obj::Obj;
use crate::types::sequence::place_fast;
use crate::{Res, Vm, layout};

pub use super::list_methods::LIST;

layout! {
    /// A list.
    pub struct List: LIST, Scanned {
        /// Its items.
        pub items: ObjVec,
    }
}

/// A list of given items, which are not in a heap object.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, items: &[Obj]) -> Res<This<List>> {
    let list = with_capacity(vm, items.len())?;
    vm.extend_objs(&|vm| &mut list.get_mut(vm).items, items)?;
    Ok(list)
}

/// An empty list with room for `n` items.
///
/// # Raises
/// `MemoryError`.
pub fn with_capacity(vm: &mut Vm, n: usize) -> Res<This<List>> {
    let list = vm.alloc(List { ty: This::rom(<List as Layout>::DEF), items: ObjVec::EMPTY })?;
    if n > 0 {
        vm.reserve_objs(&|vm| &mut list.get_mut(vm).items, n, true)?;
    }
    Ok(list)
}

/// Appends.
///
/// # Raises
/// `MemoryError`.
#[inline]
pub fn push(vm: &mut Vm, list: This<List>, item: Obj) -> Res<()> {
    vm.push_obj(|vm| &mut list.get_mut(vm).items, item)
}

impl This<List> {
    /// The items.
    #[inline]
    pub fn items(self, vm: &Vm) -> &[Obj] {
        self.get(vm).items.items()
    }

    /// Item `i`, if there is one now.
    #[inline]
    pub fn item(self, vm: &Vm, i: usize) -> Option<Obj> {
        self.items(vm).get(i).copied()
    }
}

/// Item at an index that is a small integer inside the list, counted from either end.
#[inline]
pub fn get_item_fast(vm: &Vm, list: This<List>, index: Obj) -> Option<Obj> {
    let items = list.items(vm);
    items.get(place_fast(index, items.len())?).copied()
}

/// Sets the item at such an index; `false`: it is none.
#[inline]
pub fn set_item_fast(vm: &mut Vm, list: This<List>, index: Obj, value: Obj) -> bool {
    match place_fast(index, list.items(vm).len()) {
        Some(i) => vm.set_obj(|vm| &mut list.get_mut(vm).items, i, value),
        None => false,
    }
}
