//! Trees as text, for whoever debugs a compiler.
//!
//! A line for each node: the source line of a rule, indentation, and what the node is. Tools compare these
//! dumps, so the form is fixed.

use core::fmt::{Result, Write};

use crate::rules::Rule;
use crate::tree::{LiteralKind, Node, Tree, View};
use crate::workspace::Workspace;

/// Writes the repr of a literal.
pub type LiteralRepr<'a> = &'a mut dyn FnMut(&Tree<'_>, Node, &mut dyn Write) -> Result;

/// Writes a tree. Numbers come out as they are written in the source.
pub fn print(tree: &Tree<'_>, ws: &dyn Workspace<'_>, out: &mut dyn Write) -> Result {
    print_with(tree, ws, out, &mut |tree, node, out| literal_repr(tree, ws, node, out))
}

/// Writes a tree, and its literals with `repr`.
pub fn print_with<'p>(
    tree: &Tree<'_>,
    ws: &dyn Workspace<'p>,
    out: &mut dyn Write,
    repr: LiteralRepr<'_>,
) -> Result {
    Dump { tree, ws, out, repr }.node(tree.root(), 0)
}

struct Dump<'a, 't, 'p> {
    tree: &'a Tree<'t>,
    ws: &'a dyn Workspace<'p>,
    out: &'a mut dyn Write,
    repr: LiteralRepr<'a>,
}

impl Dump<'_, '_, '_> {
    /// A node and, deeper, its children. The parser bounds how deep that goes.
    fn node(&mut self, node: Node, indent: usize) -> Result {
        let small = small_int(self.tree, node);
        if node.is_rule() && small.is_none() {
            // The sign has a place of its own.
            let line = self.tree.line(node);
            let pad = if line < 100 { 1 + usize::from(line < 10) } else { 0 };
            write!(self.out, "[{:pad$} {line}] ", "")?;
        } else {
            self.out.write_str("       ")?;
        }
        write!(self.out, "{:indent$}", "")?;
        if let Some(value) = small {
            return writeln!(self.out, "int({value})");
        }
        match self.tree.view(node) {
            View::Null => self.out.write_str("NULL\n"),
            View::Int(value) => writeln!(self.out, "int({value})"),
            View::Id(name) => self.leaf("id(", self.ws.text(name)),
            View::Str(name) => self.leaf("str(", self.ws.text(name)),
            View::Token(token) => writeln!(self.out, "tok({})", token.number()),
            View::Rule(Rule::ConstObject) => {
                write!(self.out, "literal const({:#x})=", node.word())?;
                (self.repr)(self.tree, node, self.out)?;
                self.out.write_str("\n")
            }
            View::Rule(rule) => {
                let n = self.tree.n_children(node);
                writeln!(self.out, "{}({}) (n={n})", rule.name(), rule.number())?;
                for i in 0..n {
                    self.node(self.tree.child(node, i), indent + 2)?;
                }
                Ok(())
            }
        }
    }

    fn leaf(&mut self, kind: &str, text: &[u8]) -> Result {
        self.out.write_str(kind)?;
        write_text(self.out, text)?;
        self.out.write_str(")\n")
    }
}

/// A literal that a machine of 64 bits holds as a small integer: dumps do not depend on our leaves' size.
fn small_int(tree: &Tree<'_>, node: Node) -> Option<i64> {
    let (LiteralKind::Int, length @ ..=66) = tree.literal(node)? else { return None };
    let mut text = [0; 66];
    let length = tree.copy_literal(node, &mut text).min(length);
    let text = core::str::from_utf8(text.get(..length)?).ok()?;
    let (text, negative) = match text.strip_prefix('-') {
        Some(text) => (text, true),
        None => (text, false),
    };
    let (digits, base) = match text.get(..2) {
        Some("0x" | "0X") => (text.get(2..)?, 16),
        Some("0o" | "0O") => (text.get(2..)?, 8),
        Some("0b" | "0B") => (text.get(2..)?, 2),
        _ => (text, 10),
    };
    let value = i64::from_str_radix(digits, base).ok()?;
    let value = if negative { -value } else { value };
    (-(1 << 62)..1 << 62).contains(&value).then_some(value)
}

/// The text of a name; what is not UTF-8 in it shows as replacement characters.
fn write_text(out: &mut dyn Write, text: &[u8]) -> Result {
    for chunk in text.utf8_chunks() {
        out.write_str(chunk.valid())?;
        if !chunk.invalid().is_empty() {
            out.write_char(char::REPLACEMENT_CHARACTER)?;
        }
    }
    Ok(())
}

/// The repr of a literal, numbers as written.
fn literal_repr(tree: &Tree<'_>, ws: &dyn Workspace<'_>, node: Node, out: &mut dyn Write) -> Result {
    let Some((kind, length)) = tree.literal(node) else { return constant_repr(tree, ws, node, out) };
    match kind {
        LiteralKind::Str => quoted(out, length, true, &mut |i| tree.literal_byte(node, i)),
        LiteralKind::Bytes => {
            out.write_str("b")?;
            quoted(out, length, false, &mut |i| tree.literal_byte(node, i))
        }
        LiteralKind::Int | LiteralKind::Float | LiteralKind::Imag => {
            for i in 0..length {
                out.write_char(char::from(tree.literal_byte(node, i)))?;
            }
            if kind == LiteralKind::Imag { out.write_str("j") } else { Ok(()) }
        }
        LiteralKind::Tuple => {
            out.write_str("(")?;
            for i in 0..length {
                if i > 0 {
                    out.write_str(", ")?;
                }
                literal_repr(tree, ws, tree.child(node, i), out)?;
            }
            out.write_str(if length == 1 { ",)" } else { ")" })
        }
    }
}

/// The repr of a leaf in a tuple of constants.
fn constant_repr(tree: &Tree<'_>, ws: &dyn Workspace<'_>, node: Node, out: &mut dyn Write) -> Result {
    match tree.view(node) {
        View::Int(value) => write!(out, "{value}"),
        View::Id(name) => write_text(out, ws.text(name)),
        View::Str(name) => {
            let text = ws.text(name);
            quoted(out, text.len(), true, &mut |i| text.get(i).copied().unwrap_or(0))
        }
        View::Token(crate::token::Token::KwNone) => out.write_str("None"),
        View::Token(crate::token::Token::KwTrue) => out.write_str("True"),
        View::Token(crate::token::Token::KwFalse) => out.write_str("False"),
        View::Token(_) => out.write_str("Ellipsis"),
        // The only rule that is constant is the empty tuple.
        View::Null | View::Rule(_) => out.write_str("()"),
    }
}

/// Bytes in quotes, with escapes. Characters of a str stay as they are.
fn quoted(out: &mut dyn Write, length: usize, is_str: bool, byte: &mut dyn FnMut(usize) -> u8) -> Result {
    let mut single = false;
    let mut double = false;
    for i in 0..length {
        single |= byte(i) == b'\'';
        double |= byte(i) == b'"';
    }
    let quote = if single && !double { '"' } else { '\'' };
    out.write_char(quote)?;
    let mut i = 0;
    while i < length {
        let first = byte(i);
        let mut character = [first, 0, 0, 0];
        let width = match first {
            0xc0..0xe0 => 2,
            0xe0..0xf0 => 3,
            0xf0.. => 4,
            _ => 1,
        };
        if is_str && width > 1 && i + width <= length {
            for (j, into) in character.iter_mut().enumerate().take(width) {
                *into = byte(i + j);
            }
            if let Some(Ok(text)) = character.get(..width).map(core::str::from_utf8) {
                out.write_str(text)?;
                i += width;
                continue;
            }
            if width == 3 && first == 0xed {
                let [_, second, third, _] = character.map(u32::from);
                write!(out, "\\u{:04x}", 0xd000 | (second & 0x3f) << 6 | third & 0x3f)?;
                i += width;
                continue;
            }
        }
        match first {
            b'\\' => out.write_str("\\\\")?,
            b'\n' => out.write_str("\\n")?,
            b'\r' => out.write_str("\\r")?,
            b'\t' => out.write_str("\\t")?,
            b' '..=b'~' => {
                if char::from(first) == quote {
                    out.write_str("\\")?;
                }
                out.write_char(char::from(first))?;
            }
            _ => write!(out, "\\x{first:02x}")?,
        }
        i += 1;
    }
    out.write_char(quote)
}
