//! The calls into the C library: the only unsafe code of this crate.
//!
//! # Safety argument
//!
//! Every function here is safe to call from any thread with any argument.
//!
//! - C1 (memory): a pointer given to C comes from a reference or a `CString` that
//!   outlives the call, with the length of what it points to; C keeps none of them.
//! - C2 (zero): structures that C fills in are plain integers, so all zeros are a
//!   value of them.
//! - C3 (handler): a signal handler does nothing but atomic stores and `_exit`.
//! - C4 (environment): it is changed, and read by C, only under `env::lock`; Rust's
//!   standard library has a lock of its own against itself.
//! - C5 (mappings): a mapping belongs to the one `Region` or `Page` that made it.
//! - C6 (physical memory): what `/dev/mem` shows is touched by volatile accesses
//!   alone, and no reference to it is made; the system decides who may, and whoever
//!   may could as well write to the kernel, which no language protects from.

pub mod env;
pub mod fd;
pub mod memory;
pub mod physical;
pub mod random;
pub mod signal;
pub mod terminal;
pub mod thread;
pub mod time;

use std::io;

use micropyrite_hal::system::Errno;

/// The error of the last call of this thread.
pub fn last_error() -> Errno {
    from_io(&io::Error::last_os_error())
}

/// The number of an error of the standard library.
pub fn from_io(error: &io::Error) -> Errno {
    match error.raw_os_error() {
        Some(number) => translate(number),
        None => match error.kind() {
            io::ErrorKind::InvalidInput => Errno::EINVAL,
            io::ErrorKind::NotFound => Errno::ENOENT,
            _ => Errno::EIO,
        },
    }
}

/// -1 is an error, everything else a result.
fn check(result: libc::c_int) -> Result<libc::c_int, Errno> {
    if result == -1 { Err(last_error()) } else { Ok(result) }
}

/// -1 is an error, everything else a number of bytes.
fn check_len(result: libc::ssize_t) -> Result<usize, Errno> {
    usize::try_from(result).map_err(|_| last_error())
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn translate(number: i32) -> Errno {
    Errno(number)
}

/// Other systems have numbers of their own for what came after the seventies.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn translate(number: i32) -> Errno {
    macro_rules! same {
        ($($name:ident)*) => {
            match number {
                $(libc::$name => Errno::$name,)*
                other => Errno(other),
            }
        };
    }
    same!(EAGAIN ENAMETOOLONG ENOSYS ENOTEMPTY ELOOP EMSGSIZE ENOPROTOOPT EPROTONOSUPPORT EOPNOTSUPP
          EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ECONNABORTED ECONNRESET ENOBUFS
          EISCONN ENOTCONN ETIMEDOUT ECONNREFUSED EHOSTUNREACH EALREADY EINPROGRESS ECANCELED)
}
