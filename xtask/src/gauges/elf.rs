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

/// Bytes of the header of an archive's member.
const MEMBER_HEADER: usize = 60;

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

/// Adds up the members of an archive (`.a`, `.rlib`) that are ELF files; nothing when it is no archive.
pub fn archive_sizes(file: &[u8]) -> Option<Sizes> {
    let mut rest = file.strip_prefix(b"!<arch>\n")?;
    let mut sum = Sizes::default();
    while rest.len() >= MEMBER_HEADER {
        let (header, body) = rest.split_at(MEMBER_HEADER);
        let length: usize = std::str::from_utf8(&header[48..58]).ok()?.trim().parse().ok()?;
        if let Some(member) = sizes(body.get(..length)?) {
            sum.text += member.text;
            sum.data += member.data;
            sum.bss += member.bss;
        }
        // Members start at even places.
        rest = body.get(length + length % 2..).unwrap_or_default();
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_an_archive_are_added_up() {
        let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let mut archive = b"!<arch>\n".to_vec();
        for member in [&program[..], b"text\n"] {
            archive.extend(format!("{:48}{:<10}`\n", "name/", member.len()).bytes());
            archive.extend(member);
            archive.resize(archive.len().next_multiple_of(2), b'\n');
        }
        assert_eq!(archive_sizes(&archive), sizes(&program));
        assert_eq!(archive_sizes(b"text"), None);
    }

    #[test]
    fn this_program_has_code() {
        let file = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(sizes(&file).unwrap().text > 10_000);
        assert_eq!(sizes(b"#!/bin/sh"), None);
    }
}
