//! Running what the command line asks for: main program, exit code, end.
//!
//! Upstream runs files and commands through one function and modules and standard input through another; they differ
//! in where a traceback goes and in what an exit says, and so do the two kinds of [`Report`] here.
use micropyrite::compiler::compile_unit;
use micropyrite::core::builtins::micropython::memory::print_info;
use micropyrite::core::heap::PauseFigures;
use micropyrite::core::runtime::import::{self, InputKind, Source};
use micropyrite::core::runtime::print::Out;
use micropyrite::core::runtime::{attr, files};
use micropyrite::core::types::exception::traceback;
use micropyrite::core::types::{self, bytearray, dict};
use micropyrite::core::{Obj, Qstr, Raise, Res, Vm};
use micropyrite::hal::system::{Files, Stdio};
use micropyrite_bytecode::qstr;
use micropyrite_host::Host;
use micropyrite_repl::program;

use crate::args::{Action, Options};
use crate::{path, repl};

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
    if let Some(n) = options.hot_after {
        vm.hot_after = n;
    }
    vm.verbose = options.verbose;
    vm.opt_level = options.opt_level;
    if options.gc_pauses {
        vm.measure_pauses();
    }
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
    let code = finish(vm, code);
    if let Some(figures) = vm.pauses() {
        show_pauses(&figures);
    }
    code
}

/// Says how long collections have stopped the program.
fn show_pauses(figures: &PauseFigures) {
    let ms = |us: u64| us as f64 / 1e3;
    eprintln!(
        "gc-pauses: {} in all, median {:.3} ms, p99 {:.3} ms, longest {:.3} ms, total {:.3} ms",
        figures.count,
        ms(figures.median_us),
        ms(figures.p99_us),
        ms(figures.longest_us),
        ms(figures.total_us)
    );
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
    let globals = program::main_globals(vm);
    dict::store_qstr(vm, globals, qstr!(__file__), Obj::qstr(name))?;
    // Imports are not shown as trees.
    let verbose = vm.verbose;
    let code = compile_unit(vm, source, InputKind::File, name, false);
    vm.verbose = verbose.min(2);
    if let Source::Stream(stream) = source {
        files::close(vm, stream);
    }
    let code = code?;
    if options.compile_only { Ok(()) } else { program::run(vm, code) }
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
    program::interruptible(vm, |vm| {
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
        return program::exit_code(vm, exception, how == Report::Program);
    }
    let out = if how == Report::Program { Out::Stdout } else { Out::Stderr };
    traceback::show(vm, out, exception);
    if is_interrupt && how == Report::Program { INTERRUPTED } else { 1 }
}

/// What happens at the end: the callback of `sys.atexit`, figures for `-v`, finalisers.
fn finish(vm: &mut Vm, code: i32) -> i32 {
    let mut code = code;
    vm.set_trace(None);
    if !program::call_atexit(vm) {
        code = 1;
    }
    if vm.verbose > 0 {
        let printed = print_info(vm, Out::Stdout);
        vm.ignore(printed);
    }
    vm.finalise_all();
    code
}
