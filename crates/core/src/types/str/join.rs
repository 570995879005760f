//! `join`: texts of a sequence with a separator between them.
use super::{Kind, data, kind_of, self_kind, with_len};
use crate::obj::Obj;
use crate::runtime::{exc, unpack};
use crate::types::{List, Tuple};
use crate::{Res, Vm};

fn items(vm: &Vm, sequence: Obj) -> &[Obj] {
    match (sequence.cast::<List>(), sequence.cast::<Tuple>()) {
        (Some(list), _) => list.items(vm),
        (_, Some(tuple)) => tuple.items(vm),
        _ => &[],
    }
}

/// Length of the joined text; `None`: an item is of another kind, or it would be too long.
fn total_len(vm: &Vm, kind: Kind, sequence: Obj, separator_len: usize) -> Option<usize> {
    let items = items(vm, sequence);
    let mut total = items.len().saturating_sub(1).checked_mul(separator_len)?;
    for item in items {
        if (kind_of(*item)? == Kind::Str) != (kind == Kind::Str) {
            return None;
        }
        total = total.checked_add(data(vm, *item).len())?;
    }
    Some(total)
}

pub(crate) fn join(vm: &mut Vm, separator: Obj, sequence: Obj) -> Res {
    let kind = self_kind(vm, separator)?;
    // What is neither a list nor a tuple is made a list first; the lengths are needed before the text.
    let is_sequence = sequence.cast::<List>().is_some() || sequence.cast::<Tuple>().is_some();
    let sequence = if is_sequence { sequence } else { unpack::to_list(vm, sequence)?.obj() };
    let separator_len = data(vm, separator).len();
    let Some(total) = total_len(vm, kind, sequence, separator_len) else {
        return Err(exc::type_error(
            vm,
            text!("join expects a list of str/bytes objects consistent with self object"),
        ));
    };
    with_len(vm, kind, total, |vm, out| {
        let mut out = out;
        for (i, item) in items(vm, sequence).iter().enumerate() {
            let between = if i == 0 { &[][..] } else { data(vm, separator) };
            for part in [between, data(vm, *item)] {
                let Some((room, rest)) = out.split_at_mut_checked(part.len()) else { return };
                room.copy_from_slice(part);
                out = rest;
            }
        }
    })
}
