//! A host for tests: names in a table, memory that leaks, text in pieces.
#![allow(dead_code, reason = "not every test uses every part")]

use micropyrite_syntax::workspace::ReadError;
use micropyrite_syntax::{Error, InputKind, Name, Tree, Workspace, parse, print};
use std::collections::HashMap;

/// The host.
pub struct Host {
    pub names: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, u16>,
    text: Vec<u8>,
    at: usize,
    /// How many bytes a read gives at most.
    pub piece: usize,
    /// Words that may still be lent, and words that are lent.
    pub budget: usize,
    pub lent: usize,
    pub fail_read: bool,
}

impl Host {
    pub fn new(text: &[u8]) -> Host {
        let mut host = Host {
            names: Vec::new(),
            numbers: HashMap::new(),
            text: text.to_vec(),
            at: 0,
            piece: usize::MAX,
            budget: usize::MAX,
            lent: 0,
            fail_read: false,
        };
        host.intern(b"");
        host
    }
}

impl Workspace<'static> for Host {
    fn take(&mut self, words: usize) -> Option<&'static mut [u32]> {
        assert!(words > 0);
        self.budget = self.budget.checked_sub(words)?;
        self.lent += words;
        Some(Box::leak(vec![0; words].into_boxed_slice()))
    }

    fn give(&mut self, block: &'static mut [u32]) {
        assert!(!block.is_empty());
        self.lent -= block.len();
        self.budget = self.budget.saturating_add(block.len());
    }

    fn intern(&mut self, text: &[u8]) -> Option<Name> {
        assert!(text.len() <= 255);
        if let Some(&number) = self.numbers.get(text) {
            return Some(Name(number));
        }
        let number = u16::try_from(self.names.len()).ok()?;
        self.names.push(text.to_vec());
        self.numbers.insert(text.to_vec(), number);
        Some(Name(number))
    }

    fn text(&self, name: Name) -> &[u8] {
        &self.names[usize::from(name.0)]
    }

    fn read(&mut self, into: &mut [u8]) -> Result<usize, ReadError> {
        if self.fail_read {
            return Err(ReadError);
        }
        let rest = &self.text[self.at..];
        let n = rest.len().min(into.len()).min(self.piece);
        into[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        Ok(n)
    }
}

/// The tree of a text, and its host.
pub fn tree(kind: InputKind, text: &[u8]) -> (Host, Result<Tree<'static>, Error>) {
    let mut host = Host::new(text);
    let result = parse(&mut host, kind, true);
    (host, result)
}

/// The dump of a text's tree, or class, words and place of its error.
pub fn dump(kind: InputKind, text: &[u8]) -> String {
    let (mut host, result) = tree(kind, text);
    match result {
        Ok(mut tree) => {
            let mut out = String::new();
            print(&tree, &host, &mut out).unwrap();
            tree.free(&mut host);
            assert_eq!(host.lent, 0, "memory was not given back");
            out
        }
        Err(error) => {
            assert_eq!(host.lent, 0, "memory was not given back");
            format!("{:?} {}:{}: {error}\n", error.kind.class(), error.line, error.column)
        }
    }
}
