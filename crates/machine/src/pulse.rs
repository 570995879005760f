//! `time_pulse_us`: how long a pulse on a pin lasts.
use micropyrite_core::obj::Opt;
use micropyrite_core::{Obj, Res, Vm};

use crate::pin;

/// Microseconds that the pulse may take to begin, and again to end, unless somebody says otherwise.
const TIMEOUT_US: isize = 1_000_000;
/// Answer where it has not ended in time.
const NO_END: isize = -1;
/// Answer where it has not begun in time.
const NO_BEGIN: isize = -2;

/// The moment when the pin is seen at a level, unless that takes too long.
fn wait(vm: &mut Vm, pin: Obj, level: bool, since: u64, timeout_us: u64) -> Res<Option<u64>> {
    loop {
        // Always right before the pin is read, so that what comes between is the same for both ends of a pulse.
        let now = vm.system.ticks_us();
        if pin::read(vm, pin)? == i32::from(level) {
            return Ok(Some(now));
        }
        if now.wrapping_sub(since) >= timeout_us {
            return Ok(None);
        }
    }
}

/// Waits for the pin to have the level and then the other one: microseconds between, or what was waited for in vain.
///
/// # Raises
/// What reading the pin raises.
pub fn time_pulse_us(vm: &mut Vm, pin: Obj, level: bool, timeout_us: Opt<isize>) -> Res<isize> {
    // A negative one is as good as none.
    let timeout_us = timeout_us.0.unwrap_or(TIMEOUT_US) as usize as u64;
    let since = vm.system.ticks_us();
    let Some(begin) = wait(vm, pin, level, since, timeout_us)? else { return Ok(NO_BEGIN) };
    let Some(end) = wait(vm, pin, !level, begin, timeout_us)? else { return Ok(NO_END) };
    Ok(end.wrapping_sub(begin) as isize)
}
