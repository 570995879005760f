//! Names that the language itself knows.
//!
//! These have numbers of their own; others, which few units use, are interned where they are needed.

use micropyrite_bytecode::qstr;
use micropyrite_syntax::Name;

/// The empty name: a comprehension's argument.
pub const EMPTY: Name = Name(qstr!("").0);
/// `*`: what is imported, and an argument without a name.
pub const STAR: Name = Name(qstr!("*").0);
pub const MODULE: Name = Name(qstr!("<module>").0);
pub const CLASS: Name = Name(qstr!(__class__).0);
pub const DUNDER_NAME: Name = Name(qstr!(__name__).0);
pub const DUNDER_MODULE: Name = Name(qstr!(__module__).0);
pub const QUALNAME: Name = Name(qstr!(__qualname__).0);
pub const ASSERTION_ERROR: Name = Name(qstr!(AssertionError).0);
pub const BASE_EXCEPTION: Name = Name(qstr!(BaseException).0);
pub const RANGE: Name = Name(qstr!(range).0);
pub const SUPER: Name = Name(qstr!(super).0);
pub const MICROPYTHON: Name = Name(qstr!(micropython).0);
pub const BYTECODE: Name = Name(qstr!(bytecode).0);
