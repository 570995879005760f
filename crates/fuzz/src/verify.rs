//! Is a code what the virtual machine takes for granted?
//!
//! The machine runs our compiler's code without looking at operands and stack depth. Here is what it counts
//! on: every byte belongs to an instruction, jumps land on instructions, indices are inside their tables, and
//! on every path the stack stays within the room that the prelude asks for. The walk keeps exception blocks
//! as the machine does, so that the depth behind each handler and each jump out of blocks is known.

use std::collections::BTreeMap;

use micropyrite_bytecode::opcodes::ITER_SLOTS;
use micropyrite_bytecode::prelude::{FLAG_VAR_ARGS, FLAG_VAR_KEYWORDS};
use micropyrite_bytecode::{Instruction, Opcode, OperandKind, Prelude, decode};

use crate::host::Code;

/// Where a walk is: how deep the stack is, and the exception blocks that are open.
#[derive(Clone, PartialEq, Eq, Debug)]
struct State {
    depth: u32,
    blocks: Vec<Block>,
}

/// An exception block: whether a context manager lies on the stack, and how deep it is below the block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Block {
    is_with: bool,
    depth: u32,
}

/// The instructions of a code by offset.
fn instructions(body: &[u8]) -> Result<BTreeMap<usize, Instruction>, String> {
    let mut found = BTreeMap::new();
    let mut at = 0;
    while at < body.len() {
        let it = decode::decode(body, at).ok_or_else(|| format!("no instruction at {at}"))?;
        found.insert(at, it);
        at = it.next;
    }
    if at == body.len() { Ok(found) } else { Err("the last instruction is cut off".into()) }
}

/// The opcodes of a code.
pub fn opcodes(bytes: &[u8]) -> Vec<Opcode> {
    let body =
        Prelude::decode(bytes).and_then(|prelude| bytes.get(prelude.code_start()..)).unwrap_or_default();
    instructions(body).map(|found| found.values().map(|it| it.opcode).collect()).unwrap_or_default()
}

/// Verifies one code of a unit whose tables have so many names and constants.
pub fn code(code: &Code, n_names: usize, n_consts: usize) -> Result<(), String> {
    let prelude = Prelude::decode(&code.bytes).ok_or("the prelude cannot be read")?;
    let body = code.bytes.get(prelude.code_start()..).ok_or("the prelude is longer than the code")?;
    for name in prelude.names(&code.bytes) {
        inside(name as usize, n_names, "name of the prelude")?;
    }
    let found = instructions(body)?;
    let mut locals = prelude.n_pos_args + prelude.n_kwonly_args;
    locals += u32::from(prelude.scope_flags & FLAG_VAR_ARGS != 0);
    locals += u32::from(prelude.scope_flags & FLAG_VAR_KEYWORDS != 0);
    locals = prelude.cells(&code.bytes).iter().fold(locals, |most, &cell| most.max(u32::from(cell) + 1));
    for (at, it) in &found {
        if it.target().is_some_and(|target| !found.contains_key(&target)) {
            return Err(format!("the jump at {at} lands between instructions"));
        }
        locals = locals.max(local(it).map_or(0, |local| local + 1));
        for (&operand, kind) in it.operands.iter().zip(it.opcode.operands()) {
            match kind {
                OperandKind::Qstr => inside(operand as usize, n_names, "name")?,
                OperandKind::Const => inside(operand as usize, n_consts, "constant")?,
                OperandKind::Child => inside(operand as usize, code.n_children, "child")?,
                _ => {}
            }
        }
    }
    let room = prelude.n_state.checked_sub(locals).ok_or("more locals than room")?;
    walk(&found, room, prelude.n_exc_stack)
}

fn inside(index: usize, len: usize, what: &str) -> Result<(), String> {
    if index < len { Ok(()) } else { Err(format!("{what} {index} of {len}")) }
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

/// Follows every path once.
fn walk(found: &BTreeMap<usize, Instruction>, room: u32, exc_room: u32) -> Result<(), String> {
    let mut seen: BTreeMap<usize, State> = BTreeMap::new();
    let mut open = vec![(0, State { depth: 0, blocks: Vec::new() })];
    while let Some((at, state)) = open.pop() {
        match seen.get(&at) {
            Some(before) if *before == state => continue,
            Some(before) => return Err(format!("{at} is reached with {before:?} and with {state:?}")),
            None => drop(seen.insert(at, state.clone())),
        }
        if state.depth > room {
            return Err(format!("at {at} the stack is {} deep, there is room for {room}", state.depth));
        }
        if state.blocks.len() > exc_room as usize {
            return Err(format!("at {at} there are {} blocks, room for {exc_room}", state.blocks.len()));
        }
        let it = found.get(&at).ok_or_else(|| format!("execution runs off to {at}"))?;
        let wrong = |what: &str| format!("{} at {at}: {what} ({state:?})", it.opcode.name());
        let next = step(it, state.clone(), room).map_err(|what| wrong(&what))?;
        open.extend(next);
    }
    Ok(())
}

/// Where an instruction leads, and in which state.
fn step(it: &Instruction, state: State, room: u32) -> Result<Vec<(usize, State)>, String> {
    use Opcode::*;
    let (pops, pushes) = it.stack_effect();
    let left = state.depth.checked_sub(pops).ok_or("the stack is too short")?;
    if left + pushes > room {
        return Err(format!("the stack gets {} deep, room for {room}", left + pushes));
    }
    let mut onward = State { depth: left + pushes, blocks: state.blocks.clone() };
    let mut jumped = onward.clone();
    match it.opcode {
        JumpIfTrueOrPop | JumpIfFalseOrPop => jumped.depth = state.depth,
        ForIter => {
            jumped.depth = state.depth.checked_sub(ITER_SLOTS).ok_or("there is no iterator")?;
        }
        SetupWith | SetupExcept | SetupFinally => {
            // What the context manager gives lies above the block.
            let is_with = it.opcode == SetupWith;
            let block = Block { is_with, depth: onward.depth - u32::from(is_with) };
            onward.blocks.push(block);
            jumped = State { depth: block.depth + 1, blocks: onward.blocks.clone() };
        }
        PopExceptJump => drop(jumped.blocks.pop().ok_or("there is no block")?),
        EndFinally => drop(onward.blocks.pop().ok_or("there is no block")?),
        UnwindJump => {
            for _ in 0..it.operands[1] & 0x7f {
                let block = jumped.blocks.pop().ok_or("there is no block to leave")?;
                jumped.depth = block.depth - 2 * u32::from(block.is_with);
            }
            if it.operands[1] & 0x80 != 0 {
                jumped.depth = jumped.depth.checked_sub(ITER_SLOTS).ok_or("there is no iterator to drop")?;
            }
        }
        _ => {}
    }
    let mut next = Vec::new();
    if let Some(target) = it.target() {
        next.push((target, jumped));
    }
    if !it.opcode.ends_flow() {
        next.push((it.next, onward));
    }
    Ok(next)
}
