//! Writing JSON.
//!
//! Containers are walked here, since only this module knows the separators that were asked for; everything else
//! prints itself. What is no JSON prints as its `repr`, as upstream does it.
use micropyrite_core::bytecode::qstr;
use micropyrite_core::heap::This;
use micropyrite_core::runtime::print::{Out, PrintKind, write, write_obj, write_text};
use micropyrite_core::runtime::unpack;
use micropyrite_core::types::{Dict, List, Tuple, instance, str};
use micropyrite_core::{Obj, Res, Vm};

/// What stands between items, and between a key and its value.
#[derive(Clone, Copy)]
pub struct Separators {
    item: Obj,
    key: Obj,
}

impl Separators {
    /// Those given as a pair, or the usual ones for `None`.
    ///
    /// # Raises
    /// `TypeError`, `ValueError` for what is no pair of strings; `MemoryError`.
    pub fn of(vm: &mut Vm, given: Obj) -> Res<Separators> {
        if given == Obj::NONE {
            let (item, key) = (str::from_static(vm, ", ")?, str::from_static(vm, ": ")?);
            return Ok(Separators { item, key });
        }
        let [item, key] = unpack::fixed::<2>(vm, given)?;
        str::check_text(vm, item)?;
        str::check_text(vm, key)?;
        Ok(Separators { item, key })
    }
}

/// Writes a value.
///
/// # Raises
/// What the output or a `__repr__` raises; `RuntimeError` when nested too deep.
pub fn write_value(vm: &mut Vm, out: Out, value: Obj, separators: Separators) -> Res<()> {
    vm.check_stack()?;
    if let Some(dict) = value.as_dict() {
        return write_dict(vm, out, dict, separators);
    }
    if value.cast::<List>().is_some() || value.cast::<Tuple>().is_some() {
        return write_items(vm, out, value, separators);
    }
    if let Some(this) = value.as_instance()
        && instance::special(vm, this, qstr!(__repr__)).is_none()
        && let Some(native) = instance::native_base(vm, value)
    {
        return write_value(vm, out, native, separators);
    }
    write_obj(vm, out, value, PrintKind::Json)
}

fn write_items(vm: &mut Vm, out: Out, value: Obj, separators: Separators) -> Res<()> {
    write(vm, out, b"[")?;
    let mut i = 0;
    // Writing may run code that shortens a list.
    while let Some(item) = unpack::items(vm, value).and_then(|items| items.get(i).copied()) {
        if i > 0 {
            write_text(vm, out, separators.item)?;
        }
        write_value(vm, out, item, separators)?;
        i += 1;
    }
    write(vm, out, b"]")
}

fn write_dict(vm: &mut Vm, out: Out, dict: This<Dict>, separators: Separators) -> Res<()> {
    write(vm, out, b"{")?;
    let mut from = 0;
    let mut is_first = true;
    while let Some((i, key, value)) = dict.get(vm).map.next(from) {
        if !is_first {
            write_text(vm, out, separators.item)?;
        }
        is_first = false;
        // Keys of JSON are strings; what is none is put in quotes.
        let quoted = !key.is_qstr() && key.as_text_block().is_none();
        if quoted {
            write(vm, out, b"\"")?;
        }
        write_value(vm, out, key, separators)?;
        if quoted {
            write(vm, out, b"\"")?;
        }
        write_text(vm, out, separators.key)?;
        write_value(vm, out, value, separators)?;
        from = i + 1;
    }
    write(vm, out, b"}")
}
