//! Clocks of the kernel.

use std::time::Duration;

use micropyrite_hal::system::{Clock, Errno, LocalOffset};

use crate::Host;
use crate::sys::signal;
use crate::sys::time::{self, ClockId};

impl Clock for Host {
    fn ticks_us(&self) -> u64 {
        time::nanoseconds(ClockId::Monotonic) / 1000
    }

    fn ticks_cpu(&self) -> u64 {
        time::nanoseconds(ClockId::Monotonic)
    }

    fn process_us(&self) -> u64 {
        time::nanoseconds(ClockId::Process) / 1000
    }

    fn epoch_ns(&self) -> u64 {
        time::nanoseconds(ClockId::Realtime)
    }

    fn set_epoch_ns(&self, epoch_ns: u64) -> Result<(), Errno> {
        time::set_realtime(epoch_ns)
    }

    fn local_offset(&self, epoch_s: i64) -> LocalOffset {
        time::local_offset(epoch_s)
    }

    fn sleep_us(&self, us: u64) -> Result<(), Errno> {
        signal::wait(None, Some(Duration::from_micros(us)))
    }
}
