//! `collections.deque`: a ring of limited length.
//!
//! The ring has one place more than the deque may have items, so that `get == put` means empty only.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use crate::heap::{ObjVec, This};
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::each::each_quietly;
use crate::runtime::exc;
use crate::types::iter::{self, PolyIter};
use crate::types::{Access, Ty, index, int};
use crate::{Res, Vm, class, layout};

layout! {
    /// A deque.
    pub struct Deque: DEQUE, Scanned, if crate::config::EXTRA {
        /// The ring: all its places are in use, empty ones hold `None`.
        pub ring: ObjVec,
        /// Place of the first item.
        pub get_at: usize,
        /// Place behind the last item.
        pub put_at: usize,
        /// Whether an item that has no room raises `IndexError` instead of pushing out another.
        pub check_overflow: bool,
    }
}

impl Deque {
    fn places(&self) -> usize {
        self.ring.len()
    }

    /// How many items.
    pub fn len(&self) -> usize {
        if self.put_at >= self.get_at {
            self.put_at - self.get_at
        } else {
            self.put_at + self.places() - self.get_at
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.put_at == self.get_at
    }

    fn after(&self, place: usize) -> usize {
        if place + 1 >= self.places() { 0 } else { place + 1 }
    }

    fn before(&self, place: usize) -> usize {
        place.checked_sub(1).unwrap_or_else(|| self.places().saturating_sub(1))
    }

    fn at(&self, place: usize) -> Obj {
        self.ring.items().get(place).copied().unwrap_or(Obj::NONE)
    }
}

fn set(vm: &mut Vm, deque: This<Deque>, place: usize, item: Obj) {
    vm.set_obj(|vm| &mut deque.get_mut(vm).ring, place, item);
}

/// Takes out what lies at a place.
fn take(vm: &mut Vm, deque: This<Deque>, place: usize) -> Obj {
    let item = deque.get(vm).at(place);
    set(vm, deque, place, Obj::NONE);
    item
}

fn make_new(vm: &mut Vm, ty: Ty, args: Args<'_>) -> Res {
    args.check(vm, 2, 3)?;
    let [iterable, maxlen, rest @ ..] = args.pos else { return Ok(Obj::NONE) };
    let Ok(maxlen) = usize::try_from(int::get(vm, *maxlen)?) else {
        return Err(exc::value_error(vm, text!("")));
    };
    let flags = match rest.first() {
        Some(flags) => int::get(vm, *flags)?,
        None => 0,
    };
    let deque =
        vm.alloc(Deque { ty, ring: ObjVec::EMPTY, get_at: 0, put_at: 0, check_overflow: flags & 1 != 0 })?;
    vm.open_gap_objs(&|vm| &mut deque.get_mut(vm).ring, 0, maxlen + 1)?;
    extend(vm, deque, *iterable)?;
    Ok(deque.obj())
}

fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let Some(deque) = object.cast::<Deque>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let deque = deque.get(vm);
    match op {
        UnaryOp::Bool => Ok(Obj::bool(!deque.is_empty())),
        UnaryOp::Len => Ok(Obj::small(deque.len() as isize)),
        UnaryOp::SizeOf => Ok(Obj::small((size_of::<Deque>() + size_of::<Obj>() * deque.places()) as isize)),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Only there to say that deques have no hash: types that know how to compare are not hashed by address.
fn binary_op(_: &mut Vm, _: BinaryOp, _: Obj, _: Obj) -> Res {
    Ok(Obj::NOT_IMPLEMENTED)
}

fn append(vm: &mut Vm, this: This<Deque>, item: Obj) -> Res<()> {
    let deque = this.get(vm);
    let (at, put) = (deque.put_at, deque.after(deque.put_at));
    let is_full = put == deque.get_at;
    if is_full && deque.check_overflow {
        return Err(exc::index_error(vm, text!("full")));
    }
    set(vm, this, at, item);
    this.get_mut(vm).put_at = put;
    if is_full {
        take(vm, this, put);
        let deque = this.get_mut(vm);
        deque.get_at = deque.after(put);
    }
    Ok(())
}

fn appendleft(vm: &mut Vm, this: This<Deque>, item: Obj) -> Res<()> {
    let deque = this.get(vm);
    let get = deque.before(deque.get_at);
    let is_full = get == deque.put_at;
    if is_full && deque.check_overflow {
        return Err(exc::index_error(vm, text!("full")));
    }
    this.get_mut(vm).get_at = get;
    set(vm, this, get, item);
    if is_full {
        let deque = this.get_mut(vm);
        let put = deque.before(get);
        deque.put_at = put;
        take(vm, this, put);
    }
    Ok(())
}

fn extend(vm: &mut Vm, this: This<Deque>, iterable: Obj) -> Res<()> {
    each_quietly(vm, iterable, &mut |vm, item| append(vm, this, item).map(|()| true))
}

fn popleft(vm: &mut Vm, this: This<Deque>) -> Res {
    let deque = this.get_mut(vm);
    if deque.is_empty() {
        return Err(exc::index_error(vm, text!("empty")));
    }
    let get = deque.get_at;
    deque.get_at = deque.after(get);
    Ok(take(vm, this, get))
}

fn pop(vm: &mut Vm, this: This<Deque>) -> Res {
    let deque = this.get_mut(vm);
    if deque.is_empty() {
        return Err(exc::index_error(vm, text!("empty")));
    }
    let put = deque.before(deque.put_at);
    deque.put_at = put;
    Ok(take(vm, this, put))
}

fn subscr(vm: &mut Vm, object: Obj, key: Obj, access: Access) -> Res {
    let Some(this) = object.cast::<Deque>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    if access == Access::Delete {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let len = this.get(vm).len();
    let i = index::get(vm, object.ty(), len, key, false)?;
    let deque = this.get(vm);
    let place = deque.get_at + i;
    let place = place.checked_sub(deque.places()).unwrap_or(place);
    match access {
        Access::Store(item) => {
            set(vm, this, place, item);
            Ok(Obj::NONE)
        }
        _ => Ok(deque.at(place)),
    }
}

fn iter_next(vm: &mut Vm, iter: This<PolyIter>) -> Res {
    let &PolyIter { base, index, .. } = iter.get(vm);
    let Some(deque) = base.cast::<Deque>() else { return Ok(Obj::STOP) };
    let deque = deque.get(vm);
    if index == deque.put_at {
        return Ok(Obj::STOP);
    }
    let (item, after) = (deque.at(index), deque.after(index));
    iter.get_mut(vm).index = after;
    Ok(item)
}

fn iter_of(vm: &mut Vm, object: Obj) -> Res {
    let Some(deque) = object.cast::<Deque>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let first = deque.get(vm).get_at;
    iter::poly(vm, object, first, iter_next)
}

class! {
    /// `collections.deque`
    pub static DEQUE: deque {
        slots { make_new: make_new, unary_op: unary_op, binary_op: binary_op, subscr: subscr, iter: iter_of }
        append = fn append;
        appendleft = fn appendleft;
        extend = fn extend;
        pop = fn pop;
        popleft = fn popleft;
    }
}
