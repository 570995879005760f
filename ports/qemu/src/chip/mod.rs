//! Registers of the chips that the boards have.
//!
//! # Safety argument
//!
//! C1. Every address stands in QEMU's description of its board (and in the manuals of Arm and RISC-V) for the register
//! that is named; all are 8 or 32 bits wide, readable and writable without effect on memory.
//! C2. A register is only reached through `Register`, by volatile accesses of its own width.
//! C3. What interrupt handlers and the program share are atomics, or is touched with interrupts off.
//! C4. Who calls `memory` was granted the whole board, this interpreter among it, and answers for what becomes of it:
//! `machine.rs` passes it on as `Machine`, which the firmware's builder grants to the Python code of the board's owner.

use core::ptr::with_exposed_provenance_mut;

#[cfg(target_arch = "arm")]
#[path = "systick.rs"]
pub mod clock;
#[cfg(target_arch = "riscv32")]
#[path = "mtime.rs"]
pub mod clock;
pub mod memory;
#[cfg(target_arch = "riscv32")]
pub mod plic;
#[cfg(target_arch = "arm")]
#[path = "cmsdk_uart.rs"]
pub mod uart;
#[cfg(target_arch = "riscv32")]
#[path = "ns16550.rs"]
pub mod uart;

/// A register at a fixed address, as wide as `T`.
struct Register<T>(usize, core::marker::PhantomData<T>);

impl<T: Copy> Register<T> {
    /// The register at `address`, which C1 is about.
    const fn at(address: usize) -> Register<T> {
        Register(address, core::marker::PhantomData)
    }

    fn read(&self) -> T {
        // SAFETY: C1, C2.
        unsafe { with_exposed_provenance_mut::<T>(self.0).read_volatile() }
    }

    fn write(&self, value: T) {
        // SAFETY: C1, C2.
        unsafe { with_exposed_provenance_mut::<T>(self.0).write_volatile(value) }
    }
}

/// Waits for an interrupt, unless `done` says that there is nothing to wait for.
///
/// It is asked with interrupts off, and one that comes then ends the wait at once.
pub fn sleep_unless(done: impl Fn() -> bool) {
    without_interrupts(|| {
        if !done() {
            #[cfg(target_arch = "arm")]
            cortex_m::asm::wfi();
            #[cfg(target_arch = "riscv32")]
            riscv::asm::wfi();
        }
    });
}

/// Times that differ from start to start: how long the board has run, and what the host's clocks say.
#[cfg(target_arch = "arm")]
pub fn times() -> [u32; 4] {
    use semihosting::sys::arm_compat::{sys_elapsed, sys_time};
    // Of these two one counts nanoseconds, the other seconds since 1970; a host may refuse.
    let elapsed = sys_elapsed().unwrap_or(0);
    let date = sys_time().unwrap_or(0);
    [clock::micros() as u32, elapsed as u32, (elapsed >> 32) as u32, date as u32]
}

/// Times that differ from start to start: how long the board has run, and what the host's clock says.
#[cfg(target_arch = "riscv32")]
pub fn times() -> [u32; 4] {
    /// The date in nanoseconds; reading the low half keeps the high one.
    const DATE_LOW: Register<u32> = Register::at(0x10_1000);
    const DATE_HIGH: Register<u32> = Register::at(0x10_1004);
    let date = [DATE_LOW.read(), DATE_HIGH.read()];
    [clock::micros() as u32, riscv::register::mcycle::read() as u32, date[0], date[1]]
}

/// Does something that no interrupt comes between.
fn without_interrupts<R>(f: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "arm")]
    {
        cortex_m::interrupt::free(|_| f())
    }
    #[cfg(target_arch = "riscv32")]
    {
        riscv::interrupt::free(f)
    }
}

/// Ends QEMU with an exit code.
#[cfg(target_arch = "arm")]
pub fn exit(code: u8) -> ! {
    semihosting::process::exit(i32::from(code))
}

/// Ends QEMU with an exit code.
#[cfg(target_arch = "riscv32")]
pub fn exit(code: u8) -> ! {
    /// QEMU's device for the end of tests.
    const FINISHER: Register<u32> = Register::at(0x10_0000);
    const PASS: u32 = 0x5555;
    const FAIL: u32 = 0x3333;
    FINISHER.write(if code == 0 { PASS } else { u32::from(code) << 16 | FAIL });
    loop {
        riscv::asm::wfi();
    }
}
