//! Running a program at the outermost level: Ctrl-C, exit codes, tracebacks.
//!
//! A prompt, a command line and a board's start all do it in this way.

use micropyrite_core::builtins::objects::is_callable;
use micropyrite_core::heap::This;
use micropyrite_core::load::ProtoFun;
use micropyrite_core::runtime::import;
use micropyrite_core::runtime::print::{Out, PrintKind, write, write_obj};
use micropyrite_core::sched::handle_pending;
use micropyrite_core::types::exception::{self, traceback};
use micropyrite_core::types::{Dict, int};
use micropyrite_core::{Obj, Res, Vm};

/// What is kept back from programs, so that a prompt can go on when they have filled the heap. A line takes two thirds.
pub const KEPT_BYTES: usize = 256 * size_of::<usize>();
/// Ctrl-C.
const INTERRUPT: u8 = 3;

/// `__main__.__dict__`.
pub fn main_globals(vm: &Vm) -> This<Dict> {
    vm.roots.main_globals.unwrap_or(vm.globals())
}

/// Runs code in `__main__`, with Ctrl-C as an exception.
///
/// # Raises
/// What the program raises; `KeyboardInterrupt`.
pub fn run(vm: &mut Vm, code: This<ProtoFun>) -> Res<()> {
    let globals = main_globals(vm);
    interruptible(vm, |vm| import::execute(vm, code, globals, globals).map(|_| ()))
}

/// Runs `f` with Ctrl-C as an exception.
///
/// # Raises
/// What `f` raises; `KeyboardInterrupt`.
pub fn interruptible(vm: &mut Vm, f: impl FnOnce(&mut Vm) -> Res<()>) -> Res<()> {
    vm.system.set_interrupt_char(Some(INTERRUPT));
    let result = f(vm);
    vm.system.set_interrupt_char(None);
    match result {
        Ok(()) => handle_pending(vm),
        Err(raise) => {
            // What waits is run, but cannot raise any more.
            let exception = vm.take_exception(raise);
            let late = handle_pending(vm);
            vm.ignore(late);
            Err(vm.raise(exception))
        }
    }
}

/// The code of a `SystemExit`. A value that is no number means 1; `shows` says whether it is shown.
pub fn exit_code(vm: &mut Vm, exception: Obj, shows: bool) -> i32 {
    let value = exception::value(vm, exception);
    if value == Obj::NONE {
        return 0;
    }
    // Where nothing is shown a bool counts as the number that it is.
    if int::is_int(value) && value.as_bool().is_none() || !shows && value.as_bool().is_some() {
        let code = int::get_truncated(vm, value);
        return vm.ignore(code).map_or(1, |code| (code & 0xff) as i32);
    }
    if shows {
        let shown =
            write_obj(vm, Out::Stderr, value, PrintKind::Str).and_then(|()| write(vm, Out::Stderr, b"\n"));
        vm.ignore(shown);
    }
    1
}

/// Calls what `sys.atexit` was given; says whether that ended well.
pub fn call_atexit(vm: &mut Vm) -> bool {
    let Some(callback) = vm.roots.atexit.filter(|callback| is_callable(vm, *callback)) else { return true };
    match vm.call(callback, &[]) {
        Ok(_) => true,
        Err(raise) => {
            // DIFF: upstream ends with "FATAL: uncaught NLR"; the code is the same.
            let exception = vm.take_exception(raise);
            traceback::show(vm, Out::Stderr, exception);
            false
        }
    }
}
