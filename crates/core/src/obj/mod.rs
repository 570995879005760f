//! The value word, and conversions between it and Rust values.

pub mod convert;
#[allow(unsafe_code)]
pub mod word;

pub use convert::{FromObj, IntoRes, Opt};
pub use word::{Obj, Slot};
