//! `idle`, `reset`, `soft_reset`, `reset_cause`: stopping, and starting over.
use micropyrite_core::hal::system::Errno;
use micropyrite_core::obj::Opt;
use micropyrite_core::runtime::exc;
use micropyrite_core::types::SYSTEM_EXIT;
use micropyrite_core::{Obj, Res, Vm, text};

/// Gives the processor away for a moment, if there is a machine to say so.
pub fn idle(vm: &mut Vm) {
    if let Some(machine) = vm.machine {
        machine.idle();
    }
}

/// Starts the machine over.
///
/// # Raises
/// `OSError` where that cannot be, or may not.
pub fn reset(vm: &mut Vm) -> Res {
    let errno = vm.machine.map_or(Errno::EPERM, |machine| machine.reset());
    Err(exc::os_error(vm, errno))
}

/// Why the machine has started last; 0 where nobody knows.
pub fn reset_cause(vm: &mut Vm) -> isize {
    vm.machine.map_or(0, |machine| machine.reset_cause().into())
}

/// Starts the interpreter over: the program ends as by `sys.exit`, and a prompt begins anew.
///
/// # Raises
/// `SystemExit`.
pub fn soft_reset(vm: &mut Vm, value: Opt<Obj>) -> Res {
    Err(match value.0 {
        Some(value) => exc::raise_value(vm, &SYSTEM_EXIT, value),
        None => exc::raise_static(vm, &SYSTEM_EXIT, text!("")),
    })
}
