//! What `items`, `keys` and `values` of a dict answer, and iterators.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use crate::heap::{Layout, This};
use crate::obj::Obj;
use crate::runtime::print::{Out, PrintKind, print_repr, write};
use crate::types::{Dict, dict, dict_methods, tuple};
use crate::{Res, Vm, class, layout};

/// What of a dict is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum ViewKind {
    /// Tuples of key and value.
    Items,
    /// Keys.
    Keys,
    /// Values.
    Values,
}

layout! {
    /// A view of a dict.
    pub struct DictView: DICT_VIEW, Scanned {
        /// The dict.
        pub dict: This<Dict>,
        /// What it shows.
        pub kind: ViewKind,
    }
}

layout! {
    /// An iterator over a dict. Entries that are added or removed meanwhile may be seen or not.
    pub struct DictIter: DICT_ITER, Scanned {
        /// The dict.
        pub dict: This<Dict>,
        /// Position of the next entry.
        pub index: usize,
        /// What it yields.
        pub kind: ViewKind,
    }
}

/// A view of the dict that a method was called on.
///
/// # Raises
/// `TypeError` for what is no dict; `MemoryError`.
pub fn new(vm: &mut Vm, object: Obj, kind: ViewKind) -> Res {
    let dict = dict_methods::own(vm, object)?;
    Ok(vm.alloc(DictView { ty: This::rom(<DictView as Layout>::DEF), dict, kind })?.obj())
}

/// An iterator over a dict.
///
/// # Raises
/// `MemoryError`.
pub fn new_iter(vm: &mut Vm, dict: This<Dict>, kind: ViewKind) -> Res {
    Ok(vm.alloc(DictIter { ty: This::rom(<DictIter as Layout>::DEF), dict, index: 0, kind })?.obj())
}

fn shown(vm: &mut Vm, kind: ViewKind, key: Obj, value: Obj) -> Res {
    match kind {
        ViewKind::Items => Ok(tuple::new(vm, &[key, value])?.obj()),
        ViewKind::Keys => Ok(key),
        ViewKind::Values => Ok(value),
    }
}

fn next(vm: &mut Vm, object: Obj) -> Res {
    let Some(iter) = object.cast::<DictIter>() else { return Ok(Obj::STOP) };
    let &DictIter { dict, index, kind, .. } = iter.get(vm);
    let Some((i, key, value)) = dict_methods::entry(vm, dict, index) else { return Ok(Obj::STOP) };
    iter.get_mut(vm).index = i + 1;
    shown(vm, kind, key, value)
}

fn iter(vm: &mut Vm, object: Obj) -> Res {
    let Some(view) = object.cast::<DictView>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let &DictView { dict, kind, .. } = view.get(vm);
    new_iter(vm, dict, kind)
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some(view) = object.cast::<DictView>() else { return Ok(()) };
    let &DictView { dict, kind, .. } = view.get(vm);
    let name: &[u8] = match kind {
        ViewKind::Items => b"dict_items([",
        ViewKind::Keys => b"dict_keys([",
        ViewKind::Values => b"dict_values([",
    };
    write(vm, out, name)?;
    let mut at = 0;
    let mut first = true;
    while let Some((i, key, value)) = dict_methods::entry(vm, dict, at) {
        at = i + 1;
        if !first {
            write(vm, out, b", ")?;
        }
        first = false;
        let item = shown(vm, kind, key, value)?;
        print_repr(vm, out, item)?;
    }
    write(vm, out, b"])")
}

fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let Some(view) = object.cast::<DictView>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let &DictView { dict, kind, .. } = view.get(vm);
    // As in the standard, views that are like sets have no hash.
    if op == UnaryOp::Hash && kind == ViewKind::Values {
        return Ok(Obj::small(object.bits() as isize));
    }
    dict_methods::unary_op(vm, op, dict.obj())
}

fn binary_op(vm: &mut Vm, op: BinaryOp, left: Obj, right: Obj) -> Res {
    let Some(view) = left.cast::<DictView>() else { return Ok(Obj::NOT_IMPLEMENTED) };
    let &DictView { dict, kind, .. } = view.get(vm);
    match op {
        BinaryOp::In | BinaryOp::Contains if kind == ViewKind::Keys => {
            Ok(Obj::bool(dict::get(vm, dict, right)?.is_some()))
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

class! {
    /// Type of views of dicts.
    pub static DICT_VIEW: dict_view {
        slots { print: print, unary_op: unary_op, binary_op: binary_op, iter: iter }
    }
}
class! {
    /// Type of iterators over dicts.
    pub static DICT_ITER: iterator { slots { next: next } }
}
