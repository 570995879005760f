//! Printing an exception with its traceback, as upstream does.
use crate::obj::Obj;
use crate::runtime::exc;
use crate::runtime::print::{Out, PrintKind, write, write_fmt, write_obj, write_qstr};
use crate::{Res, Vm};

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
            let place = |k: usize| e.get(vm).traceback.items().get(3 * i + k).copied();
            let (file, line, block) = (place(0), place(1), place(2));
            let line = line.and_then(Obj::as_small).unwrap_or(0);
            write(vm, out, b"  File \"")?;
            if let Some(file) = file.and_then(Obj::as_qstr) {
                write_qstr(vm, out, file)?;
            }
            write_fmt(vm, out, format_args!("\", line {line}"))?;
            match block.and_then(Obj::as_qstr) {
                Some(block) if block.0 != 0 => {
                    write(vm, out, b", in ")?;
                    write_qstr(vm, out, block)?;
                    write(vm, out, b"\n")?;
                }
                _ => write(vm, out, b"\n")?,
            }
        }
    }
    write_obj(vm, out, exception, PrintKind::Exception)?;
    write(vm, out, b"\n")
}
