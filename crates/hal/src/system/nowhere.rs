//! `Nowhere`: a world that has nothing.
//!
//! For programs that embed an interpreter only to compute, and for tests.

use super::{Clock, Entropy, Errno, Events, Files, Pending, Stdio, System, Threads};

/// What is written is lost, nothing can be read, and no time passes.
#[derive(Default)]
pub struct Nowhere(Pending);

impl Nowhere {
    /// Such a world; usable in a `static`.
    pub const fn new() -> Nowhere {
        Nowhere(Pending::new())
    }
}

impl Stdio for Nowhere {
    fn write(&self, bytes: &[u8]) -> Result<usize, Errno> {
        Ok(bytes.len())
    }

    fn read(&self, _: &mut [u8]) -> Result<usize, Errno> {
        Ok(0)
    }
}

impl Clock for Nowhere {
    fn ticks_us(&self) -> u64 {
        0
    }
}

impl Events for Nowhere {
    fn pending(&self) -> &Pending {
        &self.0
    }
}

impl Entropy for Nowhere {}
impl Files for Nowhere {}
impl Threads for Nowhere {}
impl System for Nowhere {}
