//! What can be wrong with a unit: the parser's errors and the compiler's.

use core::fmt;
use core::num::NonZeroU32;

use micropyrite_syntax as syntax;
use syntax::error::{Text, always};
use syntax::{ErrorClass, Name};

macro_rules! compile_errors {
    ($($(#[$doc:meta])* $Name:ident $text:expr;)*) => {
        /// What is wrong.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum ErrorKind {
            /// What the parser found.
            Parse(syntax::Error),
            /// The host has no more memory, or no more names.
            NoMemory,
            /// Nested deeper than the native stack allows.
            TooDeep,
            /// Code, or a jump in it, is too long for the format.
            Overflow,
            /// The names of an import are too long for one name.
            NameTooLong,
            $($(#[$doc])* $Name,)*
        }

        /// What is wrong, but for what the parser found.
        #[repr(u8)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Flaw {
            NoMemory,
            TooDeep,
            Overflow,
            NameTooLong,
            $($Name,)*
        }

        impl Flaw {
            const ALL: &[Flaw] =
                &[Flaw::NoMemory, Flaw::TooDeep, Flaw::Overflow, Flaw::NameTooLong, $(Flaw::$Name),*];

            const fn kind(self) -> ErrorKind {
                match self {
                    Flaw::NoMemory => ErrorKind::NoMemory,
                    Flaw::TooDeep => ErrorKind::TooDeep,
                    Flaw::Overflow => ErrorKind::Overflow,
                    Flaw::NameTooLong => ErrorKind::NameTooLong,
                    $(Flaw::$Name => ErrorKind::$Name,)*
                }
            }
        }

        /// Texts of the compiler's errors, at each level of detail.
        pub const TEXTS: [Text; Flaw::ALL.len()] = [
            always(""),
            always("maximum recursion depth exceeded"),
            always("bytecode overflow"),
            always("name too long"),
            $($text,)*
        ];

        impl ErrorKind {
            /// The exception's words: place of a text in [`TEXTS`]. What the parser found has its own texts.
            pub fn text(&self) -> Option<usize> {
                Some(match self {
                    ErrorKind::Parse(_) => return None,
                    ErrorKind::NoMemory => Flaw::NoMemory as usize,
                    ErrorKind::TooDeep => Flaw::TooDeep as usize,
                    ErrorKind::Overflow => Flaw::Overflow as usize,
                    ErrorKind::NameTooLong => Flaw::NameTooLong as usize,
                    $(ErrorKind::$Name => Flaw::$Name as usize,)*
                })
            }
        }
    };
}

compile_errors! {
    /// Something that cannot be assigned to stands where a target must.
    CannotAssign always("can't assign to expression");
    /// More than one starred target.
    MultipleStars always("multiple *x in assignment");
    /// A parameter without a default behind one with a default.
    NonDefaultArgument always("non-default argument follows default argument");
    /// A `@micropython.` decorator that does not exist, or not here.
    InvalidDecorator always("invalid micropython decorator");
    /// `del` of something that cannot be deleted.
    CannotDelete always("can't delete expression");
    /// `break` or `continue` outside a loop.
    OutsideLoop always("'break'/'continue' outside loop");
    /// `return` outside a function.
    ReturnOutside always("'return' outside function");
    /// `from m import *` inside a function or class.
    ImportStar always("import * not at module level");
    /// `global` for a name that is something else already.
    RedefinedGlobal always("identifier redefined as global");
    /// `nonlocal` for a name that no enclosing function has.
    NoBinding always("no binding for nonlocal found");
    /// `nonlocal` for a name that is something else already.
    RedefinedNonlocal always("identifier redefined as nonlocal");
    /// `nonlocal` in a module.
    NonlocalOutside always("can't declare nonlocal in outer code");
    /// A bare `except` before others.
    DefaultExcept always("default 'except' must be last");
    /// `async for` or `async with` outside `async def`.
    AsyncOutside always("async for/with outside async function");
    /// A starred expression outside an assignment.
    StarOutside always("*x must be assignment target");
    /// `super()` in a function without parameters.
    SuperSelf always("super() can't find self");
    /// `*x` behind `**y` in a call.
    StarAfterDoubleStar always("* arg after **");
    /// `*x` behind a keyword argument.
    StarAfterKeyword always("* arg after kwarg");
    /// A starred argument too far back to be marked.
    TooManyArgs always("too many args");
    /// A keyword argument whose keyword is no name.
    KeywordNotId always("LHS of keyword arg must be an id");
    /// A positional argument behind `**x`.
    PositionalAfterDoubleStar always("positional arg after **");
    /// A positional argument behind a keyword argument.
    PositionalAfterKeyword always("positional arg after keyword arg");
    /// A plain value in a dict.
    ExpectingPair ["invalid syntax", "expecting key:value for dict", "expecting key:value for dict"];
    /// A pair in a set.
    ExpectingValue ["invalid syntax", "expecting just a value for set", "expecting just a value for set"];
    /// `yield` outside a function.
    YieldOutside always("'yield' outside function");
    /// `await` outside a function.
    AwaitOutside always("'await' outside function");
    /// Parameters in an order that cannot be.
    InvalidParameters always("invalid syntax");
    /// Two parameters of one name.
    ArgumentReused always("argument name reused");
    /// `const()` of something that is not constant.
    NotConstant always("not a constant");
}

impl ErrorKind {
    /// The class of exception.
    pub fn class(&self) -> ErrorClass {
        match self {
            ErrorKind::Parse(error) => error.kind.class(),
            ErrorKind::NoMemory => ErrorClass::Memory,
            ErrorKind::TooDeep | ErrorKind::Overflow | ErrorKind::NameTooLong => ErrorClass::Runtime,
            _ => ErrorClass::Syntax,
        }
    }
}

/// An error and its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// The line, from 1; 0 if it has none.
    pub line: u32,
    /// The column, from 1; 0 if only the line is known.
    pub column: u32,
    /// The scope it is in, once there are scopes: what a traceback names.
    pub block: Option<Name>,
}

/// A flaw and its line as the walks over a tree hand them up: in one word, which every step passes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fault(NonZeroU32);

/// Bits of a fault that say what is wrong; the line is above.
const FLAW_BITS: u32 = 8;

impl Fault {
    /// A flaw whose line is not known yet.
    pub(crate) fn new(flaw: Flaw) -> Fault {
        Fault::at(flaw, 0)
    }

    /// A flaw in a line; those beyond 16 million are told as the last that can be told.
    pub(crate) fn at(flaw: Flaw, line: u32) -> Fault {
        let line = line.min(u32::MAX >> FLAW_BITS);
        Fault(NonZeroU32::MIN.saturating_add(line << FLAW_BITS | flaw as u32))
    }

    /// No memory.
    pub(crate) fn memory() -> Fault {
        Fault::new(Flaw::NoMemory)
    }

    /// The same in a line, unless it has one.
    pub(crate) fn or_at(self, line: u32) -> Fault {
        if self.line() == 0 { Fault::at(self.flaw(), line) } else { self }
    }

    fn line(self) -> u32 {
        (self.0.get() - 1) >> FLAW_BITS
    }

    fn flaw(self) -> Flaw {
        let number = (self.0.get() - 1) & ((1 << FLAW_BITS) - 1);
        Flaw::ALL.get(number as usize).copied().unwrap_or(Flaw::NoMemory)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Error {
        Error { kind: fault.flaw().kind(), line: fault.line(), column: 0, block: None }
    }
}

impl From<syntax::Error> for Error {
    fn from(error: syntax::Error) -> Error {
        let kind = match error.kind {
            syntax::ErrorKind::NoMemory => ErrorKind::NoMemory,
            syntax::ErrorKind::TooDeep => ErrorKind::TooDeep,
            _ => ErrorKind::Parse(error),
        };
        Error { kind, line: error.line, column: error.column, block: None }
    }
}

impl fmt::Display for Error {
    /// The exception's words in full.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Parse(error) => error.fmt(out),
            kind => match kind.text().and_then(|place| TEXTS.get(place)) {
                Some([.., detailed]) => out.write_str(detailed),
                None => Ok(()),
            },
        }
    }
}
