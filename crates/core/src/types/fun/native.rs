//! Native functions as objects. Their layouts are in `native/def.rs`.
use crate::native::def::ANY;
use crate::native::{NativeFun, NativeKwFun};
use crate::obj::Obj;
use crate::runtime::args::{Args, check_count};
use crate::runtime::print::{Out, PrintKind, write};
use crate::types::BINDS;
use crate::{Res, Vm, class};

fn print(vm: &mut Vm, out: Out, _: Obj, _: PrintKind) -> Res<()> {
    write(vm, out, b"<function>")
}

fn limit(most: u8) -> usize {
    if most == ANY { usize::MAX } else { most as usize }
}

/// Calls a native without keywords.
///
/// # Raises
/// `TypeError` for a wrong number of arguments, and what the native raises.
#[inline]
pub fn call(vm: &mut Vm, fun: crate::heap::This<NativeFun>, args: &[Obj]) -> Res {
    let (call, least, most) = {
        let f = fun.get(vm);
        (f.call, f.least as usize, limit(f.most))
    };
    check_count(vm, args.len(), least, most)?;
    call(vm, args)
}

fn call_slot(vm: &mut Vm, object: Obj, args: Args<'_>) -> Res {
    if let Some(fun) = object.cast::<NativeFun>() {
        if !args.kw.is_empty() {
            return Err(crate::runtime::args::no_keywords(vm));
        }
        return call(vm, fun, args.pos);
    }
    match object.cast::<NativeKwFun>() {
        Some(fun) => {
            let (call, least, most) = {
                let f = fun.get(vm);
                (f.call, f.least as usize, limit(f.most))
            };
            check_count(vm, args.pos.len(), least, most)?;
            call(vm, args)
        }
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

class! {
    /// Type of natives.
    pub static NATIVE_FUN: function, flags(BINDS) { slots { print: print, call: call_slot } }
}
class! {
    /// Type of natives that take keywords.
    pub static NATIVE_KW_FUN: function, flags(BINDS) { slots { print: print, call: call_slot } }
}
