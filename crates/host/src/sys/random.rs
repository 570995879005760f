//! Random bytes from the kernel.

use micropyrite_hal::system::Errno;

use super::check;

/// Fills `buf`.
pub fn fill(buf: &mut [u8]) -> Result<(), Errno> {
    // `getentropy` gives at most 256 bytes at once.
    for piece in buf.chunks_mut(256) {
        // SAFETY: C1.
        check(unsafe { libc::getentropy(piece.as_mut_ptr().cast(), piece.len()) })?;
    }
    Ok(())
}
