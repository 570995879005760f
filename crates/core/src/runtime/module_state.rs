//! State of library modules: one object for each, by the module's name.
//!
//! A module that remembers something keeps it here and not in a static, so that several interpreters can run in
//! one process. The table is made when the first of them needs it.
use crate::Qstr;
use crate::obj::{Obj, Slot};
use crate::types::dict;
use crate::{Res, Vm};

/// State of a module, if it has stored any.
#[inline]
pub fn get(vm: &Vm, module: Qstr) -> Slot {
    dict::get_qstr(vm, vm.roots.module_state?, module)
}

/// Stores a module's state.
///
/// # Raises
/// `MemoryError`.
pub fn set(vm: &mut Vm, module: Qstr, state: Obj) -> Res<()> {
    let table = match vm.roots.module_state {
        Some(table) => table,
        None => {
            let table = dict::new(vm, 1)?;
            vm.roots.module_state = Some(table);
            table
        }
    };
    dict::store_qstr(vm, table, module, state)
}

/// State of a module; `make` makes it where there is none yet.
///
/// # Raises
/// What `make` raises; `MemoryError`.
pub fn get_or_make(vm: &mut Vm, module: Qstr, make: impl FnOnce(&mut Vm) -> Res) -> Res {
    if let Some(state) = get(vm, module) {
        return Ok(state);
    }
    let state = make(vm)?;
    set(vm, module, state)?;
    Ok(state)
}
