//! Instructions read from code, with every bound checked.

use crate::opcodes::{Opcode, OperandKind};
use crate::varint;

/// One instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// What it does.
    pub opcode: Opcode,
    /// The number within the byte of an opcode that has several: `byte - opcode.byte()`.
    pub multi: u8,
    /// The operands in order. Labels are targets: offsets from the first instruction.
    pub operands: [u32; 2],
    /// The value of `load_const_small_int`.
    pub value: i64,
    /// Offset of the next instruction.
    pub next: usize,
}

impl Instruction {
    /// How many values it takes from the stack and how many it leaves.
    pub fn stack_effect(&self) -> (u32, u32) {
        self.opcode.stack_effect(self.operands)
    }

    /// The local that it works on.
    pub fn local(&self) -> Option<u32> {
        use Opcode::*;
        match self.opcode {
            LoadFastN | StoreFastN | LoadDeref | StoreDeref | DeleteFast | DeleteDeref => {
                Some(self.operands[0])
            }
            LoadFastMulti | StoreFastMulti => Some(u32::from(self.multi)),
            _ => None,
        }
    }

    /// Where it may jump.
    pub fn target(&self) -> Option<usize> {
        matches!(self.opcode.operands().next(), Some(OperandKind::ULabel | OperandKind::SLabel))
            .then_some(self.operands[0] as usize)
    }
}

/// Reads the instruction at `at` of `code`, which starts with the first instruction (no prelude).
/// `None` if it is cut off, no opcode, or jumps before the start.
pub fn decode(code: &[u8], at: usize) -> Option<Instruction> {
    let byte = *code.get(at)?;
    let opcode = Opcode::from_byte(byte)?;
    let mut it =
        Instruction { opcode, multi: byte - opcode.byte(), operands: [0; 2], value: 0, next: at + 1 };
    for (kind, operand) in opcode.operands().zip(&mut it.operands) {
        let next = &mut it.next;
        *operand = match kind {
            OperandKind::VarInt => {
                it.value = varint::decode_int(code, next)?;
                it.value as u32
            }
            OperandKind::ULabel => label(code, next, 0)?,
            OperandKind::SLabel => label(code, next, 1)?,
            OperandKind::Byte => {
                let byte = *code.get(*next)?;
                *next += 1;
                u32::from(byte)
            }
            _ => varint::decode_uint(code, next)?,
        };
    }
    Some(it)
}

/// Reads a label at `*at`, moves past it and gives its target.
fn label(code: &[u8], at: &mut usize, signed: i64) -> Option<u32> {
    let low = *code.get(*at)? as i64;
    let distance = if low & 0x80 == 0 {
        *at += 1;
        low - signed * 0x40
    } else {
        let high = *code.get(*at + 1)? as i64;
        *at += 2;
        (low & 0x7f | high << 7) - signed * 0x4000
    };
    u32::try_from(*at as i64 + distance).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_targets() {
        let code = [0x42, 0x42, 0x42, 0x35, 0x4b, 0x80, 0x01];
        assert_eq!(decode(&code, 0).unwrap().target(), Some(4));
        assert_eq!(decode(&code, 2), None);
        assert_eq!(decode(&[0x51, 0x42, 0x3d], 1).unwrap().target(), Some(0));
        assert_eq!(decode(&code, 4).unwrap().target(), Some(7 + 0x80));
        assert_eq!(decode(&[0x42, 0x00], 0), None);
    }

    #[test]
    fn any_bytes_are_read_without_harm() {
        for a in 0..=255u8 {
            for b in 0..=255u8 {
                for len in 1..5 {
                    let _ = decode(&[a, b, b, a, b][..len], 0);
                }
            }
        }
    }
}
