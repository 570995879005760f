//! Exceptions: objects, their arguments, tracebacks; types in `tree.rs`.
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::config::{DETAIL, Detail};
use crate::heap::{Contents, Layout, ObjVec, RomText, This};
use crate::message::fill::{Message, Value};
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::print::{Out, PrintKind, write, write_fmt, write_obj, write_qstr};
use crate::types::{self, Tuple, Ty, TypeDef};
use crate::{Res, Vm};

pub mod traceback;
pub mod tree;

/// An exception of a built-in type, or the built-in part of an instance of a class in Python.
#[repr(C)]
pub struct Exception {
    /// The type word: some exception type.
    pub ty: Ty,
    /// Its arguments.
    pub args: This<Tuple>,
    /// Where it was raised: file, line, block; innermost first.
    pub traceback: ObjVec,
}

// SAFETY: `repr(C)` with the type word first; objects of the types flagged `EXCEPTION` have this layout.
#[allow(unsafe_code)]
unsafe impl Layout for Exception {
    const DEF: &'static TypeDef = &tree::BASE_EXCEPTION;
    const CONTENTS: Contents = Contents::Scanned;
}
// SAFETY: static exceptions are never written (`in_rom` is asked first).
#[allow(unsafe_code)]
unsafe impl Sync for Exception {}

const fn rom(ty: &'static TypeDef, args: &'static Tuple) -> Exception {
    Exception { ty: This::rom(ty), args: This::rom(args), traceback: ObjVec::EMPTY }
}

/// What is raised when there is no memory for anything else.
pub static MEMORY_ERROR_OBJECT: Exception = rom(&tree::MEMORY_ERROR, &types::tuple::EMPTY);
/// The end of an iteration without a value.
pub static STOP_ITERATION_OBJECT: Exception = rom(&tree::STOP_ITERATION, &types::tuple::EMPTY);
/// What `close` throws into a generator.
pub static GENERATOR_EXIT_OBJECT: Exception = rom(&tree::GENERATOR_EXIT, &types::tuple::EMPTY);

/// A tuple of one value in ROM.
#[repr(C)]
struct RomTuple1 {
    head: Tuple,
    item: Slot,
}
const RECURSION: &str = "maximum recursion depth exceeded";
static RECURSION_TEXT: RomText<{ RECURSION.len() }> = RomText::new(RECURSION);
static RECURSION_TUPLE: RomTuple1 =
    RomTuple1 { head: Tuple { ty: This::rom(&types::TUPLE), len: 1 }, item: Some(RECURSION_TEXT.obj()) };
/// Arguments of the exception for too deep recursion.
pub static RECURSION_ARGS: &Tuple = &RECURSION_TUPLE.head;

const LOCKED: &str = "memory allocation failed, heap is locked";
static LOCKED_TEXT: RomText<{ LOCKED.len() }> = RomText::new(LOCKED);
static LOCKED_TUPLE: RomTuple1 =
    RomTuple1 { head: Tuple { ty: This::rom(&types::TUPLE), len: 1 }, item: Some(LOCKED_TEXT.obj()) };

/// Makes an exception. Where there is no memory for it, not even in the reserve, it is the spare one, without
/// arguments.
///
/// # Raises
/// `MemoryError`, before the first thread has its frames.
pub fn new(vm: &mut Vm, ty: Ty, args: This<Tuple>) -> Res {
    let made = vm.while_raising(|vm| vm.alloc(Exception { ty, args, traceback: ObjVec::EMPTY }));
    match made {
        Ok(exception) => Ok(exception.obj()),
        Err(raise) => {
            let fallback = vm.take_exception(raise);
            match vm.spare_exception(ty) {
                Some(exception) => Ok(exception),
                None => Err(vm.raise(fallback)),
            }
        }
    }
}

/// Arguments of an exception: without memory there are none.
pub(crate) fn new_args(vm: &mut Vm, values: &[Obj]) -> This<Tuple> {
    let args = vm.while_raising(|vm| types::tuple::new(vm, values));
    vm.ignore(args).unwrap_or_else(|| vm.empty_tuple())
}

/// The `MemoryError` for a request of `bytes`: with a message where there is memory for it.
pub fn new_memory_error(vm: &mut Vm, bytes: usize, locked: bool) -> Obj {
    let args = if DETAIL == Detail::None {
        vm.empty_tuple()
    } else if locked {
        This::rom(&LOCKED_TUPLE.head)
    } else {
        let text = text!("memory allocation failed, allocating % bytes");
        let message = Message::new(vm, text, &[Value::Size(bytes)]);
        match message.into_str(vm) {
            Some(text) => new_args(vm, &[text]),
            None => vm.empty_tuple(),
        }
    };
    match new(vm, This::rom(&tree::MEMORY_ERROR), args) {
        Ok(exception) => exception,
        Err(raise) => vm.take_exception(raise),
    }
}

/// Whether the object is in ROM and must not be written.
pub fn in_rom(vm: &Vm, exception: This<Exception>) -> bool {
    !vm.heap.contains(exception.obj().bits())
}

/// Whether an exception object is of a type or a subtype of it.
pub fn matches(vm: &Vm, exception: Obj, ty: Ty) -> bool {
    types::instance::is_subclass(vm, exception.ty(), ty)
}

/// Whether what was thrown is `GeneratorExit`, as an object or as the type.
pub fn is_generator_exit(vm: &Vm, thrown: Obj) -> bool {
    let ty = thrown.as_type().unwrap_or(thrown.ty());
    types::instance::is_subclass(vm, ty, This::rom(&tree::GENERATOR_EXIT))
}

/// Whether a type is an exception type, built in or in Python.
pub fn is_exception_type(vm: &Vm, ty: Ty) -> bool {
    types::instance::is_subclass(vm, ty, This::rom(&tree::BASE_EXCEPTION))
}

/// First argument of an exception, or `None`.
pub fn value(vm: &Vm, exception: Obj) -> Obj {
    match crate::runtime::exc::as_exception(vm, exception) {
        Some(e) => e.get(vm).args.items(vm).first().copied().unwrap_or(Obj::NONE),
        None => Obj::NONE,
    }
}

pub(super) fn make_new(vm: &mut Vm, ty: Ty, args: Args<'_>) -> Res {
    if !args.kw.is_empty() {
        return Err(crate::runtime::args::no_keywords(vm));
    }
    vm.make_room_for_exception();
    let tuple = new_args(vm, args.pos);
    new(vm, ty, tuple)
}

pub(super) fn print(vm: &mut Vm, out: Out, object: Obj, kind: PrintKind) -> Res<()> {
    let Some(exception) = object.as_exception() else { return Ok(()) };
    print_as(vm, out, exception, object.ty().get(vm).name, kind)
}

/// Prints an exception under the name of its class.
pub(crate) fn print_as(
    vm: &mut Vm,
    out: Out,
    exception: This<Exception>,
    name: Qstr,
    kind: PrintKind,
) -> Res<()> {
    if kind != PrintKind::Str {
        write_qstr(vm, out, name)?;
        if kind == PrintKind::Exception {
            write(vm, out, b": ")?;
        }
    }
    let args = exception.get(vm).args;
    if kind != PrintKind::Repr {
        if args.get(vm).len == 0 {
            return Ok(());
        }
        let first = args.items(vm).first().copied().unwrap_or(Obj::NONE);
        let ty = exception.obj().ty();
        if types::instance::is_subclass(vm, ty, This::rom(&tree::OS_ERROR))
            && args.get(vm).len <= 2
            && let Some(number) = first.as_small()
        {
            return print_os_error(vm, out, args, number);
        }
        if args.get(vm).len == 1 {
            return write_obj(vm, out, first, PrintKind::Str);
        }
    }
    if args.get(vm).len == 1 && kind == PrintKind::Repr {
        // A tuple of one would show a comma.
        let first = args.items(vm).first().copied().unwrap_or(Obj::NONE);
        write(vm, out, b"(")?;
        write_obj(vm, out, first, PrintKind::Repr)?;
        write(vm, out, b",)")?;
        return Ok(());
    }
    write_obj(vm, out, args.obj(), PrintKind::Repr)
}

fn print_os_error(vm: &mut Vm, out: Out, args: This<Tuple>, number: isize) -> Res<()> {
    let name = micropyrite_hal::system::Errno(number as i32).name();
    match (name, args.items(vm).get(1).copied()) {
        (Some(name), None) => write_fmt(vm, out, format_args!("[Errno {number}] {name}")),
        (None, None) => write_fmt(vm, out, format_args!("{number}")),
        (_, Some(path)) => {
            write_fmt(vm, out, format_args!("[Errno {number}]"))?;
            if let Some(name) = name {
                write_fmt(vm, out, format_args!(" {name}"))?;
            }
            write(vm, out, b": ")?;
            write_obj(vm, out, path, PrintKind::Str)
        }
    }
}

pub(super) fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some(exception) = object.as_exception() else { return Ok(None) };
    attr_of(vm, exception, name)
}

/// Attributes of the built-in part of an exception.
pub(crate) fn attr_of(vm: &mut Vm, exception: This<Exception>, name: Qstr) -> Res<Slot> {
    let args = exception.get(vm).args;
    if name == qstr!(args) {
        return Ok(Some(args.obj()));
    }
    let ty = exception.obj().ty();
    let first = || args.items(vm).first().copied().unwrap_or(Obj::NONE);
    if name == qstr!(value) {
        // Of any exception, as upstream has it: programs read `StopIteration.value`.
        return Ok(Some(first()));
    }
    if types::instance::is_subclass(vm, ty, This::rom(&tree::SYNTAX_ERROR)) {
        let origin = || traceback::origin(vm, exception).filter(|place| place.column.is_some());
        let number =
            |n: Option<u32>| Some(n.filter(|&n| n > 0).map_or(Obj::NONE, |n| Obj::small(n as isize)));
        if name == qstr!(filename) {
            return Ok(Some(origin().map_or(Obj::NONE, |place| Obj::qstr(place.file))));
        } else if name == qstr!(lineno) {
            return Ok(number(origin().map(|place| place.line)));
        } else if name == qstr!(offset) {
            return Ok(number(origin().and_then(|place| place.column)));
        }
    }
    if name == qstr!(errno) && types::instance::is_subclass(vm, ty, This::rom(&tree::OS_ERROR)) {
        return Ok(Some(first()));
    }
    Ok(None)
}

pub(super) fn store_attr(vm: &mut Vm, object: Obj, name: Qstr, value: Slot) -> Res<bool> {
    // `__traceback__ = None` forgets where it was raised.
    let Some(exception) = object.as_exception() else { return Ok(false) };
    if name == qstr!(__traceback__) && value == Some(Obj::NONE) {
        if !in_rom(vm, exception) {
            // Its memory stays, so that it can be raised again while the heap is locked.
            vm.truncate_objs(&|vm| &mut exception.get_mut(vm).traceback, 0);
        }
        return Ok(true);
    }
    Ok(false)
}
