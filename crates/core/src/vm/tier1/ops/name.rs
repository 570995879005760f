//! Globals and builtins.
//!
//! The words remember where a name was last, in the globals or in the builtins; the key there is compared again.
use crate::Vm;
use crate::obj::Slot;
use crate::vm::Ctl;
use crate::vm::dispatch::Handler;
use crate::vm::ops::{LoadGlobal, LoadName};
use crate::vm::tier1::word::{Step, W, Word, code};

/// `name; position; place`: a global or builtin. `NAMES`: in a module or class body, where names come first.
struct Load<const NAMES: bool>;

#[inline(always)]
fn find(w: &W, vm: &mut Vm) -> Slot {
    let (key, position) = (w.name(0), w.word(1));
    let globals = vm.frame().globals;
    let map = &globals.get(vm).map;
    if let Some(value) = map.hinted(position, key) {
        return Some(value);
    }
    let builtin = crate::builtins::DICT.map.hinted(position, key)?;
    if vm.roots.builtins_override.is_some() || map.may_match_text() {
        return None;
    }
    let is_lacking = map.lacks(key)
        || key.as_qstr().is_some_and(|name| map.find_qstr(key, || vm.qstr_hash(name)).is_none());
    is_lacking.then_some(builtin)
}

impl<const NAMES: bool> Word for Load<NAMES> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        let globals = vm.frame().globals;
        if NAMES && vm.thread.names != Some(globals) {
            return Step::Slow;
        }
        match find(&w, vm) {
            Some(value) => Step::Go(w.give(3, value)),
            None => Step::Slow,
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        vm.save(w.state(2));
        if let Some(name) = w.name(0).as_qstr() {
            let globals = vm.frame().globals;
            let own = globals.get(vm).map.find_qstr(w.name(0), || vm.qstr_hash(name));
            let found = own.or_else(|| crate::builtins::DICT.map.find_qstr(w.name(0), || vm.qstr_hash(name)));
            if let Some(found) = found {
                w.note(vm, 1, found);
            }
        }
        if NAMES { LoadName::slow::<0>(vm) } else { LoadGlobal::slow::<0>(vm) }
    }
}

/// The word that loads a name.
pub(in crate::vm::tier1) fn load_name(names: bool) -> usize {
    if names { code::<Load<true>>() } else { code::<Load<false>>() }
}
