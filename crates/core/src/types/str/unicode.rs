//! UTF-8 as upstream reads it: characters, their number, where they begin.
//!
//! Upstream's check is lenient: surrogates and overlong forms pass. A decoder therefore must not assume what
//! `core::str` does.

use crate::config;

/// Whether a byte goes on with a character.
#[inline]
pub const fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// How many characters begin in some bytes.
pub fn char_count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !is_continuation(**byte)).count()
}

/// Bytes that follow a lead byte from `0xc0` on.
#[inline]
pub(super) const fn n_following(lead: u8) -> usize {
    match lead {
        0xf0.. => 3,
        0xe0.. => 2,
        _ => 1,
    }
}

/// Whether bytes are text: lead bytes each followed by as many others as they say.
pub fn is_valid(bytes: &[u8]) -> bool {
    if bytes.is_ascii() {
        return true;
    }
    let mut need = 0;
    for &byte in bytes {
        match (need, byte) {
            (0, 0xf8..) | (0, 0x80..0xc0) => return false,
            (0, 0xc0..) => need = n_following(byte),
            (0, _) => {}
            _ if is_continuation(byte) => need -= 1,
            _ => return false,
        }
    }
    need == 0
}

/// Length in bytes of the character that begins at `at`: up to where the next one begins.
#[inline]
pub fn char_len(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at + 1..).unwrap_or(&[]);
    1 + rest.iter().take_while(|byte| is_continuation(**byte)).count()
}

/// The character that some bytes begin with; 0 for no bytes.
pub fn decode(bytes: &[u8]) -> u32 {
    let Some((&lead, rest)) = bytes.split_first() else { return 0 };
    if lead < 0x80 {
        return lead as u32;
    }
    // The leading ones of the lead byte are no part of the number.
    let mut value = lead as u32 & (0x7f >> lead.leading_ones().min(7));
    for byte in rest.iter().take_while(|byte| is_continuation(**byte)) {
        value = value << 6 | (byte & 0x3f) as u32;
    }
    value
}

/// Bytes of a character and how many they are.
pub fn encode(value: u32) -> ([u8; 4], usize) {
    let tail = |shift: u32| 0x80 | (value >> shift) as u8 & 0x3f;
    match value {
        0..0x80 => ([value as u8, 0, 0, 0], 1),
        0x80..0x800 => ([0xc0 | (value >> 6) as u8, tail(0), 0, 0], 2),
        0x800..0x1_0000 => ([0xe0 | (value >> 12) as u8, tail(6), tail(0), 0], 3),
        _ => ([0xf0 | (value >> 18) as u8 & 0x07, tail(12), tail(6), tail(0)], 4),
    }
}

/// Where character `index` begins; negative: counted from the end. `Err`: there is none, and on which side.
pub fn offset(bytes: &[u8], index: isize) -> Result<usize, Side> {
    let begins = |(_, byte): &(usize, &u8)| !is_continuation(**byte);
    if index < 0 {
        let (mut left, mut rest) = (index.unsigned_abs() - 1, bytes);
        while !config::COMPACT
            && let Some((head, chunk)) = rest.split_last_chunk::<CHUNK>()
        {
            let n = starts_in(chunk);
            if n > left {
                break;
            }
            (left, rest) = (left - n, head);
        }
        let mut starts = rest.iter().enumerate().rev().filter(begins);
        starts.nth(left).map(|(at, _)| at).ok_or(Side::Before)
    } else {
        let (mut left, mut rest) = (index as usize, bytes);
        while !config::COMPACT
            && let Some((chunk, tail)) = rest.split_first_chunk::<CHUNK>()
        {
            let n = starts_in(chunk);
            if n > left {
                break;
            }
            (left, rest) = (left - n, tail);
        }
        let mut starts = rest.iter().enumerate().filter(begins);
        let passed = bytes.len() - rest.len();
        starts.nth(left).map(|(at, _)| passed + at).ok_or(Side::Behind)
    }
}

/// Bytes whose characters are counted at once.
const CHUNK: usize = 128;

/// How many characters begin in a chunk.
// PERF: a sum of bytes that cannot overflow becomes vector instructions.
#[inline]
fn starts_in(chunk: &[u8; CHUNK]) -> usize {
    chunk.iter().map(|byte| u8::from(!is_continuation(*byte))).sum::<u8>() as usize
}

/// Where an index points that is outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Before the first character.
    Before,
    /// Behind the last.
    Behind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_like_upstream() {
        assert!(is_valid("aé你🎉".as_bytes()));
        assert!(is_valid(b"\xed\xa0\x80"), "a surrogate passes");
        for bad in [&b"\x80"[..], b"a\xff", b"\xc3", b"\xc3(", b"\xe4\xbd", b"\xf8\x80\x80\x80\x80"] {
            assert!(!is_valid(bad), "{bad:x?}");
        }
    }

    #[test]
    fn round_trips() {
        for c in ['a', 'é', '你', '🎉', '\u{10ffff}'] {
            let (bytes, n) = encode(c as u32);
            assert_eq!(&bytes[..n], c.encode_utf8(&mut [0; 4]).as_bytes());
            assert_eq!(decode(&bytes[..n]), c as u32);
        }
    }

    #[test]
    fn finds_characters() {
        let text = "aé你b".as_bytes();
        assert_eq!([0, 1, 2, 3].map(|i| offset(text, i)), [Ok(0), Ok(1), Ok(3), Ok(6)]);
        assert_eq!([-1, -2, -3, -4].map(|i| offset(text, i)), [Ok(6), Ok(3), Ok(1), Ok(0)]);
        assert_eq!((offset(text, 4), offset(text, -5)), (Err(Side::Behind), Err(Side::Before)));
        let long = "aé你🎉b".repeat(100);
        for (i, (at, _)) in long.char_indices().enumerate() {
            assert_eq!(offset(long.as_bytes(), i as isize), Ok(at));
            assert_eq!(offset(long.as_bytes(), i as isize - 500), Ok(at));
        }
        assert_eq!(offset(long.as_bytes(), 500), Err(Side::Behind));
        assert_eq!(offset(long.as_bytes(), -501), Err(Side::Before));
        assert_eq!((char_count(text), char_len(text, 1), char_len(text, 3)), (4, 2, 3));
    }
}
