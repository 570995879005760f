//! Writing records: what builders of images are made of.
//!
//! Lengths stand before what they count, so whoever builds an image makes its innermost parts first. The parts are
//! handed to a function that keeps them wherever it likes.

use super::kind;

/// Bytes of the longest number.
const NUMBER_MAX: usize = usize::BITS.div_ceil(7) as usize;

/// A number as bytes.
struct Number {
    bytes: [u8; NUMBER_MAX],
    start: usize,
}

impl Number {
    fn of(mut value: usize) -> Number {
        let mut number = Number { bytes: [0; NUMBER_MAX], start: NUMBER_MAX };
        let mut more = 0;
        for place in number.bytes.iter_mut().rev() {
            *place = more | (value & 0x7f) as u8;
            number.start -= 1;
            more = 0x80;
            value >>= 7;
            if value == 0 {
                break;
            }
        }
        number
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }
}

/// Puts a record of some parts.
fn record(kind: usize, parts: &[&[u8]], put: &mut impl FnMut(&[u8])) {
    put(Number::of(kind).bytes());
    put(Number::of(parts.iter().map(|part| part.len()).sum()).bytes());
    parts.iter().for_each(|part| put(part));
}

/// Puts a directory with records in it.
pub fn directory(name: &[u8], contents: &[u8], put: &mut impl FnMut(&[u8])) {
    record(kind::DIRECTORY, &[Number::of(name.len()).bytes(), name, contents], put);
}

/// Puts a file with its bytes in it.
pub fn file(name: &[u8], data: &[u8], put: &mut impl FnMut(&[u8])) {
    let (name_len, data_kind, data_len) =
        (Number::of(name.len()), Number::of(kind::DATA), Number::of(data.len()));
    let parts = [name_len.bytes(), name, data_kind.bytes(), data_len.bytes(), data];
    record(kind::FILE, &parts, put);
}

/// Puts an image with the records of its root. Its length is made even.
pub fn image(contents: &[u8], put: &mut impl FnMut(&[u8])) {
    let (image_kind, len) = (Number::of(kind::IMAGE), Number::of(contents.len()));
    put(image_kind.bytes());
    if (image_kind.bytes().len() + len.bytes().len() + contents.len()) % 2 == 1 {
        put(&[0x80]);
    }
    put(len.bytes());
    put(contents);
}
