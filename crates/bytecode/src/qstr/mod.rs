//! Names: their numbers, their hash, and the tables of those that are known.
//!
//! A qstr is a number for an interned string. Numbers below [`RAM_BASE`] are in tables that link into
//! flash: the frozen names ([`fixed`]) and the known names of each section ([`known`]). Numbers from there
//! on are given at run time. Number 0 is no name.

pub mod fixed;
pub mod known;

/// An interned name. 0 is no name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct Qstr(pub u16);

impl Qstr {
    /// No name.
    pub const NULL: Qstr = Qstr(0);
}

/// Names at consecutive numbers, with an index by hash. Links only where something refers to it.
pub struct Section {
    /// Number of the first name.
    pub base: u16,
    /// The names, by number.
    pub names: &'static [&'static str],
    /// Their hashes, by number.
    pub hashes: &'static [u32],
    /// Positions, by rising hash.
    pub by_hash: &'static [u16],
}

impl Section {
    /// The name with this text, whose hash is `hash`.
    pub fn find(&self, text: &[u8], hash: u32) -> Option<Qstr> {
        let hash_at = |position: u16| self.hashes.get(position as usize).copied().unwrap_or(0);
        // `partition_point` takes twice as long where code is optimised for size.
        let (mut at, mut end) = (0, self.by_hash.len());
        while at < end {
            let middle = (at + end) / 2;
            match self.by_hash.get(middle) {
                Some(&position) if hash_at(position) < hash => at = middle + 1,
                _ => end = middle,
            }
        }
        while let Some(&position) = self.by_hash.get(at) {
            if hash_at(position) != hash {
                return None;
            }
            if self.names.get(position as usize).is_some_and(|name| name.as_bytes() == text) {
                return Some(Qstr(self.base + position));
            }
            at += 1;
        }
        None
    }

    /// The text of a name of this section.
    #[inline]
    pub fn text(&self, qstr: Qstr) -> Option<&'static str> {
        self.names.get(qstr.0.wrapping_sub(self.base) as usize).copied()
    }

    /// The hash of a name of this section.
    #[inline]
    pub fn hash(&self, qstr: Qstr) -> u32 {
        self.hashes.get(qstr.0.wrapping_sub(self.base) as usize).copied().unwrap_or(0)
    }
}

/// Upstream's string hash (djb2 with xor), kept to 32 bits; files and small tables use its low bytes. Never 0.
///
/// Source: `qstr_compute_hash` in `py/qstr.c`.
#[inline]
pub const fn hash(text: &[u8]) -> u32 {
    let mut value: u32 = 5381;
    let mut i = 0;
    while i < text.len() {
        value = value.wrapping_mul(33) ^ text[i] as u32;
        i += 1;
    }
    if value == 0 { 1 } else { value }
}

const fn hashes<const N: usize>(names: &[&str]) -> [u32; N] {
    let mut table = [0; N];
    let mut i = 0;
    while i < N {
        table[i] = hash(names[i].as_bytes());
        i += 1;
    }
    table
}

/// Shell sort, since sorting is no const function.
const fn by_hash<const N: usize>(hashes: &[u32; N]) -> [u16; N] {
    let mut table = [0u16; N];
    let mut i = 0;
    while i < N {
        table[i] = i as u16;
        i += 1;
    }
    let mut gap = N / 2;
    while gap > 0 {
        let mut i = gap;
        while i < N {
            let entry = table[i];
            let mut j = i;
            while j >= gap && hashes[table[j - gap] as usize] > hashes[entry as usize] {
                table[j] = table[j - gap];
                j -= gap;
            }
            table[j] = entry;
            i += 1;
        }
        gap /= 2;
    }
    table
}

macro_rules! section {
    ($(#[$doc:meta])* $NAME:ident, $base:expr, $names:expr) => {
        $(#[$doc])*
        pub static $NAME: Section = {
            const HASHES: [u32; $names.len()] = hashes($names);
            static KEPT: [u32; $names.len()] = HASHES;
            static INDEX: [u16; $names.len()] = by_hash(&HASHES);
            Section { base: $base, names: $names, hashes: &KEPT, by_hash: &INDEX }
        };
    };
}

/// First number of the frozen names.
pub const FIXED_BASE: u16 = 1;
/// First number of the core's names.
pub const CORE_BASE: u16 = FIXED_BASE + fixed::FIXED.len() as u16;
/// First number of the library modules' names.
pub const MODULES_BASE: u16 = CORE_BASE + known::CORE.len() as u16;
/// First number that is given at run time.
pub const RAM_BASE: u16 = MODULES_BASE + known::MODULES.len() as u16;

section! {
    /// The frozen names.
    FIXED, FIXED_BASE, fixed::FIXED
}
section! {
    /// The names that the core knows.
    CORE, CORE_BASE, known::CORE
}
section! {
    /// The names that the library modules know.
    MODULES, MODULES_BASE, known::MODULES
}

/// Whether two texts are the same, at compile time.
pub const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn less(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() {
        if a[i] != b[i] {
            return a[i] < b[i];
        }
        i += 1;
    }
    a.len() < b.len()
}

const fn find_sorted(names: &[&str], text: &str) -> Option<u16> {
    let (mut low, mut high) = (0, names.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if less(names[middle], text) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if low < names.len() && same(names[low], text) { Some(low as u16) } else { None }
}

/// The number of a known name, at compile time. See [`qstr!`](crate::qstr!).
///
/// # Panics
/// In const evaluation, when nobody has listed the name in `qstr/known.rs`.
pub const fn find(text: &str) -> Qstr {
    if let Some(i) = find_sorted(known::CORE, text) {
        return Qstr(CORE_BASE + i);
    }
    if let Some(i) = find_sorted(known::MODULES, text) {
        return Qstr(MODULES_BASE + i);
    }
    let mut i = 0;
    while i < fixed::FIXED.len() {
        if same(fixed::FIXED[i], text) {
            return Qstr(FIXED_BASE + i as u16);
        }
        i += 1;
    }
    panic!("this name is not in qstr/known.rs: add it with `cargo xtask qstr add`")
}

/// A known name as a constant: `qstr!(append)`, `qstr!("<module>")`.
#[macro_export]
macro_rules! qstr {
    ($name:ident) => {
        const { $crate::qstr::find(stringify!($name)) }
    };
    ($text:literal) => {
        const { $crate::qstr::find($text) }
    };
}

/// The section that a number below [`RAM_BASE`] belongs to.
fn section_of(qstr: Qstr) -> &'static Section {
    if qstr.0 < CORE_BASE {
        &FIXED
    } else if qstr.0 < MODULES_BASE {
        &CORE
    } else {
        &MODULES
    }
}

/// The known name with this text, whose hash is `hash`.
pub fn find_known(text: &[u8], hash: u32) -> Option<Qstr> {
    FIXED.find(text, hash).or_else(|| CORE.find(text, hash)).or_else(|| MODULES.find(text, hash))
}

/// The text of a known name.
pub fn known_text(qstr: Qstr) -> Option<&'static str> {
    section_of(qstr).text(qstr)
}

/// The hash of a known name; 0 of others.
pub fn known_hash(qstr: Qstr) -> u32 {
    section_of(qstr).hash(qstr)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_upstreams() {
        let low = |s: &str| hash(s.as_bytes()) as u8;
        assert_eq!([low("a"), low("b"), low("d"), low("123")], [196, 199, 193, 213]);
    }

    #[test]
    fn every_name_is_found_by_text() {
        for section in [&FIXED, &CORE, &MODULES] {
            for (i, name) in section.names.iter().enumerate() {
                let found = section.find(name.as_bytes(), hash(name.as_bytes()));
                assert_eq!(found, Some(Qstr(section.base + i as u16)), "{name}");
            }
        }
    }
}
