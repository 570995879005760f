//! Words by index, in blocks that the host lends.
//!
//! A tree of any size must be made without knowing its size, without ever moving, and in a heap of 8 KB as
//! well as on a big machine. So the index space is cut into slots that grow: four of 64 words, and from
//! there on four to each doubling. An index gives its slot and the offset in it by a few shifts. A slot's
//! block may be shorter than the slot, and a slot may stay empty; the rest of it is then never used.

use crate::workspace::Workspace;

/// Words in each of the first slots, as a power of two.
const FIRST_BITS: u32 = 6;
/// The index space ends here: words of 64 MB, or of 8 MB where addresses have 32 bits.
const LAST_BITS: u32 = if usize::BITS == 64 { 24 } else { 21 };
/// How many slots there are.
const N_SLOTS: usize = 4 + 4 * (LAST_BITS - FIRST_BITS - 2) as usize;

/// The slot of an index and the offset in it.
#[inline]
fn locate(index: usize) -> (usize, usize) {
    let first = 1usize << (FIRST_BITS + 2);
    if index < first {
        return (index >> FIRST_BITS, index & ((1 << FIRST_BITS) - 1));
    }
    let bits = index.ilog2();
    let quarter = bits - 2;
    let slot = ((bits - FIRST_BITS - 2) << 2) as usize + (index >> quarter);
    (slot, index & ((1 << quarter) - 1))
}

/// The first index of a slot, and how many words it has room for.
fn slot_range(slot: usize) -> (usize, usize) {
    if slot < 4 {
        return (slot << FIRST_BITS, 1 << FIRST_BITS);
    }
    let quarter = (slot as u32 >> 2) - 1 + FIRST_BITS;
    ((4 + (slot & 3)) << quarter, 1 << quarter)
}

/// The words. Index 0 is never given out, so that it can mean "none".
pub struct Arena<'p> {
    blocks: [Option<&'p mut [u32]>; N_SLOTS],
    /// The slot being filled, where its free part starts, and the index behind its block.
    slot: usize,
    next: usize,
    end: usize,
    /// Words lent so far.
    lent: usize,
}

impl<'p> Arena<'p> {
    /// An arena without memory.
    // Made in place: a copy of it would take as much of the native stack again.
    #[inline(always)]
    pub fn new() -> Arena<'p> {
        Arena { blocks: [const { None }; N_SLOTS], slot: 0, next: 0, end: 0, lent: 0 }
    }

    /// The words from an index on, as many as lie together.
    #[inline]
    pub fn tail(&self, index: usize) -> &[u32] {
        let (slot, offset) = locate(index);
        match self.blocks.get(slot) {
            Some(Some(block)) => block.get(offset..).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The word at an index; 0 where there is none.
    #[inline]
    pub fn get(&self, index: usize) -> u32 {
        self.tail(index).first().copied().unwrap_or(0)
    }

    /// Sets the word at an index.
    #[inline]
    pub fn set(&mut self, index: usize, word: u32) {
        let (slot, offset) = locate(index);
        if let Some(Some(block)) = self.blocks.get_mut(slot)
            && let Some(place) = block.get_mut(offset)
        {
            *place = word;
        }
    }

    /// Room for words that lie together: their first index and the words.
    #[inline]
    pub fn alloc(&mut self, ws: &mut dyn Workspace<'p>, words: usize) -> Option<(usize, &mut [u32])> {
        if words > self.end - self.next {
            self.grow(ws, words)?;
        }
        let index = self.next;
        self.next = index + words;
        let (_, offset) = locate(index);
        let block = self.blocks.get_mut(self.slot)?.as_deref_mut()?;
        Some((index, block.get_mut(offset..offset + words)?))
    }

    /// Lends a block that has room for `words`.
    #[cold]
    fn grow(&mut self, ws: &mut dyn Workspace<'p>, words: usize) -> Option<()> {
        let mut slot = if self.lent == 0 { 0 } else { self.slot + 1 };
        // Index 0 stays unused.
        let reserved = usize::from(slot == 0);
        let wanted = words.checked_add(reserved)?;
        while slot < N_SLOTS && slot_range(slot).1 < wanted {
            slot += 1;
        }
        if slot >= N_SLOTS {
            return None;
        }
        let (start, room) = slot_range(slot);
        let reserved = usize::from(slot == 0);
        // A quarter more each time; a single big node, such as a long literal, gets just its own size.
        let usual = (self.lent / 4).clamp(1 << FIRST_BITS, room);
        let size = usual.max(wanted);
        let block = match ws.take(size) {
            Some(block) => block,
            None if wanted < size => ws.take(wanted)?,
            None => return None,
        };
        self.next = start + reserved;
        self.end = start + block.len().min(room);
        self.lent += block.len();
        self.slot = slot;
        *self.blocks.get_mut(slot)? = Some(block);
        Some(())
    }

    /// Takes words back, if they are the last that were given out.
    pub fn drop_last(&mut self, index: usize, words: usize) {
        if index + words == self.next {
            self.next = index;
        }
    }

    /// Gives all memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        for block in &mut self.blocks {
            if let Some(block) = block.take() {
                ws.give(block);
            }
        }
        (self.slot, self.next, self.end, self.lent) = (0, 0, 0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_cover_all_indices() {
        let mut index = 0;
        for slot in 0..N_SLOTS {
            let (start, size) = slot_range(slot);
            assert_eq!(start, index, "slot {slot}");
            assert_eq!(locate(start), (slot, 0));
            assert_eq!(locate(start + size - 1), (slot, size - 1));
            index += size;
        }
        assert_eq!(index, 1 << LAST_BITS);
    }
}
