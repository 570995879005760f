//! Items of lists, tuples, dicts and bytearrays.
use super::{ACC, From, NUMBER, PLACE, left, right, right_slot};
use crate::Vm;
use crate::obj::{Obj, Slot};
use crate::types::{List, Tuple, list, tuple};
use crate::vm::Ctl;
use crate::vm::dispatch::Handler;
use crate::vm::ops::{LoadSubscr, StoreSubscr, other_item, set_other_item};
use crate::vm::tier1::word::{Step, W, Word, code};

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
