//! `dict`: an ordered hash table; methods are in `dict_methods.rs`.
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::map::Entry;
use crate::heap::{Layout, Map, This};
use crate::obj::{Obj, Slot};
use crate::runtime::{dict as table, exc};
use crate::types::Ty;
use crate::{Res, Vm, layout};

pub use super::dict_methods::{DICT, ORDERED_DICT};

layout! {
    /// A dict.
    pub struct Dict: DICT, Scanned {
        /// Its table.
        pub map: Map,
    }
}

/// An empty dict in ROM.
pub static EMPTY: Dict = Dict::rom(&[]);

impl Dict {
    /// A static dict over a static table with qstr keys.
    pub const fn rom(table: &'static [Entry]) -> Dict {
        Dict { ty: This::rom(<Dict as Layout>::DEF), map: Map::fixed(table) }
    }
}

/// An empty dict with room for `n` entries.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, n: usize) -> Res<This<Dict>> {
    new_of(vm, This::rom(<Dict as Layout>::DEF), n)
}

/// An empty dict of a type with the layout of dicts.
///
/// # Raises
/// `MemoryError`.
pub fn new_of(vm: &mut Vm, ty: Ty, n: usize) -> Res<This<Dict>> {
    let dict = vm.alloc(Dict { ty, map: Map::EMPTY })?;
    if n > 0 {
        vm.resize_map(dict.table(), n)?;
    }
    Ok(dict)
}

/// A copy, of the same type.
///
/// # Raises
/// `MemoryError`.
pub fn copy(vm: &mut Vm, dict: This<Dict>) -> Res<This<Dict>> {
    let ty = dict.get(vm).ty;
    let new = new_of(vm, ty, 0)?;
    let copied = vm.clone_map(dict.table(), new.table())?;
    if !copied {
        let mut at = 0;
        while let Some((i, key, value)) = dict.get(vm).map.next(at) {
            store(vm, new, key, value)?;
            at = i + 1;
        }
    }
    Ok(new)
}

/// Refuses to write dicts in ROM.
///
/// # Raises
/// `TypeError`.
#[inline]
pub fn check_writable(vm: &mut Vm, dict: This<Dict>) -> Res<()> {
    if dict.get(vm).map.is_fixed() {
        return Err(exc::type_error(vm, text!("object is read-only")));
    }
    Ok(())
}

/// Value of a key, if it is there.
///
/// # Raises
/// `TypeError` for unhashable keys; what `__hash__` and `__eq__` raise.
pub fn get(vm: &mut Vm, dict: This<Dict>, key: Obj) -> Res<Slot> {
    if dict.get(vm).map.is_empty() {
        // Nothing is hashed where nothing can be found.
        return Ok(None);
    }
    let (found, _) = table::find(vm, dict.table(), key)?;
    Ok(found.and_then(|i| dict.get(vm).map.value_at(i)))
}

/// Stores a value.
///
/// # Raises
/// As [`get`]; `MemoryError`; `TypeError` in ROM.
pub fn store(vm: &mut Vm, dict: This<Dict>, key: Obj, value: Obj) -> Res<()> {
    check_writable(vm, dict)?;
    if key.cast::<crate::types::Slice>().is_some() && dict.get(vm).ty == This::rom(&ORDERED_DICT) {
        // Upstream searches an OrderedDict from its start, without hashes: slices can be keys there.
        return table::store_unhashed(vm, dict.table(), key, value);
    }
    table::store(vm, dict.table(), key, value)
}

/// Deletes a key; answers its value, if it was there.
///
/// # Raises
/// As [`get`]; `TypeError` in ROM.
pub fn remove(vm: &mut Vm, dict: This<Dict>, key: Obj) -> Res<Slot> {
    check_writable(vm, dict)?;
    table::remove(vm, dict.table(), key)
}

/// Value of a name. Runs no Python.
#[inline]
pub fn get_qstr(vm: &Vm, dict: This<Dict>, name: Qstr) -> Slot {
    table::get_qstr(vm, dict.table(), Obj::qstr(name))
}

/// Stores under a name. Runs no Python.
///
/// # Raises
/// `MemoryError`; `TypeError` in ROM.
#[inline]
pub fn store_qstr(vm: &mut Vm, dict: This<Dict>, name: Qstr, value: Obj) -> Res<()> {
    table::store_qstr(vm, dict.table(), Obj::qstr(name), value)
}

/// Deletes a name; `false`: it was not there.
///
/// # Raises
/// `TypeError` in ROM.
pub fn delete_qstr(vm: &mut Vm, dict: This<Dict>, name: Qstr) -> Res<bool> {
    Ok(remove(vm, dict, Obj::qstr(name))?.is_some())
}

/// Value of a key that is the very same object. Runs no Python.
pub fn get_identical(vm: &Vm, dict: This<Dict>, key: Obj) -> Slot {
    let map = &dict.get(vm).map;
    (0..map.end()).find(|&i| map.key_at(i) == Some(key)).and_then(|i| map.value_at(i))
}

/// Gives back the room behind the last entry: a module or class that is complete rarely grows.
pub(crate) fn shrink(vm: &mut Vm, dict: This<Dict>) {
    let map = &dict.get(vm).map;
    if map.is_fixed() || map.spare() < 2 {
        return;
    }
    let n = map.len();
    let resized = vm.resize_map(dict.table(), n);
    // Without memory for the smaller block it stays as it is.
    vm.ignore(resized);
}

/// Deletes all entries.
///
/// # Raises
/// `TypeError` in ROM.
pub fn clear(vm: &mut Vm, dict: This<Dict>) -> Res<()> {
    check_writable(vm, dict)?;
    vm.clear_map(dict.table());
    Ok(())
}
