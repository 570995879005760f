//! Which names are keywords.

use crate::token::Token;

/// The keyword with this text.
#[inline]
pub fn keyword(text: &[u8]) -> Option<Token> {
    if text.len() < 2 || text.len() > 9 {
        return None;
    }
    // Most names are no keywords; their first byte or length often says so.
    Some(match text {
        b"as" => Token::KwAs,
        b"if" => Token::KwIf,
        b"in" => Token::KwIn,
        b"is" => Token::KwIs,
        b"or" => Token::KwOr,
        b"and" => Token::KwAnd,
        b"def" => Token::KwDef,
        b"del" => Token::KwDel,
        b"for" => Token::KwFor,
        b"not" => Token::KwNot,
        b"try" => Token::KwTry,
        b"None" => Token::KwNone,
        b"True" => Token::KwTrue,
        b"elif" => Token::KwElif,
        b"else" => Token::KwElse,
        b"from" => Token::KwFrom,
        b"pass" => Token::KwPass,
        b"with" => Token::KwWith,
        b"False" => Token::KwFalse,
        b"async" => Token::KwAsync,
        b"await" => Token::KwAwait,
        b"break" => Token::KwBreak,
        b"class" => Token::KwClass,
        b"raise" => Token::KwRaise,
        b"while" => Token::KwWhile,
        b"yield" => Token::KwYield,
        b"assert" => Token::KwAssert,
        b"except" => Token::KwExcept,
        b"global" => Token::KwGlobal,
        b"import" => Token::KwImport,
        b"lambda" => Token::KwLambda,
        b"return" => Token::KwReturn,
        b"finally" => Token::KwFinally,
        b"continue" => Token::KwContinue,
        b"nonlocal" => Token::KwNonlocal,
        b"__debug__" => Token::KwDebug,
        _ => return None,
    })
}
