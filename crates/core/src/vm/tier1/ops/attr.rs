//! Attributes, and globals.
//!
//! Where a name was found last stands in the words: a position in a table, whose key is compared again; or, for
//! methods, the class and what it had, which hold until a class changes (`Vm::class_version`).
use super::site::Site;
use super::{ACC, PLACE, left};
use crate::Vm;
use crate::heap::This;
use crate::native::NativeFun;
use crate::obj::{Obj, Slot};
use crate::runtime::attr;
use crate::types::{ATTR_FIRST, Dict, Fun, INSTANCE, Instance, Module, SPECIAL_ACCESS};
use crate::vm::Ctl;
use crate::vm::dispatch::Handler;
use crate::vm::ops::{LoadAttr, LoadMethod, StoreAttr, property_getter};
use crate::vm::tier1::word::{Step, W, Word, code};

/// Position of a name in a table of names.
fn position(vm: &Vm, dict: This<Dict>, key: Obj) -> Option<usize> {
    let name = key.as_qstr()?;
    dict.get(vm).map.find_qstr(key, || vm.qstr_hash(name))
}

impl This<Instance> {
    /// Whether an instance may have an attribute of its own.
    #[inline(always)]
    fn has(self, vm: &Vm, key: Obj) -> bool {
        let map = &self.get(vm).map;
        !map.lacks(key)
            && (map.may_match_text()
                || key.as_qstr().is_none_or(|name| map.find_qstr(key, || vm.qstr_hash(name)).is_some()))
    }
}

/// `a; name; position; place`: attribute of `a`.
struct Load<const A: u8>;

impl<const A: u8> Word for Load<A> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        let object = left::<A>(&w);
        let (key, position) = (w.name(1), w.word(2));
        let found = if let Some(this) = object.as_instance() {
            this.get(vm).map.hinted(position, key)
        } else if let Some(module) = object.cast::<Module>() {
            module.get(vm).globals.get(vm).map.hinted(position, key)
        } else {
            None
        };
        match found {
            Some(value) => Step::Go(w.give(4, value)),
            None => Step::Second,
        }
    }
    /// An attribute of a class, or of a tuple with names; a property.
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        let object = left::<A>(&w);
        let Some(name) = w.name(1).as_qstr() else { return Step::Slow };
        if let Some(value) = attr::quick(vm, object, name) {
            note_own(w, vm, object);
            return Step::Go(w.give(4, value));
        }
        Step::Third
    }
    #[inline(always)]
    fn third(w: W, vm: &mut Vm) -> Step {
        let object = left::<A>(&w);
        let (Some(name), Some(this)) = (w.name(1).as_qstr(), object.as_instance()) else { return Step::Slow };
        let class = this.get(vm).ty;
        if class.get(vm).flags & SPECIAL_ACCESS == 0 || vm.is_watched() {
            return Step::Slow;
        }
        let Some(getter) = property_getter(vm, class, name) else { return Step::Slow };
        let mut m = w.state(3);
        m.set(0, object);
        let height = (m.sp as usize - m.fp as usize) / size_of::<Slot>();
        w.set(height, Some(object));
        let _ = m.varuint();
        match (Site { w, behind: w.skip(4), at: height - 1, first: height, n: 1 })
            .enter_from(vm, getter, m.ip)
        {
            Some(next) => Step::Go(next),
            None => Step::Slow,
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let object = left::<A>(&w);
        let mut m = w.state(3);
        m.set(0, object);
        vm.save(m);
        note_own(w, vm, object);
        LoadAttr::slow::<0>(vm)
    }
}

/// Notes where an instance or module has the attribute, if it has it itself.
#[inline(never)]
fn note_own_at(ip: *const usize, vm: &mut Vm, object: Obj) {
    let w = W { ip, acc: None, fp: core::ptr::null_mut() };
    let key = w.name(1);
    let found = if let Some(this) = object.as_instance() {
        key.as_qstr().and_then(|name| this.get(vm).map.find_qstr(key, || vm.qstr_hash(name)))
    } else {
        object.cast::<Module>().and_then(|module| position(vm, module.get(vm).globals, key))
    };
    if let Some(found) = found {
        w.note(vm, 2, found);
    }
}

#[inline(always)]
fn note_own(w: W, vm: &mut Vm, object: Obj) {
    note_own_at(w.ip, vm, object);
}

/// The word that loads an attribute of the accumulator or of a slot.
pub(in crate::vm::tier1) fn load_attr(acc: bool) -> usize {
    if acc { code::<Load<ACC>>() } else { code::<Load<PLACE>>() }
}

/// `a: object, b: value; name; position; place`: sets an attribute. `V`: where the value is.
struct Store<const V: u8>;

impl<const V: u8> Word for Store<V> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        // A barrier would be a call.
        if vm.heap.is_marking() {
            return Step::Second;
        }
        Self::set(w, vm)
    }
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        Self::set(w, vm)
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let object = w.value(w.a());
        let mut m = w.state(3);
        m.set_slot(1, super::right_slot::<V>(&w));
        m.set(0, object);
        vm.save(m);
        let key = w.name(1);
        if let Some(this) = object.as_instance()
            && let Some(name) = key.as_qstr()
            && let Some(found) = this.get(vm).map.find_qstr(key, || vm.qstr_hash(name))
        {
            w.note(vm, 2, found);
        }
        StoreAttr::slow::<0>(vm)
    }
}

impl<const V: u8> Store<V> {
    #[inline(always)]
    fn set(w: W, vm: &mut Vm) -> Step {
        let (key, position) = (w.name(1), w.word(2));
        let Some(this) = w.value(w.a()).as_instance() else { return Step::Slow };
        let Some(value) = super::right_slot::<V>(&w) else { return Step::Slow };
        let class = this.get(vm).ty.get(vm);
        if class.flags & SPECIAL_ACCESS != 0 {
            return Step::Slow;
        }
        let n_expected = class.n_attrs_hint as usize;
        let map = &this.get(vm).map;
        if map.key_at(position) == Some(key) {
            vm.set_value(this.table(), position, value);
        } else if map.len() >= n_expected || !this.get_mut(vm).map.append_name(key, value) {
            return Step::Slow;
        }
        Step::Go(w.skip(4))
    }
}

/// The word that sets an attribute to the accumulator or to a slot.
pub(in crate::vm::tier1) fn store_attr(acc: bool) -> usize {
    if acc { code::<Store<ACC>>() } else { code::<Store<PLACE>>() }
}

/// What is in the words of [`Method`] behind the operands: nothing, a method of a built-in type, of a class.
const NATIVE: usize = 1;
const CLASS: usize = 2;
const MODULE: usize = 3;

/// `a, c; name; kind; class or position; version; method; place`: a method of `a`, and `a`, to the slots `c` and `c + 1`.
struct Method<const A: u8>;

impl<const A: u8> Word for Method<A> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        let object = left::<A>(&w);
        if !object.is_pointer() {
            return Step::Slow;
        }
        let kind = w.word(2);
        if kind == MODULE {
            let Some(module) = object.cast::<Module>() else { return Step::Slow };
            let Some(found) = module.get(vm).globals.get(vm).map.hinted(w.word(3), w.name(1)) else {
                return Step::Slow;
            };
            w.set(w.c(), Some(found));
            w.set(w.c() + 1, None);
            return Step::Go(w.skip(7));
        }
        if object.ty().raw() as usize != w.word(3) || vm.class_version != w.word(4) {
            return Step::Slow;
        }
        if kind == CLASS
            && let Some(this) = object.as_instance()
            && !this.get(vm).map.lacks(w.name(1))
        {
            return Step::Second;
        }
        w.set(w.c(), w.constant(5));
        w.set(w.c() + 1, Some(object));
        Step::Go(w.skip(7))
    }
    /// The instance may have an attribute of that name.
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        let object = left::<A>(&w);
        if object.as_instance().is_none_or(|this| this.has(vm, w.name(1))) {
            return Step::Slow;
        }
        w.set(w.c(), w.constant(5));
        w.set(w.c() + 1, Some(object));
        Step::Go(w.skip(7))
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        let object = left::<A>(&w);
        let mut m = w.state(6);
        m.set(0, object);
        vm.save(m);
        let ctl = LoadMethod::slow::<0>(vm);
        if ctl == Ctl::Continue && vm.frame().fp == w.fp && vm.load().sp == m.sp.wrapping_add(1) {
            note_method(w, vm, object);
        }
        ctl
    }
}

/// Notes what was found, which is on the stack, if it will be found again.
fn note_method(w: W, vm: &mut Vm, object: Obj) {
    let m = vm.load();
    let (found, receiver): (Obj, Slot) = (m.top(1), m.peek(0));
    if let Some(module) = object.cast::<Module>() {
        let globals = module.get(vm).globals;
        if let Some(position) = position(vm, globals, w.name(1)) {
            w.note(vm, 2, MODULE);
            w.note(vm, 3, position);
        }
        return;
    }
    let is_function = found.cast::<Fun>().is_some() || found.cast::<NativeFun>().is_some();
    let flags = object.ty().get(vm).flags;
    if vm.class_version == 0
        || !is_function
        || receiver != Some(object)
        || flags & (SPECIAL_ACCESS | ATTR_FIRST) != 0
    {
        return;
    }
    if let Some(this) = object.as_instance()
        && let Some(name) = w.name(1).as_qstr()
        && (name == crate::types::instance::NATIVE
            || this.get(vm).map.find_qstr(w.name(1), || vm.qstr_hash(name)).is_some())
    {
        return;
    }
    w.note(vm, 2, if flags & INSTANCE != 0 { CLASS } else { NATIVE });
    w.note(vm, 3, object.ty().raw() as usize);
    w.note(vm, 4, vm.class_version);
    w.note(vm, 5, found.bits());
}

/// The word that loads a method of the accumulator or of a slot.
pub(in crate::vm::tier1) fn load_method(acc: bool) -> usize {
    if acc { code::<Method<ACC>>() } else { code::<Method<PLACE>>() }
}
