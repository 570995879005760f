//! The interrupt controller of QEMU's `virt` machine, for the UART alone.

use super::Register;

/// Interrupt number of the UART.
const UART: u32 = 10;
const UART_PRIORITY: Register<u32> = Register::at(0x0C00_0000 + 4 * UART as usize);
/// Those for the first hart in machine mode.
const ENABLE: Register<u32> = Register::at(0x0C00_2000);
const THRESHOLD: Register<u32> = Register::at(0x0C20_0000);
const CLAIM: Register<u32> = Register::at(0x0C20_0004);

/// Lets the UART interrupt.
pub fn start() {
    UART_PRIORITY.write(1);
    ENABLE.write(1 << UART);
    THRESHOLD.write(0);
    // SAFETY: C3: the handlers are in place, and share nothing else with the program.
    unsafe {
        riscv::register::mie::set_mext();
        riscv::interrupt::enable();
    }
}

/// Serves every interrupt that waits.
pub fn serve(uart: fn()) {
    loop {
        match CLAIM.read() {
            0 => return,
            number => {
                if number == UART {
                    uart();
                }
                CLAIM.write(number);
            }
        }
    }
}
