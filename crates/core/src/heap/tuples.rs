//! Blocks of tuples: a length, and that many values, none of them missing.
use super::{Layout, Tail, This};
use crate::obj::{Obj, Slot};
use crate::types::{Tuple, Ty};
use crate::{Res, Vm};

// SAFETY: `len` slots follow the header: all makers are in this file.
unsafe impl Tail for Tuple {
    type Item = Slot;
    fn tail_len(&self) -> usize {
        self.len
    }
}

impl This<Tuple> {
    /// The items.
    #[inline]
    pub fn items(self, vm: &Vm) -> &[Obj] {
        let slots = self.tail(vm);
        // SAFETY: every slot holds a value (see the makers), and a slot with a value is its word.
        unsafe { core::slice::from_raw_parts(slots.as_ptr().cast::<Obj>(), slots.len()) }
    }

    /// The items, to write while nobody else has the tuple.
    #[inline]
    pub(crate) fn items_mut(self, vm: &mut Vm) -> &mut [Obj] {
        let slots = self.tail_mut(vm);
        // SAFETY: as `items`.
        unsafe { core::slice::from_raw_parts_mut(slots.as_mut_ptr().cast::<Obj>(), slots.len()) }
    }
}

impl Vm {
    /// A tuple of `n` items of any type with the layout of tuples; `fill` sets the items, which are `None` before.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn new_tuple_of(
        &mut self,
        ty: Ty,
        n: usize,
        fill: impl FnOnce(&Vm, &mut [Obj]),
    ) -> Res<This<Tuple>> {
        let tuple = self.new_blank_tuple(ty, n)?;
        let items = tuple.tail_raw().cast::<Obj>();
        // SAFETY: a fresh block of `n` items, which `fill` cannot reach through the `Vm`.
        fill(self, unsafe { core::slice::from_raw_parts_mut(items, n) });
        Ok(tuple)
    }

    /// A tuple of `n` times `None`, to be filled before anybody else has it.
    #[inline(never)]
    fn new_blank_tuple(&mut self, ty: Ty, n: usize) -> Res<This<Tuple>> {
        self.alloc_tail(Tuple { ty, len: n }, n, |_, slots| slots.fill(Some(Obj::NONE)))
    }

    /// A tuple of items.
    ///
    /// # Raises
    /// `MemoryError`.
    pub fn new_tuple(&mut self, items: &[Obj]) -> Res<This<Tuple>> {
        if items.is_empty() {
            return Ok(self.empty_tuple());
        }
        let tuple = Tuple { ty: This::rom(<Tuple as Layout>::DEF), len: items.len() };
        self.alloc_tail(tuple, items.len(), |_, slots| {
            for (slot, item) in slots.iter_mut().zip(items) {
                *slot = Some(*item);
            }
        })
    }

    /// A tuple of `n` items; `fill` sets them.
    ///
    /// # Raises
    /// `MemoryError`.
    pub fn new_tuple_with(&mut self, n: usize, fill: impl FnOnce(&Vm, &mut [Obj])) -> Res<This<Tuple>> {
        if n == 0 {
            return Ok(self.empty_tuple());
        }
        self.new_tuple_of(This::rom(<Tuple as Layout>::DEF), n, fill)
    }
}
