//! Globals and builtins.
//!
//! The words remember where a global was last; the key there is compared again. Of a built-in name they remember the
//! value, as long as no module gets a new name (`Vm::names_version`).
use crate::Vm;
use crate::obj::Slot;
use crate::vm::Ctl;
use crate::vm::dispatch::Handler;
use crate::vm::ops::{LoadGlobal, LoadName};
use crate::vm::tier1::word::{Step, W, Word, code};

/// `name; position; version; globals; value; place`: a global or builtin. `NAMES`: in a module or class body, where
/// names come first.
struct Load<const NAMES: bool>;

/// Operand words.
const N: usize = 6;

impl<const NAMES: bool> Word for Load<NAMES> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        let globals = vm.frame().globals;
        if NAMES && vm.thread.names != Some(globals) {
            return Step::Slow;
        }
        if let Some(value) = globals.get(vm).map.hinted(w.word(1), w.name(0)) {
            return Step::Go(w.give(N, value));
        }
        match w.constant(4) {
            Some(value) if w.word(2) == vm.names_version && w.word(3) == globals.raw() as usize => {
                Step::Go(w.give(N, value))
            }
            _ => Step::Slow,
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        vm.save(w.state(N - 1));
        note(w, vm);
        if NAMES { LoadName::slow::<0>(vm) } else { LoadGlobal::slow::<0>(vm) }
    }
}

/// Notes where the name is, or what.
fn note(w: W, vm: &mut Vm) -> Option<()> {
    let key = w.name(0);
    let name = key.as_qstr()?;
    let globals = vm.frame().globals;
    let map = &globals.get(vm).map;
    if let Some(position) = map.find_qstr(key, || vm.qstr_hash(name)) {
        w.note(vm, 1, position);
        return None;
    }
    if vm.roots.builtins_override.is_some() || map.may_match_text() {
        return None;
    }
    let builtins = &crate::builtins::DICT.map;
    let value: Slot = builtins.find_qstr(key, || vm.qstr_hash(name)).and_then(|i| builtins.value_at(i));
    let value = value?;
    vm.watch_for_new_keys(globals.table());
    w.note(vm, 2, vm.names_version);
    w.note(vm, 3, globals.raw() as usize);
    w.note(vm, 4, value.bits());
    Some(())
}

/// The word that loads a name.
pub(in crate::vm::tier1) fn load_name(names: bool) -> usize {
    if names { code::<Load<true>>() } else { code::<Load<false>>() }
}
