//! A cursor that writes text into a borrowed buffer and drops the excess.

use core::fmt;

/// Text under construction in a borrowed buffer.
pub(crate) struct Text<'b> {
    buf: &'b mut [u8],
    len: usize,
}

impl<'b> Text<'b> {
    /// An empty text.
    pub(crate) fn new(buf: &'b mut [u8]) -> Text<'b> {
        Text { buf, len: 0 }
    }

    /// Goes on with a buffer that has `len` bytes of text already.
    pub(crate) fn resume(buf: &'b mut [u8], len: usize) -> Text<'b> {
        let len = len.min(buf.len());
        Text { buf, len }
    }

    /// How many bytes are left; formats keep one of them free.
    pub(crate) fn room(&self) -> i32 {
        i32::try_from(self.buf.len() - self.len).unwrap_or(i32::MAX)
    }

    /// How many bytes are written.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// What is written.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.buf.get(..self.len).unwrap_or_default()
    }

    /// Appends a byte.
    pub(crate) fn push(&mut self, byte: u8) {
        if let Some(slot) = self.buf.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        }
    }

    /// Appends bytes.
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.push(byte);
        }
    }
}

impl fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.extend(text.as_bytes());
        Ok(())
    }
}
