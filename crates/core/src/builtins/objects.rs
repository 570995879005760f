//! Builtins about any object: attributes, class, names, length, text.
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::{self as names, Qstr};

use crate::heap::This;
use crate::native::NativeKwFun;
use crate::native::def::ANY;
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::attr::{self, Found};
use crate::runtime::print::{PrintKind, to_str};
use crate::runtime::{exc, ops};
use crate::types::{self, Bound, Closure, Fun, Tuple, Ty, instance, list};
use crate::{Res, Vm};

/// Whether an object can be called.
pub fn is_callable(vm: &Vm, object: Obj) -> bool {
    if let Some(this) = object.as_instance() {
        let class = this.get(vm).ty;
        let native = || instance::native_type(vm, class).is_some_and(|ty| ty.get(vm).slots.call.is_some());
        return instance::lookup(vm, class, qstr!(__call__)).is_some() || native();
    }
    object.as_type().is_some()
        || object.cast::<Fun>().is_some()
        || object.cast::<Closure>().is_some()
        || object.cast::<Bound>().is_some()
        || object.ty().get(vm).slots.call.is_some()
}

pub(super) fn callable(vm: &mut Vm, object: Obj) -> bool {
    is_callable(vm, object)
}

pub(super) fn repr(vm: &mut Vm, object: Obj) -> Res {
    to_str(vm, object, PrintKind::Repr)
}

pub(super) fn len(vm: &mut Vm, object: Obj) -> Res<usize> {
    ops::len_of(vm, object)
}

pub(super) fn globals(vm: &mut Vm) -> Obj {
    vm.globals().obj()
}

pub(super) fn locals(vm: &mut Vm) -> Obj {
    vm.classes_are_open();
    vm.thread.names.unwrap_or(vm.globals()).obj()
}

pub(super) fn getattr(vm: &mut Vm, args: &[Obj]) -> Res {
    let name = types::str::get_qstr(vm, args[1])?;
    match args.get(2) {
        Some(default) => Ok(attr::load_maybe(vm, args[0], name)?.unwrap_or(*default)),
        None => attr::load(vm, args[0], name),
    }
}

pub(super) fn setattr(vm: &mut Vm, object: Obj, name: Qstr, value: Obj) -> Res<()> {
    attr::store(vm, object, name, Some(value))
}

pub(super) fn delattr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<()> {
    attr::store(vm, object, name, None)
}

pub(super) fn hasattr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<bool> {
    Ok(attr::find_maybe(vm, object, name)?.is_some())
}

/// Whether a class is, or inherits from, a class or one of a tuple of classes.
fn is_one_of(vm: &mut Vm, class: Ty, wanted: Obj) -> Res<bool> {
    if let Some(wanted) = wanted.as_type() {
        return Ok(instance::is_subclass(vm, class, wanted));
    }
    match wanted.cast::<Tuple>() {
        Some(wanted) => {
            let mut items = wanted.items(vm).iter().filter_map(|item| item.as_type());
            Ok(items.any(|item| instance::is_subclass(vm, class, item)))
        }
        None => Err(exc::type_error(vm, text!("issubclass() arg 2 must be a class or a tuple of classes"))),
    }
}

pub(super) fn isinstance(vm: &mut Vm, object: Obj, wanted: Obj) -> Res<bool> {
    is_one_of(vm, object.ty(), wanted)
}

pub(super) fn issubclass(vm: &mut Vm, class: Obj, wanted: Obj) -> Res<bool> {
    match class.as_type() {
        Some(class) => is_one_of(vm, class, wanted),
        None => Err(exc::type_error(vm, text!("issubclass() arg 1 must be a class"))),
    }
}

/// `dir()`: names of the running code; `dir(object)`: every name there is that is an attribute, since attributes
/// may be computed. Both as upstream does it.
pub(super) fn dir(vm: &mut Vm, args: &[Obj]) -> Res {
    let result = list::with_capacity(vm, 0)?;
    let Some(&object) = args.first() else {
        let dict = vm.thread.names.unwrap_or(vm.globals());
        let mut from = 0;
        while let Some((i, key, _)) = dict.get(vm).map.next(from) {
            list::push(vm, result, key)?;
            from = i + 1;
        }
        return Ok(result.obj());
    };
    if let Some(Found { value, receiver: Some(receiver) }) = attr::find_maybe(vm, object, qstr!(__dir__))? {
        return vm.call(value, &[receiver]);
    }
    let mut number = names::FIXED_BASE;
    while usize::from(number) < usize::from(names::RAM_BASE) + vm.roots.pools.len() {
        let name = Qstr(number);
        if name != qstr!("") && name != instance::NATIVE && attr::find_maybe(vm, object, name)?.is_some() {
            list::push(vm, result, Obj::qstr(name))?;
        }
        let Some(next) = number.checked_add(1) else { break };
        number = next;
    }
    Ok(result.obj())
}

/// `open`: what the `io` module has under that name, in a build that has it.
pub(super) static OPEN: NativeKwFun = NativeKwFun::new(0, ANY, open);

fn open(vm: &mut Vm, args: Args<'_>) -> Res {
    let io = vm.builtin_modules.iter().find(|def| def.name == qstr!(io)).map(|def| This::rom(def.module));
    let open: Slot = match io {
        Some(io) => attr::load_maybe(vm, io.obj(), qstr!(open))?,
        None => None,
    };
    match open {
        Some(open) => vm.call_kw(open, args),
        None => Err(exc::raise_name(
            vm,
            &types::NAME_ERROR,
            template!("name not defined", "name '%' isn't defined"),
            qstr!(open),
        )),
    }
}
