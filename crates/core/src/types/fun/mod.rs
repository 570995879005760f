//! Callables: functions in bytecode, closures, bound methods, natives.

pub mod bound;
pub mod bytecode;
pub mod closure;
pub mod native;
