//! How Rust becomes Python: natives, modules and classes as static tables.

pub mod def;
pub mod macros;

pub use def::{ANY, ModuleDef, Native, NativeFun, NativeKwFun, Typed};
