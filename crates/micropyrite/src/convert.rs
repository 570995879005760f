//! Values between Rust and Python, as far as they need no handle of their own.
use micropyrite_core::real::{self, Real};
use micropyrite_core::runtime::ops;
use micropyrite_core::types::{float, int, str};
use micropyrite_core::{Obj, Res, Vm};

use crate::{Root, root};

/// A type that values of Python can become.
pub trait FromPython: Sized {
    /// Converts.
    ///
    /// # Raises
    /// `TypeError`, `OverflowError`.
    fn from_python(vm: &mut Vm, value: Obj) -> Res<Self>;
}

/// A type whose values can become values of Python.
pub trait IntoPython {
    /// Converts.
    ///
    /// # Raises
    /// `MemoryError`.
    fn into_python(self, vm: &mut Vm) -> Res;
}

impl FromPython for () {
    fn from_python(_: &mut Vm, _: Obj) -> Res<()> {
        Ok(())
    }
}

impl FromPython for bool {
    fn from_python(vm: &mut Vm, value: Obj) -> Res<bool> {
        ops::truth(vm, value)
    }
}

impl FromPython for i64 {
    fn from_python(vm: &mut Vm, value: Obj) -> Res<i64> {
        int::get_i64(vm, value)
    }
}

impl FromPython for f64 {
    fn from_python(vm: &mut Vm, value: Obj) -> Res<f64> {
        float::get(vm, value).map(real::widen)
    }
}

impl FromPython for Root {
    fn from_python(vm: &mut Vm, value: Obj) -> Res<Root> {
        root::keep(vm, value)
    }
}

impl IntoPython for () {
    fn into_python(self, _: &mut Vm) -> Res {
        Ok(Obj::NONE)
    }
}

impl IntoPython for bool {
    fn into_python(self, _: &mut Vm) -> Res {
        Ok(Obj::bool(self))
    }
}

impl IntoPython for i64 {
    fn into_python(self, vm: &mut Vm) -> Res {
        int::from_i64(vm, self)
    }
}

impl IntoPython for f64 {
    fn into_python(self, vm: &mut Vm) -> Res {
        float::new(vm, self as Real)
    }
}

impl IntoPython for &str {
    fn into_python(self, vm: &mut Vm) -> Res {
        str::new(vm, self.as_bytes())
    }
}

impl IntoPython for &[u8] {
    fn into_python(self, vm: &mut Vm) -> Res {
        str::bytes(vm, self)
    }
}

impl IntoPython for &Root {
    fn into_python(self, vm: &mut Vm) -> Res {
        root::get(vm, self)
    }
}

/// Positional arguments: a tuple of values.
pub trait Arguments {
    /// Converts them and calls.
    ///
    /// # Raises
    /// What converting and the call raise.
    fn pass(self, vm: &mut Vm, callee: Obj) -> Res;
}

macro_rules! arguments {
    ($($T:ident $value:ident)*) => {
        impl<$($T: IntoPython),*> Arguments for ($($T,)*) {
            fn pass(self, vm: &mut Vm, callee: Obj) -> Res {
                let ($($value,)*) = self;
                let arguments = [$($value.into_python(vm)?),*];
                vm.call(callee, &arguments)
            }
        }
    };
}
arguments!();
arguments!(A a);
arguments!(A a B b);
arguments!(A a B b C c);
arguments!(A a B b C c D d);
