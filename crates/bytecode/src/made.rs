//! On which lines a code makes functions.

use crate::decode::decode;
use crate::line_info;
use crate::opcodes::Opcode;
use crate::prelude::Prelude;

/// Calls `each` with the number of each function that a code makes, and the line on which it does.
pub fn each(code: &[u8], prelude: &Prelude, mut each: impl FnMut(u32, u32)) {
    let Some(instructions) = code.get(prelude.code_start()..) else { return };
    let mut steps = line_info::steps(prelude.names(code).rest()).peekable();
    let (mut at, mut line, mut line_start) = (0, 1u32, 0);
    while let Some(instruction) = decode(instructions, at) {
        while let Some(step) = steps.next_if(|step| line_start + step.bytes as usize <= at) {
            line_start += step.bytes as usize;
            line = line.saturating_add(step.lines);
        }
        if let Opcode::MakeFunction
        | Opcode::MakeFunctionDefargs
        | Opcode::MakeClosure
        | Opcode::MakeClosureDefargs = instruction.opcode
        {
            each(instruction.operands[0], line);
        }
        at = instruction.next;
    }
}
