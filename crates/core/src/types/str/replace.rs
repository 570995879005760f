//! `replace`: a text with some parts exchanged.
use super::{Kind, check_argument, data, search, self_kind, unicode, with_len};
use crate::obj::Obj;
use crate::types::int;
use crate::{Res, Vm};

/// Walks over the places where `old` is replaced, at most `most`: `each` gets where a kept part ends and the next
/// begins. Nothing is found before, between and behind all characters.
fn places(text: &[u8], old: &[u8], most: usize, is_text: bool, mut each: impl FnMut(usize, usize)) {
    let mut at = 0;
    for n in 0..most {
        let found = if !old.is_empty() {
            let Some(found) = search::find(text.get(at..).unwrap_or(&[]), old) else { return };
            at + found
        } else if n == 0 {
            0
        } else if at < text.len() {
            at + if is_text { unicode::char_len(text, at) } else { 1 }
        } else {
            return;
        };
        at = found + old.len();
        each(found, at);
    }
}

pub(crate) fn replace(vm: &mut Vm, args: &[Obj]) -> Res {
    let [text, old, new, rest @ ..] = args else { return Ok(Obj::NONE) };
    let kind = self_kind(vm, *text)?;
    let most = match rest.first() {
        Some(n) => usize::try_from(int::get(vm, *n)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    check_argument(vm, kind, *old)?;
    check_argument(vm, kind, *new)?;
    let is_text = kind == Kind::Str;
    let (bytes, old_bytes) = (data(vm, *text), data(vm, *old));
    let mut n = 0;
    places(bytes, old_bytes, most, is_text, |_, _| n += 1);
    if n == 0 {
        return Ok(*text);
    }
    let kept = bytes.len() - n * old_bytes.len();
    let total = n.checked_mul(data(vm, *new).len()).and_then(|added| added.checked_add(kept));
    let Some(total) = total else { return Err(vm.raise_memory(usize::MAX)) };
    with_len(vm, kind, total, |vm, out| {
        let (text, old, new) = (data(vm, *text), data(vm, *old), data(vm, *new));
        let (mut from, mut to) = (0, 0);
        let mut put = |part: &[u8]| {
            if let Some(room) = out.get_mut(to..to + part.len()) {
                room.copy_from_slice(part);
            }
            to += part.len();
        };
        places(text, old, n, is_text, |end, next| {
            put(text.get(from..end).unwrap_or(&[]));
            put(new);
            from = next;
        });
        put(text.get(from..).unwrap_or(&[]));
    })
}
