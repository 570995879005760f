//! `micropython.mem_info` and the like: what memory is used for.
use crate::heap::This;
use crate::heap::report::Granule;
use crate::obj::Obj;
use crate::runtime::print::{Out, write, write_fmt, write_qstr};
use crate::types::{self, TypeDef};
use crate::{Qstr, Res, Vm};
use micropyrite_bytecode::qstr::RAM_BASE;

/// Bytes in use now, and the most that were seen.
fn current_and_peak(vm: &mut Vm) -> (usize, usize) {
    let (used, _) = vm.heap.usage();
    (used, vm.heap.counters.peak_granules * crate::heap::GRANULE)
}

/// Bytes that were ever taken, as far as the heap counts: it knows its peak only.
pub(super) fn mem_total(vm: &mut Vm) -> usize {
    current_and_peak(vm).1
}

pub(super) fn mem_current(vm: &mut Vm) -> usize {
    current_and_peak(vm).0
}

pub(super) fn mem_peak(vm: &mut Vm) -> usize {
    current_and_peak(vm).1
}

pub(super) fn stack_use(vm: &mut Vm) -> usize {
    vm.thread.native_used() + vm.thread.region_used()
}

pub(super) fn mem_info(vm: &mut Vm, args: &[Obj]) -> Res {
    print_info(vm, Out::Stdout)?;
    if !args.is_empty() {
        print_map(vm, Out::Stdout)?;
    }
    Ok(Obj::NONE)
}

/// Prints the figures of memory and stack, also for `-v`.
///
/// # Raises
/// What the output raises.
pub fn print_info(vm: &mut Vm, out: Out) -> Res<()> {
    let (current, peak) = current_and_peak(vm);
    write_fmt(vm, out, format_args!("mem: total={peak}, current={current}, "))?;
    write_fmt(vm, out, format_args!("peak={peak}\n"))?;
    let stack = stack_use(vm);
    let limit = vm.identity.stack_limit;
    write_fmt(vm, out, format_args!("stack: {stack} out of {limit}\n"))?;
    let usage = vm.heap.usage_report();
    let (total, free) = (usage.total + usage.can_grow, usage.free + usage.can_grow);
    write_fmt(vm, out, format_args!("GC: total: {total}, used: {}, ", usage.used))?;
    write_fmt(vm, out, format_args!("free: {free}\n No. of 1-blocks: {}, ", usage.one_granule))?;
    write_fmt(
        vm,
        out,
        format_args!("2-blocks: {}, max blk sz: {}, ", usage.two_granules, usage.largest_block),
    )?;
    write_fmt(vm, out, format_args!("max free sz: {}\n", usage.longest_free))
}

/// Granules in a line of the map.
const LINE: usize = 64;

/// Prints a map of the heap: a letter for each block, `=` for its rest, `.` for free memory.
fn print_map(vm: &mut Vm, out: Out) -> Res<()> {
    vm.heap.usage_report();
    for area in 0..vm.heap.n_areas() {
        write_fmt(vm, out, format_args!("GC memory layout; from {:x}:", vm.heap.area_base(area)))?;
        let n = vm.heap.area_granules(area);
        let mut at = 0;
        while at < n {
            let free_lines = (vm.heap.end_of_free(area, at) - at) / LINE;
            if free_lines >= 2 {
                write_fmt(vm, out, format_args!("\n       ({free_lines} lines all free)"))?;
                at += free_lines * LINE;
                continue;
            }
            write_fmt(vm, out, format_args!("\n{:08x}: ", at * crate::heap::GRANULE))?;
            let mut line = [0u8; LINE];
            let len = LINE.min(n - at);
            for (i, letter) in line[..len].iter_mut().enumerate() {
                *letter = letter_of(vm, area, at + i);
            }
            write(vm, out, &line[..len])?;
            at += len;
        }
        write(vm, out, b"\n")?;
    }
    Ok(())
}

fn letter_of(vm: &Vm, area: usize, granule: usize) -> u8 {
    const LETTERS: [(&TypeDef, u8); 9] = [
        (&types::TUPLE, b'T'),
        (&types::LIST, b'L'),
        (&types::DICT, b'D'),
        (&types::STR, b'S'),
        (&types::BYTES, b'S'),
        (&types::BYTEARRAY, b'A'),
        (&types::FLOAT, b'F'),
        (&types::FUN, b'B'),
        (&types::MODULE, b'M'),
    ];
    match vm.heap.granule_in(area, granule) {
        Granule::Free => b'.',
        Granule::Tail => b'=',
        Granule::Head => {
            let word = vm.heap.first_word(area, granule);
            LETTERS
                .iter()
                .find(|(ty, _)| This::rom(*ty).obj().bits() == word)
                .map_or(b'h', |(_, letter)| *letter)
        }
    }
}

pub(super) fn qstr_info(vm: &mut Vm, args: &[Obj]) -> Res {
    let pools = &vm.roots.pools;
    let (linked, n) = (pools.n_linked(), pools.len() - pools.n_linked());
    let (bytes, total) = (pools.n_bytes, pools.n_total_bytes);
    write_fmt(vm, Out::Stdout, format_args!("qstr pool: n_pool=1, n_qstr={n}, "))?;
    write_fmt(vm, Out::Stdout, format_args!("n_str_data_bytes={bytes}, "))?;
    write_fmt(vm, Out::Stdout, format_args!("n_total_bytes={total}\n"))?;
    if !args.is_empty() {
        for i in 0..n {
            write(vm, Out::Stdout, b"Q(")?;
            write_qstr(vm, Out::Stdout, Qstr(RAM_BASE + (linked + i) as u16))?;
            write(vm, Out::Stdout, b")\n")?;
        }
    }
    Ok(Obj::NONE)
}
