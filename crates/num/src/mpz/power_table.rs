//! Powers of a base, as text conversion needs them.
//!
//! A *chunk* is the largest power of the base that fits a limb. Splitting a
//! number in halves of equally many digits needs the chunk's powers by 2, 4, 8
//! and so on, each the square of the one before.

use super::mul::square;
use super::{Limb, limbs};

/// The largest power of a base within a limb.
#[derive(Clone, Copy)]
pub(crate) struct Chunk {
    /// How many digits it stands for.
    pub(crate) digits: usize,
    /// The power itself.
    pub(crate) power: Limb,
}

/// The chunk of each base from 2 to 36.
static CHUNKS: [Chunk; 37] = {
    let mut table = [Chunk { digits: 1, power: 2 }; 37];
    let mut base = 2;
    while base <= 36 {
        let mut chunk = Chunk { digits: 1, power: base };
        while let Some(power) = chunk.power.checked_mul(base) {
            chunk = Chunk { digits: chunk.digits + 1, power };
        }
        table[base] = chunk;
        base += 1;
    }
    table
};

/// The chunk of a base; bases out of range are taken as 2 or 36.
#[inline]
pub(crate) fn chunk(base: u32) -> Chunk {
    CHUNKS[base.clamp(2, 36) as usize]
}

/// Levels enough for every length.
const LEVELS: usize = usize::BITS as usize;

/// The chunk to the powers 1, 2, 4 and so on, in a borrowed store.
///
/// Level `k` fits 2^k limbs and starts at 2^k - 1.
pub(crate) struct PowerTable<'s> {
    store: &'s [Limb],
    lens: [u32; LEVELS],
    n_levels: usize,
    /// Digits of level 0.
    pub(crate) chunk: Chunk,
}

impl<'s> PowerTable<'s> {
    /// Limbs of store for the levels that split a magnitude of `len` limbs.
    pub(crate) fn store_len(len: usize) -> usize {
        2 * len.next_power_of_two()
    }

    /// Fills the levels until the next one would exceed every number of `len` limbs;
    /// returns what is left of the work area too. `None` when it is too short.
    pub(crate) fn new(
        base: u32,
        len: usize,
        scratch: &'s mut [Limb],
    ) -> Option<(PowerTable<'s>, &'s mut [Limb])> {
        let (store, rest) = scratch.split_at_mut_checked(Self::store_len(len))?;
        let chunk = chunk(base);
        let mut lens = [0; LEVELS];
        *store.first_mut()? = chunk.power;
        lens[0] = 1;
        let mut n_levels = 1;
        let mut last = 1;
        while 2 * last - 1 <= len && n_levels < LEVELS {
            let start = (1 << n_levels) - 1;
            let (below, above) = store.split_at_mut_checked(start)?;
            let previous = below.get(start / 2..)?.get(..last)?;
            let target = above.get_mut(..2 * last)?;
            square(target, previous, rest);
            last = limbs::trimmed_len(target);
            *lens.get_mut(n_levels)? = last as u32;
            n_levels += 1;
        }
        Some((PowerTable { store, lens, n_levels, chunk }, rest))
    }

    /// How many levels there are.
    pub(crate) fn n_levels(&self) -> usize {
        self.n_levels
    }

    /// The chunk to the power of 2^level.
    pub(crate) fn level(&self, level: usize) -> Option<&[Limb]> {
        let start = (1usize << level) - 1;
        let len = *self.lens.get(level)? as usize;
        self.store.get(start..start + len)
    }
}
