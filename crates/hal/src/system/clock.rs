//! `Clock`: how time passes, what time it is, and waiting.
//!
//! Two clocks that must not be mixed up: `ticks_us` only ever moves forward and
//! starts anywhere; `epoch_ns` is the date, and jumps when somebody sets it.

use super::Errno;

/// How local time differs from UTC at some moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LocalOffset {
    /// Seconds to add to UTC.
    pub seconds: i32,
    /// Daylight saving time is in force.
    pub is_dst: bool,
}

/// Time.
pub trait Clock {
    /// Microseconds since some fixed moment; never goes back.
    fn ticks_us(&self) -> u64;

    /// Milliseconds on the same clock.
    fn ticks_ms(&self) -> u64 {
        self.ticks_us() / 1000
    }

    /// The finest counter there is, in a unit of its own.
    fn ticks_cpu(&self) -> u64 {
        self.ticks_us()
    }

    /// Microseconds of processor time that the program has used.
    fn process_us(&self) -> u64 {
        self.ticks_us()
    }

    /// Nanoseconds since 1970-01-01 00:00:00 UTC, as far as the port knows.
    fn epoch_ns(&self) -> u64 {
        self.ticks_us().saturating_mul(1000)
    }

    /// Sets the date; `EPERM` or `ENOSYS` where that cannot be.
    fn set_epoch_ns(&self, epoch_ns: u64) -> Result<(), Errno> {
        let _ = epoch_ns;
        Err(Errno::ENOSYS)
    }

    /// What to add to UTC at the moment `epoch_s` (seconds since 1970) for local time.
    fn local_offset(&self, epoch_s: i64) -> LocalOffset {
        let _ = epoch_s;
        LocalOffset::default()
    }

    /// Waits; `EINTR` if the interrupt key or another event ended it early.
    ///
    /// The caller, who knows its deadline on `ticks_us`, looks at
    /// `Events::pending` and sleeps again if it wants to.
    fn sleep_us(&self, us: u64) -> Result<(), Errno> {
        let start = self.ticks_us();
        while self.ticks_us().wrapping_sub(start) < us {
            core::hint::spin_loop();
        }
        Ok(())
    }
}
