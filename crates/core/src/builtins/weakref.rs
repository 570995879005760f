//! `weakref`: `ref` and `finalize`.
//!
//! A `ref` is a [`WeakRef`] itself; a `finalize` has one, whose owner it is, and brings arguments along.
use micropyrite_bytecode::qstr;

use crate::heap::This;
use crate::heap::weak::WeakRef;
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::print::{Out, write};
use crate::runtime::{exc, spread};
use crate::types::exception::traceback;
use crate::types::{Dict, Ty, dict, tuple};
use crate::{Qstr, Res, Vm, class, layout, module};

layout! {
    /// What is to be called when an object has gone.
    pub struct Finalize: FINALIZE, Scanned {
        link: This<WeakRef>,
        args: Obj,
        kwargs: This<Dict>,
    }
}

/// A weak reference to an object, which must be one that can go.
fn link_to(vm: &mut Vm, target: Obj, callback: Obj) -> Res<This<WeakRef>> {
    if !target.is_pointer() || !vm.heap.contains(target.bits()) {
        return Err(exc::type_error(vm, text!("not a heap object")));
    }
    vm.new_weak(target, callback)
}

fn ref_make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 1, 2)?;
    let callback = args.get(1).unwrap_or(Obj::NONE);
    link_to(vm, args.get(0).unwrap_or(Obj::NONE), callback).map(This::obj)
}

fn ref_call(vm: &mut Vm, object: Obj, _: Args<'_>) -> Res {
    Ok(object.cast::<WeakRef>().and_then(|link| link.target(vm)).unwrap_or(Obj::NONE))
}

fn ref_del(vm: &mut Vm, link: This<WeakRef>) {
    link.cut(vm);
}

fn finalize_make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    let [target, callback, rest @ ..] = args.pos else {
        return Err(Args::positional(args.pos)
            .check(vm, 2, usize::MAX)
            .err()
            .unwrap_or_else(|| exc::type_error(vm, text!(""))));
    };
    let rest = tuple::new(vm, rest)?.obj();
    let kwargs = dict::new(vm, args.n_kw())?;
    for (name, value) in args.keywords() {
        dict::store(vm, kwargs, name, value)?;
    }
    let link = link_to(vm, *target, *callback)?;
    let finalize = vm.alloc(Finalize { ty: This::rom(&FINALIZE), link, args: rest, kwargs })?.obj();
    link.get_mut(vm).owner = Some(finalize);
    Ok(finalize)
}

/// Calls what a `finalize` is for.
fn run(vm: &mut Vm, finalize: This<Finalize>) -> Res {
    let (link, args, kwargs) = {
        let f = finalize.get(vm);
        (f.link, f.args, f.kwargs.obj())
    };
    let callback = link.get(vm).callback;
    spread::spread_call(vm, callback, args, kwargs)
}

fn finalize_call(vm: &mut Vm, object: Obj, _: Args<'_>) -> Res {
    let Some(finalize) = object.cast::<Finalize>() else { return Ok(Obj::NONE) };
    let link = finalize.get(vm).link;
    if link.target(vm).is_none() {
        return Ok(Obj::NONE);
    }
    link.cut(vm);
    run(vm, finalize)
}

fn peek(vm: &mut Vm, finalize: This<Finalize>) -> Res {
    let (link, args, kwargs) = {
        let f = finalize.get(vm);
        (f.link, f.args, f.kwargs)
    };
    let Some(target) = link.target(vm) else { return Ok(Obj::NONE) };
    let callback = link.get(vm).callback;
    tuple::new(vm, &[target, callback, args, kwargs.obj()]).map(This::obj)
}

fn detach(vm: &mut Vm, finalize: This<Finalize>) -> Res {
    let parts = peek(vm, finalize)?;
    finalize.get(vm).link.cut(vm);
    Ok(parts)
}

fn finalize_attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    match object.cast::<Finalize>() {
        Some(finalize) if name == qstr!(alive) => {
            Ok(Some(Obj::bool(finalize.get(vm).link.target(vm).is_some())))
        }
        _ => Ok(None),
    }
}

/// Tells that the target of a reference has gone. What the callback raises is shown.
pub(crate) fn tell(vm: &mut Vm, link: This<WeakRef>) {
    let pending = vm.thread.pending.take();
    let callback = link.get(vm).callback;
    let result = match link.get(vm).owner.and_then(|o| o.cast::<Finalize>()) {
        Some(finalize) => run(vm, finalize),
        None if callback == Obj::NONE => Ok(callback),
        None => vm.call(callback, &[link.obj()]),
    };
    if let Err(raise) = result {
        let exception = vm.take_exception(raise);
        let announced = write(vm, Out::Stderr, b"Unhandled exception in weakref callback:\n");
        vm.ignore(announced);
        traceback::show(vm, Out::Stderr, exception);
    }
    vm.thread.pending = pending;
}

class! {
    /// `weakref.ref`.
    pub static REF: ref {
        slots { make_new: ref_make_new, call: ref_call }
        __del__ = fn ref_del;
    }
}

class! {
    /// `weakref.finalize`.
    pub static FINALIZE: finalize {
        slots { make_new: finalize_make_new, call: finalize_call, attr: finalize_attr }
        peek = fn peek;
        detach = fn detach;
    }
}

module! {
    /// References that keep nothing alive.
    pub static WEAKREF: weakref {
        ref = ty REF;
        finalize = ty FINALIZE;
    }
}
