//! Translation: bytecode to words, in one pass over what `analyse.rs` found.
//!
//! The translator keeps a picture of the stack: a slot may be in memory, in the accumulator, or not loaded yet, when it
//! would only hold what a local or a constant holds. Before an instruction that may leave for tier 0, all slots but its
//! own operands are brought to memory. The pass runs twice, once to count the words.
use micropyrite_bytecode::decode::{Instruction, decode};
use micropyrite_bytecode::opcodes::{Opcode, SMALL_INT_MULTI_EXCESS};
use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_bytecode::qstr::Qstr;

use super::analyse::analyse;
use super::code::{FIRST, HEIGHT_MAX, HotCode, NO_EXACT, WORDS_MAX};
use super::ops::{self, From};
use super::scratch::{At, STUB, Scratch, TARGET, UNREACHED};
use super::word::{PLACE_BITS, operands, place};
use crate::heap::This;
use crate::load::{self, ProtoFun};
use crate::obj::{Obj, Slot};
use crate::vm::frame::ExcEntry;
use crate::{Vm, config};

/// Why there are no words.
pub(super) enum Untranslated {
    /// There is no memory for them.
    NoMemory,
    /// There can be none.
    Never,
}

/// The number of `not` among the unary operations.
const NOT: u8 = 3;

/// Longest bytecode that is translated, in bytes.
const CODE_MAX: usize = 50_000;

/// Translates code. The running frame is saved.
#[cold]
pub(super) fn translate(vm: &mut Vm, proto: This<ProtoFun>) -> Result<This<HotCode>, Untranslated> {
    let (code, needs, n_locals, n_args, exact) = {
        let code = proto.get(vm);
        let n_args = code.n_args_in_locals();
        (code.instructions().len(), code.needs(), code.n_locals as usize, n_args, code.exact_args())
    };
    let top = needs.ip as usize + code;
    if code > CODE_MAX || needs.n_state >= HEIGHT_MAX || top >> PLACE_BITS != 0 {
        return Err(Untranslated::Never);
    }
    let mut scratch = Scratch::new(vm, code + 1 + needs.n_state + 1).ok_or(Untranslated::NoMemory)?;
    // SAFETY: code is never written, and lives as long as `proto`, which the running frame keeps.
    let bytes = unsafe { core::slice::from_raw_parts(needs.ip, code) };
    let context = proto.get(vm).context();
    let (all, stack) = scratch.all().split_at_mut(code + 1);
    if !analyse(bytes, all, n_locals, n_args) {
        scratch.free(vm);
        return Err(Untranslated::Never);
    }
    let mut pass = Pass {
        vm,
        bytes,
        start: needs.ip,
        context,
        all,
        stack,
        height: 0,
        out: core::ptr::null_mut(),
        n: FIRST,
    };
    let whole = pass.run();
    let n = pass.n;
    if whole.is_none() || n >= WORDS_MAX {
        scratch.free(vm);
        return Err(Untranslated::Never);
    }
    if !vm.has_room_for_words(n, code + 1) {
        scratch.free(vm);
        return Err(Untranslated::NoMemory);
    }
    let blank = HotCode::blank(n, code + 1);
    let made = vm.alloc_tail(blank, n + (code + 1).div_ceil(2), |_, _| {});
    let Some(words) = vm.ignore(made) else {
        scratch.free(vm);
        return Err(Untranslated::NoMemory);
    };
    let (all, stack) = scratch.all().split_at_mut(code + 1);
    let mut pass =
        Pass { vm, bytes, start: needs.ip, context, all, stack, height: 0, out: words.base(), n: FIRST };
    pass.run();
    debug_assert!(pass.n == n);
    let qstrs = proto.get(vm).qstrs(vm);
    let hot = words.get_mut(vm);
    (hot.start, hot.qstrs) = (needs.ip, qstrs);
    hot.room = (needs.n_state + config::FRAME_MARGIN) * size_of::<Slot>();
    hot.exc_bytes = needs.n_exc * size_of::<ExcEntry>();
    hot.n_locals = n_locals as u32;
    hot.n_args = exact.map_or(NO_EXACT, |n| n as u32);
    for offset in 0..code {
        let at = scratch.all()[offset];
        if at.word != 0 {
            words.set_entry(vm, offset, &at);
        }
    }
    scratch.free(vm);
    vm.note_words(words, proto);
    Ok(words)
}

/// Where the value of a stack slot is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In its slot.
    Memory,
    /// In the accumulator.
    Acc,
    /// Not loaded yet: in a local.
    Local(u16),
    /// Not loaded yet: a constant, or none.
    Const(Slot),
}

struct Pass<'a> {
    vm: &'a Vm,
    bytes: &'a [u8],
    start: *const u8,
    context: This<load::Context>,
    all: &'a mut [At],
    /// The picture of the stack, one of these for each slot: see `get` and `put`.
    stack: &'a mut [At],
    height: usize,
    /// Where words go; null: they are only counted.
    out: *mut usize,
    n: usize,
}

impl Pass<'_> {
    fn get(&self, i: usize) -> Where {
        let at = self.stack[i];
        match at.flags {
            0 => Where::Memory,
            1 => Where::Acc,
            2 => Where::Local(at.bound as u16),
            // SAFETY: `put` stored the bits of a slot.
            _ => Where::Const(unsafe { core::mem::transmute::<usize, Slot>(at.bound as usize) }),
        }
    }

    fn put(&mut self, i: usize, value: Where) {
        let at = &mut self.stack[i];
        (at.flags, at.bound) = match value {
            Where::Memory => (0, 0),
            Where::Acc => (1, 0),
            Where::Local(n) => (2, u64::from(n)),
            Where::Const(slot) => (3, slot.map_or(0, Obj::bits) as u64),
        };
    }

    fn push(&mut self, value: Where) {
        let height = self.height;
        self.put(height, value);
        self.height += 1;
    }

    /// The slot `i` below the top.
    fn top(&self, i: usize) -> Where {
        self.get(self.height - 1 - i)
    }

    fn emit(&mut self, word: usize) {
        if !self.out.is_null() {
            // SAFETY: the first pass has counted the words, and the second makes the same.
            unsafe { self.out.add(self.n).write(word) }
        }
        self.n += 1;
    }

    fn emit_slot(&mut self, slot: Slot) {
        self.emit(slot.map_or(0, Obj::bits));
    }

    /// Where tier 0 goes on, at an offset with a height.
    fn emit_place(&mut self, offset: usize, height: usize) {
        self.emit(place(self.start.wrapping_add(offset), height as u16));
    }

    /// The address of an offset's words.
    fn emit_address(&mut self, offset: usize) {
        let word = self.all[offset].word as usize;
        self.emit(self.out.wrapping_add(word) as usize);
    }

    /// Brings a slot to memory.
    fn settle(&mut self, i: usize) {
        match self.get(i) {
            Where::Memory => return,
            Where::Acc => {
                self.emit(ops::store());
                self.emit(operands(0, i as u16, 0));
            }
            Where::Local(n) => {
                self.emit(ops::move_slot());
                self.emit(operands(n, i as u16, 0));
            }
            Where::Const(value) => {
                self.emit(ops::set_const());
                self.emit(operands(0, i as u16, 0));
                self.emit_slot(value);
            }
        }
        self.put(i, Where::Memory);
    }

    /// Brings all slots to memory but the upper `n`.
    fn settle_below(&mut self, n: usize) {
        let mut i = 0;
        let end = self.height - n;
        while i < end {
            if i + 1 < end
                && let (Where::Local(x), Where::Local(y)) = (self.get(i), self.get(i + 1))
            {
                self.emit(ops::move_two());
                self.emit(operands(x, i as u16, 0));
                self.emit(operands(y, i as u16 + 1, 0));
                self.put(i, Where::Memory);
                self.put(i + 1, Where::Memory);
                i += 2;
                continue;
            }
            self.settle(i);
            i += 1;
        }
    }

    /// The place of a slot's value.
    fn place_of(&mut self, i: usize) -> u16 {
        if let Where::Local(n) = self.get(i) {
            return n;
        }
        self.settle(i);
        i as u16
    }

    /// An operand as it can be used: from the accumulator or from a place.
    fn operand(&mut self, i: usize) -> (From, u16) {
        match self.get(i) {
            Where::Acc => (From::Acc, 0),
            _ => (From::Place, self.place_of(i)),
        }
    }

    /// An operand that may be a number.
    fn operand_or_number(&mut self, i: usize) -> (From, u32) {
        if let Where::Const(Some(value)) = self.get(i)
            && let Some(number) = value.as_small()
            && let Ok(number) = i32::try_from(number)
        {
            return (From::Number, number as u32);
        }
        let (from, place) = self.operand(i);
        (from, u32::from(place))
    }

    /// Brings a slot to the accumulator, where nothing else is.
    fn load_acc(&mut self, i: usize) {
        match self.get(i) {
            Where::Acc => {}
            Where::Const(value) => {
                self.emit(ops::load_const());
                self.emit_slot(value);
            }
            _ => {
                let from = self.place_of(i);
                self.emit(ops::load());
                self.emit(operands(from, 0, 0));
            }
        }
        self.put(i, Where::Acc);
    }

    /// Brings to memory what only local `n` holds so far, which is to be written.
    fn settle_local(&mut self, n: u16, end: usize) {
        for i in 0..end {
            if self.get(i) == Where::Local(n) {
                self.settle(i);
            }
        }
    }

    /// The instruction behind, if nothing else leads to it.
    fn follower(&self, it: &Instruction) -> Option<Instruction> {
        let at = self.all.get(it.next)?;
        if at.flags & TARGET != 0 || at.height == UNREACHED {
            return None;
        }
        decode(self.bytes, it.next)
    }

    /// The local that the instruction behind stores to; it becomes part of this one.
    fn fused_store(&mut self, it: &Instruction) -> Option<(u16, usize)> {
        let next = self.follower(it)?;
        if !matches!(next.opcode, Opcode::StoreFastN | Opcode::StoreFastMulti) {
            return None;
        }
        self.all[it.next].flags |= STUB;
        Some((next.local()? as u16, next.next))
    }

    /// The jump behind, with what it jumps on; it becomes part of this one.
    fn fused_jump(&mut self, it: &Instruction) -> Option<(bool, usize, usize)> {
        let next = self.follower(it)?;
        let when = match next.opcode {
            Opcode::PopJumpIfTrue => true,
            Opcode::PopJumpIfFalse => false,
            _ => return None,
        };
        self.all[it.next].flags |= STUB;
        Some((when, next.target()?, next.next))
    }

    /// The jump behind a `not`, as one on what the `not` is of, and what is behind it.
    fn inverted_jump(&self, it: &Instruction) -> Option<(Instruction, usize)> {
        let mut jump = self.follower(it)?;
        let next = jump.next;
        jump.opcode = match jump.opcode {
            Opcode::PopJumpIfTrue => Opcode::PopJumpIfFalse,
            Opcode::PopJumpIfFalse => Opcode::PopJumpIfTrue,
            _ => return None,
        };
        Some((jump, next))
    }

    fn run(&mut self) -> Option<()> {
        let mut at = 0;
        let mut falls_in = false;
        while at < self.bytes.len() {
            let it = decode(self.bytes, at)?;
            if self.all[at].height == UNREACHED {
                falls_in = false;
                at = it.next;
                continue;
            }
            if self.all[at].flags & TARGET != 0 || !falls_in {
                if falls_in {
                    self.settle_below(0);
                }
                self.height = self.all[at].height as usize;
                for i in 0..self.height {
                    self.put(i, Where::Memory);
                }
            }
            if self.height != self.all[at].height as usize {
                return None;
            }
            if it.opcode == Opcode::YieldFrom {
                // It runs again with other values on the stack than were put there.
                self.settle_below(0);
            }
            // Who comes in has the top slot in the accumulator, and no other.
            let enters = (0..self.height.saturating_sub(1)).all(|i| self.get(i) != Where::Acc);
            self.all[at].word = if enters { self.n as u32 } else { 0 };
            falls_in = !it.opcode.ends_flow();
            at = self.instruction(at, &it)?;
        }
        self.stubs()
    }

    /// The second halves of fused instructions, for those who come back from tier 0 between the halves.
    fn stubs(&mut self) -> Option<()> {
        for at in 0..self.bytes.len() {
            if self.all[at].flags & STUB == 0 {
                continue;
            }
            let it = decode(self.bytes, at)?;
            self.all[at].word = self.n as u32;
            let height = self.all[at].height as usize;
            match it.opcode {
                Opcode::PopJumpIfTrue | Opcode::PopJumpIfFalse => {
                    self.pop_jump(at, &it, (From::Acc, 0), height);
                }
                _ => {
                    self.emit(ops::store());
                    self.emit(operands(0, it.local()? as u16, 0));
                }
            }
            self.emit(ops::jump_forward());
            self.emit_place(it.next, 0);
            self.emit_address(it.next);
        }
        Some(())
    }

    fn pop_jump(&mut self, at: usize, it: &Instruction, value: (From, u16), height: usize) {
        let target = it.operands[0] as usize;
        self.emit(ops::pop_jump(value.0 == From::Acc, it.opcode == Opcode::PopJumpIfTrue, target <= at));
        self.emit(operands(value.1, 0, 0));
        self.emit_place(at + 1, height);
        self.emit_address(target);
    }

    fn instruction(&mut self, at: usize, it: &Instruction) -> Option<usize> {
        use Opcode::*;
        match it.opcode {
            LoadFastN | LoadFastMulti => self.load_fast(at, it.local()? as u16),
            LoadConstFalse => self.push(Where::Const(Some(Obj::FALSE))),
            LoadConstTrue => self.push(Where::Const(Some(Obj::TRUE))),
            LoadConstNone => self.push(Where::Const(Some(Obj::NONE))),
            LoadNull => self.push(Where::Const(None)),
            LoadConstSmallIntMulti => {
                let value = it.multi as isize - SMALL_INT_MULTI_EXCESS as isize;
                self.push(Where::Const(Some(Obj::small(value))));
            }
            LoadConstSmallInt => self.push(Where::Const(Some(Obj::small(it.value as isize)))),
            LoadConstString => {
                let name = self.name(it)?;
                self.push(Where::Const(Some(Obj::qstr(name))));
            }
            LoadConstObj => match self.constant(it) {
                Some(value) => self.push(Where::Const(Some(value))),
                None => self.through(at, it),
            },
            StoreFastN | StoreFastMulti => self.store_fast(it.local()? as u16),
            DeleteFast => {
                self.settle_below(0);
                self.through(at, it);
            }
            DupTop => self.dup_top(),
            DupTopTwo => self.dup_top_two(),
            PopTop => self.height -= 1,
            RotTwo => return self.rot_two(at, it),
            RotThree => return self.rot_three(at, it),
            LoadGlobal | LoadName => {
                let name = self.name(it)?;
                self.settle_below(0);
                self.emit(ops::load_name(it.opcode == LoadName));
                self.emit_slot(Some(Obj::qstr(name)));
                for _ in 0..4 {
                    self.emit(0);
                }
                self.emit_place(at + 1, self.height);
                self.push(Where::Acc);
            }
            LoadDeref => {
                self.settle_below(0);
                self.emit(ops::load_cell());
                self.emit(operands(it.operands[0] as u16, 0, 0));
                self.emit_place(at + 1, self.height);
                self.push(Where::Acc);
            }
            StoreDeref => {
                self.settle_below(1);
                self.load_acc(self.height - 1);
                self.emit(ops::store_cell());
                self.emit(operands(it.operands[0] as u16, 0, 0));
                self.emit_place(at + 1, self.height);
                self.height -= 1;
            }
            LoadAttr => self.load_attr(at, it)?,
            LoadMethod => self.load_method(at, it)?,
            StoreAttr => self.store_attr(at, it, self.height - 2, self.height - 1)?,
            LoadSubscr => self.load_item(at),
            StoreSubscr => self.store_item(at, self.height - 3, self.height - 2, self.height - 1),
            BinaryOpMulti => return self.binary(at, it),
            PopJumpIfTrue | PopJumpIfFalse => {
                self.settle_below(1);
                let value = self.operand(self.height - 1);
                self.pop_jump(at, it, value, self.height);
                self.height -= 1;
            }
            JumpIfTrueOrPop | JumpIfFalseOrPop => {
                let target = it.target()?;
                self.settle_below(1);
                let (from, place) = self.operand(self.height - 1);
                self.emit(ops::keep_or_pop(from == From::Acc, it.opcode == JumpIfTrueOrPop));
                self.emit(operands(place, self.height as u16 - 1, 0));
                self.emit_place(at + 1, self.height);
                self.emit_address(target);
                self.height -= 1;
            }
            UnaryOpMulti if it.multi == NOT && self.inverted_jump(it).is_some() => {
                let (jump, next) = self.inverted_jump(it)?;
                self.settle_below(1);
                let value = self.operand(self.height - 1);
                self.pop_jump(it.next, &jump, value, self.height);
                self.height -= 1;
                return Some(next);
            }
            Jump => {
                let target = it.target()?;
                self.settle_below(0);
                self.emit(if target <= at { ops::jump_back() } else { ops::jump_forward() });
                self.emit_place(at + 1, self.height);
                self.emit_address(target);
            }
            ForIter => {
                self.settle_below(0);
                let store = self.fused_store(it);
                self.emit(ops::for_iter(store.is_some()));
                self.emit(operands(0, store.map_or(0, |s| s.0), 0));
                self.emit_place(at + 1, self.height);
                self.emit_address(it.target()?);
                match store {
                    Some((local, next)) => {
                        // What a generator yields comes in the accumulator.
                        self.emit(ops::store());
                        self.emit(operands(0, local, 0));
                        return Some(next);
                    }
                    None => self.push(Where::Acc),
                }
            }
            CallFunction | CallMethod if it.operands[0] <= 255 => {
                let n = it.operands[0] as usize;
                let below = if it.opcode == CallMethod { 2 } else { 1 };
                let base = self.height.checked_sub(n + below)?;
                self.settle_below(0);
                self.emit(if below == 2 { ops::call_method() } else { ops::call_function() });
                self.emit(operands(base as u16, 0, n as u32));
                self.emit_place(at + 1, self.height);
                self.emit_place(it.next, base);
                for _ in 0..3 {
                    self.emit(0);
                }
                self.height = base;
                self.push(Where::Acc);
            }
            CallFunction | CallMethod if it.operands[0] as usize >> 8 <= ops::NAMES_MAX => {
                let (n_pos, n_kw) = (it.operands[0] as usize & 0xff, it.operands[0] as usize >> 8);
                let below = if it.opcode == CallMethod { 2 } else { 1 };
                let base = self.height.checked_sub(n_pos + 2 * n_kw + below)?;
                self.settle_below(0);
                self.emit(ops::call_named(below == 2));
                self.emit(operands(base as u16, n_kw as u16, n_pos as u32));
                self.emit_place(at + 1, self.height);
                self.emit_place(it.next, base);
                for _ in 0..4 + n_kw {
                    self.emit(0);
                }
                self.height = base;
                self.push(Where::Acc);
            }
            ReturnValue => {
                self.settle_below(1);
                let (from, place) = self.operand(self.height - 1);
                self.emit(ops::return_value(from == From::Acc));
                self.emit(operands(place, 0, 0));
                self.emit_place(at + 1, self.height);
                self.height -= 1;
            }
            BuildTuple | BuildList => {
                let n = it.operands[0] as usize;
                self.settle_below(0);
                self.emit(ops::build(it.opcode == BuildList));
                self.emit(operands(0, 0, n as u32));
                self.emit_place(at + 1, self.height);
                self.height = self.height.checked_sub(n)?;
                self.push(Where::Acc);
            }
            BuildSlice => {
                let slice = match self.follower(it) {
                    Some(next) if next.opcode == LoadSubscr => Some((next, 1)),
                    Some(next) if next.opcode == StoreSubscr => Some((next, 2)),
                    _ => None,
                };
                let n = it.operands[0] as usize;
                let Some((next, below)) = slice else {
                    self.through(at, it);
                    return Some(it.next);
                };
                self.settle_below(0);
                self.emit(ops::slice(below == 2));
                self.emit(operands((self.height - n - 1) as u16, n as u16, 0));
                self.emit_place(at + 1, self.height);
                self.emit(self.start.wrapping_add(next.next) as usize);
                self.height -= n + below;
                if below == 1 {
                    self.push(Where::Acc);
                }
                return Some(next.next);
            }
            YieldValue => {
                self.settle_below(1);
                let (from, place) = self.operand(self.height - 1);
                self.emit(ops::yield_value(from == From::Acc));
                self.emit(operands(place, 0, 0));
                self.emit_place(at + 1, self.height);
                self.put(self.height - 1, Where::Acc);
            }
            _ => {
                self.settle_below(0);
                self.through(at, it);
            }
        }
        Some(it.next)
    }

    /// Tier 0's handler does it. All slots are in memory.
    fn through(&mut self, at: usize, it: &Instruction) {
        self.settle_below(0);
        self.emit(ops::through(self.bytes[at]));
        self.emit_place(at + 1, self.height);
        self.emit(self.start.wrapping_add(it.next) as usize);
        let (pops, pushes) = it.stack_effect();
        self.height -= pops as usize;
        for _ in 0..pushes {
            self.push(Where::Memory);
        }
    }

    fn name(&self, it: &Instruction) -> Option<Qstr> {
        self.context.get(self.vm).names.get().get(it.operands[0] as usize).copied()
    }

    fn constant(&self, it: &Instruction) -> Option<Obj> {
        let value = self.context.get(self.vm).consts.items().get(it.operands[0] as usize).copied()?;
        (value != load::unmade()).then_some(value)
    }

    fn load_fast(&mut self, at: usize, n: u16) {
        if n < 64 && self.all[at].bound & 1 << n != 0 {
            self.push(Where::Local(n));
            return;
        }
        self.settle_below(0);
        self.emit(ops::load_bound());
        self.emit(operands(n, 0, 0));
        self.emit_place(at + 1, self.height);
        self.push(Where::Acc);
    }

    fn store_fast(&mut self, n: u16) {
        let top = self.height - 1;
        self.settle_local(n, top);
        match self.get(top) {
            Where::Acc => {
                self.emit(ops::store());
                self.emit(operands(0, n, 0));
            }
            Where::Const(value) => {
                self.emit(ops::set_const());
                self.emit(operands(0, n, 0));
                self.emit_slot(value);
            }
            Where::Local(from) if from == n => {}
            Where::Local(_) | Where::Memory => {
                let from = self.place_of(top);
                self.emit(ops::move_slot());
                self.emit(operands(from, n, 0));
            }
        }
        self.height = top;
    }

    fn dup_top(&mut self) {
        match self.top(0) {
            Where::Acc => {
                self.settle(self.height - 1);
                self.push(Where::Acc);
            }
            Where::Memory => {
                let place = self.height - 1;
                self.push(Where::Memory);
                self.emit(ops::move_slot());
                self.emit(operands(place as u16, place as u16 + 1, 0));
            }
            value => self.push(value),
        }
    }

    fn dup_top_two(&mut self) {
        for _ in 0..2 {
            let from = self.height - 2;
            match self.get(from) {
                value @ (Where::Local(_) | Where::Const(_)) => self.push(value),
                _ => {
                    self.settle(from);
                    let to = self.height;
                    self.emit(ops::move_slot());
                    self.emit(operands(from as u16, to as u16, 0));
                    self.push(Where::Memory);
                }
            }
        }
    }

    fn rot_two(&mut self, at: usize, it: &Instruction) -> Option<usize> {
        let (lower, upper) = (self.height - 2, self.height - 1);
        if let Some(next) = self.follower(it)
            && next.opcode == Opcode::StoreAttr
        {
            // What it stores is on top now.
            self.store_attr(it.next, &next, upper, lower)?;
            return Some(next.next);
        }
        let (x, y) = (self.get(lower), self.get(upper));
        if x != Where::Memory && y != Where::Memory {
            self.put(lower, y);
            self.put(upper, x);
            return Some(it.next);
        }
        self.settle_below(0);
        self.emit(ops::swap());
        self.emit(operands(lower as u16, 0, 0));
        debug_assert!(at < it.next);
        Some(it.next)
    }

    fn rot_three(&mut self, at: usize, it: &Instruction) -> Option<usize> {
        if let Some(next) = self.follower(it)
            && next.opcode == Opcode::StoreSubscr
        {
            // What it stores is on top now.
            let top = self.height - 1;
            self.store_item(it.next, top, top - 2, top - 1);
            return Some(next.next);
        }
        self.through(at, it);
        Some(it.next)
    }

    fn load_attr(&mut self, at: usize, it: &Instruction) -> Option<()> {
        let name = self.name(it)?;
        self.settle_below(1);
        let (from, place) = self.operand(self.height - 1);
        self.emit(ops::load_attr(from == From::Acc));
        self.emit(operands(place, 0, 0));
        self.emit_slot(Some(Obj::qstr(name)));
        self.emit(0);
        self.emit_place(at + 1, self.height);
        self.put(self.height - 1, Where::Acc);
        Some(())
    }

    fn load_method(&mut self, at: usize, it: &Instruction) -> Option<()> {
        let name = self.name(it)?;
        self.settle_below(1);
        let (from, place) = self.operand(self.height - 1);
        self.emit(ops::load_method(from == From::Acc));
        self.emit(operands(place, self.height as u16 - 1, 0));
        self.emit_slot(Some(Obj::qstr(name)));
        for _ in 0..4 {
            self.emit(0);
        }
        self.emit_place(at + 1, self.height);
        self.put(self.height - 1, Where::Memory);
        self.push(Where::Memory);
        Some(())
    }

    /// `value` and `base`: the upper two slots.
    fn store_attr(&mut self, at: usize, it: &Instruction, value: usize, base: usize) -> Option<()> {
        let name = self.name(it)?;
        self.settle_below(2);
        let base = self.place_of(base);
        let (from, value) = self.operand(value);
        self.emit(ops::store_attr(from == From::Acc));
        self.emit(operands(base, 0, u32::from(value)));
        self.emit_slot(Some(Obj::qstr(name)));
        self.emit(0);
        self.emit_place(at + 1, self.height);
        self.height -= 2;
        Some(())
    }

    fn load_item(&mut self, at: usize) {
        self.settle_below(2);
        let (from, base) = self.operand(self.height - 2);
        let (index_from, index) = self.operand_or_number(self.height - 1);
        self.emit(ops::load_item(from, index_from));
        self.emit(operands(base, 0, index));
        self.emit_place(at + 1, self.height);
        self.height -= 2;
        self.push(Where::Acc);
    }

    /// `value`, `base` and `index`: the upper three slots.
    fn store_item(&mut self, at: usize, value: usize, base: usize, index: usize) {
        self.settle_below(3);
        let base = self.place_of(base);
        let (index_from, index) = self.operand_or_number(index);
        let (from, value) = self.operand(value);
        self.emit(ops::store_item(from, index_from));
        self.emit(operands(base, value, index));
        self.emit_place(at + 1, self.height);
        self.height -= 3;
    }

    /// What follows the word of a comparison with a jump.
    fn compared(&mut self, at: usize, operands: usize, target: usize) {
        self.emit(operands);
        self.emit_place(at + 1, self.height);
        self.emit_address(target);
        self.height -= 2;
    }

    fn binary(&mut self, at: usize, it: &Instruction) -> Option<usize> {
        let op = BinaryOp::from_number(it.multi)?;
        if ops::binary(op, From::Place, From::Place, false).is_none() {
            self.through(at, it);
            return Some(it.next);
        }
        self.settle_below(2);
        let (a_from, a) = self.operand(self.height - 2);
        let (b_from, b) = self.operand_or_number(self.height - 1);
        let height = self.height;
        if ops::compare_and_jump(op, a_from, b_from, true, false).is_some()
            && let Some((when, target, next)) = self.fused_jump(it)
        {
            self.emit(ops::compare_and_jump(op, a_from, b_from, when, target <= at)?);
            self.compared(at, operands(a, 0, b), target);
            return Some(next);
        }
        if op == BinaryOp::Is
            && let Some(not) = self.follower(it)
            && not.opcode == Opcode::UnaryOpMulti
            && not.multi == NOT
            && let Some((jump, next)) = self.inverted_jump(&not)
        {
            // It has no slow half that would come back in between.
            let when = jump.opcode == Opcode::PopJumpIfTrue;
            let target = jump.target()?;
            self.emit(ops::compare_and_jump(op, a_from, b_from, when, target <= at)?);
            self.compared(at, operands(a, 0, b), target);
            return Some(next);
        }
        let store = self.fused_store(it);
        self.emit(ops::binary(op, a_from, b_from, store.is_some())?);
        self.emit(operands(a, store.map_or(0, |s| s.0), b));
        self.emit_place(at + 1, height);
        self.height -= 2;
        match store {
            Some((_, next)) => Some(next),
            None => {
                self.push(Where::Acc);
                Some(it.next)
            }
        }
    }
}
