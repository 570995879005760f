//! Text as `repr` and JSON show it: quotes and escapes.
//!
//! Characters are gathered in a small buffer that does not lie in the heap, so that the output may be anything.
use core::fmt::Write;

use super::{data, unicode};
use crate::obj::Obj;
use crate::runtime::print::{Out, write};
use crate::types::bytearray;
use crate::{Res, Vm, config};

/// Bytes of text that are gathered.
const ROOM: usize = 64;

/// Room for pieces; one character takes 10 bytes at most, a run of continuation bytes is cut into steps.
struct Pieces {
    bytes: [u8; ROOM],
    len: usize,
}

impl Pieces {
    const fn new() -> Pieces {
        Pieces { bytes: [0; ROOM], len: 0 }
    }

    fn is_full(&self) -> bool {
        self.len + 12 > self.bytes.len()
    }

    fn push(&mut self, bytes: &[u8]) {
        if let Some(room) = self.bytes.get_mut(self.len..self.len + bytes.len()) {
            room.copy_from_slice(bytes);
            self.len += bytes.len();
        }
    }

    fn take(&mut self) -> &[u8] {
        let len = core::mem::take(&mut self.len);
        &self.bytes[..len]
    }
}

impl Write for Pieces {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.push(text.as_bytes());
        Ok(())
    }
}

/// Writes an object's bytes with escapes. Bytes that are plain stand for themselves; elsewhere `step` writes what
/// stands at an offset and answers how many bytes of the text that was.
fn escape(
    vm: &mut Vm,
    out: Out,
    object: Obj,
    pieces: &mut Pieces,
    is_plain: impl Fn(u8) -> bool,
    step: impl Fn(&mut Pieces, &[u8]) -> usize,
) -> Res<()> {
    let mut at = 0;
    loop {
        let mut rest = data(vm, object).get(at..).unwrap_or(&[]);
        while !rest.is_empty() && !pieces.is_full() {
            let run = rest.get(..ROOM - pieces.len).unwrap_or(rest);
            let mut n = run.iter().position(|&byte| !is_plain(byte)).unwrap_or(run.len());
            if n == 0 {
                n = step(pieces, rest);
            } else {
                pieces.push(run.get(..n).unwrap_or_default());
            }
            at += n;
            rest = rest.get(n..).unwrap_or(&[]);
        }
        let done = rest.is_empty();
        write(vm, out, pieces.take())?;
        if done {
            return Ok(());
        }
    }
}

/// Whether bytes go as they are into a buffer, where pieces are not needed.
#[inline]
fn is_short_way(vm: &Vm, out: Out, object: Obj, is_plain: impl Fn(u8) -> bool) -> bool {
    !config::COMPACT && matches!(out, Out::Buffer(_)) && data(vm, object).iter().all(|&byte| is_plain(byte))
}

/// Writes bytes that need no escapes, between quotes.
fn print_plain(vm: &mut Vm, out: Out, object: Obj, quote: u8) -> Res<()> {
    write(vm, out, &[quote])?;
    if let Out::Buffer(buffer) = out {
        bytearray::append(vm, buffer, object, 0, usize::MAX)?;
    }
    write(vm, out, &[quote])
}

/// Escape of a byte that `repr` does not show as it is.
fn push_escape(pieces: &mut Pieces, byte: u8) {
    match byte {
        b'\n' => pieces.push(b"\\n"),
        b'\r' => pieces.push(b"\\r"),
        b'\t' => pieces.push(b"\\t"),
        _ => {
            let _ = write!(pieces, "\\x{byte:02x}");
        }
    }
}

/// Writes the bytes of an object with a buffer as `repr` shows them, quotes included. `is_text`: characters
/// beyond ASCII are shown, not escaped.
///
/// # Raises
/// What the output raises.
pub fn print_repr(vm: &mut Vm, out: Out, object: Obj, is_text: bool) -> Res<()> {
    let bytes = data(vm, object);
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let is_plain = |byte| (0x20..0x7f).contains(&byte) && byte != quote && byte != b'\\';
    if is_short_way(vm, out, object, is_plain) {
        return print_plain(vm, out, object, quote);
    }
    let mut pieces = Pieces::new();
    pieces.push(&[quote]);
    escape(vm, out, object, &mut pieces, is_plain, |pieces, rest| {
        let byte = rest.first().copied().unwrap_or(0);
        if byte == quote || byte == b'\\' {
            pieces.push(&[b'\\', byte]);
        } else if byte < 0x80 || !is_text {
            push_escape(pieces, byte);
        } else {
            return push_char(pieces, rest);
        }
        1
    })?;
    write(vm, out, &[quote])
}

/// Writes the character beyond ASCII that some bytes begin with.
fn push_char(pieces: &mut Pieces, rest: &[u8]) -> usize {
    let len = unicode::char_len(rest, 0);
    let bytes = rest.get(..len.min(4)).unwrap_or(rest);
    match unicode::decode(bytes) {
        surrogate @ 0xd800..0xe000 => {
            let _ = write!(pieces, "\\u{surrogate:04x}");
        }
        0..0x11_0000 => pieces.push(bytes),
        invalid => {
            let _ = write!(pieces, "\\U{invalid:08x}");
        }
    }
    len
}

/// Writes a text as JSON writes strings.
///
/// # Raises
/// What the output raises.
pub fn print_json(vm: &mut Vm, out: Out, object: Obj) -> Res<()> {
    let is_plain = |byte| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if is_short_way(vm, out, object, is_plain) {
        return print_plain(vm, out, object, b'"');
    }
    let mut pieces = Pieces::new();
    pieces.push(b"\"");
    escape(vm, out, object, &mut pieces, is_plain, |pieces, rest| {
        match rest.first().copied().unwrap_or(0) {
            byte @ (b'"' | b'\\') => pieces.push(&[b'\\', byte]),
            byte @ (b'\n' | b'\r' | b'\t') => push_escape(pieces, byte),
            byte => {
                let _ = write!(pieces, "\\u{byte:04x}");
            }
        }
        1
    })?;
    write(vm, out, b"\"")
}
