//! `cargo xtask texts`: pairs that texts of exceptions are packed with.
//!
//! It collects the texts that boards have, those of the level `normal`, from the macros they stand in, and finds the
//! pairs: again and again the one that occurs most often. Packing works with any pairs, so the table is made anew only
//! when the texts have changed so much that it is worth it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::{Outcome, arguments, repo};

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask texts [--write]

Prints how many bytes the texts of exceptions take, plain and packed.

  --write   make the table of pairs anew

examples:
  cargo xtask texts
  cargo xtask texts --write
";

/// The table.
const TABLE: &str = "crates/core/src/message/pairs.rs";

/// Sources whose texts are in images.
const FOLDERS: [&str; 6] = [
    "crates/core/src",
    "crates/machine/src",
    "crates/modules/src",
    "crates/micropyrite/src",
    "crates/compile/src/error.rs",
    "crates/syntax/src/error.rs",
];

/// What stands before texts.
const OPENINGS: [&str; 5] = ["text!(", "template!(", "mismatch!(", "always(", "["];

/// Most pairs there are bytes for.
const N_PAIRS: usize = 128;

/// A pair that occurs less often saves nothing.
const TIMES_MIN: usize = 4;

/// Runs the verb.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    let mut write = false;
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("write") => write = true,
            other => return arguments::unexpected(other),
        }
    }
    let texts = collect()?;
    let plain: usize = texts.iter().map(String::len).sum();
    let mut packed: Vec<Vec<u8>> = texts.iter().map(|text| text.clone().into_bytes()).collect();
    let pairs = find(&mut packed);
    let len: usize = packed.iter().map(Vec::len).sum();
    println!("{} texts: {plain} bytes plain, {len} packed with {} pairs", texts.len(), pairs.len());
    if write {
        repo::write(&repo::root().join(TABLE), &table(&pairs))?;
    }
    Ok(())
}

/// The different texts of the level `normal`.
fn collect() -> Outcome<BTreeSet<String>> {
    let mut texts = BTreeSet::new();
    for name in repo::files()? {
        let Some(folder) = FOLDERS.iter().find(|folder| name.starts_with(**folder)) else { continue };
        let source = repo::read(&repo::root().join(&name))?;
        // Tests have texts of their own.
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for opening in OPENINGS.iter().filter(|opening| **opening != "[" || folder.ends_with("error.rs")) {
            for (at, _) in source.match_indices(opening) {
                let levels = strings(&source[at + opening.len()..]);
                texts.extend(levels.get(1).or(levels.first()).filter(|text| !text.is_empty()).cloned());
            }
        }
    }
    Ok(texts)
}

/// The string literals that a list begins with.
fn strings(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source.trim_start();
    while let Some(inner) = rest.strip_prefix('"') {
        let mut text = String::new();
        let mut chars = inner.char_indices();
        let end = loop {
            match chars.next() {
                Some((_, '\\')) => text.extend(chars.next().map(|(_, c)| c)),
                Some((at, '"')) => break at,
                Some((_, c)) => text.push(c),
                None => return found,
            }
        };
        found.push(text);
        rest = inner[end + 1..].trim_start().trim_start_matches(',').trim_start();
    }
    found
}

/// Packs texts, and answers with what.
fn find(texts: &mut [Vec<u8>]) -> Vec<[u8; 2]> {
    let mut pairs = Vec::new();
    while pairs.len() < N_PAIRS {
        let mut times: BTreeMap<[u8; 2], usize> = BTreeMap::new();
        for text in texts.iter() {
            let mut last = None;
            for pair in text.windows(2) {
                // Of three equal bytes, only two are a pair.
                let overlaps = last == Some(pair) && pair[0] == pair[1];
                last = if overlaps { None } else { Some(pair) };
                *times.entry([pair[0], pair[1]]).or_default() += usize::from(!overlaps);
            }
        }
        let Some((&pair, &most)) = times.iter().rev().max_by_key(|(_, times)| **times) else { break };
        if most < TIMES_MIN {
            break;
        }
        let byte = 0x80 + pairs.len() as u8;
        pairs.push(pair);
        for text in texts.iter_mut() {
            let mut at = 0;
            while at + 1 < text.len() {
                if text[at..at + 2] == pair {
                    text.splice(at..at + 2, [byte]);
                }
                at += 1;
            }
        }
    }
    pairs
}

/// The source of the table.
fn table(pairs: &[[u8; 2]]) -> String {
    let mut source = String::from(HEAD);
    let mut words: Vec<String> = Vec::new();
    let _ = writeln!(source, "pub const PAIRS: [[u8; 2]; {}] = [", pairs.len());
    for pair in pairs {
        let half = |byte: u8| match usize::from(byte).checked_sub(0x80) {
            Some(n) => words.get(n).cloned().unwrap_or_default(),
            None => char::from(byte).to_string(),
        };
        let literal = |byte: u8| match byte {
            0x80.. => format!("0x{byte:x}"),
            _ => format!("b{:?}", char::from(byte)),
        };
        let word = half(pair[0]) + &half(pair[1]);
        let _ = writeln!(source, "    [{}, {}], // {word:?}", literal(pair[0]), literal(pair[1]));
        words.push(word);
    }
    source.push_str("];\n");
    source
}

/// How the table begins.
const HEAD: &str = "//! Pairs of bytes that are frequent in texts of exceptions.
//!
//! Made by `cargo xtask texts --write`, not by hand. The first is 0x80; a pair is made of bytes of ASCII and of pairs
//! before it.

/// The pairs, each with what it stands for.
";
