//! `select`: waiting until one of several streams is ready.
//!
//! Streams over a handle of the system are waited for by the system. Others are asked once a millisecond.
use micropyrite_core::hal::system::{Errno, Handle, PollEntry};
use micropyrite_core::heap::{Layout, This};
use micropyrite_core::obj::Opt;
use micropyrite_core::runtime::exc;
use micropyrite_core::runtime::stream::{self, POLL_ERROR, POLL_HANG_UP, POLL_READ, POLL_WRITE};
use micropyrite_core::runtime::stream_methods::{self, Need};
use micropyrite_core::text;
use micropyrite_core::types::sequence::{array_len, items_of};
use micropyrite_core::types::{List, float, int, list, tuple};
use micropyrite_core::{Obj, Res, Vm, class, config, library_layout, module, sched};

library_layout! {
    /// A set of streams to wait for.
    pub struct Poll: POLL, Scanned {
        /// Its entries, one behind the other: object, wanted events, ready events, handle or -1.
        entries: This<List>,
        /// Entries that the iteration under way has still to show.
        left: usize,
        /// Where it goes on.
        at: usize,
        /// `ipoll`'s flags.
        flags: isize,
    }
}

/// Words of an entry.
const WIDTH: usize = 4;
const WANTED: usize = 1;
const READY: usize = 2;
const HANDLE: usize = 3;

/// Flag of `ipoll`: what was shown is not waited for again.
const ONE_SHOT: isize = 1;
/// How often streams without a handle are asked.
const PERIOD_MS: u64 = 1;
/// Handles that are asked about with little stack.
const HANDLES_FEW: usize = 16;
/// Most handles; more are an error, as they are for most systems.
const HANDLES_MAX: usize = if usize::BITS > 32 { 1024 } else { 32 };

fn word(vm: &Vm, entries: This<List>, entry: usize, i: usize) -> Obj {
    entries.item(vm, entry * WIDTH + i).unwrap_or(Obj::NONE)
}

fn number(vm: &Vm, entries: This<List>, entry: usize, i: usize) -> isize {
    word(vm, entries, entry, i).as_small().unwrap_or(0)
}

fn set_number(vm: &mut Vm, entries: This<List>, entry: usize, i: usize, value: isize) {
    vm.set_obj(|vm| &mut entries.get_mut(vm).items, entry * WIDTH + i, Obj::small(value));
}

fn count(vm: &Vm, entries: This<List>) -> usize {
    entries.items(vm).len() / WIDTH
}

fn find(vm: &Vm, entries: This<List>, object: Obj) -> Option<usize> {
    (0..count(vm, entries)).find(|entry| word(vm, entries, *entry, 0) == object)
}

/// Adds a stream, whose handle is found out.
fn add(vm: &mut Vm, entries: This<List>, object: Obj, events: isize) -> Res<()> {
    let mut handle = -1;
    // A number is the handle of a file of the system, where there are such.
    if config::HOST_FILES && int::is_int(object) {
        handle = int::get(vm, object)?;
        if handle < 0 {
            return Err(exc::value_error(vm, text!("")));
        }
    } else {
        let open = stream_methods::get(vm, object, Need::Control)?;
        if let Ok(number) = open.ioctl(vm, stream::FILENO, 0)? {
            handle = number as isize;
        }
    }
    for word in [object, Obj::small(events), Obj::small(0), Obj::small(handle)] {
        list::push(vm, entries, word)?;
    }
    Ok(())
}

fn register(vm: &mut Vm, this: This<Poll>, object: Obj, events: Opt<isize>) -> Res<()> {
    let entries = this.get(vm).entries;
    let events = events.0.unwrap_or((POLL_READ | POLL_WRITE) as isize);
    match find(vm, entries, object) {
        Some(entry) => {
            set_number(vm, entries, entry, WANTED, events);
            Ok(())
        }
        None => add(vm, entries, object, events),
    }
}

fn unregister(vm: &mut Vm, this: This<Poll>, object: Obj) {
    let entries = this.get(vm).entries;
    if let Some(entry) = find(vm, entries, object) {
        vm.remove_objs(&|vm| &mut entries.get_mut(vm).items, entry * WIDTH, WIDTH);
    }
}

fn modify(vm: &mut Vm, this: This<Poll>, object: Obj, events: isize) -> Res<()> {
    let entries = this.get(vm).entries;
    match find(vm, entries, object) {
        Some(entry) => {
            set_number(vm, entries, entry, WANTED, events);
            Ok(())
        }
        None => Err(exc::os_error(vm, Errno::ENOENT)),
    }
}

fn handles(vm: &Vm, entries: This<List>) -> impl Iterator<Item = (usize, Handle)> {
    (0..count(vm, entries)).filter_map(move |entry| {
        let handle = Handle::try_from(number(vm, entries, entry, HANDLE)).ok()?;
        (handle >= 0).then_some((entry, handle))
    })
}

/// Asks the system about all handles, of which there are at most `N`.
#[inline(never)]
fn ask_system<const N: usize>(vm: &mut Vm, entries: This<List>, timeout_ms: Option<u32>) -> Res<()> {
    let mut asked = [PollEntry::default(); N];
    let mut n = 0;
    for ((entry, handle), asked) in handles(vm, entries).zip(&mut asked) {
        let wanted = number(vm, entries, entry, WANTED) as u16;
        *asked = PollEntry { handle, wanted, ready: 0 };
        n += 1;
    }
    let asked = asked.get_mut(..n).unwrap_or_default();
    match vm.unlocked(|system| system.poll(asked, timeout_ms)) {
        Err(Errno::EINTR) => asked.iter_mut().for_each(|asked| asked.ready = 0),
        outcome => {
            exc::check(vm, outcome)?;
        }
    }
    // Another thread may have changed the entries meanwhile.
    let mut entry = 0;
    for asked in asked {
        while entry < count(vm, entries) {
            entry += 1;
            if number(vm, entries, entry - 1, HANDLE) == asked.handle as isize {
                set_number(vm, entries, entry - 1, READY, asked.ready as isize);
                break;
            }
        }
    }
    Ok(())
}

/// Waits where there is no handle to ask the system about.
fn pause(vm: &mut Vm, ms: Option<u32>) -> Res<()> {
    let us = u64::from(ms.unwrap_or(0)) * 1000;
    match vm.unlocked(|system| system.sleep_us(us)) {
        Err(Errno::EINTR) => Ok(()),
        outcome => exc::check(vm, outcome),
    }
}

/// Asks the streams that have no handle.
fn ask_streams(vm: &mut Vm, entries: This<List>) -> Res<()> {
    let mut entry = 0;
    while entry < count(vm, entries) {
        if number(vm, entries, entry, HANDLE) < 0 {
            let object = word(vm, entries, entry, 0);
            let wanted = number(vm, entries, entry, WANTED) as usize;
            let open = stream_methods::get(vm, object, Need::Control)?;
            let outcome = open.ioctl(vm, stream::POLL, wanted)?;
            let ready = exc::check(vm, outcome)?;
            set_number(vm, entries, entry, READY, ready as isize);
        }
        entry += 1;
    }
    Ok(())
}

fn n_ready(vm: &Vm, entries: This<List>) -> usize {
    (0..count(vm, entries)).filter(|entry| number(vm, entries, *entry, READY) != 0).count()
}

/// Waits until something is ready, or the time is up; none: for ever.
fn wait(vm: &mut Vm, entries: This<List>, timeout_ms: Option<u64>) -> Res<usize> {
    let start = vm.system.ticks_ms();
    sched::handle_pending(vm)?;
    let mut period_ms = 0;
    loop {
        let n_handles = handles(vm, entries).count();
        let passed = vm.system.ticks_ms().wrapping_sub(start);
        let left = timeout_ms.map(|timeout| timeout.saturating_sub(passed));
        // Only where the system knows all of them may it wait for long.
        let is_all = n_handles > 0 && n_handles == count(vm, entries);
        let step = if is_all { left } else { Some(left.unwrap_or(period_ms).min(period_ms)) };
        period_ms = PERIOD_MS;
        let step = step.map(|ms| u32::try_from(ms).unwrap_or(u32::MAX >> 1));
        match n_handles {
            0 => pause(vm, step)?,
            1..HANDLES_FEW => ask_system::<HANDLES_FEW>(vm, entries, step)?,
            HANDLES_FEW..=HANDLES_MAX => ask_system::<HANDLES_MAX>(vm, entries, step)?,
            _ => return Err(exc::os_error(vm, Errno::EINVAL)),
        }
        ask_streams(vm, entries)?;
        let ready = n_ready(vm, entries);
        let passed = vm.system.ticks_ms().wrapping_sub(start);
        if ready > 0 || timeout_ms.is_some_and(|timeout| passed >= timeout) {
            return Ok(ready);
        }
        sched::handle_pending(vm)?;
    }
}

fn timeout_of(vm: &mut Vm, given: Opt<Obj>) -> Res<Option<u64>> {
    match given.0.filter(|given| *given != Obj::NONE) {
        None => Ok(None),
        Some(given) => Ok(u64::try_from(int::get(vm, given)?).ok()),
    }
}

fn poll(vm: &mut Vm, this: This<Poll>, timeout: Opt<Obj>) -> Res {
    let timeout = timeout_of(vm, timeout)?;
    let entries = this.get(vm).entries;
    this.get_mut(vm).flags = 0;
    wait(vm, entries, timeout)?;
    let ready = list::with_capacity(vm, 0)?;
    let mut entry = 0;
    while entry < count(vm, entries) {
        let events = number(vm, entries, entry, READY);
        if events != 0 {
            let object = word(vm, entries, entry, 0);
            let pair = tuple::new(vm, &[object, Obj::small(events)])?;
            list::push(vm, ready, pair.obj())?;
        }
        entry += 1;
    }
    Ok(ready.obj())
}

fn ipoll(vm: &mut Vm, this: This<Poll>, timeout: Opt<Obj>, flags: Opt<isize>) -> Res<This<Poll>> {
    let timeout = timeout_of(vm, timeout)?;
    let entries = this.get(vm).entries;
    this.get_mut(vm).flags = flags.0.unwrap_or(0);
    let left = wait(vm, entries, timeout)?;
    let poll = this.get_mut(vm);
    poll.left = left;
    poll.at = 0;
    Ok(this)
}

fn next(vm: &mut Vm, object: Obj) -> Res {
    let Some(this) = object.cast::<Poll>() else { return Ok(Obj::STOP) };
    let &Poll { entries, left, at, flags, .. } = this.get(vm);
    if left == 0 {
        return Ok(Obj::STOP);
    }
    let found = (at..count(vm, entries)).find(|entry| number(vm, entries, *entry, READY) != 0);
    let Some(entry) = found else {
        this.get_mut(vm).left = 0;
        return Ok(Obj::STOP);
    };
    let poll = this.get_mut(vm);
    poll.left = left - 1;
    poll.at = entry + 1;
    let events = number(vm, entries, entry, READY);
    if flags & ONE_SHOT != 0 {
        set_number(vm, entries, entry, WANTED, 0);
    }
    let object = word(vm, entries, entry, 0);
    Ok(tuple::new(vm, &[object, Obj::small(events)])?.obj())
}

fn new_poll(vm: &mut Vm) -> Res<This<Poll>> {
    let entries = list::with_capacity(vm, 0)?;
    vm.alloc(Poll { ty: This::rom(<Poll as Layout>::DEF), entries, left: 0, at: 0, flags: 0 })
}

/// Events of `select`'s three lists.
const LISTS: [usize; 3] = [POLL_READ, POLL_WRITE, POLL_ERROR | POLL_HANG_UP];

fn select(vm: &mut Vm, args: &[Obj]) -> Res {
    for list in &args[..LISTS.len()] {
        array_len(vm, *list)?;
    }
    let timeout_ms = match args.get(LISTS.len()).filter(|timeout| **timeout != Obj::NONE) {
        None => None,
        Some(timeout) => {
            let seconds = float::get(vm, *timeout)?;
            (seconds >= 0.0).then_some((seconds * 1000.0) as u64)
        }
    };
    let entries = list::with_capacity(vm, 0)?;
    for (list, events) in args.iter().zip(LISTS) {
        let mut i = 0;
        while let Some(object) = items_of(vm, *list).and_then(|items| items.get(i).copied()) {
            match find(vm, entries, object) {
                Some(entry) => {
                    let events = number(vm, entries, entry, WANTED) | events as isize;
                    set_number(vm, entries, entry, WANTED, events);
                }
                None => add(vm, entries, object, events as isize)?,
            }
            i += 1;
        }
    }
    wait(vm, entries, timeout_ms)?;
    let mut ready = [Obj::NONE; LISTS.len()];
    for (place, events) in ready.iter_mut().zip([POLL_READ, POLL_WRITE, !(POLL_READ | POLL_WRITE)]) {
        let objects = list::with_capacity(vm, 0)?;
        for entry in 0..count(vm, entries) {
            if number(vm, entries, entry, READY) as usize & events != 0 {
                let object = word(vm, entries, entry, 0);
                list::push(vm, objects, object)?;
            }
        }
        *place = objects.obj();
    }
    Ok(tuple::new(vm, &ready)?.obj())
}

class! {
    /// Type of what `select.poll()` makes.
    pub static POLL: poll {
        slots { next: next }
        register = fn register;
        unregister = fn unregister;
        modify = fn modify;
        poll = fn poll;
        ipoll = fn ipoll;
    }
}

module! {
    /// `select`
    pub static SELECT: select, extensible {
        poll = fn new_poll;
        select = var(3, 4) select;
        POLLIN = int POLL_READ;
        POLLOUT = int POLL_WRITE;
        POLLERR = int POLL_ERROR;
        POLLHUP = int POLL_HANG_UP;
    }
}
