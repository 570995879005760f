//! Literals: the current token's text to a leaf, or to a node with the text.

use super::{Parsed, Parser};
use crate::error::ErrorKind;
use crate::lexer::is_utf8;
use crate::token::Token;
use crate::tree::{LiteralKind, Node};

/// Strings up to this length become names; longer ones are mostly doc strings, which nobody keeps.
const INTERN_MAX: usize = 10;
/// The longest text that can be a name.
const NAME_MAX: usize = 255;

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
                match self.name_of_text(length)? {
                    Some(node) => Ok(node),
                    None => self.literal_node(LiteralKind::Str, length),
                }
            }
            _ => self.literal_node(LiteralKind::Bytes, length),
        }
    }

    /// The name with the text of the current token, if it is short or one already.
    ///
    /// Not inlined: its buffer would lie in every frame of the recursion.
    #[inline(never)]
    fn name_of_text(&mut self, length: usize) -> Result<Option<Node>, ErrorKind> {
        let mut text = [0; NAME_MAX];
        let copied = self.lexer.text.copy(0, &mut text);
        let text = text.get(..copied).unwrap_or_default();
        if length <= INTERN_MAX {
            return self.ws.intern(text).map(|name| Some(Node::str(name))).ok_or(ErrorKind::NoMemory);
        }
        let known = if length == copied { self.ws.find(text) } else { None };
        Ok(known.map(Node::str))
    }

    /// A node with the text of the current token.
    fn literal_node(&mut self, kind: LiteralKind, length: usize) -> Parsed {
        let text = &self.lexer.text;
        self.tree
            .new_literal_with(self.ws, kind, self.lexer.line, length, &mut |i| text.get(i))
            .ok_or(ErrorKind::NoMemory)
    }
}
