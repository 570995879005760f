//! A panic is our bug: it is told on the serial line, and ends QEMU.

use core::fmt::{self, Write};
use core::panic::PanicInfo;

use crate::chip::{self, uart};

/// Exit code of firmware that has found a bug in itself.
pub const BUG: u8 = 70;

/// The serial line for what ends everything.
struct Line;

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if byte == b'\n' {
                uart::send(b'\r');
            }
            uart::send(byte);
        }
        Ok(())
    }
}

/// Tells what has gone wrong, and ends QEMU.
pub fn fatal(what: fmt::Arguments<'_>) -> ! {
    // The line takes everything.
    let _ = writeln!(Line, "\nFATAL: {what}");
    chip::exit(BUG)
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    fatal(format_args!("{info}"))
}
