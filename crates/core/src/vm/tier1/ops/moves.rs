//! Moves between slots, constants and the accumulator.
use crate::Vm;
use crate::types::Cell;
use crate::vm::Ctl;
use crate::vm::dispatch::Handler;
use crate::vm::ops::{LoadDeref, LoadFastN, StoreDeref};
use crate::vm::tier1::word::{Step, W, Word, code};

macro_rules! moves {
    ($($(#[$doc:meta])* $Name:ident $word:ident |$w:ident| $body:expr;)*) => {
        $(
            $(#[$doc])*
            struct $Name;
            impl Word for $Name {
                #[inline(always)]
                fn fast($w: W, _: &mut Vm) -> Step {
                    Step::Go($body)
                }
                fn slow(_: W, _: &mut Vm) -> Ctl {
                    Ctl::Exit
                }
            }
            $(#[$doc])*
            pub(in crate::vm::tier1) fn $word() -> usize {
                code::<$Name>()
            }
        )*
    };
}

moves! {
    /// `a`: slot to accumulator.
    Load load |w| { let slot = w.slot(w.a()); let mut w = w; w.acc = slot; w.skip(1) };
    /// `value`: constant to accumulator.
    LoadConst load_const |w| {
        let mut next = w;
        // A word of a value is a value.
        next.acc = w.constant(0);
        next.skip(1)
    };
    /// `c`: accumulator to slot.
    Store store |w| { w.set(w.c(), w.acc); w.skip(1) };
    /// `a c`: slot to slot.
    Move move_slot |w| { w.set(w.c(), w.slot(w.a())); w.skip(1) };
    /// `a c, a c`: slot to slot, twice.
    MoveTwo move_two |w| {
        w.set(w.c(), w.slot(w.a()));
        let second = w.skip(1);
        second.set(second.c(), second.slot(second.a()));
        w.skip(2)
    };
    /// `c, value`: constant to slot.
    SetConst set_const |w| { w.set(w.c(), w.constant(1)); w.skip(2) };
    /// `a`: swaps the slots `a` and `a + 1`.
    Swap swap |w| {
        let (x, y) = (w.slot(w.a()), w.slot(w.a() + 1));
        w.set(w.a(), y);
        w.set(w.a() + 1, x);
        w.skip(1)
    };
}

/// `a, place`: slot to accumulator; raises `NameError` if it is empty.
struct LoadBound;

impl Word for LoadBound {
    #[inline(always)]
    fn fast(w: W, _: &mut Vm) -> Step {
        match w.slot(w.a()) {
            Some(value) => Step::Go(w.give(2, value)),
            None => Step::Slow,
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        vm.save(w.state(1));
        <LoadFastN as Handler>::slow::<0>(vm)
    }
}

/// See [`LoadBound`].
pub(in crate::vm::tier1) fn load_bound() -> usize {
    code::<LoadBound>()
}

/// `a, place`: what the cell in slot `a` holds, to the accumulator.
struct LoadCell;

impl Word for LoadCell {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        match w.slot(w.a()).and_then(|cell| cell.cast::<Cell>()).and_then(|cell| cell.get(vm).value) {
            Some(value) => Step::Go(w.give(2, value)),
            None => Step::Slow,
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        vm.save(w.state(1));
        <LoadDeref as Handler>::slow::<0>(vm)
    }
}

/// See [`LoadCell`].
pub(in crate::vm::tier1) fn load_cell() -> usize {
    code::<LoadCell>()
}

/// `a, place`: the accumulator to the cell in slot `a`.
struct StoreCell;

impl StoreCell {
    #[inline(always)]
    fn set(w: W, vm: &mut Vm) -> Step {
        match w.slot(w.a()).and_then(|cell| cell.cast::<Cell>()) {
            Some(cell) => {
                cell.get_mut(vm).value = w.acc;
                Step::Go(w.skip(2))
            }
            None => Step::Slow,
        }
    }
}

impl Word for StoreCell {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        // A barrier would be a call.
        if vm.heap.is_marking() { Step::Second } else { StoreCell::set(w, vm) }
    }
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        StoreCell::set(w, vm)
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let mut m = w.state(1);
        m.set_slot(0, w.acc);
        vm.save(m);
        <StoreDeref as Handler>::slow::<0>(vm)
    }
}

/// See [`StoreCell`].
pub(in crate::vm::tier1) fn store_cell() -> usize {
    code::<StoreCell>()
}
