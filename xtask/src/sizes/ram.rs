//! RAM of a board: what the prompt takes, and how deep the stacks get.
//!
//! The native stack grows down from its top; its mark is the lowest word that was ever written. Python's frames have a
//! region of their own in our firmware, between interpreter and heap, and fill it from both ends. Both are painted
//! before the start.

use std::ops::Range;
use std::path::Path;

use super::modules;
use crate::Outcome;
use crate::gauges::elf::Elf;
use crate::port::{Area, Board, Machine};

/// So much below the top of a stack is looked at, where nothing says how large it is.
const STACK_BYTES_MAX: u64 = 64 * 1024;
/// An interpreter itself, which lies before its frames, is smaller. At the prompt, the first long piece behind its start
/// that nobody used is the middle of the frames' region.
const INTERPRETER_BYTES_MAX: u64 = 16 * 1024;

/// Compiles text of all kinds that is nested deeper and deeper, until the compiler refuses it.
const NESTED: &str = "\
def deepest(before, behind):
    n = 1
    while True:
        try:
            exec(before * n + '0' + behind * n)
        except RuntimeError:
            return n
        except (NameError, TypeError):
            pass
        n += 1

for a, b in (('(', ')'), ('[', ']'), ('f(', ')'), ('-', ''), ('not ', ''), ('{0:', '}'), ('lambda:', ''),
        ('f(a=', ')'), ('x[', ']'), ('[0 for x in ', ']')):
    print(a, deepest(a, b))
";

/// What is done before a mark is read: its name, and what is typed, or pasted if it has more than a line.
pub fn scenes() -> Vec<(&'static str, Vec<String>)> {
    let typed = |lines: &[&str]| lines.iter().map(|line| line.to_string()).collect();
    vec![
        ("boot to prompt", typed(&[])),
        ("x = 1", typed(&["x = 1"])),
        ("module of 100 lines", vec![modules::hundred_lines()]),
        ("20 Python functions deep", typed(&["def f(n): return f(n - 1) + 1 if n else 0\r", "f(20)"])),
        ("import json", typed(&["import json"])),
        ("json.loads, 10 deep", typed(&["import json", "x = json.loads('[' * 10 + ']' * 10)"])),
        ("text nested to the limit", vec![NESTED.to_string()]),
        ("re.match", typed(&["import re", "x = re.match('(a|b)*c+', 'abababcc')"])),
    ]
}

/// The heap at the prompt, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heap {
    /// In use, right after a collection.
    pub at_prompt: u64,
    /// What of that is the question itself: a line and its code.
    pub question: u64,
    /// In use and free.
    pub usable: u64,
}

/// The deepest that stacks were, in bytes.
#[derive(Clone, Debug)]
pub struct Peak {
    /// What was done.
    pub scene: &'static str,
    /// Of the native stack; nothing when there was too little heap for it.
    pub stack: Option<u64>,
    /// Of the region for frames, where there is one.
    pub frames: Option<u64>,
}

/// Where a firmware's stacks are.
#[derive(Clone, Copy, Debug)]
pub struct Stacks {
    /// The native stack.
    pub stack: Area,
    /// Where Python's memory begins, and the bytes of it that are for frames.
    pub frames: Option<(u64, u64)>,
}

impl Stacks {
    /// As our firmware's symbols say, which its build script makes of the board's file.
    pub fn of_ours(elf: &Elf<'_>) -> Outcome<Stacks> {
        let value =
            |name: &str| elf.address(name).ok_or_else(|| format!("the firmware has no symbol `{name}`"));
        let (start, top) = (value("_stack_end")?, value("_stack_start")?);
        let frames = (value("_python_start")?, value("_python_frame_bytes")?);
        Ok(Stacks { stack: Area { start, bytes: top.saturating_sub(start) }, frames: Some(frames) })
    }

    /// As the symbols of a firmware say that is not ours.
    pub fn of_peer(elf: &Elf<'_>) -> Outcome<Stacks> {
        let top = elf.address("_estack").or_else(|| elf.address("_stack_top"));
        let Some(top) = top else { return Err("the peer's firmware has no symbol `_estack`".to_string()) };
        let bottom = elf.address("_ebss").unwrap_or(0).max(top.saturating_sub(STACK_BYTES_MAX));
        let start = bottom.next_multiple_of(16);
        Ok(Stacks { stack: Area { start, bytes: (top & !15).saturating_sub(start) }, frames: None })
    }

    fn painted(&self) -> Vec<Area> {
        let python = self.frames.map(|(start, bytes)| Area { start, bytes: bytes + INTERPRETER_BYTES_MAX });
        [Some(self.stack), python].into_iter().flatten().collect()
    }
}

/// Asks a firmware at its prompt.
pub fn heap(board: &Board, image: &Path) -> Outcome<Heap> {
    let mut machine = Machine::boot(board, image, &[])?;
    machine.line("import gc")?;
    let at_prompt = machine.number("gc.collect();gc.mem_alloc()")?;
    let usable = machine.number("gc.mem_alloc() + gc.mem_free()")?;
    machine.line("gc.disable()")?;
    let first = machine.number("gc.mem_alloc()")?;
    let question = machine.number("gc.mem_alloc()")?.saturating_sub(first);
    Ok(Heap { at_prompt, question, usable })
}

/// Plays every scene, each from a fresh start.
pub fn peaks(board: &Board, image: &Path, stacks: &Stacks) -> Outcome<Vec<Peak>> {
    let mut peaks = Vec::new();
    for (scene, steps) in scenes() {
        let mut machine = Machine::boot(board, image, &stacks.painted())?;
        let free = match stacks.frames {
            Some((start, bytes)) => {
                let used = machine.used_words(Area { start, bytes: bytes + INTERPRETER_BYTES_MAX })?;
                let words = unused(&used).find(|run| 8 * run.len() as u64 >= bytes);
                words.map(|run| Area { start: start + 4 * run.start as u64, bytes: 4 * run.len() as u64 })
            }
            None => None,
        };
        let mut is_done = true;
        for step in steps {
            let answer = if step.contains('\n') { machine.paste(&step)? } else { machine.line(&step)? };
            if answer.contains("MemoryError") {
                is_done = false;
                break;
            }
            if answer.contains("Error:") {
                return Err(format!("{scene}: {answer}"));
            }
        }
        if !is_done {
            peaks.push(Peak { scene, stack: None, frames: None });
            continue;
        }
        let stack = Some(depth(&machine.used_words(stacks.stack)?));
        let frames = match (stacks.frames, free) {
            (Some((_, bytes)), Some(free)) => {
                let used = machine.used_words(free)?;
                let left = unused(&used).map(|run| 4 * run.len() as u64).max().unwrap_or(0);
                Some(bytes.saturating_sub(left))
            }
            _ => None,
        };
        peaks.push(Peak { scene, stack, frames });
    }
    Ok(peaks)
}

/// Bytes from the first used word to the end: of what grows down.
fn depth(used: &[bool]) -> u64 {
    let first = used.iter().position(|used| *used).unwrap_or(used.len());
    4 * (used.len() - first) as u64
}

/// Runs of words that nobody used.
fn unused(used: &[bool]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + used.get(at..)?.iter().position(|used| !used)?;
        let length = used[start..].iter().position(|used| *used);
        at = length.map_or(used.len(), |length| start + length);
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(picture: &str) -> Vec<bool> {
        picture.chars().map(|char| char == 'x').collect()
    }

    #[test]
    fn a_stack_is_as_deep_as_its_lowest_used_word() {
        assert_eq!(depth(&words("..x.xx")), 16);
        assert_eq!(depth(&words("....")), 0);
    }

    #[test]
    fn unused_runs_are_found() {
        let runs = |picture| unused(&words(picture)).collect::<Vec<_>>();
        assert_eq!(runs("x..x."), [1..3, 4..5]);
        assert_eq!(runs("...x..x"), [0..3, 4..6]);
        assert!(runs("xx").is_empty() && runs("").is_empty());
    }
}
