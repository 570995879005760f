//! What a `.mpy` can say: opcodes, operations, preludes, names, raw code.
#![no_std]
#![forbid(unsafe_code)]

pub mod opcodes;
pub mod qstr;

pub use opcodes::{Opcode, OperandKind};
