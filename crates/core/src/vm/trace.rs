//! Tracing: who is told what of functions that run (`sys.settrace`).
//!
//! While a function is traced its frame runs in a loop of its own, which asks [`tick`] before each instruction
//! (`dispatch::run_traced`); all other loops know nothing of it. The frames that run so are a list from the innermost
//! outwards, `Settrace::frame`. Frames that are not traced get a picture when somebody asks for a caller.
use micropyrite_bytecode::opcodes::Opcode;
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::builtins::objects::is_callable;
use crate::heap::This;
use crate::load::ProtoFun;
use crate::obj::{Obj, Slot};
use crate::types::exception;
use crate::types::frame::{TraceFrame, start_of_last};
use crate::types::{self, Dict};
use crate::vm::frame::Frame;
use crate::{Res, Vm};

/// What a thread's tracing is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tracing {
    /// Nothing: what happens is told.
    Ready,
    /// The function that is told runs: what happens in it is not told.
    Telling,
    /// The function has raised: nothing is told until there is a new one.
    Failed,
}

/// What a thread knows of its tracing.
pub(crate) struct Settrace {
    /// Whether functions that are entered are traced.
    on: bool,
    state: Tracing,
    /// `sys.settrace`'s function.
    function: Slot,
    /// The innermost frame that runs traced.
    frame: Option<This<TraceFrame>>,
}

impl Settrace {
    /// Of a thread where nobody wants to be told of anything.
    pub(crate) const NONE: Settrace =
        Settrace { on: false, state: Tracing::Ready, function: None, frame: None };

    /// Whether functions that are entered are traced.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    /// Whether a frame runs traced.
    #[inline]
    pub(crate) fn has_frames(&self) -> bool {
        self.frame.is_some()
    }
}

/// What the control record of a running frame says.
struct Running {
    record: usize,
    code: This<ProtoFun>,
    globals: This<Dict>,
    ip: *const u8,
    outermost: bool,
}

impl Running {
    fn of(frame: &Frame) -> Running {
        Running {
            record: core::ptr::from_ref(frame) as usize,
            code: frame.code,
            globals: frame.globals,
            ip: frame.ip,
            outermost: frame.previous.is_null(),
        }
    }
}

impl Vm {
    /// Sets the function that is told of calls in this thread, or none.
    pub fn set_trace(&mut self, callback: Slot) {
        let settrace = &mut self.thread.settrace;
        settrace.function = callback;
        if settrace.state == Tracing::Failed {
            // DIFF: upstream never traces again after its function has raised.
            settrace.state = Tracing::Ready;
        }
        settrace.on = callback.is_some() && settrace.state == Tracing::Ready;
    }
}

/// Tells a function of an event.
fn tell(vm: &mut Vm, callback: Obj, frame: This<TraceFrame>, event: Qstr) -> Res {
    vm.thread.settrace.state = Tracing::Telling;
    vm.thread.settrace.on = false;
    let result = vm.call(callback, &[frame.obj(), Obj::qstr(event), Obj::NONE]);
    let settrace = &mut vm.thread.settrace;
    settrace.state = if result.is_ok() { Tracing::Ready } else { Tracing::Failed };
    settrace.on = result.is_ok() && settrace.function.is_some();
    result
}

/// The frame that was pushed last begins, or goes on (`fresh`: begins). Answers its picture if somebody wants to be
/// told of what happens in it; then it must run traced, and [`end`] be called behind it.
///
/// # Raises
/// What the function raises that is told of the call.
pub(crate) fn begin(vm: &mut Vm, fresh: bool) -> Res<Option<This<TraceFrame>>> {
    let (Some(callback), Some(running)) = (vm.thread.settrace.function, vm.top_frame().map(Running::of))
    else {
        return Ok(None);
    };
    if vm.heap.lock_depth > 0 {
        return Ok(None);
    }
    let mut picture = TraceFrame::new(running.record, running.code, running.globals);
    picture.lasti = running.code.get(vm).offset(running.ip);
    picture.line = match running.code.get(vm).line_made {
        line if line > 0 && fresh && !running.outermost => line as usize,
        _ => running.code.get(vm).line(picture.lasti),
    };
    picture.outer = vm.thread.settrace.frame.map(This::obj);
    let frame = vm.alloc(picture);
    // Without memory nobody is told.
    let Some(frame) = vm.ignore(frame) else { return Ok(None) };
    vm.thread.settrace.frame = Some(frame);
    match tell(vm, callback, frame, qstr!(call)) {
        Ok(local) if is_callable(vm, local) => {
            let f = frame.get_mut(vm);
            f.callback = Some(local);
            f.line = 0;
            Ok(Some(frame))
        }
        result => {
            end(vm, frame);
            result.map(|_| None)
        }
    }
}

/// A frame that was traced has ended, or rests.
pub(crate) fn end(vm: &mut Vm, frame: This<TraceFrame>) {
    let f = frame.get_mut(vm);
    f.record = 0;
    let outer = f.outer.take();
    vm.thread.settrace.frame = outer.and_then(|o| o.cast::<TraceFrame>());
}

/// The picture of the frame that runs, if it is traced.
fn current(vm: &Vm) -> Option<This<TraceFrame>> {
    let frame = vm.thread.settrace.frame?;
    let record = core::ptr::from_ref(vm.top_frame()?) as usize;
    (frame.get(vm).record == record).then_some(frame)
}

/// The function that wants to be told of what happens in a frame, now.
fn listener(vm: &Vm, frame: This<TraceFrame>) -> Slot {
    if vm.thread.settrace.state == Tracing::Ready { frame.get(vm).callback } else { None }
}

/// Before each instruction of a traced loop, the state saved with ip at it: tells of new lines and of returns.
///
/// # Raises
/// What the function raises that is told.
pub(crate) fn tick(vm: &mut Vm) -> Res<()> {
    let Some(frame) = current(vm) else { return Ok(()) };
    let m = vm.load();
    let opcode = Opcode::from_byte(m.peek_opcode());
    let (offset, line) = {
        let code = frame.get(vm).code.get(vm);
        let offset = code.offset(m.ip);
        (offset, code.line(offset))
    };
    let f = frame.get_mut(vm);
    if core::mem::take(&mut f.loop_top) == m.sp as usize {
        // Each round of a loop is told of, even on one line.
        f.line = 0;
    }
    if let Some(callback) = listener(vm, frame) {
        if frame.get(vm).line != line {
            frame.get_mut(vm).line = line;
            tell(vm, callback, frame, qstr!(line))?;
        }
        if let Some(Opcode::ReturnValue | Opcode::YieldValue) = opcode {
            tell(vm, callback, frame, qstr!(return))?;
            let outermost = vm.top_frame().is_some_and(|f| f.previous.is_null());
            if opcode == Some(Opcode::ReturnValue) && !outermost {
                frame.get_mut(vm).callback = None;
            }
        }
    }
    let f = frame.get_mut(vm);
    let kept = matches!(
        opcode,
        Some(
            Opcode::LoadAttr
                | Opcode::StoreAttr
                | Opcode::ForIter
                | Opcode::CallFunction
                | Opcode::CallFunctionVarKw
                | Opcode::CallMethod
                | Opcode::CallMethodVarKw
                | Opcode::ImportName
                | Opcode::ImportFrom,
        )
    );
    if kept {
        f.lasti = offset;
        f.line = line;
    }
    if opcode == Some(Opcode::ForIter) {
        f.loop_top = m.sp.wrapping_add(1) as usize;
    }
    Ok(())
}

/// An exception has come to the running frame: tells of it. Answers it, or what was raised instead.
pub(crate) fn raised(vm: &mut Vm, exception: Obj) -> Obj {
    let Some(frame) = current(vm) else { return exception };
    let Some(callback) = listener(vm, frame) else { return exception };
    if !exception::matches(vm, exception, This::rom(&types::EXCEPTION_TYPE)) {
        return exception;
    }
    match tell(vm, callback, frame, qstr!(exception)) {
        Ok(_) => exception,
        Err(raise) => vm.take_exception(raise),
    }
}

/// The caller of a frame, as long as the frame runs, and later if it was asked for before.
///
/// # Raises
/// `MemoryError`.
pub(crate) fn back(vm: &mut Vm, frame: This<TraceFrame>) -> Res<Slot> {
    let f = frame.get(vm);
    if f.back.is_some() {
        return Ok(f.back);
    }
    let root = f.root.and_then(|r| r.cast::<TraceFrame>()).unwrap_or(frame);
    let record = f.record;
    if root.get(vm).record == 0 {
        return Ok(None);
    }
    let mut found = false;
    let mut caller = None;
    vm.each_frame(|f| {
        if found {
            caller = Some(Running::of(f));
            return false;
        }
        found = core::ptr::from_ref(f) as usize == record;
        true
    });
    let Some(caller) = caller else { return Ok(None) };
    let known = traced(vm, caller.record);
    let known = match known {
        Some(known) => known,
        None => {
            // It is in a call, or the like: its ip stands behind that.
            // DIFF: upstream knows the place of calls only.
            let end = caller.code.get(vm).offset(caller.ip);
            let mut picture = TraceFrame::new(caller.record, caller.code, caller.globals);
            picture.lasti = start_of_last(vm, caller.code, end);
            picture.line = caller.code.get(vm).line(picture.lasti);
            picture.root = Some(root.obj());
            vm.alloc(picture)?
        }
    };
    frame.get_mut(vm).back = Some(known.obj());
    Ok(Some(known.obj()))
}

/// The picture of the traced frame with a record.
fn traced(vm: &Vm, record: usize) -> Option<This<TraceFrame>> {
    let mut next = vm.thread.settrace.frame;
    while let Some(frame) = next {
        if frame.get(vm).record == record {
            return Some(frame);
        }
        next = frame.get(vm).outer.and_then(|o| o.cast::<TraceFrame>());
    }
    None
}
