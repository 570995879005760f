//! Handlers by group, each a type with a fast and a slow half.
//!
//! The slow half finds the frame saved with the operands still on the stack and ip behind the opcode.

mod arith;
mod attr;
mod build;
mod call;
mod exc;
mod import;
mod iter;
mod jump;
mod load_store;

pub(crate) use arith::*;
pub(crate) use attr::*;
pub(crate) use build::*;
pub(crate) use call::*;
pub(crate) use exc::*;
pub(crate) use import::*;
pub(crate) use iter::*;
pub(crate) use jump::*;
pub(crate) use load_store::*;

use super::stack::M;
use super::{Ctl, Flow};
use crate::obj::Obj;
use crate::{Raise, Res, Vm};

/// Declares handlers: `Name fast |m, vm| …` (with `N` as the number in the opcode), `slow |vm| …`, or both.
macro_rules! handler {
    ($Name:ident fast |$m:ident, $vm:ident| $fast:expr) => {
        pub(crate) struct $Name;
        impl crate::vm::dispatch::Handler for $Name {
            #[inline(always)]
            #[allow(unused_mut, unused_variables)]
            fn fast<const N: usize>(mut $m: crate::vm::stack::M, $vm: &mut crate::Vm) -> crate::vm::Next {
                $fast
            }
            #[inline(always)]
            fn slow<const N: usize>(_: &mut crate::Vm) -> crate::vm::Ctl {
                crate::vm::Ctl::Continue
            }
        }
    };
    ($Name:ident slow |$svm:ident| $slow:expr) => {
        pub(crate) struct $Name;
        impl crate::vm::dispatch::Handler for $Name {
            const HAS_FAST: bool = false;
            #[inline(always)]
            fn fast<const N: usize>(_: crate::vm::stack::M, _: &mut crate::Vm) -> crate::vm::Next {
                crate::vm::Next::Slow
            }
            #[inline(never)]
            fn slow<const N: usize>($svm: &mut crate::Vm) -> crate::vm::Ctl {
                $slow
            }
        }
    };
    ($Name:ident fast |$m:ident, $vm:ident| $fast:expr, slow |$svm:ident| $slow:expr) => {
        pub(crate) struct $Name;
        impl crate::vm::dispatch::Handler for $Name {
            #[inline(always)]
            #[allow(unused_mut, unused_variables)]
            fn fast<const N: usize>(mut $m: crate::vm::stack::M, $vm: &mut crate::Vm) -> crate::vm::Next {
                $fast
            }
            #[inline(never)]
            fn slow<const N: usize>($svm: &mut crate::Vm) -> crate::vm::Ctl {
                $slow
            }
        }
    };
}
pub(crate) use handler;

/// Ends a slow half that drops `m`'s operands and pushes a result, or has entered a frame, or has raised.
#[inline(always)]
pub(crate) fn finish(vm: &mut Vm, mut m: M, flow: Flow) -> Ctl {
    match flow {
        Flow::Value(value) => {
            m.push(value);
            vm.save(m);
            Ctl::Continue
        }
        Flow::Entered => Ctl::Continue,
        Flow::Raised(raise) => unwind(vm, raise),
    }
}

/// Ends a slow half that pushes nothing.
#[inline(always)]
pub(crate) fn done(vm: &mut Vm, m: M, result: Res<()>) -> Ctl {
    match result {
        Ok(()) => {
            vm.save(m);
            Ctl::Continue
        }
        Err(raise) => unwind(vm, raise),
    }
}

/// Ends a slow half with a value or an exception.
#[inline(always)]
pub(crate) fn value(vm: &mut Vm, m: M, result: Res<Obj>) -> Ctl {
    finish(vm, m, result.into())
}

/// An exception is pending: goes on at its handler, or ends the loop.
#[inline(never)]
pub(crate) fn unwind(vm: &mut Vm, raise: Raise) -> Ctl {
    exc::unwind_from(vm, raise, true)
}
