//! Text to tokens.
//!
//! The lexer holds one token: its kind, its place, and its text or value. Blocks come out as `Indent` and
//! `Dedent` tokens, after the `Newline` that ends the line before. What is no token comes out as a token of
//! an error kind, so that the parser reports it where it stands.

mod class;
mod format;
mod keyword;
mod number;
mod operator;
mod string;

use crate::error::ErrorKind;
use crate::source::Source;
use crate::token::Token;
use crate::tree::Node;
use crate::words::{Bytes, Words};
use crate::workspace::Workspace;
use class::{DIGIT, NAME, NAME_START, SPACE};

/// The longest name that hosts intern.
const NAME_MAX: usize = 255;

/// The lexer and its current token.
pub(crate) struct Lexer<'p> {
    source: Source<'p>,
    /// The current token.
    pub kind: Token,
    /// Its line and column.
    pub line: u32,
    /// See `line`.
    pub column: u32,
    /// A name, or an integer whose value is known already; else nothing.
    pub node: Node,
    /// The text of a string or of a number without a known value.
    pub text: Bytes<'p>,
    /// The value of `__debug__`.
    debug: bool,
    /// Open brackets: inside of them lines do not end.
    nesting: i32,
    /// `Indent` tokens to give, or with a minus `Dedent` tokens.
    dents: i32,
    /// The columns of the enclosing blocks.
    indents: Words<'p>,
    /// The arguments of the f-string or t-string being lexed.
    arguments: Bytes<'p>,
}

impl<'p> Lexer<'p> {
    /// A lexer before its first token.
    // Made in place: a copy of it would take as much of the native stack again.
    #[inline(always)]
    pub fn new(debug: bool) -> Lexer<'p> {
        Lexer {
            source: Source::new(),
            kind: Token::End,
            line: 1,
            column: 1,
            node: Node::NULL,
            text: Bytes::new(),
            debug,
            nesting: 0,
            dents: 0,
            indents: Words::new(),
            arguments: Bytes::new(),
        }
    }

    /// Goes to the first token.
    pub fn start(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        self.source.refill(ws)?;
        self.advance(ws)?;
        if self.column != 1 && self.kind != Token::Newline {
            self.kind = Token::Indent;
        }
        Ok(())
    }

    /// Goes to the next token.
    pub fn advance(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        self.text.clear();
        self.node = Node::NULL;
        let line_ends = self.skip_blanks(ws, true)?;
        self.line = self.source.line();
        self.column = self.source.column();
        if self.dents != 0 {
            self.kind = if self.dents < 0 { Token::Dedent } else { Token::Indent };
            self.dents -= self.dents.signum();
            return Ok(());
        }
        if line_ends {
            return self.end_line(ws);
        }
        let byte = self.source.current();
        if class::is(byte, NAME_START) {
            if self.at_string() { self.strings(ws) } else { self.name(ws) }
        } else if class::is(byte, DIGIT) {
            self.number(ws)
        } else {
            match byte {
                b'\'' | b'"' => self.strings(ws),
                b'.' if class::is(self.source.ahead(1), DIGIT) => self.number(ws),
                0 => {
                    self.kind = Token::End;
                    Ok(())
                }
                _ => self.operator(ws, byte),
            }
        }
    }

    /// Gives all memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.source.free(ws);
        self.text.free(ws);
        self.indents.free(ws);
        self.arguments.free(ws);
    }

    /// Skips blanks and comments. With `in_line` stops at the end of a logical line and says so.
    #[inline]
    fn skip_blanks(&mut self, ws: &mut dyn Workspace<'p>, in_line: bool) -> Result<bool, ErrorKind> {
        loop {
            match self.source.current() {
                b' ' => self.source.skip(ws, 1)?,
                b'\n' => {
                    if in_line && self.nesting == 0 {
                        return Ok(true);
                    }
                    self.source.bump(ws)?;
                }
                b'#' => self.skip_comment(ws)?,
                b'\\' if self.source.ahead(1) == b'\n' => {
                    self.source.bump(ws)?;
                    self.source.bump(ws)?;
                }
                byte if class::is(byte, SPACE) => self.source.bump(ws)?,
                _ => return Ok(false),
            }
        }
    }

    /// Skips what is left of the line.
    fn skip_comment(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        loop {
            let visible = self.source.visible();
            let end = visible.iter().position(|&byte| byte == b'\n' || byte == 0);
            // Nobody asks for the column of the end of a comment, so tabs may count as one.
            let length = end.unwrap_or(visible.len());
            self.source.skip(ws, length)?;
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// At the end of a logical line: goes to the start of the next one, and finds the blocks that start or
    /// end there.
    fn end_line(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        self.skip_blanks(ws, false)?;
        self.kind = Token::Newline;
        let column = self.source.column() - 1;
        if column > self.block() {
            self.indents.push(ws, column)?;
            self.dents += 1;
            return Ok(());
        }
        while column < self.block() {
            self.indents.truncate(self.indents.len() - 1);
            self.dents -= 1;
        }
        if column != self.block() {
            self.kind = Token::DedentMismatch;
        }
        Ok(())
    }

    /// The column of the innermost block.
    fn block(&self) -> u32 {
        self.indents.last().unwrap_or(0)
    }

    /// A name or keyword starts at the current byte.
    fn name(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        let mut length = 1;
        loop {
            let visible = self.source.visible();
            match visible.get(length) {
                Some(&byte) if class::is(byte, NAME) => length += 1,
                Some(_) => break,
                None if length > NAME_MAX => break,
                None => self.source.refill(ws)?,
            }
        }
        let text = self.source.visible().get(..length).unwrap_or_default();
        if length > NAME_MAX {
            return Err(ErrorKind::NameTooLong);
        }
        match keyword::keyword(text) {
            Some(Token::KwDebug) => self.kind = if self.debug { Token::KwTrue } else { Token::KwFalse },
            Some(kind) => self.kind = kind,
            None => {
                if !text.is_ascii() && !is_utf8(text.iter().copied()) {
                    return Err(ErrorKind::Encoding);
                }
                self.node = Node::id(ws.intern(text).ok_or(ErrorKind::NoMemory)?);
                self.kind = Token::Name;
            }
        }
        self.source.skip(ws, length)
    }
}

/// Whether bytes are characters in UTF-8. Surrogates count as characters: escapes can make them.
pub(crate) fn is_utf8(bytes: impl Iterator<Item = u8>) -> bool {
    let mut missing = 0;
    for byte in bytes {
        match (missing, byte) {
            (0, 0..0x80) => {}
            (0, 0xc2..0xe0) => missing = 1,
            (0, 0xe0..0xf0) => missing = 2,
            (0, 0xf0..0xf5) => missing = 3,
            (1.., 0x80..0xc0) => missing -= 1,
            _ => return false,
        }
    }
    missing == 0
}
