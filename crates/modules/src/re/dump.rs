//! What `re.DEBUG` prints: a program, one instruction a line.
use micropyrite_core::runtime::print::{Out, write, write_fmt};
use micropyrite_core::{Res, Vm};

use super::compile::Facts;
use super::program::{ANY, BOL, CHAR, CLASS, CLASS_NOT, EOL, JUMP, MATCH, NAMED, RSPLIT, SAVE, SPLIT};
use super::regex::{Code, Regex};
use micropyrite_core::heap::This;

fn byte(vm: &Vm, regex: This<Regex>, at: usize) -> u8 {
    regex.code(vm).get(at).copied().unwrap_or(0)
}

/// Prints a program.
pub fn print(vm: &mut Vm, regex: This<Regex>, facts: Facts) -> Res<()> {
    let out = Out::Stdout;
    let mut at = 0;
    while at < facts.len {
        let (op, operand) = (byte(vm, regex, at), byte(vm, regex, at + 1));
        write_fmt(vm, out, format_args!("{at:2}: "))?;
        at += 2;
        match op {
            JUMP | SPLIT | RSPLIT => {
                let name = match op {
                    JUMP => "jmp",
                    SPLIT => "split",
                    _ => "rsplit",
                };
                let offset = operand as i8;
                write_fmt(vm, out, format_args!("{name} {} ({offset})\n", at as isize + offset as isize))?;
            }
            CHAR | NAMED => {
                write(vm, out, if op == CHAR { b"char " } else { b"namedclass " })?;
                write(vm, out, &[operand, b'\n'])?;
            }
            CLASS | CLASS_NOT => {
                let name = if op == CLASS { "class" } else { "classnot" };
                write_fmt(vm, out, format_args!("{name} {operand}"))?;
                for _ in 0..operand {
                    let (first, last) = (byte(vm, regex, at), byte(vm, regex, at + 1));
                    write_fmt(vm, out, format_args!(" 0x{first:02x}-0x{last:02x}"))?;
                    at += 2;
                }
                write(vm, out, b"\n")?;
            }
            SAVE => write_fmt(vm, out, format_args!("save {operand}\n"))?,
            _ => {
                at -= 1;
                let line: &[u8] = match op {
                    ANY => b"any\n",
                    BOL => b"assert bol\n",
                    EOL => b"assert eol\n",
                    MATCH => b"match\n",
                    _ => b"\n",
                };
                write(vm, out, line)?;
            }
        }
    }
    write_fmt(vm, out, format_args!("Bytes: {}, insts: {}\n", facts.len, facts.n_instructions))
}
