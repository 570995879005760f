//! Compiling regular expressions.
//!
//! The compiler runs twice over the pattern, once to learn how long the program is and once to write it. Open groups
//! are kept in a small array, so that no pattern nests natively.
use super::program::{
    ANY, BOL, CHAR, CLASS, CLASS_NOT, EOL, JUMP, MATCH, NAMED, PREFIX, RSPLIT, SAVE, SPLIT, is_class_letter,
};

/// Deepest nesting of groups.
const NESTING_MAX: usize = 100;

/// Why a pattern cannot be compiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// It is wrong, or too long for the jumps.
    TooComplex,
    /// A bracket closes nothing.
    Unbalanced,
    /// Groups are nested too deep.
    TooDeep,
}

/// What is known of a program.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Length in bytes.
    pub len: usize,
    /// Groups besides the whole match.
    pub n_groups: usize,
    /// Instructions.
    pub n_instructions: usize,
}

/// An alternation: where it begins, and the jump at the end of its last alternative.
#[derive(Clone, Copy)]
struct Branches {
    start: usize,
    /// Place of the jump's operand.
    jump: Option<usize>,
}

/// A group that is open.
#[derive(Clone, Copy)]
struct Group {
    /// What goes on behind it.
    outer: Branches,
    /// Where its code begins, for what repeats it.
    term: usize,
    /// Its number, if it is one that is kept.
    number: Option<usize>,
}

struct Compiler<'a> {
    pattern: &'a [u8],
    at: usize,
    out: &'a mut [u8],
    facts: Facts,
    /// An operand did not fit.
    overflow: bool,
    term: usize,
    branches: Branches,
}

impl Compiler<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.pattern.get(self.at + ahead).copied()
    }

    fn emit(&mut self, byte: u8) {
        if let Some(place) = self.out.get_mut(self.facts.len) {
            *place = byte;
        }
        self.facts.len += 1;
    }

    /// Writes an operand that must be a signed byte.
    fn set(&mut self, at: usize, value: isize) {
        match i8::try_from(value) {
            Ok(value) => {
                if let Some(place) = self.out.get_mut(at) {
                    *place = value as u8;
                }
            }
            Err(_) => self.overflow = true,
        }
    }

    fn set_jump(&mut self, operand: usize, to: usize) {
        self.set(operand, to as isize - operand as isize - 1);
    }

    fn op(&mut self, op: u8) {
        self.emit(op);
        self.facts.n_instructions += 1;
    }

    /// An instruction with a jump, to a place that is known.
    fn jump(&mut self, op: u8, to: usize) {
        self.op(op);
        let operand = self.facts.len;
        self.emit(0);
        self.set_jump(operand, to);
    }

    /// Puts an instruction with a jump before code that is there, which moves; it leads behind everything.
    fn insert_jump(&mut self, at: usize, op: u8) {
        let end = self.facts.len;
        self.facts.len += 2;
        self.facts.n_instructions += 1;
        if self.out.len() >= end + 2 {
            self.out.copy_within(at..end, at + 2);
            if let Some(place) = self.out.get_mut(at) {
                *place = op;
            }
        }
    }

    fn save(&mut self, slot: usize) {
        self.op(SAVE);
        let operand = self.facts.len;
        self.emit(0);
        self.set(operand, slot as isize);
    }

    fn class(&mut self) -> Result<(), Refusal> {
        let op = if self.peek(0) == Some(b'^') {
            self.at += 1;
            CLASS_NOT
        } else {
            CLASS
        };
        self.op(op);
        let count = self.facts.len;
        self.emit(0);
        let mut n = 0;
        loop {
            let mut first = self.peek(0).ok_or(Refusal::TooComplex)?;
            if first == b']' {
                break;
            }
            let mut is_named = false;
            if first == b'\\' {
                self.at += 1;
                first = self.peek(0).ok_or(Refusal::TooComplex)?;
                is_named = is_class_letter(first);
            }
            if !is_named && self.peek(1) == Some(b'-') && self.peek(2) != Some(b']') {
                self.at += 2;
            }
            let last = self.peek(0).ok_or(Refusal::TooComplex)?;
            self.emit(if is_named { 0 } else { first });
            self.emit(last);
            self.at += 1;
            n += 1;
        }
        self.set(count, n);
        Ok(())
    }

    /// `?`, `*` or `+` behind something.
    fn repeat(&mut self, what: u8) -> Result<(), Refusal> {
        let term = self.term;
        if self.facts.len == term {
            return Err(Refusal::TooComplex);
        }
        let is_lazy = self.peek(0) == Some(b'?');
        if is_lazy {
            self.at += 1;
        }
        if what == b'+' {
            self.jump(if is_lazy { SPLIT } else { RSPLIT }, term);
        } else {
            self.insert_jump(term, if is_lazy { RSPLIT } else { SPLIT });
            if what == b'*' {
                self.jump(JUMP, term);
            }
            let end = self.facts.len;
            self.set_jump(term + 1, end);
        }
        self.term = self.facts.len;
        Ok(())
    }

    fn finish_branches(&mut self) {
        if let Some(jump) = self.branches.jump {
            let end = self.facts.len;
            self.set_jump(jump, end);
        }
    }

    fn alternative(&mut self) {
        self.finish_branches();
        let start = self.branches.start;
        self.insert_jump(start, SPLIT);
        self.op(JUMP);
        self.branches.jump = Some(self.facts.len);
        self.emit(0);
        let end = self.facts.len;
        self.set_jump(start + 1, end);
        self.term = end;
    }

    fn open_group(&mut self) -> Group {
        let term = self.facts.len;
        let number = if self.peek(0) == Some(b'?') && self.peek(1) == Some(b':') {
            self.at += 2;
            None
        } else {
            self.facts.n_groups += 1;
            self.save(2 * self.facts.n_groups);
            Some(self.facts.n_groups)
        };
        let inner = Branches { start: self.facts.len, jump: None };
        let outer = core::mem::replace(&mut self.branches, inner);
        self.term = self.facts.len;
        Group { outer, term, number }
    }

    fn close_group(&mut self, group: Group) {
        self.finish_branches();
        self.branches = group.outer;
        if let Some(number) = group.number {
            self.save(2 * number + 1);
        }
        self.term = group.term;
    }

    fn run(&mut self) -> Result<(), Refusal> {
        let mut open: [Option<Group>; NESTING_MAX] = [None; NESTING_MAX];
        let mut depth = 0;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            let start = self.facts.len;
            match byte {
                b'\\' => {
                    let escaped = self.peek(0).ok_or(Refusal::TooComplex)?;
                    self.at += 1;
                    self.op(if is_class_letter(escaped) { NAMED } else { CHAR });
                    self.emit(escaped);
                }
                b'.' => self.op(ANY),
                b'[' => {
                    self.class()?;
                    self.at += 1;
                }
                b'(' => {
                    let place = open.get_mut(depth).ok_or(Refusal::TooDeep)?;
                    *place = Some(self.open_group());
                    depth += 1;
                    continue;
                }
                b')' => {
                    let group = depth.checked_sub(1).and_then(|i| open.get(i).copied().flatten());
                    self.close_group(group.ok_or(Refusal::Unbalanced)?);
                    depth -= 1;
                    continue;
                }
                b'?' | b'*' | b'+' => {
                    self.repeat(byte)?;
                    continue;
                }
                b'|' => {
                    self.alternative();
                    continue;
                }
                b'^' | b'$' => {
                    self.op(if byte == b'^' { BOL } else { EOL });
                    self.term = self.facts.len;
                    continue;
                }
                other => {
                    self.op(CHAR);
                    self.emit(other);
                }
            }
            self.term = start;
        }
        self.finish_branches();
        if depth > 0 || self.overflow { Err(Refusal::TooComplex) } else { Ok(()) }
    }
}

/// Compiles a pattern into `out`, which may be too short: then only the facts are right.
pub fn compile(pattern: &[u8], out: &mut [u8]) -> Result<Facts, Refusal> {
    // As in C, a NUL ends the pattern.
    let pattern = pattern.split(|byte| *byte == 0).next().unwrap_or_default();
    let mut compiler = Compiler {
        pattern,
        at: 0,
        out,
        facts: Facts::default(),
        overflow: false,
        term: 0,
        branches: Branches { start: 0, jump: None },
    };
    for byte in PREFIX {
        compiler.emit(byte);
    }
    compiler.facts.n_instructions = 3;
    compiler.save(0);
    compiler.term = compiler.facts.len;
    compiler.branches.start = compiler.facts.len;
    compiler.run()?;
    compiler.save(1);
    compiler.op(MATCH);
    Ok(compiler.facts)
}
