//! `float`: a boxed double.
//!
//! Operators are in `ops.rs`; the virtual machine uses [`fast_binary`] for the common ones, which is inlined
//! into its handlers and never collects.
use crate::real::Real;
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};
use micropyrite_num::float as num;

use crate::heap::{Layout, This};
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::print::{self, Out, PrintKind};
use crate::runtime::{buffer, exc};
use crate::types::int::{self, BigInt};
use crate::types::{EQ_NOT_REFLEXIVE, EQ_OTHER_TYPES, Ty};
use crate::{Raise, Res, Vm, class, config, layout};

mod ops;
mod round;

pub use ops::{binary, binary_values, divmod, floor_mod, power};
pub use round::{round, round_float};

layout! {
    /// A float.
    pub struct Float: FLOAT, Plain, if crate::config::FLOAT {
        /// Its value.
        pub value: Real,
    }
}

impl Float {
    /// A static float.
    pub const fn rom(value: Real) -> Float {
        Float { ty: This::rom(<Float as Layout>::DEF), value }
    }
}

/// A float.
///
/// # Raises
/// `MemoryError`.
#[inline]
pub fn new(vm: &mut Vm, value: Real) -> Res {
    Ok(vm.alloc(Float::rom(value))?.obj())
}

/// The value of a float or small integer.
#[inline]
fn fast_value(vm: &Vm, object: Obj) -> Option<Real> {
    match object.as_small() {
        Some(value) => Some(value as Real),
        None => object.cast::<Float>().map(|float| float.get(vm).value),
    }
}

/// Both values, where at least one is a float and the other a float or small integer.
#[inline]
fn fast_values(vm: &Vm, a: Obj, b: Obj) -> Option<(Real, Real)> {
    match a.cast::<Float>() {
        Some(x) => Some((x.get(vm).value, fast_value(vm, b)?)),
        None => {
            let y = b.cast::<Float>()?.get(vm).value;
            Some((a.as_small()? as Real, y))
        }
    }
}

/// A binary operation of floats, or of a float and a small integer, that cannot fail; and the quotient of two
/// small integers. `None` sends the caller to the slot.
#[inline]
pub fn fast_binary(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Option<Obj> {
    if !config::FLOAT {
        return None;
    }
    use BinaryOp::*;
    let value = match op {
        Less => return fast_values(vm, a, b).map(|(x, y)| Obj::bool(x < y)),
        More => return fast_values(vm, a, b).map(|(x, y)| Obj::bool(x > y)),
        LessEqual => return fast_values(vm, a, b).map(|(x, y)| Obj::bool(x <= y)),
        MoreEqual => return fast_values(vm, a, b).map(|(x, y)| Obj::bool(x >= y)),
        Equal => return fast_values(vm, a, b).map(|(x, y)| Obj::bool(x == y)),
        NotEqual => return fast_values(vm, a, b).map(|(x, y)| Obj::bool(x != y)),
        Add | InplaceAdd => fast_values(vm, a, b).map(|(x, y)| x + y)?,
        Subtract | InplaceSubtract => fast_values(vm, a, b).map(|(x, y)| x - y)?,
        Multiply | InplaceMultiply => fast_values(vm, a, b).map(|(x, y)| x * y)?,
        TrueDivide | InplaceTrueDivide => {
            let (x, y) = (fast_value(vm, a)?, fast_value(vm, b)?);
            if y == 0.0 {
                return None;
            }
            x / y
        }
        _ => return None,
    };
    vm.try_alloc(Float::rom(value)).map(This::obj)
}

/// The number that an object stands for.
///
/// # Raises
/// `TypeError` where it stands for none; what `__float__` raises.
#[inline]
pub fn get(vm: &mut Vm, object: Obj) -> Res<Real> {
    match fast_value(vm, object) {
        Some(value) => Ok(value),
        None => get_slow(vm, object),
    }
}

#[inline(never)]
fn get_slow(vm: &mut Vm, object: Obj) -> Res<Real> {
    match get_maybe(vm, object)? {
        Some(value) => Ok(value),
        None => Err(raise_conversion(vm, object)),
    }
}

#[cold]
fn raise_conversion(vm: &mut Vm, object: Obj) -> Raise {
    exc::type_error_of(vm, template!("can't convert to float", "can't convert % to float"), object)
}

/// The number that an object stands for, if it does: numbers, truth values, objects with `__float__`.
///
/// # Raises
/// What `__float__` raises.
pub fn get_maybe(vm: &mut Vm, object: Obj) -> Res<Option<Real>> {
    if let Some(value) = fast_value(vm, object) {
        return Ok(Some(value));
    }
    if let Some(truth) = object.as_bool() {
        return Ok(Some(Real::from(u8::from(truth))));
    }
    if let Some(big) = object.cast::<BigInt>() {
        return Ok(Some(big.int(vm).to_real()));
    }
    let answer = int::ask(vm, UnaryOp::FloatMaybe, object)?;
    Ok(answer.and_then(|answer| answer.cast::<Float>()).map(|float| float.get(vm).value))
}

/// The float that a text in an object with a buffer says.
///
/// # Raises
/// `ValueError`, `MemoryError`.
pub fn parse_object(vm: &mut Vm, object: Obj) -> Res {
    parse_part(vm, object, 0, usize::MAX)
}

/// As [`parse_object`], of `len` bytes from `start` on.
///
/// # Raises
/// `ValueError`, `MemoryError`.
pub fn parse_part(vm: &mut Vm, object: Obj, start: usize, len: usize) -> Res {
    let text = buffer::read(vm, object).and_then(|text| text.get(start..)).unwrap_or_default();
    match num::parse::<Real>(text.get(..len).unwrap_or(text)) {
        Some(value) => new(vm, value),
        None => Err(exc::value_error(vm, text!("invalid syntax for number"))),
    }
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, 1)?;
    let Some(object) = args.get(0) else { return new(vm, 0.0) };
    if object.cast::<Float>().is_some() {
        return Ok(object);
    }
    if buffer::read(vm, object).is_some() {
        return parse_object(vm, object);
    }
    let value = get(vm, object)?;
    new(vm, value)
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some(float) = object.cast::<Float>() else { return Ok(()) };
    let mut text = [0; num::BUF];
    let len = num::repr(&mut text, float.get(vm).value);
    print::write(vm, out, text.get(..len).unwrap_or_default())
}

fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let Some(float) = object.cast::<Float>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let value = float.get(vm).value;
    match op {
        UnaryOp::Bool => Ok(Obj::bool(value != 0.0)),
        UnaryOp::Hash => Ok(Obj::small(int::hash::of_real(value))),
        UnaryOp::Negative => new(vm, -value),
        UnaryOp::Abs if value.is_sign_negative() => new(vm, -value),
        UnaryOp::Positive | UnaryOp::Abs | UnaryOp::FloatMaybe => Ok(object),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

class! {
    /// Type of floats.
    pub static FLOAT: float, flags(EQ_NOT_REFLEXIVE | EQ_OTHER_TYPES), if config::FLOAT {
        slots { make_new: make_new, print: print, unary_op: unary_op, binary_op: ops::binary_op }
    }
}
