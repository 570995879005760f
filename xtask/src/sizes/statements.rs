//! Heap that statements take at the prompt: what stays, is taken, is needed.
//!
//! All three are measured with `gc` alone, so that any firmware can be asked. Prompts may keep the lines that were
//! typed in the heap; the same questions before and after, in turns, leave only the statement's own line to count.

use std::path::Path;

use super::modules;
use crate::Outcome;
use crate::port::{Board, Machine};

/// Questions typed beforehand: as many as any prompt recalls.
const WARM_UP: usize = 10;
/// Bisection of what a statement needs stops at this many bytes.
const STEP: u64 = 32;
/// Nothing here needs more than this beyond four times what it takes with collection off.
const NEED_MARGIN: u64 = 4096;

/// A statement and what is typed before.
pub struct Statement {
    /// Its name in the table.
    pub name: &'static str,
    before: &'static str,
    text: String,
}

/// The statements of the table.
pub fn all() -> Vec<Statement> {
    let plain = |text: &'static str| Statement { name: text, before: "0", text: text.to_string() };
    let with_sys = |text: &'static str| Statement { before: "import sys", ..plain(text) };
    vec![
        plain("import sys"),
        with_sys("dir(sys)"),
        with_sys("dir(sys.version)"),
        plain("a = 1"),
        plain("a = (1, 2)"),
        plain("a = [1, 2]"),
        plain("d = {\"a\": 1, \"b\": 2}"),
        plain("a = \"123\""),
        Statement {
            name: "class of two methods",
            before: "0",
            text: "class A:\n    def get(self):\n        return self.x\n    def put(self, x):\n        self.x = x\n"
                .to_string(),
        },
        Statement { name: "module of 100 lines", before: "0", text: modules::hundred_lines() },
    ]
}

/// Bytes of heap that a statement uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Use {
    /// In use afterwards, after a collection, beyond what was before.
    pub stays: i64,
    /// In use afterwards beyond what was before when nothing is collected: garbage counts, what is given back does not.
    pub takes: i64,
    /// The least that must be free for it to work, with collection on.
    pub needs: u64,
}

/// Measures one; nothing when the memory does not suffice for it.
pub fn measure(board: &Board, image: &Path, statement: &Statement) -> Outcome<Option<Use>> {
    let Some(stays) = stays(board, image, statement)? else { return Ok(None) };
    let Some(takes) = takes(board, image, statement)? else { return Ok(None) };
    let needs = needs(board, image, statement, takes.unsigned_abs())?;
    Ok(Some(Use { stays, takes, needs }))
}

fn stays(board: &Board, image: &Path, statement: &Statement) -> Outcome<Option<i64>> {
    let mut asker = Asker::boot(board, image, statement, "gc.collect();gc.mem_alloc()")?;
    let before = asker.ask()?;
    if !run(&mut asker.machine, statement)? {
        return Ok(None);
    }
    // Once more, so that the same question as before is asked, blank and all.
    asker.ask()?;
    Ok(Some(asker.ask()? - before))
}

fn takes(board: &Board, image: &Path, statement: &Statement) -> Outcome<Option<i64>> {
    let mut asker = Asker::boot(board, image, statement, "gc.mem_alloc()")?;
    asker.machine.line("gc.collect()")?;
    asker.machine.line("gc.disable()")?;
    let first = asker.ask()?;
    let second = asker.ask()?;
    if !run(&mut asker.machine, statement)? {
        return Ok(None);
    }
    // Asking takes memory too.
    Ok(Some(asker.ask()? - second - (second - first)))
}

/// Bisects how much must be free, by a large object that leaves no more. What making that takes itself is the least that
/// can be told.
fn needs(board: &Board, image: &Path, statement: &Statement, takes: u64) -> Outcome<u64> {
    // What an object takes beyond its length is asked where memory suffices for the question.
    let (free, more) = {
        let (mut machine, free) = collected(board, image, statement)?;
        let taken = free / 2;
        machine.line(&format!("b = bytearray({taken})"))?;
        let left = machine.number("gc.collect();gc.mem_free()")?;
        (free, free.saturating_sub(taken).saturating_sub(left))
    };
    let (mut low, mut high) = (0, free.min(takes * 4 + NEED_MARGIN));
    while high - low > STEP {
        let middle = low + (high - low) / 2;
        let (mut machine, free) = collected(board, image, statement)?;
        let taken = free.saturating_sub(middle + more);
        let works = !machine.line(&format!("b = bytearray({taken})"))?.contains("MemoryError")
            && run(&mut machine, statement)?;
        *if works { &mut high } else { &mut low } = middle;
    }
    Ok(high)
}

/// A machine that has collected, and what is free there.
fn collected(board: &Board, image: &Path, statement: &Statement) -> Outcome<(Machine, u64)> {
    let mut machine = Machine::boot(board, image, &[])?;
    machine.line("import gc")?;
    machine.line(statement.before)?;
    machine.line("_ = b = None")?;
    let free = machine.number("gc.collect();gc.mem_free()")?;
    Ok((machine, free))
}

/// Runs a statement; says whether the memory sufficed.
fn run(machine: &mut Machine, statement: &Statement) -> Outcome<bool> {
    let answer = match statement.text.contains('\n') {
        true => machine.paste(&statement.text)?,
        false => machine.line(&statement.text)?,
    };
    if answer.contains("MemoryError") {
        return Ok(false);
    }
    if answer.contains("Error:") { Err(format!("{}: {answer}", statement.name)) } else { Ok(true) }
}

/// A machine that is asked the same question again and again.
struct Asker {
    machine: Machine,
    question: &'static str,
    turn: usize,
}

impl Asker {
    fn boot(board: &Board, image: &Path, statement: &Statement, question: &'static str) -> Outcome<Asker> {
        let mut machine = Machine::boot(board, image, &[])?;
        machine.line("import gc")?;
        machine.line(statement.before)?;
        let mut asker = Asker { machine, question, turn: 0 };
        for _ in 0..WARM_UP {
            asker.ask()?;
        }
        Ok(asker)
    }

    /// A prompt that recalls lines keeps no line twice in a row, so a blank makes every other one different.
    fn ask(&mut self) -> Outcome<i64> {
        self.turn += 1;
        let blank = if self.turn.is_multiple_of(2) { " " } else { "" };
        let bytes = self.machine.number(&format!("{}{blank}", self.question))?;
        i64::try_from(bytes).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_have_names_of_their_own() {
        let mut names: Vec<_> = all().iter().map(|statement| statement.name).collect();
        let n = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), n);
    }
}
