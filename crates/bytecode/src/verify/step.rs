//! What each instruction does to the stack and the blocks, and where it leads.

use super::state::{Block, BlockKind, ITER, Kind, Memory};
use super::{FlawKind, simple};
use crate::decode::{Instruction, decode};
use crate::opcodes::Opcode;
use crate::ops::BinaryOp;

type Res<T = ()> = Result<T, FlawKind>;

/// Where the handler of an `async with` goes on for a number, this brings the manager above it.
pub const UNWINDING: [u8; 2] = [Opcode::RotThree as u8; 2];
/// The opcode that matches exceptions.
const EXCEPTION_MATCH: u8 = BinaryOp::ExceptionMatch as u8;

/// Follows every path from the first instruction on; the offset of a flaw counts from there.
pub fn walk(body: &[u8], is_generator: bool, memory: &mut Memory<'_>) -> Result<(), (FlawKind, usize)> {
    jump(memory, 0).map_err(|kind| (kind, 0))?;
    while let Some(start) = memory.visit() {
        let mut at = start;
        while let Some(there) = simple::follow(body, memory, at)?
            && let Some(it) = decode(body, there)
        {
            if !follow(body, is_generator, memory, &it, there).map_err(|kind| (kind, there))? {
                break;
            }
            at = it.next;
        }
    }
    Ok(())
}

/// Follows one instruction; answers whether the next one is to be followed now.
fn follow(
    body: &[u8],
    is_generator: bool,
    memory: &mut Memory<'_>,
    it: &Instruction,
    at: usize,
) -> Res<bool> {
    if !memory.is_in_place(at, it.next) {
        return Err(FlawKind::Block);
    }
    step(body, is_generator, memory, it)?;
    if it.opcode.ends_flow() {
        return Ok(false);
    }
    if memory.is_at_handler(it.next) {
        arrive(memory, it.next)?;
    }
    if memory.is_target(it.next) { memory.meet(it.next).map(|()| false) } else { Ok(true) }
}

/// The path goes on at `at`: the start of the innermost block's handler begins it.
fn arrive(memory: &mut Memory<'_>, at: usize) -> Res {
    let Some(block) = memory.innermost() else { return Ok(()) };
    if block.is_handling || at < block.handler {
        return Ok(());
    }
    let depth = memory.depth();
    if block.kind == BlockKind::AsyncWith && at > block.handler {
        // [None, manager]: the handler begins behind the part that tells reasons apart.
        let is_ready = depth == block.depth + 1 && memory.kind(depth - 2).is_reason();
        memory.handle();
        return if is_ready { Ok(()) } else { Err(FlawKind::Block) };
    }
    let is_reason = depth == block.depth + 1 && memory.kind(depth - 1).is_reason();
    if !is_reason || at != block.handler || !matches!(block.kind, BlockKind::Finally | BlockKind::With) {
        return Err(FlawKind::Block);
    }
    memory.set_kind(depth - 1, Kind::Reason);
    memory.handle();
    Ok(())
}

fn jump(memory: &mut Memory<'_>, to: usize) -> Res {
    if memory.is_at_handler(to) {
        arrive(memory, to)?;
    }
    memory.meet(to)
}

/// What is in the slot `i` below the top.
fn top(memory: &Memory<'_>, i: usize) -> Res<Kind> {
    memory.depth().checked_sub(1 + i).map(|slot| memory.kind(slot)).ok_or(FlawKind::Underflow)
}

fn pop_if(memory: &mut Memory<'_>, fits: impl Fn(Kind) -> bool) -> Res<Kind> {
    let kind = memory.pop()?;
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

/// What tells apart the reasons that the handler of an `async with` runs for ends with this, where a number goes.
fn is_unwinding(body: &[u8], at: usize) -> bool {
    body.get(at..).is_some_and(|rest| rest.starts_with(&UNWINDING))
}

/// Whether a handler is that of an `async with`: `dup_top`, `load_global`, a match, a jump to where a number goes.
fn is_async_with(body: &[u8], handler: usize) -> bool {
    let expected = [Opcode::DupTop, Opcode::LoadGlobal, Opcode::BinaryOpMulti, Opcode::PopJumpIfFalse];
    let mut at = handler;
    for opcode in expected {
        match decode(body, at) {
            Some(it) if it.opcode == opcode => {
                at = it.next;
                if opcode == Opcode::PopJumpIfFalse {
                    return is_unwinding(body, it.operands[0] as usize);
                }
            }
            _ => return false,
        }
    }
    false
}

/// Puts `None` below the manager of an `async with`, the last but one instruction before its handler.
fn put_below_manager(body: &[u8], memory: &mut Memory<'_>, it: &Instruction) -> Res<bool> {
    let Some(block) = memory.innermost() else { return Ok(false) };
    let jump = decode(body, it.next);
    let is_last = jump.is_some_and(|jump| jump.opcode == Opcode::Jump && jump.next == block.handler);
    let depth = memory.depth();
    if block.kind != BlockKind::AsyncWith || block.is_handling || !is_last || depth != block.depth + 1 {
        return Ok(false);
    }
    let (manager, none) = (memory.kind(depth - 2), memory.kind(depth - 1));
    if !manager.is_value() || none != Kind::None {
        return Err(FlawKind::Value);
    }
    memory.set_kind(depth - 2, none);
    memory.set_kind(depth - 1, manager);
    Ok(true)
}

/// Drops the four slots of a loop.
fn drop_iter(memory: &mut Memory<'_>) -> Res {
    let mut kinds = [Kind::Other; 4];
    for kind in kinds.iter_mut().rev() {
        *kind = memory.pop()?;
    }
    let [object, iterator, a, b] = kinds;
    let is_generic = object == Kind::Null && iterator.is_value() && a == Kind::Null && b == Kind::Null;
    if kinds == ITER || is_generic { Ok(()) } else { Err(FlawKind::Value) }
}

/// Opens a block whose handler starts with `kind` on the stack.
fn set_up(memory: &mut Memory<'_>, kind: BlockKind, handler: usize) -> Res {
    memory.open(Block { handler, depth: memory.depth(), kind, is_handling: false })?;
    memory.aside(|memory| {
        memory.handle();
        memory.push(if kind == BlockKind::Except { Kind::Exception } else { Kind::Reason })?;
        jump(memory, handler)
    })
}

/// Leaves `n` blocks, by way of their handlers.
fn unwind(memory: &mut Memory<'_>, n: u32) -> Res {
    // The place to go on lies on the stack meanwhile.
    memory.push(Kind::Value)?;
    memory.cut(memory.depth() - 1);
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
            memory.cut(block.depth_behind());
        } else if depth > block.depth_behind() && memory.kind(depth - 1).is_reason() {
            memory.cut(depth - 1);
        } else {
            return Err(FlawKind::Block);
        }
    }
    Ok(())
}

fn step(body: &[u8], is_generator: bool, memory: &mut Memory<'_>, it: &Instruction) -> Res {
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
        PopTop => pop_if(memory, |kind| !matches!(kind, Kind::Reason | Kind::Place | Kind::Number)).map(drop),
        // What is only read may belong to a block.
        DupTop => match top(memory, 0)? {
            Kind::Reason => memory.push(Kind::ReasonCopy),
            kind if kind.is_slot() => memory.push(kind),
            _ => Err(FlawKind::Value),
        },
        DupTopTwo => {
            let (b, a) = (top(memory, 0)?, top(memory, 1)?);
            if a.is_slot() && b.is_slot() { push(memory, &[a, b]) } else { Err(FlawKind::Value) }
        }
        RotTwo if put_below_manager(body, memory, it)? => Ok(()),
        RotTwo => {
            let (b, a) = (pop_slot(memory)?, pop_slot(memory)?);
            push(memory, &[b, a])
        }
        RotThree => {
            let (c, b, a) = (memory.pop()?, memory.pop()?, memory.pop()?);
            match (a, b, c) {
                // Two of these bring the manager above the number.
                (a, Kind::Place, Kind::Number) if a.is_value() => push(memory, &[c, a, b]),
                (Kind::Number, b, Kind::Place) if b.is_value() => push(memory, &[Kind::Reason, b]),
                (a, b, c) if a.is_slot() && b.is_slot() && c.is_slot() => push(memory, &[c, a, b]),
                _ => Err(FlawKind::Value),
            }
        }
        BinaryOpMulti if it.multi == EXCEPTION_MATCH => {
            pop_values(memory, 1)?;
            match memory.pop()? {
                Kind::ReasonCopy => memory.push(Kind::IsException),
                kind if kind.is_value() => memory.push(Value),
                _ => Err(FlawKind::Value),
            }
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
        YieldValue | YieldFrom if !is_generator => Err(FlawKind::Operand),
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
        PopJumpIfTrue | PopJumpIfFalse => match memory.pop()? {
            Kind::IsException => tell_reasons_apart(body, memory, it),
            kind if kind.is_value() => memory.aside(|memory| jump(memory, operand as usize)),
            _ => Err(FlawKind::Value),
        },
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
        SetupFinally if is_async_with(body, operand as usize) => {
            set_up(memory, BlockKind::AsyncWith, operand as usize)
        }
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

/// The reason below is an exception where this goes on, and a number where it jumps; the machine sees to it that what
/// jumps to [`UNWINDING`] is none.
fn tell_reasons_apart(body: &[u8], memory: &mut Memory<'_>, it: &Instruction) -> Res {
    let target = it.operands[0] as usize;
    let top = memory.depth().checked_sub(1).ok_or(FlawKind::Underflow)?;
    if it.opcode != Opcode::PopJumpIfFalse || memory.kind(top) != Kind::Reason || !is_unwinding(body, target)
    {
        return Err(FlawKind::Value);
    }
    memory.aside(|memory| {
        memory.set_kind(top, Kind::Place);
        memory.push(Kind::Number)?;
        jump(memory, target)
    })?;
    memory.set_kind(top, Kind::Exception);
    Ok(())
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
