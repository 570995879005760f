//! Static objects for natives and modules, and typed functions as natives.
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::{Layout, This};
use crate::obj::convert::{FromObj, IntoRes};
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::types::Module;
use crate::{Res, Vm, layout};

/// A native: checked number of arguments, which lie in the frame region.
pub type Native = fn(&mut Vm, &[Obj]) -> Res;
/// A native that takes keyword arguments.
pub type NativeKw = fn(&mut Vm, Args<'_>) -> Res;

/// Any number of arguments.
pub const ANY: u8 = 255;

layout! {
    /// A native function object.
    pub struct NativeFun: crate::types::fun::native::NATIVE_FUN, Scanned {
        /// The function.
        pub call: Native,
        /// Least number of arguments.
        pub least: u8,
        /// Most, or [`ANY`].
        pub most: u8,
        /// Whether, called with its least number of arguments, it goes on with the first one, if that is a generator,
        /// and answers what this yields.
        pub resumes: bool,
    }
}

layout! {
    /// A native function object that takes keyword arguments.
    pub struct NativeKwFun: crate::types::fun::native::NATIVE_KW_FUN, Scanned {
        /// The function.
        pub call: NativeKw,
        /// Least number of positional arguments.
        pub least: u8,
        /// Most, or [`ANY`].
        pub most: u8,
    }
}

impl NativeFun {
    /// A native with a range of arguments.
    pub const fn new(least: u8, most: u8, call: Native) -> NativeFun {
        NativeFun { ty: This::rom(<NativeFun as Layout>::DEF), call, least, most, resumes: false }
    }

    /// The same, but it goes on with generators.
    pub const fn resuming(self) -> NativeFun {
        NativeFun { resumes: true, ..self }
    }

    /// A native whose number of arguments follows from a typed function.
    pub const fn typed<A, F: Typed<A>>(_: &F, call: Native) -> NativeFun {
        NativeFun::new(F::LEAST, F::MOST, call)
    }
}

impl NativeKwFun {
    /// A native with keywords and a range of positional arguments.
    pub const fn new(least: u8, most: u8, call: NativeKw) -> NativeKwFun {
        NativeKwFun { ty: This::rom(<NativeKwFun as Layout>::DEF), call, least, most }
    }
}

/// A Rust function whose parameters say how its arguments are converted.
pub trait Typed<A> {
    /// Arguments that must be given.
    const LEAST: u8;
    /// Arguments that may be given.
    const MOST: u8;
    /// Converts the arguments, calls, converts the result.
    fn call(&self, vm: &mut Vm, args: &[Obj]) -> Res;
}

macro_rules! typed {
    ($n:literal $($A:ident $i:tt)*) => {
        impl<F: Fn(&mut Vm $(, $A)*) -> R, R: IntoRes $(, $A: FromObj)*> Typed<($($A,)*)> for F {
            const LEAST: u8 = 0 $(+ !<$A as FromObj>::OPTIONAL as u8)*;
            const MOST: u8 = $n;
            #[allow(unused_variables, non_snake_case)]
            #[inline]
            fn call(&self, vm: &mut Vm, args: &[Obj]) -> Res {
                $( let $A = <$A as FromObj>::from_slot(vm, args.get($i).copied())?; )*
                self(vm $(, $A)*).into_res(vm)
            }
        }
    };
}
typed!(0);
typed!(1 A 0);
typed!(2 A 0 B 1);
typed!(3 A 0 B 1 C 2);
typed!(4 A 0 B 1 C 2 D 3);
typed!(5 A 0 B 1 C 2 D 3 E 4);

/// A built-in module.
pub struct ModuleDef {
    /// Its name.
    pub name: Qstr,
    /// Its object.
    pub module: &'static Module,
    /// Whether a file of the same name comes first; `u` before the name forces the built-in one.
    pub extensible: bool,
    /// Reads attributes that are no constants (`sys.path`, `sys.stdout` …).
    pub attr: Option<fn(&mut Vm, Qstr) -> Res<Slot>>,
    /// Sets them; `false`: it cannot.
    pub store_attr: Option<fn(&mut Vm, Qstr, Slot) -> Res<bool>>,
    /// Runs when the module is imported first.
    pub init: Option<fn(&mut Vm) -> Res<()>>,
}

impl ModuleDef {
    /// A module without dynamic attributes.
    pub const fn new(name: Qstr, module: &'static Module) -> ModuleDef {
        ModuleDef { name, module, extensible: false, attr: None, store_attr: None, init: None }
    }

    /// The same, but a file of the same name comes first.
    pub const fn extensible(self) -> ModuleDef {
        ModuleDef { extensible: true, ..self }
    }
}
