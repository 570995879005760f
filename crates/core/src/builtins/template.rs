//! `string.templatelib`: what template strings (`t"…"`) become.
//!
//! A template is texts with interpolations between them, one text more than interpolations. The compiler makes a
//! literal a call of `__template__`.
use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_bytecode::qstr;

use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::args::{ArgSpec, Args, parse};
use crate::runtime::print::{Out, PrintKind, print_repr, write};
use crate::runtime::{exc, ops, unpack};
use crate::types::iter::{self, PolyIter};
use crate::types::{List, Tuple, Ty, list, str};
use crate::{Qstr, Res, Vm, class, layout, module};

layout! {
    /// A template.
    pub struct Template: TEMPLATE, Scanned {
        /// Its texts.
        pub strings: This<Tuple>,
        /// What stands between them.
        pub interpolations: This<Tuple>,
    }
}

layout! {
    /// A value in a template, and how it was written.
    pub struct Interpolation: INTERPOLATION, Scanned {
        /// The value.
        pub value: Obj,
        /// The expression, as text.
        pub expression: Obj,
        /// `a`, `r`, `s`, or `None`.
        pub conversion: Obj,
        /// How it is to be formatted.
        pub format_spec: Obj,
    }
}

fn new(vm: &mut Vm, strings: This<Tuple>, interpolations: This<Tuple>) -> Res {
    let template = Template { ty: This::rom(<Template as Layout>::DEF), strings, interpolations };
    vm.alloc(template).map(This::obj)
}

fn new_interpolation(vm: &mut Vm, parts: [Obj; 4]) -> Res {
    let [value, expression, conversion, format_spec] = parts;
    let ty = This::rom(<Interpolation as Layout>::DEF);
    vm.alloc(Interpolation { ty, value, expression, conversion, format_spec }).map(This::obj)
}

fn to_tuple(vm: &mut Vm, list: This<List>) -> Res<This<Tuple>> {
    let n = list.items(vm).len();
    vm.new_tuple_with(n, |vm, out| out.copy_from_slice(list.items(vm)))
}

/// `__template__(strings, value, expression, conversion, format_spec, …)`, or with a tuple of the latter where
/// there are too many for a call.
pub(super) fn template(vm: &mut Vm, args: &[Obj]) -> Res {
    let Some(strings) = args[0].as_tuple() else { return Err(exc::type_error(vm, text!(""))) };
    let packed = if args.len() == 2 { Some(args[1]) } else { None };
    let n = match packed {
        Some(packed) => unpack::check_sequence(vm, packed)?,
        None => args.len() - 1,
    };
    let part = |vm: &Vm, i: usize| -> Obj {
        let given = match packed {
            Some(packed) => unpack::items(vm, packed).unwrap_or(&[]),
            None => &args[1..],
        };
        given.get(i).copied().unwrap_or(Obj::NONE)
    };
    let interpolations = list::with_capacity(vm, n / 4)?;
    for i in (0..n / 4 * 4).step_by(4) {
        let parts = [part(vm, i), part(vm, i + 1), part(vm, i + 2), part(vm, i + 3)];
        let interpolation = new_interpolation(vm, parts)?;
        list::push(vm, interpolations, interpolation)?;
    }
    let interpolations = to_tuple(vm, interpolations)?;
    new(vm, strings, interpolations)
}

/// The text of an optional piece and another one.
fn joined(vm: &mut Vm, left: Slot, right: Obj) -> Res {
    match left {
        Some(left) => ops::binary(vm, BinaryOp::Add, left, right),
        None => Ok(right),
    }
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, usize::MAX)?;
    let (strings, interpolations) = (list::with_capacity(vm, 1)?, list::with_capacity(vm, 0)?);
    let mut text: Slot = None;
    for arg in args.pos {
        if arg.cast::<Interpolation>().is_some() {
            list::push(vm, strings, text.take().unwrap_or(str::EMPTY))?;
            list::push(vm, interpolations, *arg)?;
        } else if str::is_str(*arg) {
            text = Some(joined(vm, text, *arg)?);
        } else {
            return Err(exc::type_error(vm, text!("expected str or Interpolation")));
        }
    }
    list::push(vm, strings, text.unwrap_or(str::EMPTY))?;
    let (strings, interpolations) = (to_tuple(vm, strings)?, to_tuple(vm, interpolations)?);
    new(vm, strings, interpolations)
}

fn parts(vm: &Vm, object: Obj) -> Option<(This<Tuple>, This<Tuple>)> {
    let template = object.cast::<Template>()?.get(vm);
    Some((template.strings, template.interpolations))
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some((strings, interpolations)) = parts(vm, object) else { return Ok(()) };
    write(vm, out, b"Template(strings=")?;
    print_repr(vm, out, strings.obj())?;
    write(vm, out, b", interpolations=")?;
    print_repr(vm, out, interpolations.obj())?;
    write(vm, out, b")")
}

fn binary_op(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Res {
    let (Some((left, between_left)), Some((right, between_right))) = (parts(vm, a), parts(vm, b)) else {
        return Ok(Obj::NOT_IMPLEMENTED);
    };
    if op != BinaryOp::Add {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    // The texts that meet become one.
    let last = left.items(vm).last().copied();
    let first = right.items(vm).first().copied().unwrap_or(str::EMPTY);
    let middle = joined(vm, last, first)?;
    let (n, m) = (left.items(vm).len().saturating_sub(1), right.items(vm).len().saturating_sub(1));
    let strings = vm.new_tuple_with(n + 1 + m, |vm, out| {
        let texts = left.items(vm)[..n].iter().chain([&middle]).chain(right.items(vm).iter().skip(1));
        for (slot, text) in out.iter_mut().zip(texts) {
            *slot = *text;
        }
    })?;
    let n = between_left.items(vm).len() + between_right.items(vm).len();
    let interpolations = vm.new_tuple_with(n, |vm, out| {
        let both = between_left.items(vm).iter().chain(between_right.items(vm));
        for (slot, interpolation) in out.iter_mut().zip(both) {
            *slot = *interpolation;
        }
    })?;
    new(vm, strings, interpolations)
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some((strings, interpolations)) = parts(vm, object) else { return Ok(None) };
    if name == qstr!(strings) {
        return Ok(Some(strings.obj()));
    }
    if name == qstr!(interpolations) {
        return Ok(Some(interpolations.obj()));
    }
    if name == qstr!(values) {
        let n = interpolations.items(vm).len();
        let values = vm.new_tuple_with(n, |vm, out| {
            for (slot, item) in out.iter_mut().zip(interpolations.items(vm)) {
                *slot = item.cast::<Interpolation>().map_or(Obj::NONE, |item| item.get(vm).value);
            }
        })?;
        return Ok(Some(values.obj()));
    }
    Ok(None)
}

fn iter_of(vm: &mut Vm, object: Obj) -> Res {
    iter::poly(vm, object, 0, next)
}

/// Texts, other than empty ones, and interpolations in turn.
fn next(vm: &mut Vm, iterator: This<PolyIter>) -> Res {
    let Some((strings, interpolations)) = parts(vm, iterator.get(vm).base) else { return Ok(Obj::STOP) };
    loop {
        let at = iterator.get(vm).index;
        iterator.get_mut(vm).index = at.saturating_add(1);
        let source = if at.is_multiple_of(2) { strings } else { interpolations };
        match source.items(vm).get(at / 2).copied() {
            Some(text) if at.is_multiple_of(2) && vm.text_of(text).is_empty() => {}
            Some(item) => return Ok(item),
            None => return Ok(Obj::STOP),
        }
    }
}

fn make_interpolation(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    const SPECS: [ArgSpec; 4] = [
        ArgSpec::required(qstr!(value)),
        ArgSpec::optional(qstr!(expression), str::EMPTY),
        ArgSpec::optional(qstr!(conversion), Obj::NONE),
        ArgSpec::optional(qstr!(format_spec), str::EMPTY),
    ];
    let parts = parse(vm, args, &SPECS)?;
    new_interpolation(vm, parts)
}

fn fields(vm: &Vm, object: Obj) -> Option<[Obj; 4]> {
    let i = object.cast::<Interpolation>()?.get(vm);
    Some([i.value, i.expression, i.conversion, i.format_spec])
}

fn print_interpolation(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    write(vm, out, b"Interpolation(")?;
    for (i, field) in fields(vm, object).into_iter().flatten().enumerate() {
        if i > 0 {
            write(vm, out, b", ")?;
        }
        print_repr(vm, out, field)?;
    }
    write(vm, out, b")")
}

fn interpolation_attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let names = [qstr!(value), qstr!(expression), qstr!(conversion), qstr!(format_spec)];
    let place = names.iter().position(|n| *n == name);
    Ok(fields(vm, object).and_then(|fields| place.map(|i| fields[i])))
}

class! {
    /// `Template`
    pub static TEMPLATE: Template {
        slots { make_new: make_new, print: print, binary_op: binary_op, attr: attr, iter: iter_of }
    }
}

class! {
    /// `Interpolation`
    pub static INTERPOLATION: Interpolation {
        slots { make_new: make_interpolation, print: print_interpolation, attr: interpolation_attr }
    }
}

module! {
    /// Types of template strings.
    pub static TEMPLATELIB: "string.templatelib" {
        Template = ty TEMPLATE;
        Interpolation = ty INTERPOLATION;
    }
}

module! {
    /// Home of `templatelib`.
    pub static STRING: string, extensible {
        templatelib = obj Obj::rom(TEMPLATELIB.module);
    }
}
