//! How high the stack is at each instruction, and which locals have values.
//!
//! Paths are followed until nothing changes. Bytecode of the compiler has one height for each place, with one exception:
//! the body of a `finally` that is left by `return` or a jump runs with one slot more. The height on the path without
//! either counts; whoever comes with another one stays in tier 0.
use micropyrite_bytecode::decode::{Instruction, decode};
use micropyrite_bytecode::opcodes::{ITER_SLOTS, Opcode};

use super::scratch::{At, TARGET, UNREACHED};

/// Finds all there is to know of `code`. False: it is not what it should be.
pub(super) fn analyse(code: &[u8], all: &mut [At], n_locals: usize, n_args: usize) -> bool {
    let never = deleted(code);
    let bound = if n_args >= 64 { !0 } else { (1 << n_args) - 1 };
    if !meet(all, 0, n_locals, bound & !never, &mut false) {
        return false;
    }
    loop {
        let mut changed = false;
        let mut at = 0;
        while at < code.len() {
            let Some(it) = decode(code, at) else { return false };
            if all[at].height != UNREACHED && !flow(all, at, &it, never, &mut changed) {
                return false;
            }
            at = it.next;
        }
        if !changed {
            return true;
        }
    }
}

/// Locals below 64 that some instruction deletes: never bound for certain.
fn deleted(code: &[u8]) -> u64 {
    let mut never = 0;
    let mut at = 0;
    while let Some(it) = decode(code, at) {
        if it.opcode == Opcode::DeleteFast && it.operands[0] < 64 {
            never |= 1 << it.operands[0];
        }
        at = it.next;
    }
    never
}

/// Follows the paths out of an instruction.
fn flow(all: &mut [At], at: usize, it: &Instruction, never: u64, changed: &mut bool) -> bool {
    let height = all[at].height as usize;
    let (pops, pushes) = it.stack_effect();
    let Some(below) = height.checked_sub(pops as usize) else { return false };
    let after = below + pushes as usize;
    let mut bound = all[at].bound;
    if matches!(it.opcode, Opcode::StoreFastN | Opcode::StoreFastMulti)
        && let Some(n) = it.local()
        && n < 64
    {
        bound |= 1 << n & !never;
    }
    if let Some(target) = it.target() {
        // A jump out of blocks drops what is known where it lands only.
        let there = match it.opcode {
            Opcode::UnwindJump => None,
            Opcode::ForIter => height.checked_sub(ITER_SLOTS as usize),
            Opcode::JumpIfTrueOrPop | Opcode::JumpIfFalseOrPop => Some(height),
            // [exit, self], and the exception.
            Opcode::SetupWith => Some(after),
            Opcode::SetupExcept | Opcode::SetupFinally => Some(height + 1),
            _ => Some(after),
        };
        let Some(place) = all.get_mut(target) else { return false };
        place.flags |= TARGET;
        if let Some(there) = there
            && !meet(all, target, there, bound, changed)
        {
            return false;
        }
    }
    it.opcode.ends_flow() || meet(all, it.next, after, bound, changed)
}

/// A path leads to an offset.
fn meet(all: &mut [At], at: usize, height: usize, bound: u64, changed: &mut bool) -> bool {
    let Some(at) = all.get_mut(at) else { return false };
    if at.height == UNREACHED {
        if height >= super::code::HEIGHT_MAX {
            return false;
        }
        (at.height, at.bound) = (height as u16, bound);
        *changed = true;
        return true;
    }
    if at.bound & bound != at.bound {
        at.bound &= bound;
        *changed = true;
    }
    at.height as usize == height
}
