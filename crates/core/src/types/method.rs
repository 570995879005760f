//! `staticmethod` and `classmethod`: functions bound to nothing, or a class.
use crate::heap::{Layout, This};
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::{Res, Ty, Vm, class, layout};

layout! {
    /// A function that does not bind.
    pub struct StaticMethod: STATIC_METHOD, Scanned {
        /// The function.
        pub fun: Obj,
    }
}
layout! {
    /// A function that binds to the class.
    pub struct ClassMethod: CLASS_METHOD, Scanned {
        /// The function.
        pub fun: Obj,
    }
}

impl StaticMethod {
    /// A static one.
    pub const fn rom(fun: Obj) -> StaticMethod {
        StaticMethod { ty: This::rom(<StaticMethod as Layout>::DEF), fun }
    }
}

impl ClassMethod {
    /// A static one.
    pub const fn rom(fun: Obj) -> ClassMethod {
        ClassMethod { ty: This::rom(<ClassMethod as Layout>::DEF), fun }
    }
}

fn make_static(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 1, 1)?;
    Ok(vm.alloc(StaticMethod::rom(args.pos[0]))?.obj())
}

fn make_class(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 1, 1)?;
    Ok(vm.alloc(ClassMethod::rom(args.pos[0]))?.obj())
}

class! {
    /// `staticmethod`
    pub static STATIC_METHOD: staticmethod { slots { make_new: make_static } }
}
class! {
    /// `classmethod`
    pub static CLASS_METHOD: classmethod { slots { make_new: make_class } }
}
