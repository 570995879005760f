//! Typed views of objects: layouts, handles, trailing arrays.
use core::marker::PhantomData;
use core::ptr::NonNull;

use super::{Contents, GRANULE, round};
use crate::obj::Obj;
use crate::types::instance::native_base;
use crate::types::{Ty, TypeDef};
use crate::{Res, Vm, config, watch};

/// A layout that starts with a type word.
///
/// # Safety
/// `#[repr(C)]` with a `Ty` first; every object whose type word leads to `DEF` has this layout (I3).
pub unsafe trait Layout: Sized {
    /// The type of exactly the objects with this layout.
    const DEF: &'static TypeDef;
    /// What the collector finds inside.
    const CONTENTS: Contents;
    /// Whether the build has objects of this layout; where it has none, what is done with them is left out.
    const EXISTS: bool = true;
}

/// A layout with items behind the fixed part.
///
/// # Safety
/// `tail_len` items of type `Item` follow the fixed part in the same block, from its end rounded up to their
/// alignment; none of them is uninitialised.
pub unsafe trait Tail: Layout {
    /// One item.
    type Item: Copy;
    /// How many there are.
    fn tail_len(&self) -> usize;
}

/// A handle to an object whose layout is known: a copy of the word, without a life of its own. What it shows
/// borrows the `Vm`.
#[repr(transparent)]
pub struct This<T>(NonNull<T>, PhantomData<*const T>);

impl<T> Clone for This<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for This<T> {}
impl<T> PartialEq for This<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for This<T> {}

// SAFETY: a handle in a static points at a static (made by `This::rom`); others are used under the lock of
// their `Vm`.
unsafe impl<T> Sync for This<T> {}
// SAFETY: as above.
unsafe impl<T> Send for This<T> {}

impl<T> This<T> {
    /// A handle to a static object.
    pub const fn rom(object: &'static T) -> This<T> {
        This(NonNull::from_ref(object), PhantomData)
    }

    /// The value word.
    #[inline(always)]
    pub fn obj(self) -> Obj {
        Obj::from_pointer(self.0)
    }

    #[inline(always)]
    pub(crate) fn from_block(block: NonNull<T>) -> This<T> {
        This(block, PhantomData)
    }

    /// Reads the object.
    #[inline(always)]
    pub fn get(self, _vm: &Vm) -> &T {
        // SAFETY: I2, I3: handles are made from live blocks of this layout, and the borrow of the `Vm` keeps
        // anything from being freed or written meanwhile (I4).
        unsafe { self.0.as_ref() }
    }

    /// Writes the object. Must not be asked of a static one.
    #[inline(always)]
    pub fn get_mut(mut self, vm: &mut Vm) -> &mut T {
        vm.heap.before_write(self.0.as_ptr() as usize);
        // SAFETY: as `get`, with the token held alone.
        unsafe { self.0.as_mut() }
    }

    /// The block, for the fences.
    #[inline(always)]
    pub(crate) fn block(self) -> NonNull<T> {
        self.0
    }

    /// The raw pointer, for the fences.
    #[inline(always)]
    pub(crate) fn raw(self) -> *mut T {
        self.0.as_ptr()
    }
}

impl<T: Tail> This<T> {
    const TAIL_OFFSET: usize = size_of::<T>().next_multiple_of(align_of::<T::Item>());

    /// The items behind the fixed part.
    #[inline]
    pub fn tail(self, vm: &Vm) -> &[T::Item] {
        let len = self.get(vm).tail_len();
        // SAFETY: I3 and the contract of `Tail`.
        unsafe { core::slice::from_raw_parts(self.tail_raw(), len) }
    }

    /// The items behind the fixed part, to write.
    #[inline]
    pub fn tail_mut(self, vm: &mut Vm) -> &mut [T::Item] {
        vm.heap.before_write(self.0.as_ptr() as usize);
        let len = self.get(vm).tail_len();
        // SAFETY: as `tail`, with the token held alone.
        unsafe { core::slice::from_raw_parts_mut(self.tail_raw(), len) }
    }

    /// Address of the first item.
    #[inline]
    pub(crate) fn tail_raw(self) -> *mut T::Item {
        self.raw().cast::<u8>().wrapping_add(Self::TAIL_OFFSET).cast()
    }
}

impl Obj {
    /// The type of a value.
    #[inline(always)]
    pub fn ty(self) -> Ty {
        if self.is_pointer() {
            // SAFETY: I2, I3: a pointer word points at a live block or static that starts with its type word.
            unsafe { *self.pointer().cast::<Ty>().as_ptr() }
        } else {
            self.immediate_ty()
        }
    }

    #[inline(always)]
    fn immediate_ty(self) -> Ty {
        crate::types::type_of_immediate(self)
    }

    /// The handle, if the value has exactly this layout.
    #[inline(always)]
    pub fn cast<T: Layout>(self) -> Option<This<T>> {
        if !T::EXISTS || !self.is_pointer() {
            return None;
        }
        // SAFETY: as `ty`.
        let ty = unsafe { (*self.pointer().cast::<Ty>().as_ptr()).raw() };
        if core::ptr::eq(ty, T::DEF) { Some(This(self.pointer().cast(), PhantomData)) } else { None }
    }

    /// The handle, for types that share a layout with `T` (`str` and `bytes`, instances of classes …).
    ///
    /// # Safety
    /// The object's layout is `T`.
    #[inline(always)]
    pub(crate) unsafe fn cast_unchecked<T>(self) -> This<T> {
        This(self.pointer().cast(), PhantomData)
    }

    /// The handle, if the value or the built-in object inside an instance has exactly this layout.
    ///
    /// # Raises
    /// `TypeError` for other values.
    pub(crate) fn of_type<T: Layout>(self, vm: &mut Vm) -> Res<This<T>> {
        let object = of_type(vm, self, T::DEF)?;
        // SAFETY: I3: it is of the type whose layout is `T`.
        Ok(unsafe { object.cast_unchecked() })
    }

    /// The handle of an instance of a class written in Python.
    #[inline]
    pub fn as_instance(self) -> Option<This<crate::types::Instance>> {
        // SAFETY: I3: the flag is set in exactly the classes that Python code made, whose objects are instances.
        if self.is_pointer() && unsafe { (*self.ty().raw()).flags } & crate::types::INSTANCE != 0 {
            Some(This(self.pointer().cast(), PhantomData))
        } else {
            None
        }
    }

    /// The handle of a type, built in or written in Python.
    #[inline]
    pub fn as_type(self) -> Option<Ty> {
        if self.is_pointer() && core::ptr::eq(self.ty().raw(), &raw const crate::types::TYPE) {
            Some(This(self.pointer().cast(), PhantomData))
        } else {
            None
        }
    }

    /// The handle of an exception object of a built-in exception type (not an instance of a subclass in Python).
    #[inline]
    pub fn as_exception(self) -> Option<This<crate::types::Exception>> {
        // SAFETY: I3: the flag is set in exactly the built-in exception types, whose objects have this layout.
        if self.is_pointer() && unsafe { (*self.ty().raw()).flags } & crate::types::EXCEPTION != 0 {
            Some(This(self.pointer().cast(), PhantomData))
        } else {
            None
        }
    }

    /// The handle of a `str` or `bytes` object (not of a qstr).
    #[inline]
    pub fn as_text_block(self) -> Option<This<crate::types::Str>> {
        if self.is_pointer() {
            let ty = self.ty().raw().cast_const();
            if core::ptr::eq(ty, &raw const crate::types::STR)
                || core::ptr::eq(ty, &raw const crate::types::BYTES)
            {
                return Some(This(self.pointer().cast(), PhantomData));
            }
        }
        None
    }

    /// The handle of a tuple or of a type that shares its layout (namedtuples, attrtuples).
    #[inline]
    pub fn as_tuple(self) -> Option<This<crate::types::Tuple>> {
        // SAFETY: I3: the flag is set in exactly the types whose objects have the layout of a tuple.
        if self.is_pointer() && unsafe { (*self.ty().raw()).flags } & crate::types::TUPLE_LAYOUT != 0 {
            Some(This(self.pointer().cast(), PhantomData))
        } else {
            None
        }
    }

    /// The handle of a dict or of a type that shares its layout (`OrderedDict`).
    #[inline]
    pub fn as_dict(self) -> Option<This<crate::types::Dict>> {
        // SAFETY: I3: the flag is set in exactly the types whose objects have the layout of a dict.
        if self.is_pointer() && unsafe { (*self.ty().raw()).flags } & crate::types::DICT_LAYOUT != 0 {
            Some(This(self.pointer().cast(), PhantomData))
        } else {
            None
        }
    }
}

/// A value that is of a type, or the built-in object inside of an instance that is.
#[inline(never)]
fn of_type(vm: &mut Vm, object: Obj, ty: &'static TypeDef) -> Res {
    let has_type = |object: &Obj| object.is_pointer() && core::ptr::eq(object.ty().raw(), ty);
    let found = Some(object).filter(has_type).or_else(|| native_base(vm, object).filter(has_type));
    found.ok_or(()).map_err(|()| crate::types::sequence::wrong_self(vm, ty, object))
}

/// Blocks up to so many bytes are cleared word by word: chips' libraries need fifty instructions to begin with.
const SHORT: usize = if config::COMPACT { 256 } else { 0 };

/// Clears a fresh block of whole granules.
#[inline]
pub(super) fn clear(block: NonNull<u8>, bytes: usize) {
    if bytes > SHORT {
        // SAFETY: the block is fresh and has so many bytes.
        unsafe { core::ptr::write_bytes(block.as_ptr(), 0, bytes) };
        return;
    }
    // Volatile, or the compiler would make a call of it; by hand, since it unrolls nothing where size counts.
    const WORDS: usize = GRANULE / size_of::<usize>();
    const { assert!(WORDS == 2 || WORDS == 4) };
    let mut word = block.as_ptr().cast::<usize>();
    for _ in 0..bytes / GRANULE {
        // SAFETY: as above.
        unsafe {
            word.write_volatile(0);
            word.add(1).write_volatile(0);
            if WORDS == 4 {
                word.add(2).write_volatile(0);
                word.add(3).write_volatile(0);
            }
            word = word.add(WORDS);
        }
    }
}

impl Vm {
    /// A block of bytes. Scanned blocks are zeroed, plain ones are not.
    ///
    /// # Raises
    /// `MemoryError`.
    #[inline]
    pub(crate) fn alloc_block(&mut self, bytes: usize, contents: Contents) -> Res<NonNull<u8>> {
        let Some(rounded) = round(bytes.max(1)) else { return Err(self.raise_memory(bytes)) };
        let block = match self.heap.bump(rounded) {
            Some(block) => {
                if contents == Contents::Plain {
                    self.heap.set_plain(block);
                }
                block
            }
            None => self.alloc_slow(rounded, contents)?,
        };
        watch::allocated(&self.heap, block, bytes, contents);
        if contents == Contents::Scanned {
            clear(block, rounded);
        }
        Ok(block)
    }

    /// An object of fixed size.
    ///
    /// # Raises
    /// `MemoryError`.
    #[inline]
    pub fn alloc<T: Layout>(&mut self, value: T) -> Res<This<T>> {
        let bytes = const { size_of::<T>().next_multiple_of(GRANULE) };
        if config::COMPACT {
            let object = self.alloc_block(bytes, T::CONTENTS)?.cast::<T>();
            // SAFETY: a fresh block of at least this size, aligned to granules.
            unsafe { object.as_ptr().write(value) };
            return Ok(This(object, PhantomData));
        }
        let block = match self.heap.bump(bytes) {
            Some(block) => {
                if T::CONTENTS == Contents::Plain {
                    self.heap.set_plain(block);
                }
                block
            }
            None => self.alloc_slow(bytes, T::CONTENTS)?,
        };
        watch::allocated(&self.heap, block, size_of::<T>(), T::CONTENTS);
        if T::CONTENTS == Contents::Scanned && size_of::<T>() < bytes {
            let tail = block.as_ptr().wrapping_add(size_of::<T>() & !(size_of::<usize>() - 1));
            let words = (bytes - (size_of::<T>() & !(size_of::<usize>() - 1))) / size_of::<usize>();
            for i in 0..words {
                // SAFETY: the words between the value and the block's end.
                unsafe { tail.cast::<usize>().add(i).write_volatile(0) };
            }
        }
        let object = block.cast::<T>();
        // SAFETY: a fresh block of at least this size, aligned to granules.
        unsafe { object.as_ptr().write(value) };
        Ok(This(object, PhantomData))
    }

    /// A float-sized plain object, if the current run has room; never collects.
    #[inline(always)]
    pub(crate) fn try_alloc<T: Layout>(&mut self, value: T) -> Option<This<T>> {
        let block = self.heap.bump(const { size_of::<T>().next_multiple_of(GRANULE) })?;
        if T::CONTENTS == Contents::Plain {
            self.heap.set_plain(block);
        }
        watch::allocated(&self.heap, block, size_of::<T>(), T::CONTENTS);
        let object = block.cast::<T>();
        // SAFETY: a fresh block of at least this size, aligned to granules.
        unsafe { object.as_ptr().write(value) };
        Some(This(object, PhantomData))
    }

    /// An object with `n` items behind it, which `fill` sets; what it leaves stays zero (empty slots).
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn alloc_tail<T: Tail>(
        &mut self,
        value: T,
        n: usize,
        fill: impl FnOnce(&Vm, &mut [T::Item]),
    ) -> Res<This<T>> {
        let Some(bytes) =
            n.checked_mul(size_of::<T::Item>()).and_then(|b| b.checked_add(This::<T>::TAIL_OFFSET))
        else {
            return Err(self.raise_memory(usize::MAX));
        };
        let block = self.alloc_block(bytes, T::CONTENTS)?;
        if T::CONTENTS == Contents::Plain {
            clear(block, bytes.next_multiple_of(GRANULE));
        }
        let object = This(block.cast::<T>(), PhantomData);
        // SAFETY: a fresh block with room for the value and `n` items; zeroed where it is scanned, and above where it
        // is plain, so that the slice shows nothing uninitialised.
        unsafe {
            object.raw().write(value);
            fill(self, core::slice::from_raw_parts_mut(object.tail_raw(), n));
        }
        Ok(object)
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn alloc_slow(&mut self, bytes: usize, contents: Contents) -> Res<NonNull<u8>> {
        let block = self.alloc_or_collect(bytes);
        match block {
            Some(block) => {
                if contents == Contents::Plain {
                    self.heap.set_plain_anywhere(block);
                }
                Ok(block)
            }
            None => match self.take_reserve(bytes) {
                Some(block) => {
                    if contents == Contents::Plain {
                        self.heap.set_plain_anywhere(block);
                    }
                    Ok(block)
                }
                None => Err(self.raise_memory(bytes)),
            },
        }
    }

    fn alloc_or_collect(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        if self.heap.lock_depth > 0 {
            return None;
        }
        if self.raising {
            return self.take_while_raising(bytes);
        }
        if self.heap.wants_collection() {
            if !self.finish_cycle() {
                self.collect_quietly();
            }
        } else if self.heap.wants_step() {
            self.step();
        }
        if let Some(block) = self.heap.take(bytes) {
            return Some(block);
        }
        if self.heap.prefers_growth(bytes)
            && let Some(block) = self.heap.grow_and_take(bytes)
        {
            return Some(block);
        }
        if self.heap.enabled {
            // What became garbage while marking went in steps is found by another collection only.
            if self.finish_cycle()
                && let Some(block) = self.take_or_grow(bytes)
            {
                return Some(block);
            }
            self.collect_quietly();
            if let Some(block) = self.take_or_grow(bytes) {
                return Some(block);
            }
        }
        let block = self.heap.grow_and_take(bytes).or_else(|| self.heap.take_anywhere(bytes));
        if let Some(block) = block.or_else(|| self.heap.take_claimed(bytes)) {
            return Some(block);
        }
        if self.heap.enabled && self.give_up_words() {
            self.collect_quietly();
            return self.heap.take(bytes);
        }
        if self.heap.enabled || !self.heap.has_claim() {
            return None;
        }
        // Else there would be no line any more that turns collection on again.
        self.collect_quietly();
        self.heap.take(bytes)
    }

    /// Takes memory after a collection.
    fn take_or_grow(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        // After one that freed little, growing keeps the next one away.
        if self.heap.is_crowded()
            && let Some(block) = self.heap.grow_and_take(bytes)
        {
            return Some(block);
        }
        self.heap.take(bytes)
    }
}

/// Declares a layout: a `#[repr(C)]` struct that starts with its type word, and its type, which must be declared for
/// this layout alone. Crates that forbid unsafe code use [`library_layout!`](crate::library_layout).
#[macro_export]
macro_rules! layout {
    (@ [$($allow:tt)*] $(#[$doc:meta])* pub struct $T:ident : $DEF:path, $contents:ident
        $(, if $exists:path)? { $($(#[$fdoc:meta])* $vis:vis $f:ident : $t:ty,)* }) => {
        $(#[$doc])*
        #[repr(C)]
        pub struct $T {
            /// The type word.
            pub ty: $crate::types::Ty,
            $($(#[$fdoc])* $vis $f: $t,)*
        }
        $($allow)*
        // SAFETY: `repr(C)` with the type word first; the type is made for this layout alone.
        unsafe impl $crate::heap::Layout for $T {
            const DEF: &'static $crate::types::TypeDef = &$DEF;
            const CONTENTS: $crate::heap::Contents = $crate::heap::Contents::$contents;
            $(const EXISTS: bool = $exists;)?
        }
        $($allow)*
        // SAFETY: static objects of this layout are never written; others are used under their `Vm`'s lock.
        unsafe impl Sync for $T {}
    };
    ($($layout:tt)*) => { $crate::layout!(@ [#[allow(unsafe_code)]] $($layout)*); };
}

/// As [`layout!`](crate::layout), for crates that forbid unsafe code.
#[macro_export]
macro_rules! library_layout {
    ($($layout:tt)*) => { $crate::layout!(@ [] $($layout)*); };
}
