//! `reversed`: the items of a sequence from the last to the first.
use micropyrite_bytecode::qstr;

use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::{attr, ops};
use crate::types::{Ty, sequence};
use crate::{Res, Vm, class, layout};

layout! {
    /// An iterator that goes backwards.
    pub struct Reversed: REVERSED, Scanned, if crate::config::EXTRA {
        /// The sequence.
        pub base: Obj,
        /// One more than the index of the next item; 0 at the end.
        pub left: usize,
    }
}

fn make_new(vm: &mut Vm, ty: Ty, args: Args<'_>) -> Res {
    args.check(vm, 1, 1)?;
    let &[base] = args.pos else { return Ok(Obj::NONE) };
    // A class may have its own way.
    if let Some(method) = attr::load_maybe(vm, base, qstr!(__reversed__))? {
        return vm.call(method, &[]);
    }
    let left = ops::len_of(vm, base)?;
    Ok(vm.alloc(Reversed { ty, base, left })?.obj())
}

fn next(vm: &mut Vm, object: Obj) -> Res {
    let Some(this) = object.cast::<Reversed>() else { return Ok(Obj::STOP) };
    // Iterators over iterators may be nested as deep as memory allows.
    vm.check_stack()?;
    let &Reversed { base, left, .. } = this.get(vm);
    let Some(i) = left.checked_sub(1) else { return Ok(Obj::STOP) };
    this.get_mut(vm).left = i;
    // PERF: lists and tuples without the detour over an index object.
    if let Some(item) = sequence::items_of(vm, base).and_then(|items| items.get(i)) {
        return Ok(*item);
    }
    ops::subscr(vm, base, Obj::small(i as isize))
}

class! {
    /// `reversed`
    pub static REVERSED: reversed { slots { make_new: make_new, next: next } }
}
