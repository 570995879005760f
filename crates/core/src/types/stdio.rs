//! `sys.stdin`, `sys.stdout`, `sys.stderr`: files over the handles 0, 1 and 2.
//!
//! They are made when somebody asks for them first, and kept in the roots.
use crate::types::file;
use crate::{Res, Vm};

/// A standard stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standard {
    /// `sys.stdin`
    Input = 0,
    /// `sys.stdout`
    Output = 1,
    /// `sys.stderr`
    Error = 2,
}

/// The object of a standard stream.
///
/// # Raises
/// `MemoryError`.
pub fn get(vm: &mut Vm, which: Standard) -> Res {
    let handle = which as usize;
    if let Some(file) = vm.roots.stdio.get(handle).copied().flatten() {
        return Ok(file);
    }
    let buffer = file::new_raw(vm, handle as isize)?;
    let file = file::new_text(vm, handle as isize, Some(buffer.obj()))?.obj();
    if let Some(place) = vm.roots.stdio.get_mut(handle) {
        *place = Some(file);
    }
    Ok(file)
}
