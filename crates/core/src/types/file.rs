//! `FileIO` and `TextIOWrapper`: open files of the system.
//!
//! Both are a handle, and differ in whether they read `bytes` or `str`. Nothing is buffered. The collector closes
//! files that nobody has any more. A closed file has the handle -1.
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;
use micropyrite_hal::system::{Errno, Handle, OpenFlags, Seek};

use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::print::{Out, PrintKind, write, write_fmt, write_qstr};
use crate::runtime::stream::{self, IoRes, Stream};
use crate::runtime::{buffer, exc, files, stream_methods as methods};
use crate::types::str;
use crate::{Res, Vm, class, layout};

layout! {
    /// A file of bytes.
    pub struct RawFile: FILE_IO, Plain {
        /// The system's handle, or -1.
        pub handle: isize,
    }
}

layout! {
    /// A file of text.
    pub struct TextFile: TEXT_IO, Scanned {
        /// The system's handle, or -1.
        pub handle: isize,
        /// The same as a file of bytes; standard streams have it.
        pub buffer: Slot,
    }
}

/// Bytes that are moved by one call of the system. They lie on the native stack, of which chips have little.
const CHUNK: usize = if usize::BITS > 32 { 2048 } else { 128 };
/// Short transfers, as `readline` makes them, need not prepare so much.
const SHORT: usize = 32;

fn number(vm: &Vm, file: Obj) -> isize {
    if let Some(file) = file.cast::<TextFile>() {
        return file.get(vm).handle;
    }
    file.cast::<RawFile>().map_or(-1, |file| file.get(vm).handle)
}

fn set_number(vm: &mut Vm, file: Obj, number: isize) {
    if let Some(file) = file.cast::<TextFile>() {
        file.get_mut(vm).handle = number;
    } else if let Some(file) = file.cast::<RawFile>() {
        file.get_mut(vm).handle = number;
    }
}

/// The handle of an open file; `None` for other objects.
pub fn handle_of(vm: &Vm, object: Obj) -> Option<Handle> {
    Handle::try_from(number(vm, object)).ok().filter(|handle| *handle >= 0)
}

fn is_text(file: Obj) -> bool {
    file.cast::<TextFile>().is_some()
}

fn check_open(vm: &mut Vm, file: Obj) -> Res<Handle> {
    match handle_of(vm, file) {
        Some(handle) => Ok(handle),
        None => Err(exc::value_error(vm, text!("I/O operation on closed file"))),
    }
}

/// A file of bytes over a handle, which the collector leaves open.
///
/// # Raises
/// `MemoryError`.
pub fn new_raw(vm: &mut Vm, handle: isize) -> Res<This<RawFile>> {
    vm.alloc(RawFile { ty: This::rom(<RawFile as Layout>::DEF), handle })
}

/// A file of text over a handle, which the collector leaves open.
///
/// # Raises
/// `MemoryError`.
pub fn new_text(vm: &mut Vm, handle: isize, buffer: Slot) -> Res<This<TextFile>> {
    vm.alloc(TextFile { ty: This::rom(<TextFile as Layout>::DEF), handle, buffer })
}

/// What the letters of a mode say.
struct Mode {
    flags: OpenFlags,
    is_text: bool,
}

fn parse_mode(letters: &[u8]) -> Mode {
    let mut flags = OpenFlags { read: true, ..OpenFlags::default() };
    let mut is_text = true;
    for letter in letters {
        match letter {
            b'r' => (flags.read, flags.write) = (true, false),
            b'w' => {
                let only = OpenFlags { write: true, create: true, truncate: true, ..OpenFlags::default() };
                flags = only;
            }
            b'a' => {
                let only = OpenFlags { write: true, create: true, append: true, ..OpenFlags::default() };
                flags = only;
            }
            b'+' => (flags.read, flags.write) = (true, true),
            b'b' => is_text = false,
            b't' => is_text = true,
            _ => {}
        }
    }
    Mode { flags, is_text }
}

/// Opens a file of the system, or makes a file object of a handle given as a small integer.
///
/// # Raises
/// `OSError`, `TypeError`, `MemoryError`.
pub fn open(vm: &mut Vm, path: Obj, mode: Obj) -> Res {
    str::check_text(vm, mode)?;
    let Mode { flags, is_text } = parse_mode(vm.text_of(mode));
    let file = if is_text { new_text(vm, -1, None)?.obj() } else { new_raw(vm, -1)?.obj() };
    vm.add_finaliser(file)?;
    let handle = match path.as_small() {
        Some(handle) => handle,
        None => {
            str::check_text(vm, path)?;
            let outcome = files::with_path(vm, path, |system, path| system.open(path, flags))?;
            exc::check(vm, outcome)? as isize
        }
    };
    set_number(vm, file, handle);
    Ok(file)
}

/// Reads bytes from a handle while other threads run.
///
/// # Raises
/// What was pending when a signal came.
pub fn read_handle(vm: &mut Vm, handle: Handle, into: &mut [u8]) -> IoRes {
    read_as(vm, handle, false, into)
}

fn read_as(vm: &mut Vm, handle: Handle, is_text: bool, into: &mut [u8]) -> IoRes {
    files::retry(vm, |system| match handle {
        0 if is_text => system.read_text(into),
        0 => system.read(into),
        _ => system.read_file(handle, into),
    })
}

fn write_as(vm: &mut Vm, handle: Handle, is_text: bool, bytes: &[u8]) -> IoRes {
    files::retry(vm, |system| match handle {
        1 if is_text => system.write_text(bytes),
        1 => system.write(bytes),
        2 => system.write_err(bytes),
        _ => system.write_file(handle, bytes),
    })
}

#[inline(never)]
fn read_part<const N: usize>(vm: &mut Vm, file: Obj, into: Obj, start: usize, len: usize) -> IoRes {
    let mut chunk = [0; N];
    let part = chunk.get_mut(..len.min(N)).unwrap_or_default();
    let handle = check_open(vm, file)?;
    let outcome = read_as(vm, handle, is_text(file), part)?;
    if let Ok(n) = outcome {
        let target = buffer::write(vm, into).and_then(|b| b.get_mut(start..)?.get_mut(..n));
        if let (Some(target), Some(part)) = (target, part.get(..n)) {
            target.copy_from_slice(part);
        }
    }
    Ok(outcome)
}

#[inline(never)]
fn write_part<const N: usize>(vm: &mut Vm, file: Obj, from: Obj, start: usize, len: usize) -> IoRes {
    let mut chunk = [0; N];
    let bytes = buffer::read(vm, from).and_then(|b| b.get(start..)).unwrap_or_default();
    let n = len.min(N).min(bytes.len());
    let (Some(part), Some(bytes)) = (chunk.get_mut(..n), bytes.get(..n)) else { return Ok(Ok(0)) };
    part.copy_from_slice(bytes);
    let handle = check_open(vm, file)?;
    write_as(vm, handle, is_text(file), part)
}

fn read(vm: &mut Vm, file: Obj, into: Obj, start: usize, len: usize) -> IoRes {
    if len <= SHORT {
        return read_part::<SHORT>(vm, file, into, start, len);
    }
    read_part::<CHUNK>(vm, file, into, start, len)
}

fn write_to(vm: &mut Vm, file: Obj, from: Obj, start: usize, len: usize) -> IoRes {
    if len <= SHORT {
        return write_part::<SHORT>(vm, file, from, start, len);
    }
    write_part::<CHUNK>(vm, file, from, start, len)
}

fn seek(vm: &mut Vm, file: Obj, offset: i64, whence: isize) -> IoRes {
    let handle = check_open(vm, file)?;
    let from = match whence {
        0 => Seek::Start,
        1 => Seek::Current,
        2 => Seek::End,
        _ => return Ok(Err(Errno::EINVAL)),
    };
    Ok(vm.system.seek(handle, offset, from).map(|place| place as usize))
}

fn ioctl(vm: &mut Vm, file: Obj, request: usize, _: usize) -> IoRes {
    match request {
        stream::FLUSH => {
            let handle = check_open(vm, file)?;
            let outcome = files::retry(vm, |system| system.sync(handle))?;
            Ok(match outcome {
                // Terminals and pipes keep nothing back.
                Err(Errno::EINVAL | Errno::ENOSYS) if handle <= 2 => Ok(0),
                other => other.map(|()| 0),
            })
        }
        stream::CLOSE => {
            if let Some(handle) = handle_of(vm, file) {
                set_number(vm, file, -1);
                let _ = vm.unlocked(|system| system.close(handle));
            }
            Ok(Ok(0))
        }
        stream::FILENO => Ok(Ok(check_open(vm, file)? as usize)),
        _ => Ok(Err(Errno::EINVAL)),
    }
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let name = object.ty().get(vm).name;
    let number = number(vm, object);
    write(vm, out, b"<io.")?;
    write_qstr(vm, out, name)?;
    write_fmt(vm, out, format_args!(" {number}>"))
}

fn fileno(vm: &mut Vm, file: Obj) -> Res<isize> {
    check_open(vm, file).map(|handle| handle as isize)
}

fn text_attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    if name != qstr!(buffer) {
        return Ok(None);
    }
    Ok(object.cast::<TextFile>().and_then(|file| file.get(vm).buffer))
}

const BYTES_STREAM: Stream =
    Stream { read: Some(read), write: Some(write_to), ioctl: Some(ioctl), seek: Some(seek), ..Stream::NONE };
static RAW_STREAM: Stream = BYTES_STREAM;
static TEXT_STREAM: Stream = Stream { is_text: true, ..BYTES_STREAM };

class! {
    /// `FileIO`
    pub static FILE_IO: FileIO, if crate::config::FILES {
        slots { print: print, next: methods::next, stream: &RAW_STREAM }
        fileno = fn fileno;
        read = var(1, 2) methods::read;
        readinto = var(2, 3) methods::readinto;
        readline = var(1, 2) methods::readline;
        readlines = fn methods::readlines;
        write = var(2, 4) methods::write;
        seek = var(2, 3) methods::seek;
        tell = fn methods::tell;
        flush = fn methods::flush;
        close = fn methods::close;
        __del__ = fn methods::close;
        __enter__ = fn methods::enter;
        __exit__ = var(4, 4) methods::exit;
    }
}

class! {
    /// `TextIOWrapper`
    pub static TEXT_IO: TextIOWrapper, methods_of(FILE_IO), if crate::config::FILES {
        slots { print: print, attr: text_attr, next: methods::next, stream: &TEXT_STREAM }
    }
}
