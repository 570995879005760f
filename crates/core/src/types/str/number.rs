//! Digits of integers, small and big, for the formatting of numbers.
use super::pad::Piece;
use crate::obj::Obj;
use crate::types::int::text::{Digits as SmallDigits, Radix};
use crate::types::{BigInt, bytearray, int};
use crate::{Res, Vm};

/// Digits of an integer, and its sign apart from them.
pub struct Digits {
    /// Whether the integer is negative.
    pub negative: bool,
    place: Place,
}

enum Place {
    Here(SmallDigits),
    /// In a buffer of their own.
    Buffer(Obj, usize),
}

impl Digits {
    /// Digits of an integer, or of what can be converted to one.
    ///
    /// # Raises
    /// `TypeError`, `MemoryError`.
    pub fn of(vm: &mut Vm, number: Obj, radix: Radix) -> Res<Digits> {
        let number = int::to_int(vm, number)?;
        if number.cast::<BigInt>().is_some() {
            let buffer = bytearray::with_capacity(vm, 0)?;
            int::push_text(vm, buffer, number, radix)?;
            let len = buffer.get(vm).bytes.len();
            return Ok(Digits {
                negative: int::sign(vm, number) < 0,
                place: Place::Buffer(buffer.obj(), len),
            });
        }
        let value = int::get(vm, number)?;
        Ok(Digits { negative: value < 0, place: Place::Here(SmallDigits::new(value, radix)) })
    }

    /// The digits, without the sign, as a piece of text.
    pub fn piece(&self) -> Piece<'_> {
        let skip = self.negative as usize;
        match &self.place {
            Place::Here(digits) => Piece::Bytes(digits.bytes().get(skip..).unwrap_or(&[])),
            Place::Buffer(buffer, len) => Piece::Of(*buffer, skip, *len - skip),
        }
    }
}
