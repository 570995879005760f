//! What Python's operations mean, for any type.

pub mod args;
pub mod attr;
pub mod binary;
mod bind;
pub mod buffer;
pub mod call;
mod construct;
pub mod dict;
pub mod each;
pub mod exc;
pub mod files;
pub mod frozen;
pub mod import;
pub mod iter;
pub mod module_state;
mod nested;
pub mod ops;
pub mod print;
pub mod send;
pub mod spread;
pub mod stream;
pub mod stream_methods;
pub mod unpack;
pub mod vfs;
