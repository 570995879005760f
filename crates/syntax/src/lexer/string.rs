//! String and bytes literals.
//!
//! Adjacent literals become one token whose text is all of them together. An f-string's text is a format
//! string, and a call of its `format` with the arguments is pushed back for the lexer to go on with; a
//! t-string likewise becomes a call of `__template__`. See [`super::format`].

use super::Lexer;
use super::class::{self, NOT_PLAIN};
use crate::error::ErrorKind;
use crate::token::Token;
use crate::workspace::Workspace;

/// How a literal is written.
#[derive(Clone, Copy)]
pub(super) struct Literal {
    /// `b`
    pub bytes: bool,
    /// `r`
    pub raw: bool,
    /// `f`
    pub format: bool,
    /// `t`
    pub template: bool,
    /// The quote.
    pub quote: u8,
    /// One or three of them.
    pub n_quotes: usize,
}

impl<'p> Lexer<'p> {
    /// Whether a literal starts at the current byte, perhaps with a prefix.
    pub(super) fn at_string(&self) -> bool {
        self.prefix().is_some()
    }

    /// The prefix at the current byte and its length, if a quote follows.
    #[inline]
    fn prefix(&self) -> Option<(Literal, usize)> {
        let (first, second) = (self.source.current(), self.source.ahead(1));
        let quote = |byte| matches!(byte, b'\'' | b'"');
        let mut literal =
            Literal { bytes: false, raw: false, format: false, template: false, quote: first, n_quotes: 1 };
        if quote(first) {
            return Some((literal, 0));
        }
        if !matches!(first, b'r' | b'u' | b'b' | b'f' | b't') {
            return None;
        }
        let letters = [first, second];
        let letters = if quote(second) {
            literal.quote = second;
            &letters[..1]
        } else if matches!(second, b'r' | b'b' | b'f' | b't')
            && (first == b'r') != (second == b'r')
            && first != b'u'
            && quote(self.source.ahead(2))
        {
            literal.quote = self.source.ahead(2);
            &letters[..]
        } else {
            return None;
        };
        literal.bytes = letters.contains(&b'b');
        literal.raw = letters.contains(&b'r');
        literal.format = letters.contains(&b'f');
        literal.template = letters.contains(&b't');
        Some((literal, letters.len()))
    }

    /// Adjacent literals, the first at the current byte.
    pub(super) fn strings(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        let mut kind = None;
        let mut has_template = false;
        while let Some((literal, length)) = self.prefix() {
            has_template |= literal.template;
            let this = if literal.bytes { Token::Bytes } else { Token::String };
            match kind {
                None => {
                    self.kind = this;
                    kind = Some(this);
                }
                // A str and bytes do not join, and nothing joins what is wrong.
                Some(_) if self.kind != this => break,
                Some(_) => {}
            }
            self.source.skip(ws, length)?;
            self.literal(ws, literal)?;
            self.skip_blanks(ws, true)?;
        }
        if has_template {
            self.finish_template(ws)?;
        }
        if self.arguments.len() > 0 {
            self.arguments.push(ws, b')')?;
            self.source.push_back(ws, &self.arguments)?;
            self.arguments.clear();
        }
        Ok(())
    }

    /// One literal, its quote at the current byte.
    fn literal(&mut self, ws: &mut dyn Workspace<'p>, mut literal: Literal) -> Result<(), ErrorKind> {
        let quote = literal.quote;
        self.source.skip(ws, 1)?;
        if self.source.current() == quote && self.source.ahead(1) == quote {
            self.source.skip(ws, 2)?;
            literal.n_quotes = 3;
        }
        if literal.template {
            return self.template_literal(ws, literal);
        }
        if literal.format && self.arguments.len() == 0 {
            self.arguments.extend(ws, b".format(")?;
        }
        let mut n_closing = 0;
        while n_closing < literal.n_quotes {
            let run = self.plain_run();
            if run > 0 {
                n_closing = 0;
                self.text.extend(ws, self.source.visible().get(..run).unwrap_or_default())?;
                self.source.skip(ws, run)?;
            }
            match self.source.current() {
                0 => break,
                b'\n' if literal.n_quotes == 1 => break,
                byte if byte == quote => {
                    n_closing += 1;
                    self.text.push(ws, byte)?;
                    self.source.skip(ws, 1)?;
                    continue;
                }
                b'{' if literal.format => self.replacement_field(ws)?,
                b'\\' => self.escape(ws, literal)?,
                byte => {
                    self.text.push(ws, byte)?;
                    self.source.bump(ws)?;
                }
            }
            n_closing = 0;
        }
        if n_closing < literal.n_quotes {
            self.kind = Token::LonelyStringOpen;
        }
        self.text.truncate(self.text.len() - n_closing);
        Ok(())
    }

    /// How many of the visible bytes are nothing special in any string.
    #[inline]
    fn plain_run(&self) -> usize {
        self.source.visible().iter().take_while(|&&byte| !class::is(byte, NOT_PLAIN)).count()
    }

    /// A backslash at the current byte, and what it escapes.
    fn escape(&mut self, ws: &mut dyn Workspace<'p>, literal: Literal) -> Result<(), ErrorKind> {
        self.source.skip(ws, 1)?;
        let byte = self.source.current();
        let mut character = u32::from(byte);
        match byte {
            _ if literal.raw => self.text.push(ws, b'\\')?,
            b'\n' => return self.source.bump(ws),
            b'\\' | b'\'' | b'"' => {}
            b'a' => character = 0x07,
            b'b' => character = 0x08,
            b't' => character = 0x09,
            b'n' => character = 0x0a,
            b'v' => character = 0x0b,
            b'f' => character = 0x0c,
            b'r' => character = 0x0d,
            b'u' | b'U' if self.kind == Token::Bytes => self.text.push(ws, b'\\')?,
            b'x' => character = self.hex(ws, 2)?,
            b'u' => character = self.hex(ws, 4)?,
            b'U' => character = self.hex(ws, 8)?,
            b'N' => return Err(ErrorKind::UnicodeName),
            b'0'..=b'7' => character = self.octal(ws, byte)?,
            _ => self.text.push(ws, b'\\')?,
        }
        if byte >= 0x80 {
            // DIFF: a byte of a character outside ASCII stays that byte, also behind a backslash.
            self.text.push(ws, byte)?;
        } else if self.kind == Token::String && character < 0x11_0000 {
            self.push_character(ws, character)?;
        } else if let (Token::Bytes, Ok(byte)) = (self.kind, u8::try_from(character)) {
            self.text.push(ws, byte)?;
        } else {
            self.kind = Token::Invalid;
        }
        self.source.bump(ws)
    }

    /// The digits behind the current byte; ends at the last of them.
    fn hex(&mut self, ws: &mut dyn Workspace<'p>, n_digits: u32) -> Result<u32, ErrorKind> {
        let mut value = 0u32;
        for _ in 0..n_digits {
            self.source.skip(ws, 1)?;
            match char::from(self.source.current()).to_digit(16) {
                Some(digit) => value = value << 4 | digit,
                None => {
                    self.kind = Token::Invalid;
                    return Ok(0);
                }
            }
        }
        Ok(value)
    }

    /// At most two more octal digits behind the current one; ends at the last of them.
    fn octal(&mut self, ws: &mut dyn Workspace<'p>, first: u8) -> Result<u32, ErrorKind> {
        let mut value = u32::from(first - b'0');
        for _ in 0..2 {
            let digit = self.source.ahead(1);
            if !matches!(digit, b'0'..=b'7') {
                break;
            }
            self.source.skip(ws, 1)?;
            value = value << 3 | u32::from(digit - b'0');
        }
        Ok(value)
    }

    /// Adds a character in UTF-8; a surrogate in the same way.
    fn push_character(&mut self, ws: &mut dyn Workspace<'p>, character: u32) -> Result<(), ErrorKind> {
        let tail = |shift: u32| 0x80 | (character >> shift & 0x3f) as u8;
        match character {
            0..0x80 => self.text.push(ws, character as u8),
            0x80..0x800 => self.text.extend(ws, &[0xc0 | (character >> 6) as u8, tail(0)]),
            0x800..0x1_0000 => self.text.extend(ws, &[0xe0 | (character >> 12) as u8, tail(6), tail(0)]),
            _ => self.text.extend(ws, &[0xf0 | (character >> 18) as u8, tail(12), tail(6), tail(0)]),
        }
    }
}
