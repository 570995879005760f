//! The running side: heap, objects, types, runtime operations, virtual machine.
//!
//! Core runs code and cannot read source: it links what a compiler or a `.mpy` reader hands it. All of its
//! memory is the heap of a [`Vm`]; all of its state is in the `Vm`, which is passed first.
#![no_std]
#![deny(unsafe_code)]

pub mod config;
#[macro_use]
pub mod message;
pub mod obj;
#[allow(unsafe_code)]
pub mod heap;
pub mod qstr;
#[cfg(any(feature = "single-precision", test))]
mod gamma;
pub mod real;
pub mod types;
pub mod native;
pub mod runtime;
pub mod vm;
pub mod load;
pub mod sched;
pub mod state;
pub mod boot;
pub mod builtins;
#[cfg_attr(not(feature = "trace"), path = "watch_disabled.rs")]
pub mod watch;

pub use micropyrite_bytecode as bytecode;
pub use micropyrite_bytecode::qstr as q;
pub use micropyrite_bytecode::qstr::Qstr;
pub use micropyrite_hal as hal;
pub use micropyrite_num as num;
pub use obj::{Obj, Slot};
pub use state::{Raise, Res, Vm};
pub use types::Ty;
