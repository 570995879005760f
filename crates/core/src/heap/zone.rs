//! The zone: the top of an area that cannot grow, without short blocks.
//!
//! Where short blocks may lie anywhere, some of them stay everywhere, and no long one finds room in a heap that is a third
//! free. So the last part of what is free is left to long blocks, and memory is collected when the rest of it ends. Only
//! when that gives too little the zone is opened to all, until the next collection. Where the zone begins is decided
//! anew at each sweep: what is full of long blocks is no room for others.
use super::area::{Area, W};
use super::{GRANULE, Heap};
use crate::config;

/// One part in so many of an area is to be free in the zone.
const PART: usize = 64;
/// And at least so many granules.
const LEAST: usize = 8192 / GRANULE;
/// There is no zone where that were more than one part in so many of what is free.
const OF_FREE: usize = 4;
/// Places in an area where the zone may begin.
const PLACES: usize = if config::COMPACT { 1 } else { 128 };

/// How many granules are in use below some places, which a sweep notes when it comes by.
pub(super) struct Places {
    used: [usize; PLACES],
    n: usize,
    /// Words of the bitmaps from one to the next.
    step: usize,
    /// The word where the next is.
    pub next: usize,
}

impl Places {
    pub fn new(words: usize) -> Places {
        let step = (words / PLACES).max(1);
        Places { used: [0; PLACES], n: 0, step, next: step }
    }

    /// Notes how many granules are in use below the next place.
    pub fn note(&mut self, used: usize) {
        if let Some(place) = self.used.get_mut(self.n) {
            *place = used;
            self.n += 1;
            self.next += self.step;
        }
    }
}

impl Area {
    /// Decides where the zone begins.
    pub fn settle_zone(&mut self, places: &Places, used: usize) {
        if config::COMPACT {
            return;
        }
        self.open_zone();
        let free = self.n_granules - used.min(self.n_granules);
        let wanted = (self.n_granules / PART).max(LEAST);
        if self.can_grow() || wanted > free / OF_FREE {
            return;
        }
        for (i, below) in places.used[..places.n].iter().enumerate().rev() {
            let granule = (i + 1) * places.step * W;
            let free_above = free.saturating_sub(granule.saturating_sub(*below));
            if granule < self.n_granules && free_above >= wanted {
                if free_above <= free / 2 {
                    (self.zone, self.zone_free) = (granule, free_above);
                }
                return;
            }
        }
    }

    /// A block in the zone, marked as such.
    pub fn take_in_zone(&mut self, need: usize) -> Option<usize> {
        if config::COMPACT || self.zone == self.n_granules {
            return None;
        }
        let at = self.take_below(self.upper, need)?;
        self.upper = at;
        Some(at)
    }

    /// Gives the zone to all. False: there is none.
    pub fn open_zone(&mut self) -> bool {
        if config::COMPACT || self.zone == self.n_granules {
            return false;
        }
        self.search_from(self.zone);
        self.zone = self.n_granules;
        self.zone_free = 0;
        self.unfit = usize::MAX;
        true
    }
}

impl Heap {
    /// Takes a block when collecting gave too little: from the zones, too.
    pub(super) fn take_anywhere(&mut self, bytes: usize) -> Option<core::ptr::NonNull<u8>> {
        let mut were_closed = false;
        for area in &mut self.areas[..self.n_areas] {
            were_closed |= area.open_zone();
        }
        if were_closed && !config::COMPACT { self.take(bytes) } else { None }
    }
}
