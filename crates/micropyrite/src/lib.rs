//! MicroPyrite: Python for small memories, to be embedded.
//!
//! The crate joins the parts (core, compiler, library modules) and is the door through which programs use them.
//! [`Builder`] takes all policy; [`Vm`] runs code; values that a program keeps are [`Root`]s, which survive
//! collections. Natives and ports that need more go through [`Vm::scope`] to the [`core`](mod@core).
//!
//! ```
//! use micropyrite::{Builder, Vm};
//! # mod board {
//! #     use micropyrite::hal::system::*;
//! #     pub struct Board(pub Pending);
//! #     impl Stdio for Board {
//! #         fn write(&self, bytes: &[u8]) -> Result<usize, Errno> { Ok(bytes.len()) }
//! #         fn read(&self, _: &mut [u8]) -> Result<usize, Errno> { Ok(0) }
//! #     }
//! #     impl Clock for Board { fn ticks_us(&self) -> u64 { 0 } }
//! #     impl Events for Board { fn pending(&self) -> &Pending { &self.0 } }
//! #     impl Entropy for Board {}
//! #     impl Files for Board {}
//! #     impl Threads for Board {}
//! #     impl System for Board {}
//! #     pub static BOARD: Board = Board(Pending::new());
//! # }
//! # use board::BOARD;
//! let memory = Box::leak(vec![0; 256 * 1024].into_boxed_slice());
//! let mut vm = Builder::new(memory, &BOARD).build()?;
//!
//! vm.exec("def on_tick(t):\n    return t * 1.5 + len('abc')")?;
//! let on_tick = vm.global("on_tick")?;
//! let out: f64 = vm.call(&on_tick, (21.0,))?;
//! assert_eq!(out, 34.5);
//!
//! let error = vm.exec("1 / 0").unwrap_err();
//! assert_eq!(error.to_string(), "ZeroDivisionError: divide by zero");
//! # Ok::<(), micropyrite::Error>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

mod builder;
pub mod compiler;
mod convert;
mod error;
pub mod modules;
mod root;
pub mod version;
mod vm;

pub use builder::Builder;
pub use compiler::SOURCE;
pub use convert::{Arguments, FromPython, IntoPython};
pub use error::Error;
pub use micropyrite_core as core;
pub use micropyrite_core::watch::Topics;
pub use micropyrite_hal as hal;
pub use root::Root;
pub use vm::Vm;
