//! A line on its way to standard error, in a buffer on the native stack.
use core::fmt::{self, Write};

use micropyrite_hal::system::System;

/// Most lines are shorter; longer ones go out in pieces.
const BYTES: usize = 120;

/// Text that goes out when the buffer is full, and, with a line end, when it is dropped.
pub(super) struct Line {
    system: &'static dyn System,
    bytes: [u8; BYTES],
    len: usize,
}

impl Line {
    /// A line that begins with a topic's name.
    pub fn begin(system: &'static dyn System, topic: &str) -> Line {
        let mut line = Line { system, bytes: [0; BYTES], len: 0 };
        let _ = line.write_str(topic);
        let _ = line.write_str(": ");
        line
    }

    fn flush(&mut self) {
        // Where nobody reads it, it is dropped.
        let _ = self.system.write_err_all(self.bytes.get(..self.len).unwrap_or_default());
        self.len = 0;
    }
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            if self.len == BYTES {
                self.flush();
            }
            let (now, later) = rest.split_at(rest.len().min(BYTES - self.len));
            if let Some(place) = self.bytes.get_mut(self.len..self.len + now.len()) {
                place.copy_from_slice(now);
            }
            self.len += now.len();
            rest = later;
        }
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.write_str("\n");
        self.flush();
    }
}
