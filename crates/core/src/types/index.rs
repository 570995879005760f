//! Indices: from a value to a place in a sequence.
use crate::obj::Obj;
use crate::runtime::exc::{self, Piece};
use crate::types::{self, Ty, int};
use crate::{Res, Vm};

pub use crate::types::int::get_maybe as integer;

/// Place of an index in a sequence of `len` items of type `ty`. `is_slice`: it is a bound, which is moved inside.
///
/// # Raises
/// `TypeError` for what is no integer, `IndexError` for what lies outside.
pub fn get(vm: &mut Vm, ty: Ty, len: usize, index: Obj, is_slice: bool) -> Res<usize> {
    let Some(i) = int::get_maybe(vm, index)? else { return Err(not_an_index(vm, ty, index)) };
    let place = if i < 0 { i.checked_add_unsigned(len) } else { Some(i) };
    let place = place.and_then(|p| usize::try_from(p).ok());
    if is_slice {
        return Ok(place.unwrap_or(0).min(len));
    }
    match place {
        Some(place) if place < len => Ok(place),
        _ => {
            let name = ty.get(vm).name;
            Err(exc::raise_fmt_qstr(vm, &types::INDEX_ERROR, "", name, " index out of range"))
        }
    }
}

#[cold]
fn not_an_index(vm: &mut Vm, ty: Ty, index: Obj) -> crate::Raise {
    let (name, other) = (ty.get(vm).name, index.ty().get(vm).name);
    let pieces = [Piece::Name(name), Piece::Text(" indices must be integers, not "), Piece::Name(other)];
    exc::raise_pieces(vm, &types::TYPE_ERROR, &pieces)
}
