//! Heat: which code is worth translating, and where its words are entered.
//!
//! Each code counts down calls and jumps backwards; at zero it is translated. What cannot be translated never counts
//! again; what could not for want of memory counts once more.
use super::code::{HotCode, NO_EXACT};
use super::translate::{self, Untranslated};
use super::word::W;
use crate::Vm;
use crate::heap::This;
use crate::load::ProtoFun;
use crate::vm::Next;
use crate::vm::stack::M;

/// As many again after memory was short.
const AGAIN: u16 = 4000;

/// How hot code is, and its words.
#[derive(Clone, Copy)]
pub(crate) struct Heat {
    words: Option<This<HotCode>>,
    /// Calls and jumps backwards that are left; 0: it counts no more.
    left: u16,
}

impl Heat {
    /// Code that stays in tier 0.
    pub(crate) const NEVER: Heat = Heat { words: None, left: 0 };
    /// Code that has not run.
    pub(crate) fn new(vm: &Vm) -> Heat {
        Heat { words: None, left: vm.hot_after }
    }

    /// Its words, if it has been translated.
    #[inline(always)]
    pub(crate) fn words(&self) -> Option<This<HotCode>> {
        self.words
    }

    /// Forgets the words; the code counts again.
    pub(crate) fn cool(&mut self) {
        *self = Heat { words: None, left: AGAIN };
    }
}

impl This<ProtoFun> {
    /// Calls of it are bound at length from now on, from its words too.
    pub(crate) fn bind_in_words(self, vm: &mut Vm) {
        if let Some(words) = self.get(vm).heat.words {
            words.get_mut(vm).n_args = NO_EXACT;
        }
    }
}

/// Says that something is hot; builds without the tier have no value of it.
pub(crate) struct IsHot;

/// What tier 1 knows of a frame.
pub(crate) struct HotFrame {
    /// The words of its code, which it keeps alive.
    pub(super) words: Option<This<HotCode>>,
    /// Where the words of the caller go on when it returns; null if the caller is in tier 0.
    pub(super) back: *const usize,
    /// Its code is to be translated.
    wanted: bool,
}

impl HotFrame {
    /// Of a frame that begins with a code; counts.
    #[inline(always)]
    pub(crate) fn of(code: This<ProtoFun>, vm: &mut Vm) -> HotFrame {
        let heat = code.get(vm).heat;
        if heat.left != 0 {
            code.get_mut(vm).heat.left = heat.left - 1;
        }
        HotFrame { words: heat.words, back: core::ptr::null(), wanted: heat.left == 1 }
    }

    /// Of a frame that is to stay in tier 0.
    pub(super) fn cold() -> HotFrame {
        HotFrame { words: None, back: core::ptr::null(), wanted: false }
    }

    /// Of a frame that tier 1 begins.
    #[inline(always)]
    pub(crate) fn of_words(words: This<HotCode>, back: *const usize) -> HotFrame {
        HotFrame { words: Some(words), back, wanted: false }
    }

    #[inline(always)]
    fn is_hot(&self) -> bool {
        self.words.is_some() || self.wanted
    }
}

/// A frame was pushed whose state is `m`.
#[inline(always)]
pub(crate) fn entered(vm: &mut Vm, m: M) -> Next {
    if vm.frame().hot.is_hot() { Next::Hot(m, IsHot) } else { Next::Go(m) }
}

/// A jump backwards was done.
#[inline(always)]
pub(crate) fn looped(vm: &mut Vm, m: M) -> Next {
    let code = vm.frame().code;
    match code.get(vm).heat.left {
        0 => return if code.get(vm).heat.words.is_some() { Next::Hot(m, IsHot) } else { Next::Go(m) },
        left => code.get_mut(vm).heat.left = left - 1,
    }
    if code.get(vm).heat.left != 0 {
        return Next::Go(m);
    }
    vm.frame().hot.wanted = true;
    Next::Hot(m, IsHot)
}

/// A frame goes on whose state is `m`.
#[inline(always)]
pub(crate) fn returned(vm: &mut Vm, m: M) -> Next {
    // There is no frame where the outermost one has returned; then `m` has no instruction.
    if !m.ip.is_null() && vm.frame().hot.words.is_some() { Next::Hot(m, IsHot) } else { Next::Go(m) }
}

/// Where the words of the running frame go on, whose state is `m`, if it runs in tier 1.
#[inline(always)]
pub(crate) fn resume(vm: &mut Vm, m: M) -> Option<W> {
    let frame = vm.frame();
    let words = match (frame.hot.words, frame.hot.wanted) {
        (Some(words), _) => words,
        (None, true) => warm_up(vm, m)?,
        (None, false) => return None,
    };
    words.entry(vm, m)
}

/// As [`resume`], for a frame that may not know yet that its code has words.
#[inline(always)]
pub(crate) fn enter(vm: &mut Vm, m: M) -> Option<W> {
    let words = match vm.frame().hot.words {
        Some(words) => words,
        None => warm_up(vm, m)?,
    };
    words.entry(vm, m)
}

/// Gives the running frame words, if its code has some or is to be translated.
// What is called by handlers must not answer more than two words: see `dispatch.rs`.
#[inline(never)]
fn warm_up(vm: &mut Vm, m: M) -> Option<This<HotCode>> {
    let code = vm.frame().code;
    let wanted = core::mem::take(&mut vm.frame().hot.wanted);
    let words = match code.get(vm).heat.words {
        Some(words) => words,
        None if !wanted => return None,
        None => {
            vm.save(m);
            let made = translate::translate(vm, code);
            let heat = &mut code.get_mut(vm).heat;
            match made {
                Ok(words) => {
                    heat.words = Some(words);
                    words
                }
                Err(Untranslated::NoMemory) => {
                    heat.left = AGAIN;
                    return None;
                }
                Err(Untranslated::Never) => return None,
            }
        }
    };
    vm.frame().hot.words = Some(words);
    Some(words)
}
