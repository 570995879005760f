//! ELF files, 32-bit and 64-bit, little-endian: sections and symbols.
//!
//! As much of the format as it takes to add up code, data and zeroed memory the way `size` does, and to say whose
//! bytes they are. Whatever does not fit the file is taken for no ELF file.

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
const SHF_EXECINSTR: u64 = 4;
const SHT_SYMTAB: u64 = 2;
const SHT_NOBITS: u64 = 8;

/// Symbol types that matter here.
const STT_OBJECT: u64 = 1;
const STT_FUNC: u64 = 2;

/// Machines that matter here.
pub const EM_ARM: u64 = 40;
/// RISC-V of any width.
pub const EM_RISCV: u64 = 243;

/// Bytes of the header of an archive's member.
const MEMBER_HEADER: usize = 60;

/// A section.
#[derive(Clone, Copy, Debug)]
pub struct Section<'a> {
    /// Where it is when the program runs.
    pub address: u64,
    /// Its bytes then.
    pub size: u64,
    /// What of them is in the file; nothing for zeroed memory.
    pub bytes: &'a [u8],
    kind: u64,
    flags: u64,
    link: u64,
}

impl Section<'_> {
    /// It is in memory when the program runs.
    pub fn is_loaded(&self) -> bool {
        self.flags & SHF_ALLOC != 0
    }

    /// It holds variables.
    pub fn is_written(&self) -> bool {
        self.flags & SHF_WRITE != 0 || self.kind == SHT_NOBITS
    }

    /// It holds instructions.
    pub fn is_code(&self) -> bool {
        self.flags & SHF_EXECINSTR != 0
    }

    /// The address lies inside.
    pub fn has(&self, address: u64) -> bool {
        address >= self.address && address - self.address < self.size
    }
}

/// What a symbol names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A function.
    Function,
    /// A variable or constant.
    Object,
    /// Something else: an address that the linker gives, or a mark.
    Other,
}

/// A symbol.
#[derive(Clone, Copy, Debug)]
pub struct Symbol<'a> {
    /// Its name, mangled.
    pub name: &'a str,
    /// Where what it names begins.
    pub address: u64,
    /// The bytes of that.
    pub size: u64,
    /// What it names.
    pub kind: Kind,
}

/// An ELF file.
pub struct Elf<'a> {
    /// The processor, as the format numbers them.
    pub machine: u64,
    /// Its sections.
    pub sections: Vec<Section<'a>>,
    /// Its symbols.
    pub symbols: Vec<Symbol<'a>>,
}

impl<'a> Elf<'a> {
    /// Reads a file; nothing when it is no ELF file.
    pub fn read(file: &'a [u8]) -> Option<Elf<'a>> {
        if !file.starts_with(b"\x7fELF") || file.get(5) != Some(&1) {
            return None;
        }
        let wide = file.get(4) == Some(&2);
        let word = if wide { 8 } else { 4 };
        let table = usize::try_from(number(file, if wide { 0x28 } else { 0x20 }, word)?).ok()?;
        let entry = usize::try_from(number(file, if wide { 0x3a } else { 0x2e }, 2)?).ok()?;
        let count = usize::try_from(number(file, if wide { 0x3c } else { 0x30 }, 2)?).ok()?;
        let mut sections = Vec::new();
        for index in 0..count {
            let header = table.checked_add(index.checked_mul(entry)?)?;
            // After the type come flags, address, place in the file and size, a word each.
            let field = |at: usize| number(file, header.checked_add(8 + at * word)?, word);
            let (kind, size) = (number(file, header.checked_add(4)?, 4)?, field(3)?);
            let bytes = if kind == SHT_NOBITS { &[][..] } else { part(file, field(2)?, size)? };
            let link = number(file, header.checked_add(8 + 4 * word)?, 4)?;
            sections.push(Section { address: field(1)?, size, bytes, kind, flags: field(0)?, link });
        }
        let machine = number(file, 18, 2)?;
        let mut symbols = Vec::new();
        for table in sections.iter().filter(|section| section.kind == SHT_SYMTAB) {
            let names = sections.get(usize::try_from(table.link).ok()?)?.bytes;
            for symbol in table.bytes.chunks_exact(if wide { 24 } else { 16 }) {
                symbols.push(read_symbol(symbol, names, wide, machine)?);
            }
        }
        Some(Elf { machine, sections, symbols })
    }

    /// Adds up the sections.
    pub fn sizes(&self) -> Sizes {
        let mut sizes = Sizes::default();
        for section in self.sections.iter().filter(|section| section.is_loaded()) {
            let sum = match (section.kind, section.is_written()) {
                (SHT_NOBITS, _) => &mut sizes.bss,
                (_, true) => &mut sizes.data,
                (_, false) => &mut sizes.text,
            };
            *sum += section.size;
        }
        sizes
    }

    /// The address that a name stands for.
    pub fn address(&self, name: &str) -> Option<u64> {
        self.symbols.iter().find(|symbol| symbol.name == name).map(|symbol| symbol.address)
    }
}

fn read_symbol<'a>(symbol: &[u8], names: &'a [u8], wide: bool, machine: u64) -> Option<Symbol<'a>> {
    let name = names.get(usize::try_from(number(symbol, 0, 4)?).ok()?..)?;
    let end = name.iter().position(|byte| *byte == 0)?;
    let (value, size, info) = if wide {
        (number(symbol, 8, 8)?, number(symbol, 16, 8)?, number(symbol, 4, 1)?)
    } else {
        (number(symbol, 4, 4)?, number(symbol, 8, 4)?, number(symbol, 12, 1)?)
    };
    let kind = match info & 15 {
        STT_FUNC => Kind::Function,
        STT_OBJECT => Kind::Object,
        _ => Kind::Other,
    };
    // The lowest bit of a function says that it is Thumb code.
    let is_thumb = kind == Kind::Function && machine == EM_ARM;
    let address = if is_thumb { value & !1 } else { value };
    Some(Symbol { name: std::str::from_utf8(name.get(..end)?).ok()?, address, size, kind })
}

/// A number of that many bytes, the lowest first.
fn number(file: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = file.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)))
}

fn part(file: &[u8], at: u64, length: u64) -> Option<&[u8]> {
    let (at, length) = (usize::try_from(at).ok()?, usize::try_from(length).ok()?);
    file.get(at..at.checked_add(length)?)
}

/// Adds up the sections of an ELF file; nothing when it is none.
pub fn sizes(file: &[u8]) -> Option<Sizes> {
    Elf::read(file).map(|elf| elf.sizes())
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

    fn this_program() -> Vec<u8> {
        std::fs::read(std::env::current_exe().unwrap()).unwrap()
    }

    #[test]
    fn members_of_an_archive_are_added_up() {
        let program = this_program();
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
    fn this_program_has_code_and_says_whose() {
        let file = this_program();
        let elf = Elf::read(&file).unwrap();
        assert!(elf.sizes().text > 10_000);
        let main = elf.symbols.iter().find(|symbol| symbol.name == "main").unwrap();
        assert!(main.kind == Kind::Function && main.size > 0);
        assert!(elf.sections.iter().any(|section| section.is_code() && section.has(main.address)));
        assert_eq!(sizes(b"#!/bin/sh"), None);
    }

    #[test]
    fn what_is_cut_short_is_no_elf_file() {
        let file = this_program();
        assert!(Elf::read(&file[..file.len() / 2]).is_none());
    }
}
