//! `Loader`: takes the names, constants and codes of one module.
use micropyrite_bytecode::made;
use micropyrite_bytecode::prelude::Prelude;
use micropyrite_bytecode::qstr::Qstr;
use micropyrite_bytecode::raw_code::{CodeId, CodeKind, RawCode};

use super::{Context, ProtoFun};
use crate::heap::code::{Bytes, Names};
use crate::heap::{Fixed, Layout, ObjVec, This};
use crate::obj::Obj;
use crate::runtime::exc;
use crate::types::{BYTES, List, Tuple, list};
use crate::vm::tier1::Heat;
use crate::{Res, Vm, watch};

/// Tells the codes that this one makes functions of on which line it does.
pub(super) fn tell_lines(vm: &mut Vm, parent: This<ProtoFun>) {
    let bytes = parent.get(vm).code;
    made::each(bytes.get(), &parent.get(vm).prelude(), |child, line| {
        if let Some(child) = parent.get(vm).child(vm, child as usize) {
            child.get_mut(vm).line_made = u16::try_from(line).unwrap_or(0);
        }
    });
}

/// Gives a code its bytes and the codes that it makes functions of, and finds out what running it takes.
///
/// # Raises
/// As [`Loader::finish`].
pub(super) fn link(
    vm: &mut Vm,
    proto: This<ProtoFun>,
    bytes: Bytes,
    n_locals: u32,
    n_children: usize,
    fill: impl FnOnce(&Vm, &mut [Obj]),
) -> Res<()> {
    proto.get_mut(vm).code = bytes;
    if n_children > 0 {
        let children: This<Tuple> = vm.new_tuple_with(n_children, fill)?;
        proto.get_mut(vm).children = Some(children.obj());
    }
    measure(vm, proto, n_locals)
}

/// Finds out what running a code takes.
#[inline(never)]
fn measure(vm: &mut Vm, proto: This<ProtoFun>, n_locals: u32) -> Res<()> {
    // What is read here is read from where it will run.
    let bytes = proto.get(vm).code;
    let code = bytes.get();
    let Some(p) = Prelude::decode(code) else {
        return Err(exc::value_error(vm, text!("incompatible .mpy file")));
    };
    if !proto.get_mut(vm).describe(&p, n_locals) {
        return Err(exc::runtime_error(vm, text!("bytecode overflow")));
    }
    proto.get_mut(vm).heat = Heat::new(vm);
    Ok(())
}

/// Takes the codes of one module.
#[derive(Clone, Copy)]
pub struct Loader {
    codes: This<List>,
    context: This<Context>,
}

impl Loader {
    /// A loader of a new module's code.
    ///
    /// # Raises
    /// `MemoryError`.
    pub fn new(vm: &mut Vm) -> Res<Loader> {
        let codes = list::with_capacity(vm, 0)?;
        let context = vm.alloc(Context {
            ty: This::rom(<Context as Layout>::DEF),
            names: Names::EMPTY,
            consts: ObjVec::EMPTY,
            image: Obj::NONE,
        })?;
        Ok(Loader { codes, context })
    }

    /// Keeps the file that codes lie in as long as any of them is there.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(super) fn keep(self, vm: &mut Vm, image: Fixed) -> Res<()> {
        let text = vm.new_text_over(This::rom(&BYTES), image)?;
        self.context.get_mut(vm).image = text.obj();
        Ok(())
    }

    /// Announces a code.
    ///
    /// # Raises
    /// `MemoryError`.
    pub fn begin(self, vm: &mut Vm) -> Res<CodeId> {
        let proto = vm.alloc(ProtoFun::blank(Bytes::EMPTY, self.context, None))?;
        let id = self.codes.items(vm).len() as u32;
        list::push(vm, self.codes, proto.obj())?;
        Ok(CodeId(id))
    }

    /// The code with a number.
    pub fn code(self, vm: &Vm, id: CodeId) -> Option<This<ProtoFun>> {
        self.codes.item(vm, id.0 as usize).and_then(|c| c.cast::<ProtoFun>())
    }

    /// Takes a finished code.
    ///
    /// # Raises
    /// `MemoryError`; `ValueError` for code that is not bytecode or has no valid prelude; `RuntimeError` for code
    /// with more locals, or a generator with more stack, than can be counted.
    pub fn finish(self, vm: &mut Vm, id: CodeId, raw: &RawCode<'_>) -> Res<()> {
        if raw.kind != CodeKind::Bytecode {
            return Err(exc::value_error(vm, text!("incompatible .mpy file")));
        }
        let bytes = vm.new_code(raw.code.len(), |out| raw.code.copy_to(out))?;
        let codes = self.codes;
        self.link(vm, id, bytes, raw.n_locals, raw.children.len(), |vm, out| {
            for (slot, child) in out.iter_mut().zip(raw.children) {
                *slot = codes.item(vm, *child as usize).unwrap_or(Obj::NONE);
            }
        })?;
        Ok(())
    }

    /// Makes a code that was begun of its bytes, its number of locals, and the codes that it makes functions of.
    ///
    /// # Raises
    /// As [`Loader::finish`].
    #[inline(never)]
    pub(super) fn link(
        self,
        vm: &mut Vm,
        id: CodeId,
        bytes: Bytes,
        n_locals: u32,
        n_children: usize,
        fill: impl FnOnce(&Vm, &mut [Obj]),
    ) -> Res<This<ProtoFun>> {
        let Some(proto) = self.code(vm, id) else { return Err(exc::value_error(vm, text!("unknown code"))) };
        link(vm, proto, bytes, n_locals, n_children, fill)?;
        if n_children > 0 {
            tell_lines(vm, proto);
        }
        Ok(proto)
    }

    /// The outermost code of a module that has come whole.
    pub fn whole(self, vm: &Vm, outermost: CodeId) -> Option<This<ProtoFun>> {
        watch::unit_loaded(vm, self.codes, self.context);
        self.code(vm, outermost)
    }

    /// Takes the module's names.
    ///
    /// # Raises
    /// `MemoryError`.
    pub fn names(self, vm: &mut Vm, mut names: impl ExactSizeIterator<Item = Qstr>) -> Res<()> {
        self.names_with(vm, names.len(), |_| Ok(names.next().unwrap_or(Qstr::NULL)))
    }

    /// Takes the module's names one after the other.
    ///
    /// # Raises
    /// `MemoryError`; what `next` raises.
    pub(super) fn names_with(
        self,
        vm: &mut Vm,
        n: usize,
        mut next: impl FnMut(&mut Vm) -> Res<Qstr>,
    ) -> Res<()> {
        let table = vm.new_names(n)?;
        self.context.get_mut(vm).names = table;
        for i in 0..n {
            let name = next(vm)?;
            table.set(i, name);
        }
        Ok(())
    }

    /// Adds a constant.
    ///
    /// # Raises
    /// `MemoryError`.
    pub fn constant(self, vm: &mut Vm, value: Obj) -> Res<()> {
        // There may be many, and they stay: no room is left behind the last.
        vm.reserve_objs(&|vm| &mut self.context.get_mut(vm).consts, 1, true)?;
        vm.push_obj(|vm| &mut self.context.get_mut(vm).consts, value)
    }
}
