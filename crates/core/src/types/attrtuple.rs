//! Tuples with names for their items, as `sys.implementation` is one.
//!
//! The names are those of the type's static dict, in its order; the values there are not used. A type of them is
//! declared with [`attr_tuple!`](crate::attr_tuple), and an object of it in ROM is a [`RomTuple`].
//!
//! [`RomTuple`]: crate::heap::rom_tuple::RomTuple
use crate::heap::This;
use crate::obj::{Obj, Slot};
use crate::runtime::attr;
use crate::runtime::print::{Out, PrintKind, print_repr, write, write_text};
use crate::types::{Tuple, Ty, TypeDef};
use crate::{Qstr, Res, Vm};

/// Name of field `i` of a type of such tuples.
fn field(vm: &Vm, ty: Ty, i: usize) -> Slot {
    ty.get(vm).locals?.get(vm).map.key_at(i)
}

/// A tuple of a type of such tuples, with as many items as the type has names.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, ty: &'static TypeDef, items: &[Obj]) -> Res<This<Tuple>> {
    vm.new_tuple_of(This::rom(ty), items.len(), |_, out| out.copy_from_slice(items))
}

/// Writes `(name=value, …)` with names that `field` answers.
///
/// # Raises
/// As [`print_repr`].
pub fn print_fields(
    vm: &mut Vm,
    out: Out,
    tuple: This<Tuple>,
    field: impl Fn(&Vm, usize) -> Slot,
) -> Res<()> {
    write(vm, out, b"(")?;
    let mut i = 0;
    while let Some(&item) = tuple.items(vm).get(i) {
        if i > 0 {
            write(vm, out, b", ")?;
        }
        if let Some(name) = field(vm, i) {
            write_text(vm, out, name)?;
        }
        write(vm, out, b"=")?;
        print_repr(vm, out, item)?;
        i += 1;
    }
    write(vm, out, b")")
}

/// Slot `print`.
///
/// # Raises
/// As [`print_repr`].
pub fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    match object.as_tuple() {
        Some(tuple) => print_fields(vm, out, tuple, |vm, i| field(vm, object.ty(), i)),
        None => Ok(()),
    }
}

/// Slot `attr`.
///
/// # Raises
/// `AttributeError` for a name that the type has and the object has no item for.
pub fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    let Some(tuple) = object.as_tuple() else { return Ok(None) };
    let names = (0..).map_while(|i| field(vm, object.ty(), i));
    let Some(i) = names.into_iter().position(|known| known == Obj::qstr(name)) else { return Ok(None) };
    match tuple.items(vm).get(i).copied() {
        Some(item) => Ok(Some(item)),
        // The value in the type's dict is none of the object's.
        None => Err(attr::no_attribute(vm, object, name)),
    }
}

/// Declares a type of tuples whose items have names.
#[macro_export]
macro_rules! attr_tuple {
    ($(#[$doc:meta])* pub static $ID:ident : $($field:tt),+ $(,)?) => {
        $crate::class! {
            $(#[$doc])*
            pub static $ID: tuple, flags($crate::types::TUPLE_LAYOUT | $crate::types::ATTR_FIRST),
                parent($crate::types::TUPLE)
            {
                slots {
                    print: $crate::types::attrtuple::print,
                    unary_op: $crate::types::tuple_ops::unary_op,
                    binary_op: $crate::types::tuple_ops::binary_op,
                    attr: $crate::types::attrtuple::attr,
                    subscr: $crate::types::tuple_ops::subscr,
                    iter: $crate::types::tuple_ops::iter_of,
                }
                $( $field = int 0; )+
            }
        }
    };
}
