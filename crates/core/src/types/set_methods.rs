//! `set` and `frozenset`: operations and methods.
//!
//! Iterables that are read while a set changes may be that set itself: places are compared with its length at
//! each step.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::each::each;
use crate::runtime::print::{Out, PrintKind, print_repr, write};
use crate::runtime::{exc, ops};
use crate::types::dict_methods::outer_position;
use crate::types::iter::{self, PolyIter};
use crate::types::set::{add as add_key, contains, new, new_of, remove as remove_key};
use crate::types::{self, EQ_OTHER_TYPES, Set, Ty, instance, sequence};
use crate::{Res, Vm, class};

/// The set or frozenset that a method was called on.
fn own(vm: &mut Vm, object: Obj) -> Res<This<Set>> {
    if let Some(set) = object.as_set() {
        return Ok(set);
    }
    match instance::native_base(vm, object).and_then(Obj::as_set) {
        Some(set) => Ok(set),
        None => Err(sequence::wrong_self(vm, &SET, object)),
    }
}

fn is_frozen(vm: &Vm, set: This<Set>) -> bool {
    set.get(vm).ty == This::rom(&FROZENSET)
}

/// The next key at or behind position `from`, and its position.
fn key_from(vm: &Vm, set: This<Set>, from: usize) -> Option<(usize, Obj)> {
    set.get(vm).map.next(from).map(|(i, key, _)| (i, key))
}

/// Adds what an iterable yields.
///
/// # Raises
/// `TypeError` for what is not iterable or has no hash; what the iteration raises; `MemoryError`.
pub fn extend(vm: &mut Vm, set: This<Set>, iterable: Obj) -> Res<()> {
    each(vm, iterable, &mut |vm, key| add_key(vm, set, key).map(|_| true))
}

/// The set that an object is, or a new one of what it yields.
fn as_set(vm: &mut Vm, object: Obj) -> Res<This<Set>> {
    match object.as_set() {
        Some(set) => Ok(set),
        None => {
            let set = new(vm)?;
            extend(vm, set, object)?;
            Ok(set)
        }
    }
}

fn make_new(vm: &mut Vm, ty: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, 1)?;
    let set = new_of(vm, ty)?;
    if let Some(iterable) = args.get(0) {
        extend(vm, set, iterable)?;
    }
    Ok(set.obj())
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some(set) = object.as_set() else { return Ok(()) };
    let frozen = is_frozen(vm, set);
    if set.get(vm).map.is_empty() {
        return write(vm, out, if frozen { b"frozenset()" } else { b"set()" });
    }
    write(vm, out, if frozen { b"frozenset({" } else { b"{" })?;
    let mut at = 0;
    let mut first = true;
    while let Some((i, key)) = key_from(vm, set, at) {
        at = i + 1;
        if !first {
            write(vm, out, b", ")?;
        }
        first = false;
        print_repr(vm, out, key)?;
    }
    write(vm, out, if frozen { b"})" } else { b"}" })
}

/// Hash of a frozenset: the same for any order of its keys.
fn hash(vm: &mut Vm, set: This<Set>) -> Res<isize> {
    vm.check_stack()?;
    let mut sum: u64 = 0x5bd1_e995_7b7d_159c;
    let mut at = 0;
    while let Some((i, key)) = key_from(vm, set, at) {
        at = i + 1;
        let lane = ops::hash(vm, key)? as u64;
        let lane = (lane ^ lane >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        sum = sum.wrapping_add(lane ^ lane >> 32);
    }
    Ok((sum ^ sum >> 32) as isize)
}

fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let Some(set) = object.as_set() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let len = set.get(vm).map.len();
    match op {
        UnaryOp::Bool => Ok(Obj::bool(len != 0)),
        UnaryOp::Len => Ok(Obj::small(len as isize)),
        UnaryOp::Hash if is_frozen(vm, set) => Ok(Obj::small(hash(vm, set)?)),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn binary_op(vm: &mut Vm, op: BinaryOp, left: Obj, right: Obj) -> Res {
    let Some(set) = left.as_set() else { return Ok(Obj::NOT_IMPLEMENTED) };
    if op == BinaryOp::In || op == BinaryOp::Contains {
        return contains(vm, set, right).map(Obj::bool);
    }
    // The other operand must be a set too.
    let Some(other) = right.as_set() else { return Ok(Obj::NOT_IMPLEMENTED) };
    // A frozenset is not changed in place: the plain operation follows.
    let frozen = is_frozen(vm, set);
    let op = if frozen { op.not_in_place().unwrap_or(op) } else { op };
    match op {
        BinaryOp::Or => return Ok(union(vm, left, right)?.obj()),
        BinaryOp::Xor => return Ok(symmetric_difference(vm, left, right)?.obj()),
        BinaryOp::And => return Ok(intersection(vm, left, right)?.obj()),
        BinaryOp::Subtract => return Ok(difference_of(vm, set, &[right])?.obj()),
        BinaryOp::InplaceOr => extend(vm, set, right)?,
        BinaryOp::InplaceXor => toggle(vm, set, right)?,
        BinaryOp::InplaceAnd => keep(vm, set, right)?,
        BinaryOp::InplaceSubtract => drop_keys(vm, set, &[right])?,
        BinaryOp::Less => return is_subset(vm, set, other, true).map(Obj::bool),
        BinaryOp::More => return is_subset(vm, other, set, true).map(Obj::bool),
        BinaryOp::LessEqual => return is_subset(vm, set, other, false).map(Obj::bool),
        BinaryOp::MoreEqual => return is_subset(vm, other, set, false).map(Obj::bool),
        BinaryOp::Equal => {
            let same_len = set.get(vm).map.len() == other.get(vm).map.len();
            return Ok(Obj::bool(same_len && is_subset(vm, set, other, false)?));
        }
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    }
    Ok(left)
}

fn iter_next(vm: &mut Vm, iter: This<PolyIter>) -> Res {
    let &PolyIter { base, index, .. } = iter.get(vm);
    let Some((i, key)) = base.as_set().and_then(|set| key_from(vm, set, index)) else {
        return Ok(Obj::STOP);
    };
    iter.get_mut(vm).index = i + 1;
    Ok(key)
}

fn iter_of(vm: &mut Vm, object: Obj) -> Res {
    iter::poly(vm, object, 0, iter_next)
}

/// A copy of the same type.
fn duplicate(vm: &mut Vm, set: This<Set>) -> Res<This<Set>> {
    let ty = set.get(vm).ty;
    let copy = new_of(vm, ty)?;
    vm.clone_map(set.table(), copy.table())?;
    Ok(copy)
}

/// Removes all keys.
fn empty(vm: &mut Vm, set: This<Set>) {
    vm.clear_map(set.table());
}

/// Removes the keys that any of the iterables yields.
fn drop_keys(vm: &mut Vm, set: This<Set>, others: &[Obj]) -> Res<()> {
    for &other in others {
        if other == set.obj() {
            empty(vm, set);
            continue;
        }
        each(vm, other, &mut |vm, key| remove_key(vm, set, key).map(|_| true))?;
    }
    Ok(())
}

fn difference_of(vm: &mut Vm, set: This<Set>, others: &[Obj]) -> Res<This<Set>> {
    let rest = duplicate(vm, set)?;
    for other in others {
        // The copy is nobody's, but the original may be meant.
        if *other == set.obj() {
            empty(vm, rest);
        } else {
            drop_keys(vm, rest, &[*other])?;
        }
    }
    Ok(rest)
}

/// A new set of the keys that the iterable yields too.
fn common(vm: &mut Vm, set: This<Set>, other: Obj) -> Res<This<Set>> {
    let out = new(vm)?;
    each(vm, other, &mut |vm, key| {
        if contains(vm, set, key)? {
            add_key(vm, out, key)?;
        }
        Ok(true)
    })?;
    Ok(out)
}

/// Removes the keys that the iterable does not yield.
fn keep(vm: &mut Vm, set: This<Set>, other: Obj) -> Res<()> {
    if other == set.obj() {
        return Ok(());
    }
    let kept = common(vm, set, other)?;
    let map = core::mem::replace(&mut kept.get_mut(vm).map, crate::heap::Map::EMPTY_SET);
    empty(vm, set);
    set.get_mut(vm).map = map;
    Ok(())
}

/// Adds the keys of the iterable that are not there, removes those that are.
fn toggle(vm: &mut Vm, set: This<Set>, other: Obj) -> Res<()> {
    if other == set.obj() {
        empty(vm, set);
        return Ok(());
    }
    each(vm, other, &mut |vm, key| {
        if !remove_key(vm, set, key)? {
            add_key(vm, set, key)?;
        }
        Ok(true)
    })
}

fn is_subset(vm: &mut Vm, set: This<Set>, of: This<Set>, proper: bool) -> Res<bool> {
    if proper && set.get(vm).map.len() == of.get(vm).map.len() {
        return Ok(false);
    }
    let mut at = 0;
    while let Some((i, key)) = key_from(vm, set, at) {
        at = i + 1;
        if !contains(vm, of, key)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn add(vm: &mut Vm, this: This<Set>, key: Obj) -> Res<()> {
    add_key(vm, this, key)
}

fn clear(vm: &mut Vm, this: This<Set>) {
    empty(vm, this);
}

fn copy(vm: &mut Vm, this: Obj) -> Res<This<Set>> {
    let set = own(vm, this)?;
    duplicate(vm, set)
}

fn discard(vm: &mut Vm, this: This<Set>, key: Obj) -> Res<()> {
    remove_key(vm, this, key)?;
    Ok(())
}

/// Splits the arguments of a method that takes any number of iterables.
fn with_others<'a>(vm: &mut Vm, args: &'a [Obj]) -> Res<(This<Set>, &'a [Obj])> {
    let this = args.first().copied().unwrap_or(Obj::NONE);
    Ok((own(vm, this)?, args.get(1..).unwrap_or(&[])))
}

fn difference(vm: &mut Vm, args: &[Obj]) -> Res {
    let (set, others) = with_others(vm, args)?;
    Ok(difference_of(vm, set, others)?.obj())
}

fn difference_update(vm: &mut Vm, args: &[Obj]) -> Res {
    let (set, others) = with_others(vm, args)?;
    drop_keys(vm, set, others)?;
    Ok(Obj::NONE)
}

fn intersection(vm: &mut Vm, this: Obj, other: Obj) -> Res<This<Set>> {
    let set = own(vm, this)?;
    if other == set.obj() { duplicate(vm, set) } else { common(vm, set, other) }
}

fn intersection_update(vm: &mut Vm, this: This<Set>, other: Obj) -> Res<()> {
    keep(vm, this, other)
}

fn isdisjoint(vm: &mut Vm, this: Obj, other: Obj) -> Res<bool> {
    let set = own(vm, this)?;
    let mut disjoint = true;
    each(vm, other, &mut |vm, key| {
        disjoint = !contains(vm, set, key)?;
        Ok(disjoint)
    })?;
    Ok(disjoint)
}

fn issubset(vm: &mut Vm, this: Obj, other: Obj) -> Res<bool> {
    let set = own(vm, this)?;
    let other = as_set(vm, other)?;
    is_subset(vm, set, other, false)
}

fn issuperset(vm: &mut Vm, this: Obj, other: Obj) -> Res<bool> {
    let set = own(vm, this)?;
    let other = as_set(vm, other)?;
    is_subset(vm, other, set, false)
}

fn pop(vm: &mut Vm, this: This<Set>) -> Res {
    let Some(i) = outer_position(vm, this.table(), false)? else {
        return Err(exc::raise_static(vm, &types::KEY_ERROR, text!("pop from an empty set")));
    };
    let key = this.get(vm).map.key_at(i).unwrap_or(Obj::NONE);
    vm.remove_entry(this.table(), i);
    Ok(key)
}

fn remove(vm: &mut Vm, this: This<Set>, key: Obj) -> Res<()> {
    if remove_key(vm, this, key)? { Ok(()) } else { Err(exc::key_error(vm, key)) }
}

fn symmetric_difference(vm: &mut Vm, this: Obj, other: Obj) -> Res<This<Set>> {
    let set = own(vm, this)?;
    let out = duplicate(vm, set)?;
    toggle(vm, out, other)?;
    Ok(out)
}

fn symmetric_difference_update(vm: &mut Vm, this: This<Set>, other: Obj) -> Res<()> {
    toggle(vm, this, other)
}

fn union(vm: &mut Vm, this: Obj, other: Obj) -> Res<This<Set>> {
    let set = own(vm, this)?;
    let out = duplicate(vm, set)?;
    extend(vm, out, other)?;
    Ok(out)
}

fn update(vm: &mut Vm, args: &[Obj]) -> Res {
    let (set, others) = with_others(vm, args)?;
    for other in others {
        // Adding its own keys changes nothing.
        if *other != set.obj() {
            extend(vm, set, *other)?;
        }
    }
    Ok(Obj::NONE)
}

fn contains_(vm: &mut Vm, this: Obj, key: Obj) -> Res<bool> {
    let set = own(vm, this)?;
    contains(vm, set, key)
}

class! {
    /// `set`
    pub static SET: set {
        slots {
            make_new: make_new, print: print, unary_op: unary_op, binary_op: binary_op, iter: iter_of,
        }
        add = fn add;
        clear = fn clear;
        copy = fn copy;
        discard = fn discard;
        difference = var(1, crate::native::ANY) difference;
        difference_update = var(1, crate::native::ANY) difference_update;
        intersection = fn intersection;
        intersection_update = fn intersection_update;
        isdisjoint = fn isdisjoint;
        issubset = fn issubset;
        issuperset = fn issuperset;
        pop = fn pop;
        remove = fn remove;
        symmetric_difference = fn symmetric_difference;
        symmetric_difference_update = fn symmetric_difference_update;
        union = fn union;
        update = var(1, crate::native::ANY) update;
        __contains__ = fn contains_;
    }
}
class! {
    /// `frozenset`
    pub static FROZENSET: frozenset, flags(EQ_OTHER_TYPES) {
        slots {
            make_new: make_new, print: print, unary_op: unary_op, binary_op: binary_op, iter: iter_of,
        }
        copy = fn copy;
        difference = var(1, crate::native::ANY) difference;
        intersection = fn intersection;
        isdisjoint = fn isdisjoint;
        issubset = fn issubset;
        issuperset = fn issuperset;
        symmetric_difference = fn symmetric_difference;
        union = fn union;
        __contains__ = fn contains_;
    }
}
