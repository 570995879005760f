//! `_thread`: threads of the system under one lock.
//!
//! Source: `py/modthread.c`. A thread gives the lock up around blocking calls, and every so many polls when another
//! waits.
use crate::real::Real;
use micropyrite_hal::system::Lock;

use crate::heap::threads::Start;
use crate::heap::{Layout, This};
use crate::obj::Obj;
use crate::obj::convert::Opt;
use crate::runtime::print::{Out, print_repr, write};
use crate::runtime::{exc, spread};
use crate::types::{self, List, list};
use crate::{Res, Vm, class, layout, module};

layout! {
    /// A lock for Python code.
    pub struct LockObject: LOCK, Plain {
        pub(crate) lock: Lock,
    }
}

class! {
    /// Type of what a new thread is given; no Python code sees one.
    pub static START: thread_start { slots {} }
}

/// Bytes of native stack where nothing else is asked for.
const STACK_DEFAULT: usize = 512 * 1024;
/// The least bytes of native stack.
const STACK_MIN: usize = 64 * 1024;

fn started(vm: &mut Vm) -> Res<This<List>> {
    match vm.roots.threads.and_then(|l| l.cast::<List>()) {
        Some(list) => Ok(list),
        None => {
            let list = list::with_capacity(vm, 0)?;
            vm.roots.threads = Some(list.obj());
            Ok(list)
        }
    }
}

/// Keeps a thread's record alive until the thread has begun.
///
/// # Raises
/// `MemoryError`.
pub(crate) fn keep(vm: &mut Vm, start: This<Start>) -> Res<()> {
    let started = started(vm)?;
    list::push(vm, started, start.obj())
}

/// Lets go of a thread's record.
pub(crate) fn forget(vm: &mut Vm, start: This<Start>) {
    if let Some(list) = vm.roots.threads.and_then(|l| l.cast::<List>())
        && let Some(i) = list.items(vm).iter().position(|o| *o == start.obj())
    {
        vm.remove_objs(&|vm| &mut list.get_mut(vm).items, i, 1);
    }
}

/// Runs a thread to its end. An exception is shown, unless it is `SystemExit`.
pub(crate) fn run(vm: &mut Vm, start: This<Start>) {
    let (fun, args, kwargs) = {
        let s = start.get(vm);
        (s.fun, s.args, s.kwargs)
    };
    let Err(raise) = spread::spread_call(vm, fun, args, kwargs) else { return };
    let exception = vm.take_exception(raise);
    if types::exception::matches(vm, exception, This::rom(&types::SYSTEM_EXIT)) {
        return;
    }
    let announced = (|| {
        write(vm, Out::Stderr, b"Unhandled exception in thread started by ")?;
        print_repr(vm, Out::Stderr, fun)?;
        write(vm, Out::Stderr, b"\n")
    })();
    vm.ignore(announced);
    types::exception::traceback::show(vm, Out::Stderr, exception);
}

fn get_ident(vm: &mut Vm) -> usize {
    vm.thread.ident
}

fn stack_size(vm: &mut Vm, size: Opt<usize>) -> Res<usize> {
    let old = vm.threads.stack_bytes;
    vm.threads.stack_bytes = size.0.unwrap_or(0);
    Ok(old)
}

fn start_new_thread(vm: &mut Vm, args: &[Obj]) -> Res {
    let Some(tuple) = args[1].as_tuple() else {
        return Err(exc::type_error(vm, text!("object isn't a tuple")));
    };
    let kwargs = match args.get(2) {
        Some(kwargs) if kwargs.as_dict().is_some() => *kwargs,
        Some(_) => return Err(exc::type_error(vm, text!("expecting a dict for keyword args"))),
        None => Obj::NONE,
    };
    let bytes =
        if vm.threads.stack_bytes == 0 { STACK_DEFAULT } else { vm.threads.stack_bytes.max(STACK_MIN) };
    vm.start_thread(args[0], tuple.obj(), kwargs, bytes)?;
    Ok(Obj::small(vm.threads.next_ident as isize - 1))
}

fn exit(vm: &mut Vm) -> Res {
    Err(exc::raise_static(vm, &types::SYSTEM_EXIT, text!("")))
}

fn allocate_lock(vm: &mut Vm) -> Res<This<LockObject>> {
    vm.alloc(LockObject { ty: This::rom(<LockObject as Layout>::DEF), lock: Lock::new() })
}

/// `acquire(blocking=True, timeout=-1)`
fn acquire(vm: &mut Vm, this: This<LockObject>, blocking: Opt<bool>, timeout: Opt<Real>) -> Res<bool> {
    let lock = this.lock();
    if lock.try_acquire() {
        return Ok(true);
    }
    if blocking.0 == Some(false) {
        return Ok(false);
    }
    if let Some(seconds) = timeout.0
        && seconds >= 0.0
    {
        let us = (seconds * 1e6) as u64;
        return Ok(vm.unlocked(|system| lock.acquire_for(system, us)));
    }
    loop {
        if vm.unlocked(|system| lock.acquire_or_interrupt(system)) {
            return Ok(true);
        }
        crate::sched::handle_pending(vm)?;
    }
}

fn release(vm: &mut Vm, this: This<LockObject>) -> Res<()> {
    let system = vm.system;
    if this.lock().release(system) {
        Ok(())
    } else {
        Err(exc::runtime_error(vm, text!("release unlocked lock")))
    }
}

fn locked(_: &mut Vm, this: This<LockObject>) -> bool {
    this.lock().is_held()
}

fn enter(vm: &mut Vm, this: This<LockObject>) -> Res<bool> {
    acquire(vm, this, Opt(None), Opt(None))
}

fn leave(vm: &mut Vm, args: &[Obj]) -> Res {
    if let Some(this) = args[0].cast::<LockObject>() {
        release(vm, this)?;
    }
    Ok(Obj::NONE)
}

class! {
    /// Type of locks.
    pub static LOCK: lock {
        slots {}
        acquire = fn acquire;
        release = fn release;
        locked = fn locked;
        __enter__ = fn enter;
        __exit__ = var(4, 4) leave;
    }
}

module! {
    /// Threads and locks.
    pub static THREAD: _thread {
        LockType = ty LOCK;
        get_ident = fn get_ident;
        stack_size = fn stack_size;
        start_new_thread = var(2, 3) start_new_thread;
        exit = fn exit;
        allocate_lock = fn allocate_lock;
    }
}
