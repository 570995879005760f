//! Finding, storing and deleting in hash tables, by Python's equality.
//!
//! Strings and small integers are compared without running Python. Other keys may run `__eq__`, which may change
//! the table: then the walk begins again.
use crate::heap::{Table, This};
use crate::obj::Obj;
use crate::runtime::ops;
use crate::{Res, Vm, config};

/// Hash for tables of a small integer.
#[inline]
pub(crate) fn hash_small(value: isize) -> u32 {
    let value = value as u64;
    (value ^ value >> 32) as u32
}

/// Hash for tables of a key that is text or a small integer; `None` for other keys.
pub(crate) fn quick_hash(vm: &mut Vm, key: Obj) -> Option<u32> {
    if let Some(qstr) = key.as_qstr() {
        return Some(vm.qstr_hash(qstr));
    }
    if let Some(value) = key.as_small() {
        return Some(hash_small(value));
    }
    key.as_text_block().map(|text| crate::types::str::hash(vm, text))
}

/// Hash for tables.
///
/// # Raises
/// `TypeError` for unhashable keys, and what `__hash__` raises.
pub(crate) fn hash(vm: &mut Vm, key: Obj) -> Res<u32> {
    if let Some(hash) = quick_hash(vm, key) {
        return Ok(hash);
    }
    let value = ops::hash(vm, key)?;
    Ok(hash_small(value))
}

/// Position of a string that is no name, or of any string where some key is no name, among keys that are strings and
/// small integers.
#[inline(never)]
fn find_text_quick(vm: &mut Vm, at: This<Table>, key: Obj) -> Option<(Option<usize>, u32)> {
    let hash = match key.as_text_block() {
        Some(text) => crate::types::str::hash(vm, text),
        None => vm.qstr_hash(key.as_qstr()?),
    };
    let vm = &*vm;
    // PERF: mostly it is the very object that is the key, and of the others the hash tells most apart.
    let found = at.get(vm).map.find_key(hash, |other| {
        other == key
            || match other.as_text_block() {
                Some(text) => [0, hash].contains(&text.get(vm).hash) && is_same_text(vm, other, key),
                None => !key.is_qstr() && other.is_qstr() && is_same_text(vm, other, key),
            }
    });
    Some((found, hash))
}

/// Whether two texts are of one type and equal.
#[inline(never)]
fn is_same_text(vm: &Vm, a: Obj, b: Obj) -> bool {
    a.ty() == b.ty() && vm.text_of(a) == vm.text_of(b)
}

/// Position of a string or small integer, where no other kind of key can be equal to it. `None`: look thoroughly.
#[inline]
pub(crate) fn find_quick(vm: &mut Vm, at: This<Table>, key: Obj) -> Option<Option<usize>> {
    let map = &at.get(vm).map;
    if map.has_other_keys() {
        return None;
    }
    if let Some(value) = key.as_small() {
        return Some(map.find_small(key, hash_small(value)));
    }
    if let Some(qstr) = key.as_qstr() {
        let found = map.find_qstr(key, || vm.qstr_hash(qstr));
        if found.is_some() || !map.may_match_text() {
            return Some(found);
        }
    }
    if config::TIER1 { find_text_quick(vm, at, key).map(|(found, _)| found) } else { None }
}

/// `key in map`, where it can be told at once.
#[inline(never)]
pub(crate) fn contains_quick(vm: &mut Vm, container: Obj, key: Obj) -> Option<bool> {
    let found = if let Some(dict) = container.cast::<crate::types::Dict>() {
        find_quick(vm, dict.table(), key)?
    } else {
        find_quick(vm, container.as_set()?.table(), key)?
    };
    Some(found.is_some())
}

/// Position of a key. Answers the hash too, so that an insertion need not compute it again.
///
/// # Raises
/// As [`hash`], and what `__eq__` raises.
pub(crate) fn find(vm: &mut Vm, at: This<Table>, key: Obj) -> Res<(Option<usize>, u32)> {
    if let Some(qstr) = key.as_qstr() {
        let hash = vm.qstr_hash(qstr);
        let map = &at.get(vm).map;
        if let Some(i) = map.find_qstr(key, || hash) {
            return Ok((Some(i), hash));
        }
        if !map.may_match_text() && !map.has_other_keys() {
            return Ok((None, hash));
        }
        return walk(vm, at, key, hash);
    }
    if config::TIER1 && !at.get(vm).map.has_other_keys() {
        if let Some(value) = key.as_small() {
            let hash = hash_small(value);
            return Ok((at.get(vm).map.find_small(key, hash), hash));
        }
        if let Some(found) = find_text_quick(vm, at, key) {
            return Ok(found);
        }
    }
    let hash = hash(vm, key)?;
    walk(vm, at, key, hash)
}

fn walk(vm: &mut Vm, at: This<Table>, key: Obj, hash: u32) -> Res<(Option<usize>, u32)> {
    'again: loop {
        let (len, end) = {
            let map = &at.get(vm).map;
            (map.len(), map.end())
        };
        let mut probe = at.get(vm).map.probe(hash);
        while let Some(i) = at.get(vm).map.candidate(&mut probe) {
            let Some(other) = at.get(vm).map.key_at(i) else { continue };
            if other == key {
                return Ok((Some(i), hash));
            }
            match same_simple(vm, other, key) {
                Some(true) => return Ok((Some(i), hash)),
                Some(false) => {}
                None => {
                    // Where hashes are not stored the walk passes keys with others too.
                    if quick_hash(vm, other).is_some_and(|h| h != hash) && at.get(vm).map.has_index() {
                        continue;
                    }
                    let same = ops::equal(vm, other, key)?;
                    let map = &at.get(vm).map;
                    if map.len() != len || map.end() != end || map.key_at(i) != Some(other) {
                        continue 'again;
                    }
                    if same {
                        return Ok((Some(i), hash));
                    }
                }
            }
        }
        return Ok((None, hash));
    }
}

/// Equality of keys that can be told without running Python.
#[inline]
fn same_simple(vm: &Vm, a: Obj, b: Obj) -> Option<bool> {
    if a.is_small() && b.is_small() {
        return Some(false);
    }
    let text = |o: Obj| o.is_qstr() || o.as_text_block().is_some();
    if text(a) && text(b) {
        if a.is_qstr() && b.is_qstr() {
            return Some(false);
        }
        return Some(a.ty() == b.ty() && vm.text_of(a) == vm.text_of(b));
    }
    None
}

/// Stores, over an old value or as a new entry.
///
/// # Raises
/// `MemoryError`, and as [`find`].
pub(crate) fn store(vm: &mut Vm, at: This<Table>, key: Obj, value: Obj) -> Res<()> {
    let (found, key_hash) = find(vm, at, key)?;
    match found {
        Some(i) => {
            vm.set_value(at, i, value);
            Ok(())
        }
        None => vm.append_entry(at, key, value, key_hash),
    }
}

/// As [`store`], for keys without a hash.
///
/// # Raises
/// `MemoryError`, what `__eq__` raises.
pub(crate) fn store_unhashed(vm: &mut Vm, at: This<Table>, key: Obj, value: Obj) -> Res<()> {
    match walk(vm, at, key, 0)? {
        (Some(i), _) => {
            vm.set_value(at, i, value);
            Ok(())
        }
        (None, _) => vm.append_entry(at, key, value, 0),
    }
}

/// Deletes; answers the value (of a set: the key).
///
/// # Raises
/// As [`find`].
pub(crate) fn remove(vm: &mut Vm, at: This<Table>, key: Obj) -> Res<Option<Obj>> {
    let (found, _) = find(vm, at, key)?;
    Ok(found.and_then(|i| {
        let value = at.get(vm).map.value_at(i);
        vm.remove_entry(at, i);
        value
    }))
}

/// Value of a qstr key, without running Python where keys are strings.
#[inline]
pub(crate) fn get_qstr(vm: &Vm, at: This<Table>, key: Obj) -> Option<Obj> {
    let map = &at.get(vm).map;
    if let Some(i) = map.find_qstr(key, || key.as_qstr().map_or(0, |q| vm.qstr_hash(q))) {
        return map.value_at(i);
    }
    if !map.may_match_text() {
        return None;
    }
    find_text(vm, at, key).and_then(|i| at.get(vm).map.value_at(i))
}

/// Position of a name among keys that may be strings without a number.
pub(crate) fn find_text(vm: &Vm, at: This<Table>, key: Obj) -> Option<usize> {
    let map = &at.get(vm).map;
    let hash = key.as_qstr().map_or(0, |q| vm.qstr_hash(q));
    let mut probe = map.probe(hash);
    while let Some(i) = map.candidate(&mut probe) {
        if let Some(other) = map.key_at(i)
            && (other == key || same_simple(vm, other, key) == Some(true))
        {
            return Some(i);
        }
    }
    None
}

/// Stores under a name.
///
/// # Raises
/// `MemoryError`; `TypeError` where the map is in ROM.
pub(crate) fn store_qstr(vm: &mut Vm, at: This<Table>, key: Obj, value: Obj) -> Res<()> {
    let map = &at.get(vm).map;
    if map.is_fixed() {
        return Err(crate::runtime::exc::type_error(vm, text!("object is read-only")));
    }
    let key_hash = key.as_qstr().map_or(0, |q| vm.qstr_hash(q));
    let mut found = map.find_qstr(key, || key_hash);
    if found.is_none() && map.may_match_text() {
        found = find_text(vm, at, key);
    }
    match found {
        Some(i) => {
            vm.set_value(at, i, value);
            Ok(())
        }
        None => vm.append_entry(at, key, value, key_hash),
    }
}
