//! A host for tests: counts memory, keeps codes, lists them.
#![allow(dead_code)]

use std::collections::HashMap;
use std::fmt::{self, Write};

use micropyrite_bytecode::{CodeId, RawCode, disasm, qstr};
use micropyrite_compile::{Const, ConstView, Consts, Fold, Folded, Names, Sink, Workspace, arithmetic};
use micropyrite_syntax::workspace::ReadError;
use micropyrite_syntax::{Name, Tree};

/// A code as it was finished.
#[derive(Clone, Default)]
pub struct Code {
    pub bytes: Vec<u8>,
    pub children: Vec<u32>,
    pub scope_flags: u16,
}

/// The host.
#[derive(Default)]
pub struct TestHost {
    source: Vec<u8>,
    read: usize,
    names: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, u16>,
    free: Vec<&'static mut [u32]>,
    /// Blocks that are lent.
    pub lent: usize,
    /// How many more blocks may be lent.
    pub blocks_left: Option<usize>,
    pub codes: Vec<Code>,
    pub finished: Vec<u32>,
    pub table: Vec<Name>,
    pub consts: Vec<String>,
    pub show_tree: bool,
    /// Names that exist from the start, for [`Workspace::find`].
    pub known: std::collections::HashSet<Vec<u8>>,
}

impl TestHost {
    pub fn new(source: &[u8]) -> TestHost {
        TestHost { source: source.to_vec(), ..TestHost::default() }
    }

    pub fn name_text(&self, name: Name) -> String {
        String::from_utf8_lossy(self.text(name)).into_owned()
    }

    /// The listing of all codes.
    pub fn listing(&self) -> String {
        let mut out = String::new();
        for &id in &self.finished {
            let code = &self.codes[id as usize];
            disasm::dump(&code.bytes, &Listed { host: self, code }, &mut out).unwrap();
        }
        out
    }
}

struct Listed<'a> {
    host: &'a TestHost,
    code: &'a Code,
}

impl disasm::View for Listed<'_> {
    fn name(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        match self.host.table.get(index as usize) {
            Some(&name) => out.write_str(&self.host.name_text(name)),
            None => out.write_str("?"),
        }
    }
    fn constant(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        write!(out, "0x0={}", self.host.consts.get(index as usize).map_or("?", |text| text))
    }
    fn child(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        write!(out, "0x{:x}", self.code.children.get(index as usize).copied().unwrap_or(u32::MAX))
    }
    fn descriptor(&self, out: &mut dyn Write) -> fmt::Result {
        out.write_str("0x0")
    }
    fn address(&self, out: &mut dyn Write) -> fmt::Result {
        out.write_str("0x0")
    }
}

impl Workspace<'static> for TestHost {
    fn take(&mut self, words: usize) -> Option<&'static mut [u32]> {
        if let Some(left) = &mut self.blocks_left {
            *left = left.checked_sub(1)?;
        }
        self.lent += 1;
        if let Some(at) = self.free.iter().position(|block| block.len() == words) {
            let block = self.free.swap_remove(at);
            block.fill(0);
            return Some(block);
        }
        Some(Box::leak(vec![0; words].into_boxed_slice()))
    }

    fn give(&mut self, block: &'static mut [u32]) {
        self.lent -= 1;
        self.free.push(block);
    }

    fn intern(&mut self, text: &[u8]) -> Option<Name> {
        if let Some(found) = qstr::find_known(text, qstr::hash(text)) {
            return Some(Name(found.0));
        }
        if let Some(&number) = self.numbers.get(text) {
            return Some(Name(number));
        }
        let number = u16::try_from(self.names.len()).ok()?.checked_add(qstr::RAM_BASE)?;
        self.names.push(text.to_vec());
        self.numbers.insert(text.to_vec(), number);
        Some(Name(number))
    }

    fn find(&mut self, text: &[u8]) -> Option<Name> {
        if self.known.contains(text) {
            return self.intern(text);
        }
        self.numbers.get(text).map(|&number| Name(number))
    }

    fn text(&self, name: Name) -> &[u8] {
        if let Some(text) = qstr::known_text(qstr::Qstr(name.0)) {
            return text.as_bytes();
        }
        self.names.get((name.0 - qstr::RAM_BASE) as usize).map_or(b"", |text| text)
    }

    fn read(&mut self, into: &mut [u8]) -> Result<usize, ReadError> {
        let n = into.len().min(self.source.len() - self.read);
        into[..n].copy_from_slice(&self.source[self.read..self.read + n]);
        self.read += n;
        Ok(n)
    }
}

impl Sink for TestHost {
    fn begin(&mut self) -> Option<CodeId> {
        self.codes.push(Code::default());
        Some(CodeId(self.codes.len() as u32 - 1))
    }

    fn finish(&mut self, id: CodeId, code: &RawCode<'_>) -> Option<()> {
        let mut bytes = vec![0; code.code.len()];
        code.code.copy_to(&mut bytes);
        let into = self.codes.get_mut(id.0 as usize)?;
        *into = Code { bytes, children: code.children.to_vec(), scope_flags: code.scope_flags };
        self.finished.push(id.0);
        Some(())
    }

    fn tables(&mut self, names: Names<'_>, consts: Consts<'_>) -> Option<()> {
        self.table = names.iter().collect();
        self.consts = consts.iter().map(|it| self.repr(it)).collect();
        Some(())
    }

    fn tree(&mut self, tree: &Tree<'_>) {
        if self.show_tree {
            let mut out = String::new();
            micropyrite_syntax::print(tree, self, &mut out).unwrap();
            print!("{out}");
        }
    }

    fn fold(&mut self, op: Fold, a: Const<'_>, b: Const<'_>, put: &mut dyn FnMut(Folded<'_>)) -> Option<()> {
        arithmetic::fold(op, a, b, put, &mut |x, y| Some(x.powf(y)))
    }

    fn module_constant(&mut self, module: Name, attr: Name, put: &mut dyn FnMut(Folded<'_>)) -> Option<()> {
        put(match (self.text(module), self.text(attr)) {
            (b"math", b"pi") => Folded::Float(std::f64::consts::PI),
            (b"math", b"e") => Folded::Float(std::f64::consts::E),
            (b"math", b"inf") => Folded::Float(f64::INFINITY),
            (b"math", b"nan") => Folded::Float(f64::NAN),
            (b"math", b"tau") => Folded::Float(std::f64::consts::TAU),
            (b"errno", attr) => Folded::Int(ERRNO.iter().find(|(name, _)| name.as_bytes() == attr)?.1),
            _ => return None,
        });
        Some(())
    }
}

const ERRNO: &[(&str, i64)] = &[
    ("EPERM", 1),
    ("ENOENT", 2),
    ("EIO", 5),
    ("EBADF", 9),
    ("EAGAIN", 11),
    ("ENOMEM", 12),
    ("EACCES", 13),
    ("EEXIST", 17),
    ("ENODEV", 19),
    ("EISDIR", 21),
    ("EINVAL", 22),
    ("EOPNOTSUPP", 95),
    ("EADDRINUSE", 98),
    ("ECONNABORTED", 103),
    ("ECONNRESET", 104),
    ("ENOBUFS", 105),
    ("ENOTCONN", 107),
    ("ETIMEDOUT", 110),
    ("ECONNREFUSED", 111),
    ("EHOSTUNREACH", 113),
    ("EALREADY", 114),
    ("EINPROGRESS", 115),
];

/// A big integer in decimal, if 128 bits hold it.
fn big(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let value = digits.strip_prefix("0x").and_then(|hex| u128::from_str_radix(hex, 16).ok());
    value.map_or(text.to_string(), |value| format!("{sign}{value}"))
}

/// A string as Python writes it, or nearly so.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|character| match character as u32 {
            0x5c | 0x27 => format!("\\{character}"),
            0x0a => "\\n".to_string(),
            0x20..=0x7e => character.to_string(),
            code @ ..=0xff => format!("\\x{code:02x}"),
            code @ ..=0xffff => format!("\\u{code:04x}"),
            code => format!("\\U{code:08x}"),
        })
        .collect();
    format!("'{escaped}'")
}

impl TestHost {
    /// A constant in a form that Python reads.
    pub fn repr(&self, it: Const<'_>) -> String {
        let bytes = || {
            let mut bytes = vec![0; it.text_len()];
            it.copy_text(&mut bytes);
            bytes
        };
        let text = || String::from_utf8_lossy(&bytes()).into_owned();
        match it.view() {
            ConstView::None => "None".into(),
            ConstView::False => "False".into(),
            ConstView::True => "True".into(),
            ConstView::Ellipsis => "Ellipsis".into(),
            ConstView::Int(value) => value.to_string(),
            ConstView::BigInt => big(&text()),
            ConstView::Float(value) => format!("{value:?}"),
            ConstView::Imag(value) => format!("{value}j"),
            ConstView::Name(name) => quoted(&self.name_text(name)),
            ConstView::Str => quoted(&text()),
            ConstView::Bytes => {
                let latin: String = bytes().iter().map(|&byte| char::from(byte)).collect();
                format!("b{}", quoted(&latin))
            }
            ConstView::Tuple(n) => {
                let items: Vec<String> = (0..n).map(|i| self.repr(it.item(i))).collect();
                format!("({}{})", items.join(", "), if n == 1 { "," } else { "" })
            }
        }
    }
}
