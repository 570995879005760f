//! `micropython`: control of the interpreter that other Pythons do not have.
use crate::native::NativeFun;
use crate::obj::Obj;
use crate::obj::convert::Opt;
use crate::types::int;
use crate::{Res, Vm, module, sched};

pub mod memory;
pub mod ringio;

fn identity(_: &mut Vm, object: Obj) -> Obj {
    object
}

fn opt_level(vm: &mut Vm, level: Opt<isize>) -> Obj {
    match level {
        Opt(Some(level)) => {
            vm.opt_level = level.clamp(0, u8::MAX as isize) as u8;
            Obj::NONE
        }
        Opt(None) => Obj::small(vm.opt_level as isize),
    }
}

fn heap_lock(vm: &mut Vm) {
    // Allocation looks at the lock only where the current run ends: without one it always does.
    vm.heap.close_run();
    vm.heap.lock_depth += 1;
}

fn heap_unlock(vm: &mut Vm) -> usize {
    vm.heap.lock_depth = vm.heap.lock_depth.saturating_sub(1);
    vm.heap.lock_depth as usize
}

fn heap_locked(vm: &mut Vm) -> usize {
    vm.heap.lock_depth as usize
}

fn alloc_emergency_exception_buf(vm: &mut Vm, size: isize) -> Res<()> {
    let size = usize::try_from(size).unwrap_or(0);
    vm.set_reserve(size)?;
    Ok(())
}

/// `kbd_intr(char)`: sets the character that interrupts; negative: none does.
static KBD_INTR: NativeFun = NativeFun::new(1, 1, kbd_intr);

fn kbd_intr(vm: &mut Vm, args: &[Obj]) -> Res {
    let char = int::get(vm, args[0])?;
    let byte = u8::try_from(char).ok();
    vm.interrupt_char = byte.map_or(-1, i32::from);
    vm.system.set_interrupt_char(byte);
    Ok(Obj::NONE)
}

/// What `schedule(kbd_intr, …)` schedules: interrupts the program when no callback runs any more.
static INTERRUPT: NativeFun = NativeFun::new(1, 1, interrupt);

fn interrupt(vm: &mut Vm, _: &[Obj]) -> Res {
    vm.system.pending().raise_interrupt();
    Ok(Obj::NONE)
}

fn schedule(vm: &mut Vm, fun: Obj, arg: Obj) -> Res<()> {
    if fun != Obj::rom(&KBD_INTR) {
        return sched::schedule(vm, fun, arg);
    }
    let fun = Obj::rom(&INTERRUPT);
    // Once is enough, however often it is asked for.
    if vm.roots.scheduled.iter().any(|[waiting, _]| *waiting == Some(fun)) {
        return Ok(());
    }
    sched::schedule(vm, fun, arg)
}

module! {
    /// Control of the interpreter.
    pub static MICROPYTHON: micropython {
        const = fn identity;
        opt_level = fn opt_level;
        mem_total = fn memory::mem_total;
        mem_current = fn memory::mem_current;
        mem_peak = fn memory::mem_peak;
        mem_info = var(0, 1) memory::mem_info;
        qstr_info = var(0, 1) memory::qstr_info;
        stack_use = fn memory::stack_use;
        alloc_emergency_exception_buf = fn alloc_emergency_exception_buf;
        heap_lock = fn heap_lock;
        heap_unlock = fn heap_unlock;
        heap_locked = fn heap_locked;
        kbd_intr = obj Obj::rom(&KBD_INTR);
        RingIO = ty ringio::RING_IO;
        schedule = fn schedule;
    }
}
