//! `__build_class__`: from a class body to a class.
//!
//! The compiler turns a `class` statement into a function of the body and a call of this. The body stores its
//! names into a new dict, which becomes the class's; what the body returns is the cell of `__class__`, where a
//! method uses it.
use crate::heap::This;
use crate::native::NativeFun;
use crate::native::def::ANY;
use crate::obj::Obj;
use crate::types::{self, Cell, dict, object, tuple};
use crate::{Res, Vm};

/// `__build_class__(body, name, *bases)`
pub static BUILD_CLASS: NativeFun = NativeFun::new(2, ANY, build_class);

fn build_class(vm: &mut Vm, args: &[Obj]) -> Res {
    let [body, name, bases @ ..] = args else { return Ok(Obj::NONE) };
    let members = dict::new(vm, 0)?;
    let outer = vm.thread.names.replace(members);
    let cell = vm.call(*body, &[]);
    vm.thread.names = outer;
    let cell = cell?;
    // The metaclass is the type of the first base: upstream looks no further.
    let meta = bases.first().map_or(This::rom(&types::TYPE), |base| base.ty());
    let bases = tuple::new(vm, bases)?.obj();
    let class = if meta == This::rom(&types::TYPE) {
        let name = types::str::get_qstr(vm, *name)?;
        object::new_class(vm, name, bases, members)?
    } else {
        vm.call(meta.obj(), &[*name, bases, members.obj()])?
    };
    if let Some(cell) = cell.cast::<Cell>() {
        cell.get_mut(vm).value = Some(class);
    }
    Ok(class)
}
