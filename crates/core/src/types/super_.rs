//! `super`: the attributes of what comes behind a class in the bases.
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::attr::{Found, find, member};
use crate::runtime::exc;
use crate::runtime::print::{Out, PrintKind, print_repr, write};
use crate::types::{self, INSTANCE, Ty, instance};
use crate::{Res, Vm, class, layout};

layout! {
    /// A class and an object of it.
    pub struct Super: SUPER, Scanned {
        /// The class whose bases are asked.
        pub class: Obj,
        /// The object (or class).
        pub object: Obj,
    }
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    // The compiler gives both arguments to a bare `super()`.
    args.check(vm, 2, 2)?;
    let Some(class) = args.pos[0].as_type() else {
        return Err(exc::type_error(vm, text!("first argument to super() must be type")));
    };
    // An object of the class, or a class that inherits from it.
    let of = args.pos[1].as_type().unwrap_or(args.pos[1].ty());
    if !instance::is_subclass(vm, of, class) {
        return Err(exc::type_error(vm, text!("")));
    }
    Ok(vm
        .alloc(Super { ty: This::rom(<Super as Layout>::DEF), class: args.pos[0], object: args.pos[1] })?
        .obj())
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some(this) = object.cast::<Super>() else { return Ok(()) };
    let (class, object) = (this.get(vm).class, this.get(vm).object);
    write(vm, out, b"<super: ")?;
    print_repr(vm, out, class)?;
    write(vm, out, b", ")?;
    print_repr(vm, out, object)?;
    write(vm, out, b">")
}

fn lookup_behind(vm: &Vm, class: Ty, name: Qstr) -> Option<(Obj, Ty)> {
    let Some(parent) = class.get(vm).parent else {
        return instance::lookup(vm, This::rom(&types::OBJECT), name);
    };
    if let Some(base) = parent.as_type() {
        return instance::lookup(vm, base, name);
    }
    let mut found = None;
    instance::each_base(vm, class, |base| {
        if found.is_none() && base != This::rom(&types::OBJECT) {
            found = instance::lookup(vm, base, name);
        }
    });
    found.or_else(|| instance::lookup(vm, This::rom(&types::OBJECT), name))
}

/// Finds an attribute behind a class.
///
/// # Raises
/// `MemoryError`; what a property raises.
pub fn find_super(vm: &mut Vm, class: Obj, object: Obj, name: Qstr) -> Res<Option<Found>> {
    let Some(class) = class.as_type() else {
        return Err(exc::type_error(vm, text!("first argument to super() must be type")));
    };
    let native = instance::native_type(vm, class);
    if let Some((value, owner)) = lookup_behind(vm, class, name) {
        let is_native = owner.get(vm).flags & INSTANCE == 0;
        if is_native && name == qstr!(__init__) && native.is_some() {
            return Ok(Some(native_init(object)));
        }
        let mut receiver = object;
        if is_native
            && owner != This::rom(&types::OBJECT)
            && let Some(instance) = object.as_instance()
            && let Some(inner) = instance::ensure_native(vm, instance)?
        {
            receiver = inner;
        }
        if let Some(property) = value.cast::<types::property::Property>() {
            let getter = property.get(vm).getter;
            let value = vm.call(getter, &[receiver])?;
            return Ok(Some(Found { value, receiver: None }));
        }
        let class_of = object.as_type().unwrap_or(object.ty());
        let found = member(vm, Some(receiver), class_of, value);
        return Ok(Some(found));
    }
    if native.is_some() {
        if name == qstr!(__init__) {
            return Ok(Some(native_init(object)));
        }
        if let Some(instance) = object.as_instance()
            && let Some(inner) = instance::ensure_native(vm, instance)?
        {
            return find(vm, inner, name);
        }
    }
    if name == qstr!(__init__) {
        // `object.__init__` does nothing.
        return Ok(instance::lookup(vm, This::rom(&types::OBJECT), name)
            .map(|(value, _)| Found { value, receiver: Some(object) }));
    }
    Ok(None)
}

fn native_init(object: Obj) -> Found {
    Found { value: Obj::rom(&types::object::NATIVE_INIT), receiver: Some(object) }
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some(this) = object.cast::<Super>() else { return Ok(None) };
    let (class, object) = (this.get(vm).class, this.get(vm).object);
    match find_super(vm, class, object, name)? {
        Some(Found { value, receiver: Some(receiver) }) => {
            Ok(Some(types::fun::bound::new(vm, value, receiver)?.obj()))
        }
        Some(found) => Ok(Some(found.value)),
        None => Ok(None),
    }
}

class! {
    /// `super`
    pub static SUPER: super, flags(types::ATTR_FIRST) { slots { make_new: make_new, print: print, attr: attr } }
}
