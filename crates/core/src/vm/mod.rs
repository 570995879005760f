//! The virtual machine: frames, dispatch, handlers.
//!
//! Handlers compose, they define no meaning: a handler tries a fast path that lives with its type, and else
//! calls a runtime operation.

#[allow(unsafe_code)]
pub(crate) mod dispatch;
#[allow(unsafe_code)]
pub mod frame;
pub(crate) mod ops;
#[allow(unsafe_code)]
pub(crate) mod stack;
#[cfg_attr(not(all(feature = "tier1", target_pointer_width = "64")), path = "tier1_disabled.rs")]
pub(crate) mod tier1;
#[cfg_attr(not(feature = "level-everything"), path = "trace_disabled.rs")]
pub(crate) mod trace;

use crate::obj::Obj;
use crate::{Raise, Res};

/// What a fast half answers.
pub(crate) enum Next {
    /// On with the next instruction.
    Go(stack::M),
    /// On with the next instruction, in tier 1 if it can be: a function was entered, or code turned out to be hot.
    // Builds without tier 1 never make one.
    #[allow(dead_code)]
    Hot(stack::M, tier1::IsHot),
    /// The slow half must do it; nothing was changed.
    Slow,
}

/// What a slow half answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ctl {
    /// On with the instruction where the top frame says.
    Continue,
    /// The loop ends: its outermost frame has returned or raised.
    Exit,
}

/// What an operation answers that may enter Python.
pub enum Flow {
    /// The result.
    Value(Obj),
    /// A frame was pushed; its end will bring the result to where the frame's `Resume` says.
    Entered,
    /// An exception is pending.
    Raised(Raise),
}

impl From<Res> for Flow {
    #[inline(always)]
    fn from(result: Res) -> Flow {
        match result {
            Ok(value) => Flow::Value(value),
            Err(raise) => Flow::Raised(raise),
        }
    }
}
