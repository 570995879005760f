//! Clocks of the kernel, and local time as C knows it.

use micropyrite_hal::system::{Errno, LocalOffset};

use super::{check, env};

/// A clock of the kernel.
#[derive(Clone, Copy)]
pub enum ClockId {
    /// Since the machine started.
    Monotonic,
    /// Since 1970.
    Realtime,
    /// Used by this process.
    Process,
}

impl ClockId {
    fn number(self) -> libc::clockid_t {
        match self {
            ClockId::Monotonic => libc::CLOCK_MONOTONIC,
            ClockId::Realtime => libc::CLOCK_REALTIME,
            ClockId::Process => libc::CLOCK_PROCESS_CPUTIME_ID,
        }
    }
}

/// Nanoseconds on a clock.
#[allow(clippy::unnecessary_cast)] // The types differ from system to system.
pub fn nanoseconds(clock: ClockId) -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: C1.
    unsafe { libc::clock_gettime(clock.number(), &mut time) };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    seconds.saturating_mul(1_000_000_000).saturating_add(time.tv_nsec as u64)
}

/// Sets the date.
pub fn set_realtime(nanoseconds: u64) -> Result<(), Errno> {
    let time = libc::timespec {
        tv_sec: libc::time_t::try_from(nanoseconds / 1_000_000_000).map_err(|_| Errno::EINVAL)?,
        tv_nsec: (nanoseconds % 1_000_000_000) as _,
    };
    // SAFETY: C1.
    check(unsafe { libc::clock_settime(libc::CLOCK_REALTIME, &time) }).map(drop)
}

/// How local time differs from UTC at `epoch_s`.
pub fn local_offset(epoch_s: i64) -> LocalOffset {
    let Some(time) = libc::time_t::try_from(epoch_s).ok() else {
        return LocalOffset::default();
    };
    let _guard = env::lock();
    // `localtime_r` need not look whether `TZ` has changed.
    // SAFETY: C1, and C4 because C looks for `TZ`.
    let fields = unsafe { libc::localtime(&time) };
    // SAFETY: C4: what the call has filled in is C's own, and the lock is held, under which alone it is written.
    let Some(fields) = (unsafe { fields.as_ref() }) else {
        return LocalOffset::default();
    };
    LocalOffset { seconds: i32::try_from(fields.tm_gmtoff).unwrap_or_default(), is_dst: fields.tm_isdst > 0 }
}
