//! File systems as bytes.
//!
//! Nothing here knows Python, a device or the system: an image is a slice, and what stands in it is never trusted.
//! Nothing allocates.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

pub mod romfs;
