//! `Vm`: the handle through which a program runs Python.
use micropyrite_core::qstr::find;
use micropyrite_core::runtime::attr;
use micropyrite_core::runtime::import::{self, InputKind, Source};
use micropyrite_core::types::{dict, str};
use micropyrite_core::{Obj, Res};

use micropyrite_bytecode::qstr;

use crate::{Arguments, Error, FromPython, IntoPython, Root, root};

/// An interpreter.
pub struct Vm {
    core: &'static mut micropyrite_core::Vm,
}

impl Vm {
    pub(crate) fn new(core: &'static mut micropyrite_core::Vm) -> Vm {
        Vm { core }
    }

    /// Runs host code inside the interpreter, where objects may lie in locals.
    ///
    /// An object must not leave the scope in any other way than as a [`Root`]: nothing keeps it alive outside.
    pub fn scope<R>(&mut self, f: impl FnOnce(&mut micropyrite_core::Vm) -> R) -> R {
        self.core.scope(f)
    }

    /// Runs host code that may raise.
    ///
    /// # Errors
    /// What it raises.
    pub fn run<R>(&mut self, f: impl FnOnce(&mut micropyrite_core::Vm) -> Res<R>) -> Result<R, Error> {
        self.core.scope(|vm| f(vm).map_err(|raise| Error::take(vm, raise)))
    }

    /// Runs statements in `__main__`.
    ///
    /// # Errors
    /// What they raise; `SyntaxError`.
    pub fn exec(&mut self, source: &str) -> Result<(), Error> {
        self.run(|vm| execute(vm, source, InputKind::File).map(|_| ()))
    }

    /// Evaluates an expression in `__main__`.
    ///
    /// # Errors
    /// What it raises; `SyntaxError`; `TypeError` when it is nothing of this type.
    pub fn eval<T: FromPython>(&mut self, source: &str) -> Result<T, Error> {
        self.run(|vm| {
            let value = execute(vm, source, InputKind::Eval)?;
            T::from_python(vm, value)
        })
    }

    /// Imports a module.
    ///
    /// # Errors
    /// `ImportError`; what the module's code raises.
    pub fn import(&mut self, name: &str) -> Result<Root, Error> {
        self.run(|vm| {
            let name = vm.intern(name.as_bytes())?;
            let module = import::import_module(vm, name, Obj::TRUE, 0)?;
            root::keep(vm, module)
        })
    }

    /// A name of `__main__`.
    ///
    /// # Errors
    /// `NameError`.
    pub fn global<T: FromPython>(&mut self, name: &str) -> Result<T, Error> {
        self.run(|vm| {
            let found =
                find(vm, name.as_bytes()).and_then(|name| dict::get_qstr(vm, vm.roots.main_globals?, name));
            match found {
                Some(value) => T::from_python(vm, value),
                None => Err(micropyrite_core::runtime::exc::raise_static(
                    vm,
                    &micropyrite_core::types::NAME_ERROR,
                    micropyrite_core::text!("name isn't defined"),
                )),
            }
        })
    }

    /// Gives a name of `__main__` a value.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn set_global(&mut self, name: &str, value: impl IntoPython) -> Result<(), Error> {
        self.run(|vm| {
            let name = vm.intern(name.as_bytes())?;
            let value = value.into_python(vm)?;
            match vm.roots.main_globals {
                Some(globals) => dict::store_qstr(vm, globals, name, value),
                None => Ok(()),
            }
        })
    }

    /// An attribute.
    ///
    /// # Errors
    /// `AttributeError`; what computing it raises.
    pub fn attribute<T: FromPython>(&mut self, object: &Root, name: &str) -> Result<T, Error> {
        self.run(|vm| {
            let object = root::get(vm, object)?;
            let name = vm.intern(name.as_bytes())?;
            let value = attr::load(vm, object, name)?;
            T::from_python(vm, value)
        })
    }

    /// Calls something callable.
    ///
    /// # Errors
    /// What it raises; `TypeError` when the answer is nothing of this type.
    pub fn call<T: FromPython>(&mut self, callee: &Root, arguments: impl Arguments) -> Result<T, Error> {
        self.run(|vm| {
            let callee = root::get(vm, callee)?;
            let value = arguments.pass(vm, callee)?;
            T::from_python(vm, value)
        })
    }

    /// Shows the text of a `str` or the bytes of a bytes-like object.
    ///
    /// # Errors
    /// `TypeError` for other objects.
    pub fn with_bytes<R>(&mut self, object: &Root, f: impl FnOnce(&[u8]) -> R) -> Result<R, Error> {
        self.run(|vm| {
            let object = root::get(vm, object)?;
            micropyrite_core::runtime::buffer::len(vm, object)?;
            Ok(f(micropyrite_core::runtime::buffer::read(vm, object).unwrap_or_default()))
        })
    }

    /// Lets go of a value.
    pub fn release(&mut self, root: Root) {
        self.core.scope(|vm| root::release(vm, root));
    }
}

/// Compiles and runs a text.
fn execute(vm: &mut micropyrite_core::Vm, source: &str, kind: InputKind) -> Res {
    let text =
        str::with_len(vm, str::Kind::Bytes, source.len(), |_, out| out.copy_from_slice(source.as_bytes()))?;
    let code = import::compile(vm, Source::Text(text), kind, qstr!("<string>"))?;
    let globals = vm.roots.main_globals.unwrap_or(vm.globals());
    import::execute(vm, code, globals, globals)
}
