//! `BufferedWriter`: collects what is written, passes it on in pieces.
use micropyrite_core::hal::system::Errno;
use micropyrite_core::heap::{Layout, This};
use micropyrite_core::runtime::args::Args;
use micropyrite_core::runtime::exc;
use micropyrite_core::runtime::stream::{IoRes, Stream};
use micropyrite_core::runtime::stream_methods::{self as methods, Need};
use micropyrite_core::types::{ByteArray, Ty, bytearray, int};
use micropyrite_core::{Obj, Res, Vm, class, library_layout};

library_layout! {
    /// The writer.
    pub struct BufferedWriter: BUFFERED_WRITER, Scanned {
        /// The stream behind it.
        stream: Obj,
        /// What waits; shorter than `size`.
        waiting: This<ByteArray>,
        /// Size of a piece.
        size: usize,
    }
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 2, 2)?;
    let stream = args.get(0).unwrap_or(Obj::NONE);
    let size = int::get(vm, args.get(1).unwrap_or(Obj::NONE))?;
    let Ok(size) = usize::try_from(size) else { return Err(vm.raise_memory(usize::MAX)) };
    let waiting = bytearray::with_capacity(vm, size)?;
    let ty = This::rom(<BufferedWriter as Layout>::DEF);
    Ok(vm.alloc(BufferedWriter { ty, stream, waiting, size })?.obj())
}

/// Passes on what waits; an error leaves it waiting.
fn pass_on(vm: &mut Vm, this: This<BufferedWriter>) -> Res<Result<(), Errno>> {
    let &BufferedWriter { stream, waiting, .. } = this.get(vm);
    let n = waiting.get(vm).bytes.len();
    let open = methods::get(vm, stream, Need::Write)?;
    let moved = open.transfer(vm, Need::Write, waiting.obj(), 0, n, false)?;
    if let Some(errno) = moved.error {
        return Ok(Err(errno));
    }
    bytearray::resize(vm, waiting, 0)?;
    Ok(Ok(()))
}

fn write(vm: &mut Vm, object: Obj, from: Obj, start: usize, len: usize) -> IoRes {
    let Some(this) = object.cast::<BufferedWriter>() else { return Ok(Err(Errno::EINVAL)) };
    let &BufferedWriter { waiting, size, .. } = this.get(vm);
    let mut done = 0;
    while done < len {
        let room = size.saturating_sub(waiting.get(vm).bytes.len()).max(1);
        let n = room.min(len - done);
        bytearray::append(vm, waiting, from, start + done, n)?;
        done += n;
        if waiting.get(vm).bytes.len() >= size
            && let Err(errno) = pass_on(vm, this)?
        {
            return Ok(Err(errno));
        }
    }
    Ok(Ok(len))
}

fn flush(vm: &mut Vm, this: This<BufferedWriter>) -> Res<()> {
    let outcome = pass_on(vm, this)?;
    exc::check(vm, outcome)
}

static STREAM: Stream = Stream { write: Some(write), ..Stream::NONE };

class! {
    /// `io.BufferedWriter`
    pub static BUFFERED_WRITER: BufferedWriter {
        slots { make_new: make_new, stream: &STREAM }
        write = var(2, 4) methods::write;
        flush = fn flush;
    }
}
