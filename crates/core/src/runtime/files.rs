//! Files as the interpreter itself uses them: for imports, and to run scripts.
//!
//! Everything goes through the mounted filesystems (`vfs.rs`), so that modules can be imported from one that is
//! written in Python. Calls of the system are made here while other threads may run, and again when a signal ended
//! them early.
use micropyrite_bytecode::qstr;
use micropyrite_hal::system::{Errno, System};

use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::stream;
use crate::runtime::stream_methods::{self as methods, Need, Open};
use crate::runtime::{buffer, exc, unpack, vfs};
use crate::types::{self, ByteArray, bytearray, file, int, vfs_posix};
use crate::{Res, Vm, config, sched};

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Nothing, or nothing that can be imported.
    None,
    /// A directory.
    Dir,
    /// A file.
    File,
}

/// Bit of a mode that says directory.
pub const MODE_DIR: u32 = 0x4000;
/// Bit of a mode that says file.
pub const MODE_FILE: u32 = 0x8000;
/// Longest path that is copied so that other threads can run meanwhile.
const PATH_COPY_MAX: usize = 512;

/// Makes a call of the system while other threads run, again after each signal.
///
/// # Raises
/// What was pending when a signal came.
pub fn retry<T>(
    vm: &mut Vm,
    mut f: impl FnMut(&'static dyn System) -> Result<T, Errno>,
) -> Res<Result<T, Errno>> {
    loop {
        match vm.unlocked(&mut f) {
            Err(Errno::EINTR) => sched::handle_pending(vm)?,
            outcome => return Ok(outcome),
        }
    }
}

/// As [`retry`], for a call that takes a path: a `str` or `bytes` object.
///
/// # Raises
/// As [`retry`].
pub fn with_path<T>(
    vm: &mut Vm,
    path: Obj,
    f: impl Fn(&'static dyn System, &[u8]) -> Result<T, Errno>,
) -> Res<Result<T, Errno>> {
    let mut copy = [0; PATH_COPY_MAX];
    let path_bytes = vm.text_of(path);
    if let Some(copy) = copy.get_mut(..path_bytes.len()) {
        copy.copy_from_slice(path_bytes);
        let copy = &*copy;
        return retry(vm, |system| f(system, copy));
    }
    loop {
        match f(vm.system, vm.text_of(path)) {
            Err(Errno::EINTR) => sched::handle_pending(vm)?,
            outcome => return Ok(outcome),
        }
    }
}

/// What a path leads to, as imports see it. A filesystem's exception means that there is nothing.
///
/// # Raises
/// `MemoryError`; `TypeError` for a filesystem in Python that answers nonsense.
pub fn stat_kind(vm: &mut Vm, path: &[u8]) -> Res<Kind> {
    if !config::FILES {
        return Ok(Kind::None);
    }
    let vfs::Place::Inside(inside) = vfs::lookup(vm, path) else { return Ok(Kind::None) };
    let filesystem = inside.filesystem(vm);
    let rest = inside.rest(path);
    if let Some(kind) = vfs_posix::stat_kind(vm, filesystem, rest)? {
        return Ok(kind);
    }
    let rest = types::str::new(vm, rest)?;
    let answer = vfs::call(vm, vfs::Place::Inside(inside), qstr!(stat), &[rest]);
    let Some(answer) = vm.ignore(answer) else { return Ok(Kind::None) };
    let facts = unpack::fixed::<10>(vm, answer)?;
    let mode = int::get(vm, facts[0])?;
    Ok(if mode & MODE_DIR as isize != 0 { Kind::Dir } else { Kind::File })
}

/// Opens a file to be read as bytes.
///
/// # Raises
/// `OSError`; what a filesystem in Python raises.
pub fn open_read(vm: &mut Vm, path: &[u8]) -> Res {
    let path = types::str::new(vm, path)?;
    let object = vfs::open_file(vm, path, Obj::qstr(qstr!(rb)))?;
    let open = methods::get(vm, object, Need::Read)?;
    if file::handle_of(vm, open.object).is_none() && open.stream.ioctl.is_some() {
        // Its answer would only be a wish.
        let _ = open.ioctl(vm, stream::BUFFER_SIZE, 0)?;
    }
    Ok(object)
}

/// Reads some bytes of a stream to memory outside of the heap; 0 is the end.
///
/// # Raises
/// `OSError`; what the stream raises.
pub fn read_file_chunk(vm: &mut Vm, stream: Obj, into: &mut [u8]) -> Res<usize> {
    if let Some(handle) = file::handle_of(vm, stream) {
        let outcome = file::read_handle(vm, handle, into)?;
        return exc::check(vm, outcome);
    }
    let open = methods::get(vm, stream, Need::Read)?;
    let array = bytearray::new(vm, into.len())?;
    let n = read_part(vm, open, array)?;
    let bytes = buffer::read(vm, array.obj()).unwrap_or_default();
    let n = n.min(bytes.len());
    if let (Some(into), Some(bytes)) = (into.get_mut(..n), bytes.get(..n)) {
        into.copy_from_slice(bytes);
    }
    Ok(n)
}

fn read_part(vm: &mut Vm, open: Open, array: This<ByteArray>) -> Res<usize> {
    let len = array.get(vm).bytes.len();
    let outcome = open.read(vm, array.obj(), 0, len)?;
    exc::check(vm, outcome)
}

/// Closes a stream; what it raises is dropped, since something else is being done or raised.
pub fn close(vm: &mut Vm, stream: Obj) {
    let pending = vm.thread.pending.take();
    let closed = methods::close(vm, stream);
    vm.ignore(closed);
    vm.thread.pending = pending;
}
