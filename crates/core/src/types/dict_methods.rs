//! `dict` and `OrderedDict`: operations and methods.
//!
//! Every dict keeps the order of insertion; an `OrderedDict` differs in how it prints and compares.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use crate::heap::{Table, This};
use crate::obj::{Obj, Slot};
use crate::runtime::args::{Args, check_count};
use crate::runtime::print::{Out, PrintKind, write, write_obj, write_qstr};
use crate::runtime::{self, exc, ops};
use crate::types::dict::{check_writable, clear as clear_dict, copy as copy_dict, get, new, new_of};
use crate::types::dict::{remove, store};
use crate::types::dict_view::{self, ViewKind};
use crate::types::{self, Access, DICT_LAYOUT, Dict, List, Tuple, Ty, instance, sequence, tuple};
use crate::{Res, Vm, class, config};

/// The dict that a method was called on: of any type with the layout, or inside an instance.
pub fn own(vm: &mut Vm, object: Obj) -> Res<This<Dict>> {
    if let Some(dict) = object.as_dict() {
        return Ok(dict);
    }
    match instance::native_base(vm, object).and_then(Obj::as_dict) {
        Some(dict) => Ok(dict),
        None => Err(sequence::wrong_self(vm, &DICT, object)),
    }
}

/// The next entry at or behind position `from`: its position, key and value.
#[inline]
pub fn entry(vm: &Vm, dict: This<Dict>, from: usize) -> Option<(usize, Obj, Obj)> {
    dict.get(vm).map.next(from)
}

fn make_new(vm: &mut Vm, ty: Ty, args: Args<'_>) -> Res {
    let dict = new_of(vm, ty, 0)?;
    // As upstream, where this is a call of `update` on the new dict.
    check_count(vm, args.pos.len() + 1, 1, 2)?;
    update_with(vm, dict, args.get(0), args.kw)?;
    Ok(dict.obj())
}

fn is_plain(dict: This<Dict>, vm: &Vm) -> bool {
    dict.get(vm).ty == This::rom(&DICT)
}

fn print(vm: &mut Vm, out: Out, object: Obj, kind: PrintKind) -> Res<()> {
    let Some(dict) = object.as_dict() else { return Ok(()) };
    let json = kind == PrintKind::Json;
    let kind = if json { kind } else { PrintKind::Repr };
    let named = !json && !is_plain(dict, vm);
    if named {
        let name = dict.get(vm).ty.get(vm).name;
        write_qstr(vm, out, name)?;
        write(vm, out, b"(")?;
    }
    write(vm, out, b"{")?;
    let mut at = 0;
    let mut first = true;
    while let Some((i, key, value)) = entry(vm, dict, at) {
        at = i + 1;
        if !first {
            write(vm, out, b", ")?;
        }
        first = false;
        // JSON has only strings for keys.
        let quote = json && !key.is_qstr() && key.as_text_block().is_none();
        if quote {
            write(vm, out, b"\"")?;
        }
        write_obj(vm, out, key, kind)?;
        if quote {
            write(vm, out, b"\"")?;
        }
        write(vm, out, b": ")?;
        write_obj(vm, out, value, kind)?;
    }
    write(vm, out, if named { b"})" } else { b"}" })
}

/// Unary operations of dicts, and of their views.
///
/// # Raises
/// Nothing.
pub fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let Some(dict) = object.as_dict() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let len = dict.get(vm).map.len();
    match op {
        UnaryOp::Bool => Ok(Obj::bool(len != 0)),
        UnaryOp::Len => Ok(Obj::small(len as isize)),
        UnaryOp::SizeOf => {
            let entries = dict.get(vm).map.end() * size_of::<crate::heap::map::Entry>();
            Ok(Obj::small((size_of::<Dict>() + entries) as isize))
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Whether two dicts have equal entries, in any order.
fn same_entries(vm: &mut Vm, a: This<Dict>, b: This<Dict>) -> Res<bool> {
    if a.get(vm).map.len() != b.get(vm).map.len() {
        return Ok(false);
    }
    let mut at = 0;
    while let Some((i, key, value)) = entry(vm, a, at) {
        at = i + 1;
        let Some(other) = get(vm, b, key)? else { return Ok(false) };
        if !ops::equal(vm, value, other)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether two dicts have equal entries in the same order.
fn same_in_order(vm: &mut Vm, a: This<Dict>, b: This<Dict>) -> Res<bool> {
    let (mut at_a, mut at_b) = (0, 0);
    loop {
        match (entry(vm, a, at_a), entry(vm, b, at_b)) {
            (Some((i, key, value)), Some((j, other_key, other))) => {
                if !ops::equal(vm, key, other_key)? || !ops::equal(vm, value, other)? {
                    return Ok(false);
                }
                (at_a, at_b) = (i + 1, j + 1);
            }
            (None, None) => return Ok(true),
            _ => return Ok(false),
        }
    }
}

fn binary_op(vm: &mut Vm, op: BinaryOp, left: Obj, right: Obj) -> Res {
    let Some(dict) = left.as_dict() else { return Ok(Obj::NOT_IMPLEMENTED) };
    match op {
        BinaryOp::In | BinaryOp::Contains => Ok(Obj::bool(get(vm, dict, right)?.is_some())),
        BinaryOp::Equal => {
            vm.check_stack()?;
            let ordered = This::rom(&ORDERED_DICT);
            let Some(other) = right.as_dict() else { return Ok(Obj::FALSE) };
            let same = if left.ty() == ordered && right.ty() == ordered {
                same_in_order(vm, dict, other)?
            } else {
                is_plain(other, vm) && same_entries(vm, dict, other)?
            };
            Ok(Obj::bool(same))
        }
        BinaryOp::InplaceOr => {
            check_writable(vm, dict)?;
            update_with(vm, dict, Some(right), &[])?;
            Ok(left)
        }
        BinaryOp::Or => {
            let union = copy_dict(vm, dict)?;
            update_with(vm, union, Some(right), &[])?;
            Ok(union.obj())
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn load(vm: &mut Vm, dict: This<Dict>, key: Obj) -> Res {
    match get(vm, dict, key)? {
        Some(value) => Ok(value),
        None => Err(exc::key_error(vm, key)),
    }
}

fn delete(vm: &mut Vm, dict: This<Dict>, key: Obj) -> Res<()> {
    match remove(vm, dict, key)? {
        Some(_) => Ok(()),
        None => Err(exc::key_error(vm, key)),
    }
}

fn subscr(vm: &mut Vm, object: Obj, key: Obj, access: Access) -> Res {
    let Some(dict) = object.as_dict() else { return Ok(Obj::NOT_IMPLEMENTED) };
    match access {
        Access::Load => return load(vm, dict, key),
        Access::Store(value) => store(vm, dict, key, value)?,
        Access::Delete => delete(vm, dict, key)?,
    }
    Ok(Obj::NONE)
}

fn iter_of(vm: &mut Vm, object: Obj) -> Res {
    match object.as_dict() {
        Some(dict) => dict_view::new_iter(vm, dict, ViewKind::Keys),
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Takes over the entries of a dict, or of an iterable of pairs, and then keyword arguments.
///
/// # Raises
/// `ValueError` for pairs that are none; what the iteration and hashing raise; `MemoryError`.
pub fn update_with(vm: &mut Vm, dict: This<Dict>, source: Slot, keywords: &[Obj]) -> Res<()> {
    if let Some(source) = source {
        match source.as_dict().or_else(|| instance::native_base(vm, source).and_then(Obj::as_dict)) {
            Some(other) => merge(vm, dict, other)?,
            None => update_from_pairs(vm, dict, source)?,
        }
    }
    for pair in keywords.chunks_exact(2) {
        store(vm, dict, pair[0], pair[1])?;
    }
    Ok(())
}

fn merge(vm: &mut Vm, dict: This<Dict>, source: This<Dict>) -> Res<()> {
    if source == dict {
        return Ok(());
    }
    if dict.get(vm).map.end() == 0 && source.get(vm).map.end() > 0 {
        check_writable(vm, dict)?;
        vm.clear_map(dict.table());
        // PERF: into an empty dict the table is copied as it is.
        let copied = vm.clone_map(source.table(), dict.table())?;
        if copied {
            return Ok(());
        }
    }
    let mut at = 0;
    while let Some((i, key, value)) = entry(vm, source, at) {
        at = i + 1;
        store(vm, dict, key, value)?;
    }
    Ok(())
}

fn update_from_pairs(vm: &mut Vm, dict: This<Dict>, source: Obj) -> Res<()> {
    // A list says how many there will be; no room stays behind the last.
    if dict.get(vm).map.end() == 0
        && let Some(list) = source.cast::<List>()
    {
        check_writable(vm, dict)?;
        vm.resize_map(dict.table(), list.items(vm).len())?;
    }
    let iter = runtime::iter::get(vm, source)?;
    while let Some(pair) = runtime::iter::next(vm, iter)? {
        let inner = runtime::iter::get(vm, pair)?;
        let key = runtime::iter::next(vm, inner)?;
        let value = runtime::iter::next(vm, inner)?;
        let (Some(key), Some(value)) = (key, value) else { return Err(wrong_length(vm)) };
        if runtime::iter::next(vm, inner)?.is_some() {
            return Err(wrong_length(vm));
        }
        store(vm, dict, key, value)?;
    }
    Ok(())
}

#[cold]
fn wrong_length(vm: &mut Vm) -> crate::Raise {
    exc::value_error(vm, text!("dict update sequence has wrong length"))
}

fn clear(vm: &mut Vm, this: Obj) -> Res<()> {
    let dict = own(vm, this)?;
    clear_dict(vm, dict)
}

fn copy(vm: &mut Vm, this: Obj) -> Res<This<Dict>> {
    let dict = own(vm, this)?;
    copy_dict(vm, dict)
}

fn fromkeys(vm: &mut Vm, args: &[Obj]) -> Res {
    let [_, keys, rest @ ..] = args else { return Ok(Obj::NONE) };
    let value = rest.first().copied().unwrap_or(Obj::NONE);
    let iter = runtime::iter::get(vm, *keys)?;
    let dict = new(vm, 0)?;
    while let Some(key) = runtime::iter::next(vm, iter)? {
        store(vm, dict, key, value)?;
    }
    Ok(dict.obj())
}

fn get_(vm: &mut Vm, args: &[Obj]) -> Res {
    let [this, key, rest @ ..] = args else { return Ok(Obj::NONE) };
    if !config::COMPACT
        && let Some(dict) = this.cast::<Dict>()
        && let Some(found) = runtime::dict::find_quick(vm, dict.table(), *key)
    {
        let found = found.and_then(|i| dict.get(vm).map.value_at(i));
        return Ok(found.or(rest.first().copied()).unwrap_or(Obj::NONE));
    }
    let dict = own(vm, *this)?;
    Ok(get(vm, dict, *key)?.or(rest.first().copied()).unwrap_or(Obj::NONE))
}

fn pop(vm: &mut Vm, args: &[Obj]) -> Res {
    let [this, key, rest @ ..] = args else { return Ok(Obj::NONE) };
    let dict = own(vm, *this)?;
    match remove(vm, dict, *key)?.or(rest.first().copied()) {
        Some(value) => Ok(value),
        None => Err(exc::key_error(vm, *key)),
    }
}

fn setdefault(vm: &mut Vm, args: &[Obj]) -> Res {
    let [this, key, rest @ ..] = args else { return Ok(Obj::NONE) };
    let dict = own(vm, *this)?;
    check_writable(vm, dict)?;
    if let Some(value) = get(vm, dict, *key)? {
        return Ok(value);
    }
    let value = rest.first().copied().unwrap_or(Obj::NONE);
    store(vm, dict, *key, value)?;
    Ok(value)
}

/// Position of the first or last key of a table. Many removed entries before it are cleared away first, so that
/// taking all keys one by one does not pass over them again and again.
pub(crate) fn outer_position(vm: &mut Vm, at: This<Table>, last: bool) -> Res<Option<usize>> {
    let map = &at.get(vm).map;
    let (len, end) = (map.len(), map.end());
    let is_key = |i: &usize| map.key_at(*i).is_some();
    let found = if last { (0..end).rev().find(is_key) } else { (0..end).find(is_key) };
    let Some(i) = found else { return Ok(None) };
    let passed = if last { end - 1 - i } else { i };
    // PERF: passing over a removed entry is about 16 times as cheap as moving one, which balances here.
    if passed <= 32 || passed.saturating_mul(passed) / 16 < len {
        return Ok(Some(i));
    }
    vm.resize_map(at, len)?;
    Ok(at.get(vm).map.end().checked_sub(1).map(|i| if last { i } else { 0 }))
}

fn popitem(vm: &mut Vm, this: Obj) -> Res<This<Tuple>> {
    let dict = own(vm, this)?;
    check_writable(vm, dict)?;
    let Some(i) = outer_position(vm, dict.table(), true)? else {
        return Err(exc::raise_static(vm, &types::KEY_ERROR, text!("popitem(): dictionary is empty")));
    };
    let map = &dict.get(vm).map;
    let pair = [map.key_at(i).unwrap_or(Obj::NONE), map.value_at(i).unwrap_or(Obj::NONE)];
    vm.remove_entry(dict.table(), i);
    tuple::new(vm, &pair)
}

fn update(vm: &mut Vm, args: Args<'_>) -> Res {
    let this = args.get(0).unwrap_or(Obj::NONE);
    let dict = own(vm, this)?;
    check_writable(vm, dict)?;
    update_with(vm, dict, args.get(1), args.kw)?;
    Ok(Obj::NONE)
}

fn items(vm: &mut Vm, this: Obj) -> Res {
    dict_view::new(vm, this, ViewKind::Items)
}

fn keys(vm: &mut Vm, this: Obj) -> Res {
    dict_view::new(vm, this, ViewKind::Keys)
}

fn values(vm: &mut Vm, this: Obj) -> Res {
    dict_view::new(vm, this, ViewKind::Values)
}

fn getitem(vm: &mut Vm, this: Obj, key: Obj) -> Res {
    let dict = own(vm, this)?;
    load(vm, dict, key)
}

fn setitem(vm: &mut Vm, this: Obj, key: Obj, value: Obj) -> Res<()> {
    let dict = own(vm, this)?;
    store(vm, dict, key, value)
}

fn delitem(vm: &mut Vm, this: Obj, key: Obj) -> Res<()> {
    let dict = own(vm, this)?;
    delete(vm, dict, key)
}

class! {
    /// `dict`
    pub static DICT: dict, flags(DICT_LAYOUT) {
        slots {
            make_new: make_new, print: print, unary_op: unary_op, binary_op: binary_op, subscr: subscr,
            iter: iter_of,
        }
        clear = fn clear;
        copy = fn copy;
        fromkeys = class_var(2, 3) fromkeys;
        get = var(2, 3) get_;
        items = fn items;
        keys = fn keys;
        pop = var(2, 3) pop;
        popitem = fn popitem;
        setdefault = var(2, 3) setdefault;
        update = kw(1, 2) update;
        values = fn values;
        __getitem__ = fn getitem;
        __setitem__ = fn setitem;
        __delitem__ = fn delitem;
    }
}
class! {
    /// `OrderedDict`
    pub static ORDERED_DICT: OrderedDict, flags(DICT_LAYOUT), parent(DICT) {
        slots {
            make_new: make_new, print: print, unary_op: unary_op, binary_op: binary_op, subscr: subscr,
            iter: iter_of,
        }
    }
}
