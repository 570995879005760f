//! `compile eval exec execfile __import__`: source text at run time.
//!
//! What `compile` answers is the code itself, so that it can run with any globals.
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::config::PATH_MAX;
use crate::load::ProtoFun;
use crate::obj::Obj;
use crate::runtime::import::{self, InputKind, Source};
use crate::runtime::{buffer, exc};
use crate::types::{Dict, int, str};
use crate::{Res, Vm};

pub(super) fn compile(vm: &mut Vm, args: &[Obj]) -> Res {
    let [text, file, mode, ..] = args else { return Ok(Obj::NONE) };
    str::check_text(vm, *text)?;
    let file = str::get_qstr(vm, *file)?;
    let mode = str::get_qstr(vm, *mode)?;
    let modes =
        [(qstr!(single), InputKind::Single), (qstr!(exec), InputKind::File), (qstr!(eval), InputKind::Eval)];
    match modes.iter().find(|(name, _)| *name == mode) {
        Some((_, kind)) => Ok(import::compile(vm, Source::Text(*text), *kind, file)?.obj()),
        None => Err(exc::value_error(vm, text!("bad compile mode"))),
    }
}

/// Runs source text or code with the globals and locals that follow it.
fn run(
    vm: &mut Vm,
    args: &[Obj],
    code: impl FnOnce(&mut Vm, Obj) -> Res<crate::heap::This<ProtoFun>>,
) -> Res {
    let mut globals = vm.globals();
    let mut locals = vm.thread.names.unwrap_or(globals);
    for (i, arg) in args.iter().enumerate().skip(1).filter(|(_, arg)| **arg != Obj::NONE) {
        let Some(dict) = arg.cast::<Dict>() else { return Err(exc::type_error(vm, text!(""))) };
        locals = dict;
        if i == 1 {
            globals = dict;
        }
    }
    let code = match args[0].cast::<ProtoFun>() {
        Some(code) => code,
        None => code(vm, args[0])?,
    };
    import::execute(vm, code, globals, locals)
}

fn compile_text(vm: &mut Vm, text: Obj, kind: InputKind) -> Res<crate::heap::This<ProtoFun>> {
    buffer::len(vm, text)?;
    import::compile(vm, Source::Text(text), kind, qstr!("<string>"))
}

pub(super) fn eval(vm: &mut Vm, args: &[Obj]) -> Res {
    run(vm, args, |vm, text| compile_text(vm, text, InputKind::Eval))
}

pub(super) fn exec(vm: &mut Vm, args: &[Obj]) -> Res {
    run(vm, args, |vm, text| compile_text(vm, text, InputKind::File))
}

pub(super) fn execfile(vm: &mut Vm, args: &[Obj]) -> Res {
    run(vm, args, |vm, path| {
        let name = str::get_qstr(vm, path)?;
        let mut copy = [0; PATH_MAX];
        let text = vm.qstr_bytes(name);
        let len = text.len();
        let Some(copy) = copy.get_mut(..len) else {
            return Err(exc::value_error(vm, text!("name too long")));
        };
        copy.copy_from_slice(text);
        import::compile_file(vm, copy, name)
    })
}

pub(super) fn import_(vm: &mut Vm, args: &[Obj]) -> Res {
    let name: Qstr = str::get_qstr(vm, args[0])?;
    let from = args.get(3).copied().unwrap_or(Obj::NONE);
    let level = match args.get(4) {
        Some(level) => int::get(vm, *level)?,
        None => 0,
    };
    let globals = args.get(1).copied().unwrap_or(Obj::NONE);
    if level > 0 && globals != Obj::NONE && globals.cast::<Dict>().is_none() {
        return Err(exc::type_error(vm, text!("")));
    }
    let globals = globals.cast::<Dict>().unwrap_or(vm.globals());
    match usize::try_from(level) {
        Ok(level) => import::import_from_globals(vm, name, globals, from, level),
        Err(_) => Err(exc::value_error(vm, text!(""))),
    }
}
