//! `list`: operations and methods.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use crate::heap::This;
use crate::obj::Obj;
use crate::obj::convert::{FromObj, Opt};
use crate::runtime::args::Args;
use crate::runtime::each::each_quietly;
use crate::runtime::exc;
use crate::runtime::print::{Out, PrintKind, write};
use crate::types::list::{push, with_capacity};
use crate::types::{Access, List, Slice, Ty, index, int, iter, list_sort, sequence, slice};
use crate::{Res, Vm, class};

/// Appends what an iterable yields.
///
/// # Raises
/// `TypeError` for what is not iterable; what the iteration raises; `MemoryError`.
pub fn extend(vm: &mut Vm, list: This<List>, iterable: Obj) -> Res<()> {
    if let Some(other) = iterable.cast::<List>() {
        let n = other.items(vm).len();
        return append_part(vm, list, other, 0, n);
    }
    if let Some(tuple) = iterable.as_tuple() {
        let n = tuple.items(vm).len();
        return vm.extend_from(&|vm| &mut list.get_mut(vm).items, tuple, |t, vm| t.items(vm), 0, n);
    }
    each_quietly(vm, iterable, &mut |vm, item| push(vm, list, item).map(|()| true))
}

fn append_part(vm: &mut Vm, list: This<List>, source: This<List>, from: usize, to: usize) -> Res<()> {
    vm.extend_from(&|vm| &mut list.get_mut(vm).items, source, |s, vm| s.items(vm), from, to)
}

/// A new list of items `from..to` of another.
///
/// # Raises
/// `MemoryError`.
pub fn copy_part(vm: &mut Vm, source: This<List>, from: usize, to: usize) -> Res<This<List>> {
    let list = with_capacity(vm, to.saturating_sub(from))?;
    append_part(vm, list, source, from, to)?;
    Ok(list)
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, 1)?;
    let list = with_capacity(vm, 0)?;
    if let Some(iterable) = args.get(0) {
        extend(vm, list, iterable)?;
    }
    Ok(list.obj())
}

fn print(vm: &mut Vm, out: Out, object: Obj, kind: PrintKind) -> Res<()> {
    let Some(list) = object.cast::<List>() else { return Ok(()) };
    write(vm, out, b"[")?;
    sequence::print_items(vm, out, list, kind)?;
    write(vm, out, b"]")
}

fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let Some(list) = object.cast::<List>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let len = list.items(vm).len();
    match op {
        UnaryOp::Bool => Ok(Obj::bool(len != 0)),
        UnaryOp::Len => Ok(Obj::small(len as isize)),
        UnaryOp::SizeOf => Ok(Obj::small((size_of::<List>() + size_of_val(list.items(vm))) as isize)),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn repeat(vm: &mut Vm, source: This<List>, times: isize) -> Res {
    let len = source.items(vm).len();
    let n = sequence::repeated_len(vm, len, times)?;
    let list = with_capacity(vm, n)?;
    if n > 0 {
        append_part(vm, list, source, 0, len)?;
        vm.open_gap_objs(&|vm| &mut list.get_mut(vm).items, len, n - len)?;
        sequence::repeat_within(vm.objs_mut(|vm| &mut list.get_mut(vm).items), len);
    }
    Ok(list.obj())
}

fn binary_op(vm: &mut Vm, op: BinaryOp, left: Obj, right: Obj) -> Res {
    let Some(list) = left.cast::<List>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    match op {
        BinaryOp::Add => {
            let Some(other) = right.cast::<List>() else { return Ok(Obj::NOT_IMPLEMENTED) };
            let (n, m) = (list.items(vm).len(), other.items(vm).len());
            let sum = with_capacity(vm, n + m)?;
            append_part(vm, sum, list, 0, n)?;
            append_part(vm, sum, other, 0, m)?;
            Ok(sum.obj())
        }
        BinaryOp::InplaceAdd => {
            extend(vm, list, right)?;
            Ok(left)
        }
        BinaryOp::Multiply => match int::get_maybe(vm, right)? {
            Some(times) => repeat(vm, list, times),
            None => Ok(Obj::NOT_IMPLEMENTED),
        },
        BinaryOp::In | BinaryOp::Contains => sequence::contains(vm, list, right).map(Obj::bool),
        _ => match right.cast::<List>() {
            Some(other) => sequence::compare(vm, op, list, other),
            None if op == BinaryOp::Equal => Ok(Obj::FALSE),
            None => Ok(Obj::NOT_IMPLEMENTED),
        },
    }
}

/// Puts the items of a list or tuple in place of items `start..stop`.
fn splice(vm: &mut Vm, list: This<List>, start: usize, stop: usize, source: Obj) -> Res<()> {
    let n = sequence::array_len(vm, source)?;
    // A list put into itself is copied first.
    let source = if source == list.obj() { copy_part(vm, list, 0, n)?.obj() } else { source };
    let old = stop - start;
    if n > old {
        vm.open_gap_objs(&|vm| &mut list.get_mut(vm).items, start, n - old)?;
    } else {
        vm.remove_objs(&|vm| &mut list.get_mut(vm).items, start, old - n);
    }
    vm.overwrite_objs(
        &|vm| &mut list.get_mut(vm).items,
        start,
        source,
        |source, vm| sequence::items_of(vm, source).unwrap_or(&[]),
        n,
    );
    Ok(())
}

fn subscr_slice(vm: &mut Vm, list: This<List>, key: This<Slice>, access: Access) -> Res {
    let parts = {
        let key = key.get(vm);
        (key.start, key.stop, key.step)
    };
    access_part(vm, list, parts, access)
}

/// Loads, stores or deletes a slice of a list, of which start, stop and step are given.
///
/// # Raises
/// As [`slice::bounds`]; `TypeError`, `MemoryError`, `NotImplementedError` for stores in steps.
pub(crate) fn access_part(vm: &mut Vm, list: This<List>, parts: (Obj, Obj, Obj), access: Access) -> Res {
    let len = list.items(vm).len();
    let bounds = slice::bounds_of(vm, parts, len)?;
    let range = bounds.as_range();
    let source = match access {
        Access::Load => {
            if let Some(range) = range {
                return Ok(copy_part(vm, list, range.start, range.end)?.obj());
            }
            let part = with_capacity(vm, bounds.n)?;
            let slice::Bounds { step, n, .. } = bounds;
            vm.extend_stepped(
                &|vm| &mut part.get_mut(vm).items,
                list,
                |list, vm| list.items(vm),
                bounds.at(0),
                step,
                n,
            )?;
            return Ok(part.obj());
        }
        Access::Delete => vm.empty_tuple().obj(),
        Access::Store(value) => value,
    };
    let Some(range) = range else { return Err(exc::not_implemented(vm, text!(""))) };
    splice(vm, list, range.start, range.end, source)?;
    Ok(Obj::NONE)
}

fn subscr(vm: &mut Vm, object: Obj, key: Obj, access: Access) -> Res {
    let Some(list) = object.cast::<List>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    if let Some(key) = key.cast::<Slice>() {
        return subscr_slice(vm, list, key, access);
    }
    if access == Access::Delete {
        pop(vm, list, Opt(Some(key)))?;
        return Ok(Obj::NONE);
    }
    let len = list.items(vm).len();
    let i = index::get(vm, object.ty(), len, key, false)?;
    match access {
        Access::Store(value) => {
            vm.set_obj(|vm| &mut list.get_mut(vm).items, i, value);
            Ok(Obj::NONE)
        }
        _ => Ok(list.item(vm, i).unwrap_or(Obj::NONE)),
    }
}

fn iter_of(vm: &mut Vm, object: Obj) -> Res {
    match object.cast::<List>() {
        Some(list) => iter::over_list(vm, list),
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn append(vm: &mut Vm, this: This<List>, item: Obj) -> Res<()> {
    push(vm, this, item)
}

fn clear(vm: &mut Vm, this: This<List>) {
    vm.free_objs(&|vm| &mut this.get_mut(vm).items);
}

fn copy(vm: &mut Vm, this: This<List>) -> Res<This<List>> {
    let n = this.items(vm).len();
    copy_part(vm, this, 0, n)
}

fn count(vm: &mut Vm, this: This<List>, value: Obj) -> Res<usize> {
    sequence::count(vm, this, value)
}

fn index_(vm: &mut Vm, args: &[Obj]) -> Res {
    let this = own(vm, args)?;
    Ok(Obj::small(sequence::index_method(vm, this, args)? as isize))
}

/// The list that a method was called on.
fn own(vm: &mut Vm, args: &[Obj]) -> Res<This<List>> {
    let this = args.first().copied().unwrap_or(Obj::NONE);
    FromObj::from_obj(vm, this)
}

fn insert(vm: &mut Vm, this: This<List>, place: isize, item: Obj) -> Res<()> {
    let len = this.items(vm).len();
    let place = if place < 0 { place.saturating_add_unsigned(len).max(0) } else { place };
    let place = (place as usize).min(len);
    vm.open_gap_objs(&|vm| &mut this.get_mut(vm).items, place, 1)?;
    vm.set_obj(|vm| &mut this.get_mut(vm).items, place, item);
    Ok(())
}

fn pop(vm: &mut Vm, this: This<List>, place: Opt<Obj>) -> Res {
    let len = this.items(vm).len();
    if len == 0 {
        return Err(exc::index_error(vm, text!("pop from empty list")));
    }
    let Some(place) = place.0 else {
        return Ok(vm.pop_obj(|vm| &mut this.get_mut(vm).items).unwrap_or(Obj::NONE));
    };
    let ty = this.get(vm).ty;
    let i = index::get(vm, ty, len, place, false)?;
    let item = this.item(vm, i).unwrap_or(Obj::NONE);
    vm.remove_objs(&|vm| &mut this.get_mut(vm).items, i, 1);
    Ok(item)
}

fn remove(vm: &mut Vm, this: This<List>, value: Obj) -> Res<()> {
    match sequence::position(vm, this, value, 0, usize::MAX)? {
        Some(i) => {
            vm.remove_objs(&|vm| &mut this.get_mut(vm).items, i, 1);
            Ok(())
        }
        None => Err(exc::value_error(vm, text!("object not in sequence"))),
    }
}

fn reverse(vm: &mut Vm, this: This<List>) {
    vm.objs_mut(|vm| &mut this.get_mut(vm).items).reverse();
}

fn sort(vm: &mut Vm, args: Args<'_>) -> Res {
    let this = own(vm, args.pos)?;
    let rest = Args { pos: args.pos.get(1..).unwrap_or(&[]), kw: args.kw };
    list_sort::sort_with(vm, this, rest)?;
    Ok(Obj::NONE)
}

class! {
    /// `list`
    pub static LIST: list {
        slots {
            make_new: make_new, print: print, unary_op: unary_op, binary_op: binary_op, subscr: subscr,
            iter: iter_of,
        }
        append = fn append;
        clear = fn clear;
        copy = fn copy;
        count = fn count;
        extend = fn extend;
        index = var(2, 4) index_;
        insert = fn insert;
        pop = fn pop;
        remove = fn remove;
        reverse = fn reverse;
        sort = kw(1, crate::native::ANY) sort;
    }
}
