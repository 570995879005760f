//! Library modules that need nothing but the core.
//!
//! Each file is one module, with its Python surface as a table at the end. A build links the modules that it
//! lists, and no others.
#![no_std]
#![forbid(unsafe_code)]

pub mod array;
pub mod binascii;
pub mod cmath;
pub mod collections;
pub mod math;
pub mod random;
pub mod struct_;
