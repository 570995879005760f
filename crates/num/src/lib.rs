//! Numbers without objects: integers of any size, floats as text, powers.
//!
//! Python's arithmetic lives here apart from the heap and the object model, so
//! that the compiler (constant folding), the runtime and the modules share one
//! implementation, and so that it can be tested against oracles on its own.
//! Nothing in this crate allocates: big-integer operations write into slices
//! which the caller sizes beforehand with the `*_len` and `*_scratch` functions.

#![no_std]
#![forbid(unsafe_code)]

pub mod elementary;
pub mod float;
pub mod mpz;
pub mod real;
pub mod small;
