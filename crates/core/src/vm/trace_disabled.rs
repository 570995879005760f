//! Tracing in a build without `sys.settrace`: nobody is ever told of anything.
//!
//! What asks whether somebody wants to be told is answered at compile time, so that nothing of it is left.
use core::convert::Infallible;

use crate::obj::{Obj, Slot};
use crate::{Res, Vm};

/// What a thread knows of its tracing.
pub(crate) struct Settrace;

impl Settrace {
    /// Of a thread where nobody wants to be told of anything.
    pub(crate) const NONE: Settrace = Settrace;

    /// Whether functions that are entered are traced.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        false
    }

    /// Whether a frame runs traced.
    #[inline]
    pub(crate) fn has_frames(&self) -> bool {
        false
    }
}

impl Vm {
    /// Sets the function that is told of calls, which is never called.
    pub fn set_trace(&mut self, _callback: Slot) {}
}

/// The frame that was pushed last begins: nobody wants a picture of it.
///
/// # Raises
/// Nothing.
pub(crate) fn begin(_vm: &mut Vm, _fresh: bool) -> Res<Option<Infallible>> {
    Ok(None)
}

/// A frame that was traced has ended, which none has.
pub(crate) fn end(_vm: &mut Vm, frame: Infallible) {
    match frame {}
}

/// Before each instruction of a traced loop.
///
/// # Raises
/// Nothing.
pub(crate) fn tick(_vm: &mut Vm) -> Res<()> {
    Ok(())
}

/// An exception has come to the running frame.
pub(crate) fn raised(_vm: &mut Vm, exception: Obj) -> Obj {
    exception
}
