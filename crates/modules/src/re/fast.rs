//! Programs of expressions that are used again: nodes, and classes as bits.
//!
//! The bytes of `program.rs` are translated when a compiled expression is first used, in builds that have the memory.
//! A node is a word; classes are bits in tables of 256 bytes, eight classes to a table. What repeats one byte or
//! class greedily is one node, which leaves one choice behind it however long the run is, and none where what follows
//! cannot begin inside of the run. A search goes from one place to the next that a match can begin at.
use micropyrite_core::{Obj, config};

use super::matcher::{NO_PLACE, Outcome, STEPS_MAX, Span, Stack, Word};
use super::program::{
    ANY, BOL, CHAR, CLASS, CLASS_NOT, EOL, JUMP, MATCH, NAMED, PREFIX, RSPLIT, SAVE, SPLIT, in_named_class,
};

/// Whether programs are translated: there is memory, and a node fits a small integer.
pub const ENABLED: bool = !config::COMPACT && usize::BITS >= 64;

/// Longest program that is translated, in bytes.
const CODE_MAX: usize = 512;
/// Tables of classes.
const N_TABLES: usize = 2;
/// Most classes; the first holds the bytes that a match begins with.
const N_CLASSES: usize = 8 * N_TABLES;

/// Native stack that a translation takes.
pub const STACK: usize = size_of::<Translation>() + 8 * CODE_MAX;

/// What a node does, in its lowest bits.
mod op {
    pub const CHAR: usize = 0;
    pub const CLASS: usize = 1;
    pub const RUN: usize = 2;
    pub const SAVE: usize = 3;
    pub const SPLIT: usize = 4;
    pub const JUMP: usize = 5;
    pub const BOL: usize = 6;
    pub const EOL: usize = 7;
    pub const MATCH: usize = 8;
}

/// In the first word: a match begins with a byte of class 0.
const HAS_FIRST: u64 = 1;
/// In the first word: a match begins at the start of the subject.
const ONLY_AT_START: u64 = 2;

/// What may follow a run: anything, one byte, or nothing that could be in the run.
const FOLLOW_ANY: usize = 0;
const FOLLOW_BYTE: usize = 1;
const FOLLOW_ELSE: usize = 2;

/// Bits of a word: `op`, a byte, a class, two numbers.
const fn node(op: usize, byte: u8, class: usize, a: usize, b: usize) -> u64 {
    op as u64 | (byte as u64) << 4 | (class as u64) << 12 | (a as u64) << 20 | (b as u64) << 36
}
const fn op_of(node: u64) -> usize {
    node as usize & 15
}
const fn byte_of(node: u64) -> u8 {
    (node >> 4) as u8
}
const fn class_of(node: u64) -> usize {
    (node >> 12) as usize & 0xff
}
const fn a_of(node: u64) -> usize {
    (node >> 20) as usize & 0xffff
}
const fn b_of(node: u64) -> usize {
    (node >> 36) as usize & 0xffff
}

/// Which bytes are in a class.
type Set = [bool; 256];

/// A program in the making.
pub struct Translation {
    nodes: [u64; CODE_MAX],
    n_nodes: usize,
    tables: [u8; 256 * N_TABLES],
    n_classes: usize,
}

impl Translation {
    /// The words of the program.
    pub fn nodes(&self) -> &[u64] {
        self.nodes.get(..self.n_nodes).unwrap_or_default()
    }

    /// The tables of its classes.
    pub fn tables(&self) -> &[u8] {
        self.tables.get(..256 * self.n_classes.div_ceil(8)).unwrap_or_default()
    }

    fn push(&mut self, node: u64) -> Option<()> {
        *self.nodes.get_mut(self.n_nodes)? = node;
        self.n_nodes += 1;
        Some(())
    }

    fn set_class(&mut self, class: usize, set: &Set) {
        let table = self.tables.iter_mut().skip(256 * (class / 8));
        for (byte, is_in) in table.zip(set) {
            *byte = *byte & !(1 << (class % 8)) | u8::from(*is_in) << (class % 8);
        }
    }

    /// The class of a set; one that is there already if it is.
    fn class(&mut self, set: &Set) -> Option<usize> {
        let known = (1..self.n_classes).find(|class| {
            set.iter().zip(0..=255).all(|(is_in, byte)| *is_in == is_in_class(&self.tables, *class, byte))
        });
        if known.is_some() {
            return known;
        }
        let class = self.n_classes;
        if class >= N_CLASSES {
            return None;
        }
        self.n_classes += 1;
        self.set_class(class, set);
        Some(class)
    }
}

#[inline(always)]
fn is_in_class(tables: &[u8], class: usize, byte: u8) -> bool {
    tables.get((class / 8) << 8 | byte as usize).is_some_and(|bits| bits >> (class % 8) & 1 != 0)
}

fn at(code: &[u8], place: usize) -> u8 {
    code.get(place).copied().unwrap_or(0)
}

fn target(code: &[u8], place: usize) -> usize {
    (place + 2).wrapping_add_signed(at(code, place + 1) as i8 as isize)
}

fn len_at(code: &[u8], place: usize) -> usize {
    match at(code, place) {
        CLASS | CLASS_NOT => 2 + 2 * at(code, place + 1) as usize,
        ANY | BOL | EOL | MATCH => 1,
        _ => 2,
    }
}

/// The bytes that an instruction matches, if it matches one.
fn set_at(code: &[u8], place: usize) -> Option<Set> {
    let operand = at(code, place + 1);
    let pairs = code.get(place + 2..place + len_at(code, place)).unwrap_or_default();
    let op = at(code, place);
    let test = |byte: u8| match op {
        CHAR => byte == operand,
        ANY => true,
        NAMED => in_named_class(operand, byte),
        _ => super::matcher::in_class(pairs, byte) == (op == CLASS),
    };
    match op {
        CHAR | ANY | NAMED | CLASS | CLASS_NOT => {
            let mut set = [false; 256];
            set.iter_mut().zip(0..=255).for_each(|(is_in, byte)| *is_in = test(byte));
            Some(set)
        }
        _ => None,
    }
}

/// A greedy repetition of one instruction that matches a byte: where that stands, how long the whole is, and how
/// often it must match.
fn run_at(code: &[u8], is_target: &[bool; CODE_MAX], place: usize) -> Option<(usize, usize, usize)> {
    let is_single = |place| matches!(at(code, place), CHAR | ANY | NAMED | CLASS | CLASS_NOT);
    let free = |place: usize| !is_target.get(place).copied().unwrap_or(true);
    if is_single(place) {
        let end = place + len_at(code, place);
        let is_run = at(code, end) == RSPLIT && target(code, end) == place && free(end);
        return is_run.then_some((place, end + 2 - place, 1));
    }
    let inner = place + 2;
    if at(code, place) != SPLIT || !is_single(inner) {
        return None;
    }
    let end = inner + len_at(code, inner);
    let is_run = at(code, end) == JUMP
        && target(code, end) == place
        && target(code, place) == end + 2
        && free(inner)
        && free(end);
    is_run.then_some((inner, end + 2 - place, 0))
}

/// What may follow a run that ends at a place.
fn follow(code: &[u8], set: &Set, place: usize) -> (usize, u8) {
    let mut place = place;
    while at(code, place) == SAVE {
        place += 2;
    }
    if at(code, place) == MATCH {
        return (FOLLOW_ELSE, 0);
    }
    match set_at(code, place) {
        Some(next) if !set.iter().zip(&next).any(|(a, b)| *a && *b) => (FOLLOW_ELSE, 0),
        Some(_) if at(code, place) == CHAR => (FOLLOW_BYTE, at(code, place + 1)),
        _ => (FOLLOW_ANY, 0),
    }
}

/// Adds the bytes that a match can begin with from a place on; false: it may be empty, or nobody knows.
fn first_of(code: &[u8], place: usize, set: &mut Set) -> bool {
    let mut open = [0usize; 16];
    let mut n_open = 1usize;
    if let Some(first) = open.first_mut() {
        *first = place;
    }
    let mut steps = 0;
    while let Some(mut place) = n_open.checked_sub(1).and_then(|i| open.get(i).copied()) {
        n_open -= 1;
        loop {
            steps += 1;
            if steps > 4 * CODE_MAX {
                return false;
            }
            match at(code, place) {
                SAVE => place += 2,
                JUMP => place = target(code, place),
                SPLIT | RSPLIT => {
                    let Some(slot) = open.get_mut(n_open) else { return false };
                    *slot = target(code, place);
                    n_open += 1;
                    place += 2;
                }
                _ => match set_at(code, place) {
                    Some(more) => {
                        set.iter_mut().zip(more).for_each(|(is_in, more)| *is_in |= more);
                        break;
                    }
                    None => return false,
                },
            }
        }
    }
    true
}

/// Whether code behind a place jumps to it or before it.
fn is_in_loop(code: &[u8], place: usize) -> bool {
    let mut behind = place;
    while behind < code.len() {
        if matches!(at(code, behind), JUMP | SPLIT | RSPLIT) && target(code, behind) <= place {
            return true;
        }
        behind += len_at(code, behind);
    }
    false
}

/// Translates a program; `None`: it is too long, or has too many classes.
pub fn translate(code: &[u8]) -> Option<Translation> {
    if code.len() > CODE_MAX {
        return None;
    }
    let mut out = Translation { nodes: [0; CODE_MAX], n_nodes: 1, tables: [0; 256 * N_TABLES], n_classes: 1 };
    let mut is_target = [false; CODE_MAX];
    let mut place = PREFIX.len();
    while place < code.len() {
        if matches!(at(code, place), JUMP | SPLIT | RSPLIT) {
            *is_target.get_mut(target(code, place))? = true;
        }
        place += len_at(code, place);
    }
    // Which node each place becomes.
    let mut index_of = [0u16; CODE_MAX];
    let (mut place, mut n) = (PREFIX.len(), 1);
    while place < code.len() {
        *index_of.get_mut(place)? = n;
        n += 1;
        place += run_at(code, &is_target, place).map_or_else(|| len_at(code, place), |run| run.1);
    }
    let index = |place: usize| index_of.get(place).map_or(0, |index| *index as usize);
    let mut place = PREFIX.len();
    while place < code.len() {
        if let Some((inner, len, least)) = run_at(code, &is_target, place) {
            let set = set_at(code, inner)?;
            let (follow, byte) = follow(code, &set, place + len);
            let class = out.class(&set)?;
            out.push(node(op::RUN, byte, class, follow, least))?;
            place += len;
            continue;
        }
        let (operand, there) = (at(code, place + 1), target(code, place));
        let word = match at(code, place) {
            CHAR => node(op::CHAR, operand, 0, 0, 0),
            ANY | CLASS | CLASS_NOT | NAMED => node(op::CLASS, 0, out.class(&set_at(code, place)?)?, 0, 0),
            BOL => node(op::BOL, 0, 0, 0, 0),
            EOL => node(op::EOL, 0, 0, 0, 0),
            JUMP => node(op::JUMP, 0, 0, index(there), 0),
            SPLIT => node(op::SPLIT, 0, 0, index(place + 2), index(there)),
            RSPLIT => node(op::SPLIT, 0, 0, index(there), index(place + 2)),
            SAVE => node(op::SAVE, 0, 0, operand as usize, usize::from(is_in_loop(code, place))),
            _ => node(op::MATCH, 0, 0, 0, 0),
        };
        out.push(word)?;
        place += len_at(code, place);
    }
    let mut start = PREFIX.len();
    while at(code, start) == SAVE {
        start += 2;
    }
    let mut first = [false; 256];
    let facts = if at(code, start) == BOL {
        ONLY_AT_START
    } else if first_of(code, start, &mut first) {
        out.set_class(0, &first);
        HAS_FIRST
    } else {
        0
    };
    if let Some(slot) = out.nodes.first_mut() {
        *slot = facts;
    }
    Some(out)
}

/// Marks an entry that tries shorter runs; below it lies the shortest.
const RUN: u32 = 1 << 30;
/// Marks an entry that restores a place.
const RESTORE: u32 = 1 << 29;
/// A place that is to become [`NO_PLACE`] again.
const NOTHING: u32 = RESTORE - 1;

/// Runs a program, as [`super::matcher::run`] does.
pub fn run<W: Word>(
    nodes: &[Obj],
    tables: &[u8],
    subject: &[u8],
    span: Span,
    is_anchored: bool,
    places: &mut [u32],
    words: &mut [W],
) -> Outcome {
    let subject = subject.get(..span.end).unwrap_or(subject);
    let facts = nodes.first().and_then(|word| word.as_small()).unwrap_or(0) as u64;
    let only_here = is_anchored || facts & ONLY_AT_START != 0;
    if !is_anchored && only_here && span.begin != 0 {
        return Outcome::Fail;
    }
    let mut begin = span.begin;
    let mut budget = STEPS_MAX;
    loop {
        if !is_anchored && facts & HAS_FIRST != 0 {
            let rest = subject.get(begin..).unwrap_or_default();
            match rest.iter().position(|byte| is_in_class(tables, 0, *byte)) {
                Some(n) => begin += n,
                None => return Outcome::Fail,
            }
        }
        places.fill(NO_PLACE);
        match run_from(nodes, tables, subject, begin, places, words, &mut budget) {
            Outcome::Fail if !only_here && begin < subject.len() => begin += 1,
            outcome => return outcome,
        }
    }
}

/// Runs a program from one place on.
fn run_from<W: Word>(
    nodes: &[Obj],
    tables: &[u8],
    subject: &[u8],
    begin: usize,
    places: &mut [u32],
    words: &mut [W],
    budget: &mut u32,
) -> Outcome {
    let mut stack = Stack { words, len: 0 };
    let (mut at, mut place) = (1, begin);
    loop {
        if *budget == 0 {
            return Outcome::TooLong;
        }
        *budget -= 1;
        let Some(node) = nodes.get(at).and_then(|word| word.as_small()) else { return Outcome::Fail };
        let node = node as u64;
        let goes_on = match op_of(node) {
            op::CHAR => {
                let is_same = subject.get(place) == Some(&byte_of(node));
                (at, place) = (at + 1, place + 1);
                is_same
            }
            op::CLASS => {
                let is_in = subject.get(place).is_some_and(|byte| is_in_class(tables, class_of(node), *byte));
                (at, place) = (at + 1, place + 1);
                is_in
            }
            op::RUN => {
                let class = class_of(node);
                let rest = subject.get(place..).unwrap_or_default();
                let n = rest.iter().position(|byte| !is_in_class(tables, class, *byte)).unwrap_or(rest.len());
                let least = b_of(node);
                if n > least && a_of(node) != FOLLOW_ELSE {
                    let kept = stack.push((place + least) as u32, 0);
                    if !kept || !stack.push(RUN | at as u32, (place + n) as u32) {
                        return Outcome::StackFull;
                    }
                }
                (at, place) = (at + 1, place + n);
                n >= least
            }
            op::SAVE => {
                if let Some(slot) = places.get_mut(a_of(node)) {
                    let old = if *slot == NO_PLACE { NOTHING } else { *slot };
                    *slot = place as u32;
                    // Where no choice is left nobody will want the old place; but loops must fill the stack.
                    if (stack.len > 0 || b_of(node) != 0) && !stack.push(RESTORE | a_of(node) as u32, old) {
                        return Outcome::StackFull;
                    }
                }
                at += 1;
                true
            }
            op::SPLIT => {
                if !stack.push(b_of(node) as u32, place as u32) {
                    return Outcome::StackFull;
                }
                at = a_of(node);
                true
            }
            op::JUMP => {
                at = a_of(node);
                true
            }
            op::BOL => {
                at += 1;
                place == 0
            }
            op::EOL => {
                at += 1;
                place == subject.len()
            }
            _ => return Outcome::Match,
        };
        if goes_on {
            continue;
        }
        // Another way, from the last choice on.
        (at, place) = loop {
            match stack.pop() {
                None => return Outcome::Fail,
                Some((run, longest)) if run & RUN != 0 => {
                    let run = (run & !RUN) as usize;
                    match shorter(nodes, subject, run, longest as usize, &mut stack) {
                        Some(place) => break (run + 1, place),
                        None => continue,
                    }
                }
                Some((slot, old)) if slot & RESTORE != 0 => {
                    if let Some(slot) = places.get_mut((slot & !RESTORE) as usize) {
                        *slot = if old == NOTHING { NO_PLACE } else { old };
                    }
                }
                Some((at, place)) => break (at as usize, place as usize),
            }
        };
    }
}

/// Where the next shorter run ends, whose entry was popped; puts the entry back if there are others.
#[inline]
fn shorter<W: Word>(
    nodes: &[Obj],
    subject: &[u8],
    run: usize,
    longest: usize,
    stack: &mut Stack<'_, W>,
) -> Option<usize> {
    let (least, _) = stack.pop()?;
    let node = nodes.get(run)?.as_small()? as u64;
    let mut end = longest;
    while end > least as usize {
        end -= 1;
        if a_of(node) == FOLLOW_BYTE && subject.get(end) != Some(&byte_of(node)) {
            continue;
        }
        if end > least as usize {
            // The room was just taken from the stack.
            stack.push(least, 0);
            stack.push(RUN | run as u32, end as u32);
        }
        return Some(end);
    }
    None
}
