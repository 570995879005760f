//! `object` and `type`: making classes and instances, and their slots.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::This;
use crate::native::NativeKwFun;
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::print::{Out, PrintKind, print_address, write, write_obj, write_qstr, write_text};
use crate::runtime::stream::Stream;
use crate::runtime::{attr, exc, ops};
use crate::types::{
    self, Access, Dict, INSTANCE, Instance, NATIVE_BASE, SPECIAL_ACCESS, Slots, Ty, TypeDef, dict, instance,
};
use crate::{Res, Vm, class, config};

/// What making an instance made.
pub enum Made {
    /// An instance of the class, to be initialised.
    Instance(This<Instance>),
    /// What `__new__` answered instead.
    Other(Obj),
}

/// Makes an instance of a class in Python, by its `__new__` if it has one.
///
/// # Raises
/// What `__new__` raises; `MemoryError`.
pub fn make_instance(vm: &mut Vm, class: Ty, args: Args<'_>) -> Res<Made> {
    if let Some(new) = instance::special_of(vm, class, qstr!(__new__)) {
        let new = match new.cast::<types::StaticMethod>() {
            Some(method) => method.get(vm).fun,
            None => new,
        };
        let object = vm.call_with_first(new, class.obj(), args)?;
        return Ok(match object.as_instance() {
            Some(this) if this.get(vm).ty == class => Made::Instance(this),
            _ => Made::Other(object),
        });
    }
    instance::new(vm, class).map(Made::Instance)
}

/// Makes a class. `bases`: a tuple of types.
///
/// # Raises
/// `TypeError` for bases that cannot be inherited from; `MemoryError`.
pub fn new_class(vm: &mut Vm, name: Qstr, bases: Obj, locals: This<Dict>) -> Res {
    let Some(bases) = bases.as_tuple() else {
        return Err(exc::type_error(vm, text!("bases must be a tuple")));
    };
    let n = bases.get(vm).len;
    let mut flags = INSTANCE;
    let mut native = None;
    let mut hint = 0;
    for i in 0..n {
        let Some(base) = bases.items(vm).get(i).copied().and_then(Obj::as_type) else {
            return Err(exc::type_error(
                vm,
                text!("type isn't an acceptable base type", "type 'object' isn't an acceptable base type"),
            ));
        };
        let (base_flags, makes) = {
            let b = base.get(vm);
            (b.flags, b.slots.make_new.is_some())
        };
        if base_flags & types::FINAL != 0 || (base_flags & INSTANCE == 0 && !makes) {
            let name = base.get(vm).name;
            return Err(exc::raise_name(
                vm,
                &types::TYPE_ERROR,
                template!("type isn't an acceptable base type", "type '%' isn't an acceptable base type"),
                name,
            ));
        }
        if base_flags & INSTANCE != 0 {
            // (The class of plain objects is static; it never changes, so nobody needs to know.)
            if vm.heap.contains(base.obj().bits()) {
                base.get_mut(vm).flags |= types::SUBCLASSED;
            }
            flags |= base_flags & (SPECIAL_ACCESS | NATIVE_BASE | types::HAS_DEL | types::DESCRIPTOR);
            hint = hint.max(base.get(vm).n_attrs_hint);
        }
        if let Some(base_native) = instance::native_type(vm, base) {
            if native.is_some_and(|n| n != base_native) {
                return Err(exc::type_error(vm, text!("multiple bases have instance lay-out conflict")));
            }
            native = Some(base_native);
            flags |= NATIVE_BASE;
        }
    }
    let parent = match n {
        0 => None,
        1 => bases.items(vm).first().copied(),
        _ => Some(bases.obj()),
    };
    // A class with a native base of its own kind keeps the flags that equality looks at.
    flags |= types::EQ_OTHER_TYPES | types::EQ_HAS_NE | types::EQ_NOT_REFLEXIVE;
    let class = vm.alloc(TypeDef {
        ty: This::rom(&TYPE),
        name,
        flags,
        n_attrs_hint: hint,
        slots: &INSTANCE_SLOTS,
        parent,
        locals: Some(locals),
    })?;
    vm.class_changed();
    // Members that change how attributes are looked up.
    let mut from = 0;
    while let Some((i, key, value)) = locals.get(vm).map.next(from) {
        let name = key.as_qstr().or_else(|| crate::qstr::find(vm, vm.text_of(key)));
        if let Some(name) = name {
            check_special_member(vm, class, name, value)?;
        }
        from = i + 1;
    }
    // `__new__` is a static method without being told.
    if let Some(new) = dict::get_qstr(vm, locals, qstr!(__new__))
        && new.cast::<types::Fun>().is_some()
    {
        let wrapped = vm.alloc(types::StaticMethod::rom(new))?;
        dict::store_qstr(vm, locals, qstr!(__new__), wrapped.obj())?;
    }
    set_names(vm, class)?;
    vm.class_changed();
    if !locals.get(vm).map.is_fixed() {
        dict::shrink(vm, locals);
    }
    Ok(class.obj())
}

impl Vm {
    /// A class was made or changed: what was remembered of methods holds no more.
    #[inline]
    pub(crate) fn class_changed(&mut self) {
        if config::TIER1 && self.class_version != 0 {
            self.class_version += 1;
        }
    }

    /// Python code got hold of a class's own dict, and may change it unseen: nothing is remembered from now on.
    pub(crate) fn classes_are_open(&mut self) {
        if config::TIER1 {
            self.class_version = 0;
        }
    }
}

/// Tells descriptors their names.
fn set_names(vm: &mut Vm, class: Ty) -> Res<()> {
    let Some(locals) = class.get(vm).locals else { return Ok(()) };
    // Who is told is decided first: the calls may change the class.
    let told = types::list::with_capacity(vm, 0)?;
    let mut from = 0;
    while let Some((i, key, value)) = locals.get(vm).map.next(from) {
        from = i + 1;
        if value.as_instance().is_some_and(|v| instance::special(vm, v, qstr!(__set_name__)).is_some()) {
            types::list::push(vm, told, value)?;
            types::list::push(vm, told, key)?;
        }
    }
    let mut i = 0;
    while let (Some(value), Some(key)) = (told.item(vm, i), told.item(vm, i + 1)) {
        ops::call_special(vm, value, qstr!(__set_name__), &[class.obj(), key])?;
        i += 2;
    }
    Ok(())
}

/// Notes members that change how attributes are looked up in a class.
///
/// # Raises
/// `AttributeError` where the class has subclasses, which would not know of it.
pub fn check_special_member(vm: &mut Vm, class: Ty, name: Qstr, value: Obj) -> Res<()> {
    let mut flags = 0;
    if [qstr!(__getattr__), qstr!(__setattr__), qstr!(__delattr__)].contains(&name)
        || value.cast::<types::property::Property>().is_some()
        || (value.is_pointer() && value.ty().get(vm).flags & types::DESCRIPTOR != 0)
    {
        flags |= SPECIAL_ACCESS;
    }
    if [qstr!(__get__), qstr!(__set__), qstr!(__delete__)].contains(&name) {
        flags |= types::DESCRIPTOR;
    }
    if name == qstr!(__del__) {
        flags |= types::HAS_DEL;
    }
    let have = class.get(vm).flags;
    if have & types::SUBCLASSED != 0 && flags & SPECIAL_ACCESS & !have != 0 {
        // The subclasses would not know of it.
        return Err(exc::raise_static(
            vm,
            &types::ATTRIBUTE_ERROR,
            text!("can't add special method to already-subclassed class"),
        ));
    }
    class.get_mut(vm).flags |= flags;
    Ok(())
}

/// `__bases__` of a class.
///
/// # Raises
/// `MemoryError`.
pub fn bases(vm: &mut Vm, class: Ty) -> Res {
    if class == This::rom(&OBJECT) {
        return Ok(vm.empty_tuple().obj());
    }
    match class.get(vm).parent {
        None => types::tuple::new(vm, &[Obj::rom(&OBJECT)]).map(This::obj),
        Some(parent) if parent.as_tuple().is_some() => Ok(parent),
        Some(parent) => types::tuple::new(vm, &[parent]).map(This::obj),
    }
}

/// `__dict__` of an instance: a copy (upstream gives a read-only view).
///
/// # Raises
/// `MemoryError`.
pub fn instance_dict(vm: &mut Vm, this: This<Instance>) -> Res {
    let new = dict::new(vm, this.get(vm).map.len())?;
    let mut from = 0;
    while let Some((i, key, value)) = this.get(vm).map.next(from) {
        from = i + 1;
        if key != Obj::qstr(instance::NATIVE) {
            dict::store(vm, new, key, value)?;
        }
    }
    Ok(new.obj())
}

// ---- type

fn type_make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    match args.pos {
        [object] => Ok(object.ty().obj()),
        [name, bases, locals] => {
            let name = types::str::get_qstr(vm, *name)?;
            let Some(locals) = locals.as_dict() else {
                return Err(exc::type_error(vm, text!("argument has wrong type")));
            };
            // The dict stays the caller's, too.
            vm.classes_are_open();
            new_class(vm, name, *bases, locals)
        }
        _ => Err(exc::type_error(vm, text!("type takes 1 or 3 arguments"))),
    }
}

fn type_print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let name = object.as_type().map_or(Qstr::NULL, |t| t.get(vm).name);
    write(vm, out, b"<class '")?;
    write_qstr(vm, out, name)?;
    write(vm, out, b"'>")
}

fn type_binary_op(_: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Res {
    if op != BinaryOp::Equal {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    // The two types of natives are one type, to Python.
    let functions = [Obj::rom(&types::fun::native::NATIVE_FUN), Obj::rom(&types::fun::native::NATIVE_KW_FUN)];
    Ok(Obj::bool(a == b || (functions.contains(&a) && functions.contains(&b))))
}

class! {
    /// `type`
    pub static TYPE: type {
        slots { make_new: type_make_new, print: type_print, binary_op: type_binary_op }
    }
}

// ---- object

fn object_make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, 0)?;
    Ok(instance::new(vm, This::rom(&PLAIN_OBJECT))?.obj())
}

fn object_init(_: &mut Vm, _: &[Obj]) -> Res {
    Ok(Obj::NONE)
}

fn object_new(vm: &mut Vm, args: &[Obj]) -> Res {
    match args[0].as_type() {
        Some(class) if class.get(vm).flags & INSTANCE != 0 => instance::new(vm, class).map(This::obj),
        _ => Err(exc::type_error(vm, text!("arg must be user-type"))),
    }
}

fn object_setattr(vm: &mut Vm, this: Obj, name: Qstr, value: Obj) -> Res<()> {
    match this.as_instance() {
        Some(this) => attr::store_plain(vm, this, name, Some(value)).map(|_| ()),
        None => Err(exc::type_error(vm, text!("arg must be user-type"))),
    }
}

fn object_delattr(vm: &mut Vm, this: Obj, name: Qstr) -> Res<()> {
    let Some(instance) = this.as_instance() else {
        return Err(exc::type_error(vm, text!("arg must be user-type")));
    };
    if attr::store_plain(vm, instance, name, None)? {
        return Ok(());
    }
    Err(exc::raise_static(vm, &types::ATTRIBUTE_ERROR, text!("no such attribute")))
}

class! {
    /// `object`
    pub static OBJECT: object {
        slots { make_new: object_make_new }
        __init__ = var(1, crate::native::def::ANY) object_init;
        __new__ = static_var(1, crate::native::def::ANY) object_new;
        __setattr__ = fn object_setattr;
        __delattr__ = fn object_delattr;
    }
}

/// What `object()` makes: an instance without a class in Python.
static PLAIN_OBJECT: TypeDef = TypeDef::new(qstr!(object), INSTANCE, &INSTANCE_SLOTS).with_parent(&OBJECT);

/// `__init__` of a built-in base, as `super().__init__` finds it: makes the object inside.
pub static NATIVE_INIT: NativeKwFun = NativeKwFun::new(1, crate::native::def::ANY, native_init);

fn native_init(vm: &mut Vm, args: Args<'_>) -> Res {
    let Some(this) = args.pos[0].as_instance() else {
        return Err(exc::type_error(vm, text!("argument has wrong type")));
    };
    let class = this.get(vm).ty;
    let Some(native) = instance::native_type(vm, class) else { return Ok(Obj::NONE) };
    let Some(make_new) = native.get(vm).slots.make_new else { return Ok(Obj::NONE) };
    let inner = make_new(vm, native, Args { pos: &args.pos[1..], kw: args.kw })?;
    instance::set_native(vm, this, inner)?;
    Ok(Obj::NONE)
}

// ---- instances

/// What instances of classes in Python do.
pub static INSTANCE_SLOTS: Slots = Slots {
    make_new: None,
    print: Some(print),
    call: None,
    unary_op: Some(unary_op),
    binary_op: Some(binary_op),
    attr: None,
    store_attr: None,
    subscr: Some(subscr),
    iter: None,
    next: None,
    buffer: Some(buffer),
    buffer_mut: Some(buffer_mut),
    stream: None,
};

fn print(vm: &mut Vm, out: Out, object: Obj, kind: PrintKind) -> Res<()> {
    let name = if kind == PrintKind::Str { qstr!(__str__) } else { qstr!(__repr__) };
    let mut text =
        if kind == PrintKind::Exception { None } else { ops::call_special(vm, object, name, &[])? };
    if text.is_none() && kind == PrintKind::Str {
        text = ops::call_special(vm, object, qstr!(__repr__), &[])?;
    }
    if let Some(text) = text {
        if !text.is_qstr() && text.as_text_block().is_none() {
            // Its own scope takes native stack: a tail call would let a `__str__` that answers `self` go on for ever.
            return vm.scope(|vm| write_obj(vm, out, text, PrintKind::Str));
        }
        return write_text(vm, out, text);
    }
    let Some(this) = object.as_instance() else { return Ok(()) };
    let class_name = this.get(vm).ty.get(vm).name;
    if let Some(native) = instance::ensure_native(vm, this)? {
        return match native.as_exception() {
            Some(exception) => types::exception::print_as(vm, out, exception, class_name, kind),
            None => write_obj(vm, out, native, kind),
        };
    }
    write(vm, out, b"<")?;
    write_qstr(vm, out, class_name)?;
    write(vm, out, b" object at 0x")?;
    print_address(vm, out, object)?;
    write(vm, out, b">")
}

fn unary_op(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    let name = match op {
        UnaryOp::Bool => qstr!(__bool__),
        UnaryOp::Len => qstr!(__len__),
        UnaryOp::Hash => qstr!(__hash__),
        UnaryOp::Positive => qstr!(__pos__),
        UnaryOp::Negative => qstr!(__neg__),
        UnaryOp::Invert => qstr!(__invert__),
        UnaryOp::Abs => qstr!(__abs__),
        UnaryOp::IntMaybe => qstr!(__int__),
        UnaryOp::FloatMaybe => qstr!(__float__),
        UnaryOp::ComplexMaybe => qstr!(__complex__),
        UnaryOp::SizeOf => qstr!(__sizeof__),
        UnaryOp::Not => return Ok(Obj::NOT_IMPLEMENTED),
    };
    if let Some(answer) = ops::call_special(vm, object, name, &[])? {
        if op == UnaryOp::Hash {
            // Whatever it answers is cut to a small integer.
            let value = types::int::get_truncated(vm, answer)?;
            return Ok(Obj::small(value << 1 >> 1));
        }
        return Ok(answer);
    }
    if let Some(native) = instance::native_base(vm, object) {
        if op == UnaryOp::Hash {
            // Also of what has no hash of its own but its address.
            return ops::unary(vm, op, native);
        }
        let native_op = native.ty().get(vm).slots.unary_op;
        return match native_op {
            Some(slot) => slot(vm, op, native),
            None => Ok(Obj::NOT_IMPLEMENTED),
        };
    }
    if op == UnaryOp::Hash
        && object.as_instance().is_some_and(|this| instance::special(vm, this, qstr!(__eq__)).is_none())
    {
        // Without `__eq__` an object is equal to itself alone.
        return Ok(Obj::small(object.bits() as isize >> 4));
    }
    Ok(Obj::NOT_IMPLEMENTED)
}

fn binary_op(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Res {
    let Some(name) = ops::method_of(op) else { return Ok(Obj::NOT_IMPLEMENTED) };
    if let Some(answer) = ops::call_special(vm, a, name, &[b])? {
        return Ok(answer);
    }
    // The object of a built-in base, for operators that Python code has not defined.
    let reverse = op.unreversed().is_some();
    if let Some(native) = instance::native_base(vm, a)
        && !reverse
    {
        let other = instance::native_base(vm, b).unwrap_or(b);
        return match native.ty().get(vm).slots.binary_op {
            Some(_) if op == BinaryOp::Equal => ops::equal(vm, native, other).map(Obj::bool),
            Some(slot) => slot(vm, op, native, other),
            None => Ok(Obj::NOT_IMPLEMENTED),
        };
    }
    Ok(Obj::NOT_IMPLEMENTED)
}

fn subscr(vm: &mut Vm, object: Obj, index: Obj, access: Access) -> Res {
    let answer = match access {
        Access::Load => ops::call_special(vm, object, qstr!(__getitem__), &[index])?,
        Access::Store(value) => {
            ops::call_special(vm, object, qstr!(__setitem__), &[index, value])?.map(|_| Obj::NONE)
        }
        Access::Delete => ops::call_special(vm, object, qstr!(__delitem__), &[index])?.map(|_| Obj::NONE),
    };
    match (answer, instance::native_base(vm, object)) {
        (Some(answer), _) => Ok(answer),
        (None, Some(native)) => match native.ty().get(vm).slots.subscr {
            Some(slot) => slot(vm, native, index, access),
            None => Ok(Obj::NOT_IMPLEMENTED),
        },
        (None, None) => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn buffer(vm: &Vm, object: Obj) -> Option<&[u8]> {
    let native = instance::native_base(vm, object)?;
    crate::runtime::buffer::read(vm, native)
}

fn buffer_mut(vm: &mut Vm, object: Obj) -> Option<&mut [u8]> {
    let native = instance::native_base(vm, object)?;
    crate::runtime::buffer::write(vm, native)
}

/// The stream slots of the built-in base of an instance.
pub fn native_stream(vm: &Vm, object: Obj) -> Option<(Obj, &'static Stream)> {
    let native = instance::native_base(vm, object)?;
    native.ty().get(vm).slots.stream.map(|s| (native, s))
}
