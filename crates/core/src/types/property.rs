//! `property`: an attribute that is computed.
use micropyrite_bytecode::qstr;

use crate::heap::{Layout, This};
use crate::obj::Obj;
use crate::runtime::args::{ArgSpec, Args, parse};
use crate::{Res, Ty, Vm, class, layout};

layout! {
    /// A property; what it lacks is `None`.
    pub struct Property: PROPERTY, Scanned, if crate::config::EXTRA {
        /// Reads it.
        pub getter: Obj,
        /// Sets it.
        pub setter: Obj,
        /// Deletes it.
        pub deleter: Obj,
    }
}

fn new(vm: &mut Vm, getter: Obj, setter: Obj, deleter: Obj) -> Res<This<Property>> {
    vm.alloc(Property { ty: This::rom(<Property as Layout>::DEF), getter, setter, deleter })
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    const SPECS: [ArgSpec; 4] = [
        ArgSpec::optional(qstr!(fget), Obj::NONE),
        ArgSpec::optional(qstr!(fset), Obj::NONE),
        ArgSpec::optional(qstr!(fdel), Obj::NONE),
        ArgSpec::optional(qstr!(doc), Obj::NONE),
    ];
    let [getter, setter, deleter, _] = parse(vm, args, &SPECS)?;
    Ok(new(vm, getter, setter, deleter)?.obj())
}

fn getter(vm: &mut Vm, this: This<Property>, fun: Obj) -> Res<This<Property>> {
    let (setter, deleter) = (this.get(vm).setter, this.get(vm).deleter);
    new(vm, fun, setter, deleter)
}

fn setter(vm: &mut Vm, this: This<Property>, fun: Obj) -> Res<This<Property>> {
    let (getter, deleter) = (this.get(vm).getter, this.get(vm).deleter);
    new(vm, getter, fun, deleter)
}

fn deleter(vm: &mut Vm, this: This<Property>, fun: Obj) -> Res<This<Property>> {
    let (getter, setter) = (this.get(vm).getter, this.get(vm).setter);
    new(vm, getter, setter, fun)
}

class! {
    /// `property`
    pub static PROPERTY: property {
        slots { make_new: make_new }
        getter = fn getter;
        setter = fn setter;
        deleter = fn deleter;
    }
}
