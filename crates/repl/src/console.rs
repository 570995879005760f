//! `Console`: the standard streams of a `System`, seen as a terminal.
//!
//! One habit differs between ports: a host's pipes end lines with `\n`, so there `\n`
//! typed counts as Enter; a board's serial line sends `\r`.

use micropyrite_hal::system::{Errno, System};

use crate::Terminal;

/// A terminal over standard input and output.
pub struct Console<'a> {
    system: &'a dyn System,
    host: bool,
}

impl<'a> Console<'a> {
    /// The console of a program on a host.
    pub fn host(system: &'a dyn System) -> Console<'a> {
        Console { system, host: true }
    }

    /// The console of a board on a serial line.
    pub fn board(system: &'a dyn System) -> Console<'a> {
        Console { system, host: false }
    }
}

impl Terminal for Console<'_> {
    fn read_byte(&mut self) -> Option<u8> {
        let mut byte = [0];
        loop {
            match self.system.read(&mut byte) {
                Ok(0) => return None,
                Ok(_) if self.host && byte == [b'\n'] => return Some(b'\r'),
                Ok(_) => return Some(byte[0]),
                Err(Errno::EINTR | Errno::EAGAIN) => {}
                Err(_) => return None,
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        // Nobody can be told that the terminal is gone; reading will find out.
        let _ = self.system.write_all(bytes);
    }

    fn write_text(&mut self, text: &[u8]) {
        let _ = self.system.write_text_all(text);
    }

    fn set_editing(&mut self, editing: bool) {
        self.system.set_raw(editing);
    }
}
