//! Numbers: where a literal ends, and what it is worth.
//!
//! The lexer takes letters and digits as they come, so `1x` is one token; what is wrong with it comes out
//! when its value is made.

use super::Lexer;
use super::class::{self, DIGIT, LETTER};
use crate::error::ErrorKind;
use crate::token::Token;
use crate::tree::{LiteralKind, Node};
use crate::words::Bytes;
use crate::workspace::Workspace;

/// How many digits always fit an integer leaf.
const SHORT: usize = 9;

impl<'p> Lexer<'p> {
    /// A number starts at the current byte.
    pub(super) fn number(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        if let Some(length) = self.short_number() {
            return self.source.skip(ws, length);
        }
        let first = self.source.current();
        self.kind = if first == b'.' { Token::FloatOrImag } else { Token::Integer };
        // In a literal with a base an `e` is a digit.
        let based = first == b'0' && matches!(self.source.ahead(1) | 0x20, b'b' | b'o' | b'x');
        self.text.push(ws, first)?;
        self.source.skip(ws, 1)?;
        loop {
            let byte = self.source.current();
            if !based && matches!(byte, b'e' | b'E') {
                self.kind = Token::FloatOrImag;
                self.text.push(ws, b'e')?;
                self.source.skip(ws, 1)?;
                let sign = self.source.current();
                if matches!(sign, b'+' | b'-') {
                    self.text.push(ws, sign)?;
                    self.source.skip(ws, 1)?;
                }
            } else if class::is(byte, LETTER | DIGIT) || byte == b'.' {
                if matches!(byte, b'.' | b'j' | b'J') {
                    self.kind = Token::FloatOrImag;
                }
                self.text.push(ws, byte)?;
                self.source.skip(ws, 1)?;
            } else if byte == b'_' {
                self.source.skip(ws, 1)?;
            } else {
                return Ok(());
            }
        }
    }

    /// The most frequent numbers at once: a few visible decimal digits. Says how many.
    #[inline]
    fn short_number(&mut self) -> Option<usize> {
        let visible = self.source.visible();
        let digits = visible.iter().take_while(|&&byte| class::is(byte, DIGIT)).count();
        let behind = *visible.get(digits)?;
        if digits == 0 || digits > SHORT || class::is(behind, class::NAME) || behind == b'.' {
            return None;
        }
        if digits > 1 && visible.first() == Some(&b'0') {
            return None;
        }
        let digits = visible.get(..digits)?;
        let value = digits.iter().fold(0, |value, &byte| value * 10 + i64::from(byte - b'0'));
        let length = digits.len();
        self.node = Node::int(value)?;
        self.kind = Token::Integer;
        Some(length)
    }

    /// The value of the integer literal in the text: a leaf, or nothing when it needs a literal of its own.
    pub(crate) fn integer_value(&self) -> Result<Option<Node>, ErrorKind> {
        if !self.node.is_null() {
            return Ok(Some(self.node));
        }
        let (base, start) = integer_base(&self.text);
        let invalid = ErrorKind::InvalidInteger { base };
        // A decimal literal that starts with 0 may have only zeros: base 1.
        let radix = base.max(1);
        let mut value = 0i64;
        if start == self.text.len() {
            return Err(invalid);
        }
        for i in start..self.text.len() {
            let digit = match self.text.get(i) {
                byte @ b'0'..=b'9' => byte - b'0',
                byte => (byte | 0x20).wrapping_sub(b'a').saturating_add(10),
            };
            if digit >= radix {
                return Err(invalid);
            }
            value = value.saturating_mul(i64::from(radix)).saturating_add(i64::from(digit));
        }
        Ok(Node::int(value))
    }

    /// The digits of the integer literal, for an error.
    pub(crate) fn integer_digits(&self) -> impl Iterator<Item = u8> {
        let (_, start) = integer_base(&self.text);
        (start..self.text.len()).map(|i| self.text.get(i))
    }

    /// What the float or imaginary literal in the text is, and how many of its bytes are the number.
    pub(crate) fn float_value(&self) -> Result<(LiteralKind, usize), ErrorKind> {
        let text = &self.text;
        let digits = |mut i: usize| {
            while text.get(i).is_ascii_digit() {
                i += 1;
            }
            i
        };
        let mut end = digits(0);
        if text.get(end) == b'.' {
            end = digits(end + 1);
        }
        let mut i = end;
        if text.get(i) | 0x20 == b'e' {
            i += 1;
            if matches!(text.get(i), b'+' | b'-') {
                i += 1;
            }
            if i == text.len() {
                return Err(ErrorKind::InvalidNumber);
            }
            // An exponent without digits is none: `1ej` is `1j`.
            let exponent = i;
            i = digits(i);
            if i > exponent {
                end = i;
            }
        }
        let mut kind = LiteralKind::Float;
        if text.get(i) | 0x20 == b'j' {
            kind = LiteralKind::Imag;
            i += 1;
        }
        if i == text.len() { Ok((kind, end)) } else { Err(ErrorKind::InvalidNumber) }
    }
}

/// The base of an integer literal and where its digits start; base 0: decimal that starts with 0.
fn integer_base(text: &Bytes<'_>) -> (u8, usize) {
    if text.len() < 2 || text.get(0) != b'0' {
        return (10, 0);
    }
    match text.get(1) | 0x20 {
        b'x' => (16, 2),
        b'o' => (8, 2),
        b'b' => (2, 2),
        _ => (0, 0),
    }
}
