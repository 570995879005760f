//! What a `.mpy` file holds, as text: header, tables, listings.

use std::fmt::{self, Write};

use micropyrite_bytecode::mpy::{CodeHead, ConstKind, HEADER_LEN, Header, NameHead};
use micropyrite_bytecode::qstr::known_text;
use micropyrite_bytecode::verify::{Survey, Tables};
use micropyrite_bytecode::{CodeKind, Prelude, disasm, varint};

/// Codes nest no deeper than this in a listing.
const DEPTH_MAX: usize = 200;

type Res<T> = Result<T, String>;

/// The text of a compiled file, or what is wrong with it.
pub fn dump(file: &[u8]) -> Res<String> {
    let mut reader = Reader { file, at: 0 };
    let head = reader.take(HEADER_LEN)?.try_into().map_err(|_| "cut off")?;
    let header = Header::decode(head).ok_or("no .mpy file of version 6")?;
    let mut out = String::new();
    let mut line = format!("mpy v6.{}, small ints of {} bits", header.sub_version, header.small_int_bits);
    if header.arch != 0 {
        line += &format!(", native code for architecture {}", header.arch);
    }
    if header.has_arch_flags {
        line += &format!(" with flags {}", reader.number()?);
    }
    let n_names = reader.number()?;
    let n_consts = reader.number()?;
    let _ = writeln!(out, "{line}, {} bytes", file.len());
    let mut unit = Unit { names: Vec::new(), consts: Vec::new() };
    let _ = writeln!(out, "\nnames:");
    for i in 0..n_names {
        let name = reader.name()?;
        let _ = writeln!(out, "  {i:3} {name}");
        unit.names.push(name);
    }
    let _ = writeln!(out, "\nconstants:");
    for i in 0..n_consts {
        let value = reader.constant(0)?;
        let _ = writeln!(out, "  {i:3} {value}");
        unit.consts.push(value);
    }
    reader.code(&unit, &mut out, 0)?;
    if reader.at < file.len() {
        let _ = writeln!(out, "\n{} bytes follow", file.len() - reader.at);
    }
    Ok(out)
}

struct Unit {
    names: Vec<String>,
    consts: Vec<String>,
}

struct Reader<'a> {
    file: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn wrong(&self, what: &str) -> String {
        format!("{what} at {}", self.at)
    }

    fn take(&mut self, n: usize) -> Res<&'a [u8]> {
        let part = self.at.checked_add(n).and_then(|end| self.file.get(self.at..end));
        let part = part.ok_or_else(|| self.wrong("cut off"))?;
        self.at += n;
        Ok(part)
    }

    fn number(&mut self) -> Res<u32> {
        varint::decode_uint(self.file, &mut self.at).ok_or_else(|| self.wrong("bad number"))
    }

    /// Bytes, which a zero follows.
    fn string(&mut self, n: usize) -> Res<&'a [u8]> {
        match self.take(n + 1)? {
            [text @ .., 0] => Ok(text),
            _ => Err(self.wrong("no zero before")),
        }
    }

    fn name(&mut self) -> Res<String> {
        let number = self.number()?;
        match NameHead::decode(number).ok_or_else(|| self.wrong("bad name before"))? {
            NameHead::Fixed(name) => Ok(known_text(name).unwrap_or_default().escape_debug().to_string()),
            NameHead::Text(n) => Ok(String::from_utf8_lossy(self.string(n)?).escape_debug().to_string()),
        }
    }

    fn constant(&mut self, depth: usize) -> Res<String> {
        let byte = self.take(1)?[0];
        let kind = ConstKind::from_byte(byte).ok_or_else(|| self.wrong("bad constant before"))?;
        Ok(match kind {
            ConstKind::FunTable => "<function table>".into(),
            ConstKind::None => "None".into(),
            ConstKind::False => "False".into(),
            ConstKind::True => "True".into(),
            ConstKind::Ellipsis => "...".into(),
            ConstKind::Str => {
                let n = self.number()? as usize;
                format!("{:?}", String::from_utf8_lossy(self.string(n)?))
            }
            ConstKind::Bytes => {
                let n = self.number()? as usize;
                format!("b\"{}\"", self.string(n)?.escape_ascii())
            }
            ConstKind::Int | ConstKind::Float | ConstKind::Complex => {
                let n = self.number()? as usize;
                String::from_utf8_lossy(self.take(n)?).into_owned()
            }
            ConstKind::Tuple if depth >= DEPTH_MAX => return Err(self.wrong("nested too deep")),
            ConstKind::Tuple => {
                let n = self.number()?;
                let items: Res<Vec<String>> = (0..n).map(|_| self.constant(depth + 1)).collect();
                let items = items?.join(", ");
                if n == 1 { format!("({items},)") } else { format!("({items})") }
            }
        })
    }

    fn code(&mut self, unit: &Unit, out: &mut String, depth: usize) -> Res<()> {
        if depth >= DEPTH_MAX {
            return Err(self.wrong("nested too deep"));
        }
        let start = self.at;
        let head = CodeHead::decode(self.number()?);
        let bytes = self.take(head.len)?;
        if head.kind != CodeKind::Bytecode {
            let _ =
                writeln!(out, "\nnative code at {start}, {} bytes; what follows it is not shown", head.len);
            self.at = self.file.len();
            return Ok(());
        }
        let n_children = if head.has_children { self.number()? } else { 0 };
        let _ = writeln!(out);
        let listed = Listed { unit, at: start };
        let _ = disasm::dump(bytes, &listed, out);
        let tables = Tables {
            n_names: unit.names.len(),
            n_consts: unit.consts.len(),
            n_children: n_children as usize,
        };
        if let Err(flaw) = verify(bytes, &tables) {
            let first = Prelude::decode(bytes).map_or(0, |prelude| prelude.code_start());
            let _ = writeln!(out, "WRONG: {} at {}", flaw.kind.text(), flaw.at.saturating_sub(first));
        }
        (0..n_children).try_for_each(|_| self.code(unit, out, depth + 1))
    }
}

fn verify(code: &[u8], tables: &Tables) -> Result<(), micropyrite_bytecode::verify::Flaw> {
    let survey = Survey::of(code)?;
    match survey.n_words(code) {
        Some(n) => survey.verify(code, tables, &mut vec![0; n]).map(drop),
        None => Ok(()),
    }
}

/// One code of a unit.
struct Listed<'a> {
    unit: &'a Unit,
    at: usize,
}

impl disasm::View for Listed<'_> {
    fn name(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        out.write_str(self.unit.names.get(index as usize).map_or("?", String::as_str))
    }

    fn constant(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        write!(out, "{index}={}", self.unit.consts.get(index as usize).map_or("?", String::as_str))
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
