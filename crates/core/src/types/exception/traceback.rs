//! Tracebacks: places that an exception has come through, and their print.
//!
//! A place takes three words of the exception's list, the innermost first: file, line and column, block; or the code
//! that ran and the offset in it, of which the others are told when somebody asks.
use micropyrite_bytecode::qstr::Qstr;

use super::{Exception, in_rom};
use crate::heap::This;
use crate::load::ProtoFun;
use crate::obj::Obj;
use crate::runtime::exc;
use crate::runtime::print::{Out, PrintKind, write, write_fmt, write_obj, write_qstr};
use crate::{Res, Vm, config};

/// A place in a source file.
#[derive(Clone, Copy)]
pub struct Place {
    /// Name of the file.
    pub file: Qstr,
    /// Line, from 1; 0: nobody knows.
    pub line: u32,
    /// Column, from 1, of what the compiler found wrong; 0: it knows only the line. Else there is none.
    pub column: Option<u32>,
    /// Name of the function, or the null name.
    pub block: Qstr,
}

/// Bits of a line in the small integer that holds line and column.
const LINE_BITS: u32 = if usize::BITS == 64 { 32 } else { 20 };
const LINE_MAX: usize = (1 << LINE_BITS) - 1;
/// Stands for columns that are not known, or larger.
const COLUMN_UNKNOWN: u32 = 1001;

impl Place {
    fn words(self) -> [Obj; 3] {
        let column = match self.column {
            None => 0,
            Some(0) => COLUMN_UNKNOWN,
            Some(column) => column.min(COLUMN_UNKNOWN),
        } as usize;
        let line = (self.line as usize).min(LINE_MAX);
        [Obj::qstr(self.file), Obj::small((column << LINE_BITS | line) as isize), Obj::qstr(self.block)]
    }

    /// Place `i` of an exception, the innermost first.
    fn nth(vm: &Vm, exception: This<Exception>, i: usize) -> Option<Place> {
        let words = exception.get(vm).traceback.items().get(3 * i..3 * i + 3)?;
        let number = words[1].as_small()? as usize;
        if let Some(code) = words[0].cast::<ProtoFun>() {
            let (file, line, block) = code.get(vm).place_at(vm, number);
            return Some(Place { file, line: line as u32, column: None, block });
        }
        Some(Place {
            file: words[0].as_qstr()?,
            line: (number & LINE_MAX) as u32,
            column: match (number >> LINE_BITS) as u32 {
                0 => None,
                COLUMN_UNKNOWN => Some(0),
                column => Some(column),
            },
            block: words[2].as_qstr()?,
        })
    }
}

/// Where an exception was raised.
pub fn origin(vm: &Vm, exception: This<Exception>) -> Option<Place> {
    Place::nth(vm, exception, 0)
}

/// Adds a place to an exception's traceback; a lack of memory, or too many places, leaves it out.
pub fn add(vm: &mut Vm, exception: Obj, place: Place) {
    add_words(vm, exception, place.words());
}

/// As [`add`], of a place in code: an offset among its instructions.
pub fn add_running(vm: &mut Vm, exception: Obj, code: This<ProtoFun>, offset: usize) {
    add_words(vm, exception, [code.obj(), Obj::small(offset as isize), Obj::NONE]);
}

fn add_words(vm: &mut Vm, exception: Obj, words: [Obj; 3]) {
    let Some(e) = exc::as_exception(vm, exception) else { return };
    if in_rom(vm, e) || e.get(vm).traceback.len() >= 3 * config::TRACEBACK_MAX {
        return;
    }
    // Room for two places at once: most exceptions pass through no more.
    for more in [6, 3] {
        if e.get(vm).traceback.room() < 3 {
            let kept = vm.thread.pending;
            let _ = vm.while_raising(|vm| vm.reserve_objs(&|vm| &mut e.get_mut(vm).traceback, more, true));
            vm.thread.pending = kept;
        }
    }
    let traceback = &mut e.get_mut(vm).traceback;
    if traceback.room() >= 3 {
        for word in words {
            let _ = traceback.push_within(word);
        }
    }
}

/// As [`print`]; what printing raises is dropped: nobody is there to catch it.
pub fn show(vm: &mut Vm, out: Out, exception: Obj) {
    let printed = print(vm, out, exception);
    vm.ignore(printed);
}

/// Prints an exception: where it was raised, then what it is.
///
/// # Raises
/// What the output raises.
pub fn print(vm: &mut Vm, out: Out, exception: Obj) -> Res<()> {
    let Some(e) = exc::as_exception(vm, exception) else {
        write_obj(vm, out, exception, PrintKind::Exception)?;
        return write(vm, out, b"\n");
    };
    let n = e.get(vm).traceback.len() / 3;
    let limit = vm.roots.sys_mutable[2].and_then(Obj::as_small).map_or(usize::MAX, |l| l.max(0) as usize);
    if n > 0 && limit > 0 {
        write(vm, out, b"Traceback (most recent call last):\n")?;
        for i in (n.saturating_sub(limit)..n).rev() {
            let Some(place) = Place::nth(vm, e, i) else { continue };
            write(vm, out, b"  File \"")?;
            write_qstr(vm, out, place.file)?;
            write_fmt(vm, out, format_args!("\", line {}", place.line))?;
            if place.block != Qstr::NULL {
                write(vm, out, b", in ")?;
                write_qstr(vm, out, place.block)?;
            }
            write(vm, out, b"\n")?;
        }
    }
    write_obj(vm, out, exception, PrintKind::Exception)?;
    write(vm, out, b"\n")
}
