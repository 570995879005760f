//! `find`, `index`, `count`, `startswith` and their kin.
use super::{Kind, check_argument, check_text, data, is_ascii, search, self_kind, slots, unicode};
use crate::obj::Obj;
use crate::runtime::exc;
use crate::types::Tuple;
use crate::types::index as index_of;
use crate::{Res, Vm};

/// What is looked for.
#[derive(Clone, Copy)]
enum Needle {
    Byte(u8),
    Text(Obj),
}

/// Looks for something from one side; answers its index.
fn position(vm: &mut Vm, args: &[Obj], look: fn(&[u8], &[u8]) -> Option<usize>) -> Res<Option<usize>> {
    let [text, wanted, rest @ ..] = args else { return Ok(None) };
    let kind = self_kind(vm, *text)?;
    let number = if kind == Kind::Str { None } else { index_of::integer(vm, *wanted)? };
    let needle = match number.map(u8::try_from) {
        Some(Ok(byte)) => Needle::Byte(byte),
        Some(Err(_)) => return Err(exc::value_error(vm, text!("bytes value out of range"))),
        None => {
            check_argument(vm, kind, *wanted)?;
            Needle::Text(*wanted)
        }
    };
    let [start, end] = slots::range(vm, kind, *text, rest.first(), rest.get(1))?;
    let bytes = data(vm, *text);
    let Some(part) = bytes.get(start..end) else { return Ok(None) };
    let found = match needle {
        Needle::Byte(byte) => look(part, &[byte]),
        Needle::Text(needle) => look(part, data(vm, needle)),
    };
    let Some(found) = found.map(|at| start + at) else { return Ok(None) };
    if kind != Kind::Str || is_ascii(vm, *text) {
        return Ok(Some(found));
    }
    Ok(Some(unicode::char_count(data(vm, *text).get(..found).unwrap_or(&[]))))
}

fn or_minus_one(found: Option<usize>) -> Res {
    Ok(found.map_or(Obj::small(-1), |at| Obj::small(at as isize)))
}

fn or_raise(vm: &mut Vm, found: Option<usize>) -> Res {
    match found {
        Some(at) => Ok(Obj::small(at as isize)),
        None => Err(exc::value_error(vm, text!("substring not found"))),
    }
}

pub(crate) fn find(vm: &mut Vm, args: &[Obj]) -> Res {
    or_minus_one(position(vm, args, search::find)?)
}

pub(crate) fn rfind(vm: &mut Vm, args: &[Obj]) -> Res {
    or_minus_one(position(vm, args, search::rfind)?)
}

pub(crate) fn index(vm: &mut Vm, args: &[Obj]) -> Res {
    let found = position(vm, args, search::find)?;
    or_raise(vm, found)
}

pub(crate) fn rindex(vm: &mut Vm, args: &[Obj]) -> Res {
    let found = position(vm, args, search::rfind)?;
    or_raise(vm, found)
}

pub(crate) fn count(vm: &mut Vm, args: &[Obj]) -> Res {
    let [text, wanted, rest @ ..] = args else { return Ok(Obj::NONE) };
    let kind = self_kind(vm, *text)?;
    check_argument(vm, kind, *wanted)?;
    let [start, end] = slots::range(vm, kind, *text, rest.first(), rest.get(1))?;
    let part = data(vm, *text).get(start..end).unwrap_or(&[]);
    let needle = data(vm, *wanted);
    // Nothing occurs before, between and behind the characters.
    let n = if needle.is_empty() { unicode::char_count(part) + 1 } else { search::count(part, needle) };
    Ok(Obj::small(n as isize))
}

fn touches(vm: &mut Vm, args: &[Obj], test: fn(&[u8], &[u8]) -> bool) -> Res {
    let [text, wanted, rest @ ..] = args else { return Ok(Obj::FALSE) };
    let kind = self_kind(vm, *text)?;
    let [start, end] = slots::range(vm, kind, *text, rest.first(), rest.get(1))?;
    let tuple = wanted.cast::<Tuple>();
    let n = tuple.map_or(1, |t| t.items(vm).len());
    for i in 0..n {
        let Some(affix) = tuple.map_or(Some(*wanted), |t| t.items(vm).get(i).copied()) else { break };
        check_text(vm, affix)?;
        let part = data(vm, *text).get(start..end).unwrap_or(&[]);
        if test(part, data(vm, affix)) {
            return Ok(Obj::TRUE);
        }
    }
    Ok(Obj::FALSE)
}

pub(crate) fn startswith(vm: &mut Vm, args: &[Obj]) -> Res {
    touches(vm, args, |text, affix| text.starts_with(affix))
}

pub(crate) fn endswith(vm: &mut Vm, args: &[Obj]) -> Res {
    touches(vm, args, |text, affix| text.ends_with(affix))
}
