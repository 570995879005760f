//! Numbers in code: seven bits a byte, the high part first.
//!
//! Bit 7 is set on all bytes but the last. Signed numbers are sign-extended from bit 6 of the first byte.
//! Reading never fails on its own account: a number that is cut off, or too long, is `None`.

/// Most bytes that a 64-bit number takes.
pub const MAX_BYTES: usize = 10;

/// A number as it is written: the bytes and how many of them count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoded {
    bytes: [u8; MAX_BYTES],
    start: u8,
}

impl Encoded {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.start as usize..).unwrap_or(&[])
    }
}

/// Writes an unsigned number.
pub const fn encode_uint(mut value: u64) -> Encoded {
    let mut bytes = [0; MAX_BYTES];
    let mut at = MAX_BYTES - 1;
    bytes[at] = (value & 0x7f) as u8;
    value >>= 7;
    while value != 0 {
        at -= 1;
        bytes[at] = (value & 0x7f) as u8 | 0x80;
        value >>= 7;
    }
    Encoded { bytes, start: at as u8 }
}

/// Writes a signed number.
pub const fn encode_int(mut value: i64) -> Encoded {
    let mut bytes = [0; MAX_BYTES];
    let mut at = MAX_BYTES - 1;
    loop {
        let low = (value & 0x7f) as u8;
        bytes[at] |= low;
        value >>= 7;
        // Done when what is left is nothing but copies of the sign bit just written.
        if (value == 0 && low & 0x40 == 0) || (value == -1 && low & 0x40 != 0) {
            return Encoded { bytes, start: at as u8 };
        }
        at -= 1;
        bytes[at] = 0x80;
    }
}

/// Reads an unsigned number at `*at` and moves past it.
pub fn decode_uint(code: &[u8], at: &mut usize) -> Option<u32> {
    let mut value: u32 = 0;
    loop {
        let byte = *code.get(*at)?;
        *at += 1;
        if value > u32::MAX >> 7 {
            return None;
        }
        value = value << 7 | (byte & 0x7f) as u32;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
}

/// Reads a signed number at `*at` and moves past it.
pub fn decode_int(code: &[u8], at: &mut usize) -> Option<i64> {
    let first = *code.get(*at)?;
    let mut value: i64 = if first & 0x40 != 0 { -1 } else { 0 };
    let mut left = MAX_BYTES;
    loop {
        let byte = *code.get(*at)?;
        *at += 1;
        left = left.checked_sub(1)?;
        value = value << 7 | (byte & 0x7f) as i64;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, 127, 128, 16383, 16384, u32::MAX as u64] {
            let written = encode_uint(value);
            let mut at = 0;
            assert_eq!(decode_uint(written.as_bytes(), &mut at), Some(value as u32));
            assert_eq!(at, written.as_bytes().len());
        }
        for value in [0, 1, -1, 63, 64, -64, -65, 8191, 8192, i64::MAX, i64::MIN, i64::MAX >> 1] {
            let written = encode_int(value);
            let mut at = 0;
            assert_eq!(decode_int(written.as_bytes(), &mut at), Some(value), "{value}");
            assert_eq!(at, written.as_bytes().len());
        }
    }

    #[test]
    fn the_form_is_upstreams() {
        assert_eq!(encode_uint(300).as_bytes(), [0x82, 0x2c]);
        assert_eq!(encode_int(64).as_bytes(), [0x80, 0x40]);
        assert_eq!(encode_int(-65).as_bytes(), [0xff, 0x3f]);
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        assert_eq!(decode_uint(&[0x80], &mut 0), None);
        assert_eq!(decode_uint(&[0xff; 9], &mut 0), None);
        assert_eq!(decode_int(&[0x80; 40], &mut 0), None);
    }
}
