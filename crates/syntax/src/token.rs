//! The kinds of tokens.
//!
//! Their numbers are seen from outside (dumps of trees print them), and their order carries meaning: the
//! comparison operators, the arithmetic ones and the augmented assignments each stand in the order of the
//! binary operators they compile to.

macro_rules! tokens {
    ($($number:literal => $token:ident, $doc:literal;)*) => {
        /// What kind of token.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum Token {
            $(#[doc = $doc] $token = $number,)*
        }

        /// All kinds by number.
        const TOKENS: &[Token] = &[$(Token::$token,)*];
    };
}

tokens! {
    0 => End, "the end of the text";
    1 => Invalid, "something that is no token";
    2 => DedentMismatch, "a dedent to a column that no block has";
    3 => LonelyStringOpen, "a string without its end";
    4 => MalformedFString, "an f-string with an empty replacement field or a stray brace";
    5 => Newline, "the end of a logical line";
    6 => Indent, "the start of a block";
    7 => Dedent, "the end of a block";
    8 => Name, "an identifier";
    9 => Integer, "an integer literal";
    10 => FloatOrImag, "a float or imaginary literal";
    11 => String, "a str literal, adjacent ones joined";
    12 => Bytes, "a bytes literal, adjacent ones joined";
    13 => Ellipsis, "`...`";
    14 => KwFalse, "`False`";
    15 => KwNone, "`None`";
    16 => KwTrue, "`True`";
    17 => KwDebug, "`__debug__`; the lexer gives `True` or `False` instead";
    18 => KwAnd, "`and`";
    19 => KwAs, "`as`";
    20 => KwAssert, "`assert`";
    21 => KwAsync, "`async`";
    22 => KwAwait, "`await`";
    23 => KwBreak, "`break`";
    24 => KwClass, "`class`";
    25 => KwContinue, "`continue`";
    26 => KwDef, "`def`";
    27 => KwDel, "`del`";
    28 => KwElif, "`elif`";
    29 => KwElse, "`else`";
    30 => KwExcept, "`except`";
    31 => KwFinally, "`finally`";
    32 => KwFor, "`for`";
    33 => KwFrom, "`from`";
    34 => KwGlobal, "`global`";
    35 => KwIf, "`if`";
    36 => KwImport, "`import`";
    37 => KwIn, "`in`";
    38 => KwIs, "`is`";
    39 => KwLambda, "`lambda`";
    40 => KwNonlocal, "`nonlocal`";
    41 => KwNot, "`not`";
    42 => KwOr, "`or`";
    43 => KwPass, "`pass`";
    44 => KwRaise, "`raise`";
    45 => KwReturn, "`return`";
    46 => KwTry, "`try`";
    47 => KwWhile, "`while`";
    48 => KwWith, "`with`";
    49 => KwYield, "`yield`";
    50 => Walrus, "`:=`";
    51 => Tilde, "`~`";
    52 => Less, "`<`";
    53 => More, "`>`";
    54 => EqualEqual, "`==`";
    55 => LessEqual, "`<=`";
    56 => MoreEqual, "`>=`";
    57 => NotEqual, "`!=`";
    58 => Pipe, "`|`";
    59 => Caret, "`^`";
    60 => Ampersand, "`&`";
    61 => ShiftLeft, "`<<`";
    62 => ShiftRight, "`>>`";
    63 => Plus, "`+`";
    64 => Minus, "`-`";
    65 => Star, "`*`";
    66 => At, "`@`";
    67 => SlashSlash, "`//`";
    68 => Slash, "`/`";
    69 => Percent, "`%`";
    70 => StarStar, "`**`";
    71 => PipeAssign, "`|=`";
    72 => CaretAssign, "`^=`";
    73 => AmpersandAssign, "`&=`";
    74 => ShiftLeftAssign, "`<<=`";
    75 => ShiftRightAssign, "`>>=`";
    76 => PlusAssign, "`+=`";
    77 => MinusAssign, "`-=`";
    78 => StarAssign, "`*=`";
    79 => AtAssign, "`@=`";
    80 => SlashSlashAssign, "`//=`";
    81 => SlashAssign, "`/=`";
    82 => PercentAssign, "`%=`";
    83 => StarStarAssign, "`**=`";
    84 => ParenOpen, "`(`";
    85 => ParenClose, "`)`";
    86 => BracketOpen, "`[`";
    87 => BracketClose, "`]`";
    88 => BraceOpen, "`{`";
    89 => BraceClose, "`}`";
    90 => Comma, "`,`";
    91 => Colon, "`:`";
    92 => Period, "`.`";
    93 => Semicolon, "`;`";
    94 => Equal, "`=`";
    95 => Arrow, "`->`";
}

impl Token {
    /// The kind with this number.
    pub fn from_number(number: u8) -> Option<Token> {
        TOKENS.get(usize::from(number)).copied()
    }

    /// The kind's number in dumps.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Whether this is one of `+=`, `-=` and their kin.
    pub fn is_augmented_assign(self) -> bool {
        (Token::PipeAssign..=Token::StarStarAssign).contains(&self)
    }
}
