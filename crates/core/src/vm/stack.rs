//! `M`: the machine state that handlers pass on in registers.
//!
//! # Safety argument
//!
//! - **V1 (verified code)**: code that runs was made by our compiler or has passed the verifier: every operand
//!   lies inside the code, every local and stack slot inside the frame (`n_state`), every table index inside its
//!   table. Debug and gc-stress builds check the slots.
//! - **V2 (frame)**: `fp..fp + n_state` lies in the frame region, above the values of the frames below.
use crate::obj::{Obj, Slot};

/// Instruction pointer, stack pointer (first free slot), frame pointer (first local).
#[derive(Clone, Copy)]
pub(crate) struct M {
    pub ip: *const u8,
    pub sp: *mut Slot,
    pub fp: *mut Slot,
}

impl M {
    /// Pushes a value.
    #[inline(always)]
    pub fn push(&mut self, object: Obj) {
        self.push_slot(Some(object));
    }

    /// Pushes a value or the null word.
    #[inline(always)]
    pub fn push_slot(&mut self, slot: Slot) {
        // SAFETY: V1, V2.
        unsafe {
            self.sp.write(slot);
            self.sp = self.sp.add(1);
        }
    }

    /// Pops a value, which is not the null word.
    #[inline(always)]
    pub fn pop(&mut self) -> Obj {
        // SAFETY: V1: the compiler and the verifier know which slots may be null.
        unsafe {
            self.sp = self.sp.sub(1);
            (*self.sp).unwrap_unchecked()
        }
    }

    /// Pops a value or the null word.
    #[inline(always)]
    pub fn pop_slot(&mut self) -> Slot {
        // SAFETY: V1.
        unsafe {
            self.sp = self.sp.sub(1);
            *self.sp
        }
    }

    /// Drops `n` slots.
    #[inline(always)]
    pub fn drop_n(&mut self, n: usize) {
        // SAFETY: V1.
        unsafe { self.sp = self.sp.sub(n) }
    }

    /// The slot `i` below the top.
    #[inline(always)]
    pub fn peek(&self, i: usize) -> Slot {
        // SAFETY: V1.
        unsafe { *self.sp.sub(i + 1) }
    }

    /// The value `i` below the top, which is not the null word.
    #[inline(always)]
    pub fn top(&self, i: usize) -> Obj {
        // SAFETY: V1.
        unsafe { (*self.sp.sub(i + 1)).unwrap_unchecked() }
    }

    /// Sets the slot `i` below the top.
    #[inline(always)]
    pub fn set(&mut self, i: usize, object: Obj) {
        self.set_slot(i, Some(object));
    }

    /// Sets the slot `i` below the top.
    #[inline(always)]
    pub fn set_slot(&mut self, i: usize, slot: Slot) {
        // SAFETY: V1.
        unsafe { self.sp.sub(i + 1).write(slot) }
    }

    /// Local `n`.
    #[inline(always)]
    pub fn local(&self, n: usize) -> Slot {
        // SAFETY: V1, V2.
        unsafe { *self.fp.add(n) }
    }

    /// Sets local `n`.
    #[inline(always)]
    pub fn set_local(&mut self, n: usize, slot: Slot) {
        // SAFETY: V1, V2.
        unsafe { self.fp.add(n).write(slot) }
    }

    /// The top `n` slots as values. They lie in the region, not in the `Vm`, and nobody writes them while the
    /// slice is used.
    #[inline(always)]
    pub fn values<'a>(&self, n: usize) -> &'a [Obj] {
        // SAFETY: V1: the slots hold values (the caller knows that none is null). Natives that get the slice run
        // above the saved sp and write no slots below it.
        unsafe { core::slice::from_raw_parts(self.sp.sub(n).cast::<Obj>(), n) }
    }

    /// The next byte of code.
    #[inline(always)]
    pub fn byte(&mut self) -> u8 {
        // SAFETY: V1.
        unsafe {
            let byte = *self.ip;
            self.ip = self.ip.add(1);
            byte
        }
    }

    /// The byte before the instruction pointer: the opcode itself.
    #[inline(always)]
    pub fn opcode(&self) -> u8 {
        // SAFETY: V1: the opcode was just read there.
        unsafe { *self.ip.sub(1) }
    }

    /// A state of which only the instruction is known.
    pub(crate) fn at(ip: *const u8) -> M {
        M { ip, sp: core::ptr::null_mut(), fp: core::ptr::null_mut() }
    }

    /// The byte at the instruction pointer.
    #[inline(always)]
    pub fn peek_opcode(&self) -> u8 {
        // SAFETY: V1.
        unsafe { *self.ip }
    }

    /// Operand: unsigned.
    #[inline(always)]
    pub fn varuint(&mut self) -> usize {
        let byte = self.byte();
        if byte < 0x80 {
            return byte as usize;
        }
        let mut value = (byte & 0x7f) as usize;
        loop {
            let byte = self.byte();
            value = value << 7 | (byte & 0x7f) as usize;
            if byte < 0x80 {
                return value;
            }
        }
    }

    /// Operand: signed.
    #[inline(always)]
    pub fn varint(&mut self) -> isize {
        let mut byte = self.byte();
        let mut value: isize = if byte & 0x40 != 0 { -1 } else { 0 };
        loop {
            value = value << 7 | (byte & 0x7f) as isize;
            if byte < 0x80 {
                return value;
            }
            byte = self.byte();
        }
    }

    /// Operand: forward distance.
    #[inline(always)]
    pub fn ulabel(&mut self) -> usize {
        let low = self.byte() as usize;
        if low & 0x80 == 0 { low } else { low & 0x7f | (self.byte() as usize) << 7 }
    }

    /// Operand: distance either way.
    #[inline(always)]
    pub fn slabel(&mut self) -> isize {
        let low = self.byte() as isize;
        if low & 0x80 == 0 { low - 0x40 } else { (low & 0x7f | (self.byte() as isize) << 7) - 0x4000 }
    }

    /// Moves the instruction pointer.
    #[inline(always)]
    pub fn jump(&mut self, distance: isize) {
        self.ip = self.ip.wrapping_offset(distance);
    }
}
