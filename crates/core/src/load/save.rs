//! Code to compiled files.
use micropyrite_bytecode::decode::decode;
use micropyrite_bytecode::mpy::{CodeHead, Header, NameHead};
use micropyrite_bytecode::opcodes::OperandKind;
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::{Qstr, fixed};
use micropyrite_bytecode::raw_code::CodeKind;
use micropyrite_bytecode::varint;

use super::{ProtoFun, constant};
use crate::heap::This;
use crate::obj::Obj;
use crate::types::{ByteArray, bytearray};
use crate::{Res, Vm};

/// How much of the module's tables is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All: the code is the module's.
    Module,
    /// What the code and those within it refer to; the rest is left empty.
    Code,
}

/// The compiled file of a code, for machines whose small ints have at least so many bits.
///
/// # Raises
/// `MemoryError`; `ValueError` for constants that no file can hold; `RecursionError`.
pub fn save(vm: &mut Vm, code: This<ProtoFun>, extent: Extent, small_int_bits: u8) -> Res<This<ByteArray>> {
    let context = code.get(vm).context();
    let n_names = context.get(vm).names.get().len();
    let n_consts = context.get(vm).consts.len();
    // A byte each: whether it is written.
    let names = bytearray::new(vm, n_names)?;
    let consts = bytearray::new(vm, n_consts)?;
    let used = Used { names, consts };
    match extent {
        Extent::Module => {
            names.get_mut(vm).bytes.bytes_mut().fill(1);
            consts.get_mut(vm).bytes.bytes_mut().fill(1);
        }
        Extent::Code => {
            // The first name says where the code is from.
            mark(vm, names, 0);
            used.note(vm, code)?;
        }
    }
    let out = bytearray::with_capacity(vm, 64)?;
    bytearray::push(vm, out, &Header::bytecode(small_int_bits).encode())?;
    let (n_names, n_consts) = (n_marked(vm, names), n_marked(vm, consts));
    push_number(vm, out, n_names as u32)?;
    push_number(vm, out, n_consts as u32)?;
    for i in 0..n_names {
        let name = context.get(vm).names.get().get(i).copied();
        let name = name.filter(|_| is_marked(vm, names, i)).unwrap_or(qstr!(""));
        push_name(vm, out, name)?;
    }
    for i in 0..n_consts {
        let value = if is_marked(vm, consts, i) { super::constant(vm, context, i)? } else { Obj::NONE };
        constant::write(vm, out, value)?;
    }
    push_code(vm, out, code)?;
    Ok(out)
}

fn mark(vm: &mut Vm, marks: This<ByteArray>, i: usize) {
    if let Some(mark) = marks.get_mut(vm).bytes.bytes_mut().get_mut(i) {
        *mark = 1;
    }
}

fn is_marked(vm: &Vm, marks: This<ByteArray>, i: usize) -> bool {
    marks.get(vm).bytes.bytes().get(i) == Some(&1)
}

/// How many entries there are up to the last that is marked.
fn n_marked(vm: &Vm, marks: This<ByteArray>) -> usize {
    marks.get(vm).bytes.bytes().iter().rposition(|&mark| mark != 0).map_or(0, |last| last + 1)
}

/// What of the module's tables is used.
#[derive(Clone, Copy)]
struct Used {
    names: This<ByteArray>,
    consts: This<ByteArray>,
}

impl Used {
    /// Marks what a code refers to.
    fn note(self, vm: &mut Vm, code: This<ProtoFun>) -> Res<()> {
        vm.check_stack()?;
        let bytes = code.get(vm).code;
        for name in code.get(vm).prelude().names(bytes.get()) {
            mark(vm, self.names, name as usize);
        }
        let body = bytes.get().get(code.get(vm).first()..).unwrap_or_default();
        let mut at = 0;
        while let Some(instruction) = decode(body, at) {
            for (&operand, kind) in instruction.operands.iter().zip(instruction.opcode.operands()) {
                match kind {
                    OperandKind::Qstr => mark(vm, self.names, operand as usize),
                    OperandKind::Const => mark(vm, self.consts, operand as usize),
                    _ => {}
                }
            }
            at = instruction.next;
        }
        for i in 0..code.get(vm).n_children(vm) {
            let child = super::child(vm, code, i)?;
            self.note(vm, child)?;
        }
        Ok(())
    }
}

/// Writes a number.
///
/// # Raises
/// `MemoryError`.
pub(super) fn push_number(vm: &mut Vm, out: This<ByteArray>, number: u32) -> Res<()> {
    bytearray::push(vm, out, varint::encode_uint(u64::from(number)).as_bytes())
}

fn push_name(vm: &mut Vm, out: This<ByteArray>, name: Qstr) -> Res<()> {
    if name.0 as usize <= fixed::FIXED.len() {
        return push_number(vm, out, NameHead::Fixed(name).encode());
    }
    let len = vm.qstr_bytes(name).len();
    push_number(vm, out, NameHead::Text(len).encode())?;
    bytearray::append(vm, out, Obj::qstr(name), 0, len)?;
    bytearray::push(vm, out, &[0])
}

fn push_code(vm: &mut Vm, out: This<ByteArray>, code: This<ProtoFun>) -> Res<()> {
    vm.check_stack()?;
    let n_children = code.get(vm).n_children(vm);
    let bytes = code.get(vm).code;
    let bytes = bytes.get();
    let head = CodeHead { kind: CodeKind::Bytecode, has_children: n_children > 0, len: bytes.len() };
    push_number(vm, out, head.encode())?;
    bytearray::push(vm, out, bytes)?;
    if n_children > 0 {
        push_number(vm, out, n_children as u32)?;
    }
    for i in 0..n_children {
        let child = super::child(vm, code, i)?;
        push_code(vm, out, child)?;
    }
    Ok(())
}
