//! SIGINT as an interrupt, and waiting that it cannot slip past.
//!
//! A signal that arrives between looking at the flag and going to sleep would be
//! noticed only after the sleep.  So whoever waits blocks the signal first, looks,
//! and lets the kernel unblock it for exactly as long as it sleeps.

use std::mem::MaybeUninit;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use micropyrite_hal::system::{Errno, Handle, Pending};

use super::{check, last_error};

static PENDING: Pending = Pending::new();
static IS_CAUGHT: AtomicBool = AtomicBool::new(false);

/// The flags that the handler sets.
pub fn pending() -> &'static Pending {
    &PENDING
}

/// Runs at any time, on any thread that does not block SIGINT.
extern "C" fn on_interrupt(_signal: libc::c_int) {
    if PENDING.interrupt() {
        // Nobody has looked since the last one: the program is stuck in something
        // that cannot be interrupted, and the user insists.
        // SAFETY: C3, `_exit` may be called from a handler.
        unsafe { libc::_exit(1) }
    }
    PENDING.raise_interrupt();
}

/// Lets SIGINT raise an interrupt, or end the process.
pub fn catch_interrupt(catch: bool) {
    IS_CAUGHT.store(catch, Ordering::Relaxed);
    let handler: extern "C" fn(libc::c_int) = on_interrupt;
    set_handler(libc::SIGINT, if catch { handler as libc::sighandler_t } else { libc::SIG_DFL });
}

/// SIGINT raises an interrupt.
pub fn is_interrupt_caught() -> bool {
    IS_CAUGHT.load(Ordering::Relaxed)
}

/// Makes writing to a closed pipe an error instead of the end of the process.
pub fn ignore_broken_pipes() {
    set_handler(libc::SIGPIPE, libc::SIG_IGN);
}

fn set_handler(signal: libc::c_int, handler: libc::sighandler_t) {
    let mut action = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: C2 (no handler, no flags: calls are interrupted, not restarted), C3.
    // The set of further signals to block is zeros, which `sigemptyset` makes too.
    unsafe {
        (*action.as_mut_ptr()).sa_sigaction = handler;
        libc::sigemptyset(&raw mut (*action.as_mut_ptr()).sa_mask);
        libc::sigaction(signal, action.as_ptr(), ptr::null_mut());
    }
}

/// SIGINT, as a set.
fn interrupt_set() -> libc::sigset_t {
    let mut set = MaybeUninit::<libc::sigset_t>::zeroed();
    // SAFETY: C1, C2.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        libc::sigaddset(set.as_mut_ptr(), libc::SIGINT);
        set.assume_init()
    }
}

/// Keeps SIGINT away from the calling thread: the main thread shall have it.
pub fn block_interrupts() {
    // SAFETY: C1.
    unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, &interrupt_set(), ptr::null_mut()) };
}

/// Sleeps until `fd` can be read, the time is up, or a signal comes (`EINTR`).
pub fn wait(fd: Option<Handle>, timeout: Option<Duration>) -> Result<(), Errno> {
    let mut old = MaybeUninit::<libc::sigset_t>::zeroed();
    // SAFETY: C1.
    unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, &interrupt_set(), old.as_mut_ptr()) };
    // SAFETY: C2, and the call has filled it in.
    let old = unsafe { old.assume_init() };
    let result = if PENDING.interrupt() { Err(Errno::EINTR) } else { sleep(fd, timeout, &old) };
    // SAFETY: C1.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &old, ptr::null_mut()) };
    result
}

/// Sleeps with `mask` as the set of blocked signals.
#[allow(clippy::unnecessary_cast)] // The types differ from system to system.
fn sleep(fd: Option<Handle>, timeout: Option<Duration>, mask: &libc::sigset_t) -> Result<(), Errno> {
    let timeout = timeout.map(|timeout| libc::timespec {
        tv_sec: timeout.as_secs().min(i32::MAX as u64) as libc::time_t,
        tv_nsec: timeout.subsec_nanos() as _,
    });
    let timeout = timeout.as_ref().map_or(ptr::null(), ptr::from_ref);
    let mut set = MaybeUninit::<libc::fd_set>::zeroed();
    // SAFETY: C1, C2; a descriptor that the set has no place for is refused.
    let ready = unsafe {
        if let Some(fd) = fd {
            if usize::try_from(fd).is_ok_and(|fd| fd < libc::FD_SETSIZE) {
                libc::FD_SET(fd, set.as_mut_ptr());
            } else {
                return Err(Errno::EBADF);
            }
        }
        let count = fd.map_or(0, |fd| fd + 1);
        libc::pselect(count, set.as_mut_ptr(), ptr::null_mut(), ptr::null_mut(), timeout, mask)
    };
    if ready == -1 { Err(last_error()) } else { check(ready).map(drop) }
}
