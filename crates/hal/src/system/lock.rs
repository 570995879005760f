//! `Lock`: mutual exclusion in four bytes, over `Threads::wait` and `wake`.
//!
//! The word says 0 free, 1 held, 2 held and somebody may be waiting.  It is not
//! bound to the thread that took it: any thread may release it, as Python's
//! `_thread` locks allow.  There is no queue, so there is no order among waiters.

use core::sync::atomic::{AtomicU32, Ordering};

use super::{Clock, Threads, Wait};

const FREE: u32 = 0;
const HELD: u32 = 1;
const CONTENDED: u32 = 2;

/// A lock that lives wherever its owner puts it; it must not move while in use.
#[derive(Debug, Default)]
pub struct Lock {
    word: AtomicU32,
}

impl Lock {
    /// A free lock.
    pub const fn new() -> Lock {
        Lock { word: AtomicU32::new(FREE) }
    }

    /// Somebody holds it.
    pub fn is_held(&self) -> bool {
        self.word.load(Ordering::Relaxed) != FREE
    }

    /// Takes the lock if it is free.
    #[inline]
    pub fn try_acquire(&self) -> bool {
        replace_if(&self.word, FREE, HELD)
    }

    /// Takes the lock, waiting for as long as that takes.
    #[inline]
    pub fn acquire(&self, threads: &(impl Threads + ?Sized)) {
        if !self.try_acquire() {
            while swap(&self.word, CONTENDED) != FREE {
                let _ = threads.wait(&self.word, CONTENDED, None);
            }
        }
    }

    /// Takes the lock, waiting at most `timeout_us`; says whether it was got.
    pub fn acquire_for(&self, world: &(impl Threads + Clock + ?Sized), timeout_us: u64) -> bool {
        if self.try_acquire() {
            return true;
        }
        let start = world.ticks_us();
        loop {
            let passed = world.ticks_us().saturating_sub(start);
            let Some(left) = timeout_us.checked_sub(passed).filter(|left| *left > 0) else {
                return false;
            };
            if swap(&self.word, CONTENDED) == FREE {
                return true;
            }
            if world.wait(&self.word, CONTENDED, Some(left)) == Wait::TimedOut {
                return swap(&self.word, CONTENDED) == FREE;
            }
        }
    }

    /// Takes the lock as `acquire` does, but gives up when a signal comes.
    pub fn acquire_or_interrupt(&self, threads: &(impl Threads + ?Sized)) -> bool {
        if self.try_acquire() {
            return true;
        }
        while swap(&self.word, CONTENDED) != FREE {
            if threads.wait(&self.word, CONTENDED, None) == Wait::Interrupted {
                return swap(&self.word, CONTENDED) == FREE;
            }
        }
        true
    }

    /// Gives the lock back and wakes one waiter, if there may be one.
    ///
    /// Returns whether it was held at all.
    #[inline]
    pub fn release(&self, threads: &(impl Threads + ?Sized)) -> bool {
        match swap(&self.word, FREE) {
            CONTENDED => {
                threads.wake(&self.word, 1);
                true
            }
            was => was != FREE,
        }
    }
}

#[cfg(target_has_atomic = "32")]
fn replace_if(word: &AtomicU32, old: u32, new: u32) -> bool {
    word.compare_exchange(old, new, Ordering::Acquire, Ordering::Relaxed).is_ok()
}

#[cfg(target_has_atomic = "32")]
fn swap(word: &AtomicU32, new: u32) -> u32 {
    word.swap(new, Ordering::AcqRel)
}

// A core that cannot exchange a word in one step has no second thread either, so
// two steps do: interrupt handlers never take a lock.
#[cfg(not(target_has_atomic = "32"))]
fn replace_if(word: &AtomicU32, old: u32, new: u32) -> bool {
    let same = word.load(Ordering::Acquire) == old;
    if same {
        word.store(new, Ordering::Release);
    }
    same
}

#[cfg(not(target_has_atomic = "32"))]
fn swap(word: &AtomicU32, new: u32) -> u32 {
    let old = word.load(Ordering::Acquire);
    word.store(new, Ordering::Release);
    old
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Alone;
    impl Threads for Alone {}
    impl Clock for Alone {
        fn ticks_us(&self) -> u64 {
            0
        }
    }

    #[test]
    fn a_lock_is_taken_once() {
        let lock = Lock::new();
        assert!(lock.try_acquire() && !lock.try_acquire() && lock.is_held());
        assert!(!lock.acquire_for(&Alone, 0));
        assert!(lock.release(&Alone) && !lock.release(&Alone));
        lock.acquire(&Alone);
        assert!(lock.is_held());
    }
}
