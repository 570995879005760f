//! `set` and `frozenset`: tables of keys; methods in `set_methods.rs`.
use crate::heap::{Layout, Map, This};
use crate::obj::Obj;
use crate::runtime::dict as table;
use crate::types::Ty;
use crate::{Res, Vm, layout};

pub use super::set_methods::{FROZENSET, SET};

layout! {
    /// A set or frozenset (the type word tells).
    pub struct Set: SET, Scanned, if crate::config::EXTRA {
        /// Its table.
        pub map: Map,
    }
}

/// An empty set or frozenset.
///
/// # Raises
/// `MemoryError`.
pub fn new_of(vm: &mut Vm, ty: Ty) -> Res<This<Set>> {
    vm.alloc(Set { ty, map: Map::EMPTY_SET })
}

/// An empty set.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm) -> Res<This<Set>> {
    new_of(vm, This::rom(<Set as Layout>::DEF))
}

/// Adds a key.
///
/// # Raises
/// `MemoryError`, `TypeError` for unhashable keys; what `__hash__` and `__eq__` raise.
pub fn add(vm: &mut Vm, set: This<Set>, key: Obj) -> Res<()> {
    table::store(vm, set.table(), key, key)
}

/// Whether a key is in it.
///
/// # Raises
/// As [`add`].
pub fn contains(vm: &mut Vm, set: This<Set>, key: Obj) -> Res<bool> {
    Ok(table::find(vm, set.table(), key)?.0.is_some())
}

/// Removes a key; `false`: it was not there.
///
/// # Raises
/// As [`add`].
pub fn remove(vm: &mut Vm, set: This<Set>, key: Obj) -> Res<bool> {
    Ok(table::remove(vm, set.table(), key)?.is_some())
}

/// Next key of a set or frozenset at or behind a position, and the position after it; `None` for other objects.
pub(crate) fn next_key(vm: &Vm, object: Obj, from: usize) -> Option<Option<(usize, Obj)>> {
    let this = object.as_set()?;
    Some(this.get(vm).map.next(from).map(|(i, key, _)| (i + 1, key)))
}
