//! The prompt over the interpreter: what `micropyrite_repl` asks of it.
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use micropyrite::compiler::compile_unit;
use micropyrite::completion;
use micropyrite::core::runtime::import::{self, InputKind, Source};
use micropyrite::core::runtime::print::Out;
use micropyrite::core::types::{self, dict, str};
use micropyrite::core::{Obj, Res, Vm};
use micropyrite_bytecode::qstr;
use micropyrite_host::Host;
use micropyrite_repl::{
    Console, Exit, HistoryBuffer, Interpreter, Kind, LineBuffer, Outcome, Prompt, Repl, Scope, Settings,
};

use crate::{identity, path, run};

/// Lines that are recalled, and kept in the file.
const HISTORY_LINES: usize = 50;
const HISTORY_BYTES: usize = 64 * 1024;

/// Shows the prompt until it is left; gives the exit code.
pub fn run(vm: &mut Vm, host: &Host) -> i32 {
    let mut memory = vec![0; HISTORY_BYTES];
    let mut history = HistoryBuffer::new(&mut memory, HISTORY_LINES);
    read_history(&mut history);
    let banner = identity::banner();
    let mut repl = Repl::new(Typed::default(), history, Settings::new(&banner));
    let mut python = Python { vm, exception: None };
    let exit = repl.run(&mut python, &mut Console::host(host));
    write_history(repl.history());
    match exit {
        Exit::SoftReset => 0,
        Exit::Exit(code) => code,
    }
}

fn history_file() -> Option<PathBuf> {
    let home = path::environment("HOME")?;
    let mut file = PathBuf::from(std::ffi::OsString::from_vec(home));
    file.push(".micropython.history");
    Some(file)
}

fn read_history(history: &mut HistoryBuffer<'_>) {
    use micropyrite_repl::History;
    let Some(text) = history_file().and_then(|file| std::fs::read(file).ok()) else { return };
    for line in text.split(|byte| *byte == b'\n') {
        history.push(line);
    }
}

fn write_history(history: &HistoryBuffer<'_>) {
    let mut text = Vec::new();
    for line in history.lines().rev() {
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    if let Some(file) = history_file() {
        // A home that cannot be written to is no reason to complain.
        let _ = std::fs::write(file, text);
    }
}

/// What is typed.
#[derive(Default)]
struct Typed(Vec<u8>);

impl LineBuffer for Typed {
    fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }

    fn set_len(&mut self, len: usize) -> bool {
        self.0.resize(len, 0);
        true
    }
}

/// The interpreter behind the prompt. It lies on the native stack, so that the exception in it is seen.
struct Python<'a> {
    vm: &'a mut Vm,
    exception: Option<Obj>,
}

impl Python<'_> {
    fn start(&mut self, source: &[u8], kind: Kind) -> Res<()> {
        let vm = &mut *self.vm;
        let name = qstr!("<stdin>");
        let globals = run::main_globals(vm);
        if kind != Kind::Single {
            dict::store_qstr(vm, globals, qstr!(__file__), Obj::qstr(name))?;
        }
        let text = Source::Text(str::bytes(vm, source)?);
        let input = if kind == Kind::Single { InputKind::Single } else { InputKind::File };
        let code = compile_unit(vm, text, input, name, kind != Kind::File)?;
        run::interruptible(vm, |vm| import::execute(vm, code, globals, globals).map(|_| ()))
    }
}

impl Interpreter for Python<'_> {
    fn execute(&mut self, source: &[u8], kind: Kind) -> Outcome {
        let Err(raise) = self.start(source, kind) else { return Outcome::Done };
        let is_exit = self.vm.raised_is(&raise, &types::SYSTEM_EXIT);
        let exception = self.vm.take_exception(raise);
        self.exception = Some(exception);
        if is_exit { Outcome::Exit(run::exit_code(self.vm, exception, false)) } else { Outcome::Raised }
    }

    fn print_error(&mut self) {
        let Some(exception) = self.exception.take() else { return };
        if types::exception::matches(
            self.vm,
            exception,
            micropyrite::core::heap::This::rom(&types::SYSTEM_EXIT),
        ) {
            run::exit_code(self.vm, exception, true);
        } else {
            run::print_exception(self.vm, Out::Stdout, exception);
        }
    }

    fn names(&mut self, scope: Scope<'_>, each: &mut dyn FnMut(&[u8])) {
        match scope {
            Scope::Globals => completion::globals(self.vm, each),
            Scope::Attributes(path) => completion::attributes(self.vm, path, each),
            Scope::Modules => completion::modules(self.vm, each),
        }
    }

    fn prompt(&mut self, prompt: Prompt, write: &mut dyn FnMut(&[u8])) {
        let (place, usual) = match prompt {
            Prompt::First => (0, &b">>> "[..]),
            Prompt::More => (1, &b"... "[..]),
        };
        let text = self.vm.roots.sys_mutable[place].and_then(|object| str::text(self.vm, object));
        write(text.unwrap_or(usual));
    }

    fn set_interrupt_char(&mut self, char: Option<u8>) {
        self.vm.system.set_interrupt_char(char);
    }

    fn unlock_heap(&mut self) {
        self.vm.heap.lock_depth = 0;
    }
}
