//! Compiled files on a PC: as trees, in archives, as constant data of firmware.
//!
//! The interpreter reads compiled files into its own objects. Tools want to look at them, and firmware wants them to be
//! constants before there is an interpreter: [`mod@unit`] reads a file into a tree, [`archive`] writes frozen archives,
//! [`rom`] writes Rust source.
#![forbid(unsafe_code)]

pub mod archive;
pub mod rom;
pub mod unit;

pub use unit::Unit;
