//! `complex`: two doubles in a box.
use crate::real::{self, Real};
use micropyrite_bytecode::ops::UnaryOp;
use micropyrite_bytecode::qstr;
use micropyrite_num::float::{self as num, Number};

use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::exc;
use crate::runtime::print::{self, Out, PrintKind};
use crate::types::{EQ_NOT_REFLEXIVE, EQ_OTHER_TYPES, Ty, float, int};
use crate::{Qstr, Res, Vm, class, layout};

pub(crate) mod ops;

pub use ops::binary_values;

layout! {
    /// A complex number.
    pub struct Complex: COMPLEX, Plain, if crate::config::FLOAT {
        /// Its real part.
        pub real: Real,
        /// Its imaginary part.
        pub imag: Real,
    }
}

/// A complex number.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, real: Real, imag: Real) -> Res {
    Ok(vm.alloc(Complex { ty: This::rom(<Complex as Layout>::DEF), real, imag })?.obj())
}

/// Real and imaginary part of the number that an object stands for, if it does.
///
/// # Raises
/// What `__float__` and `__complex__` raise.
pub fn get_maybe(vm: &mut Vm, object: Obj) -> Res<Option<(Real, Real)>> {
    let parts = |vm: &Vm, object: Obj| {
        let complex = object.cast::<Complex>()?.get(vm);
        Some((complex.real, complex.imag))
    };
    if let Some(parts) = parts(vm, object) {
        return Ok(Some(parts));
    }
    if let Some(value) = float::get_maybe(vm, object)? {
        return Ok(Some((value, 0.0)));
    }
    let answer = int::ask(vm, UnaryOp::ComplexMaybe, object)?;
    Ok(answer.and_then(|answer| parts(vm, answer)))
}

/// Real and imaginary part of the number that an object stands for.
///
/// # Raises
/// `TypeError` where it stands for none; what `__float__` and `__complex__` raise.
pub fn get(vm: &mut Vm, object: Obj) -> Res<(Real, Real)> {
    match get_maybe(vm, object)? {
        Some(parts) => Ok(parts),
        None => Err(exc::type_error_of(
            vm,
            template!("can't convert to complex", "can't convert % to complex"),
            object,
        )),
    }
}

/// A part of two that make a complex number: complex itself, or real.
fn get_part(vm: &mut Vm, object: Obj) -> Res<(Real, Real)> {
    match object.cast::<Complex>() {
        Some(complex) => {
            let complex = complex.get(vm);
            Ok((complex.real, complex.imag))
        }
        None => Ok((float::get(vm, object)?, 0.0)),
    }
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, 2)?;
    let Some(object) = args.get(0) else { return new(vm, 0.0, 0.0) };
    if let Some(second) = args.get(1) {
        let (real, imag) = get_part(vm, object)?;
        let (real2, imag2) = get_part(vm, second)?;
        return new(vm, real - imag2, imag + real2);
    }
    if object.cast::<Complex>().is_some() {
        return Ok(object);
    }
    if let Some(text) = crate::types::str::text(vm, object) {
        return match num::parse_number(text, true, true) {
            Some(Number::Complex(real, imag)) => new(vm, real, imag),
            Some(Number::Real(real)) => new(vm, real, 0.0),
            None => Err(exc::value_error(vm, text!("invalid syntax for number"))),
        };
    }
    let (real, imag) = get(vm, object)?;
    new(vm, real, imag)
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some((real, imag)) = object.cast::<Complex>().map(|c| (c.get(vm).real, c.get(vm).imag)) else {
        return Ok(());
    };
    let mut text = [0; num::BUF];
    if real != 0.0 {
        let len = num::shortest(&mut text, real);
        print::write(vm, out, b"(")?;
        print::write(vm, out, text.get(..len).unwrap_or_default())?;
    }
    let len = num::shortest(&mut text, imag);
    let text = text.get(..len).unwrap_or_default();
    if real != 0.0 && text.first() != Some(&b'-') {
        print::write(vm, out, b"+")?;
    }
    print::write(vm, out, text)?;
    print::write(vm, out, if real != 0.0 { b"j)" } else { b"j" })
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some(complex) = object.cast::<Complex>() else { return Ok(None) };
    let (real, imag) = (complex.get(vm).real, complex.get(vm).imag);
    if name == qstr!(real) {
        float::new(vm, real).map(Some)
    } else if name == qstr!(imag) {
        float::new(vm, imag).map(Some)
    } else {
        Ok(None)
    }
}

fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let Some(complex) = object.cast::<Complex>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let (real, imag) = (complex.get(vm).real, complex.get(vm).imag);
    match op {
        UnaryOp::Bool => Ok(Obj::bool(real != 0.0 || imag != 0.0)),
        UnaryOp::Hash => {
            let turned = int::hash::of_real(imag).wrapping_mul(1_000_003);
            Ok(Obj::small(int::hash::of_real(real).wrapping_add(turned)))
        }
        UnaryOp::Positive | UnaryOp::ComplexMaybe => Ok(object),
        UnaryOp::Negative => new(vm, -real, -imag),
        UnaryOp::Abs => float::new(vm, real::sqrt(real * real + imag * imag)),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

class! {
    /// Type of complex numbers.
    pub static COMPLEX: complex, flags(EQ_NOT_REFLEXIVE | EQ_OTHER_TYPES) {
        slots {
            make_new: make_new, print: print, unary_op: unary_op, binary_op: ops::binary_op, attr: attr,
        }
    }
}
