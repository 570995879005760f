//! What a `.mpy` file holds, as text: header, tables, listings.

use std::fmt::{self, Write};

use micropyrite_bytecode::{CodeKind, Prelude, disasm};
use micropyrite_mpy::Unit;
use micropyrite_mpy::unit::{Code, Const};

/// The text of a compiled file, or what is wrong with it.
pub fn dump(file: &[u8]) -> Result<String, String> {
    let unit = Unit::read(file)?;
    let header = unit.header;
    let mut out = String::new();
    let mut line = format!("mpy v6.{}, small ints of {} bits", header.sub_version, header.small_int_bits);
    if header.arch != 0 {
        line += &format!(", native code for architecture {}", header.arch);
    }
    if let Some(flags) = unit.arch_flags {
        line += &format!(" with flags {flags}");
    }
    let _ = writeln!(out, "{line}, {} bytes", file.len());
    let _ = writeln!(out, "\nnames:");
    for (i, name) in unit.names.iter().enumerate() {
        let _ = writeln!(out, "  {i:3} {}", name.shown());
    }
    let _ = writeln!(out, "\nconstants:");
    for (i, value) in unit.consts.iter().enumerate() {
        let _ = writeln!(out, "  {i:3} {}", Shown(value));
    }
    if list(&unit, &unit.code, &mut out) && unit.n_behind > 0 {
        let _ = writeln!(out, "\n{} bytes follow", unit.n_behind);
    }
    Ok(out)
}

/// Lists a code and those that it makes functions of; false where native code ends the listing.
fn list(unit: &Unit<'_>, code: &Code<'_>, out: &mut String) -> bool {
    if code.kind != CodeKind::Bytecode {
        let (at, len) = (code.at, code.bytes.len());
        let _ = writeln!(out, "\nnative code at {at}, {len} bytes; what follows it is not shown");
        return false;
    }
    let _ = writeln!(out);
    let _ = disasm::dump(code.bytes, &Listed { unit, at: code.at }, out);
    if let Err(flaw) = unit.verify(code) {
        let first = Prelude::decode(code.bytes).map_or(0, |prelude| prelude.code_start());
        let _ = writeln!(out, "WRONG: {} at {}", flaw.kind.text(), flaw.at.saturating_sub(first));
    }
    code.children.iter().all(|child| list(unit, child, out))
}

/// A constant, as it is written.
struct Shown<'a>(&'a Const<'a>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Const::FunTable => out.write_str("<function table>"),
            Const::None => out.write_str("None"),
            Const::False => out.write_str("False"),
            Const::True => out.write_str("True"),
            Const::Ellipsis => out.write_str("..."),
            Const::Str(text) => write!(out, "{:?}", String::from_utf8_lossy(text)),
            Const::Bytes(bytes) => write!(out, "b\"{}\"", bytes.escape_ascii()),
            Const::Int(text) | Const::Float(text) | Const::Complex(text) => out.write_str(text),
            Const::Tuple(items) => {
                out.write_str("(")?;
                for (i, item) in items.iter().enumerate() {
                    write!(out, "{}{}", if i > 0 { ", " } else { "" }, Shown(item))?;
                }
                out.write_str(if items.len() == 1 { ",)" } else { ")" })
            }
        }
    }
}

/// One code of a unit.
struct Listed<'a> {
    unit: &'a Unit<'a>,
    at: usize,
}

impl disasm::View for Listed<'_> {
    fn name(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        match self.unit.names.get(index as usize) {
            Some(name) => out.write_str(&name.shown()),
            None => out.write_str("?"),
        }
    }

    fn constant(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        match self.unit.consts.get(index as usize) {
            Some(value) => write!(out, "{index}={}", Shown(value)),
            None => write!(out, "{index}=?"),
        }
    }

    fn child(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        write!(out, "{index}")
    }

    fn descriptor(&self, out: &mut dyn Write) -> fmt::Result {
        write!(out, "{}", self.at)
    }

    fn address(&self, out: &mut dyn Write) -> fmt::Result {
        out.write_str("file")
    }
}
