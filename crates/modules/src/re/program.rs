//! Compiled regular expressions: bytes, as `re.DEBUG` shows them.
//!
//! | code | operands | |
//! |---|---|---|
//! | `CHAR` | byte | matches it |
//! | `ANY` | | matches any byte |
//! | `CLASS`, `CLASS_NOT` | n, n pairs | matches what (no) pair spans; a pair that begins with 0 names a class |
//! | `NAMED` | letter | matches `\d`, `\S` … |
//! | `BOL`, `EOL` | | true at the ends of the subject |
//! | `JUMP` | offset | goes on there |
//! | `SPLIT`, `RSPLIT` | offset | goes on behind, then there; the other way round |
//! | `SAVE` | slot | notes the place |
//! | `MATCH` | | the end |
//!
//! Offsets are signed bytes counted from behind the instruction. Sizes and limits are upstream's, so the same
//! expressions compile.

/// Matches one byte.
pub const CHAR: u8 = 1;
/// Matches any byte.
pub const ANY: u8 = 2;
/// Matches a byte of a class.
pub const CLASS: u8 = 3;
/// Matches a byte that is not in a class.
pub const CLASS_NOT: u8 = 4;
/// Matches a byte of a class that has a letter.
pub const NAMED: u8 = 5;
/// Start of the subject.
pub const BOL: u8 = 6;
/// End of the subject.
pub const EOL: u8 = 7;
/// Goes on elsewhere.
pub const JUMP: u8 = 8;
/// Tries what is behind first.
pub const SPLIT: u8 = 9;
/// Tries what is elsewhere first.
pub const RSPLIT: u8 = 10;
/// Notes the place.
pub const SAVE: u8 = 11;
/// The end.
pub const MATCH: u8 = 12;

/// What an unanchored search runs first: it tries at each place in turn.
pub const PREFIX: [u8; 5] = [RSPLIT, 3, ANY, JUMP, -5i8 as u8];

/// Groups that fit: the slot of their end must be a positive signed byte.
pub const GROUPS_MAX: usize = 63;

/// Whether a letter names a class behind a backslash.
pub const fn is_class_letter(letter: u8) -> bool {
    matches!(letter, b'd' | b'D' | b's' | b'S' | b'w' | b'W')
}

/// Whether a byte is in the class of a letter.
pub fn in_named_class(letter: u8, byte: u8) -> bool {
    let inside = match letter | 0x20 {
        b'd' => byte.is_ascii_digit(),
        b's' => matches!(byte, b' ' | b'\t'..=b'\r'),
        _ => byte.is_ascii_alphanumeric() || byte == b'_',
    };
    inside == (letter & 0x20 != 0)
}
