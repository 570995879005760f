//! `Threads`: several flows of execution, and how they wait.
//!
//! Waiting is asked for in the manner of a futex: sleep while a word that lies in
//! memory of the caller has a certain value, and wake those who sleep on a word.
//! So a lock (`Lock`) is four bytes wherever its owner likes, costs no call while
//! nobody competes for it, and need not be created or destroyed.

use core::sync::atomic::AtomicU32;

use super::Errno;

/// The first function of a thread, called with the argument given to `spawn`.
pub type ThreadEntry = fn(usize);

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The word had another value, somebody woke the waiter, or for no reason.
    Woken,
    /// The time was up.
    TimedOut,
    /// A signal came, usually the interrupt key.
    Interrupted,
}

/// Threads of the operating system, if there is one.
pub trait Threads {
    /// Starts a thread that calls `entry(arg)` on a stack of `stack_bytes`.
    ///
    /// The port rounds the size up to what it needs; 0 asks for its default.  The
    /// thread is gone once `entry` has returned.
    fn spawn(&self, entry: ThreadEntry, arg: usize, stack_bytes: usize) -> Result<(), Errno> {
        let _ = (entry, arg, stack_bytes);
        Err(Errno::ENOSYS)
    }

    /// A number of the calling thread that no other living thread has.
    fn current_thread(&self) -> usize {
        1
    }

    /// Lets other threads run.
    fn yield_now(&self) {}

    /// Sleeps while `word` holds `expected`, at most `timeout_us`.
    ///
    /// May end early for no reason: look at the word again.
    fn wait(&self, word: &AtomicU32, expected: u32, timeout_us: Option<u64>) -> Wait {
        let _ = (word, expected, timeout_us);
        Wait::Woken
    }

    /// Wakes up to `count` threads that sleep on `word`.
    fn wake(&self, word: &AtomicU32, count: u32) {
        let _ = (word, count);
    }
}
