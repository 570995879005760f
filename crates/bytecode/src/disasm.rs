//! The listing of a code, in the form of `-v -v`.
//!
//! The form is upstream's, byte for byte; tools and tests read it. What names, constants and addresses are,
//! the caller knows: it gives a [`View`].

use core::fmt::{self, Write};

use crate::decode::{Instruction, decode};
use crate::line_info;
use crate::opcodes::{Opcode, OperandKind, SMALL_INT_MULTI_EXCESS};
use crate::ops::{BinaryOp, UnaryOp};
use crate::prelude::Prelude;

/// What a listing asks of the module a code belongs to.
pub trait View {
    /// Writes the name at `index` of the module's table.
    fn name(&self, index: u32, out: &mut dyn Write) -> fmt::Result;
    /// Writes the constant at `index` of the module's table: its address, `=`, its repr.
    fn constant(&self, index: u32, out: &mut dyn Write) -> fmt::Result;
    /// Writes the address of the code's child at `index`.
    fn child(&self, index: u32, out: &mut dyn Write) -> fmt::Result;
    /// Writes the address of the code's descriptor.
    fn descriptor(&self, out: &mut dyn Write) -> fmt::Result;
    /// Writes the address of its bytes.
    fn address(&self, out: &mut dyn Write) -> fmt::Result;
}

/// Writes the whole listing of `code`: header, bytes, names, line info, instructions.
pub fn dump(code: &[u8], view: &dyn View, out: &mut dyn Write) -> fmt::Result {
    let Some(prelude) = Prelude::decode(code) else {
        return out.write_str("invalid prelude\n");
    };
    let n_prelude = prelude.code_start();
    out.write_str("File ")?;
    view.name(0, out)?;
    out.write_str(", code block '")?;
    let mut names = prelude.names(code);
    if let Some(name) = names.next() {
        view.name(name, out)?;
    }
    out.write_str("' (descriptor: ")?;
    view.descriptor(out)?;
    out.write_str(", bytecode @")?;
    view.address(out)?;
    writeln!(out, " {} bytes)", code.len())?;
    writeln!(out, "Raw bytecode (code_info_size={n_prelude}, bytecode_size={}):", code.len() - n_prelude)?;
    for (i, byte) in code.iter().enumerate() {
        if i > 0 && i % 16 == 0 {
            out.write_char('\n')?;
        }
        write!(out, " {byte:02x}")?;
    }
    out.write_str("\narg names:")?;
    for name in names {
        out.write_char(' ')?;
        view.name(name, out)?;
    }
    writeln!(out, "\n(N_STATE {})\n(N_EXC_STACK {})", prelude.n_state, prelude.n_exc_stack)?;
    for cell in prelude.cells(code) {
        writeln!(out, "(INIT_CELL {cell})")?;
    }
    let (mut offset, mut line) = (0, 1);
    writeln!(out, "  bc={offset} line={line}")?;
    for step in line_info::steps(prelude.names(code).rest()) {
        offset += step.bytes;
        line += step.lines;
        writeln!(out, "  bc={offset} line={line}")?;
    }
    instructions(code.get(n_prelude..).unwrap_or(&[]), view, out)
}

/// Writes one line for each instruction.
pub fn instructions(code: &[u8], view: &dyn View, out: &mut dyn Write) -> fmt::Result {
    let mut at = 0;
    while at < code.len() {
        write!(out, "{at:02} ")?;
        let Some(it) = decode(code, at) else {
            return writeln!(out, "no opcode: 0x{:02x}", code.get(at).copied().unwrap_or(0));
        };
        instruction(&it, view, out)?;
        out.write_char('\n')?;
        at = it.next;
    }
    Ok(())
}

/// Writes one instruction, without its offset.
pub fn instruction(it: &Instruction, view: &dyn View, out: &mut dyn Write) -> fmt::Result {
    match it.opcode {
        Opcode::LoadConstSmallIntMulti => {
            return write!(out, "LOAD_CONST_SMALL_INT {}", it.multi as i32 - SMALL_INT_MULTI_EXCESS);
        }
        Opcode::LoadFastMulti => return write!(out, "LOAD_FAST {}", it.multi),
        Opcode::StoreFastMulti => return write!(out, "STORE_FAST {}", it.multi),
        Opcode::UnaryOpMulti => {
            let method = UnaryOp::from_number(it.multi).map_or("", UnaryOp::method);
            return write!(out, "UNARY_OP {} {method}", it.multi);
        }
        Opcode::BinaryOpMulti => {
            let method = BinaryOp::from_number(it.multi).map_or("", BinaryOp::method);
            return write!(out, "BINARY_OP {} {method}", it.multi);
        }
        _ => {}
    }
    for letter in it.opcode.name().bytes() {
        out.write_char(letter.to_ascii_uppercase() as char)?;
    }
    let quoted = matches!(it.opcode, Opcode::LoadConstString | Opcode::ImportName | Opcode::ImportFrom);
    for (kind, operand) in it.opcode.operands().zip(it.operands) {
        out.write_char(' ')?;
        match kind {
            OperandKind::VarInt => write!(out, "{}", it.value)?,
            OperandKind::Qstr if quoted => {
                out.write_char('\'')?;
                view.name(operand, out)?;
                out.write_char('\'')?;
            }
            OperandKind::Qstr => view.name(operand, out)?,
            OperandKind::Const => view.constant(operand, out)?,
            OperandKind::Child => view.child(operand, out)?,
            OperandKind::CallArgs => write!(out, "n={} nkw={}", operand & 0xff, operand >> 8 & 0xff)?,
            _ => write!(out, "{operand}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::String;

    struct Plain;

    impl View for Plain {
        fn name(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
            out.write_str(["file.py", "<module>", "print"].get(index as usize).unwrap_or(&"?"))
        }
        fn constant(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
            write!(out, "0x0={index}")
        }
        fn child(&self, _: u32, out: &mut dyn Write) -> fmt::Result {
            out.write_str("0x0")
        }
        fn descriptor(&self, out: &mut dyn Write) -> fmt::Result {
            out.write_str("0x1")
        }
        fn address(&self, out: &mut dyn Write) -> fmt::Result {
            out.write_str("0x2")
        }
    }

    #[test]
    fn the_listing_is_upstreams() {
        let code = [0x08, 0x04, 0x01, 0x40, 0x11, 0x02, 0x81, 0x34, 0x01, 0x59, 0x51, 0x63];
        let mut out = String::new();
        dump(&code, &Plain, &mut out).unwrap();
        let expected = "File file.py, code block '<module>' (descriptor: 0x1, bytecode @0x2 12 bytes)\n\
            Raw bytecode (code_info_size=4, bytecode_size=8):\n\
            \x20 08 04 01 40 11 02 81 34 01 59 51 63\n\
            arg names:\n(N_STATE 2)\n(N_EXC_STACK 0)\n  bc=0 line=1\n  bc=0 line=3\n\
            00 LOAD_NAME print\n02 LOAD_CONST_SMALL_INT 1\n03 CALL_FUNCTION n=1 nkw=0\n\
            05 POP_TOP\n06 LOAD_CONST_NONE\n07 RETURN_VALUE\n";
        assert_eq!(out, expected.replace("  08", " 08"));
    }
}
