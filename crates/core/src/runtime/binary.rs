//! Items of binary data by type code, as `array` and `struct` share them.
//!
//! A code is a letter of Python's `struct`. Items lie anywhere in an object's buffer; they are read and written as
//! bytes, so nothing need be aligned in memory. Integers that do not fit their item lose their high bits, as
//! upstream's do.
use crate::obj::Obj;
use crate::real::{self, Real};
use crate::runtime::{buffer, exc};
use crate::types::{float, int};
use crate::{Res, Vm};

/// Most bytes of an item.
pub const ITEM_MAX: usize = 8;

/// The order of an item's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

impl Order {
    /// The machine's.
    pub const NATIVE: Order = if cfg!(target_endian = "big") { Order::Big } else { Order::Little };
}

/// The type of an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Item {
    /// Its code.
    pub code: u8,
    /// Bytes it takes.
    pub size: u8,
    /// Where it may begin: at multiples of this.
    pub align: u8,
}

impl Item {
    /// An item as the machine's C compiler lays it out; `None`: there is no such code.
    pub const fn native(code: u8) -> Option<Item> {
        let (size, align) = match code {
            b'b' | b'B' => (1, 1),
            b'h' | b'H' | b'e' => (2, 2),
            b'i' | b'I' | b'f' => (4, 4),
            b'l' | b'L' => (size_of::<core::ffi::c_long>(), align_of::<core::ffi::c_long>()),
            b'q' | b'Q' => (8, align_of::<u64>()),
            b'd' => (8, align_of::<f64>()),
            b'P' | b'O' | b'S' => (size_of::<usize>(), align_of::<usize>()),
            _ => return None,
        };
        Some(Item { code, size: size as u8, align: align as u8 })
    }

    /// An item as it is the same on every machine, without alignment.
    pub const fn standard(code: u8) -> Option<Item> {
        match Item::native(code) {
            Some(item) => {
                let size = if matches!(code, b'l' | b'L') { 4 } else { item.size };
                Some(Item { size, align: 1, ..item })
            }
            None => None,
        }
    }

    /// The native item of a code.
    ///
    /// # Raises
    /// `ValueError`.
    pub fn of(vm: &mut Vm, code: u8) -> Res<Item> {
        match Item::native(code) {
            Some(item) => Ok(item),
            None => Err(bad_code(vm)),
        }
    }

    /// Bytes it takes.
    #[inline]
    pub const fn n_bytes(self) -> usize {
        self.size as usize
    }

    /// Whether integers of it have a sign.
    pub const fn is_signed(self) -> bool {
        self.code > b'Z'
    }

    /// The value in some bytes, of which there are [`Item::n_bytes`].
    ///
    /// # Raises
    /// `MemoryError`.
    pub fn decode(self, vm: &mut Vm, bytes: &[u8], order: Order) -> Res {
        let bits = self.bits(bytes, order);
        match self.code {
            b'e' => float::new(vm, half_to_f32(bits as u16) as Real),
            b'f' => float::new(vm, f32::from_bits(bits as u32) as Real),
            b'd' => float::new(vm, f64::from_bits(bits) as Real),
            _ if self.is_signed() => int::from_i64(vm, bits as i64),
            _ => int::from_u64(vm, bits),
        }
    }

    /// Some bytes as a number, its sign extended.
    fn bits(self, bytes: &[u8], order: Order) -> u64 {
        let mut low = [0; ITEM_MAX];
        let len = self.n_bytes().min(bytes.len());
        low.iter_mut().zip(&bytes[..len]).for_each(|(to, from)| *to = *from);
        if order == Order::Big {
            low[..len].reverse();
        }
        let bits = u64::from_le_bytes(low);
        let unused = 64 - 8 * len as u32;
        if self.is_signed() { ((bits as i64).unbounded_shl(unused) >> unused.min(63)) as u64 } else { bits }
    }

    /// A value as bytes, of which the first [`Item::n_bytes`] count.
    ///
    /// # Raises
    /// `TypeError`, `OverflowError`.
    pub fn encode(self, vm: &mut Vm, value: Obj, order: Order) -> Res<[u8; ITEM_MAX]> {
        let bits = match self.code {
            b'e' => half_from_f64(real::widen(float::get(vm, value)?)) as u64,
            b'f' => (float::get(vm, value)? as f32).to_bits() as u64,
            b'd' => real::widen(float::get(vm, value)?).to_bits(),
            b'O' => value.bits() as u64,
            _ if value.is_small() => value.as_small().unwrap_or(0) as i64 as u64,
            _ if int::is_int(value) => int::get_i64_truncated(vm, value)? as u64,
            _ => int::get(vm, value)? as u64,
        };
        let mut bytes = bits.to_le_bytes();
        if order == Order::Big {
            bytes[..self.n_bytes().min(ITEM_MAX)].reverse();
        }
        Ok(bytes)
    }

    /// The value at an offset of an object's buffer; `None`: the buffer ends before.
    ///
    /// # Raises
    /// `MemoryError`.
    #[inline]
    pub fn load(self, vm: &mut Vm, object: Obj, at: usize, order: Order) -> Res<Option<Obj>> {
        let end = at.saturating_add(self.n_bytes());
        let Some(source) = buffer::read(vm, object).and_then(|b| b.get(at..end)) else { return Ok(None) };
        if let ([byte], b'B') = (source, self.code) {
            return Ok(Some(Obj::small(*byte as isize)));
        }
        let mut bytes = [0; ITEM_MAX];
        bytes.iter_mut().zip(source).for_each(|(to, from)| *to = *from);
        self.decode(vm, &bytes[..self.n_bytes().min(ITEM_MAX)], order).map(Some)
    }

    /// Writes a value at an offset of an object's buffer; `false`: the buffer ends before, or cannot be written.
    ///
    /// # Raises
    /// `TypeError`, `OverflowError`.
    pub fn store(self, vm: &mut Vm, object: Obj, at: usize, order: Order, value: Obj) -> Res<bool> {
        let bytes = self.encode(vm, value, order)?;
        let end = at.saturating_add(self.n_bytes());
        let Some(room) = buffer::write(vm, object).and_then(|b| b.get_mut(at..end)) else { return Ok(false) };
        room.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        Ok(true)
    }
}

/// Raises `ValueError` for a code that is none.
#[cold]
pub fn bad_code(vm: &mut Vm) -> crate::Raise {
    exc::value_error(vm, text!("bad typecode"))
}

/// A float of two bytes as one of four.
pub fn half_to_f32(half: u16) -> f32 {
    let sign = (half as u32 & 0x8000) << 16;
    let exponent = half as u32 >> 10 & 0x1f;
    let fraction = half as u32 & 0x3ff;
    match exponent {
        // Subnormal: the fraction in units of 2 ** -24.
        0 => {
            let size = fraction as f32 / (1u32 << 24) as f32;
            f32::from_bits(sign | size.to_bits())
        }
        0x1f => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 127 - 15) << 23 | fraction << 13),
    }
}

/// A float as one of two bytes, rounded to nearest, ties to even; too large: infinity.
pub fn half_from_f64(value: f64) -> u16 {
    let bits = value.to_bits();
    let sign = (bits >> 48) as u16 & 0x8000;
    let exponent = (bits >> 52) as i32 & 0x7ff;
    let fraction = bits & ((1 << 52) - 1);
    if exponent == 0x7ff {
        return sign | 0x7c00 | if fraction != 0 { 0x200 } else { 0 };
    }
    let power = exponent - 1023;
    if power > 15 {
        return sign | 0x7c00;
    }
    // 11 significant bits, fewer below the least normal number.
    let shift = 42 + (-14 - power).max(0) as u32;
    if exponent == 0 || shift > 54 {
        return sign;
    }
    let whole = fraction | 1 << 52;
    let kept = whole.unbounded_shr(shift);
    let rest = whole & ((1u64 << shift) - 1);
    let half = 1u64 << (shift - 1);
    let up = rest > half || (rest == half && kept & 1 != 0);
    let rounded = kept + up as u64;
    // A carry out of the fraction goes on into the exponent, as it should.
    let biased = if power >= -14 { ((power + 14) as u64) << 10 } else { 0 };
    sign | (biased + rounded).min(0x7c00) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_trip() {
        for half in 0..=u16::MAX {
            let value = half_to_f32(half) as f64;
            if !value.is_nan() {
                assert_eq!(half_from_f64(value), half, "{half:#x} is {value}");
            }
        }
    }

    #[test]
    fn halves_round_to_even() {
        let cases = [(65504.0, 0x7bff), (65519.9, 0x7bff), (65520.0, 0x7c00), (1.0 + 1.0 / 2048.0, 0x3c00)];
        for (value, half) in cases {
            assert_eq!(half_from_f64(value), half, "{value}");
        }
        assert_eq!(half_from_f64(1.0 + 3.0 / 2048.0), 0x3c02);
        assert_eq!(half_from_f64(2f64.powi(-25)), 0);
        assert_eq!(half_from_f64(2f64.powi(-25) * 1.5), 1);
        assert_eq!(half_from_f64(-0.0), 0x8000);
    }

    #[test]
    fn sizes() {
        let size = |code| Item::standard(code).map(Item::n_bytes);
        assert_eq!([b'b', b'H', b'i', b'L', b'q', b'd', b'e'].map(size), [1, 2, 4, 4, 8, 8, 2].map(Some));
        assert_eq!(Item::native(b'x'), None);
    }

    #[test]
    fn reads_signs() {
        let item = |code| Item::standard(code).unwrap();
        assert_eq!(item(b'h').bits(&[0xfe, 0xff], Order::Little) as i64, -2);
        assert_eq!(item(b'H').bits(&[0xff, 0xfe], Order::Big), 0xfffe);
        assert_eq!(item(b'q').bits(&[0xff; 8], Order::Big) as i64, -1);
    }
}
