//! `io.IOBase`: streams written in Python.
//!
//! A class that inherits from it is a stream for natives: they call its methods `readinto`, `write` and `ioctl`.
//! Data goes through a `bytearray` made for the call, so that nobody keeps a view of a native's buffer.
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;
use micropyrite_hal::system::Errno;

use crate::heap::{Layout, This};
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::stream::{IoRes, Stream};
use crate::runtime::{attr, buffer};
use crate::types::{Ty, bytearray, int};
use crate::{Res, Vm, class, layout};

layout! {
    /// What `IOBase()` makes; it has nothing of its own.
    pub struct IoBase: IO_BASE, Plain {}
}

static SINGLETON: IoBase = IoBase { ty: This::rom(<IoBase as Layout>::DEF) };

fn make_new(_: &mut Vm, _: Ty, _: Args<'_>) -> Res {
    Ok(Obj::rom(&SINGLETON))
}

fn call_method(vm: &mut Vm, object: Obj, name: Qstr, args: &[Obj]) -> Res {
    let method = attr::load_method(vm, object, name)?;
    vm.call_method(method, args)
}

/// What a method's answer says: how much, or a negative error number.
fn outcome(vm: &mut Vm, answer: Obj) -> IoRes {
    let n = int::get(vm, answer)?;
    Ok(usize::try_from(n).map_err(|_| Errno(i32::try_from(n.saturating_neg()).unwrap_or(i32::MAX))))
}

fn moved(vm: &mut Vm, answer: Obj, len: usize) -> IoRes {
    if answer == Obj::NONE {
        return Ok(Err(Errno::EAGAIN));
    }
    Ok(outcome(vm, answer)?.and_then(|n| if n > len { Err(Errno::EIO) } else { Ok(n) }))
}

fn read(vm: &mut Vm, object: Obj, into: Obj, start: usize, len: usize) -> IoRes {
    let data = bytearray::new(vm, len)?;
    let answer = call_method(vm, object, qstr!(readinto), &[data.obj()])?;
    let n = moved(vm, answer, len)?;
    if let Ok(n) = n {
        buffer::copy(vm, data.obj(), 0, into, start, n);
    }
    Ok(n)
}

fn write(vm: &mut Vm, object: Obj, from: Obj, start: usize, len: usize) -> IoRes {
    let data = bytearray::new(vm, len)?;
    buffer::copy(vm, from, start, data.obj(), 0, len);
    let answer = call_method(vm, object, qstr!(write), &[data.obj()])?;
    moved(vm, answer, len)
}

fn ioctl(vm: &mut Vm, object: Obj, request: usize, arg: usize) -> IoRes {
    let args = [int::from_u64(vm, request as u64)?, int::from_u64(vm, arg as u64)?];
    let answer = call_method(vm, object, qstr!(ioctl), &args)?;
    outcome(vm, answer)
}

static STREAM: Stream = Stream { read: Some(read), write: Some(write), ioctl: Some(ioctl), ..Stream::NONE };

class! {
    /// `io.IOBase`
    pub static IO_BASE: IOBase {
        slots { make_new: make_new, stream: &STREAM }
    }
}
