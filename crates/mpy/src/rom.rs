//! Frozen modules as constant data: an archive becomes Rust source.
//!
//! In an archive a compiled file lies as it is, and importing it makes tables, names and constants of it in the heap. In
//! the source that is written here all of these are statics, which the compiler lays out for the chip and which stay in
//! flash. The archive that remains says which file is which of them. What cannot be a static stays in it: source text,
//! modules with complex constants, native code, names that are no UTF-8.

use std::collections::BTreeMap;
use std::fmt::Write;

use micropyrite_bytecode::frozen::{Archive, Kind};
use micropyrite_bytecode::qstr::{RAM_BASE, find_known, hash};
use micropyrite_bytecode::{CodeKind, Prelude, made};

use crate::archive::{self, File};
use crate::unit::{Code, Const, Name, Unit};

/// Bits of small integers on chips.
const SMALL_INT_BITS: u8 = 31;
/// Names are no longer, in bytes.
const NAME_MAX: usize = 255;

/// What becomes of an archive.
pub struct Rom {
    /// Rust source: an expression of type `Linked`, for a static.
    pub source: String,
    /// The archive that remains.
    pub archive: Vec<u8>,
}

/// Makes constant data of an archive.
///
/// # Errors
/// What is wrong with the archive, or with a compiled file in it.
pub fn link(archive: &[u8]) -> Result<Rom, String> {
    let archive = Archive::new(archive).map_err(|flaw| flaw.to_string())?;
    let mut names = Names::default();
    let mut modules = String::new();
    let mut codes = String::new();
    let mut n_linked = 0u32;
    let mut files = Vec::new();
    for file in archive.files() {
        let name = String::from_utf8_lossy(file.name).into_owned();
        let (mut kind, mut contents) = (file.kind, file.contents.to_vec());
        if kind == Kind::Code {
            let unit = Unit::read(file.contents).map_err(|reason| format!("{name}: {reason}"))?;
            if let Some(module) =
                Module::write(&unit, n_linked, &mut names).map_err(|why| format!("{name}: {why}"))?
            {
                modules.push_str(&module);
                let _ = write!(codes, "&M{n_linked}_P0, ");
                (kind, contents) = (Kind::Linked, n_linked.to_le_bytes().to_vec());
                n_linked += 1;
            }
        }
        files.push(File { name, kind, contents });
    }
    let source =
        format!("{{\n{USES}{modules}{}Linked {{ codes: &[{codes}], names: &NAMES }}\n}}\n", names.section());
    Ok(Rom { source, archive: archive::write(&mut files)? })
}

const USES: &str = "\
use micropyrite::core::bytecode::Prelude;
use micropyrite::core::bytecode::qstr::{Qstr, Section};
use micropyrite::core::heap::RomText;
use micropyrite::core::heap::rom_tuple::RomTuple;
use micropyrite::core::load::{Context, Linked, ProtoFun};
use micropyrite::core::types::int::RomBig;
use micropyrite::core::types::{Float, TUPLE, str};
use micropyrite::core::{Obj, config};
";

/// Names that no known table has, in the order of their numbers.
#[derive(Default)]
struct Names {
    numbers: BTreeMap<String, u16>,
    texts: Vec<String>,
}

impl Names {
    /// The number of a name. `None`: it cannot have one.
    fn number(&mut self, name: Name<'_>) -> Option<u16> {
        let text = match name {
            Name::Fixed(name) => return Some(name.0),
            Name::Text(text) => text,
        };
        if let Some(known) = find_known(text, hash(text)) {
            return Some(known.0);
        }
        let text = String::from_utf8(text.to_vec()).ok().filter(|text| text.len() <= NAME_MAX)?;
        if let Some(number) = self.numbers.get(&text) {
            return Some(*number);
        }
        let number = u16::try_from(self.texts.len()).ok()?.checked_add(RAM_BASE)?;
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        Some(number)
    }

    fn section(&self) -> String {
        let hashes: Vec<u32> = self.texts.iter().map(|text| hash(text.as_bytes())).collect();
        let mut by_hash: Vec<usize> = (0..hashes.len()).collect();
        by_hash.sort_by_key(|i| hashes.get(*i));
        format!(
            "static NAMES: Section = Section {{ base: {RAM_BASE}, names: &{:?}, hashes: &{hashes:?}, by_hash: &{by_hash:?} }};\n",
            self.texts
        )
    }
}

/// The statics of a module.
struct Module<'a> {
    unit: &'a Unit<'a>,
    number: u32,
    source: String,
    n_objects: usize,
    n_codes: usize,
}

impl<'a> Module<'a> {
    /// Writes them; `None`: not everything of the unit can be a static.
    fn write(unit: &'a Unit<'a>, number: u32, names: &mut Names) -> Result<Option<String>, String> {
        if unit.header.arch != 0 || unit.header.small_int_bits > SMALL_INT_BITS {
            return Ok(None);
        }
        let mut module = Module { unit, number, source: String::new(), n_objects: 0, n_codes: 0 };
        let consts: Option<Vec<String>> = unit.consts.iter().map(|value| module.constant(value)).collect();
        let Some(consts) = consts else { return Ok(None) };
        let numbers: Option<Vec<u16>> = unit.names.iter().map(|name| names.number(*name)).collect();
        let Some(numbers) = numbers else { return Ok(None) };
        let names: Vec<String> = numbers.iter().map(|number| format!("Qstr({number})")).collect();
        let _ = writeln!(
            module.source,
            "static M{number}_C: Context = Context::rom(&[{}], &[{}]);",
            names.join(", "),
            consts.join(", ")
        );
        module.code(&unit.code, 0)?;
        Ok(Some(module.source))
    }

    /// Writes a code and those that it makes functions of; gives the number of its static.
    fn code(&mut self, code: &Code<'_>, line_made: u16) -> Result<usize, String> {
        if code.kind != CodeKind::Bytecode {
            return Err("native code".to_string());
        }
        let wrong = |flaw: micropyrite_bytecode::verify::Flaw| {
            format!("{} at {}", flaw.kind.text(), code.at + flaw.at)
        };
        let n_locals = self.unit.verify(code).map_err(wrong)?;
        let prelude = Prelude::decode(code.bytes).ok_or("bad prelude")?;
        let number = self.n_codes;
        self.n_codes += 1;
        let mut lines = vec![0; code.children.len()];
        made::each(code.bytes, &prelude, |child, line| {
            if let Some(place) = lines.get_mut(child as usize) {
                *place = u16::try_from(line).unwrap_or(0);
            }
        });
        let mut children = String::new();
        for (child, line) in code.children.iter().zip(lines) {
            let child = self.code(child, line)?;
            let _ = write!(children, "Obj::rom(&M{}_P{child}), ", self.number);
        }
        let module = self.number;
        let _ = writeln!(
            self.source,
            "static M{module}_P{number}: ProtoFun = {{\n    \
             static CHILDREN: RomTuple<{}> = RomTuple::new(&TUPLE, [{children}]);\n    \
             ProtoFun::rom(b\"{}\", &M{module}_C, &CHILDREN, &{prelude:?}, {n_locals}, {line_made})\n}};",
            code.children.len(),
            code.bytes.escape_ascii(),
        );
        Ok(number)
    }

    /// Writes what a constant needs; gives the expression for it. `None`: there is none.
    fn constant(&mut self, value: &Const<'_>) -> Option<String> {
        let (ty, value) = match value {
            Const::FunTable | Const::Complex(_) => return None,
            Const::None => return Some("Obj::NONE".to_string()),
            Const::False => return Some("Obj::FALSE".to_string()),
            Const::True => return Some("Obj::TRUE".to_string()),
            Const::Ellipsis => return Some("Obj::ELLIPSIS".to_string()),
            // There is one of each.
            Const::Str([]) => return Some("str::EMPTY".to_string()),
            Const::Bytes([]) => return Some("str::EMPTY_BYTES.obj()".to_string()),
            Const::Str(text) => {
                let text = std::str::from_utf8(text).ok()?;
                (format!("RomText<{}>", text.len()), format!("RomText::new({text:?})"))
            }
            Const::Bytes(bytes) => (
                format!("RomText<{}>", bytes.len()),
                format!("RomText::bytes(b\"{}\")", bytes.escape_ascii()),
            ),
            Const::Int(text) => {
                let (is_negative, limbs) = limbs(text)?;
                if is_small(is_negative, &limbs) {
                    return Some(format!("Obj::small({text})"));
                }
                let n = limbs.len();
                (
                    format!("RomBig<{n}>"),
                    format!("{{ assert!(config::BIG_INT); RomBig::new({is_negative}, {limbs:?}) }}"),
                )
            }
            Const::Float(text) => {
                let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
                // The text itself is rounded once, to whatever precision the target has.
                let sign = if value.is_sign_negative() { "-" } else { "" };
                let digits = text.trim_start_matches('-');
                let digits =
                    if digits.contains(['.', 'e']) { digits.to_string() } else { format!("{digits}.0") };
                let digits = digits.replace(".e", ".0e");
                let digits = if digits.ends_with('.') { format!("{digits}0") } else { digits };
                ("Float".to_string(), format!("{{ assert!(config::FLOAT); Float::rom({sign}{digits}) }}"))
            }
            Const::Tuple(items) => {
                let items: Option<Vec<String>> = items.iter().map(|item| self.constant(item)).collect();
                let items = items?;
                (
                    format!("RomTuple<{}>", items.len()),
                    format!("RomTuple::new(&TUPLE, [{}])", items.join(", ")),
                )
            }
        };
        let (module, number) = (self.number, self.n_objects);
        self.n_objects += 1;
        let _ = writeln!(self.source, "static M{module}_K{number}: {ty} = {value};");
        Some(format!("Obj::rom(&M{module}_K{number})"))
    }
}

/// The limbs of a number on a chip of 32 bits, and whether it is below zero. `None` for what is no number.
fn limbs(text: &str) -> Option<(bool, Vec<u32>)> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut limbs: Vec<u32> = Vec::new();
    for digit in digits.bytes() {
        let mut carry = u64::from((digit as char).to_digit(10)?);
        for limb in &mut limbs {
            carry += u64::from(*limb) * 10;
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            limbs.push(carry as u32);
        }
    }
    (!digits.is_empty()).then_some((digits.len() < text.len(), limbs))
}

/// Whether a number is a small integer on a chip.
fn is_small(is_negative: bool, limbs: &[u32]) -> bool {
    let least = (1 << (SMALL_INT_BITS - 1)) + u32::from(is_negative);
    limbs.len() < 2 && limbs.first().is_none_or(|limb| *limb < least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_limbs() {
        assert_eq!(limbs("4294967296"), Some((false, vec![0, 1])));
        assert_eq!(limbs("-1208925819614629174706177"), Some((true, vec![1, 0, 0x10000])));
        assert_eq!(limbs("3735928559"), Some((false, vec![0xdead_beef])));
        assert_eq!(limbs("1073741824"), Some((false, vec![1 << 30])));
        assert_eq!(limbs("-1073741825"), Some((true, vec![(1 << 30) + 1])));
        assert_eq!((limbs("0x7"), limbs("-")), (None, None));
        for (text, small) in [
            ("0", true),
            ("1073741823", true),
            ("1073741824", false),
            ("-1073741824", true),
            ("-1073741825", false),
        ] {
            let (is_negative, limbs) = limbs(text).unwrap();
            assert_eq!(is_small(is_negative, &limbs), small, "{text}");
        }
    }
}
