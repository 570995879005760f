//! `int` and `bool`: small integers in the word, big ones in blocks of limbs.
//!
//! A value that fits a small integer is never a block, so equal words and equal values are the same thing for
//! small integers. Arithmetic on words is in `small.rs`, on limbs (by `micropyrite-num`) in `big.rs`.
use crate::real::Real;
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};
use micropyrite_num::mpz::{self, Fixed, Int, Limb};

use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::exc;
use crate::types::instance;
use crate::{Raise, Res, Vm, config, layout};

pub mod big;
mod double;
pub mod bool;
pub mod hash;
mod methods;
mod quick;
pub mod small;
pub mod text;
mod words;

pub use big::{Operand, divmod, from_int, pow3, round};
pub use bool::BOOL;
pub use methods::{INT, from_bytes};
pub use text::{Radix, parse, parse_object, parse_part, push_text};

layout! {
    /// An integer that does not fit a small one; its limbs follow, least significant first.
    pub struct BigInt: INT, Plain, if crate::config::BIG_INT {
        /// Number of limbs, and in the lowest bit whether it is negative.
        word: usize,
    }
}

impl BigInt {
    /// The header of `n` limbs.
    pub(crate) const fn header(negative: bool, n: usize) -> BigInt {
        BigInt { ty: This::rom(<BigInt as Layout>::DEF), word: n << 1 | negative as usize }
    }

    /// How many limbs follow.
    #[inline]
    pub fn n_limbs(&self) -> usize {
        self.word >> 1
    }

    /// Whether it is below zero.
    #[inline]
    pub fn is_negative(&self) -> bool {
        self.word & 1 != 0
    }
}

impl This<BigInt> {
    /// The number.
    #[inline]
    pub fn int(self, vm: &Vm) -> Int<'_> {
        // What is in a block does not fit a small integer, and was trimmed when it was made.
        Int::trimmed(self.get(vm).is_negative(), self.tail(vm))
    }
}

/// A big integer in ROM.
#[repr(C)]
pub struct RomBig<const N: usize> {
    head: BigInt,
    limbs: [Limb; N],
}

impl<const N: usize> RomBig<N> {
    /// A number from its limbs, which must not fit a small integer.
    pub const fn new(negative: bool, limbs: [Limb; N]) -> RomBig<N> {
        RomBig { head: BigInt::header(negative, N), limbs }
    }

    /// Its limbs.
    pub const fn limbs(&self) -> &[Limb; N] {
        &self.limbs
    }
}

/// `sys.maxsize`.
pub static MAX_SIZE: RomBig<1> = RomBig::new(false, [isize::MAX as usize]);

/// An `int` of a machine word.
///
/// # Raises
/// `MemoryError`.
#[inline]
pub fn new(vm: &mut Vm, value: isize) -> Res {
    match Obj::try_small(value) {
        Some(small) => Ok(small),
        None => from_i64(vm, value as i64),
    }
}

/// An `int` of 64 bits.
///
/// # Raises
/// `MemoryError`.
pub fn from_i64(vm: &mut Vm, value: i64) -> Res {
    if let Some(small) = isize::try_from(value).ok().and_then(Obj::try_small) {
        return Ok(small);
    }
    from_int(vm, Fixed::from_i64(value).int())
}

/// An `int` of 64 unsigned bits.
///
/// # Raises
/// `MemoryError`.
pub fn from_u64(vm: &mut Vm, value: u64) -> Res {
    match i64::try_from(value) {
        Ok(value) => from_i64(vm, value),
        Err(_) => from_int(vm, Fixed::from_u64(value).int()),
    }
}

/// A binary operation of big integers, or a big and a small one, without the detours of operations between any types;
/// `None`: it is something else.
#[inline]
pub(crate) fn binary_quick(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Option<Res> {
    let (is_big, other_is_big) = (a.cast::<BigInt>().is_some(), b.cast::<BigInt>().is_some());
    if !(is_big && (other_is_big || b.is_small()) || other_is_big && a.is_small()) {
        return None;
    }
    Some(big::binary_op(vm, op, a, b))
        .filter(|answer| !matches!(answer, Ok(value) if *value == Obj::NOT_IMPLEMENTED))
}

/// The integral part of a float.
///
/// # Raises
/// `OverflowError` for infinities, `ValueError` for NaN, `MemoryError`.
pub fn from_real(vm: &mut Vm, value: Real) -> Res {
    // Powers of two are exact floats, so the comparison is.
    const LIMIT: Real = (1u64 << (Obj::SMALL_MAX.count_ones())) as Real;
    if value > -LIMIT && value < LIMIT {
        return Ok(Obj::small(value as isize));
    }
    match mpz::from_real_len(value) {
        Some(len) => {
            vm.new_limbs(len, 0, &|_, out, _| mpz::from_real(value, out).unwrap_or(mpz::Written::ZERO))
        }
        None if value.is_nan() => Err(exc::value_error(vm, text!("can't convert NaN to int"))),
        None => Err(exc::overflow_error(vm, text!("can't convert inf to int"))),
    }
}

/// Raises `TypeError`: not convertible to `int`.
#[cold]
pub fn raise_conversion(vm: &mut Vm, object: Obj) -> Raise {
    exc::type_error_of(vm, template!("can't convert to int", "can't convert % to int"), object)
}

/// Raises `OverflowError`: too big for a machine word.
#[cold]
pub fn raise_overflow(vm: &mut Vm) -> Raise {
    let long = text!("overflow converting long int to machine word");
    exc::overflow_error(vm, if config::BIG_INT { long } else { text!("small int overflow") })
}

/// Asks an object's type for a conversion (`__int__`, `__float__`, `__complex__`), if it has it; else for the
/// object of the built-in base.
///
/// # Raises
/// What the special method raises.
pub(crate) fn ask(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res<Slot> {
    if let Some(unary) = object.ty().get(vm).slots.unary_op {
        let answer = unary(vm, op, object)?;
        if answer != Obj::NOT_IMPLEMENTED {
            return Ok(Some(answer));
        }
    }
    Ok(instance::native_base(vm, object))
}

/// Whether it is an `int` proper, small or big; `bool` is not.
#[inline]
pub fn is_int(object: Obj) -> bool {
    object.is_small() || object.cast::<BigInt>().is_some()
}

/// The `int` that an object stands for: integers, truth values, objects with `__int__`.
///
/// # Raises
/// What `__int__` raises.
pub fn as_int(vm: &mut Vm, object: Obj) -> Res<Slot> {
    if is_int(object) {
        return Ok(Some(object));
    }
    if let Some(truth) = object.as_bool() {
        return Ok(Some(Obj::small(truth as isize)));
    }
    Ok(ask(vm, UnaryOp::IntMaybe, object)?.filter(|answer| is_int(*answer)))
}

/// The `int` that an object stands for.
///
/// # Raises
/// `TypeError` where there is none.
pub fn to_int(vm: &mut Vm, object: Obj) -> Res {
    match as_int(vm, object)? {
        Some(int) => Ok(int),
        None => Err(raise_conversion(vm, object)),
    }
}

/// The machine word that an object stands for, as an index does.
///
/// # Raises
/// `TypeError`, `OverflowError`.
#[inline]
pub fn get(vm: &mut Vm, object: Obj) -> Res<isize> {
    match object.as_small() {
        Some(value) => Ok(value),
        None => get_slow(vm, object),
    }
}

#[inline(never)]
fn get_slow(vm: &mut Vm, object: Obj) -> Res<isize> {
    match get_maybe(vm, object)? {
        Some(value) => Ok(value),
        None => Err(raise_conversion(vm, object)),
    }
}

/// The machine word that an object stands for, if it is of integral type.
///
/// # Raises
/// `OverflowError`; what `__int__` raises.
pub fn get_maybe(vm: &mut Vm, object: Obj) -> Res<Option<isize>> {
    let Some(int) = as_int(vm, object)? else { return Ok(None) };
    match to_word(vm, int) {
        Some(value) => Ok(Some(value)),
        None => Err(raise_overflow(vm)),
    }
}

/// The value of an `int`, if it fits a machine word.
#[inline]
pub fn to_word(vm: &Vm, int: Obj) -> Option<isize> {
    match int.as_small() {
        Some(value) => Some(value),
        None => int.cast::<BigInt>().and_then(|big| big.int(vm).to_isize()),
    }
}

/// The machine word that an object stands for; of integers that are too big, the low bits.
///
/// # Raises
/// `TypeError`.
pub fn get_truncated(vm: &mut Vm, object: Obj) -> Res<isize> {
    let int = to_int(vm, object)?;
    Ok(Operand::of(int).map_or(0, |operand| operand.int(vm).low_word_wrapping()))
}

/// The low 64 bits of the integer that an object stands for.
///
/// # Raises
/// `TypeError`.
pub fn get_i64_truncated(vm: &mut Vm, object: Obj) -> Res<i64> {
    let int = to_int(vm, object)?;
    Ok(Operand::of(int).map_or(0, |operand| operand.int(vm).low_i64_wrapping()))
}

/// The 64-bit integer that an object stands for.
///
/// # Raises
/// `TypeError`, `OverflowError`.
pub fn get_i64(vm: &mut Vm, object: Obj) -> Res<i64> {
    let int = to_int(vm, object)?;
    match Operand::of(int).and_then(|operand| operand.int(vm).to_i64()) {
        Some(value) => Ok(value),
        None => Err(raise_overflow(vm)),
    }
}

/// The unsigned 64-bit integer that an object stands for.
///
/// # Raises
/// `TypeError`; `OverflowError`, for negative ones too.
pub fn get_u64(vm: &mut Vm, object: Obj) -> Res<u64> {
    let int = to_int(vm, object)?;
    match Operand::of(int).and_then(|operand| operand.int(vm).to_u64()) {
        Some(value) => Ok(value),
        None => Err(raise_overflow(vm)),
    }
}

/// The unsigned machine word that an object stands for.
///
/// # Raises
/// `TypeError`; `OverflowError`, for negative ones too.
pub fn get_unsigned(vm: &mut Vm, object: Obj) -> Res<usize> {
    let int = to_int(vm, object)?;
    match Operand::of(int).and_then(|operand| operand.int(vm).to_usize()) {
        Some(value) => Ok(value),
        None => Err(raise_overflow(vm)),
    }
}

/// -1, 0 or 1.
pub fn sign(vm: &Vm, int: Obj) -> isize {
    match int.as_small() {
        Some(value) => value.signum(),
        None => int.cast::<BigInt>().map_or(0, |big| big.int(vm).signum()),
    }
}
