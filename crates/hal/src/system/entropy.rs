//! `Entropy`: bytes that nobody can guess.
//!
//! Used by `os.urandom`, to seed `random`, and by protocols; a port with no source
//! of it says so rather than pretend.

use super::Errno;

/// A source of random bytes.
pub trait Entropy {
    /// Fills `buf` with random bytes.
    fn fill(&self, buf: &mut [u8]) -> Result<(), Errno> {
        let _ = buf;
        Err(Errno::ENOSYS)
    }
}
