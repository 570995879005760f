//! Operators and delimiters.

use super::Lexer;
use crate::error::ErrorKind;
use crate::token::Token;
use crate::workspace::Workspace;

impl<'p> Lexer<'p> {
    /// The operator that starts with this byte, the current one.
    pub(super) fn operator(&mut self, ws: &mut dyn Workspace<'p>, byte: u8) -> Result<(), ErrorKind> {
        let (second, third) = (self.source.ahead(1), self.source.ahead(2));
        // One byte, or with `=` behind it two.
        let assigns = |plain, assign| if second == b'=' { (assign, 2) } else { (plain, 1) };
        // The same byte twice, perhaps with `=` behind it, or once.
        let doubles = |plain, plain_assign, double, double_assign| {
            if second != byte {
                assigns(plain, plain_assign)
            } else if third == b'=' {
                (double_assign, 3)
            } else {
                (double, 2)
            }
        };
        let (kind, length) = match byte {
            b'(' | b'[' | b'{' => {
                self.nesting = self.nesting.saturating_add(1);
                match byte {
                    b'(' => (Token::ParenOpen, 1),
                    b'[' => (Token::BracketOpen, 1),
                    _ => (Token::BraceOpen, 1),
                }
            }
            b')' | b']' | b'}' => {
                self.nesting = self.nesting.saturating_sub(1);
                match byte {
                    b')' => (Token::ParenClose, 1),
                    b']' => (Token::BracketClose, 1),
                    _ => (Token::BraceClose, 1),
                }
            }
            b',' => (Token::Comma, 1),
            b';' => (Token::Semicolon, 1),
            b'~' => (Token::Tilde, 1),
            b':' => assigns(Token::Colon, Token::Walrus),
            b'<' => doubles(Token::Less, Token::LessEqual, Token::ShiftLeft, Token::ShiftLeftAssign),
            b'>' => doubles(Token::More, Token::MoreEqual, Token::ShiftRight, Token::ShiftRightAssign),
            b'*' => doubles(Token::Star, Token::StarAssign, Token::StarStar, Token::StarStarAssign),
            b'/' => doubles(Token::Slash, Token::SlashAssign, Token::SlashSlash, Token::SlashSlashAssign),
            b'+' => assigns(Token::Plus, Token::PlusAssign),
            b'-' if second == b'>' => (Token::Arrow, 2),
            b'-' => assigns(Token::Minus, Token::MinusAssign),
            b'&' => assigns(Token::Ampersand, Token::AmpersandAssign),
            b'|' => assigns(Token::Pipe, Token::PipeAssign),
            b'%' => assigns(Token::Percent, Token::PercentAssign),
            b'^' => assigns(Token::Caret, Token::CaretAssign),
            b'@' => assigns(Token::At, Token::AtAssign),
            b'=' => assigns(Token::Equal, Token::EqualEqual),
            b'!' => assigns(Token::Invalid, Token::NotEqual),
            b'.' if second == b'.' && third == b'.' => (Token::Ellipsis, 3),
            b'.' => (Token::Period, 1),
            _ => (Token::Invalid, 1),
        };
        self.kind = kind;
        self.source.skip(ws, length)
    }
}
