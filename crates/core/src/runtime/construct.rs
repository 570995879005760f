//! Construction: calling a class.
//!
//! `__new__` runs nested, `__init__` gets a frame of its own, which answers the object.
use micropyrite_bytecode::qstr;

use crate::heap::This;
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::{call, exc};
use crate::types::{self, Fun, INSTANCE, NATIVE_BASE, Ty, instance};
use crate::vm::Flow;
use crate::vm::frame::Resume;
use crate::{Raise, Res, Vm};

/// Makes an object of a class.
pub(super) fn construct(
    vm: &mut Vm,
    class: Ty,
    sp: *mut Slot,
    n_pos: usize,
    n_kw: usize,
    ret_sp: *mut Slot,
    resume: Resume,
) -> Flow {
    let first = sp.wrapping_sub(n_pos + 2 * n_kw);
    let args = Args { pos: vm.slots_at(first, n_pos), kw: vm.slots_at(first.wrapping_add(n_pos), 2 * n_kw) };
    if class.get(vm).flags & INSTANCE == 0 {
        return match class.get(vm).slots.make_new {
            Some(make_new) => make_new(vm, class, args).into(),
            None => Flow::Raised(cannot_create(vm, class)),
        };
    }
    // `__new__` of a class in Python is rare: it runs in a nested loop.
    let object = match types::object::make_instance(vm, class, args) {
        Ok(types::object::Made::Instance(object)) => object,
        Ok(types::object::Made::Other(object)) => return Flow::Value(object),
        Err(raise) => return Flow::Raised(raise),
    };
    let Some(init) = instance::special_of(vm, class, qstr!(__init__)) else {
        return match without_init(vm, object, args) {
            Ok(()) => Flow::Value(object.obj()),
            Err(raise) => Flow::Raised(raise),
        };
    };
    // Where an object of a built-in base may have to be made of the same arguments afterwards, they must stay.
    let has_native = class.get(vm).flags & NATIVE_BASE != 0;
    if resume == Resume::Push
        && !has_native
        && !vm.thread.settrace.is_on()
        && let Some(fun) = init.cast::<Fun>()
    {
        // The slot below the arguments becomes `self`.
        vm.write_slot(first.wrapping_sub(1), Some(object.obj()));
        return call::enter(vm, fun, sp, n_pos + 1, n_kw, ret_sp, Resume::Init, Some(object.obj()));
    }
    match vm.call_with_first(init, object.obj(), args) {
        Ok(answer) if answer == Obj::NONE => {
            if has_native
                && instance::native_of(vm, object).is_none()
                && let Err(raise) = without_init(vm, object, args)
            {
                return Flow::Raised(raise);
            }
            Flow::Value(object.obj())
        }
        Ok(other) => Flow::Raised(exc::init_returned(vm, other)),
        Err(raise) => Flow::Raised(raise),
    }
}

/// What happens to the arguments of a class that has no `__init__` in Python.
pub(super) fn without_init(vm: &mut Vm, object: This<types::Instance>, args: Args<'_>) -> Res<()> {
    let class = object.get(vm).ty;
    if class.get(vm).flags & NATIVE_BASE != 0
        && let Some(native) = instance::native_type(vm, class)
    {
        return match native.get(vm).slots.make_new {
            Some(make_new) => {
                let inner = make_new(vm, native, args)?;
                instance::set_native(vm, object, inner)
            }
            None => Err(cannot_create(vm, native)),
        };
    }
    let n = args.pos.len() + args.n_kw();
    if n > 0 {
        return Err(super::args::wrong_count(vm, n, 0, 0));
    }
    Ok(())
}

#[cold]
pub(super) fn cannot_create(vm: &mut Vm, class: Ty) -> Raise {
    let name = class.get(vm).name;
    exc::raise_name(
        vm,
        &types::TYPE_ERROR,
        template!("can't create instance", "can't create '%' instances"),
        name,
    )
}
