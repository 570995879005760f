//! Items of lists, tuples, dicts and bytearrays.
use super::{ACC, From, NUMBER, PLACE, left, right, right_slot};
use crate::heap::This;
use crate::obj::{Obj, Slot};
use crate::types::{Access, List, Tuple, list, list_methods, tuple};
use crate::vm::Ctl;
use crate::vm::dispatch::Handler;
use crate::vm::ops::{
    BuildList, BuildSlice, BuildTuple, LoadSubscr, StoreSubscr, other_item, set_other_item,
};
use crate::vm::tier1::word::{Step, W, Word, code};
use crate::{Res, Vm};

/// `operands, place`: item `b` of `a`.
struct Load<const A: u8, const B: u8>;

impl<const A: u8, const B: u8> Word for Load<A, B> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        let (base, index) = (left::<A>(&w), right::<B>(&w));
        let found = if let Some(list) = base.cast::<List>() {
            list::get_item_fast(vm, list, index)
        } else if let Some(tuple) = base.cast::<Tuple>() {
            tuple::get_item_fast(vm, tuple, index)
        } else {
            return Step::Second;
        };
        match found {
            Some(found) => Step::Go(w.give(2, found)),
            None => Step::Slow,
        }
    }
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        match other_item(vm, left::<A>(&w), right::<B>(&w)) {
            Some(found) => Step::Go(w.give(2, found)),
            None => Step::Slow,
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let (base, index) = (left::<A>(&w), right::<B>(&w));
        let mut m = w.state(1);
        m.set(1, base);
        m.set(0, index);
        vm.save(m);
        LoadSubscr::slow::<0>(vm)
    }
}

/// The word that loads an item.
pub(in crate::vm::tier1) fn load_item(a: From, b: From) -> usize {
    match (a, b) {
        (From::Acc, From::Number) => code::<Load<ACC, NUMBER>>(),
        (From::Acc, _) => code::<Load<ACC, PLACE>>(),
        (_, From::Acc) => code::<Load<PLACE, ACC>>(),
        (_, From::Number) => code::<Load<PLACE, NUMBER>>(),
        _ => code::<Load<PLACE, PLACE>>(),
    }
}

/// `a: base, c: value, b: index; place`: sets an item. `V`: where the value is; `B`: where the index is.
struct Store<const V: u8, const B: u8>;

impl<const V: u8, const B: u8> Store<V, B> {
    #[inline(always)]
    fn operands(w: &W) -> (Slot, Obj, Slot) {
        let value = if V == ACC { w.acc } else { w.slot(w.c()) };
        (value, w.value(w.a()), right_slot::<B>(w))
    }
}

impl<const V: u8, const B: u8> Word for Store<V, B> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        let (Some(value), base, Some(index)) = Self::operands(&w) else { return Step::Slow };
        // A barrier would be a call.
        match base.cast::<List>() {
            Some(list) if !vm.heap.is_marking() => {
                if list::set_item_fast(vm, list, index, value) {
                    Step::Go(w.skip(2))
                } else {
                    Step::Slow
                }
            }
            _ => Step::Second,
        }
    }
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        let (Some(value), base, Some(index)) = Self::operands(&w) else { return Step::Slow };
        let done = match base.cast::<List>() {
            Some(list) => list::set_item_fast(vm, list, index, value),
            None => set_other_item(vm, base, index, value),
        };
        if done { Step::Go(w.skip(2)) } else { Step::Slow }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let (value, base, index) = Self::operands(&w);
        let mut m = w.state(1);
        m.set_slot(2, value);
        m.set(1, base);
        m.set_slot(0, index);
        vm.save(m);
        StoreSubscr::slow::<0>(vm)
    }
}

/// The word that sets an item.
pub(in crate::vm::tier1) fn store_item(value: From, index: From) -> usize {
    match (value, index) {
        (From::Acc, From::Number) => code::<Store<ACC, NUMBER>>(),
        (From::Acc, _) => code::<Store<ACC, PLACE>>(),
        (_, From::Acc) => code::<Store<PLACE, ACC>>(),
        (_, From::Number) => code::<Store<PLACE, NUMBER>>(),
        _ => code::<Store<PLACE, PLACE>>(),
    }
}

/// `a: base, c: operands of the slice behind it; place; address behind the instruction that uses it`: loads a slice, or
/// with `STORE` sets it to what lies below the base.
struct Slice<const STORE: bool>;

impl<const STORE: bool> Word for Slice<STORE> {
    #[inline(always)]
    fn fast(_: W, _: &mut Vm) -> Step {
        Step::Second
    }
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        vm.save(w.state(1));
        let base = w.a();
        if let Some(list) = w.value(base).cast::<List>() {
            let step = if w.c() == 3 { w.value(base + 3) } else { Obj::NONE };
            let access = match (STORE, if STORE { w.slot(base - 1) } else { None }) {
                (true, Some(value)) => Access::Store(value),
                (true, None) => Access::Delete,
                _ => Access::Load,
            };
            return match part(vm, list, w.value(base + 1), w.value(base + 2), step, access) {
                Ok(_) if STORE => Step::Go(w.skip(3)),
                Ok(value) => Step::Go(w.give(3, value)),
                Err(raise) => Step::Raise(raise),
            };
        }
        if BuildSlice::slow::<0>(vm) == Ctl::Exit {
            return Step::Exit;
        }
        let m = vm.load();
        if m.ip as usize != w.word(2) || m.fp != w.fp {
            return Step::Leave(m);
        }
        Step::Go(if STORE { w.skip(3) } else { w.give(3, m.top(0)) })
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        vm.save(w.state(1));
        BuildSlice::slow::<0>(vm)
    }
}

/// Loads, sets or deletes a slice of a list.
#[inline(never)]
fn part(vm: &mut Vm, list: This<List>, start: Obj, stop: Obj, step: Obj, access: Access) -> Res {
    list_methods::access_part(vm, list, (start, stop, step), access)
}

/// `b: how many; place`: makes a tuple or list of the upper slots.
struct Build<const LIST: bool>;

impl<const LIST: bool> Word for Build<LIST> {
    #[inline(always)]
    fn fast(_: W, _: &mut Vm) -> Step {
        Step::Second
    }
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        let m = w.state(1);
        vm.save(m);
        let items = m.values(w.b());
        let made =
            if LIST { list::new(vm, items).map(This::obj) } else { vm.new_tuple(items).map(This::obj) };
        match made {
            Ok(value) => Step::Go(w.give(2, value)),
            Err(raise) => Step::Raise(raise),
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        vm.save(w.state(1));
        if LIST { BuildList::slow::<0>(vm) } else { BuildTuple::slow::<0>(vm) }
    }
}

/// The word that makes a tuple or list.
pub(in crate::vm::tier1) fn build(list: bool) -> usize {
    if list { code::<Build<true>>() } else { code::<Build<false>>() }
}

/// The word of a slice that is loaded or stored at once.
pub(in crate::vm::tier1) fn slice(store: bool) -> usize {
    if store { code::<Slice<true>>() } else { code::<Slice<false>>() }
}
