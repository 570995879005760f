//! Whose the bytes of a firmware are: each of them is counted once.
//!
//! What has a symbol belongs to its owner; where functions turned out the same and were kept once, to one of ours
//! before anybody else's. Constants without a name (texts, tables inside of functions) belong to whoever uses them
//! first: they begin where code or a table points, and end where the next begins.

use std::collections::BTreeMap;

use super::owner::Owner;
use super::references::formed;
use crate::gauges::elf::{Elf, Kind, Section, Symbol};

/// Rounds of following constants that point at constants.
const ROUNDS: usize = 8;

/// Bytes of one owner.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Bytes {
    /// Instructions, with what stands between them.
    pub code: u64,
    /// Constants.
    pub constants: u64,
}

impl Bytes {
    /// All of them.
    pub fn sum(self) -> u64 {
        self.code + self.constants
    }
}

/// Where somebody's bytes are.
struct Span {
    start: u64,
    end: u64,
    is_code: bool,
    owner: Owner,
}

/// Adds up code and constants by owner.
pub fn by_owner(elf: &Elf<'_>) -> BTreeMap<Owner, Bytes> {
    let flash: Vec<&Section<'_>> = elf
        .sections
        .iter()
        .filter(|section| section.is_loaded() && !section.is_written() && section.size > 0)
        .collect();
    let mut spans = named(elf, &flash);
    for section in flash.iter().filter(|section| !section.is_code()) {
        spans.extend(used(elf, &flash, section, &spans));
    }
    let mut sums: BTreeMap<Owner, Bytes> = BTreeMap::new();
    for section in &flash {
        let mut left = section.size;
        let field = |bytes: &mut Bytes, n: u64| {
            let sum = if section.is_code() { &mut bytes.code } else { &mut bytes.constants };
            *sum += n;
        };
        for span in spans.iter().filter(|span| section.has(span.start)) {
            let n = span.end - span.start;
            left -= n.min(left);
            field(sums.entry(span.owner.clone()).or_default(), n);
        }
        let rest = if section.is_code() { "between functions" } else { "unnamed constants" };
        field(sums.entry(Owner::nobody(rest)).or_default(), left);
    }
    sums.retain(|_, bytes| bytes.sum() > 0);
    sums
}

/// What has a symbol, by address, without overlap.
fn named(elf: &Elf<'_>, flash: &[&Section<'_>]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    // Some targets keep the compiler's own labels, which say nothing of owners.
    let says = |symbol: &&Symbol<'_>| {
        symbol.kind != Kind::Other && symbol.size > 0 && !symbol.name.starts_with(".L")
    };
    for symbol in elf.symbols.iter().filter(says) {
        let Some(section) = flash.iter().find(|section| section.has(symbol.address)) else { continue };
        let end = symbol.address.saturating_add(symbol.size).min(section.address + section.size);
        let (start, is_code, owner) = (symbol.address, section.is_code(), Owner::of(symbol.name));
        spans.push(Span { start, end, is_code, owner });
    }
    spans.sort_by_key(|span| (span.start, !span.owner.is_ours(), span.owner.clone()));
    let mut end = 0;
    spans.retain_mut(|span| {
        span.start = span.start.max(end);
        end = end.max(span.end);
        span.start < span.end
    });
    spans
}

/// Constants of a section that have no symbol, as far as somebody points at them.
fn used(elf: &Elf<'_>, flash: &[&Section<'_>], section: &Section<'_>, named: &[Span]) -> Vec<Span> {
    let (low, high) = (section.address, section.address + section.size);
    let points_at = |span: &Span| {
        let bytes = flash.iter().find_map(|section| bytes_of(section, span)).unwrap_or_default();
        formed(elf.machine, span.start, bytes, span.is_code, low, high)
    };
    let within: Vec<&Span> = named.iter().filter(|span| section.has(span.start)).collect();
    let is_named = |address: u64| {
        let at = within.partition_point(|span| span.start <= address);
        at > 0 && address < within[at - 1].end
    };
    let mut owners: BTreeMap<u64, Owner> = BTreeMap::new();
    for span in named {
        for address in points_at(span).into_iter().filter(|address| !is_named(*address)) {
            owners.entry(address).or_insert_with(|| span.owner.clone());
        }
    }
    let mut spans = between(&owners, &within, high);
    for _ in 0..ROUNDS {
        let known = owners.len();
        for span in &spans {
            for address in points_at(span).into_iter().filter(|address| !is_named(*address)) {
                owners.entry(address).or_insert_with(|| span.owner.clone());
            }
        }
        if owners.len() == known {
            break;
        }
        spans = between(&owners, &within, high);
    }
    spans
}

/// Spans from each address to the next, or to what has a name.
fn between(owners: &BTreeMap<u64, Owner>, named: &[&Span], high: u64) -> Vec<Span> {
    let starts: Vec<u64> = owners.keys().copied().collect();
    let mut spans = Vec::new();
    for (at, (start, owner)) in owners.iter().enumerate() {
        let next = starts.get(at + 1).copied().unwrap_or(high);
        let name = named.partition_point(|span| span.start <= *start);
        let end = named.get(name).map_or(next, |span| next.min(span.start));
        spans.push(Span { start: *start, end, is_code: false, owner: owner.clone() });
    }
    spans
}

fn bytes_of<'a>(section: &Section<'a>, span: &Span) -> Option<&'a [u8]> {
    let from = usize::try_from(span.start.checked_sub(section.address)?).ok()?;
    let to = usize::try_from(span.end.checked_sub(section.address)?).ok()?;
    section.bytes.get(from..to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_this_program_is_counted_once() {
        let file = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let elf = Elf::read(&file).unwrap();
        let sums = by_owner(&elf);
        assert_eq!(sums.values().map(|bytes| bytes.sum()).sum::<u64>(), elf.sizes().text);
        let ours = sums.iter().find(|(owner, _)| owner.module == "xtask::sizes::attribution").unwrap();
        assert!(ours.1.code > 500);
    }

    #[test]
    fn constants_reach_to_the_next_or_to_a_name() {
        let owners = BTreeMap::from([(10, Owner::nobody("a")), (14, Owner::nobody("b"))]);
        let named = Span { start: 20, end: 30, is_code: false, owner: Owner::nobody("c") };
        let spans = between(&owners, &[&named], 40);
        let ends: Vec<_> = spans.iter().map(|span| (span.start, span.end)).collect();
        assert_eq!(ends, [(10, 14), (14, 20)]);
    }
}
