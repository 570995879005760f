//! Watching an interpreter at work: a line on standard error for each event.
//!
//! Who does something calls the hook for it, which says so if its topic was chosen. A hook reads and writes text: it
//! allocates nothing on the heap, raises nothing and changes nothing, so programs run as they do unwatched. Lines have
//! no addresses: a block is named by its area and its first granule, an instruction by its function and its offset.
//!
//! A build without the feature `trace` has `watch_disabled.rs` instead, where hooks are empty and take no room. No hook
//! is inlined here: handlers must stay such that they end in jumps.
use core::fmt::Write;
use core::ptr::NonNull;

use micropyrite_bytecode::qstr::Qstr;
use micropyrite_hal::system::System;

use crate::Vm;
use crate::heap::area::MAPS;
use crate::heap::{Contents, GRANULE, Heap, This};
use crate::load::{Context, ProtoFun};
use crate::types::List;

mod line;
mod listing;
mod topics;

use line::Line;
pub use topics::{Refused, Topics};

/// What is told, and to whom. It lies in the heap, which knows nothing else of its interpreter.
pub(crate) struct Watch {
    topics: Topics,
    system: Option<&'static dyn System>,
}

impl Watch {
    /// Nothing is told.
    pub const NONE: Watch = Watch { topics: Topics::NONE, system: None };

    /// Topics are told to the system's standard error.
    pub fn new(topics: Topics, system: &'static dyn System) -> Watch {
        Watch { topics, system: Some(system) }
    }

    /// A line of a topic, if it is told.
    fn line(&self, topic: Topics) -> Option<Line> {
        if !self.topics.has(topic) {
            return None;
        }
        Some(Line::begin(self.system?, topic.name()))
    }
}

/// The heap got an area: granules now and at most, bytes of each bitmap, entries of the mark stack.
pub(crate) fn area_added(watch: &Watch, area: usize, now: usize, most: usize, bitmap: usize, stack: usize) {
    let Some(mut line) = watch.line(Topics::GC) else { return };
    let _ = write!(
        line,
        "area {area} has {now} granules of {GRANULE} bytes, {most} at most; \
         {MAPS} bitmaps of {bitmap} bytes, a mark stack of {stack} entries"
    );
}

/// A block was given to somebody who wanted so many bytes.
#[inline(never)]
pub(crate) fn allocated(heap: &Heap, block: NonNull<u8>, bytes: usize, contents: Contents) {
    let Some(mut line) = heap.watch.line(Topics::GC) else { return };
    let Some((area, granule)) = heap.locate(block.as_ptr().addr()) else { return };
    let n = heap.block_bytes(block) / GRANULE;
    let contents = if contents == Contents::Plain { "plain" } else { "scanned" };
    let _ = write!(line, "allocated {bytes} bytes, {contents}: {} at {area}:{granule}", count(n, "granule"));
}

/// A block was freed by its owner.
#[inline(never)]
pub(crate) fn freed(watch: &Watch, area: usize, granule: usize, n: usize) {
    let Some(mut line) = watch.line(Topics::GC) else { return };
    let _ = write!(line, "freed {} bytes: {} at {area}:{granule}", n * GRANULE, count(n, "granule"));
}

/// A block was made longer or shorter where it lies.
#[inline(never)]
pub(crate) fn resized(watch: &Watch, area: usize, granule: usize, from: usize, to: usize) {
    let Some(mut line) = watch.line(Topics::GC) else { return };
    let _ = write!(line, "resized from {} to {} bytes: ", from * GRANULE, to * GRANULE);
    let _ = write!(line, "{} at {area}:{granule}, before {from}", count(to, "granule"));
}

/// A collection has marked what is reached, and is about to free the rest.
#[inline(never)]
pub(crate) fn sweeping(heap: &Heap) {
    let Some(mut line) = heap.watch.line(Topics::GC) else { return };
    let (all, marked) = heap.count_blocks();
    let _ = write!(
        line,
        "collection {}: marked {} blocks, {} bytes; freed {} blocks, {} bytes",
        heap.counters.collections,
        marked.blocks,
        marked.granules * GRANULE,
        all.blocks - marked.blocks,
        (all.granules - marked.granules) * GRANULE
    );
}

/// A name was given a number.
#[inline(never)]
pub(crate) fn interned(vm: &Vm, name: Qstr) {
    let Some(mut line) = vm.heap.watch.line(Topics::QSTR) else { return };
    let text = vm.qstr_text(name);
    let _ = write!(line, "'{}' hash {:#010x} length {}", text.escape_debug(), vm.qstr_hash(name), text.len());
}

/// A hash table has got another block, with room for `to` entries where it was `from`.
#[inline(never)]
pub(crate) fn map_resized(
    watch: &Watch,
    is_set: bool,
    from: usize,
    to: usize,
    used: usize,
    buckets: Option<usize>,
) {
    let Some(mut line) = watch.line(Topics::MAP) else { return };
    let kind = if is_set { "set" } else { "dict" };
    let _ = write!(line, "{kind} from {from} to {to} entries, {used} in use, ");
    let _ = match buckets {
        Some(n) => write!(line, "found by {n} buckets"),
        None => line.write_str("found by scanning"),
    };
}

/// The code of a module, or of a text that is evaluated, has come whole.
#[inline(never)]
pub(crate) fn unit_loaded(vm: &Vm, codes: This<List>, context: This<Context>) {
    let codes = || codes.items(vm).iter().filter_map(|code| code.cast::<ProtoFun>());
    {
        let Some(mut line) = vm.heap.watch.line(Topics::IMPORT) else { return };
        let context = context.get(vm);
        let file = context.names.get().first().map_or("", |name| vm.qstr_text(*name));
        let n_bytes = codes().map(|code| code.get(vm).bytes().len()).sum();
        let _ = write!(line, "loaded {file}: {}, ", count(codes().count(), "code"));
        let _ = write!(line, "{}, ", count(n_bytes, "byte"));
        let _ = write!(line, "{}, ", count(context.names.get().len(), "name"));
        let _ = write!(line, "{}", count(context.consts.len(), "constant"));
    }
    for code in codes() {
        let Some(mut line) = vm.heap.watch.line(Topics::IMPORT) else { return };
        let code = code.get(vm);
        let _ = write!(line, "  {}: ", vm.qstr_text(code.name(vm)));
        let _ = write!(line, "{}, ", count(code.bytes().len(), "byte"));
        let _ = write!(line, "{} of them instructions, ", code.instructions().len());
        let _ = write!(line, "{}", count(code.n_children(vm), "inner function"));
    }
}

/// A module was looked for: `how` it was found, and where, unless the path is empty.
#[inline(never)]
pub(crate) fn imported(vm: &Vm, name: Qstr, how: &str, path: &[u8]) {
    let Some(mut line) = vm.heap.watch.line(Topics::IMPORT) else { return };
    let _ = write!(line, "{} {how}", vm.qstr_text(name));
    if !path.is_empty() {
        let _ = write!(line, " {}", path.escape_ascii());
    }
}

/// A frame was pushed for a function that was called with so many arguments.
#[inline(never)]
pub(crate) fn entered(vm: &Vm, n_pos: usize, n_kw: usize) {
    let Some(mut line) = vm.heap.watch.line(Topics::CALL) else { return };
    let _ = write!(line, "{} n={n_pos} nkw={n_kw} depth={}", running_name(vm), depth(vm));
}

/// A generator function was called: nothing runs yet.
#[inline(never)]
pub(crate) fn made_generator(vm: &Vm, code: This<ProtoFun>, n_pos: usize, n_kw: usize) {
    let Some(mut line) = vm.heap.watch.line(Topics::CALL) else { return };
    let name = vm.qstr_text(code.get(vm).name(vm));
    let _ = write!(line, "{name} n={n_pos} nkw={n_kw} makes a generator");
}

/// A frame was pushed for a generator that goes on.
#[inline(never)]
pub(crate) fn resumed(vm: &Vm) {
    let Some(mut line) = vm.heap.watch.line(Topics::CALL) else { return };
    let _ = write!(line, "{} goes on, depth={}", running_name(vm), depth(vm));
}

/// Whether instructions are told: then code runs in the loop that calls [`instruction`].
pub(crate) fn shows_instructions(vm: &Vm) -> bool {
    vm.heap.watch.topics.has(Topics::VM)
}

/// Before an instruction, the state saved with ip at it.
#[inline(never)]
pub(crate) fn instruction(vm: &Vm) {
    let Some(mut line) = vm.heap.watch.line(Topics::VM) else { return };
    let _ = listing::next_instruction(vm, &mut line);
}

/// A number of things.
fn count(n: usize, thing: &str) -> impl core::fmt::Display {
    core::fmt::from_fn(move |out| write!(out, "{n} {thing}{}", if n == 1 { "" } else { "s" }))
}

fn running_name(vm: &Vm) -> &str {
    vm.top_frame().map_or("", |frame| vm.qstr_text(frame.code.get(vm).name(vm)))
}

/// How many frames there are in this thread.
fn depth(vm: &Vm) -> usize {
    let mut n = 0;
    vm.each_frame(|_| {
        n += 1;
        true
    });
    n
}
