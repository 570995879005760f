//! The text as the lexer sees it: a window that slides over the source.
//!
//! The window always shows at least the current byte and two more. What it shows is already simplified:
//! every line ends in one LF, the last line too, and behind the end there are zeros (a zero in the text
//! itself shows as 1). Text can be pushed back in front of what is unread, which is how the arguments of an
//! f-string come to be lexed. Line and column are counted here, so that a pushed back text counts as well.

use crate::error::ErrorKind;
use crate::words::Bytes;
use crate::workspace::Workspace;

/// Bytes in the window. The longest name that can be interned fits, with what is ahead of it; where there is memory,
/// as much as is read from a file at once.
const WINDOW: usize = if usize::BITS == 64 { 1024 } else { 320 };
/// How many bytes must be visible from the current one on.
const AHEAD: usize = 3;
/// Where tabs stop.
const TAB: u32 = 8;

/// The window and what is behind it.
pub struct Source<'p> {
    window: [u8; WINDOW],
    pos: usize,
    len: usize,
    /// The line of the current byte, from 1.
    line: u32,
    /// Bytes that have left the window, and the count at which the current line would have started if all
    /// its bytes were one column wide. Both wrap.
    base: u32,
    line_start: u32,
    /// The last byte from the host was CR: an LF that follows belongs to it.
    after_cr: bool,
    /// The host's last byte, simplified; 0 before the first.
    last: u8,
    ended: bool,
    /// Text to show before reading on, and how much of it has been shown.
    pushed: Bytes<'p>,
    shown: usize,
}

impl<'p> Source<'p> {
    /// The start of the host's text.
    // Made in place: a copy of it would take as much of the native stack again.
    #[inline(always)]
    pub fn new() -> Source<'p> {
        Source {
            window: [0; WINDOW],
            pos: 0,
            len: 0,
            line: 1,
            base: 0,
            line_start: 0,
            after_cr: false,
            last: 0,
            ended: false,
            pushed: Bytes::new(),
            shown: 0,
        }
    }

    /// The current byte; 0 at the end.
    #[inline]
    pub fn current(&self) -> u8 {
        self.ahead(0)
    }

    /// The byte so many places on, at most two.
    #[inline]
    pub fn ahead(&self, n: usize) -> u8 {
        self.window.get(self.pos + n).copied().unwrap_or(0)
    }

    /// The line of the current byte.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The column of the current byte, from 1.
    #[inline]
    pub fn column(&self) -> u32 {
        self.base.wrapping_add(self.pos as u32).wrapping_sub(self.line_start).wrapping_add(1)
    }

    /// All that is visible from the current byte on.
    #[inline]
    pub fn visible(&self) -> &[u8] {
        self.window.get(self.pos..self.len).unwrap_or_default()
    }

    /// Goes past the current byte.
    #[inline]
    pub fn bump(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        match self.current() {
            b'\n' => {
                self.line = self.line.wrapping_add(1);
                self.line_start = self.base.wrapping_add(self.pos as u32).wrapping_add(1);
            }
            b'\t' => {
                let before = self.column() - 1;
                let after = (before + TAB) / TAB * TAB;
                self.line_start = self.line_start.wrapping_sub(after - before - 1);
            }
            _ => {}
        }
        self.skip(ws, 1)
    }

    /// Goes past visible bytes, none of them tab or LF.
    #[inline]
    pub fn skip(&mut self, ws: &mut dyn Workspace<'p>, n: usize) -> Result<(), ErrorKind> {
        self.pos += n;
        if self.pos + AHEAD > self.len { self.refill(ws) } else { Ok(()) }
    }

    /// Makes more visible than there is. Does nothing when the window is full of what is unread.
    #[cold]
    #[inline(never)]
    pub fn refill(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        let start = self.pos.min(self.len);
        self.window.copy_within(start..self.len, 0);
        self.base = self.base.wrapping_add(start as u32);
        self.len -= start;
        self.pos -= start;
        // Once at least, for callers who see enough and want more.
        loop {
            self.fill(ws)?;
            if self.pos + AHEAD <= self.len {
                return Ok(());
            }
        }
    }

    /// Adds at least a byte to the window, if there is room.
    fn fill(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        let (_, room) = self.window.split_at_mut(self.len);
        if self.shown < self.pushed.len() {
            let n = self.pushed.copy(self.shown, room);
            self.shown += n;
            self.len += n;
            if self.shown == self.pushed.len() {
                self.pushed.free(ws);
                self.shown = 0;
            }
            return Ok(());
        }
        if self.ended {
            let n = room.len().min(AHEAD);
            room.get_mut(..n).unwrap_or_default().fill(0);
            self.len += n;
            return Ok(());
        }
        if room.is_empty() {
            return Ok(());
        }
        let n = ws.read(room).map_err(|_| ErrorKind::Read)?.min(room.len());
        if n == 0 {
            self.ended = true;
            if self.last != b'\n' && self.last != 0 {
                self.last = b'\n';
                if let Some(first) = room.first_mut() {
                    *first = b'\n';
                    self.len += 1;
                }
            }
            return Ok(());
        }
        if usize::BITS == 64
            && !self.after_cr
            && room.get(..n).is_some_and(|new| new.iter().all(|byte| !matches!(byte, 0 | b'\r')))
        {
            // Mostly there is nothing to simplify.
            self.last = room.get(n - 1).copied().unwrap_or(0);
            self.len += n;
            return Ok(());
        }
        let mut kept = 0;
        for i in 0..n {
            let mut byte = room.get(i).copied().unwrap_or(0);
            let after_cr = core::mem::replace(&mut self.after_cr, byte == b'\r');
            match byte {
                b'\n' if after_cr => continue,
                b'\r' => byte = b'\n',
                0 => byte = 1,
                _ => {}
            }
            if let Some(place) = room.get_mut(kept) {
                *place = byte;
            }
            kept += 1;
            self.last = byte;
        }
        self.len += kept;
        Ok(())
    }

    /// Puts a text in front of the current byte.
    pub fn push_back(&mut self, ws: &mut dyn Workspace<'p>, text: &Bytes<'p>) -> Result<(), ErrorKind> {
        // What is unread of an earlier text comes last, then what the window shows, then the new text.
        self.pushed.remove_front(self.shown);
        self.shown = 0;
        let mut all = Bytes::new();
        all.reserve(ws, 1 + text.len() + (self.len - self.pos) + self.pushed.len())?;
        all.extend_from(ws, text, 0)?;
        if self.current() == 0 {
            // The text becomes the last line, which ends like any other.
            all.push(ws, b'\n')?;
        }
        all.extend(ws, self.window.get(self.pos..self.len).unwrap_or_default())?;
        all.extend_from(ws, &self.pushed, 0)?;
        self.pushed.free(ws);
        self.pushed = all;
        // The column goes on from where it is.
        self.len = self.pos;
        self.refill(ws)
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.pushed.free(ws);
    }
}
