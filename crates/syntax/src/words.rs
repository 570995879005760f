//! Growing stacks of words and of bytes, in blocks that the host lends.
//!
//! The lexer's indentation and texts and the parser's pending children grow with the input, so they cannot
//! lie on the native stack. Both kinds keep their block between uses and give it back when freed.

use crate::error::ErrorKind;
use crate::workspace::Workspace;

/// A stack of words.
pub struct Words<'p> {
    block: &'p mut [u32],
    len: usize,
}

impl<'p> Words<'p> {
    /// An empty stack without memory.
    pub fn new() -> Words<'p> {
        Words { block: &mut [], len: 0 }
    }

    /// How many words there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Adds a word.
    #[inline]
    pub fn push(&mut self, ws: &mut dyn Workspace<'p>, word: u32) -> Result<(), ErrorKind> {
        if self.len >= self.block.len() {
            grow(&mut self.block, ws, self.len + 1)?;
        }
        if let Some(place) = self.block.get_mut(self.len) {
            *place = word;
            self.len += 1;
        }
        Ok(())
    }

    /// The last word.
    pub fn last(&self) -> Option<u32> {
        self.block.get(self.len.checked_sub(1)?).copied()
    }

    /// The words from an index on.
    #[inline]
    pub fn tail(&self, from: usize) -> &[u32] {
        self.block.get(from..self.len).unwrap_or_default()
    }

    /// Drops the words from an index on.
    #[inline]
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        give(&mut self.block, ws);
        self.len = 0;
    }
}

/// A text that grows: bytes packed into words.
pub struct Bytes<'p> {
    block: &'p mut [u32],
    len: usize,
    /// The bits of all bytes since the last `clear` together: says whether one was not ASCII.
    bits: u8,
}

impl<'p> Bytes<'p> {
    /// An empty text without memory.
    pub fn new() -> Bytes<'p> {
        Bytes { block: &mut [], len: 0, bits: 0 }
    }

    /// How many bytes there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether every byte is ASCII.
    pub fn is_ascii(&self) -> bool {
        self.bits < 0x80
    }

    /// Empties the text.
    #[inline]
    pub fn clear(&mut self) {
        self.len = 0;
        self.bits = 0;
    }

    /// Drops the bytes from an index on.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// The byte at an index; 0 behind the end.
    #[inline]
    pub fn get(&self, i: usize) -> u8 {
        if i >= self.len {
            return 0;
        }
        self.block.get(i / 4).map_or(0, |word| word.to_le_bytes()[i % 4])
    }

    /// The bytes.
    pub fn iter(&self) -> impl Iterator<Item = u8> {
        (0..self.len).map(|i| self.get(i))
    }

    /// Copies bytes from an index on, as many as fit; says how many.
    pub fn copy(&self, from: usize, into: &mut [u8]) -> usize {
        let n = into.len().min(self.len.saturating_sub(from));
        for (i, byte) in into.iter_mut().take(n).enumerate() {
            *byte = self.get(from + i);
        }
        n
    }

    /// Makes room for more bytes.
    #[inline]
    pub fn reserve(&mut self, ws: &mut dyn Workspace<'p>, more: usize) -> Result<(), ErrorKind> {
        let words = (self.len + more).div_ceil(4);
        if words > self.block.len() {
            grow(&mut self.block, ws, words)?;
        }
        Ok(())
    }

    /// Sets the byte at an index that has room.
    #[inline]
    fn set(&mut self, i: usize, byte: u8) {
        if let Some(word) = self.block.get_mut(i / 4) {
            let mut bytes = word.to_le_bytes();
            bytes[i % 4] = byte;
            *word = u32::from_le_bytes(bytes);
        }
        self.bits |= byte;
    }

    /// Adds a byte.
    #[inline]
    pub fn push(&mut self, ws: &mut dyn Workspace<'p>, byte: u8) -> Result<(), ErrorKind> {
        self.reserve(ws, 1)?;
        self.set(self.len, byte);
        self.len += 1;
        Ok(())
    }

    /// Adds bytes.
    pub fn extend(&mut self, ws: &mut dyn Workspace<'p>, bytes: &[u8]) -> Result<(), ErrorKind> {
        self.reserve(ws, bytes.len())?;
        let rest = if usize::BITS == 64 { self.extend_by_words(bytes) } else { bytes };
        for &byte in rest {
            self.set(self.len, byte);
            self.len += 1;
        }
        Ok(())
    }

    /// Adds bytes by words, which have room; gives those that are left over.
    fn extend_by_words<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let mut rest = bytes;
        while let Some((&first, tail)) = rest.split_first()
            && !self.len.is_multiple_of(4)
        {
            self.set(self.len, first);
            self.len += 1;
            rest = tail;
        }
        let (whole, tail) = rest.as_chunks::<4>();
        let start = self.len / 4;
        let Some(words) = self.block.get_mut(start..start + whole.len()) else { return rest };
        let mut bits = 0;
        for (word, chunk) in words.iter_mut().zip(whole) {
            *word = u32::from_le_bytes(*chunk);
            bits |= *word;
        }
        self.len += whole.len() * 4;
        self.bits |= bits.to_le_bytes().into_iter().fold(0, |all, byte| all | byte);
        tail
    }

    /// Adds a part of another text.
    pub fn extend_from(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        other: &Bytes<'p>,
        from: usize,
    ) -> Result<(), ErrorKind> {
        self.reserve(ws, other.len.saturating_sub(from))?;
        for i in from..other.len {
            self.set(self.len, other.get(i));
            self.len += 1;
        }
        Ok(())
    }

    /// Puts bytes in front of the byte at an index.
    pub fn insert(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        at: usize,
        bytes: &Bytes<'p>,
    ) -> Result<(), ErrorKind> {
        let n = bytes.len;
        self.reserve(ws, n)?;
        let end = self.len;
        self.len += n;
        for i in (at..end).rev() {
            self.set(i + n, self.get(i));
        }
        for i in 0..n {
            self.set(at + i, bytes.get(i));
        }
        Ok(())
    }

    /// Drops the bytes in front of an index.
    pub fn remove_front(&mut self, n: usize) {
        let n = n.min(self.len);
        for i in n..self.len {
            self.set(i - n, self.get(i));
        }
        self.len -= n;
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        give(&mut self.block, ws);
        self.clear();
    }
}

/// Lends a bigger block with the same words in front.
#[cold]
fn grow<'p>(block: &mut &'p mut [u32], ws: &mut dyn Workspace<'p>, words: usize) -> Result<(), ErrorKind> {
    let usual = (block.len() + block.len() / 2).max(8);
    let new = match ws.take(usual.max(words)) {
        Some(new) => new,
        None if words < usual => ws.take(words).ok_or(ErrorKind::NoMemory)?,
        None => return Err(ErrorKind::NoMemory),
    };
    if let Some(front) = new.get_mut(..block.len()) {
        front.copy_from_slice(block);
    }
    give(block, ws);
    *block = new;
    Ok(())
}

/// Gives a block back, unless there is none.
fn give<'p>(block: &mut &'p mut [u32], ws: &mut dyn Workspace<'p>) {
    let old = core::mem::take(block);
    if !old.is_empty() {
        ws.give(old);
    }
}
