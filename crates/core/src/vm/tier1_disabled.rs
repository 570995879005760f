//! Tier 1 in builds without it: nothing is ever hot.
//!
//! The same names as in `tier1/`, all empty.
use crate::Vm;
use crate::heap::This;
use crate::load::ProtoFun;
use crate::vm::Next;
use crate::vm::stack::M;

/// How hot code is.
#[derive(Clone, Copy)]
pub(crate) struct Heat;

impl Heat {
    /// Code that stays in tier 0.
    pub(crate) const NEVER: Heat = Heat;
    /// Code that has not run.
    pub(crate) fn new(_: &Vm) -> Heat {
        Heat
    }
}

impl This<ProtoFun> {
    /// Calls of it are bound at length from now on: there are no words that would do otherwise.
    #[inline(always)]
    pub(crate) fn bind_in_words(self, _: &mut Vm) {}
}

/// Says that something is hot: nothing is.
pub(crate) enum IsHot {}

/// What tier 1 knows of a frame.
pub(crate) struct HotFrame;

impl HotFrame {
    /// Of a frame that begins with a code.
    #[inline(always)]
    pub(crate) fn of(_: This<ProtoFun>, _: &mut Vm) -> HotFrame {
        HotFrame
    }
}

/// All translated code: none.
pub(crate) struct HotList;

impl HotList {
    /// No code.
    pub(crate) const EMPTY: HotList = HotList;
}

impl Vm {
    /// After marking: nothing.
    #[inline(always)]
    pub(crate) fn sort_words(&mut self) {}

    /// Memory is short: there is nothing to give up.
    #[inline(always)]
    pub(crate) fn give_up_words(&mut self) -> bool {
        false
    }
}

/// A place in tier 1: there is none.
pub(crate) enum W {}

/// A frame was pushed whose state is `m`.
#[inline(always)]
pub(crate) fn entered(_: &mut Vm, m: M) -> Next {
    Next::Go(m)
}

/// A jump backwards was done.
#[inline(always)]
pub(crate) fn looped(_: &mut Vm, m: M) -> Next {
    Next::Go(m)
}

/// A frame goes on whose state is `m`.
#[inline(always)]
pub(crate) fn returned(_: &mut Vm, m: M) -> Next {
    Next::Go(m)
}

/// Where tier 1 goes on.
#[inline(always)]
pub(crate) fn resume(_: &mut Vm, _: M) -> Option<W> {
    None
}

/// As [`resume`], for code that may have to be translated.
#[inline(always)]
pub(crate) fn enter(_: &mut Vm, _: M) -> Option<W> {
    None
}

/// Runs words one after the other until tier 0 is to go on, or the loop ends.
#[inline(always)]
pub(crate) fn run(w: W, _: &mut Vm) -> bool {
    match w {}
}

/// Goes on at a place in tier 1.
#[allow(dead_code)]
#[inline(always)]
pub(crate) fn jump(w: W, _: &mut Vm) {
    match w {}
}
