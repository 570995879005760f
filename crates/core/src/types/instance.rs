//! Classes written in Python and their instances.
//!
//! An instance is its class and a table of attributes. Where a class inherits from a built-in type, its instances
//! carry an object of that type, made when `__init__` of the built-in type is called, or when `__init__` ends.
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::{Contents, Layout, Map, This};
use crate::obj::{Obj, Slot};
use crate::types::lookup::remembered;
use crate::types::{self, EXCEPTION, INSTANCE, NATIVE_BASE, Ty, TypeDef};
use crate::{Res, Vm};

/// An instance of a class in Python.
#[repr(C)]
pub struct Instance {
    /// The type word: its class.
    pub ty: Ty,
    /// Its attributes. The object of a built-in base stands under [`NATIVE`].
    pub map: Map,
}

// SAFETY: `repr(C)` with the type word first; objects of the types flagged `INSTANCE` have this layout. `DEF`
// is only asked of exact layouts, which instances are not: `Obj::as_instance` looks at the flag.
#[allow(unsafe_code)]
unsafe impl Layout for Instance {
    const DEF: &'static TypeDef = &types::OBJECT;
    const CONTENTS: Contents = Contents::Scanned;
}

/// The name under which an instance keeps the object of its built-in base: no Python code can spell it.
pub const NATIVE: Qstr = qstr!("*");

/// An instance of a class, without attributes.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, class: Ty) -> Res<This<Instance>> {
    let hint = class.get(vm).n_attrs_hint as usize;
    let instance = vm.alloc(Instance { ty: class, map: Map::EMPTY })?;
    if hint > 0 {
        vm.begin_map(instance.table(), hint)?;
    }
    if class.get(vm).flags & types::HAS_DEL != 0 {
        vm.add_finaliser(instance.obj())?;
    }
    Ok(instance)
}

/// The object of a built-in type inside an instance whose class inherits from it.
#[inline]
pub fn native_base(vm: &Vm, object: Obj) -> Slot {
    let instance = object.as_instance()?;
    if instance.get(vm).ty.get(vm).flags & NATIVE_BASE == 0 {
        return None;
    }
    native_of(vm, instance)
}

/// The object under [`NATIVE`], if it was made.
pub fn native_of(vm: &Vm, instance: This<Instance>) -> Slot {
    let map = &instance.get(vm).map;
    map.find_qstr(Obj::qstr(NATIVE), || vm.qstr_hash(NATIVE)).and_then(|i| map.value_at(i))
}

/// Sets the object of a built-in base.
///
/// # Raises
/// `MemoryError`.
pub fn set_native(vm: &mut Vm, instance: This<Instance>, object: Obj) -> Res<()> {
    crate::runtime::dict::store_qstr(vm, instance.table(), Obj::qstr(NATIVE), object)
}

/// The built-in type that a class inherits from (other than `object`), if any.
pub fn native_type(vm: &Vm, class: Ty) -> Option<Ty> {
    if class.get(vm).flags & INSTANCE == 0 {
        return if class == This::rom(&types::OBJECT) { None } else { Some(class) };
    }
    let mut found = None;
    each_base(vm, class, |base| {
        if found.is_none() {
            found = native_type(vm, base);
        }
    });
    found
}

/// Calls `f` for each direct base of a type.
pub fn each_base(vm: &Vm, class: Ty, mut f: impl FnMut(Ty)) {
    let Some(parent) = class.get(vm).parent else { return };
    match parent.as_tuple() {
        Some(bases) => bases.items(vm).iter().filter_map(|b| b.as_type()).for_each(f),
        None => {
            if let Some(base) = parent.as_type() {
                f(base);
            }
        }
    }
}

/// Whether one type is the other or inherits from it.
pub fn is_subclass(vm: &Vm, class: Ty, base: Ty) -> bool {
    let mut class = class;
    loop {
        if class == base {
            return true;
        }
        let Some(parent) = class.get(vm).parent else { break };
        match parent.as_tuple() {
            Some(bases) => {
                // The last base is followed without recursion, so only diamonds of many bases nest.
                let n = bases.get(vm).len;
                for i in 0..n.saturating_sub(1) {
                    let item = bases.items(vm).get(i).copied();
                    if item.and_then(Obj::as_type).is_some_and(|b| is_subclass(vm, b, base)) {
                        return true;
                    }
                }
                match bases.items(vm).last().and_then(|b| b.as_type()) {
                    Some(last) => class = last,
                    None => break,
                }
            }
            None => match parent.as_type() {
                Some(next) => class = next,
                None => break,
            },
        }
    }
    // Every class is an object, also those that do not say so.
    base == This::rom(&types::OBJECT)
}

/// Looks a name up in a class and its bases, depth first (upstream has no other order). Answers the value and the
/// type that has it.
#[inline]
pub fn lookup(vm: &Vm, class: Ty, name: Qstr) -> Option<(Obj, Ty)> {
    remembered(vm, class, name, || look_up(vm, class, name))
}

#[inline(never)]
fn look_up(vm: &Vm, class: Ty, name: Qstr) -> Option<(Obj, Ty)> {
    let key = Obj::qstr(name);
    let mut class = class;
    loop {
        let ty = class.get(vm);
        if let Some(locals) = ty.locals
            && let Some(value) = crate::runtime::dict::get_qstr(vm, locals.table(), key)
        {
            return Some((value, class));
        }
        let Some(parent) = ty.parent else {
            // Every class in Python is an object, also those that do not say so.
            if ty.flags & INSTANCE != 0 && class != This::rom(&types::OBJECT) {
                class = This::rom(&types::OBJECT);
                continue;
            }
            return None;
        };
        match parent.as_type() {
            Some(base) => class = base,
            None => return lookup_bases(vm, parent, name),
        }
    }
}

#[inline(never)]
fn lookup_bases(vm: &Vm, parent: Obj, name: Qstr) -> Option<(Obj, Ty)> {
    let bases = parent.as_tuple()?;
    // `object` comes last, whatever the bases say: it must not hide what another base has.
    let mut object = None;
    for base in bases.items(vm) {
        let Some(base) = base.as_type() else { continue };
        if base == This::rom(&types::OBJECT) {
            object = Some(base);
            continue;
        }
        if let Some(found) = look_up(vm, base, name) {
            return Some(found);
        }
    }
    object.and_then(|o| look_up(vm, o, name))
}

/// A method of an instance's class, to be called with the instance first; built-in bases are left out.
pub fn special(vm: &Vm, instance: This<Instance>, name: Qstr) -> Slot {
    let class = instance.get(vm).ty;
    special_of(vm, class, name)
}

/// A method that a class in Python or its Python bases define.
pub fn special_of(vm: &Vm, class: Ty, name: Qstr) -> Slot {
    match lookup(vm, class, name) {
        Some((value, owner)) if owner.get(vm).flags & INSTANCE != 0 => Some(value),
        _ => None,
    }
}

/// The built-in exception inside an instance of an exception class in Python, made on demand.
///
/// # Raises
/// `MemoryError`.
pub fn ensure_native(vm: &mut Vm, instance: This<Instance>) -> Res<Slot> {
    let class = instance.get(vm).ty;
    if class.get(vm).flags & NATIVE_BASE == 0 {
        return Ok(None);
    }
    if let Some(object) = native_of(vm, instance) {
        return Ok(Some(object));
    }
    let Some(native) = native_type(vm, class) else { return Ok(None) };
    let Some(make_new) = native.get(vm).slots.make_new else { return Ok(None) };
    let object = make_new(vm, native, crate::runtime::args::Args::positional(&[]))?;
    set_native(vm, instance, object)?;
    Ok(Some(object))
}

/// Whether a class is an exception class in Python.
pub fn is_exception_class(vm: &Vm, class: Ty) -> bool {
    native_type(vm, class).is_some_and(|t| t.get(vm).flags & EXCEPTION != 0)
}
