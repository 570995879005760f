//! `help`: a welcome, what an object has, which modules there are.
use micropyrite_bytecode::qstr;

use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::print::{Out, PrintKind, write, write_obj, write_qstr, write_text};
use crate::types::{Dict, Module, list, list_sort};
use crate::{Res, Vm};

/// What `help()` says.
const WELCOME: &str = "Welcome to MicroPyrite, a MicroPython!

For online docs please visit http://docs.micropython.org/

Control commands:
  CTRL-A        -- on a blank line, enter raw REPL mode
  CTRL-B        -- on a blank line, enter normal REPL mode
  CTRL-C        -- interrupt a running program
  CTRL-D        -- on a blank line, exit or do a soft reset
  CTRL-E        -- on a blank line, enter paste mode

For further help on a specific object, type help(obj)
";

const COLUMNS: usize = 4;
const COLUMN_WIDTH: usize = 18;

pub(super) fn help(vm: &mut Vm, args: &[Obj]) -> Res {
    match args.first() {
        None => write(vm, Out::Stdout, WELCOME.as_bytes())?,
        Some(text) if vm.str_is(*text, qstr!(modules)) => print_modules(vm)?,
        Some(object) => print_object(vm, *object)?,
    }
    Ok(Obj::NONE)
}

fn print_object(vm: &mut Vm, object: Obj) -> Res<()> {
    let ty = object.ty();
    let name = ty.get(vm).name;
    write(vm, Out::Stdout, b"object ")?;
    write_obj(vm, Out::Stdout, object, PrintKind::Str)?;
    write(vm, Out::Stdout, b" is of type ")?;
    write_qstr(vm, Out::Stdout, name)?;
    write(vm, Out::Stdout, b"\n")?;
    let members: Option<This<Dict>> = match object.cast::<Module>() {
        Some(module) => Some(module.get(vm).globals),
        None => object.as_type().unwrap_or(ty).get(vm).locals,
    };
    let Some(members) = members else { return Ok(()) };
    let mut from = 0;
    while let Some((i, key, value)) = members.get(vm).map.next(from) {
        write(vm, Out::Stdout, b"  ")?;
        write_obj(vm, Out::Stdout, key, PrintKind::Str)?;
        write(vm, Out::Stdout, b" -- ")?;
        write_obj(vm, Out::Stdout, value, PrintKind::Str)?;
        write(vm, Out::Stdout, b"\n")?;
        from = i + 1;
    }
    Ok(())
}

/// Names of the modules that are linked in, sorted, column by column.
fn print_modules(vm: &mut Vm) -> Res<()> {
    let modules = vm.builtin_modules;
    let list = list::with_capacity(vm, modules.len())?;
    list::push(vm, list, Obj::qstr(qstr!(__main__)))?;
    for def in modules {
        list::push(vm, list, Obj::qstr(def.name))?;
    }
    list_sort::sort(vm, list, None, false)?;
    let rows = list.items(vm).len().div_ceil(COLUMNS);
    for row in 0..rows {
        let mut at = row;
        while let Some(name) = list.item(vm, at) {
            write_text(vm, Out::Stdout, name)?;
            at += rows;
            if at < list.items(vm).len() {
                let len = vm.text_of(name).len();
                // A name that fills its column runs into the next one.
                let gap = COLUMN_WIDTH - len % COLUMN_WIDTH;
                write(vm, Out::Stdout, &[b' '; COLUMN_WIDTH][..gap])?;
            }
        }
        write(vm, Out::Stdout, b"\n")?;
    }
    write(vm, Out::Stdout, b"Plus any modules on the filesystem\n")
}
