//! Running what the command line asks for: main program, exit code, end.
//!
//! Upstream runs files and commands through one function and modules and standard input through another; they differ
//! in where a traceback goes and in what an exit says, and so do the two kinds of [`Report`] here.
use micropyrite::compiler::compile_unit;
use micropyrite::core::builtins::micropython::memory::print_info;
use micropyrite::core::builtins::objects::is_callable;
use micropyrite::core::heap::This;
use micropyrite::core::load::ProtoFun;
use micropyrite::core::runtime::import::{self, InputKind, Source};
use micropyrite::core::runtime::print::{Out, PrintKind, write, write_obj};
use micropyrite::core::runtime::{attr, files};
use micropyrite::core::sched::handle_pending;
use micropyrite::core::types::exception::{self, traceback};
use micropyrite::core::types::{self, Dict, bytearray, dict, int};
use micropyrite::core::{Obj, Qstr, Raise, Res, Vm};
use micropyrite::hal::system::{Files, Stdio};
use micropyrite_bytecode::qstr;
use micropyrite_host::Host;

use crate::args::{Action, Options};
use crate::{path, repl};

/// Ctrl-C.
const INTERRUPT: u8 = 3;
/// Exit code of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;
/// Exit code for a file that is not there.
const NO_FILE: i32 = 2;

/// Who reports an exception.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Report {
    /// Files and commands.
    Program,
    /// Modules and standard input.
    Plain,
}

/// Runs the program and gives its exit code.
pub fn run(vm: &mut Vm, host: &Host, options: &Options, program: &[u8]) -> i32 {
    vm.emit = options.emit;
    vm.verbose = options.verbose;
    vm.opt_level = options.opt_level;
    path::set_executable(vm, host, program);
    let prepared = path::set_path(vm).and_then(|()| path::set_argv(vm, options.action.argv()));
    if let Err(raise) = prepared {
        return report(vm, raise, Report::Plain);
    }
    let mut code = act(vm, host, options, program);
    // Read only now: the program may have set it.
    let inspect =
        options.inspect || path::environment("MICROPYINSPECT").is_some_and(|value| !value.is_empty());
    if inspect || (options.action == Action::Nothing && host.is_terminal(0)) {
        code = repl::run(vm, host);
    } else if options.action == Action::Nothing {
        code = run_input(vm, host, options);
    }
    finish(vm, code)
}

fn act(vm: &mut Vm, host: &Host, options: &Options, program: &[u8]) -> i32 {
    match &options.action {
        Action::Nothing => 0,
        Action::Command { source, .. } => {
            let result = types::str::bytes(vm, source)
                .and_then(|text| run_main(vm, Source::Text(text), qstr!("<stdin>"), options));
            end(vm, result, Report::Program)
        }
        Action::Module { name, .. } => {
            let result = run_module(vm, name);
            end(vm, result, Report::Plain)
        }
        Action::Script { path, .. } => run_script(vm, host, path, options, program),
    }
}

fn run_script(vm: &mut Vm, host: &Host, script: &[u8], options: &Options, program: &[u8]) -> i32 {
    let absolute = match path::absolute(host, script) {
        Ok(absolute) => absolute,
        Err(errno) => {
            let error = std::io::Error::from_raw_os_error(errno.0).to_string();
            let text = error.split(" (os error").next().unwrap_or_default();
            let (program, script) = (String::from_utf8_lossy(program), String::from_utf8_lossy(script));
            eprintln!("{program}: can't open file '{script}': [Errno {}] {text}", errno.0);
            return NO_FILE;
        }
    };
    let slash = absolute.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
    let result = path::set_first(vm, &absolute[..slash]).and_then(|()| {
        let name = vm.intern(script)?;
        let stream = files::open_read(vm, script)?;
        run_main(vm, Source::Stream(stream), name, options)
    });
    end(vm, result, Report::Program)
}

/// Runs a source in `__main__`.
fn run_main(vm: &mut Vm, source: Source, name: Qstr, options: &Options) -> Res<()> {
    let globals = main_globals(vm);
    dict::store_qstr(vm, globals, qstr!(__file__), Obj::qstr(name))?;
    // Imports are not shown as trees.
    let verbose = vm.verbose;
    let code = compile_unit(vm, source, InputKind::File, name, false);
    vm.verbose = verbose.min(2);
    if let Source::Stream(stream) = source {
        files::close(vm, stream);
    }
    let code = code?;
    if options.compile_only { Ok(()) } else { execute(vm, code, globals) }
}

/// Runs code in `__main__`, with Ctrl-C as an exception.
fn execute(vm: &mut Vm, code: This<ProtoFun>, globals: This<Dict>) -> Res<()> {
    interruptible(vm, |vm| import::execute(vm, code, globals, globals).map(|_| ()))
}

/// Runs `f` with Ctrl-C as an exception.
pub fn interruptible(vm: &mut Vm, f: impl FnOnce(&mut Vm) -> Res<()>) -> Res<()> {
    vm.system.set_interrupt_char(Some(INTERRUPT));
    let result = f(vm);
    vm.system.set_interrupt_char(None);
    match result {
        Ok(()) => handle_pending(vm),
        Err(raise) => {
            // What waits is run, but cannot raise any more.
            let exception = vm.take_exception(raise);
            if let Err(raise) = handle_pending(vm) {
                vm.take_exception(raise);
            }
            Err(vm.raise(exception))
        }
    }
}

/// `__main__.__dict__`.
pub fn main_globals(vm: &Vm) -> This<Dict> {
    vm.roots.main_globals.unwrap_or(vm.globals())
}

/// `-m`: imports a module as the main program; of a package, its `__main__`.
fn run_module(vm: &mut Vm, name: &[u8]) -> Res<()> {
    let is_package = import_as_main(vm, name)?;
    if is_package {
        let main = [name, b".__main__"].concat();
        import_as_main(vm, &main)?;
    }
    Ok(())
}

fn import_as_main(vm: &mut Vm, name: &[u8]) -> Res<bool> {
    let name = vm.intern(name)?;
    let mut is_package = false;
    interruptible(vm, |vm| {
        let module = import::import_module(vm, name, Obj::FALSE, 0)?;
        is_package = attr::load_maybe(vm, module, qstr!(__path__))?.is_some();
        Ok(())
    })?;
    Ok(is_package)
}

/// Runs standard input as one program.
fn run_input(vm: &mut Vm, host: &Host, options: &Options) -> i32 {
    let result =
        read_input(vm, host).and_then(|text| run_main(vm, Source::Text(text), qstr!("<stdin>"), options));
    end(vm, result, Report::Plain)
}

fn read_input(vm: &mut Vm, host: &Host) -> Res {
    let text = bytearray::with_capacity(vm, 0)?;
    let mut chunk = [0; 4096];
    loop {
        // An error ends the text as its end does.
        let n = host.read(&mut chunk).unwrap_or(0);
        if n == 0 {
            return Ok(text.obj());
        }
        bytearray::push(vm, text, &chunk[..n])?;
    }
}

fn end(vm: &mut Vm, result: Res<()>, how: Report) -> i32 {
    match result {
        Ok(()) => 0,
        Err(raise) => report(vm, raise, how),
    }
}

/// Shows an exception, and gives the exit code that it means.
fn report(vm: &mut Vm, raise: Raise, how: Report) -> i32 {
    let is_exit = vm.raised_is(&raise, &types::SYSTEM_EXIT);
    let is_interrupt = vm.raised_is(&raise, &types::KEYBOARD_INTERRUPT);
    let exception = vm.take_exception(raise);
    if is_exit {
        return exit_code(vm, exception, how == Report::Program);
    }
    let out = if how == Report::Program { Out::Stdout } else { Out::Stderr };
    print_exception(vm, out, exception);
    if is_interrupt && how == Report::Program { INTERRUPTED } else { 1 }
}

/// Prints an exception with its traceback; a second exception meanwhile is dropped.
pub fn print_exception(vm: &mut Vm, out: Out, exception: Obj) {
    if let Err(raise) = traceback::print(vm, out, exception) {
        vm.take_exception(raise);
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
        return match int::get_truncated(vm, value) {
            Ok(code) => (code & 0xff) as i32,
            Err(raise) => {
                vm.take_exception(raise);
                1
            }
        };
    }
    if shows {
        let shown =
            write_obj(vm, Out::Stderr, value, PrintKind::Str).and_then(|()| write(vm, Out::Stderr, b"\n"));
        if let Err(raise) = shown {
            vm.take_exception(raise);
        }
    }
    1
}

/// What happens at the end: the callback of `sys.atexit`, figures for `-v`, finalisers.
fn finish(vm: &mut Vm, code: i32) -> i32 {
    let mut code = code;
    vm.set_trace(None);
    if let Some(callback) = vm.roots.atexit
        && is_callable(vm, callback)
        && let Err(raise) = vm.call(callback, &[])
    {
        // DIFF: upstream ends with "FATAL: uncaught NLR"; the code is the same.
        let exception = vm.take_exception(raise);
        print_exception(vm, Out::Stderr, exception);
        code = 1;
    }
    if vm.verbose > 0
        && let Err(raise) = print_info(vm, Out::Stdout)
    {
        vm.take_exception(raise);
    }
    vm.finalise_all();
    code
}
