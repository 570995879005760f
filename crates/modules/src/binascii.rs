//! `binascii`: bytes as hexadecimal digits and base 64, and their check sum.
use micropyrite_core::bytecode::qstr;
use micropyrite_core::runtime::args::{ArgSpec, Args, parse};
use micropyrite_core::runtime::{buffer, exc, ops};
use micropyrite_core::text;
use micropyrite_core::types::int;
use micropyrite_core::types::str::{self, Kind, convert};
use micropyrite_core::{Obj, Res, Vm, module};

fn hexlify(vm: &mut Vm, args: &[Obj]) -> Res {
    convert::hex_as(vm, Kind::Bytes, args)
}

fn unhexlify(vm: &mut Vm, digits: Obj) -> Res {
    convert::from_hex(vm, Kind::Bytes, digits)
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn sextet(digit: u8) -> Option<u32> {
    Some(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    } as u32)
}

/// Hands the bytes that digits of base 64 stand for to `each`. Characters that are no digits are passed over. False:
/// the digits end inside a byte.
fn decode(digits: &[u8], mut each: impl FnMut(u8)) -> bool {
    let (mut bits, mut n_bits) = (0u32, 0);
    let mut padded = false;
    for &digit in digits {
        if digit == b'=' {
            if n_bits == 2 || (n_bits == 4 && padded) {
                return true;
            }
            padded = true;
        }
        let Some(sextet) = sextet(digit) else { continue };
        padded = false;
        bits = bits << 6 | sextet;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            each((bits >> n_bits) as u8);
        }
    }
    n_bits == 0
}

fn a2b_base64(vm: &mut Vm, source: Obj) -> Res {
    buffer::len(vm, source)?;
    let mut len = 0;
    if !decode(str::data(vm, source), |_| len += 1) {
        return Err(exc::value_error(vm, text!("incorrect padding")));
    }
    str::with_len(vm, Kind::Bytes, len, |vm, out| {
        let mut out = out.iter_mut();
        decode(str::data(vm, source), |byte| {
            if let Some(to) = out.next() {
                *to = byte;
            }
        });
    })
}

fn b2a_base64(vm: &mut Vm, args: Args<'_>) -> Res {
    const SPECS: [ArgSpec; 1] = [ArgSpec::optional(qstr!(newline), Obj::TRUE)];
    let Some((&source, pos)) = args.pos.split_first() else { return Ok(Obj::NONE) };
    let [newline] = parse(vm, Args { pos, kw: args.kw }, &SPECS)?;
    let newline = ops::truth(vm, newline)?;
    let len = buffer::len(vm, source)?;
    let Some(total) = len.div_ceil(3).checked_mul(4) else { return Err(vm.raise_memory(usize::MAX)) };
    str::with_len(vm, Kind::Bytes, total + newline as usize, |vm, out| {
        for (room, three) in out.chunks_exact_mut(4).zip(str::data(vm, source).chunks(3)) {
            let byte = |i: usize| three.get(i).copied().unwrap_or(0) as u32;
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for (i, to) in room.iter_mut().enumerate() {
                let sextet = (bits >> (18 - 6 * i) & 63) as usize;
                *to = if i <= three.len() { ALPHABET[sextet] } else { b'=' };
            }
        }
        if newline && let Some(last) = out.last_mut() {
            *last = b'\n';
        }
    })
}

/// What a half byte does to the check sum, low bits first, polynomial 0xedb88320.
const CRC_STEP: [u32; 16] = {
    let mut table = [0; 16];
    let mut i = 0;
    while i < 16 {
        let mut value = i as u32;
        let mut bit = 0;
        while bit < 4 {
            value = if value & 1 != 0 { value >> 1 ^ 0xedb8_8320 } else { value >> 1 };
            bit += 1;
        }
        table[i] = value;
        i += 1;
    }
    table
};

/// CRC-32 of bytes, going on from that of what came before (0: nothing).
pub fn crc32_of(before: u32, bytes: &[u8]) -> u32 {
    let step = |value: u32| value >> 4 ^ CRC_STEP[(value & 15) as usize];
    !bytes.iter().fold(!before, |value, byte| step(step(value ^ *byte as u32)))
}

fn crc32(vm: &mut Vm, args: &[Obj]) -> Res {
    let Some(&source) = args.first() else { return Ok(Obj::NONE) };
    buffer::len(vm, source)?;
    let before = match args.get(1) {
        Some(before) => int::get_truncated(vm, *before)? as u32,
        None => 0,
    };
    let sum = crc32_of(before, str::data(vm, source));
    int::from_u64(vm, sum as u64)
}

module! {
    /// `binascii`
    pub static BINASCII: binascii, extensible {
        hexlify = var(1, 2) hexlify;
        unhexlify = fn unhexlify;
        a2b_base64 = fn a2b_base64;
        b2a_base64 = kw(1, 255) b2a_base64;
        crc32 = var(1, 2) crc32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_crc32() {
        assert_eq!(crc32_of(0, b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32_of(crc32_of(0, b"1234"), b"56789"), 0xcbf4_3926);
        assert_eq!(crc32_of(0, b""), 0);
    }

    #[test]
    fn decodes_base64() {
        let check = |digits: &[u8], expected: Option<&[u8]>| {
            let (mut bytes, mut n) = ([0; 16], 0);
            let whole = decode(digits, |byte| {
                bytes[n] = byte;
                n += 1;
            });
            assert_eq!(whole.then_some(&bytes[..n]), expected);
        };
        check(b"Zm9vYg==", Some(b"foob"));
        check(b"Zm 9v\n", Some(b"foo"));
        check(b"Zm9vYg=", None);
        check(b"Zg", None);
    }
}
