//! Indices: from a value to a place in a sequence.
use crate::obj::Obj;
use crate::runtime::exc::{self, Value};
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
            Err(exc::raise_name(
                vm,
                &types::INDEX_ERROR,
                template!("index out of range", "% index out of range"),
                name,
            ))
        }
    }
}

#[cold]
fn not_an_index(vm: &mut Vm, ty: Ty, index: Obj) -> crate::Raise {
    let values = [Value::Name(ty.get(vm).name), Value::TypeOf(index)];
    let template = template!("indices must be integers", "% indices must be integers, not %");
    exc::raise_with(vm, &types::TYPE_ERROR, template, &values)
}
