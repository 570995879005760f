//! What the interpreter asks of the world, as traits that a port implements.
//!
//! Nothing here does anything by itself: `system` names the services of an
//! operating system that the language core and its modules use (streams, clock,
//! randomness, files, threads, the interrupt key), `machine` the hardware below, for
//! whom it is granted.  A port, a simulator or an embedding program implements them
//! over whatever it has, and whatever it has not answers `ENOSYS` by default.  All
//! traits are object-safe, take `&self`, and know nothing of Python.
#![no_std]
#![forbid(unsafe_code)]

pub mod machine;
pub mod system;
