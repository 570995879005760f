//! `Terminal`: the byte stream at whose other end somebody types.
//!
//! What is written must reach the other end without waiting for more, and in order
//! with what a running program prints.

/// Bytes from and to the user.
pub trait Terminal {
    /// The next byte typed, waiting for it; `None` when there will be no more.
    fn read_byte(&mut self) -> Option<u8>;

    /// Sends bytes as they are.
    fn write(&mut self, bytes: &[u8]);

    /// Sends text whose lines end in `\n`, translated to what the terminal needs.
    fn write_text(&mut self, text: &[u8]) {
        self.write(text);
    }

    /// Enters (or leaves) the mode in which every key arrives at once and unechoed.
    ///
    /// The prompt is in this mode while somebody types and leaves it while a
    /// program runs, so that a host's terminal turns Ctrl-C into a signal then.
    fn set_editing(&mut self, editing: bool) {
        let _ = editing;
    }
}
