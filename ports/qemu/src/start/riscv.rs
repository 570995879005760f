//! RISC-V: the entry, external interrupts, and faults.

use riscv::interrupt::Interrupt;
use riscv_rt::{TrapFrame, core_interrupt, entry};

use crate::chip::{plic, uart};
use crate::panic::fatal;

#[entry]
fn main() -> ! {
    uart::start();
    plic::start();
    crate::run()
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
