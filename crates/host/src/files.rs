//! Files, directories, the environment and commands.
//!
//! What the standard library can do with a path it does; what works on
//! descriptors, which Python programs see as numbers, goes to C.

use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirEntryExt, FileTypeExt, MetadataExt};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;
use std::sync::{MutexGuard, PoisonError};

use micropyrite_hal::system::{
    DirEntry, EntryKind, Errno, Files, Handle, OpenFlags, PollEntry, Seek, Stat, StatVfs,
};

use crate::Host;
use crate::sys::{env, fd, from_io};

impl Files for Host {
    fn open(&self, path: &[u8], flags: OpenFlags) -> Result<Handle, Errno> {
        fd::open(path, flags)
    }

    fn read_file(&self, handle: Handle, buf: &mut [u8]) -> Result<usize, Errno> {
        fd::read(handle, buf)
    }

    fn write_file(&self, handle: Handle, bytes: &[u8]) -> Result<usize, Errno> {
        fd::write(handle, bytes)
    }

    fn seek(&self, handle: Handle, offset: i64, from: Seek) -> Result<u64, Errno> {
        fd::seek(handle, offset, from)
    }

    fn truncate(&self, handle: Handle, size: u64) -> Result<(), Errno> {
        fd::truncate(handle, size)
    }

    fn sync(&self, handle: Handle) -> Result<(), Errno> {
        fd::sync(handle)
    }

    fn close(&self, handle: Handle) -> Result<(), Errno> {
        fd::close(handle)
    }

    fn is_terminal(&self, handle: Handle) -> bool {
        fd::is_terminal(handle)
    }

    fn poll(&self, entries: &mut [PollEntry], timeout_ms: Option<u32>) -> Result<usize, Errno> {
        fd::poll(entries, timeout_ms)
    }

    fn stat(&self, path: &[u8]) -> Result<Stat, Errno> {
        let facts = done(fs::metadata(to_path(path)))?;
        Ok(Stat {
            mode: facts.mode(),
            ino: facts.ino(),
            dev: facts.dev(),
            nlink: facts.nlink(),
            uid: facts.uid(),
            gid: facts.gid(),
            size: facts.size(),
            atime: facts.atime(),
            mtime: facts.mtime(),
            ctime: facts.ctime(),
        })
    }

    fn stat_handle(&self, handle: Handle) -> Result<Stat, Errno> {
        fd::stat(handle)
    }

    fn statvfs(&self, path: &[u8]) -> Result<StatVfs, Errno> {
        fd::statvfs(path)
    }

    fn mkdir(&self, path: &[u8]) -> Result<(), Errno> {
        done(fs::create_dir(to_path(path)))
    }

    fn rmdir(&self, path: &[u8]) -> Result<(), Errno> {
        done(fs::remove_dir(to_path(path)))
    }

    fn remove(&self, path: &[u8]) -> Result<(), Errno> {
        done(fs::remove_file(to_path(path)))
    }

    fn rename(&self, from: &[u8], to: &[u8]) -> Result<(), Errno> {
        done(fs::rename(to_path(from), to_path(to)))
    }

    fn chdir(&self, path: &[u8]) -> Result<(), Errno> {
        done(std::env::set_current_dir(to_path(path)))
    }

    fn getcwd(&self, buf: &mut [u8]) -> Result<usize, Errno> {
        Ok(give(done(std::env::current_dir())?.as_os_str(), buf))
    }

    fn realpath(&self, path: &[u8], buf: &mut [u8]) -> Result<usize, Errno> {
        Ok(give(done(fs::canonicalize(to_path(path)))?.as_os_str(), buf))
    }

    fn open_dir(&self, path: &[u8]) -> Result<Handle, Errno> {
        let dir = done(fs::read_dir(to_path(path)))?;
        let mut dirs = self.dirs();
        let place = dirs.iter().position(Option::is_none).unwrap_or(dirs.len());
        let handle = Handle::try_from(place).map_err(|_| Errno::EMFILE)?;
        match dirs.get_mut(place) {
            Some(free) => *free = Some(dir),
            None => dirs.push(Some(dir)),
        }
        Ok(handle)
    }

    fn next_entry(&self, dir: Handle, name: &mut [u8]) -> Result<Option<DirEntry>, Errno> {
        let mut dirs = self.dirs();
        let open = usize::try_from(dir).ok().and_then(|place| dirs.get_mut(place)?.as_mut());
        let Some(entry) = open.ok_or(Errno::EBADF)?.next() else {
            return Ok(None);
        };
        let entry = done(entry)?;
        let kind = entry.file_type().map_or(EntryKind::Other(0), kind_of);
        Ok(Some(DirEntry { name_len: give(&entry.file_name(), name), kind, ino: entry.ino() }))
    }

    fn close_dir(&self, dir: Handle) -> Result<(), Errno> {
        let mut dirs = self.dirs();
        let open = usize::try_from(dir).ok().and_then(|place| dirs.get_mut(place)?.take());
        open.map(drop).ok_or(Errno::EBADF)
    }

    fn getenv(&self, name: &[u8], buf: &mut [u8]) -> Option<usize> {
        Some(give(&std::env::var_os(OsStr::from_bytes(name))?, buf))
    }

    fn putenv(&self, name: &[u8], value: &[u8]) -> Result<(), Errno> {
        env::set(name, Some(value))
    }

    fn unsetenv(&self, name: &[u8]) -> Result<(), Errno> {
        env::set(name, None)
    }

    fn system(&self, command: &[u8]) -> Result<i32, Errno> {
        let status = Command::new("/bin/sh").arg("-c").arg(OsStr::from_bytes(command)).status();
        Ok(done(status)?.into_raw())
    }
}

impl Host {
    fn dirs(&self) -> MutexGuard<'_, Vec<Option<fs::ReadDir>>> {
        self.dirs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn to_path(path: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(path))
}

fn done<T>(result: io::Result<T>) -> Result<T, Errno> {
    result.map_err(|error| from_io(&error))
}

/// Puts what fits of `text` into `buf` and returns its whole length.
fn give(text: &OsStr, buf: &mut [u8]) -> usize {
    let text = text.as_bytes();
    buf.iter_mut().zip(text).for_each(|(place, byte)| *place = *byte);
    text.len()
}

/// The kind of a directory entry; the numbers are those of `d_type`.
fn kind_of(kind: FileType) -> EntryKind {
    let others = [
        (kind.is_fifo(), 1),
        (kind.is_char_device(), 2),
        (kind.is_block_device(), 6),
        (kind.is_symlink(), 10),
        (kind.is_socket(), 12),
    ];
    if kind.is_dir() {
        EntryKind::Directory
    } else if kind.is_file() {
        EntryKind::File
    } else {
        EntryKind::Other(others.iter().find(|(is, _)| *is).map_or(0, |(_, number)| *number))
    }
}
