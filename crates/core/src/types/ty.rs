//! `type`: what every object starts with a pointer to. Slots and flags.
//!
//! Built-in types are statics; classes written in Python are the same struct in the heap. A type's slots say
//! what the runtime does with its objects; its `locals` are the dict of its methods and attributes.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::{Contents, This};
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::print::{Out, PrintKind};
use crate::runtime::stream::Stream;
use crate::types::Dict;
use crate::{Res, Vm};

/// Handle of a type.
pub type Ty = This<TypeDef>;

/// Objects are instances of a class written in Python (layout [`Instance`](super::Instance)).
pub const INSTANCE: u16 = 1;
/// Objects have the layout of built-in exceptions.
pub const EXCEPTION: u16 = 2;
/// Objects have the layout of tuples.
pub const TUPLE_LAYOUT: u16 = 4;
/// Objects have the layout of dicts.
pub const DICT_LAYOUT: u16 = 8;
/// The class or one of its bases has `__getattr__`, `__setattr__`, `__delattr__`, a property or a descriptor.
pub const SPECIAL_ACCESS: u16 = 16;
/// Attribute lookup goes to the `attr` slot first, then to `locals` (else the other way round).
pub const ATTR_FIRST: u16 = 32;
/// Cannot be subclassed.
pub const FINAL: u16 = 64;
/// Equality must be asked of the slot even for identical objects.
pub const EQ_NOT_REFLEXIVE: u16 = 128;
/// Equality with objects of other types must be asked of the slot.
pub const EQ_OTHER_TYPES: u16 = 256;
/// `!=` must be asked of the slot, and is not the opposite of `==`.
pub const EQ_HAS_NE: u16 = 512;
/// A native exception or other built-in type is among the bases: instances carry an object of it.
pub const NATIVE_BASE: u16 = 1024;
/// The class has `__del__`.
pub const HAS_DEL: u16 = 2048;
/// Objects behave like functions when found in a class: they bind.
pub const BINDS: u16 = 4096;
/// The class has `__get__`, `__set__` or `__delete__`.
pub const DESCRIPTOR: u16 = 8192;

/// The class has subclasses in Python.
pub const SUBCLASSED: u16 = 16384;

/// What is done with an item.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read it.
    Load,
    /// Set it.
    Store(Obj),
    /// Remove it.
    Delete,
}

/// What the runtime does with objects of a type. A slot answers `Obj::NOT_IMPLEMENTED` where it does not know
/// the operation.
pub struct Slots {
    /// Constructor.
    pub make_new: Option<fn(&mut Vm, Ty, Args<'_>) -> Res>,
    /// `repr` and `str`.
    pub print: Option<fn(&mut Vm, Out, Obj, PrintKind) -> Res<()>>,
    /// Call, for native callables.
    pub call: Option<fn(&mut Vm, Obj, Args<'_>) -> Res>,
    /// Unary operations.
    pub unary_op: Option<fn(&mut Vm, UnaryOp, Obj) -> Res>,
    /// Binary operations, the object on the left.
    pub binary_op: Option<fn(&mut Vm, BinaryOp, Obj, Obj) -> Res>,
    /// Reads an attribute that is not in `locals`.
    pub attr: Option<fn(&mut Vm, Obj, Qstr) -> Res<Slot>>,
    /// Sets (`Some`) or deletes (`None`) an attribute; `false`: it cannot.
    pub store_attr: Option<fn(&mut Vm, Obj, Qstr, Slot) -> Res<bool>>,
    /// Items.
    pub subscr: Option<fn(&mut Vm, Obj, Obj, Access) -> Res>,
    /// Makes an iterator.
    pub iter: Option<fn(&mut Vm, Obj) -> Res>,
    /// Next item, or `Obj::STOP`. A type that has it and no `iter` is its own iterator.
    pub next: Option<fn(&mut Vm, Obj) -> Res>,
    /// Its bytes, to read.
    pub buffer: Option<fn(&Vm, Obj) -> Option<&[u8]>>,
    /// Its bytes, to write.
    pub buffer_mut: Option<fn(&mut Vm, Obj) -> Option<&mut [u8]>>,
    /// Stream protocol.
    pub stream: Option<&'static Stream>,
}

impl Slots {
    /// No slot.
    pub const NONE: Slots = Slots {
        make_new: None,
        print: None,
        call: None,
        unary_op: None,
        binary_op: None,
        attr: None,
        store_attr: None,
        subscr: None,
        iter: None,
        next: None,
        buffer: None,
        buffer_mut: None,
        stream: None,
    };
}

/// A type.
#[repr(C)]
pub struct TypeDef {
    /// The type word: always `type`.
    pub ty: Ty,
    /// Its name.
    pub name: Qstr,
    /// `INSTANCE` and the other flags.
    pub flags: u16,
    /// How many attributes instances usually have: room for the first ones. Heap classes only.
    pub n_attrs_hint: u16,
    /// What its objects do.
    pub slots: &'static Slots,
    /// Base: a type, a tuple of types, or none.
    pub parent: Slot,
    /// Dict of methods and attributes.
    pub locals: Option<This<Dict>>,
}

// SAFETY: static types are never written; heap classes are used under their `Vm`'s lock.
#[allow(unsafe_code)]
unsafe impl Sync for TypeDef {}
// SAFETY: `repr(C)` with the type word first; exactly the objects whose type word is `TYPE` have this layout.
#[allow(unsafe_code)]
unsafe impl crate::heap::Layout for TypeDef {
    const DEF: &'static TypeDef = &super::TYPE;
    const CONTENTS: Contents = Contents::Scanned;
}

impl TypeDef {
    /// A built-in type without attributes or base, to be completed with `..`.
    pub const fn new(name: Qstr, flags: u16, slots: &'static Slots) -> TypeDef {
        TypeDef {
            ty: This::rom(&super::TYPE),
            name,
            flags,
            n_attrs_hint: 0,
            slots,
            parent: None,
            locals: None,
        }
    }

    /// The same with methods.
    pub const fn with_locals(self, locals: &'static Dict) -> TypeDef {
        TypeDef { locals: Some(This::rom(locals)), ..self }
    }

    /// The same with a base.
    pub const fn with_parent(self, parent: &'static TypeDef) -> TypeDef {
        TypeDef { parent: Some(Obj::rom(parent)), ..self }
    }
}
