//! Slices of arrays, bytearrays and memoryviews: read, write, delete.
use super::items::{View, view_of};
use super::{Array, OBJECTS};
use crate::heap::{At, ByteVec, This};
use crate::obj::Obj;
use crate::runtime::exc;
use crate::types::str::{Kind, kind_of, slots, sub};
use crate::types::{Access, ByteArray, MemoryView, Slice, index, memoryview};
use crate::{Res, Vm};

pub(crate) fn subscr(vm: &mut Vm, object: Obj, at: Obj, access: Access) -> Res {
    let len = view_of(vm, object).len;
    let view = object.cast::<MemoryView>();
    // Items of arrays cannot be deleted (upstream's tests hold it so); those of bytearrays can.
    let is_fixed = match view {
        Some(view) => !view.get(vm).writable || access == Access::Delete,
        None => access == Access::Delete && object.cast::<Array>().is_some(),
    };
    if access != Access::Load && is_fixed {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let range = match at.cast::<Slice>() {
        Some(slice) => slots::slice_range(vm, slice, len)?,
        None => {
            let i = index::get(vm, object.ty(), len, at, false)?;
            let view = view_of(vm, object);
            match access {
                Access::Load => return Ok(view.load(vm, i)?.unwrap_or(Obj::NONE)),
                Access::Store(value) => {
                    view.store(vm, i, value)?;
                    return Ok(Obj::NONE);
                }
                Access::Delete => [i, i + 1],
            }
        }
    };
    match access {
        Access::Load => load(vm, object, range),
        Access::Store(value) => {
            store(vm, object, range, value)?;
            Ok(Obj::NONE)
        }
        Access::Delete => {
            delete(vm, object, range)?;
            Ok(Obj::NONE)
        }
    }
}

fn load(vm: &mut Vm, object: Obj, [start, stop]: [usize; 2]) -> Res {
    if let Some(view) = object.cast::<MemoryView>() {
        return memoryview::slice(vm, view, start, stop);
    }
    let Some(array) = object.cast::<Array>() else { return sub(vm, Kind::ByteArray, object, start, stop) };
    let code = array.get(vm).code;
    let new = super::new(vm, code, 0)?;
    if code == OBJECTS {
        for i in start..stop {
            let Some(value) = array.get(vm).objects.items().get(i).copied() else { break };
            super::push(vm, new, value)?;
        }
    } else {
        let view = view_of(vm, object);
        let (at, len) = (view.offset(start), view.offset(stop) - view.offset(start));
        vm.append_bytes(&|vm| &mut new.get_mut(vm).bytes, object, at, len)?;
    }
    Ok(new.obj())
}

#[cold]
fn incompatible(vm: &mut Vm) -> crate::Raise {
    exc::value_error(vm, text!("lhs and rhs should be compatible"))
}

/// How the items on the right of an assignment lie.
fn source_view(vm: &mut Vm, target: &View, source: Obj) -> Res<View> {
    let is_ours = source.cast::<ByteArray>().is_some()
        || source.cast::<Array>().is_some()
        || source.cast::<MemoryView>().is_some();
    if !is_ours && kind_of(source) != Some(Kind::Bytes) {
        return Err(exc::not_implemented(vm, text!("array/bytes required on right side")));
    }
    let view = view_of(vm, source);
    let both_objects = (view.item.code == OBJECTS) == (target.item.code == OBJECTS);
    if view.item.n_bytes() != target.item.n_bytes() || !both_objects {
        return Err(incompatible(vm));
    }
    Ok(view)
}

fn store(vm: &mut Vm, object: Obj, [start, stop]: [usize; 2], source: Obj) -> Res<()> {
    let target = view_of(vm, object);
    let mut from = source_view(vm, &target, source)?;
    if let Some(array) = target.objects() {
        return store_objects(vm, array, [start, stop], from);
    }
    let (at, end) = (target.offset(start), target.offset(stop));
    let len = from.len * from.item.n_bytes();
    if len != end - at {
        if object.cast::<MemoryView>().is_some() {
            return Err(incompatible(vm));
        }
        if from.base == object {
            // What is inserted would move while it is: take a copy.
            let copy = sub(vm, Kind::Bytes, object, from.start, from.start + len)?;
            from = View { base: copy, start: 0, ..from };
        }
        resize(vm, object, end, len as isize - (end - at) as isize)?;
    }
    vm.move_bytes(from.base, from.start, target.base, at, len);
    Ok(())
}

/// Makes room for `change` bytes before `end`, or takes as many out there.
fn resize(vm: &mut Vm, object: Obj, end: usize, change: isize) -> Res<()> {
    match (object.cast::<ByteArray>(), object.cast::<Array>()) {
        (Some(array), _) => resize_bytes(vm, &|vm| &mut array.get_mut(vm).bytes, end, change),
        (_, Some(array)) => resize_bytes(vm, &|vm| &mut array.get_mut(vm).bytes, end, change),
        _ => Ok(()),
    }
}

fn resize_bytes(vm: &mut Vm, at: At<'_, ByteVec>, end: usize, change: isize) -> Res<()> {
    if change > 0 {
        return vm.open_gap_bytes(at, end, change as usize, false);
    }
    let n = change.unsigned_abs();
    at(vm).remove_range(end.saturating_sub(n), n);
    Ok(())
}

fn store_objects(vm: &mut Vm, array: This<Array>, [start, stop]: [usize; 2], from: View) -> Res<()> {
    let Some(mut source) = from.objects() else { return Ok(()) };
    if source == array {
        source = super::new(vm, OBJECTS, 0)?;
        super::extend(vm, source, array.obj())?;
    }
    let n = stop - start;
    if from.len > n {
        vm.open_gap_objs(&|vm| &mut array.get_mut(vm).objects, stop, from.len - n)?;
    } else {
        vm.remove_objs(&|vm| &mut array.get_mut(vm).objects, start + from.len, n - from.len);
    }
    for i in 0..from.len {
        let Some(value) = source.get(vm).objects.items().get(i).copied() else { break };
        vm.set_obj(|vm| &mut array.get_mut(vm).objects, start + i, value);
    }
    Ok(())
}

/// DIFF: upstream cannot delete items.
fn delete(vm: &mut Vm, object: Obj, [start, stop]: [usize; 2]) -> Res<()> {
    let view = view_of(vm, object);
    if let Some(array) = view.objects() {
        vm.remove_objs(&|vm| &mut array.get_mut(vm).objects, start, stop - start);
        return Ok(());
    }
    let (at, end) = (view.offset(start), view.offset(stop));
    resize(vm, object, end, at as isize - end as isize)
}
