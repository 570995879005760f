//! `LineBuffer`: where the text being typed, pasted or sent lies.
//!
//! A host grows it as needed, a board gives a fixed piece of memory: all that is
//! asked is a length that can be changed and bytes that can be moved.  What does
//! not fit is refused, never cut.

/// Text that can grow, as far as its owner allows.
pub trait LineBuffer {
    /// The text.
    fn bytes(&self) -> &[u8];

    /// The text, to be changed in place.
    fn bytes_mut(&mut self) -> &mut [u8];

    /// Makes the text shorter or longer, any bytes at the end; `false` if it cannot.
    fn set_len(&mut self, len: usize) -> bool;

    /// Adds one byte at the end; `false` if there is no room.
    fn push(&mut self, byte: u8) -> bool {
        self.insert(self.bytes().len(), &[byte])
    }

    /// Puts `text` before the byte at `at`; `false`, and nothing done, without room.
    fn insert(&mut self, at: usize, text: &[u8]) -> bool {
        let old = self.bytes().len();
        let (Some(end), Some(new)) = (at.checked_add(text.len()), old.checked_add(text.len())) else {
            return false;
        };
        if at > old || !self.set_len(new) {
            return false;
        }
        let bytes = self.bytes_mut();
        bytes.copy_within(at..old, end);
        if let Some(gap) = bytes.get_mut(at..end) {
            gap.copy_from_slice(text);
        }
        true
    }

    /// Takes out the bytes from `from` up to `to`.
    fn remove(&mut self, from: usize, to: usize) {
        let old = self.bytes().len();
        let to = to.min(old);
        if from < to {
            self.bytes_mut().copy_within(to..old, from);
            self.set_len(old - (to - from));
        }
    }
}

/// A line buffer in a fixed piece of memory.
pub struct FixedBuffer<'a> {
    memory: &'a mut [u8],
    len: usize,
}

impl<'a> FixedBuffer<'a> {
    /// An empty text that may fill `memory`.
    pub fn new(memory: &'a mut [u8]) -> FixedBuffer<'a> {
        FixedBuffer { memory, len: 0 }
    }
}

impl LineBuffer for FixedBuffer<'_> {
    fn bytes(&self) -> &[u8] {
        self.memory.get(..self.len).unwrap_or_default()
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        self.memory.get_mut(..self.len).unwrap_or_default()
    }

    fn set_len(&mut self, len: usize) -> bool {
        let fits = len <= self.memory.len();
        if fits {
            self.len = len;
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_moves_aside_and_closes_up() {
        let mut memory = [0; 8];
        let mut text = FixedBuffer::new(&mut memory);
        assert!(text.insert(0, b"held") && text.insert(4, b"!") && text.insert(3, b"lo w"[..2].as_ref()));
        assert_eq!(text.bytes(), b"hellod!");
        assert!(!text.insert(0, b"ab") && text.bytes() == b"hellod!");
        text.remove(5, 6);
        assert_eq!(text.bytes(), b"hello!");
        text.remove(4, 99);
        assert_eq!(text.bytes(), b"hell");
    }
}
