//! Attributes: reading, setting, deleting, and looking methods up to call them.
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::config::{DETAIL, Detail};
use crate::heap::This;
use crate::obj::{Obj, Slot};
use crate::runtime::exc::{self, Value};
use crate::types::{
    self, ATTR_FIRST, BINDS, DESCRIPTOR, INSTANCE, Instance, SPECIAL_ACCESS, Ty, dict, instance,
};
use crate::{Raise, Res, Vm};

/// An attribute as found: a value, or a function and what it is to be called with first.
#[derive(Clone, Copy)]
pub struct Found {
    /// The value or function.
    pub value: Obj,
    /// First argument of the function.
    pub receiver: Slot,
}

impl Found {
    fn value(value: Obj) -> Found {
        Found { value, receiver: None }
    }
}

/// Reads an attribute.
///
/// # Raises
/// `AttributeError`; what properties and `__getattr__` raise.
pub fn load(vm: &mut Vm, object: Obj, name: Qstr) -> Res {
    match find(vm, object, name)? {
        Some(found) => bind(vm, found),
        None => Err(no_attribute(vm, object, name)),
    }
}

/// Reads an attribute, if there is one (`hasattr`, `getattr` with a default).
///
/// # Raises
/// What properties and `__getattr__` raise, other than `AttributeError`.
pub fn load_maybe(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    match find_maybe(vm, object, name)? {
        Some(found) => bind(vm, found).map(Some),
        None => Ok(None),
    }
}

/// Finds an attribute, if there is one, without binding it: no object is made of a method that is only asked for.
///
/// # Raises
/// As [`load_maybe`].
pub(crate) fn find_maybe(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Option<Found>> {
    let found = find(vm, object, name);
    Ok(vm.except(found, &types::ATTRIBUTE_ERROR)?.flatten())
}

/// Reads an attribute to call it: the function, and its first argument where it has one.
///
/// # Raises
/// As [`load`].
pub fn load_method(vm: &mut Vm, object: Obj, name: Qstr) -> Res<(Obj, Slot)> {
    match find(vm, object, name)? {
        Some(found) => Ok((found.value, found.receiver)),
        None => Err(no_attribute(vm, object, name)),
    }
}

/// As [`load_method`], without an exception where there is no such attribute.
///
/// # Raises
/// As [`load_maybe`].
pub fn load_method_maybe(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Option<(Obj, Slot)>> {
    Ok(find(vm, object, name)?.map(|f| (f.value, f.receiver)))
}

fn bind(vm: &mut Vm, found: Found) -> Res {
    match found.receiver {
        Some(receiver) => Ok(types::fun::bound::new(vm, found.value, receiver)?.obj()),
        None => Ok(found.value),
    }
}

/// Raises `AttributeError`.
#[cold]
pub fn no_attribute(vm: &mut Vm, object: Obj, name: Qstr) -> Raise {
    let error = &types::ATTRIBUTE_ERROR;
    if DETAIL >= Detail::Detailed
        && let Some(module) = object.cast::<types::Module>()
    {
        let globals = module.get(vm).globals;
        let of = dict::get_qstr(vm, globals, qstr!(__name__)).unwrap_or(Obj::NONE);
        let template = template!("no such attribute", "module '%' has no attribute '%'");
        return exc::raise_with(vm, error, template, &[Value::Str(of), Value::Name(name)]);
    }
    if DETAIL >= Detail::Normal
        && let Some(ty) = object.as_type()
    {
        let template = template!("no such attribute", "type object '%' has no attribute '%'");
        return exc::raise_with(vm, error, template, &[Value::Name(ty.get(vm).name), Value::Name(name)]);
    }
    let template = template!("no such attribute", "'%' object has no attribute '%'");
    exc::raise_with(vm, error, template, &[Value::TypeOf(object), Value::Name(name)])
}

/// Finds an attribute.
///
/// # Raises
/// What properties and `__getattr__` raise.
pub fn find(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Option<Found>> {
    if let Some(instance) = object.as_instance() {
        return find_of_instance(vm, instance, name);
    }
    let ty = object.ty();
    if name == qstr!(__class__) {
        return Ok(Some(Found::value(ty.obj())));
    }
    if let Some(class) = object.as_type() {
        return find_of_type(vm, class, name);
    }
    if ty.get(vm).flags & ATTR_FIRST != 0 {
        if let Some(found) = find_by_slot(vm, object, ty, name)? {
            return Ok(Some(found));
        }
        return find_in_locals(vm, object, ty, name);
    }
    if let Some(found) = find_in_locals(vm, object, ty, name)? {
        return Ok(Some(found));
    }
    if let Some(found) = find_by_slot(vm, object, ty, name)? {
        return Ok(Some(found));
    }
    // An iterator's `__next__` is its slot.
    if name == qstr!(__next__) && ty.get(vm).slots.next.is_some() {
        return Ok(Some(Found {
            value: Obj::rom(&crate::builtins::iteration::NEXT_METHOD),
            receiver: Some(object),
        }));
    }
    Ok(None)
}

/// An attribute that is a value in a table or one of a type's own: no Python code runs for it, and no object is made.
/// `None`: there is none, or it must be found thoroughly.
#[allow(dead_code)] // Only tier 1 asks.
#[inline(never)]
pub(crate) fn quick(vm: &mut Vm, object: Obj, name: Qstr) -> Slot {
    let is_special = [qstr!(__class__), qstr!(__dict__), qstr!(__name__), qstr!(__bases__), instance::NATIVE];
    if is_special.contains(&name) || !object.is_pointer() {
        return None;
    }
    let class = if let Some(this) = object.as_instance() {
        let class = this.get(vm).ty;
        let found = crate::runtime::dict::get_qstr(vm, this.table(), Obj::qstr(name));
        if found.is_some() || class.get(vm).flags & SPECIAL_ACCESS != 0 {
            return found;
        }
        class
    } else if let Some(class) = object.as_type() {
        class
    } else {
        let ty = object.ty().get(vm);
        return match ty.slots.attr {
            Some(attr) if ty.flags & ATTR_FIRST != 0 && ty.flags & types::TUPLE_LAYOUT != 0 => {
                attr(vm, object, name).unwrap_or(None)
            }
            _ => None,
        };
    };
    let (value, owner) = instance::lookup(vm, class, name)?;
    if !value.is_pointer() {
        return Some(value);
    }
    let flags = value.ty().get(vm).flags;
    let is_wrapped =
        value.cast::<types::StaticMethod>().is_some() || value.cast::<types::ClassMethod>().is_some();
    // A function of a class is itself, when the class is asked.
    let binds = flags & (BINDS | DESCRIPTOR) != 0 && object.as_type().is_none();
    if binds || is_wrapped || owner.get(vm).flags & INSTANCE == 0 { None } else { Some(value) }
}

fn find_by_slot(vm: &mut Vm, object: Obj, ty: Ty, name: Qstr) -> Res<Option<Found>> {
    match ty.get(vm).slots.attr {
        Some(attr) => Ok(attr(vm, object, name)?.map(Found::value)),
        None => Ok(None),
    }
}

fn find_in_locals(vm: &mut Vm, object: Obj, ty: Ty, name: Qstr) -> Res<Option<Found>> {
    match instance::lookup(vm, ty, name) {
        Some((value, _)) => Ok(Some(member(vm, Some(object), ty, value))),
        None => Ok(None),
    }
}

/// What a class's member is when it is asked of an object (or of the class itself).
#[inline]
pub(crate) fn member(vm: &Vm, receiver: Slot, class: Ty, value: Obj) -> Found {
    if !value.is_pointer() {
        return Found::value(value);
    }
    let ty = value.ty();
    if ty.get(vm).flags & BINDS != 0 {
        return Found { value, receiver };
    }
    if let Some(method) = value.cast::<types::StaticMethod>() {
        return Found::value(method.get(vm).fun);
    }
    if let Some(method) = value.cast::<types::ClassMethod>() {
        return Found { value: method.get(vm).fun, receiver: Some(class.obj()) };
    }
    Found::value(value)
}

fn find_of_instance(vm: &mut Vm, this: This<Instance>, name: Qstr) -> Res<Option<Found>> {
    if let Some(value) = crate::runtime::dict::get_qstr(vm, this.table(), Obj::qstr(name))
        && name != instance::NATIVE
    {
        return Ok(Some(Found::value(value)));
    }
    if name == qstr!(__dict__) {
        return types::object::instance_dict(vm, this).map(|d| Some(Found::value(d)));
    }
    let class = this.get(vm).ty;
    if name == qstr!(__class__) {
        return Ok(Some(Found::value(class.obj())));
    }
    if let Some((value, owner)) = instance::lookup(vm, class, name) {
        let mut receiver = this.obj();
        if owner.get(vm).flags & INSTANCE == 0
            && owner != This::rom(&types::OBJECT)
            && let Some(native) = instance::ensure_native(vm, this)?
        {
            // A method of the built-in base works on the object inside.
            receiver = native;
        }
        if class.get(vm).flags & SPECIAL_ACCESS != 0 {
            if let Some(property) = value.cast::<types::property::Property>() {
                let getter = property.get(vm).getter;
                if getter == Obj::NONE {
                    return Err(exc::raise_static(
                        vm,
                        &types::ATTRIBUTE_ERROR,
                        text!("unreadable attribute"),
                    ));
                }
                return vm.call(getter, &[receiver]).map(|v| Some(Found::value(v)));
            }
            if value.is_pointer() && value.ty().get(vm).flags & DESCRIPTOR != 0 {
                let (get, own) = match load_method_maybe(vm, value, qstr!(__get__))? {
                    Some(found) => found,
                    None => return Ok(Some(Found::value(value))),
                };
                let args = [own.unwrap_or(value), this.obj(), class.obj()];
                return vm.call(get, &args).map(|v| Some(Found::value(v)));
            }
        }
        if owner.get(vm).flags & INSTANCE != 0 && is_native(value) {
            // A native that Python code put into a class does not bind.
            return Ok(Some(Found::value(value)));
        }
        return Ok(Some(member(vm, Some(receiver), class, value)));
    }
    if class.get(vm).flags & types::NATIVE_BASE != 0
        && let Some(native) = instance::ensure_native(vm, this)?
        && let Some(found) = find(vm, native, name)?
    {
        return Ok(Some(found));
    }
    // Attribute lookups of the interpreter itself do not ask `__getattr__`.
    if class.get(vm).flags & SPECIAL_ACCESS != 0
        && name != qstr!(__getattr__)
        && let Some(value) =
            crate::runtime::ops::call_special(vm, this.obj(), qstr!(__getattr__), &[Obj::qstr(name)])?
    {
        return Ok(Some(Found::value(value)));
    }
    Ok(None)
}

fn is_native(value: Obj) -> bool {
    value.cast::<crate::native::NativeFun>().is_some() || value.cast::<crate::native::NativeKwFun>().is_some()
}

fn find_of_type(vm: &mut Vm, class: Ty, name: Qstr) -> Res<Option<Found>> {
    if name == qstr!(__name__) {
        return Ok(Some(Found::value(Obj::qstr(class.get(vm).name))));
    }
    if name == qstr!(__dict__) {
        let locals = class.get(vm).locals.unwrap_or(This::rom(&dict::EMPTY));
        vm.classes_are_open();
        return Ok(Some(Found::value(locals.obj())));
    }
    if name == qstr!(__bases__) {
        return types::object::bases(vm, class).map(|b| Some(Found::value(b)));
    }
    match instance::lookup(vm, class, name) {
        Some((value, _)) => Ok(Some(member(vm, None, class, value))),
        None => Ok(None),
    }
}

/// Sets an attribute, or deletes it (`None`).
///
/// # Raises
/// `AttributeError`; what `__setattr__`, `__delattr__` and properties raise; `MemoryError`.
pub fn store(vm: &mut Vm, object: Obj, name: Qstr, value: Slot) -> Res<()> {
    if let Some(instance) = object.as_instance() {
        if store_of_instance(vm, instance, name, value)? {
            return Ok(());
        }
        return Err(no_attribute(vm, object, name));
    }
    if let Some(class) = object.as_type() {
        if store_of_type(vm, class, name, value)? {
            return Ok(());
        }
        return Err(no_attribute(vm, object, name));
    }
    if let Some(store_attr) = object.ty().get(vm).slots.store_attr
        && store_attr(vm, object, name, value)?
    {
        return Ok(());
    }
    Err(no_attribute(vm, object, name))
}

fn store_of_instance(vm: &mut Vm, this: This<Instance>, name: Qstr, value: Slot) -> Res<bool> {
    let class = this.get(vm).ty;
    if class.get(vm).flags & SPECIAL_ACCESS != 0 {
        if let Some((found, _)) = instance::lookup(vm, class, name) {
            if let Some(property) = found.cast::<types::property::Property>() {
                let setter = {
                    let p = property.get(vm);
                    if value.is_some() { p.setter } else { p.deleter }
                };
                if setter == Obj::NONE {
                    return Ok(false);
                }
                match value {
                    Some(value) => vm.call(setter, &[this.obj(), value])?,
                    None => vm.call(setter, &[this.obj()])?,
                };
                return Ok(true);
            }
            if found.is_pointer() && found.ty().get(vm).flags & DESCRIPTOR != 0 {
                let method = if value.is_some() { qstr!(__set__) } else { qstr!(__delete__) };
                if let Some((set, own)) = load_method_maybe(vm, found, method)? {
                    let own = own.unwrap_or(found);
                    match value {
                        Some(value) => vm.call(set, &[own, this.obj(), value])?,
                        None => vm.call(set, &[own, this.obj()])?,
                    };
                    return Ok(true);
                }
            }
        }
        let hook = if value.is_some() { qstr!(__setattr__) } else { qstr!(__delattr__) };
        let key = Obj::qstr(name);
        let answer = match value {
            Some(value) => crate::runtime::ops::call_special(vm, this.obj(), hook, &[key, value])?,
            None => crate::runtime::ops::call_special(vm, this.obj(), hook, &[key])?,
        };
        if answer.is_some() {
            return Ok(true);
        }
    }
    store_plain(vm, this, name, value)
}

/// Sets or deletes an attribute of an instance itself, whatever its class says (`object.__setattr__`).
///
/// # Raises
/// `MemoryError`.
pub fn store_plain(vm: &mut Vm, this: This<Instance>, name: Qstr, value: Slot) -> Res<bool> {
    match value {
        Some(value) => {
            crate::runtime::dict::store_qstr(vm, this.table(), Obj::qstr(name), value)?;
            note_attrs(vm, this);
            Ok(true)
        }
        None => Ok(crate::runtime::dict::remove(vm, this.table(), Obj::qstr(name))?.is_some()),
    }
}

/// Remembers in the class how much room its next instance will want.
pub(crate) fn note_attrs(vm: &mut Vm, this: This<Instance>) {
    let n = this.get(vm).map.len();
    let class = this.get(vm).ty;
    // The class `object` is static, and cannot be written.
    if n > class.get(vm).n_attrs_hint as usize && n <= 8 && vm.heap.contains(class.obj().bits()) {
        class.get_mut(vm).n_attrs_hint = n as u16;
    }
}

fn store_of_type(vm: &mut Vm, class: Ty, name: Qstr, value: Slot) -> Res<bool> {
    if class.get(vm).flags & INSTANCE == 0 {
        return Ok(false);
    }
    let Some(locals) = class.get(vm).locals else { return Ok(false) };
    if locals.get(vm).map.is_fixed() {
        return Ok(false);
    }
    vm.class_changed();
    match value {
        Some(value) => {
            types::object::check_special_member(vm, class, name, value)?;
            dict::store_qstr(vm, locals, name, value)?;
            Ok(true)
        }
        None => dict::delete_qstr(vm, locals, name),
    }
}
