//! Lists written without asking for memory: what has no room is counted.
//!
//! Whoever wrote more than there was room for makes room for as much and writes all of it again. So nothing that is
//! written needs to be ready to fail, and a list takes no more memory than what it holds at last.

use micropyrite_syntax::Workspace;

use crate::words::Words;

/// Words that there is room for at first. Where there is memory, most of what is written fits.
const FIRST: usize = if usize::BITS == 64 { 32 } else { 0 };

/// Bytes, packed into words, lowest first.
#[derive(Default)]
pub struct Bytes<'p> {
    words: Words<'p>,
    len: usize,
}

impl<'p> Bytes<'p> {
    /// How many were written.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// The bytes, packed.
    pub fn words(&self) -> &[u32] {
        self.words.as_slice()
    }

    /// Forgets the bytes from an index on.
    pub fn truncate(&mut self, len: usize) {
        self.len = len;
    }

    /// Adds a byte.
    #[inline]
    pub fn push(&mut self, byte: u8) {
        self.set(self.len, byte);
        self.len += 1;
    }

    /// The byte at an index.
    #[inline]
    fn get(&self, index: usize) -> u8 {
        self.words.get(index / 4).to_le_bytes()[index % 4]
    }

    /// Changes a byte.
    #[inline]
    pub fn set(&mut self, index: usize, byte: u8) {
        let shift = index % 4 * 8;
        if let Some(word) = self.words.place(index / 4) {
            *word = *word & !(0xff << shift) | u32::from(byte) << shift;
        }
    }

    /// Copies bytes to a place that is not behind theirs; gives the index behind them.
    pub fn copy_down(&mut self, from: usize, to: usize, n: usize) -> usize {
        if from != to {
            for i in 0..n {
                self.set(to + i, self.get(from + i));
            }
        }
        from + n
    }

    /// Whether all that was written had room.
    pub fn had_room(&self) -> bool {
        self.len <= self.words.len() * 4
    }

    /// Makes room for what was written.
    pub fn fit(&mut self, ws: &mut dyn Workspace<'p>) -> Option<()> {
        self.words.fit(ws, self.len.div_ceil(4).max(FIRST))
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.words.free(ws);
    }
}

/// What an event is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Kind {
    /// The line rises by the value.
    Line,
    /// The label with this number is here.
    Label,
    /// An instruction jumps: to the label whose number is the value's upper bits; signed if the lowest is set.
    Jump,
}

/// Something that happens at an offset.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    pub kind: Kind,
    pub at: usize,
    pub value: u32,
}

/// Bits of the kind.
const KIND_BITS: u32 = 2;

/// Events in the order of their offsets: of each its kind with how far it is from the one before, and its value. Both
/// are mostly one byte.
#[derive(Default)]
pub struct Events<'p> {
    pub bytes: Bytes<'p>,
    /// Offset of the last.
    at: usize,
}

impl Events<'_> {
    /// Forgets all events.
    pub fn clear(&mut self) {
        self.bytes.truncate(0);
        self.at = 0;
    }

    /// Adds an event; its offset is not before that of the last.
    pub fn push(&mut self, kind: Kind, at: usize, value: u32) {
        self.put(((at - self.at) as u32) << KIND_BITS | kind as u32);
        self.put(value);
        self.at = at;
    }

    /// Adds a number, seven bits a byte, the low part first.
    fn put(&mut self, mut value: u32) {
        while value > 0x7f {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// The event at a place, which moves on. The first place is the default.
    pub fn next(&self, place: &mut Place) -> Option<Event> {
        if place.index >= self.bytes.len() {
            return None;
        }
        let first = self.number(place);
        let value = self.number(place);
        place.at += (first >> KIND_BITS) as usize;
        let kind = match first & ((1 << KIND_BITS) - 1) {
            0 => Kind::Line,
            1 => Kind::Label,
            _ => Kind::Jump,
        };
        Some(Event { kind, at: place.at, value })
    }

    fn number(&self, place: &mut Place) -> u32 {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let byte = self.bytes.get(place.index);
            place.index += 1;
            value |= u32::from(byte & 0x7f).wrapping_shl(shift);
            shift += 7;
            if byte < 0x80 {
                return value;
            }
        }
    }
}

/// Where in a list of events.
#[derive(Clone, Copy, Default)]
pub struct Place {
    index: usize,
    at: usize,
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::boxed::Box;
    use std::vec;
    use std::vec::Vec;

    use micropyrite_syntax::Name;
    use micropyrite_syntax::workspace::ReadError;

    use super::*;

    /// Lends whatever is asked for.
    struct Host;

    impl Workspace<'static> for Host {
        fn take(&mut self, words: usize) -> Option<&'static mut [u32]> {
            Some(Box::leak(vec![0; words].into_boxed_slice()))
        }

        fn give(&mut self, _: &'static mut [u32]) {}

        fn intern(&mut self, _: &[u8]) -> Option<Name> {
            None
        }

        fn text(&self, _: Name) -> &[u8] {
            &[]
        }

        fn read(&mut self, _: &mut [u8]) -> Result<usize, ReadError> {
            Ok(0)
        }
    }

    #[test]
    fn events_come_back() {
        let written = [
            (Kind::Line, 0, 1),
            (Kind::Label, 0, 127),
            (Kind::Jump, 31, 128),
            (Kind::Label, 63, 7),
            (Kind::Line, 5_000_000, u32::MAX),
        ];
        let mut events = Events::default();
        for round in 0..2 {
            events.clear();
            for (kind, at, value) in written {
                events.push(kind, at, value);
            }
            // Without memory they are counted, and written when there is some.
            assert_eq!(events.bytes.had_room(), round > 0);
            events.bytes.fit(&mut Host).unwrap();
        }
        let mut place = Place::default();
        let read: Vec<_> = core::iter::from_fn(|| events.next(&mut place)).collect();
        assert_eq!(read.len(), written.len());
        for (event, written) in read.iter().zip(written) {
            assert_eq!((event.kind, event.at, event.value), written);
        }
    }

    #[test]
    fn bytes_are_written_twice_at_most() {
        let mut bytes = Bytes::default();
        let n = FIRST * 4 + 9;
        for round in 0..2 {
            bytes.truncate(0);
            (0..n).for_each(|i| bytes.push(i as u8));
            assert_eq!(bytes.had_room(), round > 0);
            bytes.fit(&mut Host).unwrap();
        }
        assert_eq!(bytes.copy_down(5, 2, n - 5), n);
        assert_eq!((bytes.get(1), bytes.get(2), bytes.get(n - 4)), (1, 5, (n - 1) as u8));
    }
}
