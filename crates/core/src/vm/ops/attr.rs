//! Attributes and items.
use micropyrite_bytecode::qstr;

use super::load_store::{hint_of, name};
use super::{done, finish, handler, unwind, value};
use crate::heap::This;
use crate::obj::{Obj, Slot};
use crate::runtime::{attr, call, dict as table, ops};
use crate::types::{
    self, ByteArray, Dict, Fun, Instance, List, SPECIAL_ACCESS, Tuple, dict, instance, list, tuple,
};
use crate::vm::Next::{Go, Slow};
use crate::vm::stack::M;
use crate::vm::{Ctl, Flow};
use crate::{Qstr, Vm, config};

/// An attribute of an instance itself, at a remembered position.
#[inline(always)]
fn hinted_attr(m: &M, vm: &Vm, this: This<Instance>, key: Obj) -> Slot {
    let hint = vm.hints[hint_of(m)] as usize;
    this.get(vm).map.hinted(hint, key)
}

/// Finds an attribute of an instance itself, and remembers where.
#[inline(always)]
fn own_attr(vm: &mut Vm, this: This<Instance>, name: Qstr, hint: usize) -> Slot {
    let key = Obj::qstr(name);
    let i = this.get(vm).map.find_qstr(key, || vm.qstr_hash(name))?;
    if i < 256 {
        vm.hints[hint] = i as u8;
    }
    this.get(vm).map.value_at(i)
}

handler!(LoadAttr fast |m, vm| {
    let at = m;
    let key = Obj::qstr(name(&mut m, vm));
    let Some(this) = m.top(0).as_instance() else { return Slow };
    match hinted_attr(&at, vm, this, key) {
        Some(value) => {
            m.set(0, value);
            Go(m)
        }
        None => Slow,
    }
}, slow |vm| {
    let mut m = vm.load();
    let hint = hint_of(&m);
    let name = name(&mut m, vm);
    let object = m.top(0);
    if let Some(this) = object.as_instance()
        && name != instance::NATIVE
    {
        if let Some(found) = own_attr(vm, this, name, hint) {
            m.set(0, found);
            vm.save(m);
            return Ctl::Continue;
        }
        // A property whose getter is a plain function runs in a frame of its own.
        let class = this.get(vm).ty;
        if class.get(vm).flags & SPECIAL_ACCESS != 0
            && let Some(getter) = property_getter(vm, class, name)
        {
            vm.save(m);
            let flow = call::with_args(vm, getter.obj(), &[object], m, 1);
            m.drop_n(1);
            return finish(vm, m, flow);
        }
        // So does `__getattr__`.
        if !config::COMPACT
            && class.get(vm).flags & SPECIAL_ACCESS != 0
            && class.get(vm).flags & types::NATIVE_BASE == 0
            && instance::lookup(vm, class, name).is_none()
            && ![qstr!(__getattr__), qstr!(__dict__), qstr!(__class__)].contains(&name)
            && let Some(method) = instance::special(vm, this, qstr!(__getattr__))
            && method.cast::<Fun>().is_some()
        {
            vm.save(m);
            let flow = call::with_args(vm, method, &[object, Obj::qstr(name)], m, 1);
            m.drop_n(1);
            return finish(vm, m, flow);
        }
    }
    let result = attr::load(vm, object, name);
    m.drop_n(1);
    value(vm, m, result)
});

/// The getter of a property in Python, if a class has one under this name.
pub(crate) fn property_getter(vm: &Vm, class: crate::Ty, name: Qstr) -> Option<This<Fun>> {
    let (found, owner) = instance::lookup(vm, class, name)?;
    if owner.get(vm).flags & crate::types::INSTANCE == 0 {
        return None;
    }
    let getter = found.cast::<crate::types::property::Property>()?.get(vm).getter;
    getter.cast::<Fun>()
}

handler!(StoreAttr fast |m, vm| {
    let at = m;
    let key = Obj::qstr(name(&mut m, vm));
    let Some(this) = m.top(0).as_instance() else { return Slow };
    let Some(value) = m.peek(1) else { return Slow };
    let hint = vm.hints[hint_of(&at)] as usize;
    if this.get(vm).map.key_at(hint) != Some(key) {
        return Slow;
    }
    // `__setattr__` and properties come first: they are in the class's flags.
    if this.get(vm).ty.get(vm).flags & SPECIAL_ACCESS != 0 {
        return Slow;
    }
    vm.set_value(this.table(), hint, value);
    m.drop_n(2);
    Go(m)
}, slow |vm| {
    let mut m = vm.load();
    let hint = hint_of(&m);
    let name = name(&mut m, vm);
    let (object, value) = (m.top(0), m.peek(1));
    if let Some(this) = object.as_instance() {
        own_attr(vm, this, name, hint);
    }
    let result = attr::store(vm, object, name, value);
    m.drop_n(2);
    done(vm, m, result)
});

handler!(LoadMethod fast |m, vm| {
    let at = m;
    let key = Obj::qstr(name(&mut m, vm));
    let object = m.top(0);
    let hint = vm.hints[hint_of(&at)] as usize;
    if let Some(this) = object.as_instance() {
        if !this.get(vm).map.lacks(key) {
            return Slow;
        }
        let class = this.get(vm).ty.get(vm);
        let Some(locals) = class.locals else { return Slow };
        return match locals.get(vm).map.hinted(hint, key) {
            Some(found) if found.cast::<Fun>().is_some() => {
                m.set(0, found);
                m.push(object);
                Go(m)
            }
            _ => Slow,
        };
    }
    if !object.is_pointer() {
        return Slow;
    }
    // A method of a built-in type.
    let ty = object.ty().get(vm);
    if ty.flags & (crate::types::ATTR_FIRST | crate::types::INSTANCE) != 0 {
        return Slow;
    }
    let Some(locals) = ty.locals else { return Slow };
    match locals.get(vm).map.hinted(hint, key) {
        Some(found) if found.cast::<crate::native::NativeFun>().is_some() => {
            m.set(0, found);
            m.push(object);
            Go(m)
        }
        _ => Slow,
    }
}, slow |vm| {
    let mut m = vm.load();
    let hint = hint_of(&m);
    let name = name(&mut m, vm);
    let object = m.top(0);
    let class = object.ty();
    if let Some(locals) = class.get(vm).locals
        && object.as_type().is_none()
        && let Some(i) = locals.get(vm).map.find_qstr(Obj::qstr(name), || vm.qstr_hash(name))
        && i < 256
    {
        vm.hints[hint] = i as u8;
    }
    match attr::load_method(vm, object, name) {
        Ok((fun, receiver)) => {
            m.set(0, fun);
            m.push_slot(receiver);
            vm.save(m);
            Ctl::Continue
        }
        Err(raise) => unwind(vm, raise),
    }
});

handler!(LoadSuperMethod slow |vm| {
    let mut m = vm.load();
    let name = name(&mut m, vm);
    // [super, class, self]: the builtin itself may have been replaced, then it is called.
    let (callable, class, object) = (m.top(2), m.top(1), m.top(0));
    let found = if callable == Obj::rom(&crate::types::super_::SUPER) {
        crate::types::super_::find_super(vm, class, object, name)
    } else {
        let made = vm.call(callable, &[class, object]);
        match made {
            Ok(made) => attr::find(vm, made, name),
            Err(raise) => Err(raise),
        }
    };
    match found {
        Ok(Some(found)) => {
            m.drop_n(1);
            m.set(1, found.value);
            m.set_slot(0, found.receiver);
            vm.save(m);
            Ctl::Continue
        }
        Ok(None) => {
            let raise = crate::runtime::exc::raise_name(
                vm,
                &crate::types::ATTRIBUTE_ERROR,
                template!("no such attribute", "'super' object has no attribute '%'"),
                name,
            );
            unwind(vm, raise)
        }
        Err(raise) => unwind(vm, raise),
    }
});

/// A value of a dict under a string or small integer, without Python code.
#[inline(never)]
fn dict_item(vm: &mut Vm, dict: This<Dict>, key: Obj) -> Slot {
    let i = table::find_quick(vm, dict.table(), key)??;
    dict.get(vm).map.value_at(i)
}

/// Sets a value of a dict that is there under a string or small integer; `false`: it must be done thoroughly.
#[inline(never)]
fn set_dict_item(vm: &mut Vm, dict: This<Dict>, key: Obj, value: Obj) -> bool {
    match table::find_quick(vm, dict.table(), key) {
        Some(Some(i)) if !dict.get(vm).map.is_fixed() => {
            vm.set_value(dict.table(), i, value);
            true
        }
        _ => false,
    }
}

/// A byte of a bytearray.
#[inline(always)]
fn byte_item(vm: &Vm, array: This<ByteArray>, index: Obj) -> Slot {
    let i = usize::try_from(index.as_small()?).ok()?;
    array.get(vm).bytes.bytes().get(i).map(|byte| Obj::small(*byte as isize))
}

/// Sets a byte of a bytearray; `false`: the index or the value is out of range.
#[inline(always)]
fn set_byte_item(vm: &mut Vm, array: This<ByteArray>, index: Obj, value: Obj) -> bool {
    let (Some(i), Some(value)) = (index.as_small(), value.as_small()) else { return false };
    let (Ok(i), Ok(value)) = (usize::try_from(i), u8::try_from(value)) else { return false };
    match array.get_mut(vm).bytes.bytes_mut().get_mut(i) {
        Some(byte) => {
            *byte = value;
            true
        }
        None => false,
    }
}

/// An item of what is neither list nor tuple, if it can be had quickly.
#[inline(always)]
pub(crate) fn other_item(vm: &mut Vm, base: Obj, index: Obj) -> Slot {
    if let Some(dict) = base.cast::<Dict>() {
        dict_item(vm, dict, index)
    } else if let Some(array) = base.cast::<ByteArray>() {
        byte_item(vm, array, index)
    } else if crate::config::COMPACT {
        None
    } else {
        crate::types::str::item_quick(vm, base, index)
    }
}

/// Sets an item of what is no list; `false`: it must be done thoroughly.
#[inline(always)]
pub(crate) fn set_other_item(vm: &mut Vm, base: Obj, index: Obj, value: Obj) -> bool {
    if let Some(dict) = base.cast::<Dict>() {
        set_dict_item(vm, dict, index, value)
    } else if let Some(array) = base.cast::<ByteArray>() {
        set_byte_item(vm, array, index, value)
    } else {
        false
    }
}

/// An item, if it can be had quickly.
#[inline(always)]
pub(crate) fn quick_item(vm: &mut Vm, base: Obj, index: Obj) -> Slot {
    if let Some(list) = base.cast::<List>() {
        list::get_item_fast(vm, list, index)
    } else if let Some(tuple) = base.cast::<Tuple>() {
        tuple::get_item_fast(vm, tuple, index)
    } else {
        other_item(vm, base, index)
    }
}

handler!(LoadSubscr fast |m, vm| {
    match quick_item(vm, m.top(1), m.top(0)) {
        Some(found) => {
            m.drop_n(1);
            m.set(0, found);
            Go(m)
        }
        None => Slow,
    }
}, slow |vm| {
    let mut m = vm.load();
    let (base, index) = (m.top(1), m.top(0));
    if let Some(dict) = base.cast::<Dict>() {
        let result = match dict::get(vm, dict, index) {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(crate::runtime::exc::key_error(vm, index)),
            Err(raise) => Err(raise),
        };
        m.drop_n(2);
        return value(vm, m, result);
    }
    if let Some(this) = base.as_instance()
        && let Some(fun) = instance::special(vm, this, micropyrite_bytecode::qstr!(__getitem__))
        && fun.cast::<Fun>().is_some()
    {
        let flow = call::with_args(vm, fun, &[base, index], m, 2);
        m.drop_n(2);
        return finish(vm, m, flow);
    }
    let flow: Flow = ops::subscr(vm, base, index).into();
    m.drop_n(2);
    finish(vm, m, flow)
});

handler!(StoreSubscr fast |m, vm| {
    let (base, index) = (m.top(1), m.top(0));
    let Some(value) = m.peek(2) else { return Slow };
    if let Some(list) = base.cast::<List>() {
        if !list::set_item_fast(vm, list, index, value) {
            return Slow;
        }
        m.drop_n(3);
        return Go(m);
    }
    if !set_other_item(vm, base, index, value) {
        return Slow;
    }
    m.drop_n(3);
    Go(m)
}, slow |vm| {
    let mut m = vm.load();
    let (base, index, value) = (m.top(1), m.top(0), m.peek(2));
    let result = match value {
        Some(value) => match base.cast::<Dict>() {
            Some(dict) => dict::store(vm, dict, index, value),
            None => ops::store_subscr(vm, base, index, value),
        },
        None => ops::delete_subscr(vm, base, index),
    };
    m.drop_n(3);
    done(vm, m, result)
});
