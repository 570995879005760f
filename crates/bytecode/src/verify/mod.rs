//! Is code what the virtual machine takes for granted?
//!
//! The machine runs code without looking at operands and stack depth again. What did not come from our compiler in this
//! run is looked at here first, once: every byte belongs to an instruction, jumps land on instructions, indices lie
//! inside their tables, and on every path the stack stays within the room that the prelude asks for, with nothing on it
//! that the instruction at hand cannot take (the null word, the state of a loop, the reason of a `finally`).
//!
//! It works in two steps, so that it needs no memory of its own: [`Survey::of`] looks at the prelude and says how many
//! words the rest needs; [`Survey::verify`] does it.

mod simple;
mod state;
mod step;

use core::ops::RangeInclusive;

use crate::decode::{Instruction, decode};
use crate::opcodes::{Opcode, OperandKind};
use crate::prelude::{FLAG_GENERATOR, Prelude};
use crate::varint;
use simple::{Form, Operand};
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

/// The opcodes of all instructions that jump.
const JUMPS: RangeInclusive<u8> = Opcode::UnwindJump.byte()..=Opcode::ForIter.byte();
const _: () = {
    let mut i = 0;
    while i < Opcode::ALL.len() {
        let opcode = Opcode::ALL[i];
        assert!(!opcode.jumps() || *JUMPS.start() <= opcode.byte() && opcode.byte() <= *JUMPS.end());
        i += 1;
    }
};

/// Most slots of locals and stack, and most exception blocks; more than any board has room for.
const STATE_MAX: u32 = 0xfffe;

/// What the prelude says, and how much memory it takes to verify the rest.
#[derive(Clone, Copy, Debug)]
pub struct Survey {
    prelude: Prelude,
    /// Slots of the stack, at most.
    room_max: usize,
    /// Places that are reached other than from the instruction before, at most.
    n_targets: usize,
}

impl Survey {
    /// Reads the prelude of a code.
    ///
    /// # Errors
    /// It is wrong.
    pub fn of(code: &[u8]) -> Result<Survey, Flaw> {
        let flaw = Flaw { kind: FlawKind::Prelude, at: 0 };
        let p = Prelude::decode(code).ok_or(flaw)?;
        if p.n_def_pos_args > p.n_pos_args || p.n_state > STATE_MAX || p.n_exc_stack > STATE_MAX {
            return Err(flaw);
        }
        let room_max = p.n_state.checked_sub(p.n_first_locals(code)).ok_or(flaw)? as usize;
        // Whatever looks like the opcode of a jump counts.
        let body = code.get(p.code_start()..).unwrap_or_default();
        let n_jumps = body.iter().filter(|byte| JUMPS.contains(byte)).count();
        Ok(Survey { prelude: p, room_max, n_targets: n_jumps + 1 })
    }

    /// Exception blocks that may be open at once.
    fn n_blocks(&self) -> usize {
        self.prelude.n_exc_stack as usize
    }

    /// How many words [`Survey::verify`] wants for the code. `None`: more than can be.
    pub fn n_words(&self, code: &[u8]) -> Option<usize> {
        Memory::n_words(self, code.len())
    }

    /// Reads every instruction, then follows every path; gives the number of locals. `words` are as many as
    /// [`Survey::n_words`] says, and zero.
    ///
    /// # Errors
    /// The first flaw.
    pub fn verify(&self, code: &[u8], tables: &Tables, words: &mut [u32]) -> Result<u32, Flaw> {
        let prelude = Flaw { kind: FlawKind::Prelude, at: 0 };
        let mut names = self.prelude.names(code);
        for _ in 0..=self.prelude.n_arg_names() {
            let name = names.next().ok_or(prelude)?;
            if name as usize >= tables.n_names {
                return Err(Flaw { kind: FlawKind::Name, at: 0 });
            }
        }
        let first = self.prelude.code_start();
        let body = code.get(first..).unwrap_or_default();
        let mut memory = Memory::new(self, body.len(), words);
        let placed = |(kind, at)| Flaw { kind, at: first + at };
        let n_locals =
            self.read(body, tables, &mut memory).map_err(placed)?.max(self.prelude.n_first_locals(code));
        let room = self.prelude.n_state.checked_sub(n_locals).ok_or(prelude)?;
        memory.set_room(room as usize);
        let is_generator = self.prelude.scope_flags & FLAG_GENERATOR != 0;
        step::walk(body, is_generator, &mut memory).map_err(placed)?;
        Ok(n_locals)
    }

    /// Reads the instructions in order: what each says by itself, and where they start and jump to. Gives the number of
    /// locals that they use.
    fn read(&self, body: &[u8], tables: &Tables, memory: &mut Memory<'_>) -> Result<u32, (FlawKind, usize)> {
        let (mut at, mut n_locals) = (0, 0);
        let mut last = None;
        memory.add_target(0);
        while let Some(&byte) = body.get(at) {
            memory.note_start(at);
            let form = Form::of(byte);
            if !form.is_simple() {
                if let Some(opcode) = Opcode::from_byte(byte)
                    && opcode.first_operand().is_none()
                {
                    last = Some(opcode);
                    at += 1;
                    continue;
                }
                let it = read_other(body, at, tables, memory).map_err(|kind| (kind, at))?;
                n_locals = n_locals.max(it.local().map_or(0, |local| local.saturating_add(1)));
                at = it.next;
                last = Some(it.opcode);
                continue;
            }
            last = None;
            let mut next = at + 1;
            let number = |next: &mut usize| varint::decode_uint(body, next).ok_or(FlawKind::Instruction);
            let index = |next: &mut usize, len: usize, flaw: FlawKind| match number(next)? {
                index if (index as usize) < len => Ok(()),
                _ => Err(flaw),
            };
            let read = match form.operand() {
                Operand::None => Ok(()),
                Operand::Inside => {
                    n_locals = n_locals.max(u32::from(byte & 15) + 1);
                    Ok(())
                }
                Operand::Local => {
                    number(&mut next).map(|local| n_locals = n_locals.max(local.saturating_add(1)))
                }
                Operand::Name => index(&mut next, tables.n_names, FlawKind::Name),
                Operand::Const => index(&mut next, tables.n_consts, FlawKind::Const),
                Operand::Child => index(&mut next, tables.n_children, FlawKind::Child),
                Operand::Call => number(&mut next).map(drop),
                Operand::Int => varint::decode_int(body, &mut next).map(drop).ok_or(FlawKind::Instruction),
            };
            read.map_err(|kind| (kind, at))?;
            at = next;
        }
        if !last.is_some_and(Opcode::ends_flow) {
            return Err((FlawKind::End, at));
        }
        memory.check_targets(body.len())?;
        Ok(n_locals)
    }
}

/// Reads an instruction with operands.
fn read_other(
    body: &[u8],
    at: usize,
    tables: &Tables,
    memory: &mut Memory<'_>,
) -> Result<Instruction, FlawKind> {
    let it = decode(body, at).ok_or(FlawKind::Instruction)?;
    for (&operand, kind) in it.operands.iter().zip(it.opcode.operands()) {
        match kind {
            OperandKind::Qstr if operand as usize >= tables.n_names => return Err(FlawKind::Name),
            OperandKind::Const if operand as usize >= tables.n_consts => return Err(FlawKind::Const),
            OperandKind::Child if operand as usize >= tables.n_children => return Err(FlawKind::Child),
            OperandKind::ULabel | OperandKind::SLabel => memory.add_target(operand as usize),
            _ => (),
        }
    }
    if is_operand_good(&it) { Ok(it) } else { Err(FlawKind::Operand) }
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

#[cfg(test)]
mod tests;
