//! `Files`: files, directories, environment and commands, as in POSIX.
//!
//! A port whose operating system has no files implements nothing of this; its
//! filesystems live above, over block devices.  Paths and names are bytes without
//! a NUL.  Handles are small numbers; on hosts they are the system's own, so 0, 1
//! and 2 are the standard streams and a handle can be given to anything that wants
//! a file descriptor.  A call that fills a buffer with something of unknown length
//! returns the whole length and fills what fits: ask again with more room.  Any
//! call may end with `EINTR`: look at `Events::pending`, then call again.

use super::Errno;

/// An open file or directory.
pub type Handle = i32;

/// How a file is to be opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenFlags {
    /// Reading is allowed.
    pub read: bool,
    /// Writing is allowed.
    pub write: bool,
    /// Every write goes to the end.
    pub append: bool,
    /// The file is made if it does not exist.
    pub create: bool,
    /// The file is made, and must not exist.
    pub create_new: bool,
    /// What the file holds is dropped.
    pub truncate: bool,
}

/// Where a position is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seek {
    /// The start of the file.
    Start,
    /// The present position.
    Current,
    /// The end of the file.
    End,
}

/// What is known of a file without opening it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stat {
    /// Kind (0x4000 a directory, 0x8000 a file) and permissions.
    pub mode: u32,
    /// Number within its filesystem.
    pub ino: u64,
    /// Number of its filesystem.
    pub dev: u64,
    /// Number of names it has.
    pub nlink: u64,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Size in bytes.
    pub size: u64,
    /// Seconds since 1970 at the last reading.
    pub atime: i64,
    /// Seconds since 1970 at the last writing.
    pub mtime: i64,
    /// Seconds since 1970 at the last change of these facts.
    pub ctime: i64,
}

/// What is known of a filesystem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatVfs {
    /// Preferred size of a transfer.
    pub bsize: u64,
    /// Size of the blocks counted below.
    pub frsize: u64,
    /// Blocks in all.
    pub blocks: u64,
    /// Free blocks.
    pub bfree: u64,
    /// Free blocks for ordinary users.
    pub bavail: u64,
    /// Files there can be.
    pub files: u64,
    /// Files that can still be made.
    pub ffree: u64,
    /// Files that ordinary users can still make.
    pub favail: u64,
    /// Mount flags.
    pub flag: u64,
    /// Longest name.
    pub namemax: u64,
}

/// What a name in a directory stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A directory.
    Directory,
    /// An ordinary file.
    File,
    /// Something else, with the number the system has for it.
    Other(u8),
}

/// One name of a directory, whose bytes were put into the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirEntry {
    /// Length of the name.
    pub name_len: usize,
    /// What it stands for.
    pub kind: EntryKind,
    /// Number of the file within its filesystem.
    pub ino: u64,
}

/// One handle that `Files::poll` watches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollEntry {
    /// The handle.
    pub handle: Handle,
    /// The events wanted: a union of the constants of this type.
    pub wanted: u16,
    /// The events there are, also `ERROR` and `HANG_UP`, which need not be asked for.
    pub ready: u16,
}

impl PollEntry {
    /// Something can be read.
    pub const READ: u16 = 1;
    /// Something can be written.
    pub const WRITE: u16 = 4;
    /// The handle has an error.
    pub const ERROR: u16 = 8;
    /// The other end is gone.
    pub const HANG_UP: u16 = 16;
    /// The handle is not open.
    pub const INVALID: u16 = 32;
}

/// Files and the rest of an operating system.
#[allow(unused_variables)]
pub trait Files {
    /// Opens a file.
    fn open(&self, path: &[u8], flags: OpenFlags) -> Result<Handle, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Reads up to `buf.len()` bytes; 0 is the end of the file.
    fn read_file(&self, handle: Handle, buf: &mut [u8]) -> Result<usize, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Writes some of `bytes`.
    fn write_file(&self, handle: Handle, bytes: &[u8]) -> Result<usize, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Moves the position, and returns it counted from the start.
    fn seek(&self, handle: Handle, offset: i64, from: Seek) -> Result<u64, Errno> {
        Err(Errno::ENOSYS)
    }

    /// The position, counted from the start.
    fn tell(&self, handle: Handle) -> Result<u64, Errno> {
        self.seek(handle, 0, Seek::Current)
    }

    /// Cuts or lengthens a file.
    fn truncate(&self, handle: Handle, size: u64) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Waits until what was written is on the medium.
    fn sync(&self, handle: Handle) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Closes a file.
    fn close(&self, handle: Handle) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// The handle belongs to a terminal.
    fn is_terminal(&self, handle: Handle) -> bool {
        false
    }

    /// Waits until one of `entries` is ready, at most `timeout_ms`, and counts them.
    fn poll(&self, entries: &mut [PollEntry], timeout_ms: Option<u32>) -> Result<usize, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Facts about the file at `path`.
    fn stat(&self, path: &[u8]) -> Result<Stat, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Facts about an open file.
    fn stat_handle(&self, handle: Handle) -> Result<Stat, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Facts about the filesystem that holds `path`.
    fn statvfs(&self, path: &[u8]) -> Result<StatVfs, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Makes a directory.
    fn mkdir(&self, path: &[u8]) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Removes an empty directory.
    fn rmdir(&self, path: &[u8]) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Removes a file.
    fn remove(&self, path: &[u8]) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Renames a file or directory.
    fn rename(&self, from: &[u8], to: &[u8]) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Changes the current directory.
    fn chdir(&self, path: &[u8]) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Puts the current directory into `buf` and returns its whole length.
    fn getcwd(&self, buf: &mut [u8]) -> Result<usize, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Puts the absolute path of `path`, without links, into `buf`; its whole length.
    fn realpath(&self, path: &[u8], buf: &mut [u8]) -> Result<usize, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Opens a directory to be listed.
    fn open_dir(&self, path: &[u8]) -> Result<Handle, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Puts the next name of a directory into `name`; `None` after the last.
    ///
    /// `.` and `..` are not listed.
    fn next_entry(&self, dir: Handle, name: &mut [u8]) -> Result<Option<DirEntry>, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Closes a directory that `open_dir` opened.
    fn close_dir(&self, dir: Handle) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Puts an environment variable into `buf` and returns its whole length.
    fn getenv(&self, name: &[u8], buf: &mut [u8]) -> Option<usize> {
        None
    }

    /// Sets an environment variable.
    fn putenv(&self, name: &[u8], value: &[u8]) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Removes an environment variable.
    fn unsetenv(&self, name: &[u8]) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Runs a command of the shell and returns its wait status.
    fn system(&self, command: &[u8]) -> Result<i32, Errno> {
        Err(Errno::ENOSYS)
    }
}
