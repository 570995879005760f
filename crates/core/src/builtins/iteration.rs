//! Builtins that go through iterables: `iter next all any sum min max sorted`.
use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_bytecode::qstr;

use crate::native::NativeFun;
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::unpack::Walk;
use crate::runtime::{exc, iter, ops, unpack};
use crate::types::list_sort;
use crate::{Res, Vm};

/// `__next__` of iterators that have it as a slot.
pub static NEXT_METHOD: NativeFun = NativeFun::new(1, 1, next_method);

fn next_method(vm: &mut Vm, args: &[Obj]) -> Res {
    next_of(vm, args[0])
}

fn next_of(vm: &mut Vm, iterator: Obj) -> Res {
    let item = iter::next_or_stop(vm, iterator)?;
    if item == Obj::STOP { Err(exc::stop_iteration(vm, Obj::NONE)) } else { Ok(item) }
}

pub(super) fn next(vm: &mut Vm, args: &[Obj]) -> Res {
    match args {
        [iterator, default] => Ok(iter::next(vm, *iterator)?.unwrap_or(*default)),
        _ => next_of(vm, args[0]),
    }
}

pub(super) fn iter(vm: &mut Vm, object: Obj) -> Res {
    iter::get(vm, object)
}

/// Whether an item of an iterable has a truth value.
fn has(vm: &mut Vm, iterable: Obj, wanted: bool) -> Res<bool> {
    let mut walk = Walk::new(vm, iterable)?;
    while let Some(item) = walk.next(vm)? {
        if ops::truth(vm, item)? == wanted {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn all(vm: &mut Vm, iterable: Obj) -> Res<bool> {
    has(vm, iterable, false).map(|found| !found)
}

pub(super) fn any(vm: &mut Vm, iterable: Obj) -> Res<bool> {
    has(vm, iterable, true)
}

pub(super) fn sum(vm: &mut Vm, args: &[Obj]) -> Res {
    let mut total = args.get(1).copied().unwrap_or(Obj::small(0));
    let mut walk = Walk::new(vm, args[0])?;
    while let Some(item) = walk.next(vm)? {
        total = match Obj::small2(total, item) {
            Some(_) => match Obj::add_small(total, item) {
                Some(sum) => sum,
                None => ops::binary(vm, BinaryOp::Add, total, item)?,
            },
            None => ops::binary(vm, BinaryOp::Add, total, item)?,
        };
    }
    Ok(total)
}

/// The item so far whose key is best.
struct Best {
    op: BinaryOp,
    key_fun: Slot,
    found: Option<(Obj, Obj)>,
}

impl Best {
    fn offer(&mut self, vm: &mut Vm, item: Obj) -> Res<()> {
        let key = match self.key_fun {
            Some(fun) => vm.call(fun, &[item])?,
            None => item,
        };
        let better = match self.found {
            None => true,
            Some((best, _)) => ops::binary(vm, self.op, key, best)? == Obj::TRUE,
        };
        if better {
            self.found = Some((key, item));
        }
        Ok(())
    }
}

fn best(vm: &mut Vm, args: Args<'_>, op: BinaryOp) -> Res {
    let mut best = Best { op, key_fun: args.keyword(vm, qstr!(key)), found: None };
    if let [iterable] = args.pos {
        let mut walk = Walk::new(vm, *iterable)?;
        while let Some(item) = walk.next(vm)? {
            best.offer(vm, item)?;
        }
    } else {
        for item in args.pos {
            best.offer(vm, *item)?;
        }
    }
    match best.found {
        Some((_, item)) => Ok(item),
        None => match args.keyword(vm, qstr!(default)) {
            Some(default) => Ok(default),
            None => Err(exc::value_error(vm, text!("arg is an empty sequence"))),
        },
    }
}

pub(super) fn min(vm: &mut Vm, args: Args<'_>) -> Res {
    best(vm, args, BinaryOp::Less)
}

pub(super) fn max(vm: &mut Vm, args: Args<'_>) -> Res {
    best(vm, args, BinaryOp::More)
}

pub(super) fn sorted(vm: &mut Vm, args: Args<'_>) -> Res {
    let [iterable] = args.pos else {
        return Err(exc::type_error(vm, text!("must use keyword argument for key function")));
    };
    let list = unpack::to_list(vm, *iterable)?;
    list_sort::sort_with(vm, list, Args { pos: &[], kw: args.kw })?;
    Ok(list.obj())
}
