//! `map`: what a function makes of the items of iterables.
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::{exc, iter};
use crate::types::{Tuple, Ty, zip};
use crate::{Res, Vm, class, layout};

layout! {
    /// An iterator that calls a function.
    pub struct MapIter: MAP, Scanned {
        /// The function.
        pub fun: Obj,
        /// The iterators below.
        pub iters: This<Tuple>,
    }
}

/// The most iterables that can be walked in step: their items lie on the native stack for the call.
const MOST: usize = 64;

fn make_new(vm: &mut Vm, ty: Ty, args: Args<'_>) -> Res {
    args.check(vm, 2, usize::MAX)?;
    let [fun, iterables @ ..] = args.pos else { return Ok(Obj::NONE) };
    if iterables.len() > MOST {
        return Err(exc::type_error(vm, text!("too many arguments")));
    }
    let iters = zip::iterators(vm, iterables)?;
    Ok(vm.alloc(MapIter { ty, fun: *fun, iters })?.obj())
}

fn next(vm: &mut Vm, object: Obj) -> Res {
    let Some(this) = object.cast::<MapIter>() else { return Ok(Obj::STOP) };
    // Iterators over iterators may be nested as deep as memory allows.
    vm.check_stack()?;
    let &MapIter { fun, iters, .. } = this.get(vm);
    if let [below] = *iters.items(vm) {
        let item = iter::next_or_stop(vm, below)?;
        return if item == Obj::STOP { Ok(item) } else { vm.call(fun, &[item]) };
    }
    match zip::next_items(vm, iters)? {
        Some(items) => call_with(vm, fun, items),
        None => Ok(Obj::STOP),
    }
}

/// Calls a function with the items of a tuple, which are copied out of the heap for that.
#[inline(never)]
fn call_with(vm: &mut Vm, fun: Obj, items: This<Tuple>) -> Res {
    let mut args = [Obj::NONE; MOST];
    let items = items.items(vm);
    let n = items.len().min(MOST);
    args[..n].copy_from_slice(&items[..n]);
    vm.call(fun, &args[..n])
}

class! {
    /// `map`
    pub static MAP: map { slots { make_new: make_new, next: next } }
}
