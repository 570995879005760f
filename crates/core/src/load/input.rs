//! `Input`: where a compiled file is, and its bytes one after the other.
use crate::heap::Fixed;
use crate::obj::Obj;
use crate::runtime::{buffer, exc, files};
use crate::types;
use crate::{Raise, Res, Vm, config};

/// Where a compiled file is.
#[derive(Clone, Copy)]
pub enum Input {
    /// In memory that nobody writes and nobody frees: what is in it is used in place.
    Rom(&'static [u8]),
    /// In memory or an object that nobody writes: what is in it is used in place.
    Fixed(Fixed),
    /// In an object with a buffer.
    Buffer(Obj),
    /// In a stream, which is read to the file's end.
    Stream(Obj),
}

/// Bytes that are read ahead.
const CHUNK: usize = if config::COMPACT { 64 } else { 1024 };

/// An input and the place in it.
pub(super) struct Reader {
    input: Input,
    chunk: [u8; CHUNK],
    /// Which bytes of the chunk are to come.
    next: usize,
    end: usize,
    /// Offset of the next byte in the file.
    at: usize,
    /// Whether more was asked for than there is.
    has_ended: bool,
}

impl Reader {
    /// The start of an input.
    pub fn new(input: Input) -> Reader {
        Reader::from(input, 0)
    }

    /// An input from an offset on; in a stream that is where it is.
    pub fn from(input: Input, at: usize) -> Reader {
        Reader { input, chunk: [0; CHUNK], next: 0, end: 0, at, has_ended: false }
    }

    /// Offset of the next byte in the file.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Whether the last byte that was asked for was not there.
    pub fn is_at_end(&self) -> bool {
        self.has_ended
    }

    /// Raises what says that the file is not what it should be, and where.
    #[cold]
    #[inline(never)]
    pub fn wrong(&self, vm: &mut Vm, what: &'static str) -> Raise {
        wrong_at(vm, what, self.at)
    }

    /// Makes some bytes of the chunk ready.
    #[inline(never)]
    fn refill(&mut self, vm: &mut Vm) -> Res<()> {
        let at = self.at;
        let chunk = &mut self.chunk;
        let n = match self.input {
            Input::Rom(bytes) => copy(bytes.get(at..), chunk),
            Input::Fixed(fixed) => copy(fixed.bytes(vm).get(at..), chunk),
            Input::Buffer(object) => copy(buffer::read(vm, object).and_then(|bytes| bytes.get(at..)), chunk),
            Input::Stream(stream) => files::read_file_chunk(vm, stream, chunk)?.min(CHUNK),
        };
        if n == 0 {
            self.has_ended = true;
            return Err(self.wrong(vm, "cut off"));
        }
        (self.next, self.end) = (0, n);
        Ok(())
    }

    /// Some of the next bytes, at most `most` and at least one.
    fn some(&mut self, vm: &mut Vm, most: usize) -> Res<&[u8]> {
        if self.next == self.end {
            self.refill(vm)?;
        }
        let n = most.min(self.end - self.next);
        let start = self.next;
        self.next += n;
        self.at += n;
        Ok(self.chunk.get(start..start + n).unwrap_or_default())
    }

    /// The next byte.
    ///
    /// # Raises
    /// `ValueError` at the end; what a stream raises.
    pub fn byte(&mut self, vm: &mut Vm) -> Res<u8> {
        self.some(vm, 1).map(|bytes| bytes.first().copied().unwrap_or(0))
    }

    /// The next byte, which stays the next.
    ///
    /// # Raises
    /// As [`Reader::byte`].
    pub fn peek(&mut self, vm: &mut Vm) -> Res<u8> {
        let byte = self.byte(vm)?;
        // It came from the chunk, and is still there.
        (self.next, self.at) = (self.next - 1, self.at - 1);
        Ok(byte)
    }

    /// The next number.
    ///
    /// # Raises
    /// As [`Reader::byte`]; `ValueError` for one that 32 bits do not hold.
    pub fn number(&mut self, vm: &mut Vm) -> Res<u32> {
        let mut value: u32 = 0;
        loop {
            let byte = self.byte(vm)?;
            if value > u32::MAX >> 7 {
                return Err(self.wrong(vm, "bad number"));
            }
            value = value << 7 | u32::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
    }

    /// The next `n` bytes in pieces, each with its place.
    ///
    /// # Raises
    /// As [`Reader::byte`], and what `take` raises.
    pub fn pieces(
        &mut self,
        vm: &mut Vm,
        n: usize,
        mut take: impl FnMut(&mut Vm, usize, &[u8]) -> Res<()>,
    ) -> Res<()> {
        let mut done = 0;
        while done < n {
            let piece = self.some(vm, n - done)?;
            let len = piece.len();
            take(vm, done, piece)?;
            done += len;
        }
        Ok(())
    }

    /// What was read since an offset, if it may stay where it is.
    pub fn since(&self, start: usize) -> Option<&'static [u8]> {
        self.fixed()?.as_rom()?.get(start..self.at)
    }

    /// The next `n` bytes where they are, if they may stay there.
    pub fn in_place(&mut self, n: usize) -> Option<Fixed> {
        let bytes = self.fixed()?.part(self.at..self.at.checked_add(n)?)?;
        self.at += n;
        self.next = (self.next + n).min(self.end);
        Some(bytes)
    }

    /// The whole input, if what is in it may stay there.
    pub fn fixed(&self) -> Option<Fixed> {
        match self.input {
            Input::Rom(bytes) => Some(Fixed::rom(bytes)),
            Input::Fixed(fixed) => Some(fixed),
            _ => None,
        }
    }
}

/// Copies as much as fits; says how much.
fn copy(rest: Option<&[u8]>, into: &mut [u8]) -> usize {
    into.iter_mut().zip(rest.unwrap_or_default()).map(|(to, from)| *to = *from).count()
}

/// Raises what says that a compiled file is not what it should be, and where.
#[cold]
pub(super) fn wrong_at(vm: &mut Vm, what: &'static str, at: usize) -> Raise {
    let template = template!("incompatible .mpy file", "incompatible .mpy file: % at %");
    let values = [exc::Value::Word(what.as_bytes()), exc::Value::Size(at)];
    exc::raise_with(vm, &types::VALUE_ERROR, template, &values)
}
