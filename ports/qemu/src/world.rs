//! `World`: what Python sees of the board.
//!
//! Input comes by interrupt, so that Ctrl-C stops a program that never reads. While a program runs, what finds no room
//! is dropped, lest Ctrl-C be stuck behind it; while the prompt or a transfer reads (nothing interrupts then), the line
//! is left to wait instead, and nothing is lost.

use core::sync::atomic::{AtomicU32, Ordering};

use micropyrite_hal::system::{Clock, Errno, Events, Pending, Ready, Stdio, System, Threads};

use crate::chip::{self, clock, uart};
use crate::input::Input;
use crate::start;

/// No byte interrupts. Any other value is a byte and one more, so that all begins as zeros.
const NONE: u32 = 0;

/// The board's services.
pub static WORLD: World =
    World { pending: Pending::new(), input: Input::new(), interrupt_char: AtomicU32::new(NONE) };

/// The state behind them.
pub struct World {
    pending: Pending,
    input: Input,
    interrupt_char: AtomicU32,
}

impl World {
    /// A byte may be taken from the line now.
    pub fn wants_byte(&self) -> bool {
        !self.input.is_full() || self.interrupt_char.load(Ordering::Relaxed) != NONE
    }

    /// A byte has come. For the interrupt handler.
    pub fn receive(&self, byte: u8) {
        if u32::from(byte) + 1 == self.interrupt_char.load(Ordering::Relaxed) {
            self.pending.raise_interrupt();
        } else {
            self.input.put(byte);
        }
    }
}

impl Stdio for World {
    fn write(&self, bytes: &[u8]) -> Result<usize, Errno> {
        bytes.iter().for_each(|byte| uart::send(*byte));
        Ok(bytes.len())
    }

    fn write_text(&self, text: &[u8]) -> Result<usize, Errno> {
        for byte in text {
            if *byte == b'\n' {
                uart::send(b'\r');
            }
            uart::send(*byte);
        }
        Ok(text.len())
    }

    fn read(&self, buf: &mut [u8]) -> Result<usize, Errno> {
        let Some((first, rest)) = buf.split_first_mut() else { return Ok(0) };
        loop {
            // The line may have had to wait.
            uart::listen();
            if let Some(byte) = self.input.take() {
                *first = byte;
                break;
            }
            if self.pending.interrupt() {
                return Err(Errno::EINTR);
            }
            chip::sleep_unless(|| !self.input.is_empty() || self.pending.attention());
            if self.pending.attention() && self.input.is_empty() {
                return Err(Errno::EINTR);
            }
        }
        let mut n = 1;
        for place in rest {
            let Some(byte) = self.input.take() else { break };
            *place = byte;
            n += 1;
        }
        Ok(n)
    }

    fn read_text(&self, buf: &mut [u8]) -> Result<usize, Errno> {
        let n = self.read(buf)?;
        buf.iter_mut().take(n).filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        Ok(n)
    }

    fn ready(&self) -> Ready {
        uart::listen();
        Ready { read: !self.input.is_empty(), write: true }
    }

    fn set_interrupt_char(&self, char: Option<u8>) {
        self.interrupt_char.store(char.map_or(NONE, |char| u32::from(char) + 1), Ordering::Relaxed);
        // It may have been typed after Enter and before this, or be stuck in a line that had to wait.
        uart::listen();
        if char.is_some_and(|char| self.input.take_through(char)) {
            self.pending.raise_interrupt();
        }
    }
}

impl Clock for World {
    fn ticks_us(&self) -> u64 {
        clock::micros()
    }

    fn sleep_us(&self, us: u64) -> Result<(), Errno> {
        let start = self.ticks_us();
        while self.ticks_us().wrapping_sub(start) < us {
            if self.pending.attention() {
                return Err(Errno::EINTR);
            }
        }
        Ok(())
    }
}

impl Events for World {
    fn pending(&self) -> &Pending {
        &self.pending
    }
}

// A small build asks for none of these.
#[cfg(not(feature = "level-extra"))]
impl micropyrite_hal::system::Entropy for World {}
#[cfg(not(feature = "level-extra"))]
impl micropyrite_hal::system::Files for World {}

impl Threads for World {}
impl System for World {
    fn image(&self, index: usize) -> Option<&'static [u8]> {
        if index == 0 { start::image() } else { None }
    }
}
