//! The instruction that comes next, as listings write it but without addresses.
use core::fmt::{self, Write};

use micropyrite_bytecode::decode::decode;
use micropyrite_bytecode::disasm;

use crate::Vm;
use crate::heap::This;
use crate::load::ProtoFun;
use crate::obj::Obj;
use crate::types;

/// Constants show so many bytes of their text.
const TEXT_MAX: usize = 24;

/// A code, with what its operands refer to.
struct Listed<'a> {
    vm: &'a Vm,
    code: This<ProtoFun>,
}

impl disasm::View for Listed<'_> {
    fn name(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        let context = self.code.get(self.vm).context().get(self.vm);
        match context.names.get().get(index as usize) {
            Some(name) => write!(out, "{}", self.vm.qstr_text(*name).escape_debug()),
            None => Ok(()),
        }
    }

    fn constant(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        let context = self.code.get(self.vm).context().get(self.vm);
        match context.consts.items().get(index as usize) {
            Some(object) => constant(self.vm, *object, out),
            None => Ok(()),
        }
    }

    fn child(&self, index: u32, out: &mut dyn Write) -> fmt::Result {
        match self.code.get(self.vm).child(self.vm, index as usize) {
            Some(child) => write!(out, "{}", self.vm.qstr_text(child.get(self.vm).name(self.vm))),
            None => Ok(()),
        }
    }

    fn descriptor(&self, _: &mut dyn Write) -> fmt::Result {
        Ok(())
    }

    fn address(&self, _: &mut dyn Write) -> fmt::Result {
        Ok(())
    }
}

/// A constant without its `repr`, which might allocate: the beginning of a text, the type of anything else.
fn constant(vm: &Vm, object: Obj, out: &mut dyn Write) -> fmt::Result {
    let Some(text) = types::str::text(vm, object) else {
        return write!(out, "<{}>", vm.qstr_text(object.ty().get(vm).name));
    };
    let shown = text.get(..TEXT_MAX).unwrap_or(text);
    write!(out, "'{}'{}", shown.escape_ascii(), if shown.len() < text.len() { "..." } else { "" })
}

/// Writes the name of the running function, the offset of its next instruction, and that.
pub(super) fn next_instruction(vm: &Vm, out: &mut dyn Write) -> fmt::Result {
    let Some(frame) = vm.top_frame() else { return Ok(()) };
    let code = frame.code;
    let offset = code.get(vm).offset(frame.ip);
    write!(out, "{} {offset:02} ", vm.qstr_text(code.get(vm).name(vm)))?;
    match decode(code.get(vm).instructions(), offset) {
        Some(instruction) => disasm::instruction(&instruction, &Listed { vm, code }, out),
        None => out.write_str("no opcode"),
    }
}
