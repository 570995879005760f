//! Constants between compiler and heap: objects, numbers of modules.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};
use micropyrite_bytecode::qstr;
use micropyrite_compile::{Const, ConstView, Fold, Folded};
use micropyrite_core::runtime::{exc, ops};
use micropyrite_core::text;
use micropyrite_core::types::int::big::Operand;
use micropyrite_core::types::{self, Float, complex, dict, float, int, list, str};
use micropyrite_core::{Obj, Qstr, Res, Vm, config};

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
        ConstView::Float(_) | ConstView::Imag(_) if !config::FLOAT => {
            Err(exc::raise_static(vm, &types::SYNTAX_ERROR, text!("decimal numbers not supported")))
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

/// Longest integer that is a constant, in bits; what is longer is computed when it is needed.
const BITS_MAX: usize = 2048;

/// What an operation on constants gives; `None` where that is no good constant.
///
/// # Raises
/// What the operation raises.
pub(super) fn computed(vm: &mut Vm, op: Fold, a: Const<'_>, b: Const<'_>) -> Res<Option<Obj>> {
    let a = object(vm, a)?;
    match op {
        Fold::Value => Ok(Some(a)),
        Fold::Negate => ops::unary(vm, UnaryOp::Negative, a).map(Some),
        Fold::Invert => ops::unary(vm, UnaryOp::Invert, a).map(Some),
        Fold::Binary(op) => {
            let b = object(vm, b)?;
            if grows_too_big(vm, op, a, b) {
                return Ok(None);
            }
            ops::binary(vm, op, a, b).map(Some)
        }
    }
}

/// Whether an integer operation may give something that takes long to compute and will not be used.
fn grows_too_big(vm: &Vm, op: BinaryOp, a: Obj, b: Obj) -> bool {
    let (Some(a), Some(by)) = (Operand::of(a), b.as_small()) else { return false };
    let by = by.max(0) as usize;
    match op {
        BinaryOp::Lshift => by > BITS_MAX,
        BinaryOp::Power => a.int(vm).bit_length().saturating_mul(by) > 2 * BITS_MAX,
        _ => false,
    }
}

/// Puts a number for the compiler; `None`: the object is none.
pub(super) fn put(vm: &Vm, number: Obj, put: &mut dyn FnMut(Folded<'_>)) -> Option<()> {
    if let Some(float) = number.cast::<Float>() {
        put(Folded::Float(float.get(vm).value));
        return Some(());
    }
    if number.as_bool().is_some() {
        return None;
    }
    let operand = Operand::of(number)?;
    let int = operand.int(vm);
    put(match int.to_i64() {
        Some(value) => Folded::Int(value),
        None => Folded::Big(int),
    });
    Some(())
}

/// The object that an attribute of one of the modules is whose numbers are folded.
pub(super) fn of_module(vm: &mut Vm, module: Qstr, attr: Qstr) -> Option<Obj> {
    if ![qstr!(errno), qstr!(uctypes), qstr!(math)].contains(&module) {
        return None;
    }
    let def = vm.builtin_modules.iter().find(|def| def.name == module)?;
    dict::get_qstr(vm, def.module.globals, attr)
}
