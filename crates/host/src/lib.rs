//! `hal::system` over a Unix: the world as a process sees it.
//!
//! `Host` is the system that the command-line program runs on, and the machine below
//! for whom it is granted.  Beside it stand the
//! things only a host has: memory that is reserved first and used later
//! (`Region`), how much of it there is, and where the native stack ends.
//!
//! What belongs to the process and not to a value (the handler of SIGINT, the mode
//! of the terminal, the environment) is shared by all `Host`s of the process.

#![deny(unsafe_code)]

mod clock;
mod files;
mod machine;
mod memory;
mod stdio;
#[allow(unsafe_code)]
mod sys;
mod threads;

use std::fs::ReadDir;
use std::sync::Mutex;

use micropyrite_hal::system::{Entropy, Errno, Events, Pending, System};

use sys::physical::Page;

pub use memory::{default_heap_bytes, physical_memory_bytes};
pub use sys::memory::{Region, main_stack_bytes};

/// The system of a process.
#[derive(Default)]
pub struct Host {
    /// The directories being listed, found by handle.
    dirs: Mutex<Vec<Option<ReadDir>>>,
    /// The page of physical memory that was used last.
    page: Mutex<Option<Page>>,
}

impl Host {
    /// A system with nothing open; usable in a `static`.
    pub const fn new() -> Host {
        Host { dirs: Mutex::new(Vec::new()), page: Mutex::new(None) }
    }

    /// Prepares the process, once: writing to a closed pipe is an error, not the end.
    pub fn prepare_process(&self) {
        sys::signal::ignore_broken_pipes();
    }
}

impl Entropy for Host {
    fn fill(&self, buf: &mut [u8]) -> Result<(), Errno> {
        sys::random::fill(buf)
    }
}

impl Events for Host {
    fn pending(&self) -> &Pending {
        sys::signal::pending()
    }
}

impl System for Host {}
