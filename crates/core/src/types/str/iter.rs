//! Iterators over the characters of a `str`.
use super::slots;
use crate::heap::{Layout, This};
use crate::obj::Obj;
use crate::{Res, Vm, class, layout};

layout! {
    /// An iterator over a string.
    pub struct StrIter: STR_ITER, Scanned {
        /// The string.
        pub text: Obj,
        /// Offset of the next character.
        pub at: usize,
    }
}

pub(super) fn of_str(vm: &mut Vm, text: Obj) -> Res {
    Ok(vm.alloc(StrIter { ty: This::rom(<StrIter as Layout>::DEF), text, at: 0 })?.obj())
}

fn next_char(vm: &mut Vm, object: Obj) -> Res {
    let Some(iter) = object.cast::<StrIter>() else { return Ok(Obj::STOP) };
    let (text, at) = (iter.get(vm).text, iter.get(vm).at);
    let (char, len) = slots::char_at(vm, text, at)?;
    if len == 0 {
        return Ok(Obj::STOP);
    }
    iter.get_mut(vm).at = at + len;
    Ok(char)
}

class! {
    /// Type of iterators over strings.
    pub static STR_ITER: iterator {
        slots { next: next_char }
    }
}
