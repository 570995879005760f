//! Lookups: what names were found to mean in classes.
//!
//! An entry holds as long as no class changes (`Vm::class_version`), so that nothing is kept alive by it, nor has to be
//! forgotten: an address is a class's as long as the version is the same.
use core::cell::Cell;

use crate::obj::Obj;
use crate::types::Ty;
use crate::{Qstr, Vm, config};

/// How many are remembered: a power of two, or none.
const N: usize = if config::TIER1 { 256 } else { 0 };

/// What was found: the value, and the class that has it.
type Found = Option<(Obj, Ty)>;

#[derive(Clone, Copy)]
struct Entry {
    class: usize,
    version: usize,
    name: Qstr,
    found: Found,
}

/// What was looked up lately.
pub(crate) struct Lookups([Cell<Entry>; N]);

impl Lookups {
    /// Nothing was.
    pub(crate) const fn new() -> Lookups {
        Lookups([const { Cell::new(Entry { class: 0, version: 0, name: Qstr::NULL, found: None }) }; N])
    }
}

/// What a name means in a class; `look` says it where it is not remembered.
#[inline(always)]
pub(super) fn remembered(vm: &Vm, class: Ty, name: Qstr, look: impl FnOnce() -> Found) -> Found {
    let (address, version) = (class.raw() as usize, vm.class_version);
    if !config::TIER1 || version == 0 {
        return look();
    }
    let at = (address >> 4) ^ (address >> 12) ^ usize::from(name.0).wrapping_mul(5);
    let Some(cell) = vm.lookups.0.get(at & N.wrapping_sub(1)) else { return look() };
    let entry = cell.get();
    if entry.class == address && entry.version == version && entry.name == name {
        return entry.found;
    }
    let found = look();
    cell.set(Entry { class: address, version, name, found });
    found
}
