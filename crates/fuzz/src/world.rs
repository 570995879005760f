//! A world that remembers what is printed, and has nothing else.
//!
//! Warnings go to the other stream, whose lines are nobody's business here. Time passes when somebody waits or looks
//! at the clock, so that no program waits in earnest, and a run is the same each time.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use micropyrite::hal::system::{Clock, Entropy, Errno, Events, Files, Pending, Stdio, System, Threads};

/// The world of one interpreter.
pub struct Recorder {
    pending: Pending,
    printed: Mutex<Vec<u8>>,
    now_us: AtomicU64,
    /// Steps left, more by one; nothing where none are counted.
    steps: AtomicU32,
}

/// More than this is not kept: a program that prints without end is cut off.
const PRINTED_MAX: usize = 1 << 20;

thread_local! {
    static HERE: &'static Recorder = Recorder::leak();
}

impl Recorder {
    /// A new world, which lasts as long as the process: interpreters need that.
    pub fn leak() -> &'static Recorder {
        let recorder = Recorder {
            pending: Pending::new(),
            printed: Mutex::default(),
            now_us: AtomicU64::new(0),
            steps: AtomicU32::new(0),
        };
        Box::leak(Box::new(recorder))
    }

    /// The thread's own world, for one interpreter after the other: a process of many thousand runs needs that.
    pub fn here() -> &'static Recorder {
        HERE.with(|recorder| *recorder)
    }

    /// As it was when it was new.
    pub fn reset(&self) {
        self.calm();
        self.pending.take_attention();
        self.take();
        self.now_us.store(0, Ordering::SeqCst);
    }

    /// Interrupts the program, as Ctrl-C does.
    pub fn interrupt(&self) {
        self.pending.raise_interrupt();
    }

    /// Allows a program that many steps.
    pub fn allow(&self, steps: u32) {
        self.steps.store(steps.saturating_add(1), Ordering::SeqCst);
    }

    /// Counts a step, and interrupts the program at each that is not allowed. Answers whether to count further.
    pub fn step(&self) -> bool {
        let left = self.steps.load(Ordering::SeqCst);
        match left {
            0 => return false,
            1 => self.interrupt(),
            _ => self.steps.store(left - 1, Ordering::SeqCst),
        }
        true
    }

    /// Nobody interrupts any more, and no steps are counted.
    pub fn calm(&self) {
        self.steps.store(0, Ordering::SeqCst);
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
        self.now_us.fetch_add(1, Ordering::SeqCst)
    }

    fn sleep_us(&self, us: u64) -> Result<(), Errno> {
        self.now_us.fetch_add(us, Ordering::SeqCst);
        Ok(())
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
