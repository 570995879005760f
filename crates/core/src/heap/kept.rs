//! Memory kept back from programs: for the prompt, exceptions and names.
//!
//! A program may fill the heap with what it holds on to. To get it out of there a line must be compiled, an exception
//! made, a name stored: so the search for memory passes over one piece of the heap, unless whoever asks has a claim to
//! it, and nothing else is left after a collection. What lies there are blocks like all others. The piece counts as
//! free; when a collection finds blocks in it that stayed, it becomes another piece that is free, if there is one.
//!
//! Of its two parts the lower is for what a program does that the length of its text bounds (new names) or that is
//! soon gone (exceptions); the prompt has the upper, and of the lower what it needs when that is full. So neither can
//! starve the other.

use core::ptr::NonNull;

use super::{GRANULE, Heap};
use crate::Vm;

/// In a large heap one part in so many is kept.
const LARGE: usize = 64;

/// Who may have what is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Claim {
    /// A program: nothing.
    Nothing,
    /// Exceptions and names: the lower part.
    Little,
    /// The prompt: all.
    All,
}

/// What is kept, in granules of the first area.
pub(super) struct Kept {
    from: usize,
    little: usize,
    all: usize,
    /// What may be opened.
    claim: Claim,
    /// What is open.
    open: Open,
}

/// Which parts are searched.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Open {
    Nothing,
    Lower,
    Upper,
    All,
}

impl Kept {
    /// Nothing is kept.
    pub const NONE: Kept = Kept { from: 0, little: 0, all: 0, claim: Claim::Nothing, open: Open::Nothing };
}

impl Heap {
    /// Keeps about so many bytes, up to four times as many in a large heap, if nothing is kept yet.
    pub(super) fn keep(&mut self, bytes: usize) {
        if self.kept.all > 0 {
            return;
        }
        self.close_run();
        let n = self.areas[0].n_granules;
        let all = (n / LARGE).clamp(bytes / GRANULE, 4 * bytes / GRANULE).min(n / 4);
        self.kept = Kept { from: n - all, little: all / 4, all, ..Kept::NONE };
        self.hide_kept();
        // Something may lie there already.
        self.settle_kept();
    }

    /// Hides what is not open.
    fn hide_kept(&mut self) {
        let kept = &self.kept;
        let (from, middle, to) = (kept.from, kept.from + kept.little, kept.from + kept.all);
        self.areas[0].hide(match kept.open {
            Open::Nothing => (from, to),
            Open::Lower => (middle, to),
            Open::Upper => (from, middle),
            Open::All => (0, 0),
        });
    }

    /// Changes the claim; what is open beyond it is closed.
    #[inline(never)]
    pub(super) fn set_claim(&mut self, claim: Claim) {
        self.kept.claim = claim;
        let most = match claim {
            Claim::Nothing => Open::Nothing,
            Claim::Little => Open::Lower,
            Claim::All => Open::All,
        };
        if self.kept.open > most {
            self.close_run();
            self.kept.open = most;
            self.hide_kept();
        }
    }

    /// Opens what there is a claim to, part by part, until that ends, and takes a block.
    #[inline(never)]
    pub(super) fn take_kept(&mut self, bytes: usize, claim: Claim) -> Option<NonNull<u8>> {
        let parts: &[Open] = match claim {
            Claim::Nothing => &[],
            Claim::Little => &[Open::Lower],
            Claim::All => &[Open::Upper, Open::All],
        };
        if self.kept.all == 0 {
            return None;
        }
        let open = self.kept.open;
        for &part in parts.iter().filter(|&&part| part > open) {
            self.close_run();
            self.kept.open = part;
            self.hide_kept();
            let block = self.take(bytes);
            if block.is_some() {
                return block;
            }
        }
        None
    }

    /// Takes a block for an exception.
    pub(super) fn take_for_exception(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        let block = self.take(bytes).or_else(|| self.take_anywhere(bytes));
        let block = block.or_else(|| self.take_kept(bytes, self.kept.claim.max(Claim::Little)));
        self.set_claim(self.kept.claim);
        block
    }

    /// Takes a block for whoever has a claim.
    pub(super) fn take_claimed(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        self.take_kept(bytes, self.kept.claim)
    }

    /// Whether somebody with a claim asks.
    pub(super) fn has_claim(&self) -> bool {
        self.kept.claim > Claim::Nothing
    }

    /// After a sweep: moves away from blocks that have stayed, if a whole piece is free elsewhere.
    pub(super) fn settle_kept(&mut self) {
        let all = self.kept.all;
        if all == 0 || self.areas[0].is_free(self.kept.from, self.kept.from + all) {
            return;
        }
        let mut found = None;
        self.areas[0].each_free_run(|start, end| {
            if end - start >= all {
                found = Some(end - all);
            }
        });
        if let Some(from) = found {
            self.kept.from = from;
            self.hide_kept();
        }
    }
}

impl Vm {
    /// Keeps about so many bytes back for the prompt, more in a large heap, and a quarter of them for exceptions and
    /// names. Once is enough.
    pub fn keep_back(&mut self, bytes: usize) {
        self.heap.keep(bytes);
    }

    /// Runs something with a claim to what is kept.
    pub fn with_claim<R>(&mut self, claim: Claim, f: impl FnOnce(&mut Vm) -> R) -> R {
        let before = self.heap.kept.claim;
        self.heap.set_claim(claim.max(before));
        let result = f(self);
        self.heap.set_claim(before);
        result
    }
}
