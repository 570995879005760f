//! `zip`: tuples of the items of several iterables.
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::iter;
use crate::types::{Tuple, Ty};
use crate::{Res, Vm, class, layout};

layout! {
    /// An iterator over several iterators in step.
    pub struct Zip: ZIP, Scanned {
        /// The iterators below.
        pub iters: This<Tuple>,
    }
}

/// A tuple of iterators over the given iterables.
///
/// # Raises
/// `TypeError` for what is not iterable; `MemoryError`.
pub(super) fn iterators(vm: &mut Vm, iterables: &[Obj]) -> Res<This<Tuple>> {
    let iters = vm.new_tuple_with(iterables.len(), |_, out| out.copy_from_slice(iterables))?;
    for (i, iterable) in iterables.iter().enumerate() {
        let iter = iter::get(vm, *iterable)?;
        iters.items_mut(vm)[i] = iter;
    }
    Ok(iters)
}

/// The next items of all iterators, as a new tuple; none where one of them ends.
///
/// # Raises
/// What the iterators raise; `MemoryError`.
pub(super) fn next_items(vm: &mut Vm, iters: This<Tuple>) -> Res<Option<This<Tuple>>> {
    let n = iters.items(vm).len();
    let mut items: Option<This<Tuple>> = None;
    for i in 0..n {
        let Some(&below) = iters.items(vm).get(i) else { return Ok(None) };
        let item = iter::next_or_stop(vm, below)?;
        if item == Obj::STOP {
            return Ok(None);
        }
        // Nothing is allocated when the first iterator is at its end.
        let tuple = match items {
            Some(tuple) => tuple,
            None => vm.new_tuple_with(n, |_, _| ())?,
        };
        items = Some(tuple);
        if let Some(place) = tuple.items_mut(vm).get_mut(i) {
            *place = item;
        }
    }
    Ok(items)
}

fn make_new(vm: &mut Vm, ty: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, usize::MAX)?;
    let iters = iterators(vm, args.pos)?;
    Ok(vm.alloc(Zip { ty, iters })?.obj())
}

fn next(vm: &mut Vm, object: Obj) -> Res {
    let Some(this) = object.cast::<Zip>() else { return Ok(Obj::STOP) };
    // Iterators over iterators may be nested as deep as memory allows.
    vm.check_stack()?;
    let iters = this.get(vm).iters;
    Ok(next_items(vm, iters)?.map_or(Obj::STOP, This::obj))
}

class! {
    /// `zip`
    pub static ZIP: zip { slots { make_new: make_new, next: next } }
}
