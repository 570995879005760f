//! File descriptors: reading, writing, waiting.

use std::ffi::CString;
use std::mem::MaybeUninit;

use micropyrite_hal::system::{Errno, Handle, OpenFlags, PollEntry, Seek, Stat, StatVfs};

use super::{check, check_len, last_error};

/// Reads into `buf`.
pub fn read(fd: Handle, buf: &mut [u8]) -> Result<usize, Errno> {
    // SAFETY: C1.
    check_len(unsafe { libc::read(fd, buf.as_mut_ptr().cast(), buf.len()) })
}

/// Writes some of `bytes`.
pub fn write(fd: Handle, bytes: &[u8]) -> Result<usize, Errno> {
    // SAFETY: C1.
    check_len(unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) })
}

/// Opens a file; a new one can be read by all and written by its owner.
pub fn open(path: &[u8], flags: OpenFlags) -> Result<Handle, Errno> {
    let mut bits = libc::O_CLOEXEC
        | match (flags.read, flags.write || flags.append) {
            (true, true) => libc::O_RDWR,
            (false, true) => libc::O_WRONLY,
            (_, false) => libc::O_RDONLY,
        };
    for (wanted, bit) in [
        (flags.append, libc::O_APPEND),
        (flags.create || flags.create_new, libc::O_CREAT),
        (flags.create_new, libc::O_EXCL),
        (flags.truncate, libc::O_TRUNC),
    ] {
        if wanted {
            bits |= bit;
        }
    }
    let path = c_string(path)?;
    let mode: libc::c_uint = 0o644;
    // SAFETY: C1.
    check(unsafe { libc::open(path.as_ptr(), bits, mode) })
}

/// Closes a descriptor.
pub fn close(fd: Handle) -> Result<(), Errno> {
    // SAFETY: no memory is involved.  The descriptor may belong to somebody else in
    // the process, which is as safe as closing it from Python always was.
    check(unsafe { libc::close(fd) }).map(drop)
}

/// Moves the position.
pub fn seek(fd: Handle, offset: i64, from: Seek) -> Result<u64, Errno> {
    let whence = match from {
        Seek::Start => libc::SEEK_SET,
        Seek::Current => libc::SEEK_CUR,
        Seek::End => libc::SEEK_END,
    };
    let offset = libc::off_t::try_from(offset).map_err(|_| Errno::EINVAL)?;
    // SAFETY: no memory is involved.
    u64::try_from(unsafe { libc::lseek(fd, offset, whence) }).map_err(|_| last_error())
}

/// Sets the length of a file.
pub fn truncate(fd: Handle, size: u64) -> Result<(), Errno> {
    let size = libc::off_t::try_from(size).map_err(|_| Errno::EFBIG)?;
    // SAFETY: no memory is involved.
    check(unsafe { libc::ftruncate(fd, size) }).map(drop)
}

/// Waits until a file is on its medium.
pub fn sync(fd: Handle) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    check(unsafe { libc::fsync(fd) }).map(drop)
}

/// The descriptor belongs to a terminal.
pub fn is_terminal(fd: Handle) -> bool {
    // SAFETY: no memory is involved.
    unsafe { libc::isatty(fd) == 1 }
}

/// Facts about an open file.
#[allow(clippy::unnecessary_cast)] // The types differ from system to system.
pub fn stat(fd: Handle) -> Result<Stat, Errno> {
    let mut facts = MaybeUninit::<libc::stat>::zeroed();
    // SAFETY: C1.
    check(unsafe { libc::fstat(fd, facts.as_mut_ptr()) })?;
    // SAFETY: C2, and the call has filled it in.
    let facts = unsafe { facts.assume_init() };
    Ok(Stat {
        mode: facts.st_mode as u32,
        ino: facts.st_ino as u64,
        dev: facts.st_dev as u64,
        nlink: facts.st_nlink as u64,
        uid: facts.st_uid,
        gid: facts.st_gid,
        size: facts.st_size as u64,
        atime: facts.st_atime as i64,
        mtime: facts.st_mtime as i64,
        ctime: facts.st_ctime as i64,
    })
}

/// Facts about the filesystem of `path`.
#[allow(clippy::unnecessary_cast)] // The types differ from system to system.
pub fn statvfs(path: &[u8]) -> Result<StatVfs, Errno> {
    let path = c_string(path)?;
    let mut facts = MaybeUninit::<libc::statvfs>::zeroed();
    // SAFETY: C1.
    check(unsafe { libc::statvfs(path.as_ptr(), facts.as_mut_ptr()) })?;
    // SAFETY: C2, and the call has filled it in.
    let facts = unsafe { facts.assume_init() };
    Ok(StatVfs {
        bsize: facts.f_bsize as u64,
        frsize: facts.f_frsize as u64,
        blocks: facts.f_blocks as u64,
        bfree: facts.f_bfree as u64,
        bavail: facts.f_bavail as u64,
        files: facts.f_files as u64,
        ffree: facts.f_ffree as u64,
        favail: facts.f_favail as u64,
        flag: facts.f_flag as u64,
        namemax: facts.f_namemax as u64,
    })
}

/// Waits until one of `entries` is ready, at most `timeout_ms`.
pub fn poll(entries: &mut [PollEntry], timeout_ms: Option<u32>) -> Result<usize, Errno> {
    const EVENTS: [(u16, libc::c_short); 5] = [
        (PollEntry::READ, libc::POLLIN),
        (PollEntry::WRITE, libc::POLLOUT),
        (PollEntry::ERROR, libc::POLLERR),
        (PollEntry::HANG_UP, libc::POLLHUP),
        (PollEntry::INVALID, libc::POLLNVAL),
    ];
    let mut fds: Vec<libc::pollfd> = entries
        .iter()
        .map(|entry| {
            let wanted = EVENTS.iter().filter(|(ours, _)| entry.wanted & ours != 0);
            libc::pollfd {
                fd: entry.handle,
                events: wanted.fold(0, |all, (_, theirs)| all | theirs),
                revents: 0,
            }
        })
        .collect();
    let timeout = timeout_ms.map_or(-1, |ms| i32::try_from(ms).unwrap_or(i32::MAX));
    // SAFETY: C1.
    let ready = check(unsafe { libc::poll(fds.as_mut_ptr(), fds.len() as libc::nfds_t, timeout) })?;
    for (entry, fd) in entries.iter_mut().zip(&fds) {
        let there = EVENTS.iter().filter(|(_, theirs)| fd.revents & theirs != 0);
        entry.ready = there.fold(0, |all, (ours, _)| all | ours);
    }
    Ok(usize::try_from(ready).unwrap_or_default())
}

fn c_string(path: &[u8]) -> Result<CString, Errno> {
    CString::new(path).map_err(|_| Errno::EINVAL)
}
