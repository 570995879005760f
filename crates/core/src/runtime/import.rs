//! Imports: from names to modules, and from source text to code.
//!
//! Built-in modules that cannot be extended come first, then files along `sys.path`, then built-ins that files
//! may extend. What lies below `.frozen` is part of the program (`frozen.rs`). A `u` before the name of a built-in forces it. Source: `py/builtinimport.c`.
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::This;
use crate::heap::kept::Claim;
use crate::load::{self, ProtoFun};
use crate::obj::{Obj, Slot};
use crate::runtime::exc::{self};
use crate::runtime::{attr, files, frozen, ops, stream};
use crate::types::{self, Dict, Module, dict, fun, module};
use crate::{Res, Vm, config, watch};

/// Where source text comes from.
#[derive(Clone, Copy)]
pub enum Source {
    /// A `str` or an object with a buffer.
    Text(Obj),
    /// A stream that is read to its end.
    Stream(Obj),
    /// Static text.
    Static(&'static [u8]),
}

/// What source text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InputKind {
    /// One statement at a prompt: values of expressions are shown.
    Single,
    /// Statements.
    File,
    /// Statements pasted at a prompt: values of expressions are shown.
    Paste,
    /// An expression.
    Eval,
}

/// Turns source text into code. Held by a `Vm` that can compile.
pub trait SourceCompiler: Sync {
    /// Compiles a unit; `name` is what tracebacks call its file.
    ///
    /// # Raises
    /// `SyntaxError`, `IndentationError`, `MemoryError`, `RuntimeError`, what reading raises.
    fn compile(&self, vm: &mut Vm, source: Source, kind: InputKind, name: Qstr) -> Res<This<ProtoFun>>;
}

/// Compiles source text.
///
/// # Raises
/// As [`SourceCompiler::compile`]; `NotImplementedError` in a build without a compiler.
pub fn compile(vm: &mut Vm, source: Source, kind: InputKind, name: Qstr) -> Res<This<ProtoFun>> {
    match vm.compiler {
        Some(compiler) => compiler.compile(vm, source, kind, name),
        None => Err(exc::not_implemented(vm, text!("this build has no compiler"))),
    }
}

/// Runs code of a module or prompt with given globals and locals.
///
/// # Raises
/// What the code raises.
pub fn execute(vm: &mut Vm, code: This<ProtoFun>, globals: This<Dict>, locals: This<Dict>) -> Res {
    // Gone when the code is done: what the prompt has compiled in a full heap runs.
    let fun = vm.with_claim(Claim::Little, |vm| {
        fun::bytecode::new(vm, fun::bytecode::Code::Made(code), globals, None, None)
    })?;
    let kept = vm.thread.names.replace(locals);
    let kept_base = vm.thread.set_base_globals(globals);
    let result = vm.call(fun.obj(), &[]);
    vm.thread.names = kept;
    if let Some(old) = kept_base {
        vm.thread.set_base_globals(old);
    }
    result
}

/// A path that is being made.
struct Path {
    bytes: [u8; config::PATH_MAX],
    len: usize,
}

impl Path {
    const fn new() -> Path {
        Path { bytes: [0; config::PATH_MAX], len: 0 }
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    fn push(&mut self, part: &[u8]) -> bool {
        match self.bytes.get_mut(self.len..self.len + part.len()) {
            Some(place) => {
                place.copy_from_slice(part);
                self.len += part.len();
                true
            }
            None => false,
        }
    }
}

#[cold]
fn path_too_long(vm: &mut Vm) -> crate::Raise {
    exc::value_error(vm, text!("name too long"))
}

/// What a module's path leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    Package,
    File,
}

fn stat(vm: &mut Vm, path: &Path) -> Res<files::Kind> {
    match frozen::inside(path.bytes()) {
        Some(name) => Ok(frozen::stat(vm, name)),
        None => files::stat_kind(vm, path.bytes()),
    }
}

/// Looks for a package directory, or a file with an ending that is added to the path.
fn look(vm: &mut Vm, path: &mut Path) -> Res<Found> {
    if stat(vm, path)? == files::Kind::Dir {
        return Ok(Found::Package);
    }
    look_for_file(vm, path)
}

fn look_for_file(vm: &mut Vm, path: &mut Path) -> Res<Found> {
    let len = path.len;
    if !path.push(b".py") {
        return Err(path_too_long(vm));
    }
    if stat(vm, path)? == files::Kind::File {
        return Ok(Found::File);
    }
    path.len = len;
    if !path.push(b".mpy") {
        return Err(path_too_long(vm));
    }
    if stat(vm, path)? == files::Kind::File {
        return Ok(Found::File);
    }
    path.len = len;
    Ok(Found::Nothing)
}

/// Looks along `sys.path`.
fn look_along_path(vm: &mut Vm, name: Qstr, path: &mut Path) -> Res<Found> {
    let Some(list) = vm.roots.path else { return Ok(Found::Nothing) };
    let mut i = 0;
    while let Some(entry) = list.item(vm, i) {
        i += 1;
        path.len = 0;
        let base = vm.text_of(entry);
        let fits = if base.is_empty() { true } else { path.push(base) && path.push(b"/") };
        if !fits || !path.push(vm.qstr_bytes(name)) {
            return Err(path_too_long(vm));
        }
        let found = look(vm, path)?;
        if found != Found::Nothing {
            return Ok(found);
        }
    }
    Ok(Found::Nothing)
}

/// A built-in module by name; `extensible`: also those that files come before, and those that `u` forces.
///
/// # Raises
/// What its start raises.
pub fn builtin(vm: &mut Vm, name: Qstr, extensible: bool) -> Res<Option<This<Module>>> {
    let mut found = vm.builtin_modules.iter().copied().find(|d| d.name == name && d.extensible == extensible);
    if found.is_none()
        && !extensible
        && let Some(rest) = vm.qstr_bytes(name).strip_prefix(b"u")
    {
        let rest = crate::qstr::find(vm, rest);
        found = vm.builtin_modules.iter().copied().find(|d| {
            // `usys` has been the name of `sys`, which nothing extends, for too long to go.
            Some(d.name) == rest && (d.extensible || d.name == qstr!(sys))
        });
    }
    let Some(def) = found else { return Ok(None) };
    let module = This::rom(def.module);
    if let Some(init) = def.init {
        // It runs once: a module that was started is in `sys.modules` from then on.
        let modules = modules(vm)?;
        if dict::get_qstr(vm, modules, def.name).is_none() {
            dict::store_qstr(vm, modules, def.name, module.obj())?;
            init(vm)?;
        }
    }
    Ok(Some(module))
}

/// `sys.modules`.
///
/// # Raises
/// `MemoryError`.
pub fn modules(vm: &mut Vm) -> Res<This<Dict>> {
    match vm.roots.modules {
        Some(modules) => Ok(modules),
        None => {
            let modules = dict::new(vm, 1)?;
            vm.roots.modules = Some(modules);
            Ok(modules)
        }
    }
}

/// Compiles a source file, whose code says that it comes from `name`.
///
/// # Raises
/// `OSError`, and what [`compile`] raises.
pub fn compile_file(vm: &mut Vm, path: &[u8], name: Qstr) -> Res<This<ProtoFun>> {
    let stream = files::open_read(vm, path)?;
    let code = compile(vm, Source::Stream(stream), InputKind::File, name);
    files::close(vm, stream);
    code
}

fn load_file(vm: &mut Vm, module: This<Module>, path: &Path) -> Res<()> {
    let file = frozen::inside(path.bytes()).and_then(|name| frozen::find(vm, name));
    let name = vm.intern(file.map_or(path.bytes(), |file| file.name))?;
    let globals = module.get(vm).globals;
    dict::store_qstr(vm, globals, qstr!(__file__), Obj::qstr(name))?;
    let code = if let Some(file) = file {
        frozen::code(vm, file, name)?
    } else if path.bytes().ends_with(b".mpy") {
        let stream = files::open_read(vm, path.bytes())?;
        let input = stream::fixed(vm, stream).map_or(load::Input::Stream(stream), load::Input::Fixed);
        let code = load::load(vm, input);
        files::close(vm, stream);
        code?
    } else {
        compile_file(vm, path.bytes(), name)?
    };
    execute(vm, code, globals, globals)?;
    dict::shrink(vm, globals);
    Ok(())
}

/// Imports one part of a dotted name. `outer`: the module of the parts before it.
fn import_part(vm: &mut Vm, full: Qstr, part: Qstr, outer: Option<Obj>, as_main: bool) -> Res {
    // With an empty path a built-in is asked for, whatever files have put into `sys.modules`.
    if vm.roots.path.is_none_or(|p| !p.items(vm).is_empty())
        && let Some(modules) = vm.roots.modules
        && let Some(found) = dict::get_qstr(vm, modules, full)
    {
        watch::imported(vm, full, "is in sys.modules", b"");
        return Ok(found);
    }
    let mut path = Path::new();
    let mut found = Found::Nothing;
    match outer {
        None => {
            if let Some(module) = builtin(vm, part, false)? {
                watch::imported(vm, full, "is built in", b"");
                return Ok(module.obj());
            }
            found = look_along_path(vm, part, &mut path)?;
            if found == Found::Nothing
                && let Some(module) = builtin(vm, part, true)?
            {
                watch::imported(vm, full, "is built in, and no file comes before it", b"");
                return Ok(module.obj());
            }
        }
        Some(outer) => {
            if let Some(module) = outer.cast::<Module>()
                && module.get(vm).globals.get(vm).map.is_fixed()
            {
                let globals = module.get(vm).globals;
                if let Some(inner) = dict::get_qstr(vm, globals, part)
                    && inner.cast::<Module>().is_some()
                {
                    watch::imported(vm, full, "is built in", b"");
                    return Ok(inner);
                }
            }
            if let Some(base) = attr::load_maybe(vm, outer, qstr!(__path__))? {
                if !path.push(vm.text_of(base)) || !path.push(b"/") || !path.push(vm.qstr_bytes(part)) {
                    return Err(path_too_long(vm));
                }
                found = look(vm, &mut path)?;
            }
        }
    }
    let (how, place) = match found {
        Found::Nothing => ("is nowhere", &b""[..]),
        Found::Package => ("is the package", path.bytes()),
        Found::File => ("is the file", path.bytes()),
    };
    watch::imported(vm, full, how, place);
    if !config::FILES || found == Found::Nothing {
        return Err(exc::raise_name(
            vm,
            &types::IMPORT_ERROR,
            template!("module not found", "no module named '%'"),
            full,
        ));
    }
    let module = module::new(vm, full)?;
    let modules = modules(vm)?;
    dict::store_qstr(vm, modules, full, module.obj())?;
    match load_found(vm, module, found, &mut path, full, as_main) {
        Ok(()) => {}
        Err(raise) => {
            // A module that failed is not there.
            let exception = vm.take_exception(raise);
            let _ = dict::delete_qstr(vm, modules, full);
            return Err(vm.raise(exception));
        }
    }
    if let Some(outer) = outer {
        attr::store(vm, outer, part, Some(module.obj()))?;
    }
    Ok(module.obj())
}

fn load_found(
    vm: &mut Vm,
    module: This<Module>,
    found: Found,
    path: &mut Path,
    full: Qstr,
    as_main: bool,
) -> Res<()> {
    let globals = module.get(vm).globals;
    if as_main && found == Found::File {
        dict::store_qstr(vm, globals, qstr!(__name__), Obj::qstr(qstr!(__main__)))?;
        let modules = modules(vm)?;
        dict::store_qstr(vm, modules, qstr!(__main__), module.obj())?;
        // What relative imports start from.
        dict::store_qstr(vm, globals, qstr!(__main__), Obj::qstr(full))?;
    }
    if found == Found::File {
        return load_file(vm, module, path);
    }
    let text = types::str::new(vm, path.bytes())?;
    dict::store_qstr(vm, globals, qstr!(__path__), text)?;
    if !path.push(b"/__init__") {
        return Err(path_too_long(vm));
    }
    if look_for_file(vm, path)? == Found::File {
        return load_file(vm, module, path);
    }
    Ok(())
}

/// The full name of a relative import.
fn resolve(vm: &mut Vm, name: Qstr, globals: This<Dict>, level: usize) -> Res<Qstr> {
    let mut current = dict::get_qstr(vm, globals, qstr!(__main__));
    if current.is_none() {
        current = dict::get_qstr(vm, globals, qstr!(__name__));
    }
    let current = current.unwrap_or(Obj::NONE);
    let is_package = dict::get_qstr(vm, globals, qstr!(__path__)).is_some();
    let mut path = Path::new();
    if !path.push(vm.text_of(current)) {
        return Err(path_too_long(vm));
    }
    let mut level = level;
    if is_package {
        level -= 1;
    }
    while level > 0 {
        match path.bytes().iter().rposition(|&b| b == b'.') {
            Some(dot) => {
                path.len = dot;
                level -= 1;
            }
            None => break,
        }
    }
    if level > 0 {
        // Only the whole name may be cut away once: then it is no package.
        return Err(exc::raise_static(vm, &types::IMPORT_ERROR, text!("can't perform relative import")));
    }
    if name != qstr!("") {
        let text = vm.qstr_bytes(name);
        if !path.push(b".") || !path.push(text) {
            return Err(path_too_long(vm));
        }
    }
    vm.intern(path.bytes())
}

/// `__import__`: imports a dotted name. With `from` the innermost module is answered, else the outermost.
///
/// # Raises
/// `ImportError`, what the modules' code raises.
pub fn import_module(vm: &mut Vm, name: Qstr, from: Obj, level: usize) -> Res {
    let globals = vm.globals();
    import_from_globals(vm, name, globals, from, level)
}

/// The same, where relative names start from the module that has these globals.
///
/// # Raises
/// As [`import_module`].
pub fn import_from_globals(vm: &mut Vm, name: Qstr, globals: This<Dict>, from: Obj, level: usize) -> Res {
    let name = if level > 0 { resolve(vm, name, globals, level)? } else { name };
    if name == qstr!("") {
        return Err(exc::value_error(vm, text!("")));
    }
    // `False` as the list of names comes from `-m`.
    let as_main = from == Obj::FALSE;
    let (mut outer, mut top): (Slot, Slot) = (None, None);
    let mut start = 0;
    loop {
        let text = vm.qstr_bytes(name);
        let rest = text.get(start..).unwrap_or(&[]);
        let end = rest.iter().position(|&b| b == b'.').map_or(text.len(), |dot| start + dot);
        let last = end == text.len();
        let mut path = Path::new();
        if !path.push(&text[..end]) {
            return Err(path_too_long(vm));
        }
        let part_at = start;
        let full = vm.intern(path.bytes())?;
        let part = vm.intern(&path.bytes()[part_at..])?;
        let module = import_part(vm, full, part, outer, as_main && last)?;
        outer = Some(module);
        top = top.or(outer);
        if last {
            break;
        }
        start = end + 1;
    }
    let answer = if from != Obj::NONE { outer } else { top };
    Ok(answer.unwrap_or(Obj::NONE))
}

/// The `import` statement: `builtins.__import__` may have been replaced.
///
/// # Raises
/// As [`import_module`].
pub fn import_name(vm: &mut Vm, name: Qstr, from: Obj, level: Obj) -> Res {
    if let Some(overrides) = vm.roots.builtins_override
        && let Some(hook) = dict::get_qstr(vm, overrides, qstr!(__import__))
    {
        let globals = vm.globals().obj();
        return vm.call(hook, &[Obj::qstr(name), globals, Obj::NONE, from, level]);
    }
    let level = level.as_small().unwrap_or(0).max(0) as usize;
    import_module(vm, name, from, level)
}

/// `from module import name`: an attribute, or a submodule.
///
/// # Raises
/// `ImportError`.
pub fn import_from(vm: &mut Vm, module: Obj, name: Qstr) -> Res {
    if let Some(found) = attr::load_maybe(vm, module, name)? {
        return Ok(found);
    }
    // A submodule of a package that was not imported yet.
    if attr::load_maybe(vm, module, qstr!(__path__))?.is_some()
        && let Some(package) = attr::load_maybe(vm, module, qstr!(__name__))?
    {
        let mut path = Path::new();
        if !path.push(vm.text_of(package)) || !path.push(b".") || !path.push(vm.qstr_bytes(name)) {
            return Err(path_too_long(vm));
        }
        let full = vm.intern(path.bytes())?;
        return import_module(vm, full, Obj::TRUE, 0);
    }
    Err(exc::raise_name(vm, &types::IMPORT_ERROR, template!("can't import name %"), name))
}

/// `from module import *`: all names, or those of `__all__`, or those without an underscore.
///
/// # Raises
/// `MemoryError`, `AttributeError` for what `__all__` names in vain.
pub fn import_star(vm: &mut Vm, module: Obj) -> Res<()> {
    let names = vm.thread.names.unwrap_or(vm.globals());
    if let Some(all) = attr::load_maybe(vm, module, qstr!(__all__))? {
        let n = ops::len_of(vm, all)?;
        for i in 0..n {
            let name = ops::subscr(vm, all, Obj::small(i as isize))?;
            let name = types::str::get_qstr(vm, name)?;
            let value = attr::load(vm, module, name)?;
            dict::store_qstr(vm, names, name, value)?;
        }
        return Ok(());
    }
    let globals = match module.cast::<Module>() {
        Some(module) => module.get(vm).globals,
        // Anything may stand in `sys.modules`: its `__dict__` is taken.
        None => match attr::load(vm, module, qstr!(__dict__))?.as_dict() {
            Some(dict) => dict,
            None => return Ok(()),
        },
    };
    let mut from = 0;
    while let Some((i, key, value)) = globals.get(vm).map.next(from) {
        from = i + 1;
        let Some(name) = key.as_qstr() else { continue };
        if !vm.qstr_bytes(name).starts_with(b"_") {
            dict::store_qstr(vm, names, name, value)?;
        }
    }
    Ok(())
}
