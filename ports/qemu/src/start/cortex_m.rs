//! Cortex-M: the vector table beyond what every core has, and faults.

pub use cortex_m_rt::entry;
use cortex_m_rt::{ExceptionFrame, exception};

use crate::chip::{clock, uart};
use crate::panic::fatal;

/// A handler's address, as the table holds it.
type Handler = unsafe extern "C" fn();

/// The board's interrupts, as far as one is used: the first is the serial line's.
#[unsafe(link_section = ".vector_table.interrupts")]
#[unsafe(no_mangle)]
static __INTERRUPTS: [Handler; 1] = [uart_received];

extern "C" fn uart_received() {
    uart::drain();
}

/// Turns on what the firmware uses.
pub fn begin() {
    clock::start();
    uart::start();
}

#[exception]
fn SysTick() {
    clock::tick();
}

#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    fatal(format_args!("fault at {:#010x}, called from {:#010x}", frame.pc(), frame.lr()))
}

#[exception]
unsafe fn DefaultHandler(number: i16) {
    fatal(format_args!("interrupt {number}"))
}
