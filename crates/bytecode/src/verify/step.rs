//! What each instruction does to the stack and the blocks, and where it leads.

use super::state::{Block, BlockKind, ITER, Kind, Memory};
use super::{FlawKind, Survey};
use crate::decode::{Instruction, decode};
use crate::opcodes::Opcode;

type Res<T = ()> = Result<T, FlawKind>;

/// Follows every path from the first instruction on; the offset of a flaw counts from there.
pub fn walk(survey: &Survey, body: &[u8], memory: &mut Memory<'_>) -> Result<(), (FlawKind, usize)> {
    let mut at = 0;
    while let Some(it) = decode(body, at) {
        memory.note_start(at);
        at = it.next;
    }
    memory.add_target(0);
    at = 0;
    while let Some(it) = decode(body, at) {
        if let Some(target) = it.target() {
            if !memory.is_start(target, body.len()) {
                return Err((FlawKind::Jump, at));
            }
            memory.add_target(target);
        }
        at = it.next;
    }
    jump(memory, 0).map_err(|kind| (kind, 0))?;
    while let Some(start) = memory.visit() {
        at = start;
        while let Some(it) = decode(body, at) {
            if !follow(survey, memory, &it, at).map_err(|kind| (kind, at))? {
                break;
            }
            at = it.next;
        }
    }
    Ok(())
}

/// Follows one instruction; answers whether the next one is to be followed now.
fn follow(survey: &Survey, memory: &mut Memory<'_>, it: &Instruction, at: usize) -> Res<bool> {
    for i in 0..memory.n_open() {
        // The machine tells by the place whether a block's handler runs.
        let block = memory.block(i);
        if if block.is_handling { at < block.handler } else { it.next > block.handler } {
            return Err(FlawKind::Block);
        }
    }
    step(survey, memory, it)?;
    if it.opcode.ends_flow() {
        return Ok(false);
    }
    arrive(memory, it.next)?;
    match memory.target(it.next) {
        Some(record) => memory.meet(record).map(|()| false),
        None => Ok(true),
    }
}

/// The path goes on at `at`: the start of the innermost block's handler begins it.
fn arrive(memory: &mut Memory<'_>, at: usize) -> Res {
    let Some(block) = memory.innermost() else { return Ok(()) };
    if block.is_handling || block.handler != at {
        return Ok(());
    }
    let n = memory.n_open();
    let depth = memory.depth();
    if block.kind == BlockKind::Except || depth != block.depth + 1 || !memory.kind(depth - 1).is_reason() {
        return Err(FlawKind::Block);
    }
    memory.set_kind(depth - 1, Kind::Reason);
    memory.set_block(n - 1, Block { is_handling: true, ..block });
    Ok(())
}

fn jump(memory: &mut Memory<'_>, to: usize) -> Res {
    arrive(memory, to)?;
    match memory.target(to) {
        Some(record) => memory.meet(record),
        None => Err(FlawKind::Jump),
    }
}

/// Pops a slot, which must lie above what open blocks hold.
fn pop(memory: &mut Memory<'_>) -> Res<Kind> {
    let floor = memory.innermost().map_or(0, |block| block.floor());
    let depth = memory.depth();
    if depth <= floor {
        return Err(FlawKind::Underflow);
    }
    memory.set_depth(depth - 1);
    Ok(memory.kind(depth - 1))
}

fn pop_if(memory: &mut Memory<'_>, fits: impl Fn(Kind) -> bool) -> Res<Kind> {
    let kind = pop(memory)?;
    if fits(kind) { Ok(kind) } else { Err(FlawKind::Value) }
}

fn pop_values(memory: &mut Memory<'_>, n: u32) -> Res {
    for _ in 0..n {
        pop_if(memory, Kind::is_value)?;
    }
    Ok(())
}

fn pop_slot(memory: &mut Memory<'_>) -> Res<Kind> {
    pop_if(memory, Kind::is_slot)
}

fn push(memory: &mut Memory<'_>, kinds: &[Kind]) -> Res {
    for &kind in kinds {
        memory.push(kind)?;
    }
    Ok(())
}

/// Drops the four slots of a loop.
fn drop_iter(memory: &mut Memory<'_>) -> Res {
    let mut kinds = [Kind::Other; 4];
    for kind in kinds.iter_mut().rev() {
        *kind = pop(memory)?;
    }
    let [object, iterator, a, b] = kinds;
    let is_generic = object == Kind::Null && iterator.is_value() && a == Kind::Null && b == Kind::Null;
    if kinds == ITER || is_generic { Ok(()) } else { Err(FlawKind::Value) }
}

/// Opens a block whose handler starts with `kind` on the stack.
fn set_up(memory: &mut Memory<'_>, kind: BlockKind, handler: usize) -> Res {
    let block = Block { handler, depth: memory.depth(), kind, is_handling: false };
    memory.open(block)?;
    memory.aside(|memory| {
        memory.set_block(memory.n_open() - 1, Block { is_handling: true, ..block });
        memory.push(if kind == BlockKind::Except { Kind::Exception } else { Kind::Reason })?;
        jump(memory, handler)
    })
}

/// Leaves `n` blocks, by way of their handlers.
fn unwind(memory: &mut Memory<'_>, n: u32) -> Res {
    // The place to go on lies on the stack meanwhile.
    memory.push(Kind::Value)?;
    memory.set_depth(memory.depth() - 1);
    for _ in 0..n {
        let block = memory.close()?;
        if block.kind == BlockKind::Except {
            continue;
        }
        let depth = memory.depth();
        if !block.is_handling {
            if depth != block.depth {
                return Err(FlawKind::Block);
            }
            memory.set_depth(block.depth_behind());
        } else if depth > block.depth_behind() && memory.kind(depth - 1).is_reason() {
            memory.set_depth(depth - 1);
        } else {
            return Err(FlawKind::Block);
        }
    }
    Ok(())
}

fn step(survey: &Survey, memory: &mut Memory<'_>, it: &Instruction) -> Res {
    use Kind::{Maybe, Null, Value};
    use Opcode::*;
    let [operand, operand2] = it.operands;
    let (n_pos, n_kw) = (operand & 0xff, operand >> 8);
    match it.opcode {
        LoadConstNone => memory.push(Kind::None),
        LoadNull => memory.push(Null),
        LoadMethod => {
            pop_values(memory, 1)?;
            push(memory, &[Value, Maybe])
        }
        LoadSuperMethod => {
            pop_values(memory, 3)?;
            push(memory, &[Value, Maybe])
        }
        StoreAttr => {
            pop_values(memory, 1)?;
            pop_slot(memory).map(drop)
        }
        StoreSubscr => {
            pop_values(memory, 2)?;
            pop_slot(memory).map(drop)
        }
        PopTop => pop_if(memory, |kind| kind != Kind::Reason).map(drop),
        DupTop => {
            let a = pop_slot(memory)?;
            push(memory, &[a, a])
        }
        DupTopTwo => {
            let (b, a) = (pop_slot(memory)?, pop_slot(memory)?);
            push(memory, &[a, b, a, b])
        }
        RotTwo => {
            let (b, a) = (pop_slot(memory)?, pop_slot(memory)?);
            push(memory, &[b, a])
        }
        RotThree => {
            let (c, b, a) = (pop_slot(memory)?, pop_slot(memory)?, pop_slot(memory)?);
            push(memory, &[c, a, b])
        }
        MakeFunctionDefargs | MakeClosureDefargs => {
            pop_values(memory, operand2)?;
            pop_slot(memory)?;
            pop_slot(memory)?;
            memory.push(Value)
        }
        CallMethod => {
            pop_values(memory, n_pos + 2 * n_kw)?;
            pop_slot(memory)?;
            pop_values(memory, 1)?;
            memory.push(Value)
        }
        CallFunctionVarKw | CallMethodVarKw => {
            pop_values(memory, 1)?;
            for _ in 0..n_kw {
                pop_values(memory, 1)?;
                pop_slot(memory)?;
            }
            pop_values(memory, n_pos)?;
            if it.opcode == CallMethodVarKw {
                pop_slot(memory)?;
            }
            pop_values(memory, 1)?;
            memory.push(Value)
        }
        YieldValue | YieldFrom if !survey.is_generator => Err(FlawKind::Operand),
        StoreComp => store_comp(memory, operand),
        ForIter => {
            memory.aside(|memory| {
                drop_iter(memory)?;
                jump(memory, operand as usize)
            })?;
            memory.push(Value)
        }
        GetIterStack => {
            pop_values(memory, 1)?;
            push(memory, &ITER)
        }
        Jump => jump(memory, operand as usize),
        PopJumpIfTrue | PopJumpIfFalse => {
            pop_values(memory, 1)?;
            memory.aside(|memory| jump(memory, operand as usize))
        }
        JumpIfTrueOrPop | JumpIfFalseOrPop => {
            let kind = pop_if(memory, Kind::is_value)?;
            memory.aside(|memory| {
                memory.push(kind)?;
                jump(memory, operand as usize)
            })
        }
        UnwindJump => {
            unwind(memory, operand2 & 0x7f)?;
            if operand2 & 0x80 != 0 {
                drop_iter(memory)?;
            }
            jump(memory, operand as usize)
        }
        SetupWith => {
            pop_values(memory, 1)?;
            push(memory, &[Value, Maybe])?;
            set_up(memory, BlockKind::With, operand as usize)?;
            memory.push(Value)
        }
        SetupExcept => set_up(memory, BlockKind::Except, operand as usize),
        SetupFinally => set_up(memory, BlockKind::Finally, operand as usize),
        PopExceptJump => {
            if memory.close()?.kind != BlockKind::Except {
                return Err(FlawKind::Block);
            }
            jump(memory, operand as usize)
        }
        WithCleanup => {
            pop_if(memory, Kind::is_reason)?;
            pop_slot(memory)?;
            pop_values(memory, 1)?;
            memory.push(Kind::Reason)
        }
        EndFinally => {
            pop_if(memory, Kind::is_reason)?;
            let block = memory.close()?;
            let is_whole = block.is_handling && memory.depth() == block.depth_behind();
            if is_whole { Ok(()) } else { Err(FlawKind::Block) }
        }
        _ => {
            let (pops, pushes) = it.stack_effect();
            pop_values(memory, pops)?;
            for _ in 0..pushes {
                memory.push(Value)?;
            }
            Ok(())
        }
    }
}

/// The item goes to a collection so many slots below, which only a comprehension's own slots may lie above.
fn store_comp(memory: &mut Memory<'_>, operand: u32) -> Res {
    let depth = memory.depth();
    let slot = depth.checked_sub(1 + (operand >> 2) as usize).ok_or(FlawKind::Underflow)?;
    // A reason is one slot here, but may be two.
    if !memory.kind(slot).is_value() || (slot..depth).any(|slot| memory.kind(slot) == Kind::Reason) {
        return Err(FlawKind::Value);
    }
    pop_values(memory, if operand & 3 == 1 { 2 } else { 1 })
}
