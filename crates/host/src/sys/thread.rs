//! Waiting on a word, and the number of a thread.

/// A number of the calling thread that no other living thread has.
pub fn current() -> usize {
    // SAFETY: no memory is involved.
    let id = unsafe { libc::pthread_self() };
    id as usize
}

#[cfg(target_os = "linux")]
pub use linux::{wait, wake};

#[cfg(target_os = "linux")]
mod linux {
    use std::ptr;
    use std::sync::atomic::AtomicU32;

    use micropyrite_hal::system::{Errno, Wait};

    use crate::sys::last_error;

    /// Sleeps while `word` holds `expected`.
    pub fn wait(word: &AtomicU32, expected: u32, timeout_us: Option<u64>) -> Wait {
        let timeout = timeout_us.map(|us| libc::timespec {
            tv_sec: (us / 1_000_000).min(i32::MAX as u64) as libc::time_t,
            tv_nsec: (us % 1_000_000 * 1000) as _,
        });
        let timeout = timeout.as_ref().map_or(ptr::null(), ptr::from_ref);
        // SAFETY: C1; the kernel reads the word atomically.
        let result = unsafe {
            libc::syscall(
                libc::SYS_futex,
                word.as_ptr(),
                libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG,
                expected,
                timeout,
            )
        };
        if result == 0 {
            return Wait::Woken;
        }
        match last_error() {
            Errno::ETIMEDOUT => Wait::TimedOut,
            Errno::EINTR => Wait::Interrupted,
            _ => Wait::Woken,
        }
    }

    /// Wakes up to `count` sleepers.
    pub fn wake(word: &AtomicU32, count: u32) {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        // SAFETY: C1; the word is only a name here.
        unsafe {
            libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG, count)
        };
    }
}

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{wait, wake};

/// One room for all sleepers: everybody is woken and looks for himself.
#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::{Condvar, Mutex, PoisonError};
    use std::time::Duration;

    use micropyrite_hal::system::Wait;

    static ROOM: Mutex<()> = Mutex::new(());
    static BELL: Condvar = Condvar::new();

    /// Sleeps while `word` holds `expected`.
    pub fn wait(word: &AtomicU32, expected: u32, timeout_us: Option<u64>) -> Wait {
        let room = ROOM.lock().unwrap_or_else(PoisonError::into_inner);
        if word.load(Ordering::SeqCst) != expected {
            return Wait::Woken;
        }
        match timeout_us {
            None => {
                drop(BELL.wait(room));
                Wait::Woken
            }
            Some(us) => match BELL.wait_timeout(room, Duration::from_micros(us)) {
                Ok((_, result)) if result.timed_out() => Wait::TimedOut,
                _ => Wait::Woken,
            },
        }
    }

    /// Wakes all sleepers.
    pub fn wake(_word: &AtomicU32, _count: u32) {
        drop(ROOM.lock().unwrap_or_else(PoisonError::into_inner));
        BELL.notify_all();
    }
}
