//! `enumerate`: items with their numbers.
use micropyrite_bytecode::qstr;

use crate::obj::Obj;
use crate::runtime::args::{ArgSpec, Args, parse};
use crate::runtime::iter;
use crate::types::{Ty, int, tuple};
use crate::{Res, Vm, class, layout};

layout! {
    /// An iterator over pairs of number and item.
    pub struct Enumerate: ENUMERATE, Scanned, if crate::config::EXTRA {
        /// The iterator below.
        pub iter: Obj,
        /// The next number.
        pub number: isize,
    }
}

fn make_new(vm: &mut Vm, ty: Ty, args: Args<'_>) -> Res {
    const SPECS: [ArgSpec; 2] =
        [ArgSpec::required(qstr!(iterable)), ArgSpec::optional(qstr!(start), Obj::small(0))];
    let [iterable, start] = parse(vm, args, &SPECS)?;
    let number = int::get(vm, start)?;
    let iter = iter::get(vm, iterable)?;
    Ok(vm.alloc(Enumerate { ty, iter, number })?.obj())
}

fn next(vm: &mut Vm, object: Obj) -> Res {
    let Some(this) = object.cast::<Enumerate>() else { return Ok(Obj::STOP) };
    // Iterators over iterators may be nested as deep as memory allows.
    vm.check_stack()?;
    let below = this.get(vm).iter;
    let item = iter::next_or_stop(vm, below)?;
    if item == Obj::STOP {
        return Ok(item);
    }
    let number = this.get(vm).number;
    this.get_mut(vm).number = number.wrapping_add(1);
    let number = match Obj::try_small(number) {
        Some(small) => small,
        None => int::new(vm, number)?,
    };
    Ok(tuple::new(vm, &[number, item])?.obj())
}

class! {
    /// `enumerate`
    pub static ENUMERATE: enumerate { slots { make_new: make_new, next: next } }
}
