//! Taking sequences and iterables apart.
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::each::each_quietly;
use crate::runtime::exc;
use crate::types::{List, list};
use crate::{Res, Vm, config};

/// Items of a tuple or list.
pub fn items(vm: &Vm, object: Obj) -> Option<&[Obj]> {
    if let Some(tuple) = object.as_tuple() {
        return Some(tuple.items(vm));
    }
    object.cast::<List>().map(|list| list.items(vm))
}

/// All items of an iterable as a new list.
///
/// # Raises
/// `TypeError`, `MemoryError`, what iterating raises.
pub fn to_list(vm: &mut Vm, object: Obj) -> Res<This<List>> {
    first_to_list(vm, object, usize::MAX)
}

/// The first `most` items of an iterable as a new list.
///
/// # Raises
/// As [`to_list`].
pub fn first_to_list(vm: &mut Vm, object: Obj, most: usize) -> Res<This<List>> {
    if !config::COMPACT
        && let Some(len) = items(vm, object).map(<[Obj]>::len)
    {
        let n = len.min(most);
        let new = list::with_capacity(vm, n)?;
        for i in 0..n {
            let Some(item) = items(vm, object).and_then(|s| s.get(i).copied()) else { break };
            list::push(vm, new, item)?;
        }
        return Ok(new);
    }
    let new = list::with_capacity(vm, 0)?;
    each_quietly(vm, object, &mut |vm, item| {
        list::push(vm, new, item)?;
        Ok(new.items(vm).len() < most)
    })?;
    Ok(new)
}

/// Refuses what is neither tuple nor list.
///
/// # Raises
/// `TypeError`.
pub fn check_sequence(vm: &mut Vm, object: Obj) -> Res<usize> {
    match items(vm, object).map(<[Obj]>::len) {
        Some(len) => Ok(len),
        None => Err(exc::type_error_of(
            vm,
            template!("expected tuple/list", "object '%' isn't a tuple or list"),
            object,
        )),
    }
}

/// The items of a tuple or list of a given length.
///
/// # Raises
/// `TypeError`; `ValueError` for another length.
pub fn fixed<const N: usize>(vm: &mut Vm, object: Obj) -> Res<[Obj; N]> {
    let len = check_sequence(vm, object)?;
    match items(vm, object).and_then(|s| <[Obj; N]>::try_from(s).ok()) {
        Some(items) => Ok(items),
        None => Err(exc::raise_with(
            vm,
            &crate::types::VALUE_ERROR,
            template!("tuple/list has wrong length", "requested length % but object has length %"),
            &[exc::Value::Number(N as isize), exc::Value::Number(len as isize)],
        )),
    }
}
