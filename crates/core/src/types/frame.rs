//! `frame`: a running function as `sys.settrace`'s functions see it.
//!
//! It is a picture: place and line are written to it as the function goes on (`vm/trace.rs`). It may outlive what it
//! shows, so the record of the running function is only an address to compare with, and forgotten at the end.
use micropyrite_bytecode::decode::decode;
use micropyrite_bytecode::qstr;

use crate::heap::This;
use crate::load::ProtoFun;
use crate::obj::{Obj, Slot};
use crate::runtime::print::{Out, PrintKind, print_address, write, write_fmt, write_qstr};
use crate::types::Dict;
use crate::vm::trace;
use crate::{Qstr, Res, Vm, class, layout};

layout! {
    /// A running function.
    pub struct TraceFrame: FRAME, Scanned {
        /// Address of its control record; 0: it has ended.
        pub(crate) record: usize,
        /// Its code.
        pub(crate) code: This<ProtoFun>,
        /// Its globals.
        pub(crate) globals: This<Dict>,
        /// What is told of its lines, exceptions and return.
        pub(crate) callback: Slot,
        /// Its caller, once somebody has asked.
        pub(crate) back: Slot,
        /// The traced frame that runs around it.
        pub(crate) outer: Slot,
        /// For a frame that is not traced: the traced one it was reached from, and with which it lives.
        pub(crate) root: Slot,
        /// The line last told of; 0: the next one is told of in any case.
        pub(crate) line: usize,
        /// Offset of the call it is in.
        pub(crate) lasti: usize,
        /// Where the stack ends if the loop that just ran goes on; 0: none did.
        pub(crate) loop_top: usize,
    }
}

impl TraceFrame {
    /// A frame of code that nobody is told of yet.
    pub(crate) fn new(record: usize, code: This<ProtoFun>, globals: This<Dict>) -> TraceFrame {
        TraceFrame {
            ty: This::rom(&FRAME),
            record,
            code,
            globals,
            callback: None,
            back: None,
            outer: None,
            root: None,
            line: 0,
            lasti: 0,
            loop_top: 0,
        }
    }
}

/// Offset of the instruction that ends at an offset: that of a frame which is in a call.
pub(crate) fn start_of_last(vm: &Vm, code: This<ProtoFun>, end: usize) -> usize {
    let instructions = code.get(vm).instructions();
    let mut at = 0;
    while let Some(instruction) = decode(instructions, at) {
        if instruction.next >= end {
            break;
        }
        at = instruction.next;
    }
    at
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some(frame) = object.cast::<TraceFrame>() else { return Ok(()) };
    let (file, line, name) = {
        let f = frame.get(vm);
        (f.code.get(vm).file(vm), f.line, f.code.get(vm).name(vm))
    };
    write(vm, out, b"<frame at 0x")?;
    print_address(vm, out, object)?;
    write(vm, out, b", file '")?;
    write_qstr(vm, out, file)?;
    write_fmt(vm, out, format_args!("', line {line}, code "))?;
    write_qstr(vm, out, name)?;
    write(vm, out, b">")
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some(frame) = object.cast::<TraceFrame>() else { return Ok(None) };
    let value = if name == qstr!(f_back) {
        trace::back(vm, frame)?.unwrap_or(Obj::NONE)
    } else if name == qstr!(f_code) {
        frame.get(vm).code.obj()
    } else if name == qstr!(f_globals) {
        frame.get(vm).globals.obj()
    } else if name == qstr!(f_lasti) {
        Obj::small(frame.get(vm).lasti as isize)
    } else if name == qstr!(f_lineno) {
        Obj::small(frame.get(vm).line as isize)
    } else {
        return Ok(None);
    };
    Ok(Some(value))
}

class! {
    /// Type of running functions.
    pub static FRAME: frame { slots { print: print, attr: attr } }
}
