//! `module`: a dict of globals with dots.
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::print::{Out, PrintKind, write, write_obj};
use crate::types::{Dict, dict};
use crate::{Res, Vm, class, layout};

layout! {
    /// A module.
    pub struct Module: MODULE, Scanned {
        /// Its globals.
        pub globals: This<Dict>,
    }
}

impl Module {
    /// A static module.
    pub const fn rom(globals: &'static Dict) -> Module {
        Module { ty: This::rom(<Module as Layout>::DEF), globals: This::rom(globals) }
    }
}

/// A module over a dict.
///
/// # Raises
/// `MemoryError`.
pub fn with_globals(vm: &mut Vm, globals: This<Dict>) -> Res<This<Module>> {
    vm.alloc(Module { ty: This::rom(<Module as Layout>::DEF), globals })
}

/// An empty module with a name. It is not put into `sys.modules`.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, name: Qstr) -> Res<This<Module>> {
    let globals = dict::new(vm, 1)?;
    dict::store_qstr(vm, globals, qstr!(__name__), Obj::qstr(name))?;
    with_globals(vm, globals)
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some(module) = object.cast::<Module>() else { return Ok(()) };
    let globals = module.get(vm).globals;
    write(vm, out, b"<module '")?;
    if let Some(name) = dict::get_qstr(vm, globals, qstr!(__name__)) {
        write_obj(vm, out, name, PrintKind::Str)?;
    }
    if let Some(file) = dict::get_qstr(vm, globals, qstr!(__file__)) {
        write(vm, out, b"' from '")?;
        write_obj(vm, out, file, PrintKind::Str)?;
    }
    write(vm, out, b"'>")
}

fn definition(vm: &Vm, module: This<Module>) -> Option<&'static crate::native::ModuleDef> {
    vm.builtin_modules.iter().copied().find(|def| This::rom(def.module) == module)
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some(module) = object.cast::<Module>() else { return Ok(None) };
    let globals = module.get(vm).globals;
    // What was set on a module in ROM hides what is there.
    if globals.get(vm).map.is_fixed() {
        if let Some(extra) = extra(vm, module)
            && let Some(value) = dict::get_qstr(vm, extra, name)
        {
            return Ok(Some(value));
        }
        if let Some(value) = dict::get_qstr(vm, globals, name) {
            return Ok(Some(value));
        }
        if name == qstr!(__dict__) {
            return Ok(Some(globals.obj()));
        }
        if let Some(attr) = definition(vm, module).and_then(|d| d.attr) {
            return attr(vm, name);
        }
        return Ok(None);
    }
    if let Some(value) = dict::get_qstr(vm, globals, name) {
        return Ok(Some(value));
    }
    if name == qstr!(__dict__) {
        return Ok(Some(globals.obj()));
    }
    // PEP 562: a module may have its own __getattr__.
    if name != qstr!(__getattr__)
        && let Some(hook) = dict::get_qstr(vm, globals, qstr!(__getattr__))
    {
        return vm.call(hook, &[Obj::qstr(name)]).map(Some);
    }
    Ok(None)
}

/// Dict of what was set on a module in ROM.
fn extra(vm: &Vm, module: This<Module>) -> Option<This<Dict>> {
    let extras = vm.roots.module_extras?;
    dict::get_identical(vm, extras, module.obj()).and_then(Obj::as_dict)
}

fn store_attr(vm: &mut Vm, object: Obj, name: Qstr, value: Slot) -> Res<bool> {
    let Some(module) = object.cast::<Module>() else { return Ok(false) };
    let globals = module.get(vm).globals;
    if !globals.get(vm).map.is_fixed() {
        return match value {
            Some(value) => dict::store_qstr(vm, globals, name, value).map(|()| true),
            None => dict::delete_qstr(vm, globals, name),
        };
    }
    let def = definition(vm, module);
    if let Some(store) = def.and_then(|d| d.store_attr)
        && store(vm, name, value)?
    {
        return Ok(true);
    }
    // Only `builtins` can be changed besides (upstream: MICROPY_CAN_OVERRIDE_BUILTINS).
    if def.is_none_or(|d| d.name != qstr!(builtins)) {
        return Ok(false);
    }
    let dict = match vm.roots.builtins_override {
        Some(dict) => dict,
        None => {
            let dict = dict::new(vm, 1)?;
            vm.roots.builtins_override = Some(dict);
            vm.names_version += 1;
            let extras = match vm.roots.module_extras {
                Some(extras) => extras,
                None => {
                    let extras = dict::new(vm, 1)?;
                    vm.roots.module_extras = Some(extras);
                    extras
                }
            };
            dict::store(vm, extras, module.obj(), dict.obj())?;
            dict
        }
    };
    match value {
        Some(value) => dict::store_qstr(vm, dict, name, value).map(|()| true),
        None => dict::delete_qstr(vm, dict, name),
    }
}

class! {
    /// Type of modules.
    pub static MODULE: module, flags(crate::types::ATTR_FIRST) {
        slots { print: print, attr: attr, store_attr: store_attr }
    }
}
