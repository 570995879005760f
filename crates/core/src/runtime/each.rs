//! All items of an iterable, for natives.
//!
//! A generator keeps its frame from one item to the next: nothing is copied to the heap and back, as it would be if
//! it were asked item by item. While it has one it counts as running; so before Python code runs that might go on with
//! it, it is put to rest.
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::{buffer, iter, unpack};
use crate::types::Generator;
use crate::types::array::items::are_bytes;
use crate::vm::dispatch;
use crate::vm::frame::Resume;
use crate::{Res, Vm, config, watch};

/// What is done with each item; answers whether it wants more.
pub type Sink<'a> = &'a mut dyn FnMut(&mut Vm, Obj) -> Res<bool>;

/// Gives the items of an iterable to `sink`, as long as it wants more. Lists, tuples and bytes need no iterator.
///
/// # Raises
/// `TypeError` for what is not iterable; what the iteration and `sink` raise.
pub fn each(vm: &mut Vm, iterable: Obj, sink: Sink<'_>) -> Res<()> {
    walk(vm, iterable, false, sink)
}

/// As [`each`], for a sink that never runs Python code.
///
/// # Raises
/// As [`each`].
pub fn each_quietly(vm: &mut Vm, iterable: Obj, sink: Sink<'_>) -> Res<()> {
    walk(vm, iterable, true, sink)
}

fn walk(vm: &mut Vm, iterable: Obj, quiet: bool, sink: Sink<'_>) -> Res<()> {
    let mut at = 0;
    // What has its items in itself needs no iterator. It may change meanwhile.
    if unpack::items(vm, iterable).is_some() {
        while let Some(item) = unpack::items(vm, iterable).and_then(|items| items.get(at)).copied() {
            if !sink(vm, item)? {
                break;
            }
            at += 1;
        }
        return Ok(());
    }
    if !config::COMPACT && are_bytes(vm, iterable) {
        while let Some(byte) = buffer::read(vm, iterable).and_then(|bytes| bytes.get(at)).copied() {
            if !sink(vm, Obj::small(byte as isize))? {
                break;
            }
            at += 1;
        }
        return Ok(());
    }
    let iterator = iter::get(vm, iterable)?;
    loop {
        if let Some(generator) = iterator.cast::<Generator>()
            && let Some(ended) = feed(vm, generator, quiet, sink)?
        {
            if ended {
                return Ok(());
            }
            continue;
        }
        match iter::next(vm, iterator)? {
            Some(item) if sink(vm, item)? => {}
            _ => return Ok(()),
        }
    }
}

/// Whether no operation on it runs Python code.
fn is_plain(item: Obj) -> bool {
    !item.is_pointer() || item.as_text_block().is_some() || item.cast::<crate::types::Float>().is_some()
}

/// Gives what a generator yields to `sink` until it ends or `sink` wants no more (`true`), or the generator had to be
/// put to rest (`false`). `None`: it cannot keep a frame, and must be asked.
fn feed(vm: &mut Vm, generator: This<Generator>, quiet: bool, sink: Sink<'_>) -> Res<Option<bool>> {
    if config::COMPACT || vm.thread.settrace.is_on() {
        return Ok(None);
    }
    vm.nested(|vm| {
        let (before, top) = (vm.thread.frame, vm.thread.top());
        if !vm.resume_generator(generator, Obj::NONE, top, Resume::Feed) {
            return Ok(None);
        }
        let mut goes_on = false;
        loop {
            if goes_on {
                watch::resumed(vm);
            }
            goes_on = true;
            dispatch::run(vm);
            let item = vm.take_result()?;
            if vm.thread.frame == before {
                // It has returned.
                return Ok(Some(true));
            }
            if !quiet && !is_plain(item) {
                vm.rest_generator();
                return sink(vm, item).map(|more| Some(!more));
            }
            match sink(vm, item) {
                Ok(true) => {}
                Ok(false) => {
                    vm.rest_generator();
                    return Ok(Some(true));
                }
                Err(raise) => {
                    vm.rest_generator();
                    return Err(raise);
                }
            }
        }
    })
}
