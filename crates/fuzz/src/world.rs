//! A world that remembers what is printed, and has nothing else.
//!
//! Warnings go to the other stream, whose lines are nobody's business here.

use std::sync::{Mutex, PoisonError};

use micropyrite::hal::system::{Clock, Entropy, Errno, Events, Files, Pending, Stdio, System, Threads};

/// The world of one interpreter.
pub struct Recorder {
    pending: Pending,
    printed: Mutex<Vec<u8>>,
}

/// More than this is not kept: a program that prints without end is cut off.
const PRINTED_MAX: usize = 1 << 20;

impl Recorder {
    /// A new world, which lasts as long as the process: interpreters need that.
    pub fn leak() -> &'static Recorder {
        Box::leak(Box::new(Recorder { pending: Pending::new(), printed: Mutex::default() }))
    }

    /// Interrupts the program, as Ctrl-C does.
    pub fn interrupt(&self) {
        self.pending.raise_interrupt();
    }

    /// Nobody interrupts any more.
    pub fn calm(&self) {
        self.pending.take_interrupt();
    }

    /// What was printed since the last time.
    pub fn take(&self) -> String {
        let bytes = std::mem::take(&mut *self.printed.lock().unwrap_or_else(PoisonError::into_inner));
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Stdio for Recorder {
    fn write(&self, bytes: &[u8]) -> Result<usize, Errno> {
        let mut printed = self.printed.lock().unwrap_or_else(PoisonError::into_inner);
        if printed.len() < PRINTED_MAX {
            printed.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn write_err(&self, bytes: &[u8]) -> Result<usize, Errno> {
        Ok(bytes.len())
    }

    fn read(&self, _: &mut [u8]) -> Result<usize, Errno> {
        Ok(0)
    }
}

impl Clock for Recorder {
    fn ticks_us(&self) -> u64 {
        0
    }
}

impl Events for Recorder {
    fn pending(&self) -> &Pending {
        &self.pending
    }
}

impl Entropy for Recorder {}
impl Files for Recorder {}
impl Threads for Recorder {}
impl System for Recorder {}
