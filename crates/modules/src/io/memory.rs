//! `StringIO` and `BytesIO`: streams over memory.
//!
//! One that is made from a `str` or `bytes` shows that object until somebody writes; then it has a buffer of its
//! own. Positions count bytes, also in text.
use micropyrite_core::hal::system::Errno;
use micropyrite_core::heap::{Layout, This};
use micropyrite_core::runtime::args::Args;
use micropyrite_core::runtime::print::{Out, PrintKind, print_address, write};
use micropyrite_core::runtime::stream::{CLOSE, FLUSH, InMemory, IoRes, Stream};
use micropyrite_core::runtime::{buffer, exc, stream_methods as methods};
use micropyrite_core::text;
use micropyrite_core::types::{ByteArray, Ty, bytearray, int, str};
use micropyrite_core::{Obj, Res, Slot, Vm, class, config, library_layout};

library_layout! {
    /// A stream of text.
    pub struct StringIo: STRING_IO, Scanned {
        /// What it holds: a text object, or a bytearray of its own; nothing when it is closed.
        data: Slot,
        /// Where it reads and writes.
        place: usize,
    }
}

library_layout! {
    /// A stream of bytes.
    pub struct BytesIo: BYTES_IO, Scanned {
        /// As in `StringIo`.
        data: Slot,
        /// As in `StringIo`.
        place: usize,
    }
}

/// Either of the two.
#[derive(Clone, Copy)]
enum Memory {
    Text(This<StringIo>),
    Bytes(This<BytesIo>),
}

impl Memory {
    fn of(object: Obj) -> Option<Memory> {
        match object.cast::<StringIo>() {
            Some(this) => Some(Memory::Text(this)),
            None => object.cast::<BytesIo>().map(Memory::Bytes),
        }
    }

    fn data(self, vm: &Vm) -> Slot {
        match self {
            Memory::Text(this) => this.get(vm).data,
            Memory::Bytes(this) => this.get(vm).data,
        }
    }

    fn place(self, vm: &Vm) -> usize {
        match self {
            Memory::Text(this) => this.get(vm).place,
            Memory::Bytes(this) => this.get(vm).place,
        }
    }

    fn set_data(self, vm: &mut Vm, data: Slot) {
        match self {
            Memory::Text(this) => this.get_mut(vm).data = data,
            Memory::Bytes(this) => this.get_mut(vm).data = data,
        }
    }

    fn set_place(self, vm: &mut Vm, place: usize) {
        match self {
            Memory::Text(this) => this.get_mut(vm).place = place,
            Memory::Bytes(this) => this.get_mut(vm).place = place,
        }
    }
}

/// The stream and what it holds.
fn open(vm: &mut Vm, object: Obj) -> Res<(Memory, Obj)> {
    let Some(memory) = Memory::of(object) else {
        return Err(exc::type_error(vm, text!("argument has wrong type")));
    };
    match memory.data(vm) {
        Some(data) => Ok((memory, data)),
        None => Err(exc::value_error(vm, text!("I/O operation on closed file"))),
    }
}

fn len(vm: &Vm, data: Obj) -> usize {
    buffer::read(vm, data).map_or(0, <[u8]>::len)
}

/// What it holds as a bytearray of its own.
fn own(vm: &mut Vm, memory: Memory, data: Obj) -> Res<This<ByteArray>> {
    if let Some(array) = data.cast::<ByteArray>() {
        return Ok(array);
    }
    let n = len(vm, data);
    let array = bytearray::with_capacity(vm, n)?;
    bytearray::append(vm, array, data, 0, n)?;
    memory.set_data(vm, Some(array.obj()));
    Ok(array)
}

fn make_data(vm: &mut Vm, args: Args<'_>) -> Res {
    let Some(initial) = args.get(0) else { return Ok(bytearray::with_capacity(vm, 16)?.obj()) };
    if int::is_int(initial) {
        let Ok(n) = usize::try_from(int::get(vm, initial)?) else { return Err(vm.raise_memory(usize::MAX)) };
        return Ok(bytearray::with_capacity(vm, n)?.obj());
    }
    let n = buffer::len(vm, initial)?;
    if initial.is_qstr() || initial.as_text_block().is_some() {
        return Ok(initial);
    }
    let array = bytearray::with_capacity(vm, n)?;
    bytearray::append(vm, array, initial, 0, n)?;
    Ok(array.obj())
}

fn make_text(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    let data = Some(make_data(vm, args)?);
    Ok(vm.alloc(StringIo { ty: This::rom(<StringIo as Layout>::DEF), data, place: 0 })?.obj())
}

fn make_bytes(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    let data = Some(make_data(vm, args)?);
    Ok(vm.alloc(BytesIo { ty: This::rom(<BytesIo as Layout>::DEF), data, place: 0 })?.obj())
}

fn read(vm: &mut Vm, object: Obj, into: Obj, start: usize, n: usize) -> IoRes {
    let (memory, data) = open(vm, object)?;
    let place = memory.place(vm);
    let n = n.min(len(vm, data).saturating_sub(place));
    buffer::copy(vm, data, place, into, start, n);
    memory.set_place(vm, place + n);
    Ok(Ok(n))
}

fn write_to(vm: &mut Vm, object: Obj, from: Obj, start: usize, n: usize) -> IoRes {
    let (memory, data) = open(vm, object)?;
    let array = own(vm, memory, data)?;
    let place = memory.place(vm);
    let Some(end) = place.checked_add(n) else { return Ok(Err(Errno::EFBIG)) };
    if place == array.get(vm).bytes.len() {
        bytearray::append(vm, array, from, start, n)?;
    } else {
        if end > array.get(vm).bytes.len() {
            // A hole behind the old end becomes zero.
            bytearray::resize(vm, array, end)?;
        }
        buffer::copy(vm, from, start, array.obj(), place, n);
    }
    memory.set_place(vm, end);
    Ok(Ok(n))
}

/// Writes bytes that are not in the heap.
fn push(vm: &mut Vm, object: Obj, bytes: &[u8]) -> Res<Result<(), Errno>> {
    let (memory, data) = open(vm, object)?;
    let array = own(vm, memory, data)?;
    let place = memory.place(vm);
    let Some(end) = place.checked_add(bytes.len()) else { return Ok(Err(Errno::EFBIG)) };
    if place == array.get(vm).bytes.len() {
        bytearray::push(vm, array, bytes)?;
    } else {
        if end > array.get(vm).bytes.len() {
            bytearray::resize(vm, array, end)?;
        }
        if let Some(room) = array.get_mut(vm).bytes.bytes_mut().get_mut(place..end) {
            room.copy_from_slice(bytes);
        }
    }
    memory.set_place(vm, end);
    Ok(Ok(()))
}

/// What is read, and from where.
fn place_of(vm: &Vm, object: Obj) -> Option<(Obj, usize)> {
    let memory = Memory::of(object)?;
    Some((memory.data(vm)?, memory.place(vm)))
}

fn seek(vm: &mut Vm, object: Obj, offset: i64, whence: isize) -> IoRes {
    let (memory, data) = open(vm, object)?;
    let base = match whence {
        1 => memory.place(vm),
        2 => len(vm, data),
        _ => 0,
    };
    let place = if offset < 0 {
        base.saturating_sub(usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX))
    } else {
        match usize::try_from(offset).ok().and_then(|offset| base.checked_add(offset)) {
            Some(place) => place,
            None => return Ok(Err(Errno::EINVAL)),
        }
    };
    memory.set_place(vm, place);
    Ok(Ok(place))
}

fn ioctl(vm: &mut Vm, object: Obj, request: usize, _: usize) -> IoRes {
    match request {
        FLUSH => Ok(Ok(0)),
        CLOSE => {
            if let Some(memory) = Memory::of(object) {
                memory.set_data(vm, None);
            }
            Ok(Ok(0))
        }
        _ => Ok(Err(Errno::EINVAL)),
    }
}

fn getvalue(vm: &mut Vm, object: Obj) -> Res {
    let (memory, data) = open(vm, object)?;
    if matches!(memory, Memory::Text(_)) && str::is_str(data) {
        return Ok(data);
    }
    let n = len(vm, data);
    let array = bytearray::with_capacity(vm, n)?;
    bytearray::append(vm, array, data, 0, n)?;
    match memory {
        Memory::Text(_) => bytearray::take_str(vm, array),
        Memory::Bytes(_) => bytearray::take_bytes(vm, array),
    }
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let is_text = matches!(Memory::of(object), Some(Memory::Text(_)));
    write(vm, out, if is_text { b"<io.StringIO 0x" } else { b"<io.BytesIO 0x" })?;
    print_address(vm, out, object)?;
    write(vm, out, b">")
}

static IN_MEMORY: InMemory = InMemory { place: place_of, push };
const STREAM: Stream = Stream {
    read: Some(read),
    write: Some(write_to),
    ioctl: Some(ioctl),
    seek: Some(seek),
    memory: if config::COMPACT { None } else { Some(&IN_MEMORY) },
    ..Stream::NONE
};
static BYTES_STREAM: Stream = STREAM;
static TEXT_STREAM: Stream = Stream { is_text: true, ..STREAM };

class! {
    /// `io.StringIO`
    pub static STRING_IO: StringIO {
        slots { make_new: make_text, print: print, next: methods::next, stream: &TEXT_STREAM }
        read = var(1, 2) methods::read;
        readinto = var(2, 3) methods::readinto;
        readline = var(1, 2) methods::readline;
        write = var(2, 4) methods::write;
        seek = var(2, 3) methods::seek;
        tell = fn methods::tell;
        flush = fn methods::flush;
        close = fn methods::close;
        getvalue = fn getvalue;
        __enter__ = fn methods::enter;
        __exit__ = var(4, 4) methods::exit;
    }
}

class! {
    /// `io.BytesIO`
    pub static BYTES_IO: BytesIO, methods_of(STRING_IO) {
        slots { make_new: make_bytes, print: print, next: methods::next, stream: &BYTES_STREAM }
    }
}
