//! Compiled files to code.
//!
//! Whatever a file says is checked: its frame here, its codes by the verifier.
// DIFF: upstream trusts a file that has the right header; see docs/differences.md.
//! Nothing is asked of memory that the file
//! has not shown to need.
use micropyrite_bytecode::mpy::{CodeHead, HEADER_LEN, Header, NameHead};
use micropyrite_bytecode::qstr::Qstr;
use micropyrite_bytecode::raw_code::{CodeId, CodeKind};
use micropyrite_bytecode::verify::{Survey, Tables};

use super::input::{Input, Reader, wrong_at};
use super::{Loader, ProtoFun, constant};
use crate::heap::This;
use crate::heap::code::Bytes;
use crate::obj::Obj;
use crate::runtime::exc;
use crate::types::list;
use crate::{Res, Vm};

/// Reads a compiled file. Where the input may be used in place, codes and texts stay there.
///
/// # Raises
/// `ValueError` for what is no such file, or not for this machine, or holds code that cannot run; `MemoryError`;
/// `RecursionError` for codes or tuples that nest too deep; what reading raises.
pub fn load(vm: &mut Vm, input: Input) -> Res<This<ProtoFun>> {
    let mut reader = Reader::new(input);
    let header = header(vm, &mut reader)?;
    if header.arch != 0 {
        return Err(exc::value_error(vm, text!("native code in .mpy unsupported")));
    }
    if header.has_arch_flags || u32::from(header.small_int_bits) > Obj::SMALL_BITS {
        return Err(incompatible(vm));
    }
    let loader = Loader::new(vm)?;
    if let Some(fixed) = reader.fixed() {
        loader.keep(vm, fixed)?;
    }
    let mut unit = Unit { loader, n_names: 0, n_consts: 0, reader };
    unit.tables(vm)?;
    unit.code(vm, true)?;
    unit.loader.whole(vm, CodeId(0)).ok_or(()).map_err(|()| incompatible(vm))
}

#[cold]
fn incompatible(vm: &mut Vm) -> crate::Raise {
    exc::value_error(vm, text!("incompatible .mpy file"))
}

fn header(vm: &mut Vm, reader: &mut Reader) -> Res<Header> {
    let mut bytes = [0; HEADER_LEN];
    for byte in &mut bytes {
        let read = reader.byte(vm);
        *byte = match read {
            Err(raise) if reader.is_at_end() => {
                vm.take_exception(raise);
                return Err(incompatible(vm));
            }
            read => read?,
        };
    }
    Header::decode(bytes).ok_or(()).map_err(|()| incompatible(vm))
}

/// A file that is being read.
struct Unit {
    reader: Reader,
    loader: Loader,
    n_names: usize,
    n_consts: usize,
}

impl Unit {
    /// Reads names and constants.
    fn tables(&mut self, vm: &mut Vm) -> Res<()> {
        self.n_names = self.reader.number(vm)? as usize;
        self.n_consts = self.reader.number(vm)? as usize;
        let (loader, reader) = (self.loader, &mut self.reader);
        loader.names_with(vm, self.n_names, |vm| name(vm, reader))?;
        for _ in 0..self.n_consts {
            let value = constant::read_entry(vm, reader)?;
            loader.constant(vm, value)?;
        }
        Ok(())
    }

    /// Reads a code and those that it makes functions of. In a file that stays, others than the outermost are not made:
    /// the answer is where they begin.
    fn code(&mut self, vm: &mut Vm, is_outermost: bool) -> Res<Obj> {
        vm.check_stack()?;
        let place = Obj::small(self.reader.at() as isize);
        let head = CodeHead::decode(self.reader.number(vm)?);
        if head.kind != CodeKind::Bytecode {
            return Err(exc::value_error(vm, text!("native code in .mpy unsupported")));
        }
        let stays = self.reader.fixed().is_some();
        let id = if is_outermost || !stays { Some(self.loader.begin(vm)?) } else { None };
        let start = self.reader.at();
        let bytes = if stays {
            self.reader.code_in_place(vm, head.len)?
        } else {
            let bytes = vm.new_code(head.len, |_| ())?;
            self.reader.pieces(vm, head.len, |_, at, piece| {
                bytes.fill(at, piece);
                Ok(())
            })?;
            bytes
        };
        let children = list::with_capacity(vm, 0)?;
        let n_children = if head.has_children { self.reader.number(vm)? as usize } else { 0 };
        for _ in 0..n_children {
            let child = self.code(vm, false)?;
            if id.is_some() {
                list::push(vm, children, child)?;
            }
        }
        let tables = Tables { n_names: self.n_names, n_consts: self.n_consts, n_children };
        let n_locals = verify(vm, bytes, &tables, start)?;
        let Some(id) = id else { return Ok(place) };
        let fill = |vm: &Vm, out: &mut [Obj]| out.copy_from_slice(children.items(vm));
        Ok(self.loader.link(vm, id, bytes, n_locals, n_children, fill)?.obj())
    }
}

fn name(vm: &mut Vm, reader: &mut Reader) -> Res<Qstr> {
    let start = reader.at();
    let number = reader.number(vm)?;
    let len = match NameHead::decode(number) {
        Some(NameHead::Fixed(name)) => return Ok(name),
        Some(NameHead::Text(len)) => len,
        None => return Err(reader.wrong(vm, "bad name")),
    };
    let mut text = [0; crate::qstr::NAME_MAX];
    let Some(text) = text.get_mut(..len) else { return Err(reader.wrong(vm, "name too long")) };
    reader.pieces(vm, len, |_, at, piece| {
        if let Some(place) = text.get_mut(at..at + piece.len()) {
            place.copy_from_slice(piece);
        }
        Ok(())
    })?;
    let in_rom = reader.since(start);
    if reader.byte(vm)? != 0 || !crate::types::str::unicode::is_valid(text) {
        return Err(reader.wrong(vm, "bad name"));
    }
    crate::qstr::intern_at(vm, text, in_rom)
}

/// Verifies a code that starts at an offset of the file, and counts its locals.
fn verify(vm: &mut Vm, code: Bytes, tables: &Tables, start: usize) -> Res<u32> {
    let code = code.get();
    let verified = match Survey::of(code) {
        Err(flaw) => Err(flaw),
        Ok(survey) => {
            let Some(n) = survey.n_words(code) else { return Err(vm.raise_memory(usize::MAX)) };
            vm.with_unit(|vm, unit| {
                let words = unit.take(vm, n)?;
                let verified = survey.verify(code, tables, words);
                unit.give(vm, words);
                Ok(verified)
            })?
        }
    };
    verified.map_err(|flaw| wrong_at(vm, flaw.kind.text(), start + flaw.at))
}
