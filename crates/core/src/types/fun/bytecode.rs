//! `function`: code, globals, and defaults behind them.
use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_bytecode::qstr::Qstr;
use micropyrite_bytecode::{prelude, qstr};

use crate::heap::{Layout, Tail, This};
use crate::load::{self, ProtoFun};
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::exc;
use crate::runtime::print::{Out, PrintKind, print_address, write, write_qstr};
use crate::types::{Dict, Ty};
use crate::{Res, Vm, class, config, layout};

layout! {
    /// A function; defaults of its last positional arguments follow, then a dict of keyword defaults if it has any.
    pub struct Fun: FUN, Scanned {
        /// Its code, or while that is not made the one that made the function.
        code: This<ProtoFun>,
        /// Its globals.
        pub globals: This<Dict>,
        /// How many values follow.
        n_extra: u16,
        /// While its code is not made, which function it is of those that `code` makes, from 1; else 0.
        number: u16,
    }
}

// SAFETY: `n_extra` slots follow (`new` is the only maker).
#[allow(unsafe_code)]
unsafe impl Tail for Fun {
    type Item = Slot;
    fn tail_len(&self) -> usize {
        self.n_extra as usize
    }
}

/// What a function runs.
#[derive(Clone, Copy)]
pub enum Code {
    /// This.
    Made(This<ProtoFun>),
    /// The code with a number among those that this one makes functions of; it need not be made before it runs.
    Of(This<ProtoFun>, usize),
}

/// Makes a function. `defaults`: a tuple, or none; `kw_defaults`: a dict, or none.
///
/// # Raises
/// `MemoryError`, `RuntimeError`.
pub fn new(
    vm: &mut Vm,
    code: Code,
    globals: This<Dict>,
    defaults: Slot,
    kw_defaults: Slot,
) -> Res<This<Fun>> {
    let defaults = defaults.and_then(Obj::as_tuple);
    let n_defaults = defaults.map_or(0, |d| d.get(vm).len);
    let n_extra = n_defaults + usize::from(kw_defaults.is_some());
    let (code, number) = match code {
        Code::Made(code) => (code, 0),
        Code::Of(parent, i) => match u16::try_from(i + 1) {
            Ok(number) if load::put_off(vm, parent, i) => (parent, number),
            _ => (load::child(vm, parent, i)?, 0),
        },
    };
    let Ok(n) = u16::try_from(n_extra) else {
        return Err(exc::runtime_error(vm, text!("bytecode overflow")));
    };
    let fun = Fun { ty: This::rom(<Fun as Layout>::DEF), code, globals, n_extra: n, number };
    vm.alloc_tail(fun, n_extra, |vm, out| {
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

impl Fun {
    /// Its code, as far as that is made: if not, this is another, for whose calls every argument must be bound.
    #[inline(always)]
    pub(crate) fn entry(&self) -> This<ProtoFun> {
        self.code
    }
}

impl This<Fun> {
    /// Its code, if that is made.
    #[allow(dead_code)] // Only tier 1 asks.
    #[inline(always)]
    pub(crate) fn made(self, vm: &Vm) -> Option<This<ProtoFun>> {
        let fun = self.get(vm);
        if fun.number == 0 { Some(fun.code) } else { None }
    }

    /// Its code.
    ///
    /// # Raises
    /// `MemoryError`, if it has to be made.
    #[inline]
    pub fn code(self, vm: &mut Vm) -> Res<This<ProtoFun>> {
        if !config::FILES || self.get(vm).number == 0 { Ok(self.get(vm).code) } else { self.make_code(vm) }
    }

    #[cold]
    #[inline(never)]
    fn make_code(self, vm: &mut Vm) -> Res<This<ProtoFun>> {
        let Fun { code: parent, number, .. } = *self.get(vm);
        let code = load::child(vm, parent, number as usize - 1)?;
        let fun = self.get_mut(vm);
        (fun.code, fun.number) = (code, 0);
        Ok(code)
    }

    /// Dict of keyword defaults of one whose code is `code`.
    pub(crate) fn kw_defaults(self, vm: &Vm, code: This<ProtoFun>) -> Option<This<Dict>> {
        let flags = code.get(vm).scope_flags();
        if flags & prelude::FLAG_DEF_KEYWORDS == 0 {
            return None;
        }
        self.tail(vm).last().copied().flatten().and_then(Obj::as_dict)
    }

    /// Name of the function.
    ///
    /// # Raises
    /// As [`This::code`].
    pub fn name(self, vm: &mut Vm) -> Res<Qstr> {
        Ok(self.code(vm)?.get(vm).name(vm))
    }
}

/// A function of code, with globals of its own.
fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 2, 2)?;
    let code = args.get(0).and_then(|code| code.cast::<ProtoFun>());
    let globals = args.get(1).and_then(|globals| globals.cast::<Dict>());
    let (Some(code), Some(globals)) = (code, globals) else { return Err(exc::type_error(vm, text!(""))) };
    new(vm, Code::Made(code), globals, None, None).map(This::obj)
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let name = match object.cast::<Fun>() {
        Some(fun) => fun.name(vm)?,
        None => Qstr::NULL,
    };
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
        return Ok(Some(Obj::qstr(fun.name(vm)?)));
    }
    if name == qstr!(__code__) {
        return Ok(Some(fun.code(vm)?.obj()));
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
