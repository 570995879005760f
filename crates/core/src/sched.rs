//! What waits while code runs: Ctrl-C, scheduled callbacks, other threads.
use micropyrite_hal::system::Pending;

use crate::obj::Obj;
use crate::runtime::exc;
use crate::{Res, Vm, types};

impl Vm {
    /// The flags that interrupts set.
    #[inline]
    pub(crate) fn pending_flag(&self) -> &'static Pending {
        self.pending
    }
}

/// Sees to all that waits. Called at back-edges and calls when the attention flag is set, and by natives that were interrupted.
///
/// # Raises
/// `KeyboardInterrupt`, what callbacks raise.
pub fn handle_pending(vm: &mut Vm) -> Res<()> {
    vm.pending.take_attention();
    vm.let_others_run();
    if vm.pending.take_interrupt() {
        // The rest waits for the next poll.
        vm.pending.call_attention();
        return Err(exc::raise_static(vm, &types::KEYBOARD_INTERRUPT, text!("")));
    }
    vm.collect_if_due();
    vm.tell_ends();
    run_scheduled(vm)
}

/// Schedules a callback. It needs no memory.
///
/// # Raises
/// `RuntimeError` when the queue is full.
pub fn schedule(vm: &mut Vm, fun: Obj, arg: Obj) -> Res<()> {
    let n = vm.n_scheduled as usize;
    match vm.roots.scheduled.get_mut(n) {
        Some(place) => {
            *place = [Some(fun), Some(arg)];
            vm.n_scheduled += 1;
            vm.pending.call_attention();
            Ok(())
        }
        None => Err(exc::runtime_error(vm, text!("schedule queue full"))),
    }
}

/// Runs the callback that waits longest, unless one is running. The others have their turn at the next polls, so that
/// code runs between callbacks that schedule one another.
fn run_scheduled(vm: &mut Vm) -> Res<()> {
    if vm.sched_lock > 0 || vm.n_scheduled == 0 {
        return Ok(());
    }
    vm.sched_lock += 1;
    let [fun, arg] = core::mem::take(&mut vm.roots.scheduled[0]);
    vm.roots.scheduled.rotate_left(1);
    vm.n_scheduled -= 1;
    if let (Some(fun), Some(arg)) = (fun, arg)
        && let Err(raise) = vm.call(fun, &[arg])
    {
        // Nobody waits for its result: the exception is shown.
        let exception = vm.take_exception(raise);
        types::exception::traceback::show(vm, crate::runtime::print::Out::Stderr, exception);
    }
    vm.sched_lock -= 1;
    if vm.n_scheduled > 0 {
        vm.pending.call_attention();
    }
    Ok(())
}
