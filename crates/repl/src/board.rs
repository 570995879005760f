//! What a board does from its start to a soft reset.
//!
//! `boot.py` and `main.py` run if there is a file system that has them, `main.py` only
//! if nobody has left the prompt in raw mode: a tool is at work then.  After that the
//! prompt is served until Ctrl-D, or until a program ends itself.

use micropyrite_core::bytecode::frozen::Kind;
use micropyrite_core::bytecode::qstr;
use micropyrite_core::heap::RomText;
use micropyrite_core::runtime::files;
use micropyrite_core::runtime::frozen;
use micropyrite_core::runtime::import;
use micropyrite_core::runtime::print::Out;
use micropyrite_core::types::exception::traceback;
use micropyrite_core::types::{self, dict, list};
use micropyrite_core::{Obj, Res, Vm};

use crate::{History, Python, Repl, Terminal, program};

/// Runs the board's own files and the prompt, up to the soft reset and with what is to be done at it.
///
/// To be called inside of `Vm::scope`; the interpreter is not to be used afterwards.
pub fn serve<H: History>(vm: &mut Vm, repl: &mut Repl<'_, H>, terminal: &mut dyn Terminal) {
    vm.keep_back(program::KEPT_BYTES);
    if find_frozen(vm) && run_file(vm, b"boot.py") && (repl.is_raw() || run_file(vm, b"main.py")) {
        repl.run(&mut Python::new(vm), terminal);
    }
    terminal.write_text(b"MPY: soft reboot\n");
    vm.set_trace(None);
    program::call_atexit(vm);
    vm.finalise_all();
}

/// Shows what is frozen to imports; `false` if there is no memory for that.
fn find_frozen(vm: &mut Vm) -> bool {
    static FROZEN: RomText<7> = RomText::new(".frozen");
    let Some(path) = vm.roots.path else { return true };
    if !frozen::is_any(vm) {
        return true;
    }
    let pushed = list::push(vm, path, FROZEN.obj());
    vm.ignore(pushed).is_some()
}

/// Runs a file if there is one and shows what it raises; `false` if it asks for a reset.
fn run_file(vm: &mut Vm, path: &[u8]) -> bool {
    let Err(raise) = try_run_file(vm, path) else { return true };
    let is_exit = vm.raised_is(&raise, &types::SYSTEM_EXIT);
    let exception = vm.take_exception(raise);
    if is_exit {
        program::exit_code(vm, exception, true);
    } else {
        traceback::show(vm, Out::Stdout, exception);
    }
    !is_exit
}

fn try_run_file(vm: &mut Vm, path: &[u8]) -> Res<()> {
    // What is part of the firmware comes first.
    let file = frozen::find(vm, path);
    if file.is_none() && files::stat_kind(vm, path)? != files::Kind::File {
        return Ok(());
    }
    let name = vm.intern(path)?;
    let code = match file {
        Some(file) => frozen::code(vm, file, name)?,
        None => import::compile_file(vm, path, name)?,
    };
    if file.is_some_and(|file| file.kind == Kind::Code) {
        return program::run(vm, code);
    }
    dict::store_qstr(vm, program::main_globals(vm), qstr!(__file__), Obj::qstr(name))?;
    program::run(vm, code)
}
