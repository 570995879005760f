//! `PinBase`: base of pins written in Python; reading and setting any pin.
//!
//! A pin is what has a method `value`: without an argument it tells the level, with one it sets it.
use micropyrite_core::bytecode::qstr;
use micropyrite_core::heap::This;
use micropyrite_core::runtime::args::Args;
use micropyrite_core::runtime::attr;
use micropyrite_core::types::{Ty, int};
use micropyrite_core::{Obj, Res, Vm, class, library_layout};

library_layout! {
    /// A pin without a level: only classes that derive from it have one.
    pub struct PinBase: PIN_BASE, Plain {}
}

/// All of them.
static PIN: PinBase = PinBase { ty: This::rom(&PIN_BASE) };

fn make_new(_: &mut Vm, _: Ty, _: Args<'_>) -> Res {
    Ok(Obj::rom(&PIN))
}

fn value(vm: &mut Vm, pin: Obj, args: &[Obj]) -> Res {
    let method = attr::load_method(vm, pin, qstr!(value))?;
    vm.call_method(method, args)
}

/// The level of a pin, usually 0 or 1.
///
/// # Raises
/// What its method raises; `AttributeError` if it has none; `TypeError` if that answers no integer.
pub fn read(vm: &mut Vm, pin: Obj) -> Res<i32> {
    let level = value(vm, pin, &[])?;
    Ok(int::get(vm, level)? as i32)
}

/// Sets a pin.
///
/// # Raises
/// What its method raises; `AttributeError` if it has none.
pub fn write(vm: &mut Vm, pin: Obj, level: bool) -> Res<()> {
    value(vm, pin, &[Obj::bool(level)]).map(drop)
}

class! {
    /// `machine.PinBase`
    pub static PIN_BASE: PinBase {
        slots { make_new: make_new }
    }
}
