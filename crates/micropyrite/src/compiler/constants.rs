//! Constants between compiler and heap: objects, numbers of modules.
use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_bytecode::qstr;
use micropyrite_compile::{Const, ConstView, Number};
use micropyrite_core::real::Real;
use micropyrite_core::runtime::ops;
use micropyrite_core::types::{Float, complex, dict, float, int, list, str};
use micropyrite_core::{Obj, Qstr, Res, Vm};

/// The object of a constant.
///
/// # Raises
/// `MemoryError`; `RuntimeError` for tuples nested too deep.
pub(super) fn object(vm: &mut Vm, constant: Const<'_>) -> Res {
    match constant.view() {
        ConstView::None => Ok(Obj::NONE),
        ConstView::False => Ok(Obj::FALSE),
        ConstView::True => Ok(Obj::TRUE),
        ConstView::Ellipsis => Ok(Obj::ELLIPSIS),
        ConstView::Int(value) => int::from_i64(vm, value),
        ConstView::BigInt => {
            let text = text(vm, constant, str::Kind::Bytes)?;
            int::text::parse_object(vm, text, 0)
        }
        ConstView::Float(value) => float::new(vm, value),
        ConstView::Imag(value) => complex::new(vm, 0.0, value),
        ConstView::Name(name) => Ok(Obj::qstr(Qstr(name.0))),
        ConstView::Str => text(vm, constant, str::Kind::Str),
        ConstView::Bytes => text(vm, constant, str::Kind::Bytes),
        ConstView::Tuple(n) => tuple(vm, constant, n),
    }
}

fn text(vm: &mut Vm, constant: Const<'_>, kind: str::Kind) -> Res {
    str::with_len(vm, kind, constant.text_len(), |_, out| {
        constant.copy_text(out);
    })
}

fn tuple(vm: &mut Vm, constant: Const<'_>, n: usize) -> Res {
    vm.check_stack()?;
    let items = list::with_capacity(vm, n)?;
    for i in 0..n {
        let item = object(vm, constant.item(i))?;
        list::push(vm, items, item)?;
    }
    let tuple = vm.new_tuple_with(n, |vm, out| out.copy_from_slice(items.items(vm)))?;
    Ok(tuple.obj())
}

/// The number that an attribute of one of the modules is whose numbers are folded.
pub(super) fn of_module(vm: &mut Vm, module: Qstr, attr: Qstr) -> Option<Number> {
    if ![qstr!(errno), qstr!(uctypes), qstr!(math)].contains(&module) {
        return None;
    }
    let def = vm.builtin_modules.iter().find(|def| def.name == module)?;
    let value = dict::get_qstr(vm, def.module.globals, attr)?;
    match value.as_small() {
        Some(value) => Some(Number::Int(value as i64)),
        None if value.cast::<Float>().is_some() => float::get(vm, value).ok().map(Number::Float),
        None => None,
    }
}

/// `base ** exponent`, if that is a float.
pub(super) fn power(vm: &mut Vm, base: Real, exponent: Real) -> Option<Real> {
    let result = (|| {
        let base = float::new(vm, base)?;
        let exponent = float::new(vm, exponent)?;
        let power = ops::binary(vm, BinaryOp::Power, base, exponent)?;
        match power.cast::<Float>() {
            Some(_) => float::get(vm, power).map(Some),
            None => Ok(None),
        }
    })();
    vm.ignore(result).flatten()
}
