//! Time on Cortex-M: SysTick, which interrupts every millisecond.

use core::sync::atomic::{AtomicU32, Ordering};

use super::Register;

const CONTROL: Register<u32> = Register::at(0xE000_E010);
const RELOAD: Register<u32> = Register::at(0xE000_E014);
const CURRENT: Register<u32> = Register::at(0xE000_E018);

const ENABLE: u32 = 1;
const INTERRUPT: u32 = 2;
const PROCESSOR_CLOCK: u32 = 4;

/// The processor's clock.
const TICKS_PER_US: u32 = 25;
const TICKS_PER_MS: u32 = 1000 * TICKS_PER_US;

/// Milliseconds, in two halves, since there is no wider atomic.
static LOW: AtomicU32 = AtomicU32::new(0);
static HIGH: AtomicU32 = AtomicU32::new(0);

/// Starts counting.
pub fn start() {
    RELOAD.write(TICKS_PER_MS - 1);
    CURRENT.write(0);
    CONTROL.write(ENABLE | INTERRUPT | PROCESSOR_CLOCK);
}

/// A millisecond is over. For the interrupt handler.
pub fn tick() {
    let low = LOW.load(Ordering::Relaxed).wrapping_add(1);
    LOW.store(low, Ordering::Relaxed);
    if low == 0 {
        HIGH.store(HIGH.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }
}

/// Microseconds since the start.
pub fn micros() -> u64 {
    loop {
        let (high, low) = (HIGH.load(Ordering::Acquire), LOW.load(Ordering::Acquire));
        let passed = TICKS_PER_MS - 1 - CURRENT.read().min(TICKS_PER_MS - 1);
        // Else a millisecond has ended meanwhile.
        if (HIGH.load(Ordering::Acquire), LOW.load(Ordering::Acquire)) == (high, low) {
            return (u64::from(high) << 32 | u64::from(low)) * 1000 + u64::from(passed / TICKS_PER_US);
        }
    }
}
