//! Reading JSON, from a text or from a stream, in one pass.
//!
//! As upstream: commas and colons are space, and it does not matter which bracket closes what; so every JSON text is
//! read, and some others. Open containers are kept in a list, so that nothing nests natively.
use micropyrite_core::heap::This;
use micropyrite_core::runtime::stream_methods::{self, Need, Open};
use micropyrite_core::runtime::{buffer, exc};
use micropyrite_core::text;
use micropyrite_core::types::{ByteArray, Dict, List, bytearray, dict, float, int, list, str};
use micropyrite_core::{Obj, Raise, Res, Slot, Vm};

/// Where characters come from.
enum Source {
    /// An object with a buffer, and the place in it up to where it was read.
    Buffer(Obj, usize),
    /// A stream, and room for one byte.
    Stream(Open, This<ByteArray>),
}

/// Bytes of a buffer that are read at once: asking an object for its buffer takes longer than looking at a byte.
const AHEAD: usize = 32;

/// A source and its present character: 0 at the end, which no JSON text contains.
struct Reader {
    source: Source,
    current: u8,
    /// What was read of a buffer, and which part of it is to come.
    ahead: [u8; AHEAD],
    next: usize,
    end: usize,
}

impl Reader {
    fn new(source: Source) -> Reader {
        Reader { source, current: 0, ahead: [0; AHEAD], next: 0, end: 0 }
    }

    #[inline]
    fn next(&mut self, vm: &mut Vm) -> Res<u8> {
        if self.next >= self.end {
            return self.refill(vm);
        }
        self.current = self.ahead.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        Ok(self.current)
    }

    #[inline(never)]
    fn refill(&mut self, vm: &mut Vm) -> Res<u8> {
        self.current = match &mut self.source {
            Source::Buffer(object, at) => {
                let rest = buffer::read(vm, *object).and_then(|bytes| bytes.get(*at..)).unwrap_or_default();
                let n = rest.len().min(AHEAD);
                if let (Some(ahead), Some(rest)) = (self.ahead.get_mut(..n), rest.get(..n)) {
                    ahead.copy_from_slice(rest);
                }
                *at += n;
                (self.next, self.end) = (n.min(1), n);
                rest.first().copied().unwrap_or(0)
            }
            Source::Stream(open, byte) => {
                let outcome = open.read(vm, byte.obj(), 0, 1)?;
                match exc::check(vm, outcome)? {
                    0 => 0,
                    _ => buffer::read(vm, byte.obj()).and_then(|b| b.first().copied()).unwrap_or(0),
                }
            }
        };
        Ok(self.current)
    }

    /// Reads the rest of a word.
    fn word(&mut self, vm: &mut Vm, rest: &[u8]) -> Res<()> {
        for expected in rest {
            if self.current != *expected {
                return Err(syntax_error(vm));
            }
            self.next(vm)?;
        }
        Ok(())
    }

    fn string(&mut self, vm: &mut Vm, text: This<ByteArray>) -> Res {
        bytearray::resize(vm, text, 0)?;
        loop {
            self.plain(vm, text)?;
            match self.current {
                0 => return Err(syntax_error(vm)),
                b'"' => break,
                b'\\' => {
                    let escape = self.next(vm)?;
                    let byte = match escape {
                        b'b' => 0x08,
                        b'f' => 0x0c,
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        b'u' => {
                            self.unicode(vm, text)?;
                            continue;
                        }
                        // The text ends behind a backslash.
                        0 => continue,
                        other => other,
                    };
                    bytearray::push(vm, text, &[byte])?;
                }
                byte => bytearray::push(vm, text, &[byte])?,
            }
            self.next(vm)?;
        }
        self.next(vm)?;
        bytearray::take_str(vm, text)
    }

    /// Takes as much of a string as lies in a buffer and stands for itself.
    fn plain(&mut self, vm: &mut Vm, text: This<ByteArray>) -> Res<()> {
        let Source::Buffer(object, at) = self.source else { return Ok(()) };
        if self.current == 0 {
            return Ok(());
        }
        let start = at - (self.end - self.next) - 1;
        let rest = buffer::read(vm, object).and_then(|bytes| bytes.get(start..)).unwrap_or_default();
        let n = rest.iter().position(|byte| matches!(byte, 0 | b'"' | b'\\')).unwrap_or(rest.len());
        if n == 0 {
            return Ok(());
        }
        bytearray::append(vm, text, object, start, n)?;
        if n > self.end - self.next {
            self.source = Source::Buffer(object, start + n);
            self.end = 0;
        } else {
            // The present character is the one before `next`.
            self.next += n - 1;
        }
        self.next(vm).map(drop)
    }

    /// The four digits of `\u`; those of a surrogate pair make two characters, as upstream.
    fn unicode(&mut self, vm: &mut Vm, text: This<ByteArray>) -> Res<()> {
        let mut code: u32 = 0;
        for _ in 0..4 {
            let digit = self.next(vm)?;
            let Some(value) = char::from(digit).to_digit(16) else { return Err(syntax_error(vm)) };
            code = code << 4 | value;
        }
        let (bytes, n) = str::unicode::encode(code);
        bytearray::push(vm, text, bytes.get(..n).unwrap_or_default())?;
        self.next(vm).map(drop)
    }

    fn number(&mut self, vm: &mut Vm, first: u8, text: This<ByteArray>) -> Res {
        bytearray::resize(vm, text, 0)?;
        bytearray::push(vm, text, &[first])?;
        let mut is_float = false;
        while let byte @ (b'.' | b'E' | b'e' | b'+' | b'-' | b'0'..=b'9') = self.current {
            is_float |= matches!(byte, b'.' | b'E' | b'e');
            bytearray::push(vm, text, &[byte])?;
            self.next(vm)?;
        }
        if is_float { float::parse_object(vm, text.obj()) } else { int::parse_object(vm, text.obj(), 10) }
    }
}

#[cold]
fn syntax_error(vm: &mut Vm) -> Raise {
    exc::value_error(vm, text!("syntax error in JSON"))
}

/// A container that is being filled.
#[derive(Clone, Copy)]
enum Container {
    List(This<List>),
    Dict(This<Dict>),
}

impl Container {
    fn of(object: Obj) -> Option<Container> {
        object.cast::<List>().map(Container::List).or_else(|| object.as_dict().map(Container::Dict))
    }

    fn obj(self) -> Obj {
        match self {
            Container::List(list) => list.obj(),
            Container::Dict(dict) => dict.obj(),
        }
    }
}

fn read_value(vm: &mut Vm, reader: &mut Reader) -> Res {
    let text = bytearray::with_capacity(vm, 16)?;
    let outer = list::with_capacity(vm, 0)?;
    let mut top: Option<Container> = None;
    let mut key: Slot = None;
    reader.next(vm)?;
    let value = loop {
        let first = reader.current;
        if first == 0 {
            return Err(syntax_error(vm));
        }
        reader.next(vm)?;
        let mut opened = None;
        let value = match first {
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => continue,
            b'n' => reader.word(vm, b"ull").map(|()| Obj::NONE)?,
            b'f' => reader.word(vm, b"alse").map(|()| Obj::FALSE)?,
            b't' => reader.word(vm, b"rue").map(|()| Obj::TRUE)?,
            b'"' => reader.string(vm, text)?,
            b'-' | b'0'..=b'9' => reader.number(vm, first, text)?,
            b'[' => {
                let list = list::with_capacity(vm, 0)?;
                opened = Some(Container::List(list));
                list.obj()
            }
            b'{' => {
                let dict = dict::new(vm, 0)?;
                opened = Some(Container::Dict(dict));
                dict.obj()
            }
            b'}' | b']' => {
                let Some(closed) = top else { return Err(syntax_error(vm)) };
                match vm.pop_obj(|vm| &mut outer.get_mut(vm).items) {
                    Some(object) => top = Container::of(object),
                    None => break closed.obj(),
                }
                continue;
            }
            _ => return Err(syntax_error(vm)),
        };
        match top {
            None if opened.is_none() => break value,
            None => {}
            Some(Container::List(list)) => list::push(vm, list, value)?,
            Some(Container::Dict(dict)) => match key.take() {
                Some(key) => dict::store(vm, dict, key, value)?,
                None if opened.is_some() => return Err(syntax_error(vm)),
                None => key = Some(value),
            },
        }
        if opened.is_some() {
            if let Some(top) = top {
                list::push(vm, outer, top.obj())?;
            }
            top = opened;
        }
    };
    while matches!(reader.current, b' ' | b'\t'..=b'\r') {
        reader.next(vm)?;
    }
    if reader.current != 0 {
        return Err(syntax_error(vm));
    }
    Ok(value)
}

/// `json.load(stream)`.
pub fn load(vm: &mut Vm, stream: Obj) -> Res {
    let open = stream_methods::get(vm, stream, Need::Read)?;
    let byte = bytearray::new(vm, 1)?;
    read_value(vm, &mut Reader::new(Source::Stream(open, byte)))
}

/// `json.loads(text)`.
pub fn loads(vm: &mut Vm, text: Obj) -> Res {
    buffer::len(vm, text)?;
    read_value(vm, &mut Reader::new(Source::Buffer(text, 0)))
}
