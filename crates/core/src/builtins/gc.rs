//! `gc`: the collector as Python sees it.
use crate::heap::GRANULE;
use crate::obj::Obj;
use crate::obj::convert::Opt;
use crate::{Res, Vm, module};

fn collect(vm: &mut Vm) -> usize {
    vm.collect();
    vm.heap.counters.freed_blocks
}

fn disable(vm: &mut Vm) {
    vm.heap.enabled = false;
}

fn enable(vm: &mut Vm) {
    vm.heap.enabled = true;
}

fn isenabled(vm: &mut Vm) -> bool {
    vm.heap.enabled
}

fn mem_free(vm: &mut Vm) -> usize {
    // Memory that the heap has not taken yet is free, too.
    let usage = vm.heap.usage_report();
    usage.free + usage.can_grow
}

fn mem_alloc(vm: &mut Vm) -> usize {
    vm.heap.usage().0
}

fn threshold(vm: &mut Vm, bytes: Opt<isize>) -> Res {
    match bytes {
        Opt(Some(bytes)) => {
            let granules = usize::try_from(bytes).map_or(usize::MAX, |bytes| bytes / GRANULE);
            vm.heap.set_threshold(granules);
            Ok(Obj::NONE)
        }
        Opt(None) => match vm.heap.threshold_granules.checked_mul(GRANULE) {
            Some(bytes) => crate::types::int::from_u64(vm, bytes as u64),
            None => Ok(Obj::small(-1)),
        },
    }
}

module! {
    /// Control of the garbage collector.
    pub static GC: gc {
        collect = fn collect;
        disable = fn disable;
        enable = fn enable;
        isenabled = fn isenabled;
        mem_free = fn mem_free;
        mem_alloc = fn mem_alloc;
        threshold = fn threshold;
    }
}
