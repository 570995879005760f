//! Instructions that only move values, read and followed quickly.
//!
//! They are most of all code.
//! What they do is in one byte each of a table. It says nothing that [`decode`](crate::decode::decode) and
//! [`stack_effect`](crate::opcodes::Opcode::stack_effect) do not say too, and a test compares them.

use super::FlawKind;
use super::state::Memory;
use crate::opcodes::{Opcode, OperandKind};
use crate::ops::BinaryOp;
use crate::varint;

/// What stands behind the byte of a simple instruction, or in it.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Nothing that matters.
    None,
    /// The byte has the number of a local.
    Inside,
    /// A number: of a local.
    Local,
    /// Of a name.
    Name,
    /// Of a constant.
    Const,
    /// Of a function that the code makes.
    Child,
    /// How many arguments a call has.
    Call,
    /// A signed number.
    Int,
}

const OPERANDS: [Operand; 8] = [
    Operand::None,
    Operand::Inside,
    Operand::Local,
    Operand::Name,
    Operand::Const,
    Operand::Child,
    Operand::Call,
    Operand::Int,
];

/// An instruction in a byte: operand, values that it pops, whether it pushes one, whether it is simple at all.
#[derive(Clone, Copy)]
pub struct Form(u8);

impl Form {
    const NOT_SIMPLE: Form = Form(0);

    /// What a byte begins.
    #[inline(always)]
    pub fn of(byte: u8) -> Form {
        FORMS[byte as usize]
    }

    #[inline(always)]
    pub fn is_simple(self) -> bool {
        self.0 & 0x80 != 0
    }

    #[inline(always)]
    pub fn operand(self) -> Operand {
        OPERANDS[(self.0 & 7) as usize]
    }

    /// Values that it pops; a call pops more.
    #[inline(always)]
    fn pops(self) -> usize {
        (self.0 >> 3 & 3) as usize
    }

    #[inline(always)]
    fn pushes(self) -> usize {
        (self.0 >> 5 & 1) as usize
    }
}

const FORMS: [Form; 256] = {
    let mut forms = [Form::NOT_SIMPLE; 256];
    let mut byte = 0;
    while byte < 256 {
        if let Some(opcode) = Opcode::from_byte(byte as u8)
            && byte != (Opcode::BinaryOpMulti.byte() + BinaryOp::ExceptionMatch as u8) as usize
        {
            forms[byte] = form(opcode);
        }
        byte += 1;
    }
    forms
};

const fn form(opcode: Opcode) -> Form {
    use Opcode::*;
    let operand = match opcode {
        LoadFastMulti | StoreFastMulti => Operand::Inside,
        LoadFastN | StoreFastN | LoadDeref | StoreDeref | DeleteFast | DeleteDeref => Operand::Local,
        CallFunction => Operand::Call,
        LoadConstSmallInt => Operand::Int,
        LoadConstString
        | LoadConstObj
        | LoadConstFalse
        | LoadConstTrue
        | LoadConstSmallIntMulti
        | LoadName
        | LoadGlobal
        | LoadAttr
        | LoadBuildClass
        | LoadSubscr
        | StoreName
        | StoreGlobal
        | DeleteName
        | DeleteGlobal
        | PopTop
        | ImportName
        | ImportStar
        | MakeFunction
        | StoreMap
        | GetIter
        | UnaryOpMulti
        | BinaryOpMulti => match opcode.first_operand() {
            None => Operand::None,
            Some(OperandKind::Qstr) => Operand::Name,
            Some(OperandKind::Const) => Operand::Const,
            Some(OperandKind::Child) => Operand::Child,
            Some(_) => panic!("an operand that a simple instruction has not"),
        },
        _ => return Form::NOT_SIMPLE,
    };
    // Without arguments for a call, which are added when it is read.
    let (pops, pushes) = opcode.stack_effect([0, 0]);
    assert!(pops < 4 && pushes < 2);
    Form(operand as u8 | (pops as u8) << 3 | (pushes as u8) << 5 | 0x80)
}

/// Follows simple instructions from `at` on as long as they pop nothing but values and no handler begins: the offset of
/// the instruction that is none, or `None` where the path has met another.
///
/// # Errors
/// The flaw, and the instruction that it is in.
pub fn follow(
    body: &[u8],
    memory: &mut Memory<'_>,
    mut at: usize,
) -> Result<Option<usize>, (FlawKind, usize)> {
    if !memory.is_in_place(at, at) {
        return Ok(Some(at));
    }
    let limit = memory.limit();
    let mut depth = memory.depth();
    // The slots from `bottom` on hold values; the kinds of those from `low` on are not written down yet.
    let (mut bottom, mut low) = (depth, depth);
    while let Some(&byte) = body.get(at) {
        let form = Form::of(byte);
        if !form.is_simple() {
            break;
        }
        let mut next = at + 1;
        let mut pops = form.pops();
        match form.operand() {
            Operand::None | Operand::Inside => (),
            Operand::Call => {
                let Some(args) = varint::decode_uint(body, &mut next) else { break };
                pops += (args & 0xff) as usize + 2 * (args >> 8) as usize;
            }
            _ => {
                while body.get(next).is_some_and(|byte| byte & 0x80 != 0) {
                    next += 1;
                }
                next += 1;
            }
        }
        while depth - bottom < pops && memory.is_value_below(bottom) {
            bottom -= 1;
        }
        if depth - bottom < pops || memory.is_at_handler(next) {
            break;
        }
        depth -= pops;
        low = low.min(depth);
        depth += form.pushes();
        if depth > limit {
            return Err((FlawKind::Overflow, at));
        }
        let is_target = memory.is_target(next);
        if is_target {
            memory.push_values(low, depth);
            return memory.meet(next).map(|()| None).map_err(|kind| (kind, at));
        }
        at = next;
    }
    memory.push_values(low, depth);
    Ok(Some(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::decode;

    #[test]
    fn the_table_says_what_decoding_says() {
        for byte in 0..=255 {
            let form = Form::of(byte);
            if !form.is_simple() {
                continue;
            }
            let code = [byte, 0x02, 0x63];
            let it = decode(&code, 0).unwrap();
            let args = if form.operand() == Operand::Call { 2 } else { 0 };
            assert_eq!(
                it.stack_effect(),
                ((form.pops() + args) as u32, form.pushes() as u32),
                "{:?}",
                it.opcode
            );
            assert_eq!(it.next, 1 + usize::from(!matches!(form.operand(), Operand::None | Operand::Inside)));
            assert_eq!(it.local().is_some(), matches!(form.operand(), Operand::Inside | Operand::Local));
            assert!(it.target().is_none() && !it.opcode.ends_flow());
        }
    }
}
