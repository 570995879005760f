//! `Pauses`: how long collections, or steps of them, have stopped the program.
//!
//! What counts is the time of the processor, so that other programs do not lengthen a pause. Nobody looks at a clock unless
//! the figures were asked for.
use micropyrite_hal::system::System;

use crate::heap::PauseFigures;

/// Classes of pauses: four for each doubling.
const CLASSES: usize = 96;

/// Pauses, by their length.
pub(super) struct Pauses {
    /// Whether they are measured.
    pub are_measured: bool,
    count: u32,
    total_us: u64,
    longest_us: u64,
    classes: [u32; CLASSES],
}

/// The class of a pause: four times its binary logarithm.
fn class(us: u64) -> usize {
    let us = us.max(4);
    let doublings = us.ilog2();
    let quarter = us >> (doublings - 2) & 3;
    ((doublings as usize - 2) * 4 + quarter as usize).min(CLASSES - 1)
}

/// Microseconds that no pause of a class reaches.
fn limit(class: usize) -> u64 {
    (5 + class as u64 % 4) << (class / 4)
}

impl Pauses {
    pub const NONE: Pauses =
        Pauses { are_measured: false, count: 0, total_us: 0, longest_us: 0, classes: [0; CLASSES] };

    /// When a pause begins.
    #[inline]
    pub fn begin(&self, system: &dyn System) -> Option<u64> {
        self.are_measured.then(|| system.process_us())
    }

    /// Notes a pause that began then.
    #[inline]
    pub fn end(&mut self, start: Option<u64>, system: &dyn System) {
        if let Some(start) = start {
            self.note(system.process_us().saturating_sub(start));
        }
    }

    fn note(&mut self, us: u64) {
        self.count += 1;
        self.total_us += us;
        self.longest_us = self.longest_us.max(us);
        self.classes[class(us)] += 1;
    }

    /// What there is to say.
    pub fn figures(&self) -> Option<PauseFigures> {
        self.are_measured.then(|| PauseFigures {
            count: self.count,
            median_us: self.percentile(50),
            p99_us: self.percentile(99),
            longest_us: self.longest_us,
            total_us: self.total_us,
        })
    }

    /// Microseconds that so many of a hundred pauses do not pass.
    fn percentile(&self, percent: u64) -> u64 {
        let wanted = (u64::from(self.count) * percent).div_ceil(100);
        let mut seen = 0;
        for (i, n) in self.classes.iter().enumerate() {
            seen += u64::from(*n);
            if seen >= wanted && seen > 0 {
                return limit(i).min(self.longest_us);
            }
        }
        self.longest_us
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_hold_what_is_below_their_limit() {
        for us in [0, 1, 4, 5, 7, 8, 9, 15, 16, 100, 1000, 123_456, 10_000_000] {
            assert!(us < limit(class(us)), "{us}");
            assert!(class(us) == 0 || us >= limit(class(us) - 1), "{us}");
        }
    }

    #[test]
    fn percentiles_are_near() {
        let mut pauses = Pauses::NONE;
        (1..=100).for_each(|i| pauses.note(i * 10));
        assert!((500..=640).contains(&pauses.percentile(50)), "{}", pauses.percentile(50));
        assert_eq!((pauses.percentile(100), pauses.longest_us, pauses.count), (1000, 1000, 100));
    }
}
