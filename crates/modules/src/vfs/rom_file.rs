//! Files of `VfsRom`: streams over memory that cannot be written.
//!
//! One of bytes also shows its memory as a buffer.
use micropyrite_core::hal::system::Errno;
use micropyrite_core::heap::{Fixed, Layout, This};
use micropyrite_core::runtime::stream::{self, IoRes, Stream};
use micropyrite_core::runtime::stream_methods as methods;
use micropyrite_core::{Obj, Res, Vm, class, library_layout};

use super::window::Window;

/// What a file is, whatever its type.
#[derive(Clone, Copy)]
struct State {
    window: Window,
    place: usize,
}

library_layout! {
    /// A file of bytes.
    pub struct RomFileIo: ROM_FILE_IO, Scanned {
        state: State,
    }
}

library_layout! {
    /// A file of text.
    pub struct RomTextIo: ROM_TEXT_IO, Scanned {
        state: State,
    }
}

/// A file over some memory.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, is_text: bool, window: Window) -> Res {
    let state = State { window, place: 0 };
    if is_text {
        return Ok(vm.alloc(RomTextIo { ty: This::rom(<RomTextIo as Layout>::DEF), state })?.obj());
    }
    Ok(vm.alloc(RomFileIo { ty: This::rom(<RomFileIo as Layout>::DEF), state })?.obj())
}

fn state(vm: &Vm, file: Obj) -> Option<State> {
    match file.cast::<RomFileIo>() {
        Some(file) => Some(file.get(vm).state),
        None => Some(file.cast::<RomTextIo>()?.get(vm).state),
    }
}

fn set_place(vm: &mut Vm, file: Obj, place: usize) {
    if let Some(file) = file.cast::<RomFileIo>() {
        file.get_mut(vm).state.place = place;
    } else if let Some(file) = file.cast::<RomTextIo>() {
        file.get_mut(vm).state.place = place;
    }
}

/// The memory of a file of bytes; `None`: it is something else.
pub fn window_of(vm: &Vm, file: Obj) -> Option<Window> {
    Some(file.cast::<RomFileIo>()?.get(vm).state.window)
}

fn buffer(vm: &Vm, file: Obj) -> Option<&[u8]> {
    window_of(vm, file).map(|window| window.bytes(vm))
}

fn fixed(vm: &Vm, file: Obj) -> Option<Fixed> {
    state(vm, file)?.window.fixed(vm)
}

fn read(vm: &mut Vm, file: Obj, into: Obj, start: usize, n: usize) -> IoRes {
    let Some(State { window, place }) = state(vm, file) else { return Ok(Err(Errno::EINVAL)) };
    let n = n.min(window.bytes(vm).len().saturating_sub(place));
    window.copy(vm, place, into, start, n);
    set_place(vm, file, place + n);
    Ok(Ok(n))
}

fn seek(vm: &mut Vm, file: Obj, offset: i64, whence: isize) -> IoRes {
    let Some(State { window, place }) = state(vm, file) else { return Ok(Err(Errno::EINVAL)) };
    let base = match whence {
        0 => 0,
        1 => place,
        _ => window.len(),
    };
    // Behind the end there is nothing to go to, and before the start least of all.
    let Ok(place) = u64::try_from((base as i64).saturating_add(offset)) else {
        return Ok(Err(Errno::EINVAL));
    };
    let place = usize::try_from(place).unwrap_or(usize::MAX).min(window.len());
    set_place(vm, file, place);
    Ok(Ok(place))
}

fn ioctl(_: &mut Vm, _: Obj, request: usize, _: usize) -> IoRes {
    Ok(if request == stream::CLOSE { Ok(0) } else { Err(Errno::EINVAL) })
}

const STREAM: Stream =
    Stream { read: Some(read), ioctl: Some(ioctl), seek: Some(seek), fixed: Some(fixed), ..Stream::NONE };
static BYTES_STREAM: Stream = STREAM;
static TEXT_STREAM: Stream = Stream { is_text: true, ..STREAM };

class! {
    /// `FileIO`
    pub static ROM_FILE_IO: FileIO {
        slots { next: methods::next, stream: &BYTES_STREAM, buffer: buffer }
        read = var(1, 2) methods::read;
        readinto = var(2, 3) methods::readinto;
        readline = var(1, 2) methods::readline;
        readlines = fn methods::readlines;
        seek = var(2, 3) methods::seek;
        tell = fn methods::tell;
        close = fn methods::close;
        __enter__ = fn methods::enter;
        __exit__ = var(4, 4) methods::exit;
    }
}

class! {
    /// `TextIOWrapper`
    pub static ROM_TEXT_IO: TextIOWrapper, methods_of(ROM_FILE_IO) {
        slots { next: methods::next, stream: &TEXT_STREAM }
    }
}
