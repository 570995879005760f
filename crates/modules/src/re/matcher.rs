//! Running a compiled expression over a subject, with backtracking.
//!
//! Choices that are left are kept on a stack of the caller's, not on the native one. An expression that can match
//! nothing again and again fills any stack; one that has too many ways to fail is stopped after a number of steps.
use super::program::{
    ANY, BOL, CHAR, CLASS, CLASS_NOT, EOL, GROUPS_MAX, JUMP, MATCH, NAMED, PREFIX, RSPLIT, SAVE, SPLIT,
    in_named_class,
};

/// Where a subject is to be searched.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Where the search begins.
    pub begin: usize,
    /// What counts as the end of the subject.
    pub end: usize,
}

/// Places of the groups: start and end of each, or [`NO_PLACE`].
pub type Places = [u32; 2 * (GROUPS_MAX + 1)];
/// A group that has not matched.
pub const NO_PLACE: u32 = u32::MAX;

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It matches; the places are set.
    Match,
    /// It does not.
    Fail,
    /// The stack was too short.
    StackFull,
    /// It takes too long.
    TooLong,
}

/// A word of the caller's stack. Entries are two of them.
pub trait Word: Copy {
    /// Keeps a number below 2^31.
    fn keep(number: u32) -> Self;
    /// The number that was kept.
    fn number(self) -> u32;
}

impl Word for u32 {
    fn keep(number: u32) -> u32 {
        number
    }
    fn number(self) -> u32 {
        self
    }
}

/// Marks an entry that restores a place, and not one that tries another way.
const RESTORE: u32 = 1 << 29;
/// A place that is to become [`NO_PLACE`] again.
const NOTHING: u32 = (1 << 29) - 1;
/// Longest subject.
pub const LEN_MAX: usize = NOTHING as usize - 1;
/// Most steps of a run.
pub const STEPS_MAX: u32 = 1 << 28;

/// The stack of choices.
pub struct Stack<'a, W> {
    /// Entries of two words each.
    pub words: &'a mut [W],
    /// Words in use.
    pub len: usize,
}

impl<W: Word> Stack<'_, W> {
    /// Puts an entry on it; false: it is full.
    #[inline]
    pub fn push(&mut self, a: u32, b: u32) -> bool {
        let Some([first, second]) = self.words.get_mut(self.len..self.len + 2) else { return false };
        *first = W::keep(a);
        *second = W::keep(b);
        self.len += 2;
        true
    }

    /// Takes the last entry.
    #[inline]
    pub fn pop(&mut self) -> Option<(u32, u32)> {
        self.len = self.len.checked_sub(2)?;
        let entry = self.words.get(self.len..self.len + 2)?;
        Some((entry[0].number(), entry[1].number()))
    }
}

/// Whether a byte is in the class that some pairs span.
pub fn in_class(pairs: &[u8], byte: u8) -> bool {
    pairs.chunks_exact(2).any(|pair| match *pair {
        [0, letter] => in_named_class(letter, byte),
        [first, last] => (first..=last).contains(&byte),
        _ => false,
    })
}

fn jump(at: usize, offset: u8) -> usize {
    at.wrapping_add_signed(offset as i8 as isize)
}

/// Runs a program; `places` has two words for each group and the whole match.
pub fn run<W: Word>(
    code: &[u8],
    subject: &[u8],
    span: Span,
    is_anchored: bool,
    places: &mut [u32],
    words: &mut [W],
) -> Outcome {
    places.fill(NO_PLACE);
    let subject = subject.get(..span.end).unwrap_or(subject);
    let mut stack = Stack { words, len: 0 };
    let mut at = if is_anchored { PREFIX.len() } else { 0 };
    let mut place = span.begin;
    for _ in 0..STEPS_MAX {
        let Some(&op) = code.get(at) else { return Outcome::Fail };
        let operand = code.get(at + 1).copied().unwrap_or(0);
        let behind = at + 2;
        let byte = || subject.get(place).copied();
        // Where it goes on; none: this way leads nowhere.
        let next = match op {
            CHAR => (byte() == Some(operand)).then_some((behind, place + 1)),
            ANY => byte().map(|_| (at + 1, place + 1)),
            CLASS | CLASS_NOT => {
                let end = behind + 2 * operand as usize;
                let pairs = code.get(behind..end).unwrap_or_default();
                byte().filter(|&byte| in_class(pairs, byte) == (op == CLASS)).map(|_| (end, place + 1))
            }
            NAMED => byte().filter(|&byte| in_named_class(operand, byte)).map(|_| (behind, place + 1)),
            BOL => (place == 0).then_some((at + 1, place)),
            EOL => (place == subject.len()).then_some((at + 1, place)),
            JUMP => Some((jump(behind, operand), place)),
            SPLIT | RSPLIT => {
                let there = jump(behind, operand);
                let (first, then) = if op == SPLIT { (behind, there) } else { (there, behind) };
                if !stack.push(then as u32, place as u32) {
                    return Outcome::StackFull;
                }
                Some((first, place))
            }
            SAVE => {
                if let Some(slot) = places.get_mut(operand as usize) {
                    let old = if *slot == NO_PLACE { NOTHING } else { *slot };
                    *slot = place as u32;
                    if !stack.push(RESTORE | operand as u32, old) {
                        return Outcome::StackFull;
                    }
                }
                Some((behind, place))
            }
            // `MATCH`: nothing else is at the end of a program.
            MATCH => return Outcome::Match,
            _ => None,
        };
        (at, place) = match next {
            Some(next) => next,
            None => loop {
                match stack.pop() {
                    None => return Outcome::Fail,
                    Some((slot, old)) if slot & RESTORE != 0 => {
                        if let Some(slot) = places.get_mut((slot & !RESTORE) as usize) {
                            *slot = if old == NOTHING { NO_PLACE } else { old };
                        }
                    }
                    Some((at, place)) => break (at as usize, place as usize),
                }
            },
        };
    }
    Outcome::TooLong
}
