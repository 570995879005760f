//! `Unit`: a compiled file as a tree.

use std::borrow::Cow;

use micropyrite_bytecode::mpy::{CodeHead, ConstKind, HEADER_LEN, Header, NameHead};
use micropyrite_bytecode::qstr::{Qstr, known_text};
use micropyrite_bytecode::verify::{Flaw, Survey, Tables};
use micropyrite_bytecode::{CodeKind, varint};

/// Codes and tuples nest no deeper than this.
const DEPTH_MAX: usize = 200;

type Res<T> = Result<T, String>;

/// What a compiled file holds.
#[derive(Debug)]
pub struct Unit<'a> {
    /// Its header.
    pub header: Header,
    /// Flags of the architecture that native code is for.
    pub arch_flags: Option<u32>,
    /// The table of names.
    pub names: Vec<Name<'a>>,
    /// The table of constants.
    pub consts: Vec<Const<'a>>,
    /// The code of the module.
    pub code: Code<'a>,
    /// How many bytes follow.
    pub n_behind: usize,
}

/// A name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name<'a> {
    /// One of those that all programs know, by its number.
    Fixed(Qstr),
    /// Another, by its text.
    Text(&'a [u8]),
}

impl<'a> Name<'a> {
    /// Its text.
    pub fn text(self) -> &'a [u8] {
        match self {
            Name::Fixed(name) => known_text(name).unwrap_or_default().as_bytes(),
            Name::Text(text) => text,
        }
    }

    /// Its text, to be shown.
    pub fn shown(self) -> String {
        String::from_utf8_lossy(self.text()).escape_debug().to_string()
    }
}

/// A constant; numbers as their text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Const<'a> {
    /// The table that native code calls by.
    FunTable,
    /// `None`
    None,
    /// `False`
    False,
    /// `True`
    True,
    /// `...`
    Ellipsis,
    /// Text, which should be UTF-8.
    Str(&'a [u8]),
    /// Bytes.
    Bytes(&'a [u8]),
    /// A whole number.
    Int(Cow<'a, str>),
    /// A real number.
    Float(Cow<'a, str>),
    /// An imaginary number, with its `j`.
    Complex(Cow<'a, str>),
    /// A tuple.
    Tuple(Vec<Const<'a>>),
}

/// A code.
#[derive(Debug)]
pub struct Code<'a> {
    /// Offset of its head in the file.
    pub at: usize,
    /// What it is. Of code that is not bytecode nothing but this is read, and nothing behind it.
    pub kind: CodeKind,
    /// Prelude and instructions.
    pub bytes: &'a [u8],
    /// What it makes functions of.
    pub children: Vec<Code<'a>>,
}

impl<'a> Unit<'a> {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it, and at which offset. Codes are not looked into.
    pub fn read(file: &'a [u8]) -> Res<Unit<'a>> {
        let mut reader = Reader { file, at: 0, has_stopped: false };
        let head = reader.take(HEADER_LEN)?.try_into().map_err(|_| "cut off")?;
        let header = Header::decode(head).ok_or("no .mpy file of version 6")?;
        let arch_flags = if header.has_arch_flags { Some(reader.number()?) } else { None };
        let n_names = reader.number()?;
        let n_consts = reader.number()?;
        let names = (0..n_names).map(|_| reader.name()).collect::<Res<_>>()?;
        let consts = (0..n_consts).map(|_| reader.constant(0)).collect::<Res<_>>()?;
        let code = reader.code(0)?;
        Ok(Unit { header, arch_flags, names, consts, code, n_behind: file.len() - reader.at })
    }

    /// Verifies a code of this unit as the interpreter would, and counts its locals.
    ///
    /// # Errors
    /// The first flaw.
    pub fn verify(&self, code: &Code<'_>) -> Result<u32, Flaw> {
        let tables = Tables {
            n_names: self.names.len(),
            n_consts: self.consts.len(),
            n_children: code.children.len(),
        };
        let survey = Survey::of(code.bytes)?;
        survey.verify(code.bytes, &tables, &mut vec![0; survey.n_words(code.bytes).unwrap_or(0)])
    }
}

struct Reader<'a> {
    file: &'a [u8],
    at: usize,
    /// Native code was found: where it ends, what is behind it alone says.
    has_stopped: bool,
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
        match self.take(n.saturating_add(1))? {
            [text @ .., 0] => Ok(text),
            _ => Err(self.wrong("no zero before")),
        }
    }

    fn counted(&mut self) -> Res<&'a [u8]> {
        let n = self.number()? as usize;
        self.string(n)
    }

    fn digits(&mut self) -> Res<Cow<'a, str>> {
        let n = self.number()? as usize;
        self.take(n).map(String::from_utf8_lossy)
    }

    fn name(&mut self) -> Res<Name<'a>> {
        let number = self.number()?;
        match NameHead::decode(number).ok_or_else(|| self.wrong("bad name before"))? {
            NameHead::Fixed(name) => Ok(Name::Fixed(name)),
            NameHead::Text(n) => self.string(n).map(Name::Text),
        }
    }

    fn constant(&mut self, depth: usize) -> Res<Const<'a>> {
        let byte = self.take(1)?.first().copied().unwrap_or_default();
        let kind = ConstKind::from_byte(byte).ok_or_else(|| self.wrong("bad constant before"))?;
        Ok(match kind {
            ConstKind::FunTable => Const::FunTable,
            ConstKind::None => Const::None,
            ConstKind::False => Const::False,
            ConstKind::True => Const::True,
            ConstKind::Ellipsis => Const::Ellipsis,
            ConstKind::Str => Const::Str(self.counted()?),
            ConstKind::Bytes => Const::Bytes(self.counted()?),
            ConstKind::Int => Const::Int(self.digits()?),
            ConstKind::Float => Const::Float(self.digits()?),
            ConstKind::Complex => Const::Complex(self.digits()?),
            ConstKind::Tuple if depth >= DEPTH_MAX => return Err(self.wrong("nested too deep")),
            ConstKind::Tuple => {
                let n = self.number()?;
                Const::Tuple((0..n).map(|_| self.constant(depth + 1)).collect::<Res<_>>()?)
            }
        })
    }

    fn code(&mut self, depth: usize) -> Res<Code<'a>> {
        if depth >= DEPTH_MAX {
            return Err(self.wrong("nested too deep"));
        }
        let at = self.at;
        let head = CodeHead::decode(self.number()?);
        let bytes = self.take(head.len)?;
        if head.kind != CodeKind::Bytecode {
            self.has_stopped = true;
            return Ok(Code { at, kind: head.kind, bytes, children: Vec::new() });
        }
        let n_children = if head.has_children { self.number()? } else { 0 };
        let mut children = Vec::new();
        for _ in 0..n_children {
            children.push(self.code(depth + 1)?);
            if self.has_stopped {
                break;
            }
        }
        Ok(Code { at, kind: head.kind, bytes, children })
    }
}
