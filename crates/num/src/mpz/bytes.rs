//! Big integers to and from bytes in two's complement.

use super::{Int, Limb, Written, limbs, too_short};

/// Bytes in a limb.
const BYTES: usize = size_of::<Limb>();

/// The order of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endian {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

/// Limbs that the number in `n_bytes` bytes may take.
#[inline]
pub fn from_bytes_len(n_bytes: usize) -> usize {
    n_bytes.div_ceil(BYTES)
}

/// Reads a number; with `signed`, the top bit is the sign.
pub fn from_bytes(bytes: &[u8], endian: Endian, signed: bool, out: &mut [Limb]) -> Written {
    let Some(out) = out.get_mut(..from_bytes_len(bytes.len())) else {
        return too_short();
    };
    let top = match endian {
        Endian::Little => bytes.last(),
        Endian::Big => bytes.first(),
    };
    let negative = signed && top.is_some_and(|byte| byte & 0x80 != 0);
    let fill = if negative { 0xff } else { 0 };
    let gather = |slot: &mut Limb, chunk: &[u8]| {
        let mut word = [fill; BYTES];
        match endian {
            Endian::Little => word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from),
            Endian::Big => word.iter_mut().zip(chunk.iter().rev()).for_each(|(to, from)| *to = *from),
        }
        *slot = Limb::from_le_bytes(word);
    };
    match endian {
        Endian::Little => {
            out.iter_mut().zip(bytes.chunks(BYTES)).for_each(|(slot, chunk)| gather(slot, chunk))
        }
        Endian::Big => out.iter_mut().zip(bytes.rchunks(BYTES)).for_each(|(slot, chunk)| gather(slot, chunk)),
    }
    if negative {
        let mut carry = true;
        for limb in out.iter_mut() {
            (*limb, carry) = (!*limb).overflowing_add(Limb::from(carry));
        }
    }
    Written::new(negative, out)
}

/// The fewest bytes that hold `a` without overflow.
pub fn to_bytes_len(a: Int, signed: bool) -> usize {
    let bits = a.bit_length();
    if !signed {
        return bits.div_ceil(8);
    }
    // A power of two fits its negative half exactly: -128 takes one byte, 128 two.
    let power_of_two = bits != 0 && limbs::trailing_zeros(a.magnitude) == bits - 1;
    let sign_bit = usize::from(bits != 0 && !(a.negative && power_of_two));
    (bits + sign_bit).div_ceil(8)
}

/// Fills `out` with the number; whether it fits. What does not fit is cut off at the top.
///
/// A negative number never fits unsigned bytes.
pub fn to_bytes(a: Int, endian: Endian, signed: bool, out: &mut [u8]) -> bool {
    let fits = (signed || !a.negative) && to_bytes_len(a, signed) <= out.len();
    let mut carry = a.negative;
    let mut limbs = a.magnitude.iter();
    let mut scatter = |chunk: &mut [u8]| {
        let limb = limbs.next().copied().unwrap_or(0);
        let limb = if a.negative {
            let (limb, carried) = (!limb).overflowing_add(Limb::from(carry));
            carry = carried;
            limb
        } else {
            limb
        };
        let word = limb.to_le_bytes();
        match endian {
            Endian::Little => chunk.iter_mut().zip(word).for_each(|(to, from)| *to = from),
            Endian::Big => chunk.iter_mut().rev().zip(word).for_each(|(to, from)| *to = from),
        }
    };
    match endian {
        Endian::Little => out.chunks_mut(BYTES).for_each(&mut scatter),
        Endian::Big => out.rchunks_mut(BYTES).for_each(&mut scatter),
    }
    fits
}
