//! Items of arrays, bytearrays and memoryviews: types, reading, writing.
use super::{Array, OBJECTS};
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::binary::{Item, Order};
use crate::runtime::buffer;
use crate::types::iter::PolyIter;
use crate::types::{ByteArray, MemoryView};
use crate::{Res, Vm, config};

/// How the items of an object with a buffer lie.
#[derive(Clone, Copy)]
pub struct View {
    /// The object whose bytes they are.
    pub base: Obj,
    /// Where the first lies.
    pub start: usize,
    /// How many there are.
    pub len: usize,
    /// Their type.
    pub item: Item,
}

const BYTE: Item = Item { code: b'B', size: 1, align: 1 };

/// The type of the items in an object's buffer: bytes, if it does not say.
pub fn item_of(vm: &Vm, object: Obj) -> Item {
    let code = match (object.cast::<Array>(), object.cast::<MemoryView>()) {
        (Some(array), _) => array.get(vm).code,
        (_, Some(view)) => view.get(vm).code,
        _ => return BYTE,
    };
    if !config::COMPACT && code == b'B' {
        return BYTE;
    }
    Item::native(code).unwrap_or(BYTE)
}

/// How the items of an array, bytearray or memoryview lie. A view of something that has shrunk has fewer.
pub fn view_of(vm: &Vm, object: Obj) -> View {
    if !config::COMPACT
        && let Some(array) = object.cast::<ByteArray>()
    {
        return View { base: object, start: 0, len: array.get(vm).bytes.len(), item: BYTE };
    }
    let item = item_of(vm, object);
    if let Some(view) = object.cast::<MemoryView>() {
        let view = view.get(vm);
        let has = buffer::read(vm, view.base).map_or(0, <[u8]>::len);
        let len = view.len.min(has.saturating_sub(view.start) / item.n_bytes());
        return View { base: view.base, start: view.start, len, item };
    }
    if let Some(array) = object.cast::<Array>()
        && item.code == OBJECTS
    {
        return View { base: object, start: 0, len: array.get(vm).objects.len(), item };
    }
    let len = buffer::read(vm, object).map_or(0, <[u8]>::len) / item.n_bytes();
    View { base: object, start: 0, len, item }
}

impl View {
    /// Offset of item `i` in the bytes of the base.
    pub fn offset(&self, i: usize) -> usize {
        self.start.saturating_add(i.saturating_mul(self.item.n_bytes()))
    }

    /// Item `i`, if there is one.
    ///
    /// # Raises
    /// `MemoryError`.
    pub fn load(&self, vm: &mut Vm, i: usize) -> Res<Option<Obj>> {
        if i >= self.len {
            return Ok(None);
        }
        if let Some(array) = self.objects() {
            return Ok(array.get(vm).objects.items().get(i).copied());
        }
        self.item.load(vm, self.base, self.offset(i), Order::NATIVE)
    }

    /// Writes item `i`.
    ///
    /// # Raises
    /// `TypeError`, `OverflowError`.
    pub fn store(&self, vm: &mut Vm, i: usize, value: Obj) -> Res<()> {
        if let Some(array) = self.objects() {
            vm.set_obj(|vm| &mut array.get_mut(vm).objects, i, value);
            return Ok(());
        }
        self.item.store(vm, self.base, self.offset(i), Order::NATIVE, value)?;
        Ok(())
    }

    /// The array, if the items are objects.
    pub fn objects(&self) -> Option<This<Array>> {
        if self.item.code == OBJECTS { self.base.cast::<Array>() } else { None }
    }
}

/// Item `i` of an array, bytearray or memoryview, if there is one.
///
/// # Raises
/// `MemoryError`.
pub fn load(vm: &mut Vm, object: Obj, i: usize) -> Res<Option<Obj>> {
    view_of(vm, object).load(vm, i)
}

fn next(vm: &mut Vm, iter: This<PolyIter>) -> Res {
    let (base, index) = (iter.get(vm).base, iter.get(vm).index);
    let Some(value) = load(vm, base, index)? else { return Ok(Obj::STOP) };
    iter.get_mut(vm).index = index + 1;
    Ok(value)
}

/// Whether the items of an object are bytes: of `bytes`, `bytearray`, arrays of them, views of either.
pub(crate) fn are_bytes(vm: &Vm, object: Obj) -> bool {
    let is_view = || object.cast::<Array>().is_some() || object.cast::<MemoryView>().is_some();
    object.cast::<ByteArray>().is_some()
        || object.as_text_block().is_some_and(|text| text.get(vm).ty == This::rom(&crate::types::BYTES))
        || is_view() && item_of(vm, object).code == b'B'
}

/// An iterator over the items.
pub(crate) fn iter(vm: &mut Vm, object: Obj) -> Res {
    if item_of(vm, object).code == b'B' || object.cast::<ByteArray>().is_some() {
        return crate::types::iter::over_bytes(vm, object);
    }
    crate::types::iter::poly(vm, object, 0, next)
}
