//! `VfsPosix`: the system's files, or a directory of them, as a filesystem.
//!
//! Absolute paths are put behind the root it was made with; relative ones are the system's, counted from its
//! current directory.
use micropyrite_hal::system::{EntryKind, Errno, StatVfs, System};

use crate::heap::{Layout, This};
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::files::{self, Kind, MODE_DIR, MODE_FILE};
use crate::runtime::vfs::join;
use crate::runtime::{exc, ops};
use crate::types::{Ty, bytearray, file, int, str, tuple};
use crate::{Res, Vm, class, layout};

layout! {
    /// The filesystem.
    pub struct VfsPosix: VFS_POSIX, Scanned {
        /// Where its root lies: an empty `str`, or a path with a slash at the end.
        pub root: Obj,
        /// Whether it was mounted to be read only.
        pub readonly: bool,
    }
}

layout! {
    /// A directory that is being listed.
    pub struct DirIter: DIR_ITER, Plain {
        /// The system's handle, or -1 at the end.
        pub handle: isize,
        /// Whether names are `str`.
        pub is_str: bool,
    }
}

/// Longest name in a directory.
const NAME_MAX: usize = 255;
/// Longest current directory.
const CWD_MAX: usize = 1024;

/// The filesystem of all the system's files.
///
/// # Raises
/// `MemoryError`.
pub fn all(vm: &mut Vm) -> Res {
    Ok(new(vm, str::EMPTY)?.obj())
}

/// A filesystem over a root: an empty `str`, or a path with a slash at the end.
///
/// # Raises
/// `MemoryError`.
fn new(vm: &mut Vm, root: Obj) -> Res<This<VfsPosix>> {
    vm.alloc(VfsPosix { ty: This::rom(<VfsPosix as Layout>::DEF), root, readonly: false })
}

fn cwd(vm: &mut Vm, buf: &mut [u8; CWD_MAX]) -> Res<usize> {
    let outcome = files::retry(vm, |system| system.getcwd(buf))?;
    let len = exc::check(vm, outcome)?;
    if len > CWD_MAX {
        return Err(exc::os_error(vm, Errno::ERANGE));
    }
    Ok(len)
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, 1)?;
    let Some(path) = args.get(0) else { return Ok(new(vm, str::EMPTY)?.obj()) };
    str::check_text(vm, path)?;
    let whole = bytearray::with_capacity(vm, 16)?;
    if !matches!(vm.text_of(path).first(), None | Some(b'/')) {
        // `chdir` must not move it.
        let mut buf = [0; CWD_MAX];
        let len = cwd(vm, &mut buf)?;
        bytearray::push(vm, whole, buf.get(..len).unwrap_or_default())?;
        bytearray::push(vm, whole, b"/")?;
    }
    let len = vm.text_of(path).len();
    vm.append_bytes(&|vm| &mut whole.get_mut(vm).bytes, path, 0, len)?;
    bytearray::push(vm, whole, b"/")?;
    let root = str::take_bytevec(vm, &|vm| &mut whole.get_mut(vm).bytes)?;
    Ok(new(vm, root)?.obj())
}

/// The system's path of a path of the filesystem.
fn resolve(vm: &mut Vm, this: This<VfsPosix>, path: Obj) -> Res {
    str::check_text(vm, path)?;
    let root = this.get(vm).root;
    let len = vm.text_of(root).len();
    if len == 0 || vm.text_of(path).first() != Some(&b'/') {
        return Ok(path);
    }
    let base = str::sub(vm, str::Kind::Str, root, 0, len - 1)?;
    join(vm, base, path)
}

/// Calls the system with a path of the filesystem.
fn ask<T>(
    vm: &mut Vm,
    this: This<VfsPosix>,
    path: Obj,
    f: impl Fn(&'static dyn System, &[u8]) -> Result<T, Errno>,
) -> Res<T> {
    let path = resolve(vm, this, path)?;
    let outcome = files::with_path(vm, path, f)?;
    exc::check(vm, outcome)
}

fn check_writable(vm: &mut Vm, this: This<VfsPosix>) -> Res<()> {
    if this.get(vm).readonly {
        return Err(exc::os_error(vm, Errno::EROFS));
    }
    Ok(())
}

/// What a path leads to, as imports see it. Here relative paths begin at the root too.
///
/// # Raises
/// `MemoryError`.
pub fn stat_kind(vm: &mut Vm, filesystem: Obj, path: &[u8]) -> Res<Option<Kind>> {
    let Some(this) = filesystem.cast::<VfsPosix>() else { return Ok(None) };
    let root = this.get(vm).root;
    let outcome = if vm.text_of(root).is_empty() {
        files::retry(vm, |system| system.stat(path))?
    } else {
        let path = str::new(vm, path)?;
        let path = join(vm, root, path)?;
        files::with_path(vm, path, |system, path| system.stat(path))?
    };
    Ok(Some(match outcome.map(|facts| facts.mode & (MODE_DIR | MODE_FILE)) {
        Ok(MODE_DIR) => Kind::Dir,
        Ok(MODE_FILE) => Kind::File,
        _ => Kind::None,
    }))
}

fn mount(vm: &mut Vm, this: This<VfsPosix>, readonly: Obj, mkfs: Obj) -> Res<()> {
    if ops::truth(vm, readonly)? {
        this.get_mut(vm).readonly = true;
    }
    if ops::truth(vm, mkfs)? {
        return Err(exc::os_error(vm, Errno::EPERM));
    }
    Ok(())
}

fn umount(_: &mut Vm, _: This<VfsPosix>) {}

fn open(vm: &mut Vm, this: This<VfsPosix>, path: Obj, mode: Obj) -> Res {
    str::check_text(vm, mode)?;
    if vm.text_of(mode).iter().any(|letter| b"wa+".contains(letter)) {
        check_writable(vm, this)?;
    }
    let path = if path.is_small() { path } else { resolve(vm, this, path)? };
    file::open(vm, path, mode)
}

fn chdir(vm: &mut Vm, this: This<VfsPosix>, path: Obj) -> Res<()> {
    ask(vm, this, path, |system, path| system.chdir(path))
}

fn getcwd(vm: &mut Vm, this: This<VfsPosix>) -> Res {
    let mut buf = [0; CWD_MAX];
    let len = cwd(vm, &mut buf)?;
    let root = this.get(vm).root;
    let skip = vm.text_of(root).len().saturating_sub(1);
    let path = buf.get(skip..len).unwrap_or_default();
    str::with_len(vm, str::Kind::Str, path.len(), |_, out| out.copy_from_slice(path))
}

fn ilistdir(vm: &mut Vm, this: This<VfsPosix>, path: Obj) -> Res {
    let is_str = str::is_str(path);
    let ty = This::rom(<DirIter as Layout>::DEF);
    let listing = vm.alloc(DirIter { ty, handle: -1, is_str })?;
    vm.add_finaliser(listing.obj())?;
    let handle =
        ask(vm, this, path, |system, path| system.open_dir(if path.is_empty() { b"." } else { path }))?;
    listing.get_mut(vm).handle = handle as isize;
    Ok(listing.obj())
}

fn close_listing(vm: &mut Vm, listing: This<DirIter>) {
    let handle = core::mem::replace(&mut listing.get_mut(vm).handle, -1);
    if handle >= 0 {
        let _ = vm.unlocked(|system| system.close_dir(handle as i32));
    }
}

fn next_entry(vm: &mut Vm, object: Obj) -> Res {
    let Some(listing) = object.cast::<DirIter>() else { return Ok(Obj::STOP) };
    let &DirIter { handle, is_str, .. } = listing.get(vm);
    if handle < 0 {
        return Ok(Obj::STOP);
    }
    let mut name = [0; NAME_MAX];
    let outcome = files::retry(vm, |system| system.next_entry(handle as i32, &mut name))?;
    let Ok(Some(entry)) = outcome else {
        close_listing(vm, listing);
        return Ok(Obj::STOP);
    };
    let name = name.get(..entry.name_len).unwrap_or_default();
    let kind = if is_str { str::Kind::Str } else { str::Kind::Bytes };
    let name = str::with_len(vm, kind, name.len(), |_, out| out.copy_from_slice(name))?;
    let mode = match entry.kind {
        EntryKind::Directory => MODE_DIR,
        EntryKind::File => MODE_FILE,
        EntryKind::Other(number) => u32::from(number) << 12,
    };
    let ino = int::from_u64(vm, entry.ino)?;
    Ok(tuple::new(vm, &[name, Obj::small(mode as isize), ino])?.obj())
}

fn mkdir(vm: &mut Vm, this: This<VfsPosix>, path: Obj) -> Res<()> {
    check_writable(vm, this)?;
    ask(vm, this, path, |system, path| system.mkdir(path))
}

fn remove(vm: &mut Vm, this: This<VfsPosix>, path: Obj) -> Res<()> {
    check_writable(vm, this)?;
    ask(vm, this, path, |system, path| system.remove(path))
}

fn rmdir(vm: &mut Vm, this: This<VfsPosix>, path: Obj) -> Res<()> {
    check_writable(vm, this)?;
    ask(vm, this, path, |system, path| system.rmdir(path))
}

fn rename(vm: &mut Vm, this: This<VfsPosix>, old: Obj, new: Obj) -> Res<()> {
    check_writable(vm, this)?;
    let old = resolve(vm, this, old)?;
    let new = resolve(vm, this, new)?;
    let outcome = vm.system.rename(vm.text_of(old), vm.text_of(new));
    exc::check(vm, outcome)
}

fn stat(vm: &mut Vm, this: This<VfsPosix>, path: Obj) -> Res {
    let facts = ask(vm, this, path, |system, path| system.stat(path))?;
    let numbers = [
        u64::from(facts.mode),
        facts.ino,
        facts.dev,
        facts.nlink,
        u64::from(facts.uid),
        u64::from(facts.gid),
        facts.size,
        facts.atime as u64,
        facts.mtime as u64,
        facts.ctime as u64,
    ];
    number_tuple(vm, numbers)
}

fn statvfs(vm: &mut Vm, this: This<VfsPosix>, path: Obj) -> Res {
    let facts: StatVfs = ask(vm, this, path, |system, path| system.statvfs(path))?;
    let numbers = [
        facts.bsize,
        facts.frsize,
        facts.blocks,
        facts.bfree,
        facts.bavail,
        facts.files,
        facts.ffree,
        facts.favail,
        facts.flag,
        facts.namemax,
    ];
    number_tuple(vm, numbers)
}

fn number_tuple(vm: &mut Vm, numbers: [u64; 10]) -> Res {
    let mut items = [Obj::NONE; 10];
    for (item, number) in items.iter_mut().zip(numbers) {
        *item = int::from_u64(vm, number)?;
    }
    Ok(tuple::new(vm, &items)?.obj())
}

class! {
    /// Type of directories that are being listed.
    pub static DIR_ITER: iterator {
        slots { next: next_entry }
        __del__ = fn close_listing;
    }
}

class! {
    /// `vfs.VfsPosix`
    pub static VFS_POSIX: VfsPosix {
        slots { make_new: make_new }
        mount = fn mount;
        umount = fn umount;
        open = fn open;
        chdir = fn chdir;
        getcwd = fn getcwd;
        ilistdir = fn ilistdir;
        mkdir = fn mkdir;
        remove = fn remove;
        rename = fn rename;
        rmdir = fn rmdir;
        stat = fn stat;
        statvfs = fn statvfs;
    }
}
