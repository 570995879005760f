//! What `micropython.mem_info` says of the heap: figures and a map.
use super::{GRANULE, Heap};

/// Figures of a heap, from one walk over it.
#[derive(Clone, Copy, Default)]
pub struct Usage {
    /// Bytes of memory for blocks.
    pub total: usize,
    /// Bytes in blocks.
    pub used: usize,
    /// Bytes in free runs.
    pub free: usize,
    /// Blocks of one granule.
    pub one_granule: usize,
    /// Blocks of two granules.
    pub two_granules: usize,
    /// Granules of the largest block.
    pub largest_block: usize,
    /// Granules of the longest free run.
    pub longest_free: usize,
    /// Bytes by which heap may still grow.
    pub can_grow: usize,
}

/// What a granule is, for the map.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Granule {
    /// In a free run.
    Free,
    /// The start of a block.
    Head,
    /// The rest of a block.
    Tail,
}

impl Heap {
    /// Walks over the heap.
    pub fn usage_report(&mut self) -> Usage {
        self.close_run();
        let mut usage = Usage::default();
        for i in 0..self.n_areas {
            let area = &self.areas[i];
            usage.total += area.n_granules * GRANULE;
            usage.can_grow += area.growth_left() * GRANULE;
            let mut at = 0;
            while at < area.n_granules {
                let end = area.end_of(at);
                let n = end - at;
                if area.is_block(at) {
                    usage.used += n * GRANULE;
                    usage.one_granule += usize::from(n == 1);
                    usage.two_granules += usize::from(n == 2);
                    usage.largest_block = usage.largest_block.max(n);
                } else {
                    let end = area.run_end(at);
                    usage.free += (end - at) * GRANULE;
                    usage.longest_free = usage.longest_free.max(end - at);
                    at = end;
                    continue;
                }
                at = end;
            }
        }
        usage
    }

    /// Granules in all areas.
    pub fn n_granules(&self) -> usize {
        self.areas[..self.n_areas].iter().map(|a| a.n_granules).sum()
    }

    /// What the `i`th granule is, with the address of its block if it starts one. Call after
    /// [`Heap::usage_report`].
    pub fn granule(&self, mut i: usize) -> (Granule, usize) {
        for area in &self.areas[..self.n_areas] {
            if i < area.n_granules {
                let address = area.base + i * GRANULE;
                if area.is_block(i) {
                    return (Granule::Head, address);
                }
                let kind = if area.start_of(i).is_some() { Granule::Tail } else { Granule::Free };
                return (kind, address);
            }
            i -= area.n_granules;
        }
        (Granule::Free, 0)
    }
}
