//! Imports.
use super::load_store::name;
use super::{done, handler, value};
use crate::runtime::import;

handler!(ImportName slow |vm| {
    let mut m = vm.load();
    let name = name(&mut m, vm);
    let (level, from) = (m.top(1), m.top(0));
    let result = import::import_name(vm, name, from, level);
    m.drop_n(2);
    value(vm, m, result)
});
handler!(ImportFrom slow |vm| {
    let mut m = vm.load();
    let name = name(&mut m, vm);
    let module = m.top(0);
    let result = import::import_from(vm, module, name);
    value(vm, m, result)
});
handler!(ImportStar slow |vm| {
    let mut m = vm.load();
    let module = m.top(0);
    let result = import::import_star(vm, module);
    m.drop_n(1);
    done(vm, m, result)
});
