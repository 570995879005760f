//! `split`, `rsplit`, `splitlines`, `partition`, `rpartition`.
use micropyrite_bytecode::qstr;

use super::case::is_space;
use super::{EMPTY, Kind, check_argument, check_text, data, empty_bytes, search, self_kind, sub};
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::args::{ArgSpec, Args, parse};
use crate::runtime::{exc, ops};
use crate::types::{List, int, list, tuple};
use crate::{Res, Vm};

/// Splits that are left to do; `None`: without limit.
type Limit = Option<usize>;

fn use_one(limit: &mut Limit) {
    if let Some(n) = limit {
        *n = n.saturating_sub(1);
    }
}

fn push(vm: &mut Vm, into: This<List>, kind: Kind, text: Obj, start: usize, end: usize) -> Res<()> {
    let piece = sub(vm, kind, text, start, end)?;
    list::push(vm, into, piece)
}

fn limit_of(vm: &mut Vm, args: &[Obj]) -> Res<Limit> {
    match args.get(2) {
        Some(n) => Ok(usize::try_from(int::get(vm, *n)?).ok()),
        None => Ok(None),
    }
}

fn empty_separator(vm: &mut Vm) -> crate::Raise {
    exc::value_error(vm, text!("empty separator"))
}

pub(crate) fn split(vm: &mut Vm, args: &[Obj]) -> Res {
    let Some(&text) = args.first() else { return Ok(Obj::NONE) };
    let kind = self_kind(vm, text)?;
    let limit = limit_of(vm, args)?;
    let pieces = list::with_capacity(vm, 0)?;
    match args.get(1) {
        Some(&separator) if separator != Obj::NONE => {
            check_argument(vm, kind, separator)?;
            split_at(vm, pieces, kind, text, separator, limit)?;
        }
        _ => split_spaces(vm, pieces, kind, text, limit)?,
    }
    Ok(pieces.obj())
}

fn split_spaces(vm: &mut Vm, pieces: This<List>, kind: Kind, text: Obj, mut limit: Limit) -> Res<()> {
    let skip = |vm: &Vm, from: usize, spaces: bool| {
        let rest = data(vm, text).get(from..).unwrap_or(&[]);
        from + rest.iter().take_while(|b| is_space(**b) == spaces).count()
    };
    let len = data(vm, text).len();
    let mut at = skip(vm, 0, true);
    while at < len && limit != Some(0) {
        let end = skip(vm, at, false);
        push(vm, pieces, kind, text, at, end)?;
        at = skip(vm, end, true);
        if end == len {
            return Ok(());
        }
        use_one(&mut limit);
    }
    if at < len {
        push(vm, pieces, kind, text, at, len)?;
    }
    Ok(())
}

fn split_at(
    vm: &mut Vm,
    pieces: This<List>,
    kind: Kind,
    text: Obj,
    separator: Obj,
    mut limit: Limit,
) -> Res<()> {
    let separator_len = data(vm, separator).len();
    if separator_len == 0 {
        return Err(empty_separator(vm));
    }
    let mut at = 0;
    loop {
        let bytes = data(vm, text);
        let len = bytes.len();
        let found = match limit {
            Some(0) => None,
            _ => search::find(bytes.get(at..).unwrap_or(&[]), data(vm, separator)),
        };
        let Some(found) = found else { return push(vm, pieces, kind, text, at, len) };
        push(vm, pieces, kind, text, at, at + found)?;
        at += found + separator_len;
        use_one(&mut limit);
    }
}

pub(crate) fn rsplit(vm: &mut Vm, args: &[Obj]) -> Res {
    let [text, separator, _] = args else { return split(vm, args) };
    // Without a limit it does not matter from which side one splits.
    let Some(mut limit) = limit_of(vm, args)? else { return split(vm, args) };
    let kind = self_kind(vm, *text)?;
    if *separator == Obj::NONE {
        return Err(exc::not_implemented(vm, text!("rsplit(None,n)")));
    }
    check_text(vm, *separator)?;
    let separator_len = data(vm, *separator).len();
    if separator_len == 0 {
        return Err(empty_separator(vm));
    }
    let pieces = list::with_capacity(vm, 0)?;
    let mut end = data(vm, *text).len();
    while limit > 0 {
        let before = data(vm, *text).get(..end).unwrap_or(&[]);
        let Some(found) = search::rfind(before, data(vm, *separator)) else { break };
        push(vm, pieces, kind, *text, found + separator_len, end)?;
        end = found;
        limit -= 1;
    }
    push(vm, pieces, kind, *text, 0, end)?;
    vm.objs_mut(|vm| &mut pieces.get_mut(vm).items).reverse();
    Ok(pieces.obj())
}

pub(crate) fn splitlines(vm: &mut Vm, args: Args<'_>) -> Res {
    const SPECS: [ArgSpec; 1] = [ArgSpec::optional(qstr!(keepends), Obj::FALSE)];
    let Some((&text, pos)) = args.pos.split_first() else { return Ok(Obj::NONE) };
    let kind = self_kind(vm, text)?;
    let [keep_ends] = parse(vm, Args { pos, kw: args.kw }, &SPECS)?;
    let keep_ends = ops::truth(vm, keep_ends)?;
    let lines = list::with_capacity(vm, 0)?;
    let mut at = 0;
    loop {
        let rest = data(vm, text).get(at..).unwrap_or(&[]);
        if rest.is_empty() {
            return Ok(lines.obj());
        }
        let len = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
        let end_len = match rest.get(len..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => 0,
        };
        let shown = if keep_ends { len + end_len } else { len };
        push(vm, lines, kind, text, at, at + shown)?;
        at += len + end_len;
    }
}

fn cut_in_three(
    vm: &mut Vm,
    text: Obj,
    separator: Obj,
    look: fn(&[u8], &[u8]) -> Option<usize>,
) -> Res<Option<Obj>> {
    let kind = self_kind(vm, text)?;
    check_argument(vm, kind, separator)?;
    let separator_len = data(vm, separator).len();
    if separator_len == 0 {
        return Err(empty_separator(vm));
    }
    let bytes = data(vm, text);
    let len = bytes.len();
    let Some(at) = look(bytes, data(vm, separator)) else { return Ok(None) };
    let middle = if super::kind_of(separator) == Some(kind) {
        separator
    } else {
        sub(vm, kind, separator, 0, separator_len)?
    };
    let head = sub(vm, kind, text, 0, at)?;
    let tail = sub(vm, kind, text, at + separator_len, len)?;
    Ok(Some(tuple::new(vm, &[head, middle, tail])?.obj()))
}

fn nothing_like(vm: &mut Vm, text: Obj) -> Res {
    match super::kind_of(text) {
        Some(Kind::Str) => Ok(EMPTY),
        Some(Kind::ByteArray) => sub(vm, Kind::ByteArray, text, 0, 0),
        _ => Ok(empty_bytes()),
    }
}

pub(crate) fn partition(vm: &mut Vm, text: Obj, separator: Obj) -> Res {
    if let Some(cut) = cut_in_three(vm, text, separator, search::find)? {
        return Ok(cut);
    }
    let (middle, tail) = (nothing_like(vm, text)?, nothing_like(vm, text)?);
    Ok(tuple::new(vm, &[text, middle, tail])?.obj())
}

pub(crate) fn rpartition(vm: &mut Vm, text: Obj, separator: Obj) -> Res {
    if let Some(cut) = cut_in_three(vm, text, separator, search::rfind)? {
        return Ok(cut);
    }
    let (head, middle) = (nothing_like(vm, text)?, nothing_like(vm, text)?);
    Ok(tuple::new(vm, &[head, middle, text])?.obj())
}
