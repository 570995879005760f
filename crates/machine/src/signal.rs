//! `Signal`: a pin that may be inverted, so that "on" means what a user sees.
use micropyrite_core::bytecode::qstr;
use micropyrite_core::heap::{Layout, This};
use micropyrite_core::obj::{FromObj, Opt};
use micropyrite_core::runtime::args::Args;
use micropyrite_core::runtime::{exc, ops};
use micropyrite_core::types::Ty;
use micropyrite_core::{Obj, Res, Vm, class, library_layout, text};

use crate::pin;

library_layout! {
    /// The signal.
    pub struct Signal: SIGNAL, Scanned {
        /// Its pin: anything with a method `value`, another signal too.
        pin: Obj,
        /// Whether it is on when the pin is low.
        is_inverted: bool,
    }
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    let invert = args.keyword(vm, qstr!(invert));
    let ([pin], true) = (args.pos, args.n_kw() == usize::from(invert.is_some())) else {
        return Err(exc::type_error(vm, text!("")));
    };
    let is_inverted = invert.map_or(Ok(false), |invert| ops::truth(vm, invert))?;
    let ty = This::rom(<Signal as Layout>::DEF);
    Ok(vm.alloc(Signal { ty, pin: *pin, is_inverted })?.obj())
}

/// The pin behind a signal that may be one of a signal, and whether it is inverted altogether.
fn resolve(vm: &Vm, this: This<Signal>) -> (Obj, bool) {
    let &Signal { mut pin, mut is_inverted, .. } = this.get(vm);
    while let Some(inner) = pin.cast::<Signal>() {
        let signal = inner.get(vm);
        pin = signal.pin;
        is_inverted ^= signal.is_inverted;
    }
    (pin, is_inverted)
}

fn set(vm: &mut Vm, this: This<Signal>, level: bool) -> Res<()> {
    let (pin, is_inverted) = resolve(vm, this);
    pin::write(vm, pin, level ^ is_inverted)
}

fn value(vm: &mut Vm, this: This<Signal>, level: Opt<bool>) -> Res {
    if let Some(level) = level.0 {
        return set(vm, this, level).map(|()| Obj::NONE);
    }
    let (pin, is_inverted) = resolve(vm, this);
    let level = pin::read(vm, pin)?;
    Ok(Obj::small((level ^ i32::from(is_inverted)) as isize))
}

fn on(vm: &mut Vm, this: This<Signal>) -> Res<()> {
    set(vm, this, true)
}

fn off(vm: &mut Vm, this: This<Signal>) -> Res<()> {
    set(vm, this, false)
}

fn call(vm: &mut Vm, object: Obj, args: Args<'_>) -> Res {
    args.check(vm, 0, 1)?;
    let this = This::<Signal>::from_obj(vm, object)?;
    let level = args.get(0).map(|level| ops::truth(vm, level)).transpose()?;
    value(vm, this, Opt(level))
}

class! {
    /// `machine.Signal`
    pub static SIGNAL: Signal {
        slots { make_new: make_new, call: call }
        value = fn value;
        on = fn on;
        off = fn off;
    }
}
