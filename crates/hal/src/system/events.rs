//! `Pending`: what happened while the interpreter was busy, as flags it polls.
//!
//! Interrupt handlers and signal handlers only store flags; the interpreter looks
//! at `attention` alone at every backward jump and call, and at the others when it
//! is set.  Plain loads and stores are used, no read-modify-write, so that a core
//! without such instructions (Cortex-M0) needs no lock: a flag is set by anyone
//! and cleared by the interpreter, which clears *before* it acts, so that an event
//! that comes meanwhile is seen at the next poll.

use core::sync::atomic::{AtomicBool, Ordering};

/// The flags through which the world gets the interpreter's attention.
#[derive(Debug, Default)]
pub struct Pending {
    attention: AtomicBool,
    interrupt: AtomicBool,
}

impl Pending {
    /// Nothing has happened yet.
    pub const fn new() -> Pending {
        Pending { attention: AtomicBool::new(false), interrupt: AtomicBool::new(false) }
    }

    /// The one flag to poll: something is to be looked at.
    #[inline]
    pub fn attention(&self) -> bool {
        self.attention.load(Ordering::Relaxed)
    }

    /// Asks the interpreter to look around; safe in interrupt and signal handlers.
    #[inline]
    pub fn call_attention(&self) {
        self.attention.store(true, Ordering::Release);
    }

    /// Clears the polled flag and says whether it was set; look at the rest after.
    #[inline]
    pub fn take_attention(&self) -> bool {
        let was = self.attention.load(Ordering::Acquire);
        if was {
            self.attention.store(false, Ordering::SeqCst);
        }
        was
    }

    /// Notes that the interrupt key was pressed; safe in interrupt and signal handlers.
    pub fn raise_interrupt(&self) {
        self.interrupt.store(true, Ordering::SeqCst);
        self.call_attention();
    }

    /// An interrupt is waiting to become a `KeyboardInterrupt`.
    #[inline]
    pub fn interrupt(&self) -> bool {
        self.interrupt.load(Ordering::SeqCst)
    }

    /// Clears the interrupt and says whether there was one.
    pub fn take_interrupt(&self) -> bool {
        let was = self.interrupt.load(Ordering::SeqCst);
        if was {
            self.interrupt.store(false, Ordering::SeqCst);
        }
        was
    }
}

/// Where asynchronous events of the world arrive.
pub trait Events {
    /// The flags of the interpreter that runs over this system.
    ///
    /// Always the same object: the interpreter asks once and keeps the reference.
    fn pending(&self) -> &Pending;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupt_is_seen_once() {
        let pending = Pending::new();
        assert!(!pending.attention());
        pending.raise_interrupt();
        assert!(pending.attention() && pending.take_attention() && !pending.attention());
        assert!(pending.take_interrupt() && !pending.take_interrupt());
    }
}
