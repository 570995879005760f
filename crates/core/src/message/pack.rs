//! Packing texts: a byte from 0x80 on stands for a pair of bytes.
//!
//! A pair's own bytes may stand for pairs again, so that a frequent word is a byte or two. The pairs are fixed
//! (`pairs`); texts are packed while the crate is compiled and unpacked byte by byte. Builds that are to be fast
//! rather than small keep texts as they are. Texts are ASCII, which is checked when they are packed.

use super::pairs::PAIRS;
use crate::config::COMPACT;

/// Whether this build packs texts.
pub const PACKED: bool = COMPACT;

/// Longest text.
const TEXT_MAX: usize = 128;

/// First byte that stands for a pair.
const FIRST: u8 = 0x80;

/// Ends a text in a list.
pub const END: u8 = 0;

/// How deep pairs may lie in each other: what unpacking takes of the native stack.
const DEPTH_MAX: usize = 12;

const _: () = assert!(PAIRS.len() <= 128 && depth() <= DEPTH_MAX);

/// How deep pairs do lie in each other. Each is made of pairs before it.
const fn depth() -> usize {
    let mut depths = [1; PAIRS.len()];
    let mut most = 0;
    let mut i = 0;
    while i < PAIRS.len() {
        let mut half = 0;
        while half < 2 {
            if PAIRS[i][half] >= FIRST {
                let part = (PAIRS[i][half] - FIRST) as usize;
                assert!(part < i);
                if depths[part] >= depths[i] {
                    depths[i] = depths[part] + 1;
                }
            }
            half += 1;
        }
        if depths[i] > most {
            most = depths[i];
        }
        i += 1;
    }
    most
}

/// A packed text, in room that is large enough for any.
pub struct Room {
    bytes: [u8; TEXT_MAX],
    len: usize,
}

impl Room {
    /// Length of the packed text.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no text.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The text in room of its size.
    pub const fn cut<const N: usize>(&self) -> [u8; N] {
        let mut cut = [0; N];
        let mut i = 0;
        while i < N {
            cut[i] = self.bytes[i];
            i += 1;
        }
        cut
    }
}

/// Packs a text.
pub const fn pack(text: &str) -> Room {
    assert!(text.is_ascii() && text.len() <= TEXT_MAX, "no text for an exception");
    let mut room = Room { bytes: [0; TEXT_MAX], len: text.len() };
    let mut i = 0;
    while i < text.len() {
        room.bytes[i] = text.as_bytes()[i];
        i += 1;
    }
    let mut pair = 0;
    while PACKED && pair < PAIRS.len() {
        let [first, second] = PAIRS[pair];
        let (mut from, mut to) = (0, 0);
        while from < room.len {
            if room.bytes[from] == first && from + 1 < room.len && room.bytes[from + 1] == second {
                room.bytes[to] = FIRST + pair as u8;
                from += 2;
            } else {
                room.bytes[to] = room.bytes[from];
                from += 1;
            }
            to += 1;
        }
        room.len = to;
        pair += 1;
    }
    room
}

/// Length of [`list`].
pub const fn list_len(texts: &[&str]) -> usize {
    let mut len = 0;
    let mut i = 0;
    while i < texts.len() {
        len += pack(texts[i]).len + 1;
        i += 1;
    }
    len
}

/// Packs texts that are picked by number: each with [`END`] behind it.
pub const fn list<const N: usize>(texts: &[&str]) -> [u8; N] {
    let mut list = [END; N];
    let (mut i, mut at) = (0, 0);
    while i < texts.len() {
        let room = pack(texts[i]);
        let mut from = 0;
        while from < room.len {
            list[at] = room.bytes[from];
            from += 1;
            at += 1;
        }
        at += 1;
        i += 1;
    }
    list
}

/// Gives the bytes of a packed text, one by one.
pub fn unpack(packed: &[u8], each: &mut dyn FnMut(u8)) {
    for &byte in packed {
        unpack_byte(byte, each);
    }
}

/// Nests as deep as pairs lie in each other.
fn unpack_byte(byte: u8, each: &mut dyn FnMut(u8)) {
    match byte.checked_sub(FIRST).and_then(|pair| PAIRS.get(usize::from(pair))) {
        Some(&[first, second]) => {
            unpack_byte(first, each);
            unpack_byte(second, each);
        }
        None => each(byte),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::string::String;
    use std::vec::Vec;

    use super::*;

    /// Packs as small builds do, whatever this build is.
    fn packed(text: &str) -> Vec<u8> {
        let mut bytes: Vec<u8> = text.bytes().collect();
        for (pair, wanted) in PAIRS.iter().enumerate() {
            let mut i = 0;
            while i + 1 < bytes.len() {
                if bytes[i..i + 2] == wanted[..] {
                    bytes.splice(i..i + 2, [FIRST + pair as u8]);
                }
                i += 1;
            }
        }
        bytes
    }

    #[test]
    fn what_is_unpacked_is_what_was_packed() {
        for text in ["", "%", "'%' object isn't iterable", "zero step", "Qxz~!", "can't convert % to int"] {
            let mut out = String::new();
            unpack(&packed(text), &mut |byte| out.push(byte.into()));
            assert_eq!(out, text);
            let room = pack(text);
            assert_eq!(&room.bytes[..room.len()], if PACKED { packed(text) } else { text.into() });
        }
    }

    #[test]
    fn frequent_words_are_short() {
        for text in ["object", "argument", "invalid syntax", "'%' object isn't iterable"] {
            assert!(packed(text).len() * 3 <= text.len() * 2, "{text}");
        }
    }

    #[test]
    fn a_list_gives_its_texts_by_number() {
        const TEXTS: [&str; 3] = ["invalid syntax", "", "name too long"];
        static LIST: [u8; list_len(&TEXTS)] = list(&TEXTS);
        for (n, text) in TEXTS.iter().enumerate() {
            assert_eq!(super::super::Text::nth(&LIST, n).packed(), &pack(text).bytes[..pack(text).len()]);
        }
        assert!(super::super::Text::nth(&LIST, 9).is_empty());
    }
}
