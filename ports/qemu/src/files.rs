//! `Files`: none, but the serial line has the handles of the standard streams.

use micropyrite_hal::system::{Clock, Errno, Events, Files, PollEntry, Stdio};

use crate::world::World;

/// Handle from which the line is read; the two after it write.
const STDIN: i32 = 0;
const STDERR: i32 = 2;

impl Files for World {
    fn poll(&self, entries: &mut [PollEntry], timeout_ms: Option<u32>) -> Result<usize, Errno> {
        let start = self.ticks_ms();
        loop {
            let line = self.ready();
            for entry in &mut *entries {
                let is = match entry.handle {
                    STDIN if line.read => PollEntry::READ,
                    STDIN => 0,
                    ..=STDERR if line.write => PollEntry::WRITE,
                    ..=STDERR => 0,
                    _ => PollEntry::INVALID,
                };
                entry.ready = is & (entry.wanted | PollEntry::INVALID);
            }
            let n_ready = entries.iter().filter(|entry| entry.ready != 0).count();
            let is_over =
                timeout_ms.is_some_and(|timeout| self.ticks_ms().wrapping_sub(start) >= timeout.into());
            if n_ready > 0 || is_over {
                return Ok(n_ready);
            }
            if self.pending().attention() {
                return Err(Errno::EINTR);
            }
        }
    }
}
