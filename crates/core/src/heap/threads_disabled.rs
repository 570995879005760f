//! Threads in a build without `_thread`: there is one, which has the lock.
use micropyrite_hal::system::System;

use crate::Vm;

/// The interpreter lock, and who waits for it: nothing.
pub(crate) struct Threads;

impl Threads {
    /// One thread.
    pub const fn new() -> Threads {
        Threads
    }

    fn scan_parked(&self) {}
}

impl Vm {
    /// Runs a blocking call.
    pub fn unlocked<R>(&mut self, f: impl FnOnce(&'static dyn System) -> R) -> R {
        f(self.system)
    }

    /// Gives other threads a turn.
    pub(crate) fn let_others_run(&mut self) {}

    /// Scans what threads that do not run keep alive.
    pub(crate) fn scan_other_threads(&mut self) {
        self.threads.scan_parked();
    }
}
