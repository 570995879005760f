//! `bool`: two immediates that count as 0 and 1.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use super::big;
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::ops;
use crate::runtime::print::{Out, PrintKind, write};
use crate::types::{EQ_OTHER_TYPES, Ty};
use crate::{Res, Vm, class};

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, 1)?;
    match args.get(0) {
        Some(object) => Ok(Obj::bool(ops::truth(vm, object)?)),
        None => Ok(Obj::FALSE),
    }
}

fn print(vm: &mut Vm, out: Out, object: Obj, kind: PrintKind) -> Res<()> {
    let text = match (kind, object == Obj::TRUE) {
        (PrintKind::Json, true) => "true",
        (PrintKind::Json, false) => "false",
        (_, true) => "True",
        (_, false) => "False",
    };
    write(vm, out, text.as_bytes())
}

fn number(object: Obj) -> Obj {
    Obj::small((object == Obj::TRUE) as isize)
}

fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    big::unary_op(vm, op, number(object))
}

fn binary_op(vm: &mut Vm, op: BinaryOp, lhs: Obj, rhs: Obj) -> Res {
    big::binary_op(vm, op, number(lhs), rhs)
}

class! {
    /// Type of `True` and `False`.
    pub static BOOL: bool, flags(EQ_OTHER_TYPES) {
        slots { make_new: make_new, print: print, unary_op: unary_op, binary_op: binary_op }
    }
}
