//! Iterators of the built-in containers.
//!
//! They are one small object each: type, what is iterated over, place. The container may change meanwhile; the
//! place is compared with its length at each step.
use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::types::{self, List, Tuple, int};
use crate::{Res, Vm, class, layout};

layout! {
    /// An iterator over a list.
    pub struct ListIter: LIST_ITER, Scanned {
        /// The list.
        pub list: This<List>,
        /// Place of the next item.
        pub index: usize,
    }
}

layout! {
    /// An iterator over a tuple.
    pub struct TupleIter: TUPLE_ITER, Scanned {
        /// The tuple.
        pub tuple: This<Tuple>,
        /// Place of the next item.
        pub index: usize,
    }
}

layout! {
    /// An iterator over the bytes of an object with a buffer.
    pub struct BytesIter: BYTES_ITER, Scanned {
        /// The object.
        pub base: Obj,
        /// Place of the next byte.
        pub index: usize,
    }
}

layout! {
    /// An iterator over an object that has only `__getitem__`.
    pub struct GetItemIter: GET_ITEM_ITER, Scanned {
        /// What to call.
        pub fun: Obj,
        /// Its first argument, if `fun` is not bound.
        pub receiver: Slot,
        /// The next index.
        pub index: isize,
    }
}

layout! {
    /// An iterator that brings its function along.
    pub struct PolyIter: POLY_ITER, Scanned {
        /// What it iterates over.
        pub base: Obj,
        /// A place, as `next` wants it.
        pub index: usize,
        /// Answers the next item, or `Obj::STOP`.
        pub next: fn(&mut Vm, This<PolyIter>) -> Res,
    }
}

/// An iterator over a list.
///
/// # Raises
/// `MemoryError`.
#[inline]
pub fn over_list(vm: &mut Vm, list: This<List>) -> Res {
    Ok(vm.alloc(ListIter { ty: This::rom(<ListIter as Layout>::DEF), list, index: 0 })?.obj())
}

/// An iterator over a tuple.
///
/// # Raises
/// `MemoryError`.
#[inline]
pub fn over_tuple(vm: &mut Vm, tuple: This<Tuple>) -> Res {
    Ok(vm.alloc(TupleIter { ty: This::rom(<TupleIter as Layout>::DEF), tuple, index: 0 })?.obj())
}

/// An iterator over the bytes of an object whose type has the slot `buffer`.
///
/// # Raises
/// `MemoryError`.
pub fn over_bytes(vm: &mut Vm, base: Obj) -> Res {
    Ok(vm.alloc(BytesIter { ty: This::rom(<BytesIter as Layout>::DEF), base, index: 0 })?.obj())
}

/// An iterator that calls a function with 0, 1, 2 … until it raises `IndexError` or `StopIteration`.
///
/// # Raises
/// `MemoryError`.
pub fn over_getitem(vm: &mut Vm, fun: Obj, receiver: Slot) -> Res {
    let ty = This::rom(<GetItemIter as Layout>::DEF);
    Ok(vm.alloc(GetItemIter { ty, fun, receiver, index: 0 })?.obj())
}

/// An iterator of a given function.
///
/// # Raises
/// `MemoryError`.
pub fn poly(vm: &mut Vm, base: Obj, index: usize, next: fn(&mut Vm, This<PolyIter>) -> Res) -> Res {
    Ok(vm.alloc(PolyIter { ty: This::rom(<PolyIter as Layout>::DEF), base, index, next })?.obj())
}

/// Next item of an iterator over a list.
#[inline]
pub fn next_of_list(vm: &mut Vm, iter: This<ListIter>) -> Slot {
    let (list, index) = (iter.get(vm).list, iter.get(vm).index);
    let item = list.item(vm, index)?;
    iter.get_mut(vm).index = index + 1;
    Some(item)
}

/// Next item of an iterator over a tuple.
#[inline]
pub fn next_of_tuple(vm: &mut Vm, iter: This<TupleIter>) -> Slot {
    let (tuple, index) = (iter.get(vm).tuple, iter.get(vm).index);
    let item = *tuple.items(vm).get(index)?;
    iter.get_mut(vm).index = index + 1;
    Some(item)
}

fn list_next(vm: &mut Vm, object: Obj) -> Res {
    Ok(object.cast::<ListIter>().and_then(|iter| next_of_list(vm, iter)).unwrap_or(Obj::STOP))
}

fn tuple_next(vm: &mut Vm, object: Obj) -> Res {
    Ok(object.cast::<TupleIter>().and_then(|iter| next_of_tuple(vm, iter)).unwrap_or(Obj::STOP))
}

fn bytes_next(vm: &mut Vm, object: Obj) -> Res {
    let Some(iter) = object.cast::<BytesIter>() else { return Ok(Obj::STOP) };
    let (base, index) = (iter.get(vm).base, iter.get(vm).index);
    let buffer = base.ty().get(vm).slots.buffer;
    let Some(byte) = buffer.and_then(|b| b(vm, base)).and_then(|b| b.get(index)).copied() else {
        return Ok(Obj::STOP);
    };
    iter.get_mut(vm).index = index + 1;
    Ok(Obj::small(byte as isize))
}

fn get_item_next(vm: &mut Vm, object: Obj) -> Res {
    let Some(iter) = object.cast::<GetItemIter>() else { return Ok(Obj::STOP) };
    let &GetItemIter { fun, receiver, index, .. } = iter.get(vm);
    let key = int::new(vm, index)?;
    match vm.call_method((fun, receiver), &[key]) {
        Ok(item) => {
            iter.get_mut(vm).index = index.wrapping_add(1);
            Ok(item)
        }
        Err(raise) => {
            if vm.raised_is(&raise, &types::INDEX_ERROR) || vm.raised_is(&raise, &types::STOP_ITERATION) {
                vm.take_exception(raise);
                return Ok(Obj::STOP);
            }
            Err(raise)
        }
    }
}

fn poly_next(vm: &mut Vm, object: Obj) -> Res {
    match object.cast::<PolyIter>() {
        Some(iter) => (iter.get(vm).next)(vm, iter),
        None => Ok(Obj::STOP),
    }
}

class! {
    /// Type of iterators over lists.
    pub static LIST_ITER: iterator { slots { next: list_next } }
}
class! {
    /// Type of iterators over tuples.
    pub static TUPLE_ITER: iterator { slots { next: tuple_next } }
}
class! {
    /// Type of iterators over bytes.
    pub static BYTES_ITER: iterator { slots { next: bytes_next } }
}
class! {
    /// Type of iterators over objects with `__getitem__`.
    pub static GET_ITEM_ITER: iterator { slots { next: get_item_next } }
}
class! {
    /// Type of iterators that bring their function along.
    pub static POLY_ITER: iterator { slots { next: poly_next } }
}
