//! `RingIO`: a stream within the program, over a buffer of fixed size.
//!
//! One byte of the buffer stays free, so that full and empty differ. An interrupt handler may write while the
//! program reads: each side moves its own place only.
use crate::hal::system::Errno;
use crate::heap::{Layout, This};
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::stream::{CLOSE, IoRes, POLL, POLL_READ, POLL_WRITE, Stream};
use crate::runtime::{buffer, exc, stream_methods as methods};
use crate::types::{Ty, bytearray, int};
use crate::{Res, Vm, class, layout};

layout! {
    /// A ring buffer.
    pub struct RingIo: RING_IO, Scanned {
        /// An object whose buffer holds the bytes.
        pub buffer: Obj,
        /// Size of the buffer in bytes.
        pub size: usize,
        /// Where the next byte is read.
        pub get: usize,
        /// Where the next byte is written.
        pub put: usize,
    }
}

impl RingIo {
    /// How many bytes can be read.
    fn available(&self) -> usize {
        (self.size + self.put - self.get) % self.size
    }

    /// How many bytes can be written.
    fn room(&self) -> usize {
        self.size - 1 - self.available()
    }
}

const SIZE_MAX: usize = u16::MAX as usize;

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 1, 1)?;
    let given = args.pos[0];
    let (size, own) = match buffer::write(vm, given).map(|bytes| bytes.len()) {
        Some(size) => (size, true),
        None => {
            let size = int::get(vm, given)?;
            (usize::try_from(size.saturating_add(1)).unwrap_or(0), false)
        }
    };
    if !(2..=SIZE_MAX).contains(&size) {
        return Err(exc::value_error(vm, text!("")));
    }
    let buffer = if own { given } else { bytearray::new(vm, size)?.obj() };
    let ring = RingIo { ty: This::rom(<RingIo as Layout>::DEF), buffer, size, get: 0, put: 0 };
    vm.alloc(ring).map(This::obj)
}

/// Takes `len` bytes, or as many as there are.
fn take(vm: &mut Vm, ring: This<RingIo>, into: Obj, start: usize, len: usize) -> usize {
    let (from, size, get) = {
        let r = ring.get(vm);
        (r.buffer, r.size, r.get)
    };
    let n = len.min(ring.get(vm).available());
    let first = n.min(size - get);
    buffer::copy(vm, from, get, into, start, first);
    buffer::copy(vm, from, 0, into, start + first, n - first);
    ring.get_mut(vm).get = (get + n) % size;
    n
}

/// Puts `len` bytes in, or as many as there is room for.
fn put(vm: &mut Vm, ring: This<RingIo>, from: Obj, start: usize, len: usize) -> usize {
    let (into, size, put) = {
        let r = ring.get(vm);
        (r.buffer, r.size, r.put)
    };
    let n = len.min(ring.get(vm).room());
    let first = n.min(size - put);
    buffer::copy(vm, from, start, into, put, first);
    buffer::copy(vm, from, start + first, into, 0, n - first);
    ring.get_mut(vm).put = (put + n) % size;
    n
}

fn read(vm: &mut Vm, object: Obj, into: Obj, start: usize, len: usize) -> IoRes {
    Ok(Ok(object.cast::<RingIo>().map_or(0, |ring| take(vm, ring, into, start, len))))
}

fn write(vm: &mut Vm, object: Obj, from: Obj, start: usize, len: usize) -> IoRes {
    Ok(Ok(object.cast::<RingIo>().map_or(0, |ring| put(vm, ring, from, start, len))))
}

fn ioctl(vm: &mut Vm, object: Obj, request: usize, arg: usize) -> IoRes {
    let Some(ring) = object.cast::<RingIo>() else { return Ok(Err(Errno::EINVAL)) };
    Ok(match request {
        POLL => {
            let r = ring.get(vm);
            let read = if r.available() > 0 { arg & POLL_READ } else { 0 };
            let write = if r.room() > 0 { arg & POLL_WRITE } else { 0 };
            Ok(read | write)
        }
        CLOSE => Ok(0),
        _ => Err(Errno::EINVAL),
    })
}

static STREAM: Stream = Stream { read: Some(read), write: Some(write), ioctl: Some(ioctl), ..Stream::NONE };

fn any(vm: &mut Vm, ring: This<RingIo>) -> usize {
    ring.get(vm).available()
}

class! {
    /// `RingIO`
    pub static RING_IO: RingIO {
        slots { make_new: make_new, stream: &STREAM }
        any = fn any;
        read = var(1, 2) methods::read;
        readline = var(1, 2) methods::readline;
        readinto = var(2, 3) methods::readinto;
        write = var(2, 4) methods::write;
        close = fn methods::close;
    }
}
