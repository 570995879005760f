//! A growing list of words in blocks that the host lends.
//!
//! Whoever owns one must give it back.

use micropyrite_syntax::Workspace;

/// Words of the first block.
const FIRST: usize = 8;

/// The list.
#[derive(Default)]
pub struct Words<'p> {
    block: Option<&'p mut [u32]>,
    len: usize,
}

impl<'p> Words<'p> {
    /// An empty list without memory.
    pub const fn new() -> Self {
        Words { block: None, len: 0 }
    }

    /// How many words.
    pub fn len(&self) -> usize {
        self.len
    }

    /// All words.
    #[inline]
    pub fn as_slice(&self) -> &[u32] {
        self.block.as_deref().and_then(|block| block.get(..self.len)).unwrap_or(&[])
    }

    /// The word at an index; 0 where there is none.
    #[inline]
    pub fn get(&self, index: usize) -> u32 {
        // `as_slice` would be a call where code is optimised for size, and this is asked for most.
        match &self.block {
            Some(block) if index < self.len => block.get(index).copied().unwrap_or(0),
            _ => 0,
        }
    }

    /// Sets the word at an index, if there is one.
    #[inline]
    pub fn set(&mut self, index: usize, word: u32) {
        if let Some(place) = self.place(index) {
            *place = word;
        }
    }

    /// The word at an index, if there is one.
    #[inline]
    pub fn place(&mut self, index: usize) -> Option<&mut u32> {
        if index < self.len { self.block.as_deref_mut()?.get_mut(index) } else { None }
    }

    /// Adds words at the end. `None`: no memory, and nothing has changed.
    pub fn extend(&mut self, ws: &mut dyn Workspace<'p>, words: &[u32]) -> Option<()> {
        let from = self.len;
        self.resize(ws, from.checked_add(words.len())?)?;
        for (i, &word) in words.iter().enumerate() {
            self.set(from + i, word);
        }
        Some(())
    }

    /// Adds one word.
    pub fn push(&mut self, ws: &mut dyn Workspace<'p>, word: u32) -> Option<()> {
        self.extend(ws, &[word])
    }

    /// Makes the list as long as this; new words are 0, or what they last were.
    pub fn resize(&mut self, ws: &mut dyn Workspace<'p>, len: usize) -> Option<()> {
        let room = self.block.as_deref().map_or(0, <[u32]>::len);
        self.make_room(ws, len, (room + room / 2).max(FIRST))?;
        self.len = len;
        Some(())
    }

    /// Makes the list at least as long as this, and as long as its memory allows.
    pub fn fit(&mut self, ws: &mut dyn Workspace<'p>, len: usize) -> Option<()> {
        self.make_room(ws, len, len)?;
        self.len = self.block.as_deref().map_or(0, <[u32]>::len);
        Some(())
    }

    /// Makes room for so many words, if there is less; for so many as are wanted, if there is memory.
    fn make_room(&mut self, ws: &mut dyn Workspace<'p>, len: usize, wanted: usize) -> Option<()> {
        if len <= self.block.as_deref().map_or(0, <[u32]>::len) {
            return Some(());
        }
        let new = match ws.take(wanted.max(len)) {
            Some(block) => block,
            None => ws.take(len)?,
        };
        if let Some(old) = self.block.take() {
            for (to, from) in new.iter_mut().zip(old.iter()) {
                *to = *from;
            }
            ws.give(old);
        }
        self.block = Some(new);
        Some(())
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.len = 0;
        if let Some(block) = self.block.take() {
            ws.give(block);
        }
    }
}
