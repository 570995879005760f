//! The end of objects: finalisers run once, weak references let go in time.
//!
//! Objects are tuples that lie in one tuple of roots, collected without a native stack, so that what is reached is
//! exactly known.

use micropyrite_testkit::random::Random;

use super::std::collections::{BTreeMap, BTreeSet};
use super::std::vec::Vec;

use micropyrite_hal::system::Nowhere;

use super::super::This;
use super::super::weak::WeakRef;
use super::memory;
use crate::boot::Boot;
use crate::state::Identity;
use crate::types::{Tuple, tuple};
use crate::{Obj, Vm};

static NOWHERE: Nowhere = Nowhere::new();

fn boot(bytes: usize) -> &'static mut Vm {
    let identity = Identity { platform: "", machine: "", build: "", version: "", arch: 0, stack_limit: 0 };
    let boot = Boot {
        topics: crate::watch::Topics::NONE,
        memory: memory(bytes),
        frame_bytes: 4 << 10,
        heap_bytes: bytes,
        native_limit: 64 << 10,
        system: &NOWHERE,
        machine: None,
        identity,
        modules: &[],
        linked: &crate::load::Linked::NONE,
        frozen: [micropyrite_bytecode::frozen::Archive::EMPTY; crate::config::FROZEN_MAX],
        compiler: None,
        gc_stress: false,
        gc_steps: false,
    };
    Vm::boot(boot).expect("memory for an interpreter")
}

/// How many roots there are.
const ROOTS: usize = 24;

struct Model {
    vm: &'static mut Vm,
    random: Random,
    roots: This<Tuple>,
    /// Number, then the numbers of what it refers to, by number; the address is where it lies.
    objects: BTreeMap<usize, (usize, Vec<usize>)>,
    rooted: [Option<usize>; ROOTS],
    /// Objects whose finaliser is still to run.
    with_finaliser: BTreeSet<usize>,
    finalised: BTreeSet<usize>,
    /// Weak references, which are rooted beside the others: to which object.
    weak: Vec<(This<WeakRef>, usize)>,
    n_made: usize,
    n_cut: usize,
}

impl Model {
    fn new(seed: u64) -> Model {
        let vm = boot(96 << 10);
        // The roots, and a second tuple for weak references.
        let Ok(roots) = tuple::new(vm, &[Obj::NONE; 2 * ROOTS]) else { panic!("no memory for roots") };
        vm.roots.atexit = Some(roots.obj());
        Model {
            vm,
            random: Random::new(seed),
            roots,
            objects: BTreeMap::new(),
            rooted: [None; ROOTS],
            with_finaliser: BTreeSet::new(),
            finalised: BTreeSet::new(),
            weak: Vec::new(),
            n_made: 0,
            n_cut: 0,
        }
    }

    /// Makes an object that refers to some others, and roots it.
    fn make(&mut self) {
        let root = self.random.below(ROOTS);
        let mut links: Vec<usize> = Vec::new();
        for _ in 0..self.random.below(4) {
            let at = self.random.below(ROOTS);
            links.extend(self.rooted[at]);
        }
        self.n_made += 1;
        let number = self.n_made;
        let mut items = Vec::from([Obj::small(number as isize)]);
        items.extend(links.iter().map(|link| self.object(*link)));
        let Ok(made) = tuple::new(self.vm, &items) else { panic!("an interpreter of some KB is full") };
        self.objects.insert(number, (made.obj().bits(), links));
        self.root(root, Some(number));
        if self.random.one_in(3) {
            assert!(self.vm.add_finaliser(made.obj()).is_ok());
            self.with_finaliser.insert(number);
        }
        if self.random.one_in(3) && self.weak.len() < ROOTS {
            let Ok(link) = self.vm.new_weak(made.obj(), Obj::NONE) else { panic!("no memory") };
            self.roots.tail_mut(self.vm)[ROOTS + self.weak.len()] = Some(link.obj());
            self.weak.push((link, number));
        }
    }

    fn object(&self, number: usize) -> Obj {
        let at = self.objects[&number].0;
        Obj::from_pointer(super::pointer(at).cast::<()>())
    }

    fn root(&mut self, at: usize, number: Option<usize>) {
        self.rooted[at] = number;
        let value = number.map_or(Obj::NONE, |number| self.object(number));
        self.roots.tail_mut(self.vm)[at] = Some(value);
    }

    fn reached(&self, from: impl Iterator<Item = usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<usize> = from.collect();
        while let Some(number) = open.pop() {
            if reached.insert(number) {
                open.extend(&self.objects[&number].1);
            }
        }
        reached
    }

    fn collect(&mut self) {
        let reached = self.reached(self.rooted.iter().flatten().copied());
        let due: BTreeSet<usize> = self.with_finaliser.difference(&reached).copied().collect();
        // What has a finaliser stays whole until that has run, and all it refers to.
        let kept = self.reached(reached.iter().chain(&due).copied());
        self.vm.collect_without_stack();
        self.objects.retain(|number, _| kept.contains(number));
        self.check();
        // References are cut before finalisers run.
        for (link, number) in &self.weak {
            assert_eq!(link.target(self.vm).is_some(), reached.contains(number), "a weak reference");
        }
        self.vm.tell_weak();
        let before = self.weak.len();
        self.weak.retain(|(_, number)| reached.contains(number));
        self.n_cut += before - self.weak.len();
        for i in 0..ROOTS {
            let link = self.weak.get(i).map_or(Obj::NONE, |(link, _)| link.obj());
            self.roots.tail_mut(self.vm)[ROOTS + i] = Some(link);
        }
        let mut told = BTreeSet::new();
        while let Some(object) = self.vm.heap.take_due() {
            let number = self.number(object);
            assert!(told.insert(number), "a finaliser ran twice");
            assert!(self.finalised.insert(number), "a finaliser ran again");
            if self.random.one_in(4) {
                // It may live on, without a finaliser.
                let at = self.random.below(ROOTS);
                self.root(at, Some(number));
            }
        }
        assert_eq!(told, due);
        self.with_finaliser.retain(|number| !due.contains(number));
    }

    fn number(&self, object: Obj) -> usize {
        let items = object.as_tuple().unwrap().tail(self.vm);
        items[0].unwrap().as_small().unwrap() as usize
    }

    /// Every object is whole.
    fn check(&self) {
        for (&number, (_, links)) in &self.objects {
            let object = self.object(number);
            assert_eq!(self.number(object), number);
            let items = &object.as_tuple().unwrap().tail(self.vm)[1..];
            assert_eq!(items.len(), links.len());
            for (item, link) in items.iter().zip(links) {
                assert_eq!(self.number(item.unwrap()), *link);
            }
        }
    }
}

#[test]
fn finalisers_run_once_and_references_are_cut() {
    for seed in 0..12 {
        let mut model = Model::new(seed);
        for _ in 0..400 {
            match model.random.below(12) {
                0..6 => model.make(),
                6..11 => {
                    let at = model.random.below(ROOTS);
                    model.root(at, None);
                }
                _ => model.collect(),
            }
        }
        for at in 0..ROOTS {
            model.root(at, None);
        }
        // The first tells, the second frees; a finaliser that keeps its object makes it one more.
        for _ in 0..8 {
            model.collect();
            for at in 0..ROOTS {
                model.root(at, None);
            }
        }
        assert!(model.objects.is_empty(), "{} objects are left", model.objects.len());
        assert!(model.with_finaliser.is_empty() && model.finalised.len() > 20 && model.n_cut > 10);
    }
}
