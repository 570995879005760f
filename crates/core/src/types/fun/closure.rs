//! `closure`: a function and the cells it shares with its makers.
use crate::config::{DETAIL, Detail};
use crate::heap::{Layout, Tail, This};
use crate::obj::{Obj, Slot};
use crate::runtime::print::{Out, PrintKind, print_address, print_repr, write};
use crate::types::Fun;
use crate::{Qstr, Res, Vm, class, layout};

layout! {
    /// A function with cells; they follow.
    pub struct Closure: CLOSURE, Scanned {
        /// The function, whose first arguments the cells are.
        pub fun: This<Fun>,
        /// How many cells follow.
        pub n_cells: usize,
    }
}

// SAFETY: `n_cells` slots follow (`new` is the only maker).
#[allow(unsafe_code)]
unsafe impl Tail for Closure {
    type Item = Slot;
    fn tail_len(&self) -> usize {
        self.n_cells
    }
}

/// Makes a closure.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, fun: This<Fun>, cells: &[Obj]) -> Res<This<Closure>> {
    let closure = Closure { ty: This::rom(<Closure as Layout>::DEF), fun, n_cells: cells.len() };
    vm.alloc_tail(closure, cells.len(), |_, out| {
        for (slot, cell) in out.iter_mut().zip(cells) {
            *slot = Some(*cell);
        }
    })
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    if DETAIL < Detail::Detailed {
        return write(vm, out, b"<closure>");
    }
    let Some(closure) = object.cast::<Closure>() else { return Ok(()) };
    let fun = closure.get(vm).fun.obj();
    write(vm, out, b"<closure ")?;
    print_repr(vm, out, fun)?;
    write(vm, out, b" at 0x")?;
    print_address(vm, out, object)?;
    for i in 0..closure.get(vm).n_cells {
        let cell = closure.tail(vm).get(i).copied().flatten();
        let value = cell.and_then(|c| c.cast::<crate::types::Cell>()).and_then(|c| c.get(vm).value);
        match value {
            Some(value) => {
                write(vm, out, b" ")?;
                print_repr(vm, out, value)?;
            }
            None => write(vm, out, b" (nil)")?,
        }
    }
    write(vm, out, b">")
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    // What is asked of a closure is asked of its function.
    match object.cast::<Closure>() {
        Some(closure) => {
            let fun = closure.get(vm).fun.obj();
            crate::runtime::attr::load_maybe(vm, fun, name)
        }
        None => Ok(None),
    }
}

class! {
    /// Type of closures.
    pub static CLOSURE: closure, flags(crate::types::BINDS) { slots { print: print, attr: attr } }
}
