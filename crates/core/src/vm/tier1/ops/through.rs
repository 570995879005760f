//! Instructions that tier 1 leaves to the handlers of tier 0.
use micropyrite_bytecode::for_each_opcode;

use crate::Vm;
use crate::vm::dispatch::Handler;
use crate::vm::tier1::word::{Step, W, Word, code};
use crate::vm::{Ctl, Next, ops};

/// `place; address behind the instruction`: does what the bytecode's own handler does. `STAYS`: it goes on with the next word when its fast half could do it.
struct Through<H, const N: usize, const STAYS: bool>(core::marker::PhantomData<H>);

impl<H: Handler, const N: usize, const STAYS: bool> Word for Through<H, N, STAYS> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        if !H::HAS_FAST {
            vm.save(w.state(0));
            if H::slow::<N>(vm) == Ctl::Exit {
                return Step::Exit;
            }
            let m = vm.load();
            return if STAYS && m.ip as usize == w.word(1) && m.fp == w.fp {
                Step::Go(w.skip(2))
            } else {
                Step::Leave(m)
            };
        }
        match H::fast::<N>(w.state(0), vm) {
            Next::Go(_) if STAYS => Step::Go(w.skip(2)),
            Next::Go(m) | Next::Hot(m, _) => Step::Leave(m),
            Next::Slow => Step::Slow,
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        vm.save(w.state(0));
        H::slow::<N>(vm)
    }
}

/// Whether an opcode's fast half goes on elsewhere than behind the instruction.
const fn goes_elsewhere(byte: u8) -> bool {
    use micropyrite_bytecode::opcodes::Opcode::{self, *};
    match Opcode::from_byte(byte) {
        Some(opcode) => {
            opcode.ends_flow()
                || matches!(
                    opcode,
                    CallFunction
                        | CallMethod
                        | YieldValue
                        | YieldFrom
                        | ForIter
                        | UnwindJump
                        | JumpIfTrueOrPop
                        | JumpIfFalseOrPop
                        | PopJumpIfTrue
                        | PopJumpIfFalse
                )
        }
        None => true,
    }
}

macro_rules! words {
    ($( $(#[$doc:meta])* $byte:literal * $count:tt $Name:ident $name:ident
        { $($operand:ident : $kind:ident),* } pops $pops:tt pushes $pushes:tt; )*) => {
        /// The word of an opcode's byte.
        pub(in crate::vm::tier1) fn through(byte: u8) -> usize {
            match byte {
                $( given if given >= $byte && given - $byte < $count => words!(@ word given $byte $count $Name), )*
                _ => 0,
            }
        }
    };
    (@ word $given:ident $byte:literal 1 $Name:ident) => {
        if const { goes_elsewhere($byte) } {
            code::<Through<ops::$Name, 0, false>>()
        } else {
            code::<Through<ops::$Name, 0, true>>()
        }
    };
    (@ word $given:ident $byte:literal 4 $Name:ident) => { words!(@ number $given $byte $Name 0 1 2 3) };
    (@ word $given:ident $byte:literal 16 $Name:ident) => {
        words!(@ number $given $byte $Name 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    (@ word $given:ident $byte:literal 35 $Name:ident) => {
        words!(@ number $given $byte $Name 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28
            29 30 31 32 33 34)
    };
    (@ word $given:ident $byte:literal 64 $Name:ident) => { code::<Through<ops::$Name, 0, true>>() };
    (@ number $given:ident $byte:literal $Name:ident $($n:literal)*) => {
        match $given - $byte {
            $( $n => code::<Through<ops::$Name, $n, true>>(), )*
            _ => 0,
        }
    };
}
for_each_opcode!(words);
