//! What a `.mpy` can say: opcodes, operations, preludes, names, raw code.
//!
//! The lowest layer: every fact that a compiled file depends on has its home here, and nothing else does.
//! Reading never trusts: whatever the bytes are, the answer is a value or `None`.
#![no_std]
#![forbid(unsafe_code)]

pub mod decode;
pub mod disasm;
pub mod frozen;
pub mod line_info;
pub mod made;
pub mod mpy;
pub mod opcodes;
pub mod ops;
pub mod prelude;
pub mod qstr;
pub mod raw_code;
pub mod varint;
pub mod verify;

pub use decode::{Instruction, decode};
pub use opcodes::{Opcode, OperandKind};
pub use ops::{BinaryOp, UnaryOp};
pub use prelude::Prelude;
pub use raw_code::{CodeBytes, CodeId, CodeKind, Packed, RawCode};
