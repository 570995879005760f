//! `time`: dates, clocks and waiting.
//!
//! Seconds count from 1970. `ticks_*` wrap at a power of two, so that they are small integers; their differences are
//! right if they are not too big.
use micropyrite_core::obj::Opt;
use micropyrite_core::real::{self, Real};
use micropyrite_core::runtime::{exc, unpack};
use micropyrite_core::text;
use micropyrite_core::types::{OVERFLOW_ERROR, float, int, tuple};
use micropyrite_core::{Obj, Raise, Res, Vm, module, sched};

mod calendar;

use calendar::Date;

/// Where ticks begin again.
const TICKS_PERIOD: usize = Obj::SMALL_MAX as usize + 1;

fn time(vm: &mut Vm) -> Real {
    let us = vm.system.epoch_ns() / 1000;
    (us / 1_000_000) as Real + (us % 1_000_000) as Real / 1_000_000.0
}

fn time_ns(vm: &mut Vm) -> u64 {
    vm.system.epoch_ns()
}

fn clock(vm: &mut Vm) -> Real {
    (vm.system.process_us() / 1000) as Real / 1000.0
}

// ---- waiting

/// Waits, lets other threads run meanwhile, and sees to what comes in between.
fn wait_us(vm: &mut Vm, us: u64) -> Res<()> {
    let start = vm.system.ticks_us();
    let mut left = us;
    loop {
        sched::handle_pending(vm)?;
        // Whatever ended the wait early, only the clock says when it is over.
        let _ = vm.unlocked(|system| system.sleep_us(left));
        let passed = vm.system.ticks_us().wrapping_sub(start);
        match us.checked_sub(passed) {
            None | Some(0) => return sched::handle_pending(vm),
            Some(rest) => left = rest,
        }
    }
}

fn sleep(vm: &mut Vm, seconds: Real) -> Res<()> {
    if seconds < 0.0 {
        return Err(exc::os_error(vm, micropyrite_core::hal::system::Errno::EINVAL));
    }
    wait_us(vm, real::round(seconds * 1e6) as u64)
}

fn sleep_ms(vm: &mut Vm, ms: isize) -> Res<()> {
    match u64::try_from(ms) {
        Ok(ms) => wait_us(vm, ms.saturating_mul(1000)),
        Err(_) => Ok(()),
    }
}

fn sleep_us(vm: &mut Vm, us: isize) -> Res<()> {
    match u64::try_from(us) {
        Ok(us @ 1..) => wait_us(vm, us),
        _ => Ok(()),
    }
}

// ---- ticks

fn ticks(value: u64) -> Obj {
    Obj::small((value as usize & (TICKS_PERIOD - 1)) as isize)
}

fn ticks_ms(vm: &mut Vm) -> Obj {
    ticks(vm.system.ticks_ms())
}

fn ticks_us(vm: &mut Vm) -> Obj {
    ticks(vm.system.ticks_us())
}

fn ticks_cpu(vm: &mut Vm) -> Obj {
    ticks(vm.system.ticks_cpu())
}

fn ticks_diff(vm: &mut Vm, end: Obj, start: Obj) -> Res {
    let (end, start) = (int::get_truncated(vm, end)? as usize, int::get_truncated(vm, start)? as usize);
    let half = TICKS_PERIOD / 2;
    let shifted = end.wrapping_sub(start).wrapping_add(half) & (TICKS_PERIOD - 1);
    Ok(Obj::small(shifted as isize - half as isize))
}

fn ticks_add(vm: &mut Vm, start: Obj, delta: isize) -> Res {
    let start = int::get_truncated(vm, start)? as usize;
    let half = (TICKS_PERIOD / 2) as isize;
    if delta <= -half || delta >= half {
        return Err(exc::overflow_error(vm, text!("ticks interval overflow")));
    }
    Ok(ticks(start.wrapping_add_signed(delta) as u64))
}

// ---- dates

/// Seconds given as an integer or a float, or now.
fn seconds(vm: &mut Vm, given: Opt<Obj>) -> Res<i64> {
    let Some(given) = given.0 else { return Ok((vm.system.epoch_ns() / 1_000_000_000) as i64) };
    if given.cast::<micropyrite_core::types::Float>().is_some() {
        return Ok(real::trunc(float::get(vm, given)?) as i64);
    }
    int::get_i64(vm, given)
}

#[cold]
fn overflow(vm: &mut Vm) -> Raise {
    exc::overflow_error(vm, text!("timestamp out of range for platform time_t"))
}

fn date_tuple(vm: &mut Vm, seconds: i64, is_dst: bool) -> Res {
    let Some(date) = Date::from_seconds(seconds) else { return Err(overflow(vm)) };
    let mut items = [Obj::small(0); 9];
    let numbers = [
        date.year,
        date.month,
        date.day,
        date.hour,
        date.minute,
        date.second,
        date.weekday,
        date.day_of_year,
        i64::from(is_dst),
    ];
    for (item, number) in items.iter_mut().zip(numbers) {
        *item = Obj::small(number as isize);
    }
    Ok(tuple::new(vm, &items)?.obj())
}

fn gmtime(vm: &mut Vm, given: Opt<Obj>) -> Res {
    let seconds = seconds(vm, given)?;
    date_tuple(vm, seconds, false)
}

fn localtime(vm: &mut Vm, given: Opt<Obj>) -> Res {
    let seconds = seconds(vm, given)?;
    let offset = vm.system.local_offset(seconds);
    let Some(local) = seconds.checked_add(offset.seconds.into()) else { return Err(overflow(vm)) };
    date_tuple(vm, local, offset.is_dst)
}

/// The moment at which local clocks show a date. `is_dst`: whether it is meant to be in summer time, if that is
/// said.
fn local_moment(vm: &Vm, shown: i64, is_dst: Option<bool>) -> Option<i64> {
    let first = vm.system.local_offset(shown);
    let guess = shown.checked_sub(first.seconds.into())?;
    let offset = vm.system.local_offset(guess);
    let moment = shown.checked_sub(offset.seconds.into())?;
    match (is_dst, offset.is_dst) {
        (Some(true), false) => moment.checked_sub(3600),
        (Some(false), true) => moment.checked_add(3600),
        _ => Some(moment),
    }
}

fn mktime(vm: &mut Vm, date: Obj) -> Res {
    let n = unpack::check_sequence(vm, date)?;
    if !(8..=9).contains(&n) {
        return Err(exc::type_error(vm, text!("mktime needs a tuple of length 8 or 9")));
    }
    let mut fields = [0; 9];
    for i in [0, 1, 2, 3, 4, 5, 8] {
        let item = unpack::items(vm, date).and_then(|items| items.get(i).copied());
        fields[i] = match item {
            Some(item) => int::get(vm, item)? as i64,
            // Nothing is said of summer time.
            None => -1,
        };
    }
    let [year, month, day, hour, minute, second, _, _, dst] = fields;
    let is_dst = (dst >= 0).then_some(dst > 0);
    let shown = calendar::seconds(year, month, day, hour, minute, second);
    // DIFF: upstream takes the second before 1970 for an error of the system's function, and so do we.
    match shown.and_then(|shown| local_moment(vm, shown, is_dst)).filter(|moment| *moment != -1) {
        Some(moment) => int::from_i64(vm, moment),
        None => Err(exc::raise_static(vm, &OVERFLOW_ERROR, text!("invalid mktime usage"))),
    }
}

module! {
    /// `time`
    pub static TIME: time, extensible {
        clock = fn clock;
        gmtime = fn gmtime;
        localtime = fn localtime;
        mktime = fn mktime;
        sleep = fn sleep;
        sleep_ms = fn sleep_ms;
        sleep_us = fn sleep_us;
        ticks_add = fn ticks_add;
        ticks_cpu = fn ticks_cpu;
        ticks_diff = fn ticks_diff;
        ticks_ms = fn ticks_ms;
        ticks_us = fn ticks_us;
        time = fn time;
        time_ns = fn time_ns;
    }
}
