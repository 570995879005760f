//! What lies where: areas, granules, first words, for maps of the heap.
use super::report::Granule;
use super::{GRANULE, Heap};
use crate::obj::Obj;

/// A number of blocks, and what they take.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Blocks {
    /// How many.
    pub blocks: usize,
    /// Granules of them all.
    pub granules: usize,
}

impl Heap {
    /// How many areas.
    pub fn n_areas(&self) -> usize {
        self.n_areas
    }

    /// Address of an area's first granule.
    pub fn area_base(&self, area: usize) -> usize {
        self.areas.get(area).map_or(0, |a| a.base)
    }

    /// How many granules an area has.
    pub fn area_granules(&self, area: usize) -> usize {
        self.areas.get(area).map_or(0, |a| a.n_granules)
    }

    /// What a granule is. Call after [`Heap::usage_report`], which gives the current run back.
    pub fn granule_in(&self, area: usize, granule: usize) -> Granule {
        match self.areas.get(area) {
            Some(a) if granule >= a.n_granules => Granule::Free,
            Some(a) if a.is_block(granule) => Granule::Head,
            Some(a) if a.start_of(granule).is_some() => Granule::Tail,
            _ => Granule::Free,
        }
    }

    /// End of the free granules at `granule`; `granule` itself if it is not free.
    pub fn end_of_free(&self, area: usize, granule: usize) -> usize {
        match self.areas.get(area) {
            Some(a) if granule < a.n_granules && self.granule_in(area, granule) == Granule::Free => {
                a.run_end(granule)
            }
            _ => granule,
        }
    }

    /// First word of the block that starts at a granule: the type of an object, anything in other blocks. 0: no
    /// block starts there.
    pub fn first_word(&self, area: usize, granule: usize) -> usize {
        if self.granule_in(area, granule) != Granule::Head {
            return 0;
        }
        let address = self.area_base(area) + granule * GRANULE;
        // SAFETY: I1: a granule inside the area, aligned to words. Volatile: the word may be of any type.
        unsafe { core::ptr::with_exposed_provenance::<usize>(address).read_volatile() }
    }

    /// Counts all blocks, and those that a collection has marked. Call while there is no current run.
    pub fn count_blocks(&self) -> (Blocks, Blocks) {
        let (mut all, mut marked) = (Blocks::default(), Blocks::default());
        for area in self.areas.iter().take(self.n_areas) {
            let mut at = 0;
            while at < area.n_granules {
                let end = area.end_of(at);
                if area.is_block(at) {
                    all.blocks += 1;
                    all.granules += end - at;
                    if area.is_marked(at) {
                        marked.blocks += 1;
                        marked.granules += end - at;
                    }
                }
                at = end;
            }
        }
        (all, marked)
    }

    /// Bytes of the block of an object; `None` for objects that are not in the heap.
    pub fn size_of_object(&self, object: Obj) -> Option<usize> {
        if object.is_pointer() && self.contains(object.bits()) {
            Some(self.block_bytes(object.pointer().cast()))
        } else {
            None
        }
    }
}
