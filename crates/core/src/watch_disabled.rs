//! Nothing is watched: the hooks of a build without the feature `trace`.
//!
//! The same names as in `watch`, all of which compile to nothing; what they are for is said there.
use core::fmt;
use core::ptr::NonNull;

use micropyrite_bytecode::qstr::Qstr;
use micropyrite_hal::system::System;

use crate::Vm;
use crate::heap::{Contents, Heap, This};
use crate::load::{Context, ProtoFun};
use crate::types::List;

/// A set of topics, of which there are none.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Topics(());

/// Why a list of topics was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Refused(());

impl Topics {
    /// Nothing.
    pub const NONE: Topics = Topics(());

    /// Reads names of topics: only an empty text will do.
    ///
    /// # Errors
    /// [`Refused`].
    #[inline(always)]
    pub const fn parse(text: &[u8]) -> Result<Topics, Refused> {
        if text.is_empty() { Ok(Topics::NONE) } else { Err(Refused(())) }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("this build cannot trace; one with the feature `trace` can: cargo run --features trace")
    }
}

pub(crate) struct Watch;

impl Watch {
    pub const NONE: Watch = Watch;

    #[inline(always)]
    pub fn new(_: Topics, _: &'static dyn System) -> Watch {
        Watch
    }
}

#[inline(always)]
pub(crate) fn area_added(_: &Watch, _: usize, _: usize, _: usize, _: usize, _: usize) {}

#[inline(always)]
pub(crate) fn allocated(_: &Heap, _: NonNull<u8>, _: usize, _: Contents) {}

#[inline(always)]
pub(crate) fn freed(_: &Watch, _: usize, _: usize, _: usize) {}

#[inline(always)]
pub(crate) fn resized(_: &Watch, _: usize, _: usize, _: usize, _: usize) {}

#[inline(always)]
pub(crate) fn sweeping(_: &Heap) {}

#[inline(always)]
pub(crate) fn interned(_: &Vm, _: Qstr) {}

#[inline(always)]
pub(crate) fn map_resized(_: &Watch, _: bool, _: usize, _: usize, _: usize, _: Option<usize>) {}

#[inline(always)]
pub(crate) fn unit_loaded(_: &Vm, _: This<List>, _: This<Context>) {}

#[inline(always)]
pub(crate) fn imported(_: &Vm, _: Qstr, _: &str, _: &[u8]) {}

#[inline(always)]
pub(crate) fn entered(_: &Vm, _: usize, _: usize) {}

#[inline(always)]
pub(crate) fn made_generator(_: &Vm, _: This<ProtoFun>, _: usize, _: usize) {}

#[inline(always)]
pub(crate) fn resumed(_: &Vm) {}

#[inline(always)]
pub(crate) const fn shows_instructions(_: &Vm) -> bool {
    false
}

#[inline(always)]
pub(crate) fn instruction(_: &Vm) {}
