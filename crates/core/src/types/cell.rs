//! `cell`: a variable that functions share.
use crate::heap::{Layout, This};
use crate::obj::Slot;
use crate::{Res, Vm, class, layout};

layout! {
    /// A variable of an outer function.
    pub struct Cell: CELL, Scanned {
        /// What it holds.
        pub value: Slot,
    }
}

/// A cell that holds a value, or nothing.
///
/// # Raises
/// `MemoryError`.
#[inline]
pub fn new(vm: &mut Vm, value: Slot) -> Res<This<Cell>> {
    vm.alloc(Cell { ty: This::rom(<Cell as Layout>::DEF), value })
}

class! {
    /// Type of cells; no Python code sees one.
    pub static CELL: cell { slots {} }
}
