//! `W`: the state that handlers of words pass on, and how one follows another.
//!
//! In release builds on 64-bit machines a handler ends in a jump to the next, as in `dispatch.rs`; elsewhere a loop
//! calls one after the other. What is said there on sibling calls holds here too.
use crate::obj::{Obj, Slot};
use crate::vm::stack::M;
use crate::vm::{Ctl, ops};
use crate::{Raise, Vm};

/// Place in the words, accumulator, frame pointer. In a handler the place is behind the handler's own word.
#[derive(Clone, Copy)]
pub(crate) struct W {
    pub(super) ip: *const usize,
    pub(super) acc: Slot,
    pub(super) fp: *mut Slot,
}

/// What the fast half of a handler answers.
pub(super) enum Step {
    /// On with the next word.
    Go(W),
    /// The second half must do it; nothing was changed.
    Second,
    /// The third must; nothing was changed.
    Third,
    /// The slow half must do it; nothing was changed.
    Slow,
    /// On where this state of tier 0 says, in either tier.
    Leave(M),
    /// An exception is pending, and the frame is saved.
    Raise(Raise),
    /// The loop ends.
    Exit,
}

/// One handler.
pub(super) trait Word {
    /// Tries the fast path; changes nothing where it answers `Slow`.
    fn fast(w: W, vm: &mut Vm) -> Step;
    /// What is quick too, but would take registers from the fast half: all that calls. It never answers `Second`.
    #[inline(always)]
    fn second(_: W, _: &mut Vm) -> Step {
        Step::Slow
    }
    /// What is rarer, and would take registers from the second half. It answers neither `Second` nor `Third`.
    #[inline(always)]
    fn third(_: W, _: &mut Vm) -> Step {
        Step::Slow
    }
    /// Does it on a frame of tier 0, which it saves first.
    fn slow(w: W, vm: &mut Vm) -> Ctl;
}

/// Where the operands of a handler lie in their word: `a` from bit 0, `c` from bit 16, `b` or a number from bit 32.
pub(super) const fn operands(a: u16, c: u16, b: u32) -> usize {
    a as usize | (c as usize) << 16 | (b as usize) << 32
}

/// Where the slow half goes on: an address in the bytecode, and the height of the stack.
pub(super) fn place(ip: *const u8, height: u16) -> usize {
    ip as usize | (height as usize) << PLACE_BITS
}

/// Bits of an address; code that lies higher is not translated.
pub(super) const PLACE_BITS: u32 = 48;

impl W {
    /// Operand word `i`.
    #[inline(always)]
    pub(super) fn word(&self, i: usize) -> usize {
        // SAFETY: T1.
        unsafe { *self.ip.add(i) }
    }

    /// Operand `a`: a place.
    #[inline(always)]
    pub(super) fn a(&self) -> usize {
        self.word(0) & 0xffff
    }

    /// Operand `c`: a place.
    #[inline(always)]
    pub(super) fn c(&self) -> usize {
        self.word(0) >> 16 & 0xffff
    }

    /// Operand `b`: a place.
    #[inline(always)]
    pub(super) fn b(&self) -> usize {
        self.word(0) >> 32
    }

    /// The number in place of operand `b`.
    #[inline(always)]
    pub(super) fn number(&self) -> isize {
        self.word(0) as isize >> 32
    }

    /// A slot of the frame.
    #[inline(always)]
    pub(super) fn slot(&self, n: usize) -> Slot {
        // SAFETY: T1.
        unsafe { *self.fp.add(n) }
    }

    /// A slot of the frame that has a value.
    #[inline(always)]
    pub(super) fn value(&self, n: usize) -> Obj {
        // SAFETY: T1: the translator knows which slots have values.
        unsafe { (*self.fp.add(n)).unwrap_unchecked() }
    }

    /// Sets a slot of the frame.
    #[inline(always)]
    pub(super) fn set(&self, n: usize, slot: Slot) {
        // SAFETY: T1.
        unsafe { self.fp.add(n).write(slot) }
    }

    /// The accumulator, where it has a value.
    #[inline(always)]
    pub(super) fn top(&self) -> Obj {
        // SAFETY: T1: the translator knows where it has one.
        unsafe { self.acc.unwrap_unchecked() }
    }

    /// Operand word `i`: a value, or none.
    #[inline(always)]
    pub(super) fn constant(&self, i: usize) -> Slot {
        // SAFETY: T1: it was made of a slot.
        unsafe { *self.ip.add(i).cast::<Slot>() }
    }

    /// Operand word `i`: a name.
    #[inline(always)]
    pub(super) fn name(&self, i: usize) -> Obj {
        // SAFETY: T1: it was made of a value.
        unsafe { *self.ip.add(i).cast::<Obj>() }
    }

    /// Notes something in operand word `i`.
    pub(super) fn note(&self, _vm: &mut Vm, i: usize, word: usize) {
        // SAFETY: T1, T3: the words lie in the heap, and the token is held alone.
        unsafe { self.ip.cast_mut().add(i).write(word) }
    }

    /// The same with another place in the words.
    #[inline(always)]
    pub(super) fn at(mut self, ip: *const usize) -> W {
        self.ip = ip;
        self
    }

    /// On with the word `n` further on.
    #[inline(always)]
    pub(super) fn skip(mut self, n: usize) -> W {
        self.ip = self.ip.wrapping_add(n);
        self
    }

    /// On with the word `n` further on, with a value in the accumulator.
    #[inline(always)]
    pub(super) fn give(mut self, n: usize, value: Obj) -> W {
        self.acc = Some(value);
        self.skip(n)
    }

    /// On with the word whose address is operand word `i`.
    #[inline(always)]
    pub(super) fn goto(mut self, i: usize) -> W {
        self.ip = core::ptr::with_exposed_provenance(self.word(i));
        self
    }

    /// The state of tier 0 that operand word `i` tells.
    #[inline(always)]
    pub(super) fn state(&self, i: usize) -> M {
        let place = self.word(i);
        let ip = core::ptr::with_exposed_provenance(place & ((1 << PLACE_BITS) - 1));
        M { ip, sp: self.fp.wrapping_add(place >> PLACE_BITS), fp: self.fp }
    }
}

pub(super) use expansion::code;
pub(crate) use expansion::{jump, run};

#[cfg(all(
    not(debug_assertions),
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
))]
mod expansion {
    //! Each handler ends in a jump to the next.
    use super::*;
    use crate::vm::dispatch::expansion::{go_on, leave_tier};

    type Code = unsafe extern "C" fn(*const usize, Slot, *mut Slot, &mut Vm);

    /// The word of a handler.
    pub(in crate::vm::tier1) fn code<H: Word>() -> usize {
        fast::<H> as Code as usize
    }

    /// Goes on at a place.
    #[inline(always)]
    pub(crate) fn jump(w: W, vm: &mut Vm) {
        // SAFETY: T1, T2: a `W` is made of an entry only, or by a handler; the word at `ip` is a handler's.
        unsafe {
            let handler = core::mem::transmute::<usize, Code>(*w.ip);
            handler(w.ip.add(1), w.acc, w.fp, vm)
        }
    }

    unsafe extern "C" fn fast<H: Word>(ip: *const usize, acc: Slot, fp: *mut Slot, vm: &mut Vm) {
        match H::fast(W { ip, acc, fp }, vm) {
            Step::Go(w) => jump(w, vm),
            // SAFETY: T1.
            Step::Second => unsafe { second::<H>(ip, acc, fp, vm) },
            // SAFETY: as above.
            Step::Third => unsafe { third::<H>(ip, acc, fp, vm) },
            // SAFETY: as above.
            Step::Slow => unsafe { slow::<H>(ip, acc, fp, vm) },
            // SAFETY: V1.
            Step::Leave(m) => unsafe { leave_tier(m.ip, m.sp, m.fp, vm) },
            // SAFETY: V1.
            Step::Raise(raise) => unsafe { raised(raise, vm) },
            Step::Exit => {}
        }
    }

    #[inline(never)]
    unsafe extern "C" fn second<H: Word>(ip: *const usize, acc: Slot, fp: *mut Slot, vm: &mut Vm) {
        match H::second(W { ip, acc, fp }, vm) {
            Step::Go(w) => jump(w, vm),
            // SAFETY: T1.
            Step::Third => unsafe { third::<H>(ip, acc, fp, vm) },
            // SAFETY: T1.
            Step::Second | Step::Slow => unsafe { slow::<H>(ip, acc, fp, vm) },
            // SAFETY: V1.
            Step::Leave(m) => unsafe { leave_tier(m.ip, m.sp, m.fp, vm) },
            // SAFETY: V1.
            Step::Raise(raise) => unsafe { raised(raise, vm) },
            Step::Exit => {}
        }
    }

    #[inline(never)]
    unsafe extern "C" fn third<H: Word>(ip: *const usize, acc: Slot, fp: *mut Slot, vm: &mut Vm) {
        match H::third(W { ip, acc, fp }, vm) {
            Step::Go(w) => jump(w, vm),
            // SAFETY: T1.
            Step::Third | Step::Second | Step::Slow => unsafe { slow::<H>(ip, acc, fp, vm) },
            // SAFETY: V1.
            Step::Leave(m) => unsafe { leave_tier(m.ip, m.sp, m.fp, vm) },
            // SAFETY: V1.
            Step::Raise(raise) => unsafe { raised(raise, vm) },
            Step::Exit => {}
        }
    }

    #[cold]
    #[inline(never)]
    unsafe fn raised(raise: Raise, vm: &mut Vm) {
        if ops::unwind(vm, raise) == Ctl::Continue {
            // SAFETY: V1.
            unsafe { go_on(vm) }
        }
    }

    #[cold]
    #[inline(never)]
    unsafe extern "C" fn slow<H: Word>(ip: *const usize, acc: Slot, fp: *mut Slot, vm: &mut Vm) {
        if H::slow(W { ip, acc, fp }, vm) == Ctl::Continue {
            // SAFETY: V1.
            unsafe { go_on(vm) }
        }
    }

    /// Never called: `dispatch::expansion` jumps.
    pub(crate) fn run(_: W, _: &mut Vm) -> bool {
        true
    }
}

#[cfg(not(all(
    not(debug_assertions),
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
)))]
mod expansion {
    //! A loop calls one handler after the other.
    use super::*;
    use crate::vm::tier1::resume;

    /// What a handler answers the loop.
    enum After {
        Go(W),
        Leave(M),
        Load,
        Exit,
    }

    type Code = fn(W, &mut Vm) -> After;

    /// The word of a handler.
    pub(in crate::vm::tier1) fn code<H: Word>() -> usize {
        handle::<H> as Code as usize
    }

    fn handle<H: Word>(w: W, vm: &mut Vm) -> After {
        let step = match H::fast(w, vm) {
            Step::Second => H::second(w, vm),
            step => step,
        };
        let step = match step {
            Step::Third => H::third(w, vm),
            step => step,
        };
        let ctl = match step {
            Step::Go(w) => return After::Go(w),
            Step::Leave(m) => return After::Leave(m),
            Step::Raise(raise) => ops::unwind(vm, raise),
            Step::Slow | Step::Second | Step::Third => H::slow(w, vm),
            Step::Exit => Ctl::Exit,
        };
        if ctl == Ctl::Continue { After::Load } else { After::Exit }
    }

    /// Runs words one after the other. True: tier 0 is to go on where the frame says; false: the loop ends.
    pub(crate) fn run(w: W, vm: &mut Vm) -> bool {
        let mut w = w;
        loop {
            // SAFETY: T1: the word at `ip` is a handler's.
            let handler = unsafe { core::mem::transmute::<usize, Code>(*w.ip) };
            let m = match handler(w.skip(1), vm) {
                After::Go(next) => {
                    w = next;
                    continue;
                }
                After::Leave(m) => m,
                After::Load => vm.load(),
                After::Exit => return false,
            };
            match resume(vm, m) {
                Some(next) => w = next,
                None => {
                    vm.save(m);
                    return true;
                }
            }
        }
    }

    /// Never called: the loop of tier 0 calls [`run`].
    #[allow(dead_code)]
    pub(crate) fn jump(_: W, _: &mut Vm) {}
}
