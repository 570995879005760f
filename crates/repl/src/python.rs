//! `Python`: the interpreter behind the prompt.
//!
//! It lies on the native stack, so that a collection sees the text and the exception
//! in it.  The text lies in the heap and is handed to the compiler as it is: a board
//! has no second place for it.

use micropyrite_core::bytecode::qstr;
use micropyrite_core::heap::kept::Claim;
use micropyrite_core::heap::{ByteVec, This};
use micropyrite_core::runtime::import::{self, InputKind, Source};
use micropyrite_core::runtime::print::Out;
use micropyrite_core::sched::handle_pending;
use micropyrite_core::types::exception::traceback;
use micropyrite_core::types::{self, ByteArray, bytearray, dict, str};
use micropyrite_core::{Obj, Res, Vm};

use crate::{Interpreter, Kind, LineBuffer, Outcome, Prompt, Scope, names, program};

/// An interpreter that is asked by a prompt. Make and use it inside of `Vm::scope` only.
pub struct Python<'a> {
    vm: &'a mut Vm,
    text: Option<This<ByteArray>>,
    exception: Option<Obj>,
}

impl<'a> Python<'a> {
    /// Nothing typed, nothing raised; memory for lines is kept back from now on.
    pub fn new(vm: &'a mut Vm) -> Python<'a> {
        vm.keep_back(program::KEPT_BYTES);
        Python { vm, text: None, exception: None }
    }

    /// The interpreter itself.
    pub fn vm(&mut self) -> &mut Vm {
        self.vm
    }

    fn run(&mut self, kind: Kind) -> Res<()> {
        let vm = &mut *self.vm;
        let name = qstr!("<stdin>");
        let text = match self.text.take() {
            Some(text) => text,
            None => bytearray::new(vm, 0)?,
        };
        if kind != Kind::Single {
            dict::store_qstr(vm, program::main_globals(vm), qstr!(__file__), Obj::qstr(name))?;
        }
        let input = match kind {
            Kind::Single => InputKind::Single,
            Kind::Paste => InputKind::Paste,
            Kind::File => InputKind::File,
        };
        let code =
            vm.with_claim(Claim::All, |vm| import::compile(vm, Source::Text(text.obj()), input, name))?;
        // The program may need the memory.
        text.get_mut(vm).bytes = ByteVec::EMPTY;
        program::run(vm, code)
    }
}

impl LineBuffer for Python<'_> {
    fn bytes(&self) -> &[u8] {
        self.text.map_or(&[], |text| text.get(self.vm).bytes.bytes())
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        match self.text {
            Some(text) => text.get_mut(self.vm).bytes.bytes_mut(),
            None => &mut [],
        }
    }

    fn set_len(&mut self, len: usize) -> bool {
        if len == 0 {
            self.text = None;
            return true;
        }
        let text = &mut self.text;
        let resized = self.vm.with_claim(Claim::All, |vm| {
            let text = match *text {
                Some(text) => text,
                None => *text.insert(bytearray::new(vm, 0)?),
            };
            bytearray::resize(vm, text, len)
        });
        self.vm.ignore(resized).is_some()
    }
}

impl Interpreter for Python<'_> {
    fn text(&mut self) -> &mut dyn LineBuffer {
        self
    }

    fn execute(&mut self, kind: Kind) -> Outcome {
        let Err(raise) = self.run(kind) else { return Outcome::Done };
        let is_exit = self.vm.raised_is(&raise, &types::SYSTEM_EXIT);
        let exception = self.vm.take_exception(raise);
        self.exception = Some(exception);
        // Ctrl-C that came while the text was compiled shall not end the next program.
        let late = handle_pending(self.vm);
        self.vm.ignore(late);
        if is_exit { Outcome::Exit(program::exit_code(self.vm, exception, false)) } else { Outcome::Raised }
    }

    fn print_error(&mut self) {
        let Some(exception) = self.exception.take() else { return };
        if types::exception::matches(self.vm, exception, This::rom(&types::SYSTEM_EXIT)) {
            program::exit_code(self.vm, exception, true);
        } else {
            traceback::show(self.vm, Out::Stdout, exception);
        }
    }

    fn names(&mut self, scope: Scope<'_>, each: &mut dyn FnMut(&[u8])) {
        match scope {
            Scope::Globals => names::globals(self.vm, each),
            Scope::Attributes(path) => names::attributes(self.vm, path, each),
            Scope::Modules => names::modules(self.vm, each),
        }
    }

    fn prompt(&mut self, prompt: Prompt, write: &mut dyn FnMut(&[u8])) {
        let (place, usual) = match prompt {
            Prompt::First => (0, &b">>> "[..]),
            Prompt::More => (1, &b"... "[..]),
        };
        let text = self.vm.roots.sys_mutable.get(place).copied().flatten();
        let text = text.and_then(|object| str::text(self.vm, object));
        write(text.unwrap_or(usual));
    }

    fn set_interrupt_char(&mut self, char: Option<u8>) {
        self.vm.system.set_interrupt_char(char);
    }

    fn unlock_heap(&mut self) {
        self.vm.heap.lock_depth = 0;
    }
}
