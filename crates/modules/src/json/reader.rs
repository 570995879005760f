//! The characters of a JSON text, and the words, strings and numbers in it.
//!
//! A text that lies in memory is read where it is: a string object, or what a `StringIO` holds. Of a file whose
//! position can be set a piece is read ahead, and in the end the position is what it would be without; of any other
//! stream each byte is read when it is needed, since it cannot be given back. Words that lie whole in what was read
//! make their object straight from there.
use micropyrite_core::heap::This;
use micropyrite_core::runtime::stream_methods::Open;
use micropyrite_core::runtime::{buffer, exc};
use micropyrite_core::text;
use micropyrite_core::types::{ByteArray, bytearray, float, int, str};
use micropyrite_core::{Obj, Raise, Res, Slot, Vm, config};

/// Bytes of a file that are read at once.
const PIECE: usize = 512;
/// Keys that are remembered, so that records share them.
const N_KEYS: usize = if config::COMPACT { 0 } else { 32 };
/// Longer strings are not looked for among them.
const KEY_MAX: usize = 32;

/// What there is behind the bytes at hand.
#[derive(Clone, Copy)]
enum Source {
    /// Nothing; of a stream in memory, the stream.
    Memory(Option<Open>),
    /// What a stream gives, byte by byte.
    Bytes(Open, This<ByteArray>),
    /// What a file gives, piece by piece.
    Pieces(Open, This<ByteArray>),
}

/// What stands in a text, as far as it lies whole in the bytes at hand and has nothing special.
pub enum Lexeme {
    /// `[` or `{`.
    Open(u8),
    /// `]` or `}`.
    Close,
    /// A string without escapes: where it begins, and its length.
    String(usize, usize),
    /// A small integer.
    Int(isize),
    /// Another number: where it begins, and its length.
    Number(usize, usize),
    /// A word.
    Word(Obj),
    /// Something that must be looked at closely.
    Other,
}

/// The next lexeme of some bytes, and where it ends. `is_all`: no more bytes will come.
#[inline]
fn lex(bytes: &[u8], from: usize, is_all: bool) -> (usize, Lexeme) {
    let mut at = from;
    while let Some(b',' | b':' | b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at += 1;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let word = |word: &[u8], value: Obj| {
        if rest.starts_with(word) { (at + word.len(), Lexeme::Word(value)) } else { (at, Lexeme::Other) }
    };
    match rest {
        [b'"', text @ ..] => {
            let n = plain_len(text);
            if text.get(n) == Some(&b'"') {
                return (at + n + 2, Lexeme::String(at + 1, n));
            }
        }
        [open @ (b'[' | b'{'), ..] => return (at + 1, Lexeme::Open(*open)),
        [b']' | b'}', ..] => return (at + 1, Lexeme::Close),
        [b'-' | b'0'..=b'9', ..] => {
            let n = number_len(rest);
            if n < rest.len() || is_all {
                let lexeme = match short_int(rest.get(..n).unwrap_or_default()) {
                    Some(value) => Lexeme::Int(value),
                    None => Lexeme::Number(at, n),
                };
                return (at + n, lexeme);
            }
        }
        [b'n', ..] => return word(b"null", Obj::NONE),
        [b't', ..] => return word(b"true", Obj::TRUE),
        [b'f', ..] => return word(b"false", Obj::FALSE),
        _ => {}
    }
    (at, Lexeme::Other)
}

/// A text and its present character: 0 at the end, which no JSON text contains.
pub struct Reader {
    source: Source,
    /// An object whose buffer has the bytes at hand.
    buffer: Obj,
    /// Offset of the present character in them.
    at: usize,
    /// The present character.
    pub current: u8,
    /// Where words are gathered that do not lie whole in the bytes at hand.
    gathered: Option<This<ByteArray>>,
    /// Keys, by their first and last byte and their length.
    keys: [Slot; N_KEYS],
}

impl Reader {
    /// Reads an object with a buffer.
    pub fn of_buffer(vm: &Vm, object: Obj) -> Reader {
        Reader::new(vm, Source::Memory(None), object, 0)
    }

    /// Reads a stream.
    ///
    /// # Raises
    /// `MemoryError`; what the stream raises.
    pub fn of_stream(vm: &mut Vm, open: Open) -> Res<Reader> {
        if !config::COMPACT
            && let Some((data, place)) = open.stream.memory.and_then(|memory| (memory.place)(vm, open.object))
        {
            return Ok(Reader::new(vm, Source::Memory(Some(open)), data, place));
        }
        // What has a place for every byte can be read ahead.
        let seeks = match open.stream.seek {
            Some(seek) if !config::COMPACT => seek(vm, open.object, 0, 1)?.is_ok(),
            _ => false,
        };
        let bytes = bytearray::with_capacity(vm, if seeks { PIECE } else { 1 })?;
        let source = if seeks { Source::Pieces(open, bytes) } else { Source::Bytes(open, bytes) };
        let mut reader = Reader::new(vm, source, bytes.obj(), 0);
        reader.refill(vm)?;
        Ok(reader)
    }

    fn new(vm: &Vm, source: Source, buffer: Obj, at: usize) -> Reader {
        let mut reader = Reader { source, buffer, at, current: 0, gathered: None, keys: [None; N_KEYS] };
        reader.current = reader.rest(vm).first().copied().unwrap_or(0);
        reader
    }

    /// Gives back what was read ahead: the stream stands behind the present character.
    ///
    /// # Raises
    /// What the stream raises.
    pub fn finish(&self, vm: &mut Vm) -> Res<()> {
        if config::COMPACT {
            return Ok(());
        }
        let n_ahead = self.rest(vm).len().saturating_sub(1);
        let (open, place, whence) = match self.source {
            Source::Memory(Some(open)) => {
                (open, (self.at + usize::from(!self.rest(vm).is_empty())) as i64, 0)
            }
            Source::Pieces(open, _) if n_ahead > 0 => (open, -(n_ahead as i64), 1),
            _ => return Ok(()),
        };
        match open.stream.seek {
            Some(seek) => seek(vm, open.object, place, whence).map(drop),
            None => Ok(()),
        }
    }

    /// The bytes at hand from the present character on.
    #[inline]
    fn rest<'v>(&self, vm: &'v Vm) -> &'v [u8] {
        buffer::read(vm, self.buffer).and_then(|bytes| bytes.get(self.at..)).unwrap_or_default()
    }

    /// Goes to the character `n` further, which is at hand or the first that is not.
    fn skip(&mut self, vm: &mut Vm, n: usize) -> Res<()> {
        self.at += n;
        match self.rest(vm).first() {
            Some(byte) => {
                self.current = *byte;
                Ok(())
            }
            None => self.refill(vm),
        }
    }

    /// Goes to the next character; this one is not the end.
    ///
    /// # Raises
    /// What the stream raises.
    #[inline]
    pub fn next(&mut self, vm: &mut Vm) -> Res<()> {
        self.skip(vm, 1)
    }

    /// Takes the next lexeme from the bytes at hand; the present character is the one behind it only after
    /// [`Reader::look`].
    #[inline]
    pub fn lexeme(&mut self, vm: &Vm) -> Lexeme {
        if config::COMPACT || matches!(self.source, Source::Bytes(..)) {
            return Lexeme::Other;
        }
        let bytes = buffer::read(vm, self.buffer).unwrap_or_default();
        let (at, lexeme) = lex(bytes, self.at, matches!(self.source, Source::Memory(_)));
        self.at = at;
        lexeme
    }

    /// Looks at the character behind the last lexeme.
    ///
    /// # Raises
    /// What the stream raises.
    pub fn look(&mut self, vm: &mut Vm) -> Res<()> {
        if config::COMPACT || matches!(self.source, Source::Bytes(..)) { Ok(()) } else { self.skip(vm, 0) }
    }

    /// Goes to the next character that is no space, from this one on; commas and colons are space.
    ///
    /// # Raises
    /// What the stream raises.
    pub fn skip_space(&mut self, vm: &mut Vm) -> Res<()> {
        while let b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' = self.current {
            let is_space = |byte: &u8| matches!(byte, b',' | b':' | b' ' | b'\t' | b'\n' | b'\r');
            let rest = self.rest(vm);
            let n = rest.iter().position(|byte| !is_space(byte)).unwrap_or(rest.len());
            self.skip(vm, n)?;
        }
        Ok(())
    }

    #[inline(never)]
    fn refill(&mut self, vm: &mut Vm) -> Res<()> {
        self.current = 0;
        let (open, bytes, most) = match self.source {
            Source::Memory(_) => return Ok(()),
            Source::Bytes(open, bytes) => (open, bytes, 1),
            Source::Pieces(open, bytes) => (open, bytes, PIECE),
        };
        bytearray::resize(vm, bytes, most)?;
        self.at = 0;
        let outcome = open.read(vm, bytes.obj(), 0, most);
        let n = match &outcome {
            Ok(Ok(n)) => *n,
            _ => 0,
        };
        bytes.get_mut(vm).bytes.set_len(n);
        let outcome = outcome?;
        exc::check(vm, outcome)?;
        self.current = self.rest(vm).first().copied().unwrap_or(0);
        Ok(())
    }

    /// Reads the rest of a word.
    ///
    /// # Raises
    /// `ValueError` for another; what the stream raises.
    pub fn word(&mut self, vm: &mut Vm, rest: &[u8]) -> Res<()> {
        for expected in rest {
            if self.current != *expected {
                return Err(syntax_error(vm));
            }
            self.next(vm)?;
        }
        Ok(())
    }

    /// The array of gathered bytes, with nothing in it.
    fn gather(&mut self, vm: &mut Vm) -> Res<This<ByteArray>> {
        let array = match self.gathered {
            Some(array) => array,
            None => bytearray::with_capacity(vm, 16)?,
        };
        array.get_mut(vm).bytes.set_len(0);
        self.gathered = Some(array);
        Ok(array)
    }

    /// Reads a string, behind its opening quote; `is_key`: it may well have been there before.
    ///
    /// # Raises
    /// `ValueError` where it does not end; `UnicodeError`; `MemoryError`; what the stream raises.
    pub fn string(&mut self, vm: &mut Vm, is_key: bool) -> Res {
        let rest = self.rest(vm);
        let n = plain_len(rest);
        if rest.get(n) != Some(&b'"') || self.current == 0 {
            return self.long_string(vm);
        }
        let string = self.string_at(vm, self.at, n, is_key)?;
        self.skip(vm, n + 1)?;
        Ok(string)
    }

    /// A string that lies in the bytes at hand.
    ///
    /// # Raises
    /// `UnicodeError`; `MemoryError`.
    pub fn string_at(&mut self, vm: &mut Vm, start: usize, n: usize, is_key: bool) -> Res {
        if config::COMPACT || !is_key || n > KEY_MAX {
            return str::part(vm, self.buffer, start, n);
        }
        let bytes = buffer::read(vm, self.buffer).and_then(|b| b.get(start..start + n)).unwrap_or_default();
        let (first, last) =
            (bytes.first().map_or(0, |b| *b as usize), bytes.last().map_or(0, |b| *b as usize));
        let place = (first * 7 + last * 3 + n).checked_rem(N_KEYS).unwrap_or(0);
        if let Some(Some(key)) = self.keys.get(place)
            && vm.text_of(*key) == bytes
        {
            return Ok(*key);
        }
        let known = micropyrite_core::qstr::find(vm, bytes).map(Obj::qstr);
        let key = match known {
            Some(name) => name,
            None => str::part(vm, self.buffer, start, n)?,
        };
        if let Some(slot) = self.keys.get_mut(place) {
            *slot = Some(key);
        }
        Ok(key)
    }

    /// Reads a string with escapes, or one that does not end in the bytes at hand.
    fn long_string(&mut self, vm: &mut Vm) -> Res {
        let gathered = self.gather(vm)?;
        loop {
            match self.current {
                0 => return Err(syntax_error(vm)),
                b'"' => break,
                b'\\' => {
                    self.next(vm)?;
                    let byte = match self.current {
                        b'b' => 0x08,
                        b'f' => 0x0c,
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        b'u' => {
                            self.unicode(vm, gathered)?;
                            continue;
                        }
                        // The text ends behind a backslash.
                        0 => continue,
                        other => other,
                    };
                    bytearray::push(vm, gathered, &[byte])?;
                    self.next(vm)?;
                }
                byte if config::COMPACT => {
                    bytearray::push(vm, gathered, &[byte])?;
                    self.next(vm)?;
                }
                _ => {
                    let n = plain_len(self.rest(vm));
                    bytearray::append(vm, gathered, self.buffer, self.at, n)?;
                    self.skip(vm, n)?;
                }
            }
        }
        self.next(vm)?;
        let len = gathered.get(vm).bytes.len();
        str::part(vm, gathered.obj(), 0, len)
    }

    /// The four digits of `\u`; those of a surrogate pair make two characters, as upstream.
    fn unicode(&mut self, vm: &mut Vm, gathered: This<ByteArray>) -> Res<()> {
        let mut code: u32 = 0;
        for _ in 0..4 {
            self.next(vm)?;
            let Some(value) = char::from(self.current).to_digit(16) else { return Err(syntax_error(vm)) };
            code = code << 4 | value;
        }
        let (bytes, n) = str::unicode::encode(code);
        bytearray::push(vm, gathered, bytes.get(..n).unwrap_or_default())?;
        self.next(vm)
    }

    /// A number that lies in the bytes at hand.
    ///
    /// # Raises
    /// `ValueError`; `MemoryError`.
    pub fn number_at(&self, vm: &mut Vm, start: usize, n: usize) -> Res {
        number_of(vm, self.buffer, start, n)
    }

    /// Reads a number, whose first character this is.
    ///
    /// # Raises
    /// `ValueError`, `MemoryError`; what the stream raises.
    pub fn number(&mut self, vm: &mut Vm) -> Res {
        if !config::COMPACT {
            let rest = self.rest(vm);
            let n = number_len(rest);
            if n < rest.len() || matches!(self.source, Source::Memory(_)) {
                let value = number_of(vm, self.buffer, self.at, n)?;
                self.skip(vm, n)?;
                return Ok(value);
            }
        }
        let gathered = self.gather(vm)?;
        loop {
            if !is_in_number(self.current) {
                break;
            }
            bytearray::push(vm, gathered, &[self.current])?;
            self.next(vm)?;
        }
        let len = gathered.get(vm).bytes.len();
        number_of(vm, gathered.obj(), 0, len)
    }
}

/// How many bytes stand for themselves in a string.
#[inline]
fn plain_len(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| matches!(byte, 0 | b'"' | b'\\')).unwrap_or(bytes.len())
}

/// Whether a byte can be part of a number.
#[inline]
fn is_in_number(byte: u8) -> bool {
    matches!(byte, b'.' | b'E' | b'e' | b'+' | b'-' | b'0'..=b'9')
}

/// How many bytes can be part of a number.
#[inline]
fn number_len(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !is_in_number(*byte)).unwrap_or(bytes.len())
}

/// The number that `n` bytes of an object's buffer say.
fn number_of(vm: &mut Vm, object: Obj, start: usize, n: usize) -> Res {
    let bytes = buffer::read(vm, object).and_then(|bytes| bytes.get(start..start + n)).unwrap_or_default();
    if !config::COMPACT
        && let Some(value) = short_int(bytes)
    {
        return int::new(vm, value);
    }
    if bytes.iter().any(|byte| matches!(byte, b'.' | b'E' | b'e')) {
        return float::parse_part(vm, object, start, n);
    }
    int::parse_part(vm, object, start, n, 10)
}

/// The value of digits with or without a minus, if they are few.
#[inline]
fn short_int(bytes: &[u8]) -> Option<isize> {
    const MOST: usize = if usize::BITS > 32 { 18 } else { 9 };
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > MOST {
        return None;
    }
    let mut value = 0isize;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        // At most `MOST` digits: it fits.
        value = value.wrapping_mul(10).wrapping_add(digit as isize);
    }
    Some(if negative { -value } else { value })
}

/// Raises `ValueError`.
#[cold]
pub fn syntax_error(vm: &mut Vm) -> Raise {
    exc::value_error(vm, text!("syntax error in JSON"))
}
