//! What parser and compiler ask for: counted memory, names, a taker of codes.
//!
//! Everything that is lent is counted, and lent again once it has come back: a fuzzer compiles for hours.

use std::collections::HashMap;

use micropyrite_bytecode::{CodeId, RawCode, qstr};
use micropyrite_compile::{Const, Consts, Fold, Folded, Names, Sink, arithmetic};
use micropyrite_syntax::workspace::ReadError;
use micropyrite_syntax::{Name, Workspace};

/// A code as it was finished.
#[derive(Clone, Default)]
pub struct Code {
    /// Prelude and instructions.
    pub bytes: Vec<u8>,
    /// How many codes it makes functions of.
    pub n_children: usize,
}

/// The host of one text.
pub struct Host<'a> {
    text: &'a [u8],
    /// How many bytes a read gives at most.
    piece: usize,
    /// How many more words are lent.
    budget: usize,
    lent: usize,
    names: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, u16>,
    /// The codes so far.
    pub codes: Vec<Code>,
    /// How many names the unit's table has.
    pub n_names: usize,
    /// How many constants the unit's table has.
    pub n_consts: usize,
}

impl<'a> Host<'a> {
    /// A host that reads `text` out in pieces and lends `budget` words.
    pub fn new(text: &'a [u8], piece: usize, budget: usize) -> Host<'a> {
        Host {
            text,
            piece: piece.max(1),
            budget,
            lent: 0,
            names: Vec::new(),
            numbers: HashMap::new(),
            codes: Vec::new(),
            n_names: 0,
            n_consts: 0,
        }
    }

    /// Words that are lent.
    pub fn lent(&self) -> usize {
        self.lent
    }
}

impl Workspace<'static> for Host<'_> {
    fn take(&mut self, words: usize) -> Option<&'static mut [u32]> {
        assert!(words > 0);
        self.budget = self.budget.checked_sub(words)?;
        self.lent += words;
        Some(pool::take(words))
    }

    fn give(&mut self, block: &'static mut [u32]) {
        self.lent = self.lent.checked_sub(block.len()).expect("more was given back than lent");
        self.budget = self.budget.saturating_add(block.len());
        pool::give(block);
    }

    fn intern(&mut self, text: &[u8]) -> Option<Name> {
        assert!(text.len() <= 255, "a name of {} bytes", text.len());
        if let Some(found) = qstr::find_known(text, qstr::hash(text)) {
            return Some(Name(found.0));
        }
        if let Some(&number) = self.numbers.get(text) {
            return Some(Name(number));
        }
        let number = u16::try_from(self.names.len()).ok()?.checked_add(qstr::RAM_BASE)?;
        self.names.push(text.to_vec());
        self.numbers.insert(text.to_vec(), number);
        Some(Name(number))
    }

    fn text(&self, name: Name) -> &[u8] {
        if let Some(text) = qstr::known_text(qstr::Qstr(name.0)) {
            return text.as_bytes();
        }
        &self.names[usize::from(name.0 - qstr::RAM_BASE)]
    }

    fn read(&mut self, into: &mut [u8]) -> Result<usize, ReadError> {
        let n = self.text.len().min(into.len()).min(self.piece);
        let (now, later) = self.text.split_at(n);
        into[..n].copy_from_slice(now);
        self.text = later;
        Ok(n)
    }
}

impl Sink for Host<'_> {
    fn begin(&mut self) -> Option<CodeId> {
        self.codes.push(Code::default());
        Some(CodeId(self.codes.len() as u32 - 1))
    }

    fn finish(&mut self, id: CodeId, code: &RawCode<'_>) -> Option<()> {
        let into = self.codes.get_mut(id.0 as usize).expect("a code that was begun");
        assert!(into.bytes.is_empty(), "a code is finished once");
        let mut bytes = vec![0; code.code.len()];
        code.code.copy_to(&mut bytes);
        *into = Code { bytes, n_children: code.children.len() };
        let begun = self.codes.len();
        assert!(code.children.iter().all(|&child| (child as usize) < begun));
        Some(())
    }

    fn tables(&mut self, names: Names<'_>, consts: Consts<'_>) -> Option<()> {
        self.n_names = names.len();
        self.n_consts = consts.len();
        Some(())
    }

    fn fold(&mut self, op: Fold, a: Const<'_>, b: Const<'_>, put: &mut dyn FnMut(Folded<'_>)) -> Option<()> {
        arithmetic::fold(op, a, b, put, &mut |x, y| Some(x.powf(y)))
    }
}

/// Blocks that were given back, to be lent again: a fuzzer compiles for hours.
mod pool {
    use std::cell::RefCell;
    use std::collections::HashMap;

    thread_local! {
        static FREE: RefCell<HashMap<usize, Vec<&'static mut [u32]>>> = RefCell::default();
    }

    /// A block of zeros.
    pub fn take(words: usize) -> &'static mut [u32] {
        let old = FREE.with(|free| free.borrow_mut().get_mut(&words).and_then(Vec::pop));
        match old {
            Some(block) => {
                block.fill(0);
                block
            }
            None => Box::leak(vec![0; words].into_boxed_slice()),
        }
    }

    /// Takes a block back.
    pub fn give(block: &'static mut [u32]) {
        FREE.with(|free| free.borrow_mut().entry(block.len()).or_default().push(block));
    }
}
