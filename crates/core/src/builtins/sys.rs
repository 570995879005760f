//! `sys`: the interpreter about itself.
//!
//! What is the same for every interpreter stands in the module's table; what belongs to one is asked of its `Vm`.
//! Texts about the build are made once and kept in the module's state.
use micropyrite_bytecode::ops::UnaryOp;
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::This;
use crate::heap::rom_tuple::RomTuple;
use crate::obj::convert::Opt;
use crate::obj::{Obj, Slot};
use crate::runtime::print::Out;
use crate::runtime::{exc, import, module_state, ops};
use crate::types::exception::traceback;
use crate::types::stdio::{self, Standard};
use crate::types::{self, List, attrtuple, bytearray, int, list, tuple};
use crate::{Res, Vm, attr_tuple, config, module};

use super::objects::is_callable;
use super::output::out_of;

/// Version of the language that is spoken.
static LANGUAGE_VERSION: RomTuple<3> =
    RomTuple::new(&types::TUPLE, [Obj::small(3), Obj::small(4), Obj::small(0)]);
/// Version of upstream whose behaviour this is.
static UPSTREAM_VERSION: RomTuple<4> =
    RomTuple::new(&types::TUPLE, [Obj::small(1), Obj::small(29), Obj::small(0), Obj::qstr(qstr!(preview))]);
/// Version and subversion of `.mpy` files that are loaded; the architecture stands above.
const MPY: isize = 6 | 3 << 8;

attr_tuple! {
    /// Type of `sys.implementation`.
    pub static IMPLEMENTATION: name, version, _machine, _mpy, _build, _thread
}

/// Places in the module's state.
const STATE_IMPLEMENTATION: usize = 0;
const STATE_VERSION: usize = 1;
const STATE_PLATFORM: usize = 2;
const STATE_EXECUTABLE: usize = 3;

fn make_state(vm: &mut Vm) -> Res {
    let identity = vm.identity;
    let machine = types::str::from_static(vm, identity.machine)?;
    let build = types::str::from_static(vm, identity.build)?;
    let mut items = [
        Obj::qstr(qstr!(micropython)),
        UPSTREAM_VERSION.obj(),
        machine,
        Obj::small(MPY | (identity.arch as isize) << 10),
        build,
        Obj::qstr(qstr!(GIL)),
    ];
    let threads = vm.builtin_modules.iter().any(|def| def.name == qstr!(_thread));
    let n = items.len() - usize::from(!threads);
    let implementation = attrtuple::new(vm, &IMPLEMENTATION, &items[..n])?.obj();
    let text = bytearray::with_capacity(vm, 64)?;
    bytearray::push(vm, text, b"3.4.0; ")?;
    bytearray::push(vm, text, identity.version.as_bytes())?;
    items[STATE_IMPLEMENTATION] = implementation;
    items[STATE_VERSION] = types::str::take_bytevec(vm, &|vm| &mut text.get_mut(vm).bytes)?;
    items[STATE_PLATFORM] = types::str::from_static(vm, identity.platform)?;
    items[STATE_EXECUTABLE] = types::str::new(vm, vm.executable)?;
    list::new(vm, &items[..=STATE_EXECUTABLE]).map(This::obj)
}

fn state(vm: &mut Vm) -> Res<Option<This<List>>> {
    Ok(module_state::get_or_make(vm, qstr!(sys), make_state)?.cast::<List>())
}

/// Place of a name among those that can be set, other than `path`.
fn mutable(name: Qstr) -> Option<usize> {
    [qstr!(ps1), qstr!(ps2), qstr!(tracebacklimit)].iter().position(|n| *n == name)
}

fn attr(vm: &mut Vm, name: Qstr) -> Res<Slot> {
    if let Some(i) = mutable(name) {
        return Ok(vm.roots.sys_mutable[i]);
    }
    let streams = [
        (qstr!(stdin), Standard::Input),
        (qstr!(stdout), Standard::Output),
        (qstr!(stderr), Standard::Error),
    ];
    if config::FILES
        && let Some((_, which)) = streams.iter().find(|(n, _)| *n == name)
    {
        return stdio::get(vm, *which).map(Some);
    }
    if name == qstr!(path) {
        return Ok(vm.roots.path.map(This::obj));
    }
    if name == qstr!(argv) {
        let argv = match vm.roots.argv {
            Some(argv) => argv,
            None => {
                let argv = list::with_capacity(vm, 0)?;
                *vm.roots.argv.insert(argv)
            }
        };
        return Ok(Some(argv.obj()));
    }
    if name == qstr!(modules) {
        return import::modules(vm).map(|modules| Some(modules.obj()));
    }
    if name == qstr!(maxsize) {
        return int::new(vm, if config::BIG_INT { isize::MAX } else { Obj::SMALL_MAX }).map(Some);
    }
    // In the order of their places in the state.
    let kept = [qstr!(implementation), qstr!(version), qstr!(platform), qstr!(executable)];
    match kept.iter().position(|n| *n == name) {
        Some(i) => Ok(state(vm)?.and_then(|state| state.item(vm, i))),
        None => Ok(None),
    }
}

fn list_of(vm: &mut Vm, items: This<types::Tuple>) -> Res<This<List>> {
    let list = list::with_capacity(vm, 0)?;
    let mut i = 0;
    while let Some(item) = items.items(vm).get(i).copied() {
        list::push(vm, list, item)?;
        i += 1;
    }
    Ok(list)
}

fn store_attr(vm: &mut Vm, name: Qstr, value: Slot) -> Res<bool> {
    if let Some(i) = mutable(name) {
        vm.roots.sys_mutable[i] = value;
        return Ok(true);
    }
    if name == qstr!(path) {
        // What is no list could not be searched by `import`.
        match value {
            None => vm.roots.path = None,
            Some(value) => {
                let path = match (value.cast::<List>(), value.as_tuple()) {
                    (Some(list), _) => list,
                    // DIFF: reads as a list from then on.
                    (None, Some(items)) => list_of(vm, items)?,
                    (None, None) => return Ok(false),
                };
                vm.roots.path = Some(path);
            }
        }
        return Ok(true);
    }
    Ok(false)
}

fn exit(vm: &mut Vm, value: Opt<Obj>) -> Res {
    Err(match value {
        Opt(Some(value)) => exc::raise_value(vm, &types::SYSTEM_EXIT, value),
        Opt(None) => exc::raise_static(vm, &types::SYSTEM_EXIT, text!("")),
    })
}

fn exc_info(vm: &mut Vm) -> Res {
    let items = match vm.thread.raised {
        Some(exception) => [exception.ty().obj(), exception, Obj::NONE],
        None => [Obj::NONE; 3],
    };
    tuple::new(vm, &items).map(This::obj)
}

fn print_exception(vm: &mut Vm, exception: Obj, file: Opt<Obj>) -> Res<()> {
    let out = match file {
        Opt(Some(file)) => out_of(vm, file)?,
        Opt(None) => Out::Stdout,
    };
    traceback::print(vm, out, exception)
}

fn getsizeof(vm: &mut Vm, object: Obj) -> Res {
    if let Some(unary_op) = object.ty().get(vm).slots.unary_op {
        let size = unary_op(vm, UnaryOp::SizeOf, object)?;
        if size != Obj::NOT_IMPLEMENTED {
            return Ok(size);
        }
    }
    match vm.heap.size_of_object(object) {
        Some(size) => int::from_u64(vm, size as u64),
        None => ops::unary(vm, UnaryOp::SizeOf, object),
    }
}

fn intern(_: &mut Vm, text: Qstr) -> Qstr {
    text
}

fn atexit(vm: &mut Vm, callback: Obj) -> Obj {
    vm.roots.atexit.replace(callback).unwrap_or(Obj::NONE)
}

fn settrace(vm: &mut Vm, callback: Obj) {
    let callback = is_callable(vm, callback).then_some(callback);
    vm.set_trace(callback);
}

module! {
    /// The interpreter.
    pub static SYS: sys, attr(attr), store_attr(store_attr) {
        version_info = obj LANGUAGE_VERSION.obj();
        byteorder = obj Obj::qstr(if cfg!(target_endian = "little") { qstr!(little) } else { qstr!(big) });
        intern = fn intern, if "level-extra";
        exit = fn exit;
        settrace = fn settrace, if "level-everything";
        exc_info = fn exc_info, if "level-extra";
        getsizeof = fn getsizeof, if "level-extra";
        print_exception = fn print_exception;
        atexit = fn atexit, if "level-extra";
    }
}
