//! `filter`: the items for which a function answers something true.
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::{iter, ops};
use crate::types::Ty;
use crate::{Res, Vm, class, layout};

layout! {
    /// An iterator that leaves items out.
    pub struct Filter: FILTER, Scanned, if crate::config::EXTRA {
        /// The function; `None`: the items themselves say whether they are true.
        pub fun: Obj,
        /// The iterator below.
        pub iter: Obj,
    }
}

fn make_new(vm: &mut Vm, ty: Ty, args: Args<'_>) -> Res {
    args.check(vm, 2, 2)?;
    let &[fun, iterable] = args.pos else { return Ok(Obj::NONE) };
    let iter = iter::get(vm, iterable)?;
    Ok(vm.alloc(Filter { ty, fun, iter })?.obj())
}

fn next(vm: &mut Vm, object: Obj) -> Res {
    let Some(this) = object.cast::<Filter>() else { return Ok(Obj::STOP) };
    // Iterators over iterators may be nested as deep as memory allows.
    vm.check_stack()?;
    let &Filter { fun, iter: below, .. } = this.get(vm);
    loop {
        let item = iter::next_or_stop(vm, below)?;
        if item == Obj::STOP {
            return Ok(item);
        }
        let verdict = if fun == Obj::NONE { item } else { vm.call(fun, &[item])? };
        if ops::truth(vm, verdict)? {
            return Ok(item);
        }
    }
}

class! {
    /// `filter`
    pub static FILTER: filter { slots { make_new: make_new, next: next } }
}
