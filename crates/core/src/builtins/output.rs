//! `print`, `__repl_print__`, `input`: builtins of the standard streams.
use micropyrite_bytecode::qstr;
use micropyrite_hal::system::Errno;

use crate::heap::This;
use crate::heap::kept::Claim;
use crate::obj::Obj;
use crate::obj::convert::Opt;
use crate::runtime::args::{ArgSpec, Args, parse};
use crate::runtime::print::{Out, PrintKind, print_repr, write, write_obj, write_text};
use crate::runtime::stream_methods::{self, Need};
use crate::runtime::{attr, exc};
use crate::types::{self, ByteArray, bytearray};
use crate::{Res, Vm, config};

/// Where output to a `file` argument goes.
///
/// # Raises
/// `OSError` for what is no stream that can be written.
pub fn out_of(vm: &mut Vm, file: Obj) -> Res<Out> {
    if vm.roots.stdio[1] == Some(file) {
        return Ok(Out::Stdout);
    }
    if vm.roots.stdio[2] == Some(file) {
        return Ok(Out::Stderr);
    }
    if !config::FILES {
        return Err(exc::os_error(vm, Errno::EOPNOTSUPP));
    }
    stream_methods::get(vm, file, Need::Write)?;
    Ok(Out::Stream(file))
}

pub(super) fn print(vm: &mut Vm, args: Args<'_>) -> Res {
    const SPECS: [ArgSpec; 3] = [
        ArgSpec::keyword(qstr!(sep), Obj::qstr(qstr!(" "))),
        ArgSpec::keyword(qstr!(end), Obj::qstr(qstr!("\n"))),
        // Standard output is no static object: `STOP`, which is no Python value, stands for it.
        ArgSpec::keyword(qstr!(file), Obj::STOP),
    ];
    let (sep, end, out) = if args.kw.is_empty() {
        (Obj::qstr(qstr!(" ")), Obj::qstr(qstr!("\n")), Out::Stdout)
    } else {
        let [sep, end, file] = parse(vm, Args { pos: &[], kw: args.kw }, &SPECS)?;
        let out = if file == Obj::STOP { Out::Stdout } else { out_of(vm, file)? };
        types::str::check_text(vm, sep)?;
        types::str::check_text(vm, end)?;
        (sep, end, out)
    };
    for (i, object) in args.pos.iter().enumerate() {
        if i > 0 {
            write_text(vm, out, sep)?;
        }
        write_obj(vm, out, *object, PrintKind::Str)?;
    }
    write_text(vm, out, end)?;
    Ok(Obj::NONE)
}

pub(super) fn repl_print(vm: &mut Vm, object: Obj) -> Res<()> {
    if object == Obj::NONE {
        return Ok(());
    }
    print_repr(vm, Out::Stdout, object)?;
    write(vm, Out::Stdout, b"\n")?;
    // The prompt's last result.
    let builtins = Obj::rom(super::BUILTINS.module);
    vm.with_claim(Claim::Little, |vm| attr::store(vm, builtins, qstr!("_"), Some(object)))
}

/// How the reading of a line ended.
enum End {
    Line,
    Interrupt,
    Input,
}

pub(super) fn input(vm: &mut Vm, prompt: Opt<Obj>) -> Res {
    if let Opt(Some(prompt)) = prompt {
        write_obj(vm, Out::Stdout, prompt, PrintKind::Str)?;
    }
    let line = bytearray::with_capacity(vm, 16)?;
    // The terminal gives every key at once, so that the echo is ours, as it is where there is no terminal.
    vm.system.set_raw(true);
    let end = read_line(vm, line);
    vm.system.set_raw(false);
    match end? {
        End::Line => {}
        End::Interrupt => return Err(exc::raise_static(vm, &types::KEYBOARD_INTERRUPT, text!(""))),
        End::Input => return Err(exc::raise_static(vm, &types::EOF_ERROR, text!(""))),
    }
    let text = types::str::take_bytevec(vm, &|vm| &mut line.get_mut(vm).bytes)?;
    if !types::str::text(vm, text).is_some_and(types::str::unicode::is_valid) {
        return Err(types::str::unicode_error(vm));
    }
    Ok(text)
}

const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const BACKSPACE: u8 = 8;
const DELETE: u8 = 127;

fn read_line(vm: &mut Vm, line: This<ByteArray>) -> Res<End> {
    loop {
        let mut byte = [0];
        let n = match vm.system.read(&mut byte) {
            Ok(n) => n,
            Err(Errno::EINTR) => {
                if vm.system.pending().take_interrupt() {
                    return Ok(End::Interrupt);
                }
                continue;
            }
            Err(errno) => return Err(exc::os_error(vm, errno)),
        };
        let len = line.get(vm).bytes.len();
        match byte[0] {
            _ if n == 0 => return Ok(if len == 0 { End::Input } else { End::Line }),
            CTRL_C => {
                echo(vm, b"\r\n");
                return Ok(End::Interrupt);
            }
            CTRL_D if len == 0 => {
                echo(vm, b"\r\n");
                return Ok(End::Input);
            }
            b'\r' | b'\n' => {
                echo(vm, b"\r\n");
                return Ok(End::Line);
            }
            BACKSPACE | DELETE => erase_last(vm, line),
            key if key >= b' ' => {
                bytearray::push(vm, line, &byte)?;
                echo(vm, &byte);
            }
            _ => {}
        }
    }
}

/// Takes the last character from a line and from the screen.
fn erase_last(vm: &mut Vm, line: This<ByteArray>) {
    let bytes = line.get(vm).bytes.bytes();
    let Some(start) = bytes.iter().rposition(|byte| byte & 0xC0 != 0x80) else { return };
    line.get_mut(vm).bytes.set_len(start);
    echo(vm, b"\x08\x1b[K");
}

/// Shows bytes as they are: no line end that needs another.
fn echo(vm: &Vm, bytes: &[u8]) {
    // Nobody can be told that the terminal is gone; reading will find out.
    let _ = vm.system.write_all(bytes);
}
