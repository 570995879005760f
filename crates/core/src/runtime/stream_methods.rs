//! The methods that all streams share: `read`, `readline`, `write`, `seek` …
//!
//! They are written once over the slots of [`Stream`], and a stream type lists those it wants in its table. A stream
//! gives bytes; where it is one of text, characters are counted and UTF-8 is checked here. Nothing reads further
//! than it was asked to, since a stream cannot take bytes back.
use micropyrite_hal::system::Errno;

use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::stream::{self, Stream};
use crate::runtime::{buffer, exc, ops};
use crate::types::{self, ByteArray, bytearray, instance, int, list};
use crate::{Raise, Res, Vm};

/// How much a buffer of unknown length grows by.
const STEP: usize = 256;
/// The most that is reserved before anything was read.
const RESERVE_MAX: usize = 64 * 1024;

/// What an operation needs of a stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Flush, close and the like.
    Control,
}

/// A stream: what its type does, and the object to do it with.
#[derive(Clone, Copy)]
pub struct Open {
    /// Its operations.
    pub stream: &'static Stream,
    /// What they are to be given.
    pub object: Obj,
}

/// The stream that an object is: its own, or that of a built-in base.
///
/// # Raises
/// `MemoryError`.
pub fn find(vm: &mut Vm, object: Obj) -> Res<Option<Open>> {
    if let Some(stream) = stream::of(vm, object) {
        return Ok(Some(Open { stream, object }));
    }
    let Some(this) = object.as_instance() else { return Ok(None) };
    let class = this.get(vm).ty;
    let Some(native) = instance::native_type(vm, class) else { return Ok(None) };
    let Some(stream) = native.get(vm).slots.stream else { return Ok(None) };
    if native == This::rom(&types::io_base::IO_BASE) {
        // Its operations call methods of the instance.
        return Ok(Some(Open { stream, object }));
    }
    Ok(instance::ensure_native(vm, this)?.map(|object| Open { stream, object }))
}

/// The stream that an object is.
///
/// # Raises
/// `OSError` where it is none, or cannot do what is needed.
pub fn get(vm: &mut Vm, object: Obj, need: Need) -> Res<Open> {
    if let Some(open) = find(vm, object)? {
        let able = match need {
            Need::Read => open.stream.read.is_some(),
            Need::Write => open.stream.write.is_some(),
            Need::Control => open.stream.ioctl.is_some(),
        };
        if able {
            return Ok(open);
        }
    }
    Err(unsupported(vm))
}

#[cold]
fn unsupported(vm: &mut Vm) -> Raise {
    exc::raise_static(vm, &types::OS_ERROR, text!("stream operation not supported"))
}

/// Whether an error only says that nothing can be done at once.
pub fn would_block(errno: Errno) -> bool {
    errno == Errno::EAGAIN
}

/// How far a transfer came, and what ended it early.
pub struct Moved {
    /// Bytes that were read or written.
    pub n: usize,
    /// The error that ended it, if nothing was moved before it or it was a serious one.
    pub error: Option<Errno>,
}

impl Open {
    /// Reads into the buffer of an object; 0 is the end.
    ///
    /// # Raises
    /// What the stream raises; `OSError` where it cannot read.
    pub fn read(self, vm: &mut Vm, into: Obj, start: usize, len: usize) -> stream::IoRes {
        match self.stream.read {
            Some(read) => read(vm, self.object, into, start, len),
            None => Err(unsupported(vm)),
        }
    }

    /// Writes from the buffer of an object.
    ///
    /// # Raises
    /// What the stream raises; `OSError` where it cannot write.
    pub fn write(self, vm: &mut Vm, from: Obj, start: usize, len: usize) -> stream::IoRes {
        match self.stream.write {
            Some(write) => write(vm, self.object, from, start, len),
            None => Err(unsupported(vm)),
        }
    }

    /// Asks for something by request number.
    ///
    /// # Raises
    /// What the stream raises; `OSError` where it answers no requests.
    pub fn ioctl(self, vm: &mut Vm, request: usize, arg: usize) -> stream::IoRes {
        match self.stream.ioctl {
            Some(ioctl) => ioctl(vm, self.object, request, arg),
            None => Err(unsupported(vm)),
        }
    }

    /// Moves bytes between the buffer of an object and the stream until all are moved; `once`: as one operation
    /// moves them.
    ///
    /// # Raises
    /// What the stream raises.
    pub fn transfer(
        self,
        vm: &mut Vm,
        need: Need,
        data: Obj,
        start: usize,
        len: usize,
        once: bool,
    ) -> Res<Moved> {
        let mut n = 0;
        while n < len {
            let outcome = if need == Need::Write {
                self.write(vm, data, start + n, len - n)?
            } else {
                self.read(vm, data, start + n, len - n)?
            };
            match outcome {
                Ok(0) => break,
                Ok(more) => n += more,
                // What was read before the stream ran dry must not be lost.
                Err(errno) if would_block(errno) && n != 0 => break,
                Err(errno) => return Ok(Moved { n, error: Some(errno) }),
            }
            if once {
                break;
            }
        }
        Ok(Moved { n, error: None })
    }
}

/// Text or bytes of a buffer that nobody else has.
fn take(vm: &mut Vm, is_text: bool, array: This<ByteArray>) -> Res {
    if is_text { bytearray::take_str(vm, array) } else { bytearray::take_bytes(vm, array) }
}

/// Makes the buffer `more` bytes longer; answers where they begin.
fn lengthen(vm: &mut Vm, array: This<ByteArray>, more: usize) -> Res<usize> {
    let len = array.get(vm).bytes.len();
    bytearray::resize(vm, array, len.saturating_add(more))?;
    Ok(len)
}

/// Reads until there are `len` more bytes in the buffer or the stream ends, without taking all the memory first.
fn fill(vm: &mut Vm, open: Open, array: This<ByteArray>, len: usize, once: bool) -> Res<Moved> {
    let mut done = 0;
    loop {
        let want = (len - done).min(RESERVE_MAX);
        let at = lengthen(vm, array, want)?;
        let moved = open.transfer(vm, Need::Read, array.obj(), at, want, once)?;
        array.get_mut(vm).bytes.set_len(at + moved.n);
        done += moved.n;
        if moved.error.is_some_and(|e| would_block(e) && done > 0) {
            return Ok(Moved { n: done, error: None });
        }
        if moved.error.is_some() || moved.n < want || once || done == len {
            return Ok(Moved { n: done, error: moved.error });
        }
    }
}

/// Length in bytes of the character that begins with a byte.
fn char_len(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf8 => 4,
        // A byte that begins no character: the check of the whole will refuse it.
        _ => 1,
    }
}

/// Reads `n_chars` characters. As many bytes are asked for as characters are missing, which can never be too many.
fn read_text(vm: &mut Vm, open: Open, n_chars: usize) -> Res {
    let array = bytearray::with_capacity(vm, n_chars.min(STEP))?;
    let (mut missing, mut at, mut more) = (n_chars, 0, n_chars);
    while more > 0 {
        let moved = fill(vm, open, array, more, false)?;
        if let Some(errno) = moved.error {
            if !would_block(errno) {
                return Err(exc::os_error(vm, errno));
            }
            if array.get(vm).bytes.is_empty() {
                return Ok(Obj::NONE);
            }
            break;
        }
        if moved.n == 0 {
            break;
        }
        let bytes = array.get(vm).bytes.bytes();
        more = loop {
            let Some(&first) = bytes.get(at) else { break missing };
            let end = at + char_len(first);
            if end > bytes.len() {
                // The rest of this character, and the least that the others take.
                break end - bytes.len() + missing.saturating_sub(1);
            }
            at = end;
            missing = missing.saturating_sub(1);
        };
    }
    take(vm, true, array)
}

/// Reads to the end.
///
/// # Raises
/// `OSError`, `UnicodeError`, `MemoryError`; what the stream raises.
pub fn read_all(vm: &mut Vm, open: Open) -> Res {
    let array = bytearray::with_capacity(vm, STEP)?;
    loop {
        let len = array.get(vm).bytes.len();
        // Small files take one step, big ones few.
        let at = lengthen(vm, array, STEP.max(len / 2))?;
        let room = array.get(vm).bytes.len() - at;
        let outcome = open.read(vm, array.obj(), at, room)?;
        let n = outcome.unwrap_or(0).min(room);
        array.get_mut(vm).bytes.set_len(at + n);
        match outcome {
            Ok(0) => break,
            Ok(_) => {}
            Err(errno) if would_block(errno) && at == 0 => return Ok(Obj::NONE),
            Err(errno) if would_block(errno) => break,
            Err(errno) => return Err(exc::os_error(vm, errno)),
        }
    }
    take(vm, open.stream.is_text, array)
}

fn read_generic(vm: &mut Vm, args: &[Obj], once: bool) -> Res {
    let open = get(vm, first(args), Need::Read)?;
    let size = match args.get(1) {
        Some(size) => int::get(vm, *size)?,
        None => -1,
    };
    if size == -1 {
        return read_all(vm, open);
    }
    let Ok(size) = usize::try_from(size) else { return Err(vm.raise_memory(size as usize)) };
    if open.stream.is_text {
        return read_text(vm, open, size);
    }
    let array = bytearray::with_capacity(vm, size.min(RESERVE_MAX))?;
    match fill(vm, open, array, size, once)?.error {
        None => take(vm, false, array),
        Some(errno) if would_block(errno) => Ok(Obj::NONE),
        Some(errno) => Err(exc::os_error(vm, errno)),
    }
}

fn first(args: &[Obj]) -> Obj {
    args.first().copied().unwrap_or(Obj::NONE)
}

/// `read([n])`, for `var(1, 2)`: all or `n` characters or bytes.
///
/// # Raises
/// `OSError`, `UnicodeError`, `MemoryError`; what the stream raises.
pub fn read(vm: &mut Vm, args: &[Obj]) -> Res {
    read_generic(vm, args, false)
}

/// `read1([n])`, for `var(1, 2)`: what one operation of the stream gives.
///
/// # Raises
/// As [`read`].
pub fn read1(vm: &mut Vm, args: &[Obj]) -> Res {
    read_generic(vm, args, true)
}

/// `method(buf[, n])`, `method(buf, offset, n)`.
fn move_generic(vm: &mut Vm, args: &[Obj], need: Need, once: bool) -> Res {
    let open = get(vm, first(args), need)?;
    let data = args.get(1).copied().unwrap_or(Obj::NONE);
    let len = if need == Need::Write { buffer::len(vm, data)? } else { buffer::check_writable(vm, data)? };
    let (mut start, mut most) = (0, usize::MAX);
    match args.get(2..) {
        Some(&[n]) => most = int::get_truncated(vm, n)? as usize,
        Some(&[offset, n]) => {
            start = (int::get_truncated(vm, offset)? as usize).min(len);
            most = int::get_truncated(vm, n)? as usize;
        }
        _ => {}
    }
    let moved = open.transfer(vm, need, data, start, (len - start).min(most), once)?;
    match moved.error {
        None => int::from_u64(vm, moved.n as u64),
        Some(errno) if would_block(errno) => Ok(Obj::NONE),
        Some(errno) => Err(exc::os_error(vm, errno)),
    }
}

/// `readinto(buf[, n])`, for `var(2, 3)`.
///
/// # Raises
/// `OSError`, `TypeError`; what the stream raises.
pub fn readinto(vm: &mut Vm, args: &[Obj]) -> Res {
    move_generic(vm, args, Need::Read, false)
}

/// `readinto1(buf[, n])`, for `var(2, 3)`: one operation of the stream.
///
/// # Raises
/// As [`readinto`].
pub fn readinto1(vm: &mut Vm, args: &[Obj]) -> Res {
    move_generic(vm, args, Need::Read, true)
}

/// `write(buf[, n])`, `write(buf, offset, n)`, for `var(2, 4)`.
///
/// # Raises
/// As [`readinto`].
pub fn write(vm: &mut Vm, args: &[Obj]) -> Res {
    move_generic(vm, args, Need::Write, false)
}

/// `write1(…)`, for `var(2, 4)`: one operation of the stream.
///
/// # Raises
/// As [`readinto`].
pub fn write1(vm: &mut Vm, args: &[Obj]) -> Res {
    move_generic(vm, args, Need::Write, true)
}

fn read_line_of(vm: &mut Vm, object: Obj, most: Option<usize>) -> Res {
    let open = get(vm, object, Need::Read)?;
    let array = bytearray::with_capacity(vm, 16)?;
    while most.is_none_or(|most| array.get(vm).bytes.len() < most) {
        let at = lengthen(vm, array, 1)?;
        let outcome = open.read(vm, array.obj(), at, 1)?;
        if let Ok(1..) = outcome {
            if array.get(vm).bytes.bytes().last() == Some(&b'\n') {
                break;
            }
            continue;
        }
        array.get_mut(vm).bytes.set_len(at);
        match outcome {
            Err(errno) if !would_block(errno) => return Err(exc::os_error(vm, errno)),
            Err(_) if at == 0 => return Ok(Obj::NONE),
            _ => break,
        }
    }
    take(vm, open.stream.is_text, array)
}

/// `readline([n])`, for `var(1, 2)`.
///
/// # Raises
/// As [`read`].
pub fn readline(vm: &mut Vm, args: &[Obj]) -> Res {
    let most = match args.get(1) {
        Some(most) => usize::try_from(int::get_truncated(vm, *most)?).ok(),
        None => None,
    };
    read_line_of(vm, first(args), most)
}

/// `readlines()`.
///
/// # Raises
/// As [`read`].
pub fn readlines(vm: &mut Vm, object: Obj) -> Res {
    let lines = list::with_capacity(vm, 0)?;
    loop {
        let line = read_line_of(vm, object, None)?;
        if !ops::truth(vm, line)? {
            return Ok(lines.obj());
        }
        list::push(vm, lines, line)?;
    }
}

/// Slot `next` of streams: the next line.
///
/// # Raises
/// As [`read`].
pub fn next(vm: &mut Vm, object: Obj) -> Res {
    let line = read_line_of(vm, object, None)?;
    Ok(if ops::truth(vm, line)? { line } else { Obj::STOP })
}

fn control(vm: &mut Vm, object: Obj, request: usize) -> Res<()> {
    let open = get(vm, object, Need::Control)?;
    let outcome = open.ioctl(vm, request, 0)?;
    exc::check(vm, outcome).map(drop)
}

/// `close()`, also `__del__`.
///
/// # Raises
/// `OSError`; what the stream raises.
pub fn close(vm: &mut Vm, object: Obj) -> Res<()> {
    control(vm, object, stream::CLOSE)
}

/// `flush()`.
///
/// # Raises
/// As [`close`].
pub fn flush(vm: &mut Vm, object: Obj) -> Res<()> {
    control(vm, object, stream::FLUSH)
}

/// `__enter__()`.
pub fn enter(_: &mut Vm, object: Obj) -> Obj {
    object
}

/// `__exit__(…)`, for `var(4, 4)`: closes.
///
/// # Raises
/// As [`close`].
pub fn exit(vm: &mut Vm, args: &[Obj]) -> Res {
    close(vm, first(args)).map(|()| Obj::NONE)
}

fn seek_to(vm: &mut Vm, object: Obj, offset: i64, whence: isize) -> Res {
    let open = get(vm, object, Need::Control)?;
    let outcome = match open.stream.seek {
        Some(seek) => seek(vm, open.object, offset, whence)?,
        None => Err(Errno::EINVAL),
    };
    let place = exc::check(vm, outcome)?;
    int::from_u64(vm, place as u64)
}

/// `seek(offset[, whence])`, for `var(2, 3)`.
///
/// # Raises
/// `OSError`, `TypeError`; what the stream raises.
pub fn seek(vm: &mut Vm, args: &[Obj]) -> Res {
    let offset = int::get_i64(vm, args.get(1).copied().unwrap_or(Obj::NONE))?;
    let whence = match args.get(2) {
        Some(whence) => int::get(vm, *whence)?,
        None => 0,
    };
    if whence == 0 && offset < 0 {
        return Err(exc::os_error(vm, Errno::EINVAL));
    }
    seek_to(vm, first(args), offset, whence)
}

/// `tell()`.
///
/// # Raises
/// As [`seek`].
pub fn tell(vm: &mut Vm, object: Obj) -> Res {
    seek_to(vm, object, 0, 1)
}

/// `ioctl(request[, arg])`, for `var(2, 3)`.
///
/// # Raises
/// `OSError`, `TypeError`; what the stream raises.
pub fn ioctl(vm: &mut Vm, args: &[Obj]) -> Res {
    let open = get(vm, first(args), Need::Control)?;
    let arg = match args.get(2) {
        Some(arg) => int::get_truncated(vm, *arg)? as usize,
        None => 0,
    };
    let request = int::get(vm, args.get(1).copied().unwrap_or(Obj::NONE))?;
    let outcome = open.ioctl(vm, request as usize, arg)?;
    let answer = exc::check(vm, outcome)?;
    int::from_u64(vm, answer as u64)
}
