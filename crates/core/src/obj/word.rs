//! The value word: the only code that knows its bits.
//!
//! | low bits | meaning |
//! |---|---|
//! | `…xxx1` | small integer, in the bits above |
//! | `…x010` | qstr, number in the bits above |
//! | `…x110` | immediate (`None`, `True` …), number in the bits above |
//! | `…xx00` | pointer to something that starts with its type word |
//!
//! The same on every width (upstream's object representation A), never zero, and a pointer type, since
//! const evaluation cannot turn a pointer into an integer.
use core::num::NonZeroUsize;
use core::ptr::NonNull;

use micropyrite_bytecode::qstr::Qstr;

/// A Python value: small integer, qstr, immediate, or pointer to an object.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Obj(NonNull<()>);

/// A place for a value: empty or an [`Obj`], one word.
pub type Slot = Option<Obj>;

// SAFETY: an `Obj` in a static is an immediate or points at a static; objects in a heap are reached through
// their `Vm` alone.
unsafe impl Sync for Obj {}
// SAFETY: as above; threads of one `Vm` hold its lock while they use a value.
unsafe impl Send for Obj {}

/// Bits of a small integer, sign included.
pub const SMALL_INT_BITS: u32 = usize::BITS - 1;

/// Numbers of the immediates, as they stand in their words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub enum Immediate {
    /// `None`.
    None = 0,
    /// `False`.
    False = 1,
    /// `True`.
    True = 3,
    /// `NotImplemented`.
    NotImplemented = 5,
    /// `Ellipsis`.
    Ellipsis = 7,
    /// Marks the end of an iteration inside the runtime; never a Python value.
    Stop = 9,
}

/// What kind of word it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A small integer.
    Small(isize),
    /// An interned string.
    Qstr(Qstr),
    /// An immediate.
    Immediate(Immediate),
    /// A pointer to an object.
    Pointer,
}

impl Obj {
    #[inline(always)]
    const fn from_bits(bits: usize) -> Obj {
        match NonZeroUsize::new(bits) {
            Some(word) => Obj(NonNull::without_provenance(word)),
            None => unreachable!(),
        }
    }

    const fn immediate(which: Immediate) -> Obj {
        Obj::from_bits((which as usize) << 3 | 6)
    }

    /// `None`.
    pub const NONE: Obj = Obj::immediate(Immediate::None);
    /// `False`.
    pub const FALSE: Obj = Obj::immediate(Immediate::False);
    /// `True`.
    pub const TRUE: Obj = Obj::immediate(Immediate::True);
    /// `NotImplemented`; also what a slot answers that does not know the operation.
    pub const NOT_IMPLEMENTED: Obj = Obj::immediate(Immediate::NotImplemented);
    /// `Ellipsis`.
    pub const ELLIPSIS: Obj = Obj::immediate(Immediate::Ellipsis);
    /// The end of an iteration, inside the runtime.
    pub const STOP: Obj = Obj::immediate(Immediate::Stop);

    /// How many bits a small integer has, its sign included.
    pub const SMALL_BITS: u32 = usize::BITS - 1;
    /// The largest small integer.
    pub const SMALL_MAX: isize = isize::MAX >> 1;
    /// The least small integer.
    pub const SMALL_MIN: isize = isize::MIN >> 1;

    /// A small integer; the top bit of `value` is lost where it does not fit.
    #[inline(always)]
    pub const fn small(value: isize) -> Obj {
        Obj::from_bits((value as usize) << 1 | 1)
    }

    /// A small integer, if `value` fits.
    #[inline(always)]
    pub const fn try_small(value: isize) -> Option<Obj> {
        let doubled = value.wrapping_shl(1);
        if doubled >> 1 == value { Some(Obj::from_bits(doubled as usize | 1)) } else { None }
    }

    /// An interned string.
    #[inline(always)]
    pub const fn qstr(qstr: Qstr) -> Obj {
        Obj::from_bits((qstr.0 as usize) << 3 | 2)
    }

    /// A truth value.
    #[inline(always)]
    pub const fn bool(value: bool) -> Obj {
        if value { Obj::TRUE } else { Obj::FALSE }
    }

    /// A static object, which starts with its type word.
    #[inline(always)]
    pub const fn rom<T: Sync>(object: &'static T) -> Obj {
        Obj(NonNull::from_ref(object).cast())
    }

    /// The word's bits, for hashing, `id()` and the collector.
    #[inline(always)]
    pub fn bits(self) -> usize {
        self.0.as_ptr() as usize
    }

    /// The value of a small integer.
    #[inline(always)]
    pub fn as_small(self) -> Option<isize> {
        if self.bits() & 1 != 0 { Some(self.bits() as isize >> 1) } else { None }
    }

    /// The number of an interned string.
    #[inline(always)]
    pub fn as_qstr(self) -> Option<Qstr> {
        if self.bits() & 7 == 2 { Some(Qstr((self.bits() >> 3) as u16)) } else { None }
    }

    /// Whether it is a qstr.
    #[inline(always)]
    pub fn is_qstr(self) -> bool {
        self.bits() & 7 == 2
    }

    /// Whether it is a small integer.
    #[inline(always)]
    pub fn is_small(self) -> bool {
        self.bits() & 1 != 0
    }

    /// Whether it points at an object.
    #[inline(always)]
    pub fn is_pointer(self) -> bool {
        self.bits() & 3 == 0
    }

    /// What kind of word it is.
    pub fn kind(self) -> Kind {
        if let Some(value) = self.as_small() {
            return Kind::Small(value);
        }
        if let Some(qstr) = self.as_qstr() {
            return Kind::Qstr(qstr);
        }
        if self.is_pointer() {
            return Kind::Pointer;
        }
        const NUMBERS: [Immediate; 5] =
            [Immediate::None, Immediate::False, Immediate::True, Immediate::Ellipsis, Immediate::Stop];
        let number = self.bits() >> 3;
        Kind::Immediate(
            NUMBERS.into_iter().find(|i| *i as usize == number).unwrap_or(Immediate::NotImplemented),
        )
    }

    /// `Some(true)` for `True`, `Some(false)` for `False`.
    #[inline(always)]
    pub fn as_bool(self) -> Option<bool> {
        if self == Obj::TRUE {
            Some(true)
        } else if self == Obj::FALSE {
            Some(false)
        } else {
            None
        }
    }

    /// The pointer of an object; meaningless for other kinds.
    #[inline(always)]
    pub(crate) fn pointer(self) -> NonNull<()> {
        self.0
    }

    /// The word of an object.
    #[inline(always)]
    pub(crate) const fn from_pointer<T>(pointer: NonNull<T>) -> Obj {
        Obj(pointer.cast())
    }

    /// Both values, if both are small integers.
    #[inline(always)]
    pub fn small2(a: Obj, b: Obj) -> Option<(isize, isize)> {
        if a.bits() & b.bits() & 1 != 0 {
            Some((a.bits() as isize >> 1, b.bits() as isize >> 1))
        } else {
            None
        }
    }

    /// Sum of two small integers, if it is one.
    #[inline(always)]
    pub fn add_small(a: Obj, b: Obj) -> Option<Obj> {
        let bits = (a.bits() as isize).checked_add((b.bits() as isize).wrapping_sub(1))?;
        Some(Obj::from_bits(bits as usize))
    }

    /// Difference of two small integers, if it is one.
    #[inline(always)]
    pub fn sub_small(a: Obj, b: Obj) -> Option<Obj> {
        let bits = (a.bits() as isize).checked_sub((b.bits() as isize).wrapping_sub(1))?;
        Some(Obj::from_bits(bits as usize))
    }
}

impl core::fmt::Debug for Obj {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Obj({:#x})", self.bits())
    }
}

const _: () = assert!(size_of::<Slot>() == size_of::<usize>());
