//! What `-v -v` and `-v -v -v` show: the bytecode of every code, the tree.
use core::fmt::{self, Write};

use micropyrite_bytecode::{CodeId, disasm};
use micropyrite_compile::Workspace;
use micropyrite_core::hal::system::System;
use micropyrite_core::heap::This;
use micropyrite_core::load::{Loader, ProtoFun};
use micropyrite_core::runtime::print::{PrintKind, to_str};
use micropyrite_core::types::{List, list, str};
use micropyrite_core::{Obj, Res, Vm};
use micropyrite_syntax::Tree;

/// Standard output; what it refuses is dropped, as with everything that is printed.
struct Output(&'static dyn System);

impl Write for Output {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let _ = self.0.write_all(text.as_bytes());
        Ok(())
    }
}

/// A code of the unit, with the texts of the unit's constants.
struct Listed<'a> {
    vm: &'a Vm,
    code: This<ProtoFun>,
    reprs: This<List>,
}

impl disasm::View for Listed<'_> {
    fn name(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        let context = self.code.get(self.vm).context().get(self.vm);
        match context.names.get().get(index as usize) {
            Some(name) => out.write_str(self.vm.qstr_text(*name)),
            None => Ok(()),
        }
    }

    fn constant(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        let context = self.code.get(self.vm).context().get(self.vm);
        let address = context.consts.items().get(index as usize).map_or(0, |object| object.bits());
        let repr = self.reprs.item(self.vm, index as usize).unwrap_or(Obj::NONE);
        let repr = str::text(self.vm, repr).and_then(|text| core::str::from_utf8(text).ok()).unwrap_or("");
        write!(out, "{address:x}={repr}")
    }

    fn child(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        let child = self.code.get(self.vm).child(self.vm, index as usize);
        write!(out, "{:x}", child.map_or(0, |child| child.obj().bits()))
    }

    fn descriptor(&self, out: &mut dyn Write) -> fmt::Result {
        write!(out, "{:x}", self.code.obj().bits())
    }

    fn address(&self, out: &mut dyn Write) -> fmt::Result {
        write!(out, "{:x}", self.code.get(self.vm).bytes().as_ptr().addr())
    }
}

/// Lists all codes of a unit.
///
/// # Raises
/// `MemoryError`.
pub(super) fn print_codes(vm: &mut Vm, loader: Loader) -> Res<()> {
    let reprs = list::with_capacity(vm, 0)?;
    let mut id = 0;
    while let Some(code) = loader.code(vm, CodeId(id)) {
        if id == 0 {
            let mut i = 0;
            while let Some(object) = code.get(vm).context().get(vm).consts.items().get(i).copied() {
                let repr = to_str(vm, object, PrintKind::Repr)?;
                list::push(vm, reprs, repr)?;
                i += 1;
            }
        }
        let view = Listed { vm, code, reprs };
        let _ = disasm::dump(code.get(vm).bytes(), &view, &mut Output(vm.system));
        id += 1;
    }
    Ok(())
}

/// Shows the tree of a unit between two rules.
pub(super) fn print_tree(system: &'static dyn System, tree: &Tree<'_>, workspace: &dyn Workspace<'_>) {
    const RULE: &str = "----------------\n";
    let mut out = Output(system);
    let _ = out.write_str(RULE);
    let _ = micropyrite_syntax::print(tree, workspace, &mut out);
    let _ = out.write_str(RULE);
}
