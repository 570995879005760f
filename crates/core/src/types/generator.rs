//! `generator`: a function that stops in the middle; coroutines too.
use micropyrite_bytecode::opcodes::Opcode;
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::builtins::iteration;
use crate::heap::{Contents, Layout, Tail, This};
use crate::load::ProtoFun;
use crate::native::NativeFun;
use crate::obj::{Obj, Slot};
use crate::runtime::exc;
use crate::runtime::print::{Out, PrintKind, print_address, write, write_qstr};
use crate::types::{self, Dict};
use crate::vm::frame::ExcEntry;
use crate::vm::stack::M;
use crate::{Res, Vm, class, config};

/// Where a generator is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Not begun.
    New,
    /// At a `yield`.
    Suspended,
    /// In a frame.
    Running,
    /// At its end.
    Done,
}

/// A generator: its locals, stack and exception blocks follow, while it does not run.
#[repr(C)]
pub struct Generator {
    /// The type word.
    pub ty: types::Ty,
    /// Its code.
    pub code: This<ProtoFun>,
    /// Its globals.
    pub globals: This<Dict>,
    ip: *const u8,
    /// An exception to throw when it goes on (`pend_throw`). While it runs: the generator that waits for it in
    /// `yield from` and has no frame, if there is one.
    pub pending: Slot,
    /// Slots that are saved.
    pub n_saved: u16,
    /// Exception blocks that are saved.
    pub n_exc: u16,
    /// Where it is.
    pub state: State,
    n_slots: u32,
}

// SAFETY: `repr(C)` with the type word first; `GENERATOR` is made for this layout alone.
#[allow(unsafe_code)]
unsafe impl Layout for Generator {
    const DEF: &'static types::TypeDef = &GENERATOR;
    const CONTENTS: Contents = Contents::Scanned;
}
// SAFETY: `n_slots` slots follow (`new` is the only maker).
#[allow(unsafe_code)]
unsafe impl Tail for Generator {
    type Item = Slot;
    fn tail_len(&self) -> usize {
        self.n_slots as usize
    }
}

impl Generator {
    pub(crate) fn ip(&self) -> *const u8 {
        self.ip
    }
    pub(crate) fn set_ip(&mut self, ip: *const u8) {
        self.ip = ip;
    }
}

impl This<Generator> {
    /// Whether it can go on with a value.
    #[inline(always)]
    pub(crate) fn is_ready(self, vm: &Vm) -> bool {
        let generator = self.get(vm);
        matches!(generator.state, State::New | State::Suspended) && generator.pending.is_none()
    }

    /// The generator that it waits for in `yield from`, if it is one.
    #[inline(always)]
    pub(crate) fn waits_for(self, vm: &Vm) -> Option<This<Generator>> {
        let generator = self.get(vm);
        // Small builds give each of them its frame.
        if config::COMPACT
            || generator.state != State::Suspended
            || M::at(generator.ip).peek_opcode() != Opcode::YieldFrom.byte()
        {
            return None;
        }
        let top = generator.n_saved as usize;
        self.tail(vm).get(top.checked_sub(1)?).copied().flatten()?.cast::<Generator>()
    }
}

/// Makes a generator of code whose locals' first values are given.
///
/// # Raises
/// `MemoryError`.
pub(crate) fn new(
    vm: &mut Vm,
    code: This<ProtoFun>,
    globals: This<Dict>,
    locals: &[Slot],
) -> Res<This<Generator>> {
    let (needs, n_locals) = {
        let c = code.get(vm);
        (c.needs(), c.n_locals)
    };
    let n_slots = needs.n_state + needs.n_exc * (size_of::<ExcEntry>() / size_of::<Slot>());
    let generator = Generator {
        ty: This::rom(&GENERATOR),
        code,
        globals,
        ip: needs.ip,
        pending: None,
        n_saved: n_locals,
        n_exc: 0,
        state: State::New,
        n_slots: n_slots as u32,
    };
    vm.alloc_tail(generator, n_slots, |_, out| {
        for (slot, value) in out.iter_mut().zip(locals) {
            *slot = *value;
        }
    })
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let name = object.cast::<Generator>().map_or(Qstr::NULL, |g| g.get(vm).code.get(vm).name(vm));
    write(vm, out, b"<generator object '")?;
    write_qstr(vm, out, name)?;
    write(vm, out, b"' at 0x")?;
    print_address(vm, out, object)?;
    write(vm, out, b">")
}

/// How a generator answered.
pub enum Resumed {
    /// It yielded.
    Yielded(Obj),
    /// It returned.
    Returned(Obj),
}

/// Goes on with a generator from a native: sends a value, or throws an exception into it.
///
/// # Raises
/// What the generator raises; `ValueError` if it runs already; `TypeError` for a value sent to a new one.
pub fn resume(vm: &mut Vm, generator: This<Generator>, send: Obj, throw: Slot) -> Res<Resumed> {
    let state = generator.get(vm).state;
    match state {
        State::Running => return Err(exc::value_error(vm, text!("generator already executing"))),
        State::Done => {
            return match throw {
                Some(exception) => {
                    if exception == Obj::rom(&types::exception::GENERATOR_EXIT_OBJECT) {
                        return Ok(Resumed::Returned(Obj::NONE));
                    }
                    let exception = crate::runtime::ops::make_exception(vm, exception)?;
                    Err(vm.raise(exception))
                }
                None => Ok(Resumed::Returned(Obj::NONE)),
            };
        }
        State::New if send != Obj::NONE => {
            return Err(exc::type_error(vm, text!("can't send non-None value to a just-started generator")));
        }
        _ => {}
    }
    vm.run_generator(generator, send, throw)
}

fn next(vm: &mut Vm, object: Obj) -> Res {
    let Some(generator) = object.cast::<Generator>() else { return Ok(Obj::STOP) };
    match resume(vm, generator, Obj::NONE, None)? {
        Resumed::Yielded(value) => Ok(value),
        Resumed::Returned(value) if value == Obj::NONE => Ok(Obj::STOP),
        Resumed::Returned(value) => Err(exc::stop_iteration(vm, value)),
    }
}

fn answer(vm: &mut Vm, resumed: Resumed) -> Res {
    match resumed {
        Resumed::Yielded(value) => Ok(value),
        Resumed::Returned(value) => Err(exc::stop_iteration(vm, value)),
    }
}

fn send(vm: &mut Vm, args: &[Obj]) -> Res {
    let Some(generator) = args[0].cast::<Generator>() else {
        return Err(exc::type_error(vm, text!("argument has wrong type")));
    };
    let resumed = resume(vm, generator, args[1], None)?;
    answer(vm, resumed)
}

fn throw(vm: &mut Vm, args: &[Obj]) -> Res {
    let Some(generator) = args[0].cast::<Generator>() else {
        return Err(exc::type_error(vm, text!("argument has wrong type")));
    };
    // throw(type), throw(type, value) and throw(value), as upstream takes them.
    let mut exception = args[1];
    if let Some(value) = args.get(2)
        && *value != Obj::NONE
    {
        exception = *value;
    }
    let resumed = resume(vm, generator, Obj::NONE, Some(exception))?;
    answer(vm, resumed)
}

/// Ends a generator: it gets `GeneratorExit` and must not yield.
///
/// # Raises
/// `RuntimeError` if it yields; what it raises.
pub fn close(vm: &mut Vm, generator: This<Generator>) -> Res {
    let exit = Obj::rom(&types::exception::GENERATOR_EXIT_OBJECT);
    if generator.get(vm).state == State::New {
        generator.get_mut(vm).state = State::Done;
        return Ok(Obj::NONE);
    }
    match resume(vm, generator, Obj::NONE, Some(exit)) {
        Ok(Resumed::Returned(_)) => Ok(Obj::NONE),
        Ok(Resumed::Yielded(_)) => Err(exc::runtime_error(vm, text!("generator ignored GeneratorExit"))),
        Err(raise) => {
            if vm.raised_is(&raise, &types::GENERATOR_EXIT) || vm.raised_is(&raise, &types::STOP_ITERATION) {
                vm.take_exception(raise);
                return Ok(Obj::NONE);
            }
            Err(raise)
        }
    }
}

fn pend_throw(vm: &mut Vm, generator: This<Generator>, exception: Obj) -> Res {
    if generator.get(vm).state == State::Running {
        return Err(exc::value_error(vm, text!("generator already executing")));
    }
    let old = generator.get(vm).pending;
    generator.get_mut(vm).pending = if exception == Obj::NONE { None } else { Some(exception) };
    Ok(old.unwrap_or(Obj::NONE))
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    match object.cast::<Generator>() {
        Some(generator) if name == qstr!(__name__) => {
            Ok(Some(Obj::qstr(generator.get(vm).code.get(vm).name(vm))))
        }
        _ => Ok(None),
    }
}

/// `send`. Handlers that call it go on with the generator themselves.
static SEND: NativeFun = NativeFun::new(2, 2, send).resuming();

class! {
    /// Type of generators and coroutines.
    pub static GENERATOR: generator {
        slots { print: print, next: next, attr: attr }
        __next__ = obj Obj::rom(&iteration::NEXT_METHOD);
        close = fn close;
        send = obj Obj::rom(&SEND);
        throw = var(2, 4) throw;
        pend_throw = fn pend_throw;
    }
}
