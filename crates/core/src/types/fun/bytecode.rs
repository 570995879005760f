//! `function`: code, globals, and defaults behind them.
use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_bytecode::qstr::Qstr;
use micropyrite_bytecode::{prelude, qstr};

use crate::heap::{Layout, Tail, This};
use crate::load::ProtoFun;
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::exc;
use crate::runtime::print::{Out, PrintKind, print_address, write, write_qstr};
use crate::types::{Dict, Ty};
use crate::{Res, Vm, class, layout};

layout! {
    /// A function; defaults of its last positional arguments follow, then a dict of keyword defaults if it has any.
    pub struct Fun: FUN, Scanned {
        /// Its code.
        pub proto: This<ProtoFun>,
        /// Its globals.
        pub globals: This<Dict>,
        /// How many values follow.
        pub n_extra: usize,
    }
}

// SAFETY: `n_extra` slots follow (`new` is the only maker).
#[allow(unsafe_code)]
unsafe impl Tail for Fun {
    type Item = Slot;
    fn tail_len(&self) -> usize {
        self.n_extra
    }
}

/// Makes a function. `defaults`: a tuple, or none; `kw_defaults`: a dict, or none.
///
/// # Raises
/// `MemoryError`.
pub fn new(
    vm: &mut Vm,
    proto: This<ProtoFun>,
    globals: This<Dict>,
    defaults: Slot,
    kw_defaults: Slot,
) -> Res<This<Fun>> {
    let defaults = defaults.and_then(Obj::as_tuple);
    let n_defaults = defaults.map_or(0, |d| d.get(vm).len);
    let n_extra = n_defaults + usize::from(kw_defaults.is_some());
    vm.alloc_tail(Fun { ty: This::rom(<Fun as Layout>::DEF), proto, globals, n_extra }, n_extra, |vm, out| {
        if let Some(defaults) = defaults {
            for (slot, value) in out.iter_mut().zip(defaults.items(vm)) {
                *slot = Some(*value);
            }
        }
        if kw_defaults.is_some()
            && let Some(last) = out.last_mut()
        {
            *last = kw_defaults;
        }
    })
}

impl This<Fun> {
    /// Dict of keyword defaults.
    pub fn kw_defaults(self, vm: &Vm) -> Option<This<Dict>> {
        let flags = self.get(vm).proto.get(vm).scope_flags();
        if flags & prelude::FLAG_DEF_KEYWORDS == 0 {
            return None;
        }
        self.tail(vm).last().copied().flatten().and_then(Obj::as_dict)
    }

    /// Name of the function.
    pub fn name(self, vm: &Vm) -> Qstr {
        self.get(vm).proto.get(vm).name(vm)
    }
}

/// A function of code, with globals of its own.
fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 2, 2)?;
    let code = args.get(0).and_then(|code| code.cast::<ProtoFun>());
    let globals = args.get(1).and_then(|globals| globals.cast::<Dict>());
    let (Some(code), Some(globals)) = (code, globals) else { return Err(exc::type_error(vm, text!(""))) };
    new(vm, code, globals, None, None).map(This::obj)
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let name = object.cast::<Fun>().map_or(Qstr::NULL, |f| f.name(vm));
    write(vm, out, b"<function ")?;
    write_qstr(vm, out, name)?;
    write(vm, out, b" at 0x")?;
    print_address(vm, out, object)?;
    write(vm, out, b">")
}

fn binary_op(_: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Res {
    Ok(if op == BinaryOp::Equal { Obj::bool(a == b) } else { Obj::NOT_IMPLEMENTED })
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some(fun) = object.cast::<Fun>() else { return Ok(None) };
    if name == qstr!(__name__) {
        return Ok(Some(Obj::qstr(fun.name(vm))));
    }
    if name == qstr!(__code__) {
        return Ok(Some(fun.get(vm).proto.obj()));
    }
    if name == qstr!(__globals__) {
        return Ok(Some(fun.get(vm).globals.obj()));
    }
    Ok(None)
}

class! {
    /// Type of functions in bytecode.
    pub static FUN: function, flags(crate::types::BINDS) { slots { make_new: make_new, print: print, binary_op: binary_op, attr: attr } }
}
