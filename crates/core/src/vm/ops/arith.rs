//! Operators.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};

use super::jump::quick_truth;
use super::{finish, handler, value};
use crate::obj::Obj;
use crate::runtime::ops;
use crate::types::{float, int};
use crate::vm::Next::{Go, Slow};

/// The operation with a number that stands in code.
#[inline(always)]
const fn binary_op(n: usize) -> BinaryOp {
    match BinaryOp::from_number(n as u8) {
        Some(op) => op,
        None => BinaryOp::Is,
    }
}

handler!(BinaryOpMulti fast |m, vm| {
    let op = const { binary_op(N) };
    let (a, b) = (m.top(1), m.top(0));
    let quick = if matches!(op, BinaryOp::Is) {
        Some(Obj::bool(ops::same(a, b)))
    } else if matches!(op, BinaryOp::In) {
        crate::runtime::dict::contains_quick(vm, b, a).map(Obj::bool)
    } else if matches!(op, BinaryOp::ExceptionMatch) {
        None
    } else {
        match int::small::binary(op, a, b) {
            Some(result) => Some(result),
            None => float::fast_binary(vm, op, a, b),
        }
    };
    match quick {
        Some(result) => {
            m.drop_n(1);
            m.set(0, result);
            Go(m)
        }
        None => Slow,
    }
}, slow |vm| {
    let op = const { binary_op(N) };
    let mut m = vm.load();
    if matches!(op, BinaryOp::ExceptionMatch)
        && let Some(answer) = super::exc::is_raised(vm, m)
    {
        m.drop_n(1);
        m.set(0, answer);
        vm.save(m);
        return super::Ctl::Continue;
    }
    // The operands stay on the stack while the operation runs: they are roots.
    let flow = ops::binary_flow(vm, m, op);
    m.drop_n(2);
    finish(vm, m, flow)
});

handler!(UnaryOpMulti fast |m, vm| {
    let object = m.top(0);
    let quick = match N {
        0 => object.as_small().map(|_| object),
        1 => object.as_small().and_then(|v| v.checked_neg()).and_then(Obj::try_small),
        2 => object.as_small().map(|v| Obj::small(!v)),
        _ => quick_truth(object).map(|truth| Obj::bool(!truth)),
    };
    match quick {
        Some(result) => {
            m.set(0, result);
            Go(m)
        }
        None => Slow,
    }
}, slow |vm| {
    let mut m = vm.load();
    let object = m.top(0);
    let result = match N {
        0 => ops::unary(vm, UnaryOp::Positive, object),
        1 => ops::unary(vm, UnaryOp::Negative, object),
        2 => ops::unary(vm, UnaryOp::Invert, object),
        _ => ops::truth(vm, object).map(|truth| Obj::bool(!truth)),
    };
    m.drop_n(1);
    value(vm, m, result)
});
