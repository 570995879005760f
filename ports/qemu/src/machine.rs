//! `Machine`: the board itself, which Python code may do with as it likes.

use micropyrite_hal::machine::{Machine, Width};
use micropyrite_hal::system::Errno;

use crate::chip::{self, memory};
use crate::world::World;

impl Machine for World {
    fn load(&self, address: usize, width: Width) -> Result<u32, Errno> {
        Ok(memory::load(address, width))
    }

    fn store(&self, address: usize, width: Width, value: u32) -> Result<(), Errno> {
        memory::store(address, width, value);
        Ok(())
    }

    /// Ends the emulator, as upstream's port does: there is nobody to start it again.
    fn reset(&self) -> Errno {
        chip::exit(0)
    }
}
