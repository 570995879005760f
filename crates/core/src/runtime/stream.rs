//! The stream protocol between natives: reading, writing, control.
//!
//! Data goes to and from objects with a buffer, by range, so that no copy is made and no borrow is held while
//! the stream works.
use micropyrite_hal::system::Errno;

use crate::heap::Fixed;
use crate::obj::Obj;
use crate::runtime::stream_methods::{self, Need};
use crate::runtime::{buffer, exc};
use crate::{Res, Vm};

/// Outcome of an operation of a stream: an exception, an error number, or how much.
pub type IoRes = Res<Result<usize, Errno>>;

/// Moves bytes between a stream and the buffer of an object: stream, object, start, length.
pub type Move = fn(&mut Vm, Obj, Obj, usize, usize) -> IoRes;
/// Asks a stream for something: stream, request number, argument.
pub type Control = fn(&mut Vm, Obj, usize, usize) -> IoRes;
/// Sets the position of a stream: stream, offset, from where.
pub type MoveTo = fn(&mut Vm, Obj, i64, isize) -> IoRes;

/// What a stream type does.
pub struct Stream {
    /// Reads up to `len` bytes into the buffer of `into` from `start`. 0: the end.
    pub read: Option<Move>,
    /// Writes `len` bytes of the buffer of `from` from `start`.
    pub write: Option<Move>,
    /// Flush, close, poll … by upstream's request numbers (`ioctl`).
    pub ioctl: Option<Control>,
    /// Moves the position, by an offset from the start (0), the position (1) or the end (2), and answers where it
    /// is.
    pub seek: Option<MoveTo>,
    /// Text: what is read is `str`.
    pub is_text: bool,
    /// All that can be read, where that lies in memory and stays as it is.
    pub fixed: Option<fn(&Vm, Obj) -> Option<Fixed>>,
    /// What it can do besides because its data are an object.
    pub memory: Option<&'static InMemory>,
}

/// What a stream can do whose data are an object with a buffer.
pub struct InMemory {
    /// The object, and how far the stream has come there; `None`: it is closed.
    pub place: fn(&Vm, Obj) -> Option<(Obj, usize)>,
    /// Writes bytes that are not in the heap, all or none.
    pub push: fn(&mut Vm, Obj, &[u8]) -> Res<Result<(), Errno>>,
}

impl Stream {
    /// A stream of bytes that can do nothing, to be completed with `..`.
    pub const NONE: Stream = Stream {
        read: None,
        write: None,
        ioctl: None,
        seek: None,
        is_text: false,
        fixed: None,
        memory: None,
    };
}

/// `ioctl`: write out what is buffered.
pub const FLUSH: usize = 1;
/// `ioctl`: seek, as streams in Python are asked; natives have [`Stream::seek`].
pub const SEEK: usize = 2;
/// `ioctl`: events that are ready, out of those in `arg`.
pub const POLL: usize = 3;
/// `ioctl`: close.
pub const CLOSE: usize = 4;
/// `ioctl`: set a timeout.
pub const TIMEOUT: usize = 5;
/// `ioctl`: get options.
pub const GET_OPTS: usize = 6;
/// `ioctl`: set options.
pub const SET_OPTS: usize = 7;
/// `ioctl`: the file descriptor.
pub const FILENO: usize = 10;
/// `ioctl`: the size of the buffer that is best.
pub const BUFFER_SIZE: usize = 11;

/// Event: readable.
pub const POLL_READ: usize = 1;
/// Event: writable.
pub const POLL_WRITE: usize = 4;
/// Event: error.
pub const POLL_ERROR: usize = 8;
/// Event: hung up.
pub const POLL_HANG_UP: usize = 16;
/// Event: not open.
pub const POLL_INVALID: usize = 32;

/// The stream slots of an object, if its type has them.
pub fn of(vm: &Vm, object: Obj) -> Option<&'static Stream> {
    object.ty().get(vm).slots.stream
}

/// All that can be read of a stream, where that lies in memory and stays as it is.
pub fn fixed(vm: &Vm, object: Obj) -> Option<Fixed> {
    of(vm, object)?.fixed?(vm, object)
}

/// Writes all of a `str` or bytes-like object to a stream. One that would block keeps what it could take.
///
/// # Raises
/// `OSError` where it is no stream that can be written; what the stream raises.
pub fn write_all(vm: &mut Vm, stream: Obj, data: Obj) -> Res<()> {
    let len = buffer::read(vm, data).map_or(0, <[u8]>::len);
    let open = stream_methods::get(vm, stream, Need::Write)?;
    let moved = open.transfer(vm, Need::Write, data, 0, len, false)?;
    match moved.error {
        Some(errno) if !stream_methods::would_block(errno) => Err(exc::os_error(vm, errno)),
        _ => Ok(()),
    }
}
