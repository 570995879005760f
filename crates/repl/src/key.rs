//! `KeyDecoder`: from the bytes a terminal sends to the keys somebody pressed.
//!
//! Terminals send one byte for most keys, escape sequences for some, and several
//! bytes for characters outside ASCII.  A sequence that is not known is dropped as
//! soon as that is clear, so what follows may appear as text, as in upstream.
//!
//! DIFF: upstream drops all bytes beyond ASCII; here they are text, if UTF-8.
//!
//! `\r`, `\n`, and `\r\n` or `\n\r` all are one Enter.

/// To raw mode, or to the start of the line.
pub const CTRL_A: u8 = 1;
/// To friendly mode, or one character to the left.
pub const CTRL_B: u8 = 2;
/// Drop what was typed, or interrupt.
pub const CTRL_C: u8 = 3;
/// The end, or delete under the cursor.
pub const CTRL_D: u8 = 4;
/// To paste mode, or to the end of the line.
pub const CTRL_E: u8 = 5;

/// One key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character, as UTF-8 in the first bytes.
    Char([u8; 4], u8),
    /// Ctrl-A to Ctrl-E, which may be commands to the prompt.
    Control(u8),
    /// End of the line.
    Enter,
    /// Tabulator.
    Tab,
    /// Deletes to the left.
    Backspace,
    /// Deletes under the cursor.
    Delete,
    /// One character to the left.
    Left,
    /// One character to the right.
    Right,
    /// Older line.
    Up,
    /// Newer line.
    Down,
    /// Start of the line.
    Home,
    /// End of the line.
    End,
    /// One word to the left.
    WordLeft,
    /// One word to the right.
    WordRight,
    /// Deletes the word to the left.
    KillWordLeft,
    /// Deletes the word to the right.
    KillWordRight,
    /// Deletes all to the right.
    KillToEnd,
    /// Deletes all to the left.
    KillToStart,
    /// A key without meaning, or not yet all of one.
    None,
}

/// How far an escape sequence has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Escape {
    #[default]
    None,
    Started,
    Bracket,
    Digit(u8),
    Letter,
}

/// Remembers what of a key has arrived.
#[derive(Default)]
pub struct KeyDecoder {
    escape: Escape,
    /// The `\r` or `\n` that was the last Enter, if nothing came since.
    newline: u8,
    /// What has come of a character outside ASCII, and how long it will be.
    char: [u8; 4],
    char_len: u8,
    char_end: u8,
}

impl KeyDecoder {
    /// Drops what has arrived of a key, but still knows the last Enter.
    pub fn restart(&mut self) {
        self.escape = Escape::None;
        self.char_len = 0;
    }

    /// Takes one byte and says which key is complete with it.
    pub fn decode(&mut self, byte: u8) -> Key {
        match core::mem::replace(&mut self.escape, Escape::None) {
            Escape::None => self.plain(byte),
            Escape::Started => self.after_escape(byte),
            Escape::Bracket => self.after_bracket(byte),
            Escape::Digit(digit) => self.after_digit(digit, byte),
            Escape::Letter => match byte {
                b'H' => Key::Home,
                b'F' => Key::End,
                _ => Key::None,
            },
        }
    }

    fn plain(&mut self, byte: u8) -> Key {
        match byte {
            CTRL_A..=CTRL_E => return Key::Control(byte),
            6 => return Key::Right,
            11 => return Key::KillToEnd,
            14 => return Key::Down,
            16 => return Key::Up,
            21 => return Key::KillToStart,
            23 => return Key::KillWordLeft,
            _ => {}
        }
        if matches!(byte, b'\r' | b'\n') && (self.newline == 0 || self.newline == byte) {
            self.newline = byte;
            return Key::Enter;
        }
        self.newline = 0;
        if byte < 0x80 {
            self.char_len = 0;
        }
        match byte {
            27 => {
                self.escape = Escape::Started;
                Key::None
            }
            8 | 127 => Key::Backspace,
            9 => Key::Tab,
            32..127 => Key::Char([byte, 0, 0, 0], 1),
            0x80.. => self.beyond_ascii(byte),
            _ => Key::None,
        }
    }

    fn after_escape(&mut self, byte: u8) -> Key {
        match byte {
            b'[' => self.escape = Escape::Bracket,
            b'O' => self.escape = Escape::Letter,
            b'b' => return Key::WordLeft,
            b'f' => return Key::WordRight,
            b'd' => return Key::KillWordRight,
            127 => return Key::KillWordLeft,
            _ => {}
        }
        Key::None
    }

    fn after_bracket(&mut self, byte: u8) -> Key {
        match byte {
            b'0'..=b'9' => {
                self.escape = Escape::Digit(byte);
                Key::None
            }
            b'A' => Key::Up,
            b'B' => Key::Down,
            b'C' => Key::Right,
            b'D' => Key::Left,
            b'H' => Key::Home,
            b'F' => Key::End,
            _ => Key::None,
        }
    }

    fn after_digit(&mut self, digit: u8, byte: u8) -> Key {
        match (digit, byte) {
            (b'1' | b'7', b'~') => Key::Home,
            (b'4' | b'8', b'~') => Key::End,
            (b'3', b'~') => Key::Delete,
            // `ESC [ 1 ; 5 D`: a second parameter follows, as if the bracket were new.
            (b'1', b';') => {
                self.escape = Escape::Bracket;
                Key::None
            }
            (b'5', b'C') => Key::WordRight,
            (b'5', b'D') => Key::WordLeft,
            _ => Key::None,
        }
    }

    /// Collects a character of more than one byte; what is no UTF-8 is dropped.
    fn beyond_ascii(&mut self, byte: u8) -> Key {
        let length = match byte {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => 0,
        };
        if length > 0 {
            self.char = [byte, 0, 0, 0];
            (self.char_len, self.char_end) = (1, length);
            return Key::None;
        }
        if self.char_len == 0 || byte >= 0xc0 {
            self.char_len = 0;
            return Key::None;
        }
        if let Some(place) = self.char.get_mut(usize::from(self.char_len)) {
            *place = byte;
        }
        self.char_len += 1;
        if self.char_len < self.char_end {
            return Key::None;
        }
        let len = core::mem::take(&mut self.char_len);
        match self.char.get(..usize::from(len)).map(core::str::from_utf8) {
            Some(Ok(_)) => Key::Char(self.char, len),
            _ => Key::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(bytes: &[u8]) -> Key {
        let mut keys = KeyDecoder::default();
        bytes.iter().fold(Key::None, |_, byte| keys.decode(*byte))
    }

    #[test]
    fn sequences_are_keys() {
        for (bytes, key) in [
            (&b"\x1b[A"[..], Key::Up),
            (b"\x1bOH", Key::Home),
            (b"\x1b[7~", Key::Home),
            (b"\x1b[3~", Key::Delete),
            (b"\x1b[1;5C", Key::WordRight),
            (b"\x1b\x7f", Key::KillWordLeft),
            (b"\x1b[9~", Key::None),
            (b"\x1b[15~", Key::Char([b'~', 0, 0, 0], 1)),
            (b"\r\n", Key::None),
            (b"\r\r", Key::Enter),
            ("é".as_bytes(), Key::Char([0xc3, 0xa9, 0, 0], 2)),
            ("😀".as_bytes(), Key::Char([0xf0, 0x9f, 0x98, 0x80], 4)),
            (b"\xc3a", Key::Char([b'a', 0, 0, 0], 1)),
            (b"\xc3a\xa9", Key::None),
            (b"\xed\xa0\x80", Key::None),
        ] {
            assert_eq!(last(bytes), key, "{bytes:?}");
        }
    }
}
