//! Sizes of sections in ELF files, 32-bit and 64-bit, little-endian.
//!
//! As much of the format as it takes to add up code, data and zeroed memory the way `size` does.

/// Bytes that a program takes: in flash, in flash and RAM, in RAM.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Sizes {
    /// Code and constants.
    pub text: u64,
    /// Variables with a first value.
    pub data: u64,
    /// Variables that start as zero.
    pub bss: u64,
}

/// Section flags and types that matter here.
const SHF_WRITE: u64 = 1;
const SHF_ALLOC: u64 = 2;
const SHT_NOBITS: u64 = 8;

/// Adds up the sections of an ELF file; nothing when it is none.
pub fn sizes(file: &[u8]) -> Option<Sizes> {
    if !file.starts_with(b"\x7fELF") || file.get(5) != Some(&1) {
        return None;
    }
    let wide = file.get(4) == Some(&2);
    let word = if wide { 8 } else { 4 };
    let at = |place: usize, length: usize| -> Option<u64> {
        let bytes = file.get(place..place.checked_add(length)?)?;
        Some(bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)))
    };
    let table = usize::try_from(at(if wide { 0x28 } else { 0x20 }, word)?).ok()?;
    let entry = usize::try_from(at(if wide { 0x3a } else { 0x2e }, 2)?).ok()?;
    let count = usize::try_from(at(if wide { 0x3c } else { 0x30 }, 2)?).ok()?;
    let mut sizes = Sizes::default();
    for index in 0..count {
        let header = table.checked_add(index.checked_mul(entry)?)?;
        let kind = at(header + 4, 4)?;
        let flags = at(header + 8, word)?;
        // After the flags come the address, the place in the file and the size.
        let size = at(header + 8 + 3 * word, word)?;
        if flags & SHF_ALLOC == 0 {
            continue;
        }
        match (kind, flags & SHF_WRITE != 0) {
            (SHT_NOBITS, _) => sizes.bss += size,
            (_, true) => sizes.data += size,
            (_, false) => sizes.text += size,
        }
    }
    Some(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_program_has_code() {
        let file = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(sizes(&file).unwrap().text > 10_000);
        assert_eq!(sizes(b"#!/bin/sh"), None);
    }
}
