//! Starred arguments: sequences and mappings spread into plain ones.
use micropyrite_bytecode::qstr;

use crate::heap::This;
use crate::obj::{Obj, Slot};
use crate::runtime::each::each_quietly;
use crate::runtime::iter;
use crate::types::{self, list};
use crate::{Res, Vm};

/// Spreads the starred arguments of a call. Answers all arguments in one tuple-like block, and how many are
/// positional and keyword.
pub(crate) fn spread(
    vm: &mut Vm,
    receiver: Slot,
    items: &[Slot],
    n_pos: usize,
    stars: usize,
) -> Res<(This<types::List>, usize, usize)> {
    let all = list::with_capacity(vm, items.len() + 4)?;
    if let Some(receiver) = receiver {
        list::push(vm, all, receiver)?;
    }
    let (pos, kw) = items.split_at(n_pos.min(items.len()));
    for (i, item) in pos.iter().flatten().enumerate() {
        if i < usize::BITS as usize && stars >> i & 1 != 0 {
            spread_sequence(vm, all, *item)?;
        } else {
            list::push(vm, all, *item)?;
        }
    }
    let total_pos = all.items(vm).len();
    for pair in kw.chunks_exact(2) {
        // The null word as a key says that the value is a mapping to be spread.
        match (pair[0], pair[1]) {
            (None, Some(mapping)) => spread_mapping(vm, all, mapping)?,
            (Some(key), Some(value)) => {
                list::push(vm, all, key)?;
                list::push(vm, all, value)?;
            }
            _ => {}
        }
    }
    let n_kw = (all.items(vm).len() - total_pos) / 2;
    Ok((all, total_pos, n_kw))
}

fn spread_sequence(vm: &mut Vm, all: This<types::List>, sequence: Obj) -> Res<()> {
    each_quietly(vm, sequence, &mut |vm, item| list::push(vm, all, item).map(|()| true))
}

fn spread_mapping(vm: &mut Vm, all: This<types::List>, mapping: Obj) -> Res<()> {
    if let Some(dict) = mapping.as_dict() {
        let mut from = 0;
        while let Some((i, key, value)) = dict.get(vm).map.next(from) {
            push_keyword(vm, all, key, value)?;
            from = i + 1;
        }
        return Ok(());
    }
    // Anything with `keys` and items.
    let keys = crate::runtime::attr::load(vm, mapping, qstr!(keys))?;
    let keys = vm.call(keys, &[])?;
    let iterator = iter::get(vm, keys)?;
    while let Some(key) = iter::next(vm, iterator)? {
        let value = crate::runtime::ops::subscr(vm, mapping, key)?;
        push_keyword(vm, all, key, value)?;
    }
    Ok(())
}

fn push_keyword(vm: &mut Vm, all: This<types::List>, key: Obj, value: Obj) -> Res<()> {
    let name = Obj::qstr(types::str::get_qstr(vm, key)?);
    list::push(vm, all, name)?;
    list::push(vm, all, value)
}

/// Calls with positional arguments from a tuple and keyword arguments from a dict (or `None`).
///
/// # Raises
/// As [`Vm::call`].
pub fn spread_call(vm: &mut Vm, fun: Obj, args: Obj, kwargs: Obj) -> Res {
    // As a call with stars would do it: the arguments are laid out above the running frame.
    let keys = [Some(args), None, Some(kwargs)];
    let items = if kwargs == Obj::NONE { &keys[..1] } else { &keys[..] };
    let (all, n_pos, n_kw) = spread(vm, None, items, 1, 1)?;
    vm.call_list(fun, all, n_pos, n_kw)
}
