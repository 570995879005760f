//! Blocks that are taken, written, resized, freed and collected.
//!
//! The model knows each block's words. Blocks never overlap, keep what was written, and are counted; a collection
//! frees exactly what the roots do not reach, where words of scanned blocks count and words of plain ones do not.
//! One that goes in steps, while all else goes on, frees nothing that the roots reach at its end, and all that they did not
//! reach at its beginning.

use micropyrite_testkit::random::Random;

use super::std::collections::{BTreeMap, BTreeSet};
use super::std::vec::Vec;
use core::ptr::NonNull;

use super::super::kept::Claim;
use super::super::{GRANULE, Heap, round};
use super::{memory, pointer, word};

const WORD: usize = size_of::<usize>();

/// A block as it should be.
struct Block {
    words: Vec<usize>,
    is_plain: bool,
}

impl Block {
    fn bytes(&self) -> usize {
        round(self.words.len() * WORD).unwrap()
    }
}

struct Model {
    heap: Heap,
    random: Random,
    /// By address: all that was not freed, whether or not it is reached.
    blocks: BTreeMap<usize, Block>,
    roots: BTreeSet<usize>,
    n_collections: usize,
    n_freed: usize,
    n_refused: usize,
    /// Blocks that were taken from what is kept.
    n_claimed: usize,
    /// A step of a collection is made with one operation in so many; 0: with none.
    steps: usize,
    /// What the roots did not reach when the collection that goes on began.
    doomed: BTreeSet<usize>,
    n_cycles: usize,
}

impl Model {
    /// A heap of some areas: bytes in use, and bytes to grow to.
    fn new(seed: u64, areas: &[(usize, usize)]) -> Model {
        let mut heap = Heap::new();
        for &(now, most) in areas {
            let memory = memory(most);
            // SAFETY: the memory is the heap's alone.
            assert!(unsafe { heap.add_area(pointer(memory.as_mut_ptr().expose_provenance()), now, most) });
        }
        Model {
            heap,
            random: Random::new(seed),
            blocks: BTreeMap::new(),
            roots: BTreeSet::new(),
            n_collections: 0,
            n_freed: 0,
            n_refused: 0,
            n_claimed: 0,
            steps: 0,
            doomed: BTreeSet::new(),
            n_cycles: 0,
        }
    }

    /// A word for a block: the address of a block, or what is none.
    fn any_word(&mut self) -> usize {
        if self.random.one_in(2)
            && let Some(at) = self.any_usable()
        {
            return at;
        }
        self.random.number() as usize | 1
    }

    /// A block that a program could have: while a collection goes in steps, only one that is reached.
    fn any_usable(&mut self) -> Option<usize> {
        if !self.heap.cycle.is_marking() {
            return self.any_block();
        }
        let reached = self.reached(self.roots.iter().copied());
        let i = self.random.below(reached.len().max(1));
        reached.into_iter().nth(i)
    }

    fn any_block(&mut self) -> Option<usize> {
        let at = self.random.below(self.blocks.len().max(1));
        self.blocks.keys().nth(at).copied()
    }

    fn allocate(&mut self, n_words: usize, is_plain: bool) {
        let bytes = round(n_words * WORD).unwrap();
        let mut block = self.heap.bump(bytes);
        let n_claimed = self.n_claimed;
        if let Some(block) = block {
            if is_plain {
                self.heap.set_plain(block);
            }
        } else {
            block = self.heap.take(bytes);
            if block.is_none() {
                self.collect();
                block = self.heap.take(bytes).or_else(|| self.heap.take_anywhere(bytes));
                if block.is_none() {
                    assert!(self.longest_shown() < bytes / GRANULE, "a free run was not found");
                    block = self.heap.grow_and_take(bytes).or_else(|| self.take_claimed(bytes));
                }
            }
            let Some(block) = block else {
                self.n_refused += 1;
                return;
            };
            if is_plain {
                self.heap.set_plain_anywhere(block);
            }
        }
        let Some(block) = block else { return };
        let at = block.as_ptr().expose_provenance();
        assert!(at.is_multiple_of(GRANULE) && self.heap.contains(at) && self.heap.contains(at + bytes - 1));
        assert_eq!(self.heap.block_bytes(block), bytes);
        let words: Vec<usize> = (0..bytes / WORD).map(|_| self.any_word()).collect();
        self.write(at, &words, 0);
        assert!(self.n_claimed > n_claimed || self.is_shown(at, bytes), "taken of what is hidden");
        self.assert_apart(at, bytes);
        self.blocks.insert(at, Block { words, is_plain });
        if self.random.one_in(3) {
            self.roots.insert(at);
        }
    }

    /// Nothing of `at..at + bytes` is hidden.
    fn is_shown(&self, at: usize, bytes: usize) -> bool {
        let (area, granule) = self.heap.locate(at).unwrap();
        !self.heap.areas[area].hides(granule, granule + bytes / GRANULE)
    }

    /// Granules of the longest free run, as far as it is not hidden.
    fn longest_shown(&mut self) -> usize {
        self.heap.close_run();
        self.heap.areas.iter().map(|area| area.longest_shown()).max().unwrap_or(0)
    }

    /// Takes a block with some claim, and lets go of that now or later.
    fn take_claimed(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        self.heap.set_claim([Claim::Nothing, Claim::Little, Claim::All][self.random.below(3)]);
        let block = self.heap.take_claimed(bytes);
        self.n_claimed += usize::from(block.is_some());
        if self.random.one_in(2) {
            self.heap.set_claim(Claim::Nothing);
        }
        block
    }

    fn write(&mut self, at: usize, words: &[usize], from: usize) {
        for (i, &value) in words.iter().enumerate().skip(from) {
            // SAFETY: the block is the model's, and has these words.
            unsafe { word(at, i).write(value) }
        }
    }

    /// No other block lies in `at..at + bytes`.
    fn assert_apart(&self, at: usize, bytes: usize) {
        if let Some((other, block)) = self.blocks.range(..at).next_back() {
            assert!(other + block.bytes() <= at, "a block begins inside another");
        }
        if let Some((other, _)) = self.blocks.range(at + 1..).next() {
            assert!(at + bytes <= *other, "a block reaches into another");
        }
        assert!(!self.blocks.contains_key(&at));
    }

    fn resize(&mut self, at: usize, n_words: usize) {
        let mut block = self.blocks.remove(&at).unwrap();
        let bytes = round(n_words * WORD).unwrap();
        if bytes < block.bytes() {
            // Arrays clear what is cut off, with the care that a write needs.
            self.heap.before_write(at);
        }
        if self.heap.resize_in_place(pointer(at), bytes) {
            let before = block.words.len();
            let old = block.bytes();
            assert!(bytes <= old || self.is_shown(at + old, bytes - old), "taken of what is hidden");
            block.words.resize_with(bytes / WORD, || 1);
            self.write(at, &block.words, before);
        }
        assert_eq!(self.heap.block_bytes(pointer(at)), block.bytes());
        self.assert_apart(at, block.bytes());
        self.blocks.insert(at, block);
    }

    /// Frees a block that nobody knows but its owner.
    fn free(&mut self, at: usize) {
        let is_known = |block: &Block| !block.is_plain && block.words.contains(&at);
        if self.roots.contains(&at) || self.blocks.values().any(is_known) {
            return;
        }
        self.heap.free(pointer(at));
        // It may be kept for the collection that goes on; for who frees it, it is gone all the same.
        if !self.heap.starts_block(at) {
            self.blocks.remove(&at);
            self.doomed.remove(&at);
        }
    }

    /// Goes on with a collection in steps.
    fn make_step(&mut self) {
        if !self.heap.cycle.is_marking() {
            let reached = self.reached(self.roots.iter().copied());
            self.doomed = self.blocks.keys().copied().filter(|at| !reached.contains(at)).collect();
            self.heap.begin_cycle();
            for &root in &self.roots {
                self.heap.mark_start(root);
            }
            return;
        }
        if !self.heap.mark_step() {
            return;
        }
        self.heap.end_cycle();
        self.heap.sweep();
        let before = self.blocks.len();
        let reached = self.reached(self.roots.iter().copied());
        let is_there = |at: usize| self.heap.starts_block(at);
        assert!(reached.iter().all(|&at| is_there(at)), "what is reached was freed");
        assert!(self.doomed.iter().all(|&at| !is_there(at)), "what was not reached at the beginning is kept");
        self.blocks.retain(|&at, _| self.heap.starts_block(at));
        self.doomed.clear();
        self.n_freed += before - self.blocks.len();
        self.n_cycles += 1;
        self.check();
    }

    /// What the roots reach.
    fn reached(&self, roots: impl Iterator<Item = usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<usize> = roots.collect();
        while let Some(at) = open.pop() {
            let Some(block) = self.blocks.get(&at) else { continue };
            if reached.insert(at) && !block.is_plain {
                open.extend(&block.words);
            }
        }
        reached
    }

    fn collect(&mut self) {
        // A native stack that points into some blocks, and at what is no block.
        let mut stack = Vec::new();
        for _ in 0..self.random.below(3) {
            if let Some(at) = self.any_block() {
                let inside = self.random.below(self.blocks[&at].bytes());
                stack.push((at, at + inside));
            }
        }
        let reached = self.reached(self.roots.iter().copied().chain(stack.iter().map(|&(at, _)| at)));
        self.doomed.clear();
        self.heap.begin();
        for &root in &self.roots {
            self.heap.mark_start(root);
        }
        for &(_, inside) in &stack {
            self.heap.mark_anywhere(inside);
        }
        self.heap.mark_anywhere(self.random.number() as usize);
        self.heap.drain();
        self.heap.sweep();
        let before = self.blocks.len();
        self.blocks.retain(|at, _| reached.contains(at));
        self.n_freed += before - self.blocks.len();
        self.n_collections += 1;
        assert_eq!(self.heap.counters.freed_blocks, before - self.blocks.len());
        self.check();
    }

    /// Both agree on everything.
    fn check(&mut self) {
        let bytes: usize = self.blocks.values().map(Block::bytes).sum();
        let (used, free) = self.heap.usage();
        assert_eq!(used, bytes);
        assert_eq!(used + free, self.heap.n_granules() * GRANULE);
        for (&at, block) in &self.blocks {
            assert_eq!(self.heap.block_bytes(pointer(at)), block.bytes());
            for (i, &value) in block.words.iter().enumerate() {
                // SAFETY: as `write`.
                assert_eq!(unsafe { word(at, i).read() }, value, "word {i} of a block has changed");
            }
        }
    }

    fn step(&mut self, words_max: usize) {
        let n_words = match self.random.below(12) {
            0 => 1 + self.random.below(words_max),
            1..4 => 1 + self.random.below(40),
            _ => 1 + self.random.below(8),
        };
        let is_plain = self.random.one_in(3);
        if self.steps > 0 && self.random.one_in(self.steps) {
            self.make_step();
        }
        let kind = self.random.below(20);
        if kind < 10 {
            return self.allocate(n_words, is_plain);
        }
        if let 12 | 13 = kind {
            return match self.any_block() {
                Some(at) if !self.doomed.contains(&at) => self.free(at),
                _ => {}
            };
        }
        let Some(at) = self.any_usable() else { return };
        match kind {
            10 | 11 => self.resize(at, n_words),
            14 => drop(self.roots.insert(at)),
            15..18 => drop(self.roots.pop_first()),
            18 => {
                let (i, value) = (self.random.number() as usize, self.any_word());
                let block = self.blocks.get_mut(&at).unwrap();
                let i = i % block.words.len();
                if self.random.one_in(2) {
                    self.heap.before_write(at);
                } else if !block.is_plain {
                    self.heap.before_loss(|| block.words[i]);
                }
                block.words[i] = value;
                // SAFETY: as `write`.
                unsafe { word(at, i).write(value) }
            }
            _ => match self.random.below(6) {
                0 => self.collect(),
                _ => self.check(),
            },
        }
    }
}

/// Runs `n` operations and checks that they were of all kinds.
fn run(seed: u64, areas: &[(usize, usize)], n: usize, words_max: usize, stress: bool) -> Model {
    let mut model = Model::new(seed, areas);
    model.heap.stress = stress;
    for _ in 0..n {
        model.step(words_max);
    }
    model.collect();
    assert!(model.n_collections > 3 && model.n_freed > n / 20, "{} freed", model.n_freed);
    // Nothing is kept that nothing reaches.
    model.roots.clear();
    model.collect();
    model.collect();
    let left: usize = model.blocks.len();
    assert!(left == 0 || model.reached(model.roots.iter().copied()).is_empty());
    model
}

#[test]
fn tiny_heaps_agree() {
    for seed in 0..40 {
        let model = run(seed, &[(1400, 1400)], 600, 60, seed % 4 == 3);
        assert!(model.n_refused > 0, "a tiny heap gets full");
    }
}

#[test]
fn two_areas_agree() {
    for seed in 100..115 {
        run(seed, &[(6 << 10, 6 << 10), (20 << 10, 20 << 10)], 1500, 600, seed % 4 == 3);
    }
}

#[test]
fn heaps_that_keep_some_back_agree() {
    let mut n_claimed = 0;
    for seed in 300..360 {
        let areas: &[(usize, usize)] =
            if seed % 2 == 0 { &[(3 << 10, 3 << 10)] } else { &[(4 << 10, 16 << 10)] };
        let mut model = Model::new(seed, areas);
        for step in 0..1500 {
            if step == 100 * (seed % 3) {
                model.heap.keep(512);
            }
            model.step(if seed % 4 == 0 { 400 } else { 60 });
        }
        n_claimed += model.n_claimed;
    }
    assert!(n_claimed > 100, "{n_claimed} claimed");
}

#[test]
fn collections_in_steps_agree() {
    let mut n_cycles = 0;
    for seed in 400..430 {
        let areas: &[(usize, usize)] = match seed % 3 {
            0 => &[(1400, 1400)],
            1 => &[(6 << 10, 6 << 10), (20 << 10, 20 << 10)],
            _ => &[(12 << 10, 60 << 10)],
        };
        let mut model = Model::new(seed, areas);
        model.steps = [1, 2, 8][seed as usize / 3 % 3];
        model.heap.stress = seed % 4 == 3;
        if seed % 5 == 4 {
            // A few granules at a time.
            model.heap.step_always();
        }
        for _ in 0..600 {
            model.step([60, 600, 1000][seed as usize % 3]);
        }
        n_cycles += model.n_cycles;
        model.collect();
    }
    assert!(n_cycles > 100, "{n_cycles} collections in steps");
}

#[test]
fn growing_heaps_agree() {
    for seed in 200..206 {
        let model = run(seed, &[(40 << 10, 1 << 20)], 1500, 6000, seed % 4 == 3);
        assert!(model.heap.n_granules() * GRANULE > 16 << 10, "it has grown");
    }
}

/// What ends where the current run begins must not be taken for a part of it.
#[test]
fn a_free_run_below_the_current_one_is_joined() {
    let mut heap = Model::new(0, &[(64 << 10, 64 << 10)]).heap;
    let mut take = |bytes| heap.bump(bytes).or_else(|| heap.take(bytes)).unwrap();
    let [first, second, third] = [take(64), take(64), take(64)];
    heap.free(second);
    heap.free(third);
    let (used, free) = heap.usage();
    assert_eq!((used, used + free), (64, heap.n_granules() * GRANULE));
    // The first may take what is behind it, and nobody gets that again.
    assert!(heap.resize_in_place(first, 256));
    let fourth = heap.bump(64).unwrap();
    assert!(fourth.addr().get() >= first.addr().get() + 256);
    assert_eq!(heap.block_bytes(first), 256);
}
