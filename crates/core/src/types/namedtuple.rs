//! `collections.namedtuple`: types of tuples whose items have names.
//!
//! Such a type is a heap object with the slots below. Its tuple of names lies in its dict under
//! `NATIVE`, a name that no Python code can spell.
use micropyrite_bytecode::qstr;

use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::exc;
use crate::runtime::print::{Out, PrintKind, write_qstr};
use crate::runtime::{attr, dict as table};
use crate::types::fun::bound;
use crate::types::instance::NATIVE;
use crate::types::{self, ATTR_FIRST, EQ_OTHER_TYPES, Slots, TUPLE_LAYOUT, Tuple, Ty, TypeDef};
use crate::types::{attrtuple, dict, sequence, str, tuple_ops};
use crate::{Qstr, Res, Vm, row_value};

/// What objects of all these types do.
static SLOTS: Slots = Slots {
    make_new: Some(make_new),
    print: Some(print),
    unary_op: Some(tuple_ops::unary_op),
    binary_op: Some(tuple_ops::binary_op),
    attr: Some(load_attr),
    store_attr: Some(store_attr),
    subscr: Some(tuple_ops::subscr),
    iter: Some(tuple_ops::iter_of),
    ..Slots::NONE
};

/// A type of tuples with names: `fields` is a list or tuple of strings, or one string of names with spaces
/// between them.
///
/// # Raises
/// `TypeError` for other arguments; `MemoryError`.
pub fn namedtuple(vm: &mut Vm, name: Obj, fields: Obj) -> Res<Ty> {
    let name = str::get_qstr(vm, name)?;
    let fields = if str::text(vm, fields).is_some() {
        let split = attr::load(vm, fields, qstr!(split))?;
        vm.call(split, &[])?
    } else {
        fields
    };
    let n = sequence::array_len(vm, fields)?;
    let names = vm.new_tuple_with(n, |_, _| ())?;
    for i in 0..n {
        let Some(field) = sequence::items_of(vm, fields).and_then(|f| f.get(i)).copied() else { break };
        let field = str::get_qstr(vm, field)?;
        if let Some(place) = names.items_mut(vm).get_mut(i) {
            *place = Obj::qstr(field);
        }
    }
    let locals = dict::new(vm, 1)?;
    dict::store_qstr(vm, locals, NATIVE, names.obj())?;
    vm.class_changed();
    vm.alloc(TypeDef {
        ty: This::rom(<TypeDef as Layout>::DEF),
        name,
        flags: TUPLE_LAYOUT | ATTR_FIRST | EQ_OTHER_TYPES,
        n_attrs_hint: 0,
        slots: &SLOTS,
        parent: Some(Obj::rom(&types::TUPLE)),
        locals: Some(locals),
    })
}

/// Names of the fields of such a type.
fn fields_of(vm: &Vm, ty: Ty) -> This<Tuple> {
    let names = ty.get(vm).locals.and_then(|locals| table::get_qstr(vm, locals.table(), Obj::qstr(NATIVE)));
    names.and_then(Obj::as_tuple).unwrap_or(vm.empty_tuple())
}

fn find_field(vm: &Vm, ty: Ty, name: Qstr) -> Option<usize> {
    fields_of(vm, ty).items(vm).iter().position(|field| *field == Obj::qstr(name))
}

fn make_new(vm: &mut Vm, ty: Ty, args: Args<'_>) -> Res {
    let n = fields_of(vm, ty).items(vm).len();
    let given = args.pos.len() + args.n_kw();
    if given != n {
        let name = ty.get(vm).name;
        return Err(crate::runtime::args::takes(vm, name, n, given));
    }
    // The marker that no argument can be stands for what is not given yet.
    let tuple = vm.new_tuple_of(ty, n, |_, out| {
        out.fill(Obj::STOP);
        out[..args.pos.len()].copy_from_slice(args.pos);
    })?;
    for (name, value) in args.keywords() {
        let name = str::get_qstr(vm, name)?;
        let Some(i) = find_field(vm, ty, name) else {
            return Err(exc::raise_name(
                vm,
                &types::TYPE_ERROR,
                template!("argument num/types mismatch", "unexpected keyword argument '%'"),
                name,
            ));
        };
        match tuple.items_mut(vm).get_mut(i) {
            Some(place) if *place == Obj::STOP => *place = value,
            _ => {
                let template = template!(
                    "argument num/types mismatch",
                    "function got multiple values for argument '%'",
                );
                return Err(exc::raise_name(vm, &types::TYPE_ERROR, template, name));
            }
        }
    }
    Ok(tuple.obj())
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some(tuple) = object.as_tuple() else { return Ok(()) };
    let ty = object.ty();
    let (name, fields) = (ty.get(vm).name, fields_of(vm, ty));
    write_qstr(vm, out, name)?;
    attrtuple::print_fields(vm, out, tuple, |vm, i| fields.items(vm).get(i).copied())
}

fn load_attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some(tuple) = object.as_tuple() else { return Ok(None) };
    if let Some(i) = find_field(vm, object.ty(), name) {
        return Ok(tuple.items(vm).get(i).copied());
    }
    if name == qstr!(_asdict) {
        return Ok(Some(bound::new(vm, row_value!(fn asdict), object)?.obj()));
    }
    Ok(None)
}

fn store_attr(vm: &mut Vm, _: Obj, _: Qstr, _: Slot) -> Res<bool> {
    Err(exc::raise_static(vm, &types::ATTRIBUTE_ERROR, text!("can't set attribute")))
}

/// An `OrderedDict` of names and items.
fn asdict(vm: &mut Vm, this: Obj) -> Res {
    let Some(tuple) = this.as_tuple() else {
        return Err(exc::type_error(vm, text!("argument has wrong type")));
    };
    let fields = fields_of(vm, this.ty());
    let n = fields.items(vm).len();
    let dict = dict::new_of(vm, This::rom(&types::ORDERED_DICT), n)?;
    for i in 0..n {
        let (name, item) = (fields.items(vm).get(i).copied(), tuple.items(vm).get(i).copied());
        if let (Some(name), Some(item)) = (name, item) {
            dict::store(vm, dict, name, item)?;
        }
    }
    Ok(dict.obj())
}
