//! `Machine`: the hardware below, as far as Python may touch it.
//!
//! Unlike `system`, which every interpreter needs, this is a permission: who holds
//! a `Machine` reaches memory by its address, and may stop everything else.  The
//! program that makes an interpreter hands one over, or does not, and then there is
//! nothing that Python code could do to it.

use crate::system::Errno;

/// How much of memory one access touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// 8 bits.
    Byte = 1,
    /// 16 bits.
    Half = 2,
    /// 32 bits.
    Word = 4,
}

impl Width {
    /// Bytes.
    pub const fn bytes(self) -> usize {
        self as usize
    }
}

/// What a machine can be asked.
pub trait Machine: Sync {
    /// Reads once, with exactly this width, at an address that is a multiple of it.
    ///
    /// What an address means (physical memory, registers) is the machine's affair; one that the system refuses is
    /// an error, one that bare hardware refuses is a fault.
    fn load(&self, address: usize, width: Width) -> Result<u32, Errno> {
        let _ = (address, width);
        Err(Errno::ENOSYS)
    }

    /// Writes the low bits of `value` once; otherwise as `load`.
    fn store(&self, address: usize, width: Width, value: u32) -> Result<(), Errno> {
        let _ = (address, width, value);
        Err(Errno::ENOSYS)
    }

    /// Gives the processor away for a moment, until an interrupt at the latest.
    fn idle(&self) {}

    /// Starts over as after power-on; returns only if that cannot be, and says why.
    fn reset(&self) -> Errno {
        Errno::ENOSYS
    }

    /// Why the machine has started last, in the port's own numbers; 0: nobody knows.
    fn reset_cause(&self) -> u8 {
        0
    }
}
