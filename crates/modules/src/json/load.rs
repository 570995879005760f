//! Reading JSON, from a text or from a stream, in one pass.
//!
//! As upstream: commas and colons are space, and it does not matter which bracket closes what; so every JSON text is
//! read, and some others. Open containers are kept in a list, so that nothing nests natively.
use micropyrite_core::heap::This;
use micropyrite_core::runtime::buffer;
use micropyrite_core::runtime::stream_methods::{self, Need};
use micropyrite_core::types::{Dict, List, dict, int, list};
use micropyrite_core::{Obj, Res, Slot, Vm};

use super::reader::{Lexeme, Reader, syntax_error};

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

/// What was read.
enum Item {
    /// A value.
    Value(Obj),
    /// A bracket that opens: a container.
    Opened(Container),
    /// A bracket that closes.
    Closed,
}

/// Reads a value or a bracket; `is_key`: a string would be a key.
#[inline]
fn read_item(vm: &mut Vm, reader: &mut Reader, is_key: bool) -> Res<Item> {
    Ok(Item::Value(match reader.lexeme(vm) {
        Lexeme::Open(bracket) => return open(vm, bracket),
        Lexeme::Close => return Ok(Item::Closed),
        Lexeme::String(start, n) => reader.string_at(vm, start, n, is_key)?,
        Lexeme::Int(value) => int::new(vm, value)?,
        Lexeme::Number(start, n) => reader.number_at(vm, start, n)?,
        Lexeme::Word(value) => value,
        Lexeme::Other => return read_closely(vm, reader, is_key),
    }))
}

fn open(vm: &mut Vm, bracket: u8) -> Res<Item> {
    Ok(Item::Opened(if bracket == b'[' {
        Container::List(list::with_capacity(vm, 0)?)
    } else {
        Container::Dict(dict::new(vm, 0)?)
    }))
}

/// As [`read_item`], character by character.
#[inline(never)]
fn read_closely(vm: &mut Vm, reader: &mut Reader, is_key: bool) -> Res<Item> {
    reader.look(vm)?;
    reader.skip_space(vm)?;
    let first = reader.current;
    if let b'-' | b'0'..=b'9' = first {
        return reader.number(vm).map(Item::Value);
    }
    if first == 0 {
        return Err(syntax_error(vm));
    }
    reader.next(vm)?;
    let (rest, value): (&[u8], Obj) = match first {
        b'"' => return reader.string(vm, is_key).map(Item::Value),
        b'[' | b'{' => return open(vm, first),
        b']' | b'}' => return Ok(Item::Closed),
        b'n' => (b"ull", Obj::NONE),
        b'f' => (b"alse", Obj::FALSE),
        b't' => (b"rue", Obj::TRUE),
        _ => return Err(syntax_error(vm)),
    };
    reader.word(vm, rest)?;
    Ok(Item::Value(value))
}

fn read_value(vm: &mut Vm, reader: &mut Reader) -> Res {
    let outer = list::with_capacity(vm, 0)?;
    let mut top: Option<Container> = None;
    let mut key: Slot = None;
    let value = loop {
        let is_key = key.is_none() && matches!(top, Some(Container::Dict(_)));
        match read_item(vm, reader, is_key)? {
            Item::Value(value) => {
                if let Some(value) = put(vm, top, &mut key, value)? {
                    break value;
                }
            }
            Item::Closed => {
                let Some(closed) = top else { return Err(syntax_error(vm)) };
                match vm.pop_obj(|vm| &mut outer.get_mut(vm).items) {
                    Some(object) => top = Container::of(object),
                    None => break closed.obj(),
                }
            }
            Item::Opened(_) if is_key => return Err(syntax_error(vm)),
            Item::Opened(opened) => {
                if let Some(above) = top {
                    put(vm, top, &mut key, opened.obj())?;
                    list::push(vm, outer, above.obj())?;
                }
                top = Some(opened);
            }
        }
    };
    reader.look(vm)?;
    while matches!(reader.current, b' ' | b'\t'..=b'\r') {
        reader.next(vm)?;
    }
    if reader.current != 0 {
        return Err(syntax_error(vm));
    }
    Ok(value)
}

/// Puts a value where it belongs, and answers it where it is the whole.
#[inline]
fn put(vm: &mut Vm, top: Option<Container>, key: &mut Slot, value: Obj) -> Res<Slot> {
    match top {
        None => return Ok(Some(value)),
        Some(Container::List(list)) => list::push(vm, list, value)?,
        Some(Container::Dict(dict)) => match key.take() {
            Some(key) => dict::store(vm, dict, key, value)?,
            None => *key = Some(value),
        },
    }
    Ok(None)
}

/// `json.load(stream)`.
pub fn load(vm: &mut Vm, stream: Obj) -> Res {
    let open = stream_methods::get(vm, stream, Need::Read)?;
    let mut reader = Reader::of_stream(vm, open)?;
    let outcome = read_value(vm, &mut reader);
    reader.finish(vm)?;
    outcome
}

/// `json.loads(text)`.
pub fn loads(vm: &mut Vm, text: Obj) -> Res {
    buffer::len(vm, text)?;
    let mut reader = Reader::of_buffer(vm, text);
    read_value(vm, &mut reader)
}
