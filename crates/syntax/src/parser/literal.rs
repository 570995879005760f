//! Literals: the current token's text to a leaf, or to a node with the text.

use super::{Parsed, Parser};
use crate::error::ErrorKind;
use crate::lexer::is_utf8;
use crate::token::Token;
use crate::tree::{LiteralKind, Node};

/// Strings up to this length become names; longer ones are mostly doc strings, which nobody keeps.
const INTERN_MAX: usize = 10;

impl Parser<'_, '_> {
    /// The value of the literal that is the current token.
    pub(super) fn literal(&mut self) -> Parsed {
        let length = self.lexer.text.len();
        match self.token() {
            Token::Integer => match self.lexer.integer_value()? {
                Some(node) => Ok(node),
                None => self.literal_node(LiteralKind::Int, length),
            },
            Token::FloatOrImag => {
                let (kind, length) = self.lexer.float_value()?;
                self.literal_node(kind, length)
            }
            Token::String => {
                if !self.lexer.text.is_ascii() && !is_utf8(self.lexer.text.iter()) {
                    return Err(ErrorKind::Encoding);
                }
                if length > INTERN_MAX {
                    return self.literal_node(LiteralKind::Str, length);
                }
                let mut text = [0; INTERN_MAX];
                let length = self.lexer.text.copy(0, &mut text);
                let name = self.ws.intern(&text[..length]).ok_or(ErrorKind::NoMemory)?;
                Ok(Node::str(name))
            }
            _ => self.literal_node(LiteralKind::Bytes, length),
        }
    }

    /// A node with the text of the current token.
    fn literal_node(&mut self, kind: LiteralKind, length: usize) -> Parsed {
        let text = &self.lexer.text;
        self.tree
            .new_literal_with(self.ws, kind, self.lexer.line, length, &mut |i| text.get(i))
            .ok_or(ErrorKind::NoMemory)
    }
}
