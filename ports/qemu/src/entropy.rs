//! `Entropy`: what differs from one start to the next.
//!
//! No board of these has a source of random bytes, so none are given. There are clocks, of the board and of the host
//! that emulates it: good for a seed, which anybody can guess who knows about when the board was started.

use micropyrite_hal::system::{Entropy, Errno};

use crate::chip;
use crate::world::World;

impl Entropy for World {
    fn seed(&self) -> Result<u32, Errno> {
        // Each step lets every bit of a time reach all bits of the seed (the finaliser of MurmurHash3).
        let mix = |seed: u32, time: u32| {
            let seed = seed ^ time;
            let seed = (seed ^ seed >> 16).wrapping_mul(0x85eb_ca6b);
            let seed = (seed ^ seed >> 13).wrapping_mul(0xc2b2_ae35);
            seed ^ seed >> 16
        };
        Ok(chip::times().into_iter().fold(0, mix))
    }
}
