//! Names for a prompt that completes words.
//!
//! All names there are get tried on the object, as upstream does: so those of classes and natives are found as well
//! as what `__getattr__` would answer, in the order in which the names were first seen.
use micropyrite_core::q::{FIXED_BASE, RAM_BASE};
use micropyrite_core::runtime::attr;
use micropyrite_core::types::dict;
use micropyrite_core::{Obj, Qstr, Vm, qstr};

/// Calls `each` with the names in `__main__`.
pub fn globals(vm: &mut Vm, each: &mut dyn FnMut(&[u8])) {
    let Some(globals) = vm.roots.main_globals else { return };
    each_name(vm, |vm, name| {
        if dict::get_qstr(vm, globals, name).is_some() {
            each(vm.qstr_bytes(name));
        }
    });
}

/// Calls `each` with the attributes of what a dotted path leads to from `__main__`.
pub fn attributes(vm: &mut Vm, path: &[u8], each: &mut dyn FnMut(&[u8])) {
    let Some(object) = find(vm, path) else { return };
    each_name(vm, |vm, name| {
        if has(vm, object, name).is_some() {
            each(vm.qstr_bytes(name));
        }
    });
}

/// Calls `each` with the modules that need no file.
pub fn modules(vm: &mut Vm, each: &mut dyn FnMut(&[u8])) {
    each_name(vm, |vm, name| {
        if vm.builtin_modules.iter().any(|def| def.name == name) {
            each(vm.qstr_bytes(name));
        }
    });
}

fn each_name(vm: &mut Vm, mut each: impl FnMut(&mut Vm, Qstr)) {
    let mut number = FIXED_BASE;
    // Looking attributes up may make new names.
    while usize::from(number) < usize::from(RAM_BASE) + vm.roots.pools.len() {
        each(vm, Qstr(number));
        number += 1;
    }
}

fn find(vm: &mut Vm, path: &[u8]) -> Option<Obj> {
    let mut parts = path.split(|byte| *byte == b'.');
    let first = qstr::find(vm, parts.next()?)?;
    let mut object = dict::get_qstr(vm, vm.roots.main_globals?, first)?;
    for part in parts {
        let name = qstr::find(vm, part)?;
        object = has(vm, object, name)?;
    }
    Some(object)
}

/// The attribute, if there is one; what looking for it raises is dropped.
fn has(vm: &mut Vm, object: Obj, name: Qstr) -> Option<Obj> {
    let found = attr::load_maybe(vm, object, name);
    vm.ignore(found).flatten()
}
