//! RISC-V: the entry, external interrupts, and faults.

use riscv::interrupt::Interrupt;
pub use riscv_rt::entry;
use riscv_rt::{TrapFrame, core_interrupt};

use crate::chip::{plic, uart};
use crate::panic::fatal;

/// Turns on what the firmware uses.
pub fn begin() {
    uart::start();
    plic::start();
}

#[core_interrupt(Interrupt::MachineExternal)]
fn machine_external() {
    plic::serve(uart::drain);
}

/// Any exception: there is none that anybody expects.
#[unsafe(export_name = "ExceptionHandler")]
extern "C" fn exception(_: &TrapFrame) -> ! {
    let cause = riscv::register::mcause::read().bits();
    fatal(format_args!("exception {cause} at {:#010x}", riscv::register::mepc::read()))
}
