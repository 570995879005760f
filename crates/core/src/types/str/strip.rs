//! `strip`, `lstrip`, `rstrip`, `center`.
use super::{Kind, check_argument, data, search, self_kind, sub, unicode, with_len};
use crate::obj::Obj;
use crate::types::int;
use crate::{Res, Vm};

const SPACES: &[u8] = b" \t\n\r\x0b\x0c";

/// The range of `text` that is left when characters in `set` are taken off its ends.
fn stripped(text: &[u8], set: &[u8], is_text: bool, left: bool, right: bool) -> (usize, usize) {
    let mut start = 0;
    let mut end = text.len();
    let has = |char: &[u8]| search::find(set, char).is_some();
    while left && start < end {
        let len = if is_text { unicode::char_len(text, start).min(end - start) } else { 1 };
        if !text.get(start..start + len).is_some_and(has) {
            break;
        }
        start += len;
    }
    while right && start < end {
        let mut len = 1;
        while is_text
            && len < end - start
            && text.get(end - len).is_some_and(|b| unicode::is_continuation(*b))
        {
            len += 1;
        }
        if !text.get(end - len..end).is_some_and(has) {
            break;
        }
        end -= len;
    }
    (start, end)
}

fn strip_sides(vm: &mut Vm, args: &[Obj], left: bool, right: bool) -> Res {
    let Some(&text) = args.first() else { return Ok(Obj::NONE) };
    let kind = self_kind(vm, text)?;
    let set = args.get(1).copied();
    if let Some(set) = set {
        check_argument(vm, kind, set)?;
    }
    let bytes = data(vm, text);
    let len = bytes.len();
    let set = set.map_or(SPACES, |set| data(vm, set));
    let (start, end) = stripped(bytes, set, kind == Kind::Str, left, right);
    if end - start == len && len > 0 {
        return Ok(text);
    }
    sub(vm, kind, text, start, end)
}

pub(crate) fn strip(vm: &mut Vm, args: &[Obj]) -> Res {
    strip_sides(vm, args, true, true)
}

pub(crate) fn lstrip(vm: &mut Vm, args: &[Obj]) -> Res {
    strip_sides(vm, args, true, false)
}

pub(crate) fn rstrip(vm: &mut Vm, args: &[Obj]) -> Res {
    strip_sides(vm, args, false, true)
}

pub(crate) fn center(vm: &mut Vm, text: Obj, width: Obj) -> Res {
    let kind = self_kind(vm, text)?;
    let width = usize::try_from(int::get(vm, width)?).unwrap_or(0);
    let bytes = data(vm, text);
    let len = bytes.len();
    let Some(padding @ 1..) = width.checked_sub(unicode::char_count(bytes)) else { return Ok(text) };
    let Some(total) = len.checked_add(padding) else { return Err(vm.raise_memory(usize::MAX)) };
    with_len(vm, kind, total, |vm, out| {
        out.fill(b' ');
        if let Some(room) = out.get_mut(padding / 2..padding / 2 + len) {
            room.copy_from_slice(data(vm, text));
        }
    })
}
