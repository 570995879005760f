//! Classes of bytes, in one table.
//!
//! Every hot loop of the lexer asks one question of each byte; the table answers all of them.

/// Space, tab, and the other blanks; LF too.
pub const SPACE: u8 = 0x01;
/// Starts a name: letter, underscore, or any byte of a character outside ASCII.
pub const NAME_START: u8 = 0x02;
/// A decimal digit.
pub const DIGIT: u8 = 0x04;
/// A letter of ASCII.
pub const LETTER: u8 = 0x08;
/// Goes on with a name.
pub const NAME: u8 = NAME_START | DIGIT;
/// Ends a run of plain bytes in a string: quotes, backslash, braces, tab, LF, and the end.
pub const NOT_PLAIN: u8 = 0x10;

const fn class_of(byte: u8) -> u8 {
    let mut class = 0;
    if matches!(byte, b' ' | 9..=13) {
        class |= SPACE;
    }
    if byte.is_ascii_alphabetic() {
        class |= LETTER;
    }
    if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 {
        class |= NAME_START;
    }
    if byte.is_ascii_digit() {
        class |= DIGIT;
    }
    if matches!(byte, b'\'' | b'"' | b'\\' | b'{' | b'}' | b'\t' | b'\n' | 0) {
        class |= NOT_PLAIN;
    }
    class
}

static CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = class_of(byte as u8);
        byte += 1;
    }
    table
};

/// Whether a byte is of any of these classes.
#[inline]
pub fn is(byte: u8, classes: u8) -> bool {
    CLASSES[usize::from(byte)] & classes != 0
}
