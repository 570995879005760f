//! `bound_method`: a function and its `self`.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use crate::config::{DETAIL, Detail};
use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::print::{Out, PrintKind, print_address, print_repr, write};
use crate::{Qstr, Res, Vm, class, layout};

layout! {
    /// A function with its first argument.
    pub struct Bound: BOUND_METHOD, Scanned {
        /// The function.
        pub fun: Obj,
        /// Its first argument.
        pub receiver: Obj,
    }
}

/// Binds a function.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, fun: Obj, receiver: Obj) -> Res<This<Bound>> {
    vm.alloc(Bound { ty: This::rom(<Bound as Layout>::DEF), fun, receiver })
}

fn parts(vm: &Vm, object: Obj) -> Option<(Obj, Obj)> {
    object.cast::<Bound>().map(|b| (b.get(vm).fun, b.get(vm).receiver))
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    if DETAIL < Detail::Detailed {
        return write(vm, out, b"<bound_method>");
    }
    let Some((fun, receiver)) = parts(vm, object) else { return Ok(()) };
    write(vm, out, b"<bound_method ")?;
    print_address(vm, out, object)?;
    write(vm, out, b" ")?;
    print_repr(vm, out, receiver)?;
    write(vm, out, b".")?;
    print_repr(vm, out, fun)?;
    write(vm, out, b">")
}

fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    match (op, parts(vm, object)) {
        (UnaryOp::Hash, Some((fun, receiver))) => {
            Ok(Obj::small((fun.bits() ^ receiver.bits()) as isize >> 3))
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn binary_op(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Res {
    if op != BinaryOp::Equal {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    Ok(match (parts(vm, a), parts(vm, b)) {
        (Some(a), Some(b)) => Obj::bool(a == b),
        _ => Obj::NOT_IMPLEMENTED,
    })
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    // What is asked of a bound method is asked of its function.
    match parts(vm, object) {
        Some((fun, _)) => crate::runtime::attr::load_maybe(vm, fun, name),
        None => Ok(None),
    }
}

class! {
    /// Type of bound methods.
    pub static BOUND_METHOD: bound_method {
        slots { print: print, unary_op: unary_op, binary_op: binary_op, attr: attr }
    }
}
