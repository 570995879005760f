//! Is code what the virtual machine takes for granted?
//!
//! The machine runs code without looking at operands and stack depth again. What did not come from our compiler in this
//! run is looked at here first, once: every byte belongs to an instruction, jumps land on instructions, indices lie
//! inside their tables, and on every path the stack stays within the room that the prelude asks for, with nothing on it
//! that the instruction at hand cannot take (the null word, the state of a loop, the reason of a `finally`).
//!
//! It works in two steps, so that it needs no memory of its own: [`Survey::of`] reads the instructions in order, and
//! says how many words the walk needs; [`Survey::walk`] follows the paths.

mod state;
mod step;

use crate::decode::{Instruction, decode};
use crate::opcodes::{Opcode, OperandKind};
use crate::prelude::{FLAG_GENERATOR, FLAG_VAR_ARGS, FLAG_VAR_KEYWORDS, Prelude};
use state::Memory;
pub use step::UNWINDING;

/// What is wrong with code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlawKind {
    /// The prelude is cut off, or says what cannot be.
    Prelude,
    /// No instruction, or one that is cut off.
    Instruction,
    /// An operand that its instruction cannot have.
    Operand,
    /// A name that the table does not have.
    Name,
    /// A constant that the table does not have.
    Const,
    /// A child that the code does not have.
    Child,
    /// A jump to where no instruction starts.
    Jump,
    /// More on the stack than there is room for.
    Overflow,
    /// Less on the stack than is taken from it.
    Underflow,
    /// Something on the stack that cannot be used so.
    Value,
    /// Two paths meet with different stacks.
    Meeting,
    /// Exception blocks that do not nest, or too many of them.
    Block,
    /// Paths that end without a return.
    End,
}

impl FlawKind {
    /// A few words on it.
    pub const fn text(self) -> &'static str {
        match self {
            FlawKind::Prelude => "bad prelude",
            FlawKind::Instruction => "no instruction",
            FlawKind::Operand => "bad operand",
            FlawKind::Name => "no such name",
            FlawKind::Const => "no such constant",
            FlawKind::Child => "no such function",
            FlawKind::Jump => "bad jump",
            FlawKind::Overflow => "stack overflow",
            FlawKind::Underflow => "stack underflow",
            FlawKind::Value => "bad value on the stack",
            FlawKind::Meeting => "paths disagree",
            FlawKind::Block => "bad block",
            FlawKind::End => "no end",
        }
    }
}

/// A flaw and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What it is.
    pub kind: FlawKind,
    /// Offset of the instruction from the start of the code (its prelude).
    pub at: usize,
}

/// How long the tables are that code refers to.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// Names of the module.
    pub n_names: usize,
    /// Constants of the module.
    pub n_consts: usize,
    /// Functions that the code makes.
    pub n_children: usize,
}

/// Most slots of locals and stack, and most exception blocks; more than any board has room for.
const STATE_MAX: u32 = 0xfffe;

/// What the instructions say when they are read in order.
#[derive(Clone, Copy, Debug)]
pub struct Survey {
    /// Offset of the first instruction.
    first: usize,
    /// Slots that are left for the stack.
    room: usize,
    /// Exception blocks that may be open at once.
    n_blocks: usize,
    /// Places that are reached other than from the instruction before, at most.
    n_targets: usize,
    is_generator: bool,
}

impl Survey {
    /// Reads the prelude and every instruction of a code once.
    ///
    /// # Errors
    /// The first flaw.
    pub fn of(code: &[u8], tables: &Tables) -> Result<Survey, Flaw> {
        let prelude = Flaw { kind: FlawKind::Prelude, at: 0 };
        let p = Prelude::decode(code).ok_or(prelude)?;
        if p.n_def_pos_args > p.n_pos_args || p.n_state > STATE_MAX || p.n_exc_stack > STATE_MAX {
            return Err(prelude);
        }
        let mut names = p.names(code);
        for _ in 0..=p.n_arg_names() {
            let name = names.next().ok_or(prelude)?;
            if name as usize >= tables.n_names {
                return Err(Flaw { kind: FlawKind::Name, at: 0 });
            }
        }
        let stars = [FLAG_VAR_ARGS, FLAG_VAR_KEYWORDS].map(|flag| u32::from(p.scope_flags & flag != 0));
        let mut locals = p.n_arg_names() + stars[0] + stars[1];
        for &cell in p.cells(code) {
            locals = locals.max(u32::from(cell) + 1);
        }
        let first = p.code_start();
        let body = code.get(first..).unwrap_or_default();
        let (mut at, mut n_targets) = (0, 1);
        let mut last = None;
        while at < body.len() {
            let flaw = |kind| Flaw { kind, at: first + at };
            let it = decode(body, at).ok_or(flaw(FlawKind::Instruction))?;
            for (&operand, kind) in it.operands.iter().zip(it.opcode.operands()) {
                let (len, kind) = match kind {
                    OperandKind::Qstr => (tables.n_names, FlawKind::Name),
                    OperandKind::Const => (tables.n_consts, FlawKind::Const),
                    OperandKind::Child => (tables.n_children, FlawKind::Child),
                    _ => continue,
                };
                if operand as usize >= len {
                    return Err(flaw(kind));
                }
            }
            if !is_operand_good(&it) {
                return Err(flaw(FlawKind::Operand));
            }
            locals = locals.max(local(&it).map_or(0, |local| local.saturating_add(1)));
            n_targets += usize::from(it.target().is_some());
            at = it.next;
            last = Some(it.opcode);
        }
        let end = Flaw { kind: FlawKind::End, at: first + at };
        if !last.is_some_and(Opcode::ends_flow) {
            return Err(end);
        }
        Ok(Survey {
            first,
            room: p.n_state.checked_sub(locals).ok_or(prelude)? as usize,
            n_blocks: p.n_exc_stack as usize,
            n_targets,
            is_generator: p.scope_flags & FLAG_GENERATOR != 0,
        })
    }

    /// How many words [`Survey::walk`] wants for a code of this length. `None`: more than can be.
    pub fn n_words(&self, code: &[u8]) -> Option<usize> {
        Memory::n_words(self, code.len())
    }

    /// Follows every path. `words` are as many as [`Survey::n_words`] says, and zero.
    ///
    /// # Errors
    /// The first flaw on any path.
    pub fn walk(&self, code: &[u8], words: &mut [u32]) -> Result<(), Flaw> {
        let body = code.get(self.first..).unwrap_or_default();
        let mut memory = Memory::new(self, body.len(), words);
        step::walk(self, body, &mut memory).map_err(|(kind, at)| Flaw { kind, at: self.first + at })
    }
}

/// Whether the operands are such as the machine's handlers expect.
fn is_operand_good(it: &Instruction) -> bool {
    let operand = it.operands[0];
    match it.opcode {
        Opcode::BuildSlice => matches!(operand, 2 | 3),
        Opcode::StoreComp => operand & 3 != 3,
        Opcode::UnpackEx => operand <= 0xffff,
        _ => true,
    }
}

/// The local that an instruction works on.
fn local(it: &Instruction) -> Option<u32> {
    use Opcode::*;
    match it.opcode {
        LoadFastN | StoreFastN | LoadDeref | StoreDeref | DeleteFast | DeleteDeref => Some(it.operands[0]),
        LoadFastMulti | StoreFastMulti => Some(u32::from(it.multi)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
