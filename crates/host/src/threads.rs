//! Threads of the operating system.

use std::sync::atomic::AtomicU32;
use std::thread;

use micropyrite_hal::system::{Errno, ThreadEntry, Threads, Wait};

use crate::Host;
use crate::sys::{self, from_io, signal};

/// The least stack on which Rust code and the C library can do anything at all.
const MIN_STACK_BYTES: usize = 64 * 1024;

impl Threads for Host {
    fn spawn(&self, entry: ThreadEntry, arg: usize, stack_bytes: usize) -> Result<(), Errno> {
        let mut builder = thread::Builder::new();
        if stack_bytes > 0 {
            builder = builder.stack_size(stack_bytes.max(MIN_STACK_BYTES));
        }
        let run = move || {
            signal::block_interrupts();
            entry(arg);
        };
        builder.spawn(run).map(drop).map_err(|error| from_io(&error))
    }

    fn current_thread(&self) -> usize {
        sys::thread::current()
    }

    fn yield_now(&self) {
        thread::yield_now();
    }

    fn wait(&self, word: &AtomicU32, expected: u32, timeout_us: Option<u64>) -> Wait {
        sys::thread::wait(word, expected, timeout_us)
    }

    fn wake(&self, word: &AtomicU32, count: u32) {
        sys::thread::wake(word, count);
    }
}
