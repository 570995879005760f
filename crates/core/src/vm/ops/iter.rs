//! Loops, `yield from`, unpacking.
//!
//! A `for` loop has four slots. What it iterates decides what is in them; the last form is also what the compiler
//! pushes itself, in generator expressions:
//!
//! ```text
//! range             None       next      stop   step
//! list, tuple       the object index     True   -
//! dict (its keys)   the object position  True   -      (sets, bytes, bytearrays and arrays too; str that is ASCII)
//! anything else     null       iterator  null   null    (a generator too)
//! ```
use micropyrite_bytecode::qstr;

use super::{Ctl, finish, handler, unwind, value};
use crate::heap::This;
use crate::obj::{Obj, Slot};
use crate::runtime::{call, exc, iter, send, unpack};
use crate::types::{Array, ByteArray, Dict, Fun, Generator, List, Range, Tuple, instance, str};
use crate::vm::Next::{Go, Slow};
use crate::vm::frame::Resume;
use crate::vm::tier1;
use crate::{Res, Vm, config};

handler!(GetIter slow |vm| {
    let mut m = vm.load();
    let object = m.top(0);
    if !config::COMPACT
        && let Some(this) = object.as_instance()
        && object.ty().get(vm).slots.iter.is_none()
        && let Some(method) = instance::special(vm, this, qstr!(__iter__))
        && method.cast::<Fun>().is_some()
    {
        let flow = call::with_args(vm, method, &[object], m, 1);
        m.drop_n(1);
        return finish(vm, m, flow);
    }
    let result = iter::get(vm, object);
    m.drop_n(1);
    value(vm, m, result)
});

handler!(GetIterStack slow |vm| {
    let mut m = vm.load();
    let object = m.top(0);
    let quick = if let Some(range) = object.cast::<Range>() {
        let (start, stop, step) = {
            let r = range.get(vm);
            (r.start, r.stop, r.step)
        };
        match (Obj::try_small(start), Obj::try_small(stop), Obj::try_small(step)) {
            (Some(start), Some(stop), Some(step)) => Some([Obj::NONE, start, stop, step]),
            _ => None,
        }
    } else if iterates_in_place(object) || str::has_quick_items(vm, object) {
        Some([object, Obj::small(0), Obj::TRUE, Obj::NONE])
    } else {
        None
    };
    let slots = match quick {
        Some(slots) => slots.map(Some),
        None => match iter::get(vm, object) {
            Ok(iterator) => [None, Some(iterator), None, None],
            Err(raise) => return unwind(vm, raise),
        },
    };
    m.set_slot(0, slots[0]);
    m.push_slot(slots[1]);
    m.push_slot(slots[2]);
    m.push_slot(slots[3]);
    vm.save(m);
    Ctl::Continue
});

/// Whether a loop needs no iterator object for it.
fn iterates_in_place(object: Obj) -> bool {
    object.cast::<List>().is_some()
        || object.cast::<Tuple>().is_some()
        || object.cast::<Dict>().is_some()
        || object.as_set().is_some()
        || object.cast::<ByteArray>().is_some()
        || object.cast::<Array>().is_some()
        || object.as_text_block().is_some_and(|_| object.ty() == This::rom(&crate::types::BYTES))
}

/// The next item of what iterates in place, other than lists, tuples and dicts: the next position, and the item.
fn step(vm: &mut Vm, object: Obj, from: usize) -> Res<Option<(usize, Obj)>> {
    if let Some(found) = crate::types::set::next_key(vm, object, from) {
        return Ok(found);
    }
    if let Some(found) = str::at_quick(vm, object, from) {
        return Ok(found.map(|item| (from + 1, item)));
    }
    if object.cast::<Array>().is_none() {
        let byte = crate::runtime::buffer::read(vm, object).and_then(|b| b.get(from).copied());
        return Ok(byte.map(|b| (from + 1, Obj::small(b as isize))));
    }
    if from >= crate::runtime::ops::len_of(vm, object)? {
        return Ok(None);
    }
    let item = crate::runtime::ops::subscr(vm, object, Obj::small(from as isize))?;
    Ok(Some((from + 1, item)))
}

/// Next key of a dict at or behind a position.
#[inline(always)]
pub(crate) fn next_key(vm: &Vm, dict: This<Dict>, from: usize) -> Option<(usize, Obj)> {
    let map = &dict.get(vm).map;
    let mut i = from;
    while i < map.end() {
        if let Some(key) = map.key_at(i) {
            return Some((i + 1, key));
        }
        i += 1;
    }
    None
}

/// The next byte of what consists of bytes, or the next character of ASCII; `None`: it is something else.
#[inline(always)]
pub(crate) fn next_byte(vm: &Vm, object: Obj, from: usize) -> Option<Slot> {
    if config::COMPACT {
        return None;
    }
    match object.cast::<ByteArray>() {
        Some(array) => Some(array.get(vm).bytes.bytes().get(from).map(|byte| Obj::small(*byte as isize))),
        None => str::at_quick(vm, object, from),
    }
}

handler!(ForIter fast |m, vm| {
    let Some(object) = m.peek(3) else {
        let Some(generator) = m.top(2).cast::<Generator>() else { return Slow };
        if vm.thread.settrace.is_on() {
            return Slow;
        }
        // ip stays at the label: who resumes reads it.
        vm.save(m);
        if !vm.resume_generator(generator, Obj::NONE, m.sp, Resume::ForIter) {
            return Slow;
        }
        let m = vm.load();
        return tier1::entered(vm, m);
    };
    if object == Obj::NONE {
        let (Some((next, stop)), Some(step)) = (Obj::small2(m.top(2), m.top(1)), m.top(0).as_small()) else {
            return Slow;
        };
        let distance = m.ulabel();
        if if step > 0 { next < stop } else { next > stop } {
            // The next one may be beyond small integers only when it is beyond `stop` too.
            m.set(2, Obj::small(next.wrapping_add(step).clamp(Obj::SMALL_MIN, Obj::SMALL_MAX)));
            m.push(Obj::small(next));
        } else {
            m.drop_n(4);
            m.jump(distance as isize);
        }
        return Go(m);
    }
    if m.top(1) == Obj::TRUE {
        let Some(i) = m.top(2).as_small() else { return Slow };
        let found = if let Some(list) = object.cast::<List>() {
            list.item(vm, i as usize).map(|item| (i as usize + 1, item))
        } else if let Some(tuple) = object.cast::<Tuple>() {
            tuple.items(vm).get(i as usize).map(|item| (i as usize + 1, *item))
        } else if let Some(dict) = object.cast::<Dict>() {
            next_key(vm, dict, i as usize)
        } else if let Some(found) = next_byte(vm, object, i as usize) {
            found.map(|item| (i as usize + 1, item))
        } else {
            return Slow;
        };
        let distance = m.ulabel();
        match found {
            Some((i, item)) => {
                m.set(2, Obj::small(i as isize));
                m.push(item);
            }
            None => {
                m.drop_n(4);
                m.jump(distance as isize);
            }
        }
        return Go(m);
    }
    Slow
}, slow |vm| {
    let mut m = vm.load();
    let found = match m.peek(3) {
        Some(object) if object != Obj::NONE => {
            let from = m.top(2).as_small().unwrap_or(0) as usize;
            let found = step(vm, object, from);
            if let Ok(Some((next, _))) = found {
                m.set(2, Obj::small(next as isize));
            }
            found.map(|found| found.map(|(_, item)| item))
        }
        _ => iter::next(vm, m.top(2)),
    };
    match found {
        Ok(Some(item)) => {
            let _ = m.ulabel();
            m.push(item);
        }
        Ok(None) => {
            let distance = m.ulabel();
            m.drop_n(4);
            m.jump(distance as isize);
        }
        Err(raise) => return unwind(vm, raise),
    }
    vm.save(m);
    Ctl::Continue
});

handler!(YieldFrom slow |vm| {
    let mut m = vm.load();
    let (iterator, sent) = (m.top(1), m.top(0));
    if let Some(generator) = iterator.cast::<Generator>()
        && sent == Obj::NONE
        && !vm.thread.settrace.is_on()
    {
        // [iterator] stays; the inner generator runs in a frame of its own.
        m.drop_n(1);
        vm.save(m);
        if vm.resume_generator(generator, sent, m.sp, Resume::YieldFrom) {
            return Ctl::Continue;
        }
    } else {
        m.drop_n(1);
        vm.save(m);
    }
    match send::send(vm, iterator, sent) {
        Ok(send::Thrown::Yielded(item)) => {
            // When it goes on, this instruction runs again.
            m.jump(-1);
            super::call::yield_from_frame(vm, m, item)
        }
        Ok(send::Thrown::Ended(result)) => {
            m.drop_n(1);
            value(vm, m, Ok(result))
        }
        Err(raise) => {
            m.drop_n(1);
            vm.save(m);
            unwind(vm, raise)
        }
    }
});

fn wrong_count(vm: &mut Vm, have: usize, want: usize) -> crate::Raise {
    let error = &crate::types::VALUE_ERROR;
    if have < want {
        let template = template!("wrong number of values to unpack", "need more than % values to unpack");
        exc::raise_with(vm, error, template, &[exc::Value::Number(have as isize)])
    } else {
        let template =
            template!("wrong number of values to unpack", "too many values to unpack (expected %)");
        exc::raise_with(vm, error, template, &[exc::Value::Number(want as isize)])
    }
}

handler!(UnpackSequence fast |m, vm| {
    let n = m.varuint();
    let object = m.top(0);
    let items = if let Some(tuple) = object.cast::<Tuple>() {
        tuple.items(vm)
    } else if let Some(list) = object.cast::<List>() {
        list.items(vm)
    } else {
        return Slow;
    };
    if items.len() != n {
        return Slow;
    }
    m.drop_n(1);
    for i in (0..n).rev() {
        m.push(items[i]);
    }
    Go(m)
}, slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    let object = m.top(0);
    let result: Res<This<List>> = (|| {
        if unpack::items(vm, object).is_none() {
            return unpack::first_to_list(vm, object, n + 1);
        }
        unpack::to_list(vm, object)
    })();
    match result {
        Ok(list) => {
            let have = list.items(vm).len();
            if have != n {
                let raise = wrong_count(vm, have, n);
                return unwind(vm, raise);
            }
            m.drop_n(1);
            for i in (0..n).rev() {
                m.push(list.item(vm, i).unwrap_or(Obj::NONE));
            }
            vm.save(m);
            Ctl::Continue
        }
        Err(raise) => unwind(vm, raise),
    }
});

handler!(UnpackEx slow |vm| {
    let mut m = vm.load();
    let n = m.varuint();
    let (before, after) = (n & 0xff, n >> 8 & 0xff);
    let object = m.top(0);
    let list = match unpack::to_list(vm, object) {
        Ok(list) => list,
        Err(raise) => return unwind(vm, raise),
    };
    let len = list.items(vm).len();
    if len < before + after {
        let raise = wrong_count(vm, len, before + after);
        return unwind(vm, raise);
    }
    let middle = len - before - after;
    let rest = crate::types::list::with_capacity(vm, middle).and_then(|rest| {
        for i in before..before + middle {
            let item = list.item(vm, i).unwrap_or(Obj::NONE);
            crate::types::list::push(vm, rest, item)?;
        }
        Ok(rest)
    });
    let rest = match rest {
        Ok(rest) => rest,
        Err(raise) => return unwind(vm, raise),
    };
    m.drop_n(1);
    for i in (before + middle..len).rev() {
        m.push(list.item(vm, i).unwrap_or(Obj::NONE));
    }
    m.push(rest.obj());
    for i in (0..before).rev() {
        m.push(list.item(vm, i).unwrap_or(Obj::NONE));
    }
    let flow = crate::vm::Flow::Entered;
    vm.save(m);
    finish(vm, m, flow)
});
