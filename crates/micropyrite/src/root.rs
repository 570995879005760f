//! `Root`: a value that a program keeps, which survives collections.
//!
//! The values lie in a list in the heap; a root is a place in it. Places of values that were let go are used again:
//! they form a chain of numbers that starts at the list's first item.
use micropyrite_bytecode::qstr;
use micropyrite_core::heap::This;
use micropyrite_core::runtime::{exc, module_state};
use micropyrite_core::text;
use micropyrite_core::types::{List, list};
use micropyrite_core::{Obj, Res, Vm};

/// A value that is kept alive until [`Vm::release`](crate::Vm::release).
#[derive(Debug, PartialEq, Eq)]
pub struct Root {
    place: usize,
}

/// The list; its first item is the number of the first free place, 0 for none.
fn table(vm: &mut Vm) -> Res<Option<This<List>>> {
    let table =
        module_state::get_or_make(vm, qstr!(builtins), |vm| list::new(vm, &[Obj::small(0)]).map(This::obj))?;
    Ok(table.cast::<List>())
}

fn set(vm: &mut Vm, table: This<List>, place: usize, value: Obj) {
    vm.set_obj(|vm| &mut table.get_mut(vm).items, place, value);
}

/// Keeps a value.
///
/// # Raises
/// `MemoryError`.
pub fn keep(vm: &mut Vm, value: Obj) -> Res<Root> {
    let Some(table) = table(vm)? else { return Err(exc::value_error(vm, text!(""))) };
    let free = table.item(vm, 0).and_then(Obj::as_small).unwrap_or(0) as usize;
    if free == 0 {
        let place = table.items(vm).len();
        list::push(vm, table, value)?;
        return Ok(Root { place });
    }
    let next = table.item(vm, free).unwrap_or(Obj::small(0));
    set(vm, table, 0, next);
    set(vm, table, free, value);
    Ok(Root { place: free })
}

/// The value.
///
/// # Raises
/// `ValueError` for a root of another interpreter, as far as that shows.
pub fn get(vm: &mut Vm, root: &Root) -> Res {
    let value = table(vm)?.and_then(|table| table.item(vm, root.place));
    value.ok_or(()).map_err(|()| exc::value_error(vm, text!("unknown root")))
}

/// Lets go of a value.
pub fn release(vm: &mut Vm, root: Root) {
    let table = table(vm);
    if let Some(table) = vm.ignore(table).flatten() {
        let free = table.item(vm, 0).unwrap_or(Obj::small(0));
        set(vm, table, root.place, free);
        set(vm, table, 0, Obj::small(root.place as isize));
    }
}
