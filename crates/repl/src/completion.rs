//! Completing a word: which names could be meant, and what to do about it.
//!
//! The dotted word before the cursor is split at its last dot; the interpreter
//! lists the names of what stands before it.  One possible name, or a beginning
//! that all have in common, is inserted; otherwise all are shown in columns.

use crate::{Interpreter, Scope, Terminal};

const SLOT: usize = 16;
const COLUMNS: usize = 4 * SLOT;
const IMPORT: &[u8] = b"import ";

/// Text to be inserted: at most as long as a name can be.
#[derive(Clone, Copy)]
pub struct Word {
    bytes: [u8; 256],
    len: usize,
}

impl Word {
    fn new(text: &[u8]) -> Option<Word> {
        let mut word = Word { bytes: [0; 256], len: text.len() };
        word.bytes.get_mut(..text.len())?.copy_from_slice(text);
        Some(word)
    }

    /// The text.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Keeps only as much as `name` begins with too.
    fn keep_common(&mut self, name: &[u8]) {
        self.len = self.as_bytes().iter().zip(name).take_while(|(ours, theirs)| ours == theirs).count();
    }

    fn without_front(&self, front: usize) -> Option<Word> {
        Word::new(self.as_bytes().get(front..)?)
    }
}

/// What completing came to.
///
/// It is looked at once and dropped, so its size on the stack does no harm.
#[allow(clippy::large_enum_variant)]
pub enum Completion {
    /// There is nothing to add.
    Nothing,
    /// This is to be inserted at the cursor.
    Insert(Word),
    /// Several names were shown, below the line.
    Listed,
}

/// What is to be completed: the dotted word before the cursor.
pub struct Begun {
    chain: Word,
    is_import: bool,
    is_first_word: bool,
}

impl Begun {
    /// The end of `line`, the text up to the cursor; `None` for a word longer than any name.
    pub fn at_end(line: &[u8]) -> Option<Begun> {
        let start = line.iter().rposition(|byte| !is_part(*byte)).map_or(0, |gap| gap + 1);
        let chain = Word::new(line.get(start..)?)?;
        Some(Begun { chain, is_import: line.starts_with(IMPORT), is_first_word: start == 0 })
    }
}

/// Completes a word.
pub fn complete(begun: &Begun, interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) -> Completion {
    let chain = begun.chain.as_bytes();
    let dot = chain.iter().rposition(|byte| *byte == b'.');
    let partial = chain.get(dot.map_or(0, |dot| dot + 1)..).unwrap_or_default();
    let scope = match dot.and_then(|dot| chain.get(..dot)) {
        Some(path) if path.is_empty() || begun.is_import => return Completion::Nothing,
        Some(path) => Scope::Attributes(path),
        None if begun.is_import => Scope::Modules,
        None => Scope::Globals,
    };

    let mut count = 0usize;
    let mut common: Option<Word> = None;
    interpreter.names(scope, &mut |name| {
        if is_candidate(name, partial) {
            count += 1;
            match &mut common {
                Some(word) => word.keep_common(name),
                None => common = Word::new(name),
            }
        }
    });
    let Some(common) = common else {
        let is_first_word = scope == Scope::Globals && begun.is_first_word && !partial.is_empty();
        return match IMPORT.strip_prefix(partial).and_then(Word::new) {
            Some(rest) if is_first_word => Completion::Insert(rest),
            _ => Completion::Nothing,
        };
    };
    match common.without_front(partial.len()) {
        Some(rest) if rest.len > 0 => Completion::Insert(rest),
        _ if count == 1 => Completion::Nothing,
        _ => {
            list(scope, partial, interpreter, terminal);
            Completion::Listed
        }
    }
}

/// Shows the possible names in columns, each at the start of a slot.
fn list(scope: Scope<'_>, partial: &[u8], interpreter: &mut dyn Interpreter, terminal: &mut dyn Terminal) {
    let mut column = COLUMNS;
    interpreter.names(scope, &mut |name| {
        if is_candidate(name, partial) {
            let mut gap = column.next_multiple_of(SLOT) - column;
            if gap < 2 {
                gap += SLOT;
            }
            if column + gap + name.len() <= COLUMNS {
                terminal.write_text([b' '; SLOT + 1].get(..gap).unwrap_or_default());
                column += gap + name.len();
            } else {
                terminal.write_text(b"\n");
                column = name.len();
            }
            terminal.write_text(name);
        }
    });
    terminal.write_text(b"\n");
}

/// A name that may be meant; private ones must be begun.
fn is_candidate(name: &[u8], partial: &[u8]) -> bool {
    name.starts_with(partial)
        && !(partial.is_empty() && name.first().is_none_or(|first| *first == b'_'))
        && name.len() <= 256
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.' || byte >= 0x80
}
