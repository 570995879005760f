//! Codes and constants of a file that stays, made when they are needed.
//!
//! Such a file's codes are verified when it is loaded, but only the outermost is made. Where another would have its
//! code, a number says where in the file that begins; a function of it refers to the code that made the function and
//! its number there, until it is called. So it is with texts among the constants, which are found again by counting.
//! Who imports a module pays for what it uses of it.
use micropyrite_bytecode::decode::decode;
use micropyrite_bytecode::mpy::{CodeHead, HEADER_LEN, NameHead};
use micropyrite_bytecode::prelude::Prelude;

use super::constant::{pass, read};
use super::input::{Input, Reader};
use super::{Context, EXACT, ProtoFun, SIMPLE, loader, unmade};
use crate::heap::code::Bytes;
use crate::heap::{Fixed, This};
use crate::obj::Obj;
use crate::runtime::exc;
use crate::types::list;
use crate::{Res, Vm, config};

impl Reader {
    /// Bytes of code, in a file that stays.
    ///
    /// # Raises
    /// `ValueError` at the file's end; `RuntimeError` for 16 MB and more.
    pub(super) fn code_in_place(&mut self, vm: &mut Vm, len: usize) -> Res<Bytes> {
        let Some(fixed) = self.in_place(len) else { return Err(self.wrong(vm, "cut off")) };
        Bytes::fixed(fixed).ok_or(()).map_err(|()| exc::runtime_error(vm, text!("bytecode overflow")))
    }

    /// Passes over a code and those that it makes functions of.
    fn skip_code(&mut self, vm: &mut Vm) -> Res<()> {
        vm.check_stack()?;
        let head = CodeHead::decode(self.number(vm)?);
        self.code_in_place(vm, head.len)?;
        let n = if head.has_children { self.number(vm)? } else { 0 };
        (0..n).try_for_each(|_| self.skip_code(vm))
    }
}

/// The file that a module's codes lie in.
fn image(vm: &Vm, context: This<Context>) -> Option<Fixed> {
    if config::FILES { vm.fixed(context.get(vm).image) } else { None }
}

/// Locals of a code, as the verifier counts them.
fn count_locals(code: &[u8]) -> u32 {
    let Some(prelude) = Prelude::decode(code) else { return 0 };
    let instructions = code.get(prelude.code_start()..).unwrap_or_default();
    let (mut n, mut at) = (prelude.n_first_locals(code), 0);
    while let Some(instruction) = decode(instructions, at) {
        n = n.max(instruction.local().map_or(0, |local| local + 1));
        at = instruction.next;
    }
    n
}

/// The code of the function with a number among those that one makes. It is made now if it was not needed so far.
///
/// # Raises
/// `MemoryError`; `RuntimeError` for numbers that there are not, and code that nests too deep.
pub(crate) fn child(vm: &mut Vm, parent: This<ProtoFun>, i: usize) -> Res<This<ProtoFun>> {
    let item = parent.get(vm).child_item(vm, i);
    if let Some(made) = item.and_then(Obj::cast::<ProtoFun>) {
        return Ok(made);
    }
    let (Some(at), Some(image)) = (item.and_then(Obj::as_small), image(vm, parent.get(vm).context())) else {
        return Err(exc::runtime_error(vm, text!("child code out of range")));
    };
    let mut reader = Reader::from(Input::Fixed(image), at as usize);
    let head = CodeHead::decode(reader.number(vm)?);
    let bytes = reader.code_in_place(vm, head.len)?;
    let places = list::with_capacity(vm, 0)?;
    let n_children = if head.has_children { reader.number(vm)? as usize } else { 0 };
    for _ in 0..n_children {
        list::push(vm, places, Obj::small(reader.at() as isize))?;
        reader.skip_code(vm)?;
    }
    let context = parent.get(vm).context();
    let proto = vm.alloc(ProtoFun::blank(bytes, context, None))?;
    let n_locals = count_locals(bytes.get());
    loader::link(vm, proto, bytes, n_locals, n_children, |vm, out| out.copy_from_slice(places.items(vm)))?;
    if let Some(children) = parent.get(vm).children.and_then(Obj::as_tuple)
        && let Some(slot) = children.items_mut(vm).get_mut(i)
    {
        *slot = proto.obj();
    }
    loader::tell_lines(vm, parent);
    Ok(proto)
}

/// Constant `i` of a module. It is made now if it was not needed so far.
///
/// # Raises
/// `MemoryError`; `RuntimeError` for numbers that there are not.
pub(crate) fn constant(vm: &mut Vm, context: This<Context>, i: usize) -> Res {
    let item = context.get(vm).consts.items().get(i).copied();
    if let Some(made) = item.filter(|&item| item != unmade()) {
        return Ok(made);
    }
    let (Some(_), Some(image)) = (item, image(vm, context)) else {
        return Err(exc::runtime_error(vm, text!("constant out of range")));
    };
    let mut reader = Reader::from(Input::Fixed(image), HEADER_LEN);
    let n_names = reader.number(vm)?;
    reader.number(vm)?;
    for _ in 0..n_names {
        if let Some(NameHead::Text(len)) = NameHead::decode(reader.number(vm)?) {
            reader.in_place(len + 1);
        }
    }
    for _ in 0..i {
        pass(vm, &mut reader)?;
    }
    let value = read(vm, &mut reader)?;
    vm.set_obj(|vm| &mut context.get_mut(vm).consts, i, value);
    Ok(value)
}

/// Whether a code's function with a number can be made before its code is; if so, calls of the one that makes it are
/// bound at length from now on, so that whoever calls the function finds out.
pub(crate) fn put_off(vm: &mut Vm, parent: This<ProtoFun>, i: usize) -> bool {
    let is_unmade = config::FILES && parent.get(vm).child_item(vm, i).is_some_and(Obj::is_small);
    if is_unmade {
        parent.get_mut(vm).flags &= !(SIMPLE | EXACT);
        parent.bind_in_words(vm);
    }
    is_unmade
}
