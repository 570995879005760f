//! Handlers of words by group.
//!
//! Each says above it what its operand words are. `place` is where its slow half goes on in bytecode: behind the
//! opcode's byte, with the operands on the stack.
mod arith;
mod attr;
mod call;
mod item;
mod iter;
mod jump;
mod moves;
mod name;
mod site;
mod through;

pub(super) use arith::{binary, compare_and_jump};
pub(super) use attr::{load_attr, load_method, store_attr};
pub(super) use call::{NAMES_MAX, call_function, call_method, call_named, return_value, yield_value};
pub(super) use item::{build, load_item, slice, store_item};
pub(super) use iter::for_iter;
pub(super) use jump::{jump_back, jump_forward, keep_or_pop, pop_jump};
pub(super) use moves::*;
pub(super) use name::load_name;
pub(super) use through::through;

use super::word::W;
use crate::obj::{Obj, Slot};

/// Where an operand is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum From {
    /// In the accumulator.
    Acc,
    /// In a slot of the frame.
    Place,
    /// In the operand word itself: a small integer.
    Number,
}

/// The numbers of [`From`], for const generics.
pub(super) const ACC: u8 = 0;
pub(super) const PLACE: u8 = 1;
pub(super) const NUMBER: u8 = 2;

/// Operand `a`, which is in the accumulator or in a slot.
#[inline(always)]
fn left<const A: u8>(w: &W) -> Obj {
    if A == ACC { w.top() } else { w.value(w.a()) }
}

/// Operand `b`.
#[inline(always)]
fn right<const B: u8>(w: &W) -> Obj {
    match B {
        ACC => w.top(),
        PLACE => w.value(w.b()),
        _ => Obj::small(w.number()),
    }
}

/// Operand `b`, which may be no value.
#[inline(always)]
fn right_slot<const B: u8>(w: &W) -> Slot {
    match B {
        ACC => w.acc,
        PLACE => w.slot(w.b()),
        _ => Some(Obj::small(w.number())),
    }
}

/// On with the word `n` further on, with a result for the accumulator or the slot `c`.
#[inline(always)]
fn deliver<const D: u8>(w: W, n: usize, value: Obj) -> W {
    if D == ACC {
        w.give(n, value)
    } else {
        w.set(w.c(), Some(value));
        w.skip(n)
    }
}
