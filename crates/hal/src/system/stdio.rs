//! `Stdio`: the three standard streams, bytes in and out.
//!
//! Nothing is buffered here: what `write` has taken is on its way, and what `read`
//! returns has been taken.  Bytes go as they are; text, whose lines end in `\n`, has
//! ways of its own, since a serial line wants `\r\n` and sends `\r`.

use super::Errno;

/// Which operations a stream would carry out at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// `read` would not block.
    pub read: bool,
    /// `write` would take at least one byte.
    pub write: bool,
}

/// Standard input, output and error.
pub trait Stdio {
    /// Writes some of `bytes` to standard output and says how many were taken.
    ///
    /// Takes at least one unless `bytes` is empty.
    fn write(&self, bytes: &[u8]) -> Result<usize, Errno>;

    /// Reads at least one byte from standard input, waiting for it.
    ///
    /// `Ok(0)` is the end of the input.  `EINTR` says that the interrupt key came
    /// while waiting: look at `Events::pending`, then read again.
    fn read(&self, buf: &mut [u8]) -> Result<usize, Errno>;

    /// Writes some of `text` to standard output as `write` does; a port whose terminal
    /// wants `\r\n` at the end of lines makes it so.
    fn write_text(&self, text: &[u8]) -> Result<usize, Errno> {
        self.write(text)
    }

    /// Reads text as `read` does; a port whose terminal ends lines with `\r` gives `\n`.
    fn read_text(&self, buf: &mut [u8]) -> Result<usize, Errno> {
        self.read(buf)
    }

    /// Writes some of `text` to standard error; where there is none, to output.
    fn write_err(&self, text: &[u8]) -> Result<usize, Errno> {
        self.write_text(text)
    }

    /// Says what standard input and output would do at once.
    fn ready(&self) -> Ready {
        Ready { read: false, write: true }
    }

    /// Sets the byte of input that interrupts a running program, or none.
    ///
    /// The prompt asks for Ctrl-C (3) before it runs anything and for none
    /// afterwards; `micropython.kbd_intr` uses it too.
    fn set_interrupt_char(&self, char: Option<u8>) {
        let _ = char;
    }

    /// Makes a terminal deliver every key at once and unechoed, or as it was before.
    ///
    /// The prompt asks for it while somebody types.
    fn set_raw(&self, raw: bool) {
        let _ = raw;
    }

    /// Writes all of `bytes` to standard output, carrying on after `EINTR`.
    fn write_all(&self, bytes: &[u8]) -> Result<(), Errno> {
        all(bytes, |rest| self.write(rest))
    }

    /// Writes all of `text` to standard output, carrying on after `EINTR`.
    fn write_text_all(&self, text: &[u8]) -> Result<(), Errno> {
        all(text, |rest| self.write_text(rest))
    }

    /// Writes all of `bytes` to standard error, carrying on after `EINTR`.
    fn write_err_all(&self, bytes: &[u8]) -> Result<(), Errno> {
        all(bytes, |rest| self.write_err(rest))
    }
}

/// Gives `write` what is left of `bytes` until nothing is.
fn all(bytes: &[u8], mut write: impl FnMut(&[u8]) -> Result<usize, Errno>) -> Result<(), Errno> {
    let mut rest = bytes;
    while !rest.is_empty() {
        match write(rest) {
            Ok(0) => return Err(Errno::EIO),
            Ok(taken) => rest = rest.get(taken..).unwrap_or_default(),
            Err(Errno::EINTR) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}
