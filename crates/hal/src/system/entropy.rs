//! `Entropy`: bytes that nobody can guess.
//!
//! Used by `os.urandom`, to seed `random`, and by protocols; a port with no source
//! of it says so rather than pretend.  What only has to differ from one start to the
//! next is asked for as `seed`, so that such a port can do its best there.

use super::Errno;

/// A source of random bytes.
pub trait Entropy {
    /// Fills `buf` with random bytes.
    fn fill(&self, buf: &mut [u8]) -> Result<(), Errno> {
        let _ = buf;
        Err(Errno::ENOSYS)
    }

    /// A number that is likely another one the next time, for generators that keep no secrets.
    fn seed(&self) -> Result<u32, Errno> {
        let mut seed = [0; 4];
        self.fill(&mut seed)?;
        Ok(u32::from_le_bytes(seed))
    }
}
