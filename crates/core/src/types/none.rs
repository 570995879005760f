//! `None`, `Ellipsis`, `NotImplemented`: values with nothing inside.
use micropyrite_bytecode::ops::UnaryOp;

use crate::obj::Obj;
use crate::runtime::print::{Out, PrintKind, write};
use crate::{Res, Vm, class};

fn print(vm: &mut Vm, out: Out, object: Obj, kind: PrintKind) -> Res<()> {
    let text = if object == Obj::NONE {
        if kind == PrintKind::Json { "null" } else { "None" }
    } else if object == Obj::ELLIPSIS {
        "Ellipsis"
    } else {
        "NotImplemented"
    };
    write(vm, out, text.as_bytes())
}

fn unary_op(_: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    Ok(match op {
        UnaryOp::Bool => Obj::bool(object != Obj::NONE),
        UnaryOp::Hash => Obj::small((object.bits() >> 3) as isize),
        _ => Obj::NOT_IMPLEMENTED,
    })
}

class! {
    /// Type of `None`.
    pub static NONE_TYPE: NoneType, flags(super::FINAL) { slots { print: print, unary_op: unary_op } }
}
class! {
    /// Type of `Ellipsis`.
    pub static ELLIPSIS: Ellipsis, flags(super::FINAL) { slots { print: print, unary_op: unary_op } }
}
class! {
    /// Type of `NotImplemented`.
    pub static NOT_IMPLEMENTED: NotImplementedType, flags(super::FINAL) { slots { print: print, unary_op: unary_op } }
}
