//! Dispatch: one table of handlers, as sibling calls or as one `match`.
//!
//! A handler is a type with two halves. The fast one is inlined, takes the machine state by value and answers
//! `Go` or `Slow`; the slow one is an ordinary function on the saved frame. Sibling calls become jumps only as
//! long as nothing is left to drop, no local's address leaves the handler, and what is called inside returns at
//! most two words: `cargo xtask jumps` looks at the assembly.
use super::stack::M;
use super::{Ctl, Next, ops, tier1};
use crate::{Vm, watch};
use micropyrite_bytecode::for_each_opcode;

/// One opcode's work. `N` is the number in the opcode of a multi-opcode, else 0.
pub(crate) trait Handler {
    /// Whether there is a fast half: tier 1 asks.
    #[allow(dead_code)]
    const HAS_FAST: bool = true;
    /// Tries the fast path; changes nothing where it answers `Slow`.
    fn fast<const N: usize>(m: M, vm: &mut Vm) -> Next;
    /// Does it on the saved frame, whose ip is behind the opcode.
    fn slow<const N: usize>(vm: &mut Vm) -> Ctl;
}

/// A byte that is no opcode: verified code has none, so the loop just ends with an exception.
#[cold]
#[inline(never)]
fn undefined_opcode(vm: &mut Vm) -> Ctl {
    let raise = crate::runtime::exc::raise_static(vm, &crate::types::NOT_IMPLEMENTED_ERROR, text!("opcode"));
    super::ops::unwind(vm, raise)
}

/// Runs until the frame that was entered last with `Resume::Exit` has ended.
pub(crate) fn run(vm: &mut Vm) {
    if watch::shows_instructions(vm) { run_traced(vm) } else { run_plain(vm) }
}

#[cfg(all(
    not(debug_assertions),
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
))]
use expansion::run as run_plain;
#[cfg(not(all(
    not(debug_assertions),
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
)))]
use flat::run_plain;

/// As [`run`], for a frame that is traced or watched: `trace::tick` is asked before each instruction.
pub(crate) use flat::run_traced;

#[cfg(all(
    not(debug_assertions),
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
))]
pub(in crate::vm) mod expansion {
    //! Sibling calls: each handler ends in a jump to the next.
    use super::*;
    use crate::obj::Slot;

    type Code = unsafe extern "C" fn(*const u8, *mut Slot, *mut Slot, &mut Vm);

    #[inline(always)]
    unsafe fn next(m: M, vm: &mut Vm) {
        // SAFETY: V1: ip points at an instruction.
        unsafe {
            let opcode = *m.ip;
            TABLE[opcode as usize](m.ip.add(1), m.sp, m.fp, vm)
        }
    }

    unsafe extern "C" fn fast<H: Handler, const N: usize>(
        ip: *const u8,
        sp: *mut Slot,
        fp: *mut Slot,
        vm: &mut Vm,
    ) {
        match H::fast::<N>(M { ip, sp, fp }, vm) {
            // SAFETY: V1.
            Next::Go(m) => unsafe { next(m, vm) },
            // SAFETY: as above.
            Next::Hot(m, _) => unsafe { hot(m.ip, m.sp, m.fp, vm) },
            // SAFETY: as above.
            Next::Slow => unsafe { slow::<H, N>(ip, sp, fp, vm) },
        }
    }

    #[cold]
    #[inline(never)]
    unsafe extern "C" fn slow<H: Handler, const N: usize>(
        ip: *const u8,
        sp: *mut Slot,
        fp: *mut Slot,
        vm: &mut Vm,
    ) {
        vm.save(M { ip, sp, fp });
        if H::slow::<N>(vm) == Ctl::Continue {
            // SAFETY: V1.
            unsafe { go_on(vm) }
        }
    }

    /// Goes on where the top frame says, in either tier.
    #[inline(always)]
    pub(in crate::vm) unsafe fn go_on(vm: &mut Vm) {
        let m = vm.load();
        match tier1::resume(vm, m) {
            Some(w) => tier1::jump(w, vm),
            // SAFETY: V1.
            None => unsafe { next(m, vm) },
        }
    }

    /// As [`go_on`], after a step of tier 1 that has the frame's state at hand.
    #[inline(never)]
    pub(in crate::vm) unsafe extern "C" fn leave_tier(
        ip: *const u8,
        sp: *mut Slot,
        fp: *mut Slot,
        vm: &mut Vm,
    ) {
        let m = M { ip, sp, fp };
        match tier1::resume(vm, m) {
            Some(w) => tier1::jump(w, vm),
            // SAFETY: V1.
            None => unsafe { next(m, vm) },
        }
    }

    /// Goes on in tier 1, if the code is hot enough.
    unsafe extern "C" fn hot(ip: *const u8, sp: *mut Slot, fp: *mut Slot, vm: &mut Vm) {
        let m = M { ip, sp, fp };
        match tier1::enter(vm, m) {
            Some(w) => tier1::jump(w, vm),
            // SAFETY: V1.
            None => unsafe { next(m, vm) },
        }
    }

    unsafe extern "C" fn undefined(ip: *const u8, sp: *mut Slot, fp: *mut Slot, vm: &mut Vm) {
        vm.save(M { ip, sp, fp });
        if undefined_opcode(vm) == Ctl::Continue {
            // SAFETY: V1.
            unsafe { go_on(vm) }
        }
    }

    macro_rules! fill {
        ($t:ident $b:literal 1 $H:ty) => { $t[$b] = fast::<$H, 0>; };
        ($t:ident $b:literal 4 $H:ty) => { fill!(@ $t $b $H; 0 1 2 3) };
        ($t:ident $b:literal 16 $H:ty) => { fill!(@ $t $b $H; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15) };
        ($t:ident $b:literal 35 $H:ty) => { fill!(@ $t $b $H; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21
            22 23 24 25 26 27 28 29 30 31 32 33 34) };
        // The number is read from the code: 64 handlers would be no faster.
        ($t:ident $b:literal 64 $H:ty) => {{
            let mut i = 0;
            while i < 64 {
                $t[$b + i] = fast::<$H, 0>;
                i += 1;
            }
        }};
        (@ $t:ident $b:literal $H:ty; $($n:literal)*) => { $( $t[$b + $n] = fast::<$H, $n>; )* };
    }

    macro_rules! table {
        ($( $(#[$doc:meta])* $byte:literal * $count:tt $Name:ident $name:ident
            { $($operand:ident : $kind:ident),* } pops $pops:tt pushes $pushes:tt; )*) => {
            static TABLE: [Code; 256] = {
                let mut table: [Code; 256] = [undefined; 256];
                $( fill!(table $byte $count ops::$Name); )*
                table
            };
        };
    }
    for_each_opcode!(table);

    pub(crate) fn run(vm: &mut Vm) {
        // SAFETY: V1.
        unsafe { go_on(vm) }
    }
}

mod flat {
    //! One flat `match`, a literal pattern for each byte.
    use super::*;
    use crate::vm::trace;

    macro_rules! arm {
        ($m:ident $vm:ident $H:ty, $n:expr) => {
            match <$H as Handler>::fast::<{ $n }>($m, $vm) {
                Next::Go(next) => {
                    $m = next;
                    continue;
                }
                Next::Hot(next, _) => {
                    $m = next;
                    if let Some(w) = (!TRACED).then(|| tier1::enter($vm, $m)).flatten() {
                        if !tier1::run(w, $vm) {
                            return;
                        }
                        $m = $vm.load();
                    }
                    continue;
                }
                Next::Slow => {
                    $vm.save($m);
                    <$H as Handler>::slow::<{ $n }>($vm)
                }
            }
        };
    }

    macro_rules! arms {
        ($m:ident $vm:ident; $( $(#[$doc:meta])* $byte:literal * $count:tt $Name:ident $name:ident
            { $($operand:ident : $kind:ident),* } pops $pops:tt pushes $pushes:tt; )*) => {
            arms!(@ $m $vm []; $( $byte $count $Name; )*)
        };
        (@ $m:ident $vm:ident [$($arms:tt)*]; $byte:literal 1 $Name:ident; $($rest:tt)*) => {
            arms!(@ $m $vm [$($arms)* ($byte, 0, $Name)]; $($rest)*)
        };
        (@ $m:ident $vm:ident [$($arms:tt)*]; $byte:literal 4 $Name:ident; $($rest:tt)*) => {
            arms!(@ $m $vm [$($arms)* (0xd0, 0, $Name) (0xd1, 1, $Name) (0xd2, 2, $Name) (0xd3, 3, $Name)]; $($rest)*)
        };
        (@ $m:ident $vm:ident [$($arms:tt)*]; $byte:literal 16 LoadFastMulti; $($rest:tt)*) => {
            arms!(@ $m $vm [$($arms)* (0xb0, 0, LoadFastMulti) (0xb1, 1, LoadFastMulti) (0xb2, 2, LoadFastMulti) (0xb3, 3, LoadFastMulti)
                (0xb4, 4, LoadFastMulti) (0xb5, 5, LoadFastMulti) (0xb6, 6, LoadFastMulti) (0xb7, 7, LoadFastMulti) (0xb8, 8, LoadFastMulti) (0xb9, 9, LoadFastMulti)
                (0xba, 10, LoadFastMulti) (0xbb, 11, LoadFastMulti) (0xbc, 12, LoadFastMulti) (0xbd, 13, LoadFastMulti) (0xbe, 14, LoadFastMulti)
                (0xbf, 15, LoadFastMulti)]; $($rest)*)
        };
        (@ $m:ident $vm:ident [$($arms:tt)*]; $byte:literal 16 StoreFastMulti; $($rest:tt)*) => {
            arms!(@ $m $vm [$($arms)* (0xc0, 0, StoreFastMulti) (0xc1, 1, StoreFastMulti) (0xc2, 2, StoreFastMulti) (0xc3, 3, StoreFastMulti)
                (0xc4, 4, StoreFastMulti) (0xc5, 5, StoreFastMulti) (0xc6, 6, StoreFastMulti) (0xc7, 7, StoreFastMulti) (0xc8, 8, StoreFastMulti) (0xc9, 9, StoreFastMulti)
                (0xca, 10, StoreFastMulti) (0xcb, 11, StoreFastMulti) (0xcc, 12, StoreFastMulti) (0xcd, 13, StoreFastMulti) (0xce, 14, StoreFastMulti)
                (0xcf, 15, StoreFastMulti)]; $($rest)*)
        };
        (@ $m:ident $vm:ident [$($arms:tt)*]; $byte:literal 64 $Name:ident; $($rest:tt)*) => {
            arms!(@ $m $vm [$($arms)* (0x70..=0xaf, 0, $Name)]; $($rest)*)
        };
        (@ $m:ident $vm:ident [$($arms:tt)*]; $byte:literal 35 $Name:ident; $($rest:tt)*) => {
            arms!(@ $m $vm [$($arms)* (0xd7, 0, $Name) (0xd8, 1, $Name) (0xd9, 2, $Name) (0xda, 3, $Name)
                (0xdb, 4, $Name) (0xdc, 5, $Name) (0xdd, 6, $Name) (0xde, 7, $Name) (0xdf, 8, $Name) (0xe0, 9, $Name)
                (0xe1, 10, $Name) (0xe2, 11, $Name) (0xe3, 12, $Name) (0xe4, 13, $Name) (0xe5, 14, $Name)
                (0xe6, 15, $Name) (0xe7, 16, $Name) (0xe8, 17, $Name) (0xe9, 18, $Name) (0xea, 19, $Name)
                (0xeb, 20, $Name) (0xec, 21, $Name) (0xed, 22, $Name) (0xee, 23, $Name) (0xef, 24, $Name)
                (0xf0, 25, $Name) (0xf1, 26, $Name) (0xf2, 27, $Name) (0xf3, 28, $Name) (0xf4, 29, $Name)
                (0xf5, 30, $Name) (0xf6, 31, $Name) (0xf7, 32, $Name) (0xf8, 33, $Name) (0xf9, 34, $Name)]; $($rest)*)
        };
        (@ $m:ident $vm:ident [$(($byte:pat, $n:expr, $Name:ident))*];) => {
            match $m.byte() {
                $( $byte => arm!($m $vm ops::$Name, $n), )*
                #[allow(unreachable_patterns)]
                _ => {
                    $vm.save($m);
                    undefined_opcode($vm)
                }
            }
        };
    }

    #[inline(always)]
    fn run<const TRACED: bool>(vm: &mut Vm) {
        let mut m = vm.load();
        macro_rules! expand { ($($rows:tt)*) => { arms!(m vm; $($rows)*) }; }
        loop {
            if TRACED {
                vm.save(m);
                watch::instruction(vm);
                if let Err(raise) = trace::tick(vm) {
                    // As if the instruction had raised.
                    m.ip = m.ip.wrapping_add(1);
                    vm.save(m);
                    if ops::unwind(vm, raise) == Ctl::Exit {
                        return;
                    }
                    m = vm.load();
                    continue;
                }
            }
            let ctl = for_each_opcode!(expand);
            if ctl == Ctl::Exit {
                return;
            }
            m = vm.load();
            if let Some(w) = (!TRACED).then(|| tier1::resume(vm, m)).flatten() {
                if !tier1::run(w, vm) {
                    return;
                }
                m = vm.load();
            }
        }
    }

    #[cfg(not(all(
        not(debug_assertions),
        any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
    )))]
    pub(crate) fn run_plain(vm: &mut Vm) {
        run::<false>(vm);
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn run_traced(vm: &mut Vm) {
        run::<true>(vm);
    }
}
