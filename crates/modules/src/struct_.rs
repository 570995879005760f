//! `struct`: numbers and bytes packed by a format.
use micropyrite_core::heap::This;
use micropyrite_core::runtime::binary::{Item, Order, bad_code};
use micropyrite_core::runtime::{buffer, exc, module_state};
use micropyrite_core::text;
use micropyrite_core::types::str::{self, Kind};
use micropyrite_core::types::{Dict, bytearray, dict, int, list, tuple};
use micropyrite_core::{Obj, Res, Vm, bytecode::qstr, config, module};

/// How a format's items lie.
#[derive(Clone, Copy)]
struct Layout {
    order: Order,
    /// As the C compiler would lay them out, with gaps.
    native: bool,
}

/// A format while it is read: a string object and a place in it.
struct Format {
    text: Obj,
    at: usize,
    layout: Layout,
    /// The first fields, once they were read, for the next time.
    known: [Field; KNOWN],
    n_known: usize,
    /// Where the text goes on behind them.
    known_end: usize,
    /// Which of those comes next.
    next: usize,
    /// Bytes that it takes.
    size: usize,
    /// Values that it takes.
    n_values: usize,
}

/// Fields that are remembered between measuring and packing.
const KNOWN: usize = if config::COMPACT { 0 } else { 8 };

/// One code of a format and how often it stands there.
#[derive(Clone, Copy)]
struct Field {
    code: u8,
    count: usize,
}

impl Format {
    /// A format that has been measured, and is to be read.
    #[inline(never)]
    fn new(vm: &mut Vm, text: Obj) -> Res<Format> {
        str::check_text(vm, text)?;
        let (layout, at) = match str::data(vm, text).first() {
            Some(b'<') => (Layout { order: Order::Little, native: false }, 1),
            Some(b'>' | b'!') => (Layout { order: Order::Big, native: false }, 1),
            Some(b'=') => (Layout { order: Order::NATIVE, native: false }, 1),
            Some(b'@') => (Layout { order: Order::NATIVE, native: true }, 1),
            _ => (Layout { order: Order::NATIVE, native: true }, 0),
        };
        let known = [Field { code: 0, count: 0 }; KNOWN];
        let mut format =
            Format { text, at, layout, known, n_known: 0, known_end: at, next: 0, size: 0, n_values: 0 };
        let bytes = str::data(vm, text);
        for slot in &mut format.known {
            let Some((field, len)) = bytes.get(format.known_end..).and_then(read_field) else { break };
            *slot = field;
            format.n_known += 1;
            format.known_end += len;
        }
        format.at = format.known_end;
        format.measure(vm)?;
        Ok(format)
    }

    /// The next field.
    #[inline]
    fn next(&mut self, vm: &Vm) -> Option<Field> {
        if let Some(field) = self.known.get(self.next)
            && self.next < self.n_known
        {
            self.next += 1;
            return Some(*field);
        }
        if self.known.get(self.n_known).is_some() {
            // There was room for more than there are.
            return None;
        }
        let (field, len) = str::data(vm, self.text).get(self.at..).and_then(read_field)?;
        self.at += len;
        Some(field)
    }

    /// Finds out how much it takes, and goes back to its start.
    fn measure(&mut self, vm: &mut Vm) -> Res<()> {
        let (mut size, mut n) = (0usize, 0usize);
        while let Some(Field { code, count }) = self.next(vm) {
            match code {
                b'x' => size = size.saturating_add(count),
                b's' => {
                    size = size.saturating_add(count);
                    n += 1;
                }
                _ => {
                    let item = self.item(vm, code)?;
                    if count > 0 {
                        size = aligned(size, item).saturating_add(count.saturating_mul(item.n_bytes()));
                        n = n.saturating_add(count);
                    }
                }
            }
        }
        (self.at, self.next) = (self.known_end, 0);
        (self.size, self.n_values) = (size, n);
        Ok(())
    }

    fn item(&self, vm: &mut Vm, code: u8) -> Res<Item> {
        let item = if self.layout.native { Item::native(code) } else { Item::standard(code) };
        item.ok_or_else(|| bad_code(vm))
    }
}

/// The field that some text begins with, and its length. A number without a code behind it has code 0, which is none.
fn read_field(text: &[u8]) -> Option<(Field, usize)> {
    let n = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let count = match text.get(..n) {
        Some(digits @ [_, ..]) => digits
            .iter()
            .fold(0usize, |count, digit| count.saturating_mul(10).saturating_add((digit - b'0') as usize)),
        _ if text.is_empty() => return None,
        _ => 1,
    };
    Some((Field { code: text.get(n).copied().unwrap_or(0), count }, n + 1))
}

/// Where an item begins that comes at `at` or behind.
fn aligned(at: usize, item: Item) -> usize {
    // Alignments are powers of two.
    at.saturating_add(item.align as usize - 1) & !(item.align as usize - 1)
}

fn calcsize(vm: &mut Vm, format: Obj) -> Res<usize> {
    Ok(Format::new(vm, format)?.size)
}

fn too_small(vm: &mut Vm) -> micropyrite_core::Raise {
    exc::value_error(vm, text!("buffer too small"))
}

/// Place in a buffer of `len` bytes that an offset stands for, if `size` bytes are there.
fn place(vm: &mut Vm, offset: Obj, len: usize, size: usize) -> Res<usize> {
    let offset = int::get(vm, offset)?;
    let start = if offset < 0 { len.checked_sub(offset.unsigned_abs()) } else { Some(offset as usize) };
    match start.filter(|start| start.checked_add(size).is_some_and(|end| end <= len)) {
        Some(start) => Ok(start),
        None => Err(too_small(vm)),
    }
}

fn unpack(vm: &mut Vm, args: &[Obj]) -> Res {
    let [text, source, rest @ ..] = args else { return Ok(Obj::NONE) };
    let mut format = Format::new(vm, *text)?;
    let (size, n) = (format.size, format.n_values);
    let len = buffer::len(vm, *source)?;
    let base = place(vm, rest.first().copied().unwrap_or(Obj::small(0)), len, size)?;
    // PERF: few values are gathered on the native stack.
    let mut few = [Obj::NONE; FEW];
    if let Some(few) = few.get_mut(..n) {
        let mut slots = few.iter_mut();
        each_value(vm, &mut format, *source, base, |_, value| {
            if let Some(slot) = slots.next() {
                *slot = value;
            }
            Ok(())
        })?;
        return Ok(tuple::new(vm, few)?.obj());
    }
    let values = list::with_capacity(vm, n)?;
    each_value(vm, &mut format, *source, base, |vm, value| list::push(vm, values, value))?;
    let values =
        vm.new_tuple_with(values.items(vm).len(), |vm, out| out.copy_from_slice(values.items(vm)))?;
    Ok(values.obj())
}

/// Values that are gathered without a list.
const FEW: usize = 8;

/// Hands the values in a buffer to `each`.
fn each_value(
    vm: &mut Vm,
    format: &mut Format,
    source: Obj,
    base: usize,
    mut each: impl FnMut(&mut Vm, Obj) -> Res<()>,
) -> Res<()> {
    let mut at = 0;
    while let Some(Field { code, count }) = format.next(vm) {
        match code {
            b'x' => at += count,
            b's' => {
                let bytes = str::sub(vm, Kind::Bytes, source, base + at, base + at + count)?;
                each(vm, bytes)?;
                at += count;
            }
            _ => {
                let item = format.item(vm, code)?;
                for _ in 0..count {
                    at = aligned(at, item);
                    let value = load(vm, item, source, base + at, format.layout.order)?;
                    each(vm, value)?;
                    at += item.n_bytes();
                }
            }
        }
    }
    Ok(())
}

fn load(vm: &mut Vm, item: Item, source: Obj, at: usize, order: Order) -> Res {
    let Some(value) = item.load(vm, source, at, order)? else { return Err(too_small(vm)) };
    match item.code {
        b'O' => packed_object(vm, value),
        b'S' => Err(exc::not_implemented(vm, text!("pointers to strings aren't followed"))),
        _ => Ok(value),
    }
}

/// Objects that were packed, by the number that stands for them. A number is never taken for an address: only
/// what was packed is unpacked, and it stays alive for that.
fn packed_objects(vm: &mut Vm) -> Res<Option<This<Dict>>> {
    let table = module_state::get_or_make(vm, qstr!("struct"), |vm| Ok(dict::new(vm, 0)?.obj()))?;
    Ok(table.cast::<Dict>())
}

fn packed_object(vm: &mut Vm, number: Obj) -> Res {
    if let Some(table) = packed_objects(vm)?
        && let Some(object) = dict::get(vm, table, number)?
    {
        return Ok(object);
    }
    Err(exc::value_error(vm, text!("object was never packed")))
}

fn note_packed(vm: &mut Vm, object: Obj) -> Res<()> {
    let number = int::from_u64(vm, object.bits() as u64)?;
    match packed_objects(vm)? {
        Some(table) => dict::store(vm, table, number, object),
        None => Ok(()),
    }
}

/// Where values are packed: bytes that are not in the heap, or an object's buffer.
enum Target<'a> {
    Local(&'a mut [u8]),
    Buffer(Obj),
}

impl Target<'_> {
    /// The bytes `at..at + len`, as far as there are any.
    fn room<'v>(&'v mut self, vm: &'v mut Vm, at: usize, len: usize) -> &'v mut [u8] {
        let bytes = match self {
            Target::Local(bytes) => Some(&mut **bytes),
            Target::Buffer(object) => buffer::write(vm, *object),
        };
        bytes.and_then(|bytes| bytes.get_mut(at..at + len)).unwrap_or_default()
    }

    fn copy(&mut self, vm: &mut Vm, source: Obj, at: usize, len: usize) {
        match self {
            Target::Local(bytes) => {
                if let (Some(room), Some(from)) =
                    (bytes.get_mut(at..at + len), str::data(vm, source).get(..len))
                {
                    room.copy_from_slice(from);
                }
            }
            Target::Buffer(object) => buffer::copy(vm, source, 0, *object, at, len),
        }
    }
}

/// Packs values from `base` on, where there is room for the format. Too few values fill the first fields; too many
/// are ignored.
fn pack_values(
    vm: &mut Vm,
    format: &mut Format,
    mut target: Target<'_>,
    base: usize,
    values: &[Obj],
) -> Res<()> {
    let mut values = values.iter().copied().peekable();
    let mut at = base;
    while values.peek().is_some()
        && let Some(Field { code, count }) = format.next(vm)
    {
        match code {
            b'x' => {
                target.room(vm, at, count).fill(0);
                at += count;
            }
            b's' => {
                let Some(value) = values.next() else { break };
                let len = buffer::len(vm, value)?.min(count);
                target.copy(vm, value, at, len);
                target.room(vm, at + len, count - len).fill(0);
                at += count;
            }
            _ => {
                let item = format.item(vm, code)?;
                for value in values.by_ref().take(count) {
                    at = base + aligned(at - base, item);
                    if code == b'O' {
                        note_packed(vm, value)?;
                    }
                    let bytes = item.encode(vm, value, format.layout.order)?;
                    let room = target.room(vm, at, item.n_bytes());
                    room.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
                    at += item.n_bytes();
                }
            }
        }
    }
    Ok(())
}

/// Results up to this many bytes are packed on the native stack.
const SHORT: usize = 64;

fn pack(vm: &mut Vm, args: &[Obj]) -> Res {
    let Some((&format, values)) = args.split_first() else { return Ok(Obj::NONE) };
    let mut format = Format::new(vm, format)?;
    let size = format.size;
    let mut short = [0; SHORT];
    if let Some(out) = short.get_mut(..size) {
        pack_values(vm, &mut format, Target::Local(out), 0, values)?;
        return str::bytes(vm, out);
    }
    let out = bytearray::new(vm, size)?;
    pack_values(vm, &mut format, Target::Buffer(out.obj()), 0, values)?;
    str::take_bytes(vm, &|vm| &mut out.get_mut(vm).bytes)
}

fn pack_into(vm: &mut Vm, args: &[Obj]) -> Res {
    let [format, target, offset, values @ ..] = args else { return Ok(Obj::NONE) };
    let len = buffer::check_writable(vm, *target)?;
    let mut format = Format::new(vm, *format)?;
    let size = format.size;
    let base = place(vm, *offset, len, size)?;
    pack_values(vm, &mut format, Target::Buffer(*target), base, values)?;
    Ok(Obj::NONE)
}

module! {
    /// `struct`
    pub static STRUCT: "struct", extensible {
        calcsize = fn calcsize;
        pack = var(1, 255) pack;
        pack_into = var(3, 255) pack_into;
        unpack = var(2, 3) unpack;
        unpack_from = var(2, 3) unpack;
    }
}
