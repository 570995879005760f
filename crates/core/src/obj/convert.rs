//! Conversions to and from Rust: arguments of natives, and answers.
use crate::message::Text;
use crate::real::Real;
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::exc;
use crate::types::{TypeDef, int};
use crate::{Res, Vm, config};

/// An argument of a typed native.
pub trait FromObj: Sized {
    /// Whether it may be left out.
    const OPTIONAL: bool = false;
    /// Converts an argument.
    ///
    /// # Raises
    /// `TypeError`, `OverflowError`.
    fn from_obj(vm: &mut Vm, object: Obj) -> Res<Self>;
    /// Converts an argument that may be missing.
    ///
    /// # Raises
    /// As [`FromObj::from_obj`].
    #[inline]
    fn from_slot(vm: &mut Vm, slot: Slot) -> Res<Self> {
        // Natives are called with as many arguments as they must have, so none is missing.
        Self::from_obj(vm, slot.unwrap_or(Obj::NONE))
    }
}

/// A trailing argument that may be left out.
pub struct Opt<T>(pub Option<T>);

impl FromObj for Obj {
    #[inline]
    fn from_obj(_: &mut Vm, object: Obj) -> Res<Obj> {
        Ok(object)
    }
}

impl FromObj for isize {
    fn from_obj(vm: &mut Vm, object: Obj) -> Res<isize> {
        int::get(vm, object)
    }
}

impl FromObj for usize {
    fn from_obj(vm: &mut Vm, object: Obj) -> Res<usize> {
        match usize::try_from(int::get(vm, object)?) {
            Ok(value) => Ok(value),
            Err(_) => Err(exc::value_error(vm, text!("must be non-negative"))),
        }
    }
}

impl FromObj for Real {
    fn from_obj(vm: &mut Vm, object: Obj) -> Res<Real> {
        crate::types::float::get(vm, object)
    }
}

impl FromObj for bool {
    fn from_obj(vm: &mut Vm, object: Obj) -> Res<bool> {
        crate::runtime::ops::truth(vm, object)
    }
}

impl FromObj for Qstr {
    fn from_obj(vm: &mut Vm, object: Obj) -> Res<Qstr> {
        crate::types::str::get_qstr(vm, object)
    }
}

impl<T: Layout> FromObj for This<T> {
    #[inline]
    fn from_obj(vm: &mut Vm, object: Obj) -> Res<This<T>> {
        match object.cast::<T>() {
            Some(this) if !config::COMPACT => Ok(this),
            _ => object.of_type::<T>(vm),
        }
    }
}

impl<T: FromObj> FromObj for Opt<T> {
    const OPTIONAL: bool = true;
    fn from_obj(vm: &mut Vm, object: Obj) -> Res<Self> {
        Ok(Opt(Some(T::from_obj(vm, object)?)))
    }
    fn from_slot(vm: &mut Vm, slot: Slot) -> Res<Self> {
        match slot {
            Some(object) => Self::from_obj(vm, object),
            None => Ok(Opt(None)),
        }
    }
}

/// What a typed native answers.
pub trait IntoRes {
    /// Converts it.
    ///
    /// # Raises
    /// What it holds, or `MemoryError`.
    fn into_res(self, vm: &mut Vm) -> Res;
}

/// An exception as plain data, for code that has no `Vm`.
#[derive(Clone, Copy)]
pub struct Fault {
    /// Its type.
    pub kind: &'static TypeDef,
    /// Its text.
    pub text: Text,
}

impl Fault {
    /// A `ValueError`.
    pub const fn value(text: Text) -> Fault {
        Fault { kind: &crate::types::VALUE_ERROR, text }
    }
    /// A `TypeError`.
    pub const fn type_(text: Text) -> Fault {
        Fault { kind: &crate::types::TYPE_ERROR, text }
    }
}

impl IntoRes for Obj {
    #[inline]
    fn into_res(self, _: &mut Vm) -> Res {
        Ok(self)
    }
}

impl IntoRes for () {
    #[inline]
    fn into_res(self, _: &mut Vm) -> Res {
        Ok(Obj::NONE)
    }
}

impl IntoRes for bool {
    #[inline]
    fn into_res(self, _: &mut Vm) -> Res {
        Ok(Obj::bool(self))
    }
}

impl IntoRes for isize {
    fn into_res(self, vm: &mut Vm) -> Res {
        int::new(vm, self)
    }
}

impl IntoRes for usize {
    fn into_res(self, vm: &mut Vm) -> Res {
        int::from_u64(vm, self as u64)
    }
}

impl IntoRes for u64 {
    fn into_res(self, vm: &mut Vm) -> Res {
        int::from_u64(vm, self)
    }
}

impl IntoRes for i64 {
    fn into_res(self, vm: &mut Vm) -> Res {
        int::from_i64(vm, self)
    }
}

impl IntoRes for Real {
    #[inline]
    fn into_res(self, vm: &mut Vm) -> Res {
        crate::types::float::new(vm, self)
    }
}

impl IntoRes for Qstr {
    #[inline]
    fn into_res(self, _: &mut Vm) -> Res {
        Ok(Obj::qstr(self))
    }
}

impl<T> IntoRes for This<T> {
    #[inline]
    fn into_res(self, _: &mut Vm) -> Res {
        Ok(self.obj())
    }
}

impl IntoRes for Slot {
    fn into_res(self, _: &mut Vm) -> Res {
        Ok(self.unwrap_or(Obj::NONE))
    }
}

impl<T: IntoRes> IntoRes for Res<T> {
    #[inline]
    fn into_res(self, vm: &mut Vm) -> Res {
        self?.into_res(vm)
    }
}

impl<T: IntoRes> IntoRes for Result<T, Fault> {
    fn into_res(self, vm: &mut Vm) -> Res {
        match self {
            Ok(value) => value.into_res(vm),
            Err(fault) => Err(exc::raise_static(vm, fault.kind, fault.text)),
        }
    }
}
