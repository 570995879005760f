//! `match` objects: what an expression has found.
use micropyrite_core::heap::{Layout, This};
use micropyrite_core::obj::Opt;
use micropyrite_core::runtime::exc;
use micropyrite_core::runtime::print::{Out, PrintKind, write_fmt};
use micropyrite_core::types::{INDEX_ERROR, Tuple, int, str, tuple};
use micropyrite_core::{Obj, Res, Vm, class, library_layout};

use super::matcher::NO_PLACE;

library_layout! {
    /// A match.
    pub struct Match: MATCH, Scanned {
        /// What was searched.
        subject: Obj,
        /// Start and end of each group in bytes, or -1.
        places: This<Tuple>,
    }
}

/// A match in a subject.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, subject: Obj, places: &[u32]) -> Res<This<Match>> {
    let places = vm.new_tuple_with(places.len(), |_, out| {
        for (out, place) in out.iter_mut().zip(places) {
            *out = Obj::small(if *place == NO_PLACE { -1 } else { *place as isize });
        }
    })?;
    vm.alloc(Match { ty: This::rom(<Match as Layout>::DEF), subject, places })
}

/// How many groups it has, with the whole match.
fn len(vm: &Vm, this: This<Match>) -> usize {
    this.get(vm).places.items(vm).len() / 2
}

/// Start and end of a group in bytes, if it has matched.
fn span_of(vm: &mut Vm, this: This<Match>, number: Obj) -> Res<Option<(usize, usize)>> {
    let i = usize::try_from(int::get(vm, number)?).ok().filter(|i| *i < len(vm, this));
    let Some(i) = i else { return Err(exc::raise_value(vm, &INDEX_ERROR, number)) };
    let items = this.get(vm).places.items(vm);
    let place = |i: usize| usize::try_from(items.get(i).and_then(|p| p.as_small()).unwrap_or(-1)).ok();
    Ok(place(2 * i).map(|start| (start, place(2 * i + 1).unwrap_or(start))))
}

fn group(vm: &mut Vm, this: This<Match>, number: Obj) -> Res {
    let Some((start, end)) = span_of(vm, this, number)? else { return Ok(Obj::NONE) };
    let subject = this.get(vm).subject;
    let kind = if str::is_str(subject) { str::Kind::Str } else { str::Kind::Bytes };
    str::sub(vm, kind, subject, start, end.max(start))
}

fn groups(vm: &mut Vm, this: This<Match>) -> Res {
    let n = len(vm, this).saturating_sub(1);
    let all = micropyrite_core::types::list::with_capacity(vm, n)?;
    for i in 1..=n {
        let text = group(vm, this, Obj::small(i as isize))?;
        micropyrite_core::types::list::push(vm, all, text)?;
    }
    Ok(vm.new_tuple_with(n, |vm, out| out.copy_from_slice(all.items(vm)))?.obj())
}

/// Start and end of a group as Python counts them, or -1.
fn bounds(vm: &mut Vm, this: This<Match>, number: Opt<Obj>) -> Res<[Obj; 2]> {
    let number = number.0.unwrap_or(Obj::small(0));
    let Some((start, end)) = span_of(vm, this, number)? else { return Ok([Obj::small(-1); 2]) };
    let subject = this.get(vm).subject;
    let index = |place: usize| match str::text(vm, subject) {
        Some(text) => str::unicode::char_count(text.get(..place).unwrap_or(text)),
        None => place,
    };
    Ok([Obj::small(index(start) as isize), Obj::small(index(end) as isize)])
}

fn span(vm: &mut Vm, this: This<Match>, number: Opt<Obj>) -> Res {
    let bounds = bounds(vm, this, number)?;
    Ok(tuple::new(vm, &bounds)?.obj())
}

fn start(vm: &mut Vm, this: This<Match>, number: Opt<Obj>) -> Res {
    bounds(vm, this, number).map(|[start, _]| start)
}

fn end(vm: &mut Vm, this: This<Match>, number: Opt<Obj>) -> Res {
    bounds(vm, this, number).map(|[_, end]| end)
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let n = object.cast::<Match>().map_or(0, |this| len(vm, this));
    write_fmt(vm, out, format_args!("<match num={n}>"))
}

class! {
    /// Type of matches.
    pub static MATCH: match {
        slots { print: print }
        group = fn group;
        groups = fn groups;
        span = fn span;
        start = fn start;
        end = fn end;
    }
}
