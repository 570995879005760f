//! Time on RISC-V: a counter of ten million ticks a second.

/// Ticks in a microsecond.
const TICKS_PER_US: u64 = 10;

/// Microseconds since the start.
pub fn micros() -> u64 {
    riscv::register::time::read64() / TICKS_PER_US
}
