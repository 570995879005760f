//! Changing the environment, which C's functions read without asking anybody.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use micropyrite_hal::system::Errno;

static LOCK: Mutex<()> = Mutex::new(());

/// Held while the environment changes, and while C may read it.
pub fn lock() -> MutexGuard<'static, ()> {
    LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sets a variable, or removes it.
pub fn set(name: &[u8], value: Option<&[u8]>) -> Result<(), Errno> {
    let is_name = !name.is_empty() && !name.contains(&b'=') && !name.contains(&0);
    if !is_name || value.is_some_and(|value| value.contains(&0)) {
        return Err(Errno::EINVAL);
    }
    let _guard = lock();
    let name = OsStr::from_bytes(name);
    match value.map(OsStr::from_bytes) {
        // SAFETY: C4, the lock is held.
        Some(value) => unsafe { std::env::set_var(name, value) },
        // SAFETY: C4, the lock is held.
        None => unsafe { std::env::remove_var(name) },
    }
    Ok(())
}
