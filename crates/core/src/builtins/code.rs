//! `code`: what Python sees of a function's code (`co_name`, `co_lines` …).
//!
//! Lines are found by asking for the line of each offset: the table itself is in steps that mean nothing to Python.
use micropyrite_bytecode::qstr;

use crate::heap::This;
use crate::load::{self, ProtoFun};
use crate::native::NativeFun;
use crate::obj::{Obj, Slot};
use crate::runtime::print::{Out, PrintKind, print_address, write, write_fmt, write_qstr};
use crate::types::iter::{self, PolyIter};
use crate::types::{bytearray, str, tuple};
use crate::{Qstr, Res, Vm};

/// Slot `print`.
///
/// # Raises
/// What the output raises.
pub fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some(code) = object.cast::<ProtoFun>() else { return Ok(()) };
    let (name, file, line) = {
        let c = code.get(vm);
        (c.name(vm), c.file(vm), c.line(0))
    };
    write(vm, out, b"<code object ")?;
    write_qstr(vm, out, name)?;
    write(vm, out, b" at 0x")?;
    print_address(vm, out, object)?;
    write(vm, out, b", file \"")?;
    write_qstr(vm, out, file)?;
    write_fmt(vm, out, format_args!("\", line {line}>"))
}

/// Bytes of instructions.
fn len(vm: &Vm, code: This<ProtoFun>) -> usize {
    let c = code.get(vm);
    c.instructions().len()
}

fn instructions(vm: &mut Vm, code: This<ProtoFun>) -> Res {
    let n = len(vm, code);
    str::with_len(vm, str::Kind::Bytes, n, |vm, out| {
        let bytes = code.get(vm).bytes();
        if let Some(part) = bytes.len().checked_sub(n).and_then(|start| bytes.get(start..)) {
            out.copy_from_slice(part);
        }
    })
}

/// The codes that this one makes functions of, and `None`, as upstream has them.
fn consts(vm: &mut Vm, code: This<ProtoFun>) -> Res {
    let n = code.get(vm).n_children(vm);
    for i in 0..n {
        load::child(vm, code, i)?;
    }
    let consts = vm.new_tuple_with(n + 1, |vm, out| {
        for (i, slot) in out.iter_mut().take(n).enumerate() {
            *slot = code.get(vm).child(vm, i).map_or(Obj::NONE, This::obj);
        }
    })?;
    Ok(consts.obj())
}

/// The names that the module's code uses.
fn names(vm: &mut Vm, code: This<ProtoFun>) -> Res {
    let context = code.get(vm).context();
    let n = context.get(vm).names.get().len();
    let names = vm.new_tuple_with(n, |vm, out| {
        for (slot, name) in out.iter_mut().zip(context.get(vm).names.get()) {
            *slot = Obj::qstr(*name);
        }
    })?;
    Ok(names.obj())
}

/// End of the run of instructions of one line that starts at an offset, and its line.
fn run_at(vm: &Vm, code: This<ProtoFun>, start: usize) -> (usize, usize) {
    let (c, n) = (code.get(vm), len(vm, code));
    let line = c.line(start);
    let end = (start + 1..n).find(|&at| c.line(at) != line).unwrap_or(n);
    (end, line)
}

/// Pairs of bytes: so much further in code, so much further in lines.
fn line_table(vm: &mut Vm, code: This<ProtoFun>) -> Res {
    let table = bytearray::with_capacity(vm, 16)?;
    let (mut last_start, mut last_line) = (0, code.get(vm).line(0));
    let mut start = 0;
    while start < len(vm, code) {
        let (end, line) = run_at(vm, code, start);
        if line > last_line {
            bytearray::push(vm, table, &[(start - last_start) as u8, (line - last_line) as u8])?;
            (last_start, last_line) = (start, line);
        }
        start = end;
    }
    str::take_bytes(vm, &|vm| &mut table.get_mut(vm).bytes)
}

/// `co_lines()`: start, end and line of each run of instructions.
static CO_LINES: NativeFun = NativeFun::new(1, 1, co_lines);

fn co_lines(vm: &mut Vm, args: &[Obj]) -> Res {
    iter::poly(vm, args[0], 0, next_run)
}

fn next_run(vm: &mut Vm, iterator: This<PolyIter>) -> Res {
    let (base, start) = (iterator.get(vm).base, iterator.get(vm).index);
    let Some(code) = base.cast::<ProtoFun>() else { return Ok(Obj::STOP) };
    if start >= len(vm, code) {
        return Ok(Obj::STOP);
    }
    let (end, line) = run_at(vm, code, start);
    iterator.get_mut(vm).index = end;
    let run = [start, end, line].map(|n| Obj::small(n as isize));
    tuple::new(vm, &run).map(This::obj)
}

/// Slot `attr`.
///
/// # Raises
/// `MemoryError`.
pub fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some(code) = object.cast::<ProtoFun>() else { return Ok(None) };
    let value = if name == qstr!(co_code) {
        instructions(vm, code)?
    } else if name == qstr!(co_consts) {
        consts(vm, code)?
    } else if name == qstr!(co_filename) {
        Obj::qstr(code.get(vm).file(vm))
    } else if name == qstr!(co_firstlineno) {
        Obj::small(code.get(vm).line(0) as isize)
    } else if name == qstr!(co_name) {
        Obj::qstr(code.get(vm).name(vm))
    } else if name == qstr!(co_names) {
        names(vm, code)?
    } else if name == qstr!(co_lnotab) {
        line_table(vm, code)?
    } else if name == qstr!(co_lines) {
        crate::types::fun::bound::new(vm, Obj::rom(&CO_LINES), object)?.obj()
    } else {
        return Ok(None);
    };
    Ok(Some(value))
}
