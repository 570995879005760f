//! Operators, and comparisons with the jump behind them.
use micropyrite_bytecode::opcodes::Opcode;
use micropyrite_bytecode::ops::BinaryOp;

use super::site::Site;
use super::{ACC, From, NUMBER, PLACE, deliver, left, right};
use crate::heap::This;
use crate::obj::{Obj, Slot};
use crate::types::{Fun, complex, float, instance, int};
use crate::vm::Ctl;
use crate::vm::dispatch::Handler;
use crate::vm::ops::BinaryOpMulti;
use crate::vm::tier1::word::{Step, W, Word, code};
use crate::{Raise, Vm, runtime};

/// `operands, place`: operation `OP` of `a` and `b`.
struct Binary<const OP: u8, const A: u8, const B: u8, const D: u8>;

/// The byte of the first operator; the others follow.
const FIRST_BYTE: u8 = Opcode::BinaryOpMulti as u8;

const fn op_of(number: u8) -> BinaryOp {
    match BinaryOp::from_number(number) {
        Some(op) => op,
        None => BinaryOp::Is,
    }
}

#[inline(always)]
fn quick<const OP: u8>(vm: &mut Vm, a: Obj, b: Obj) -> Option<Obj> {
    let op = const { op_of(OP) };
    if matches!(op, BinaryOp::Is) {
        return Some(Obj::bool(runtime::ops::same(a, b)));
    }
    match int::small::binary(op, a, b) {
        Some(result) => Some(result),
        None => float::fast_binary(vm, op, a, b),
    }
}

/// Puts the operands where bytecode has them, and lets its slow half do it.
#[inline(always)]
fn by_tier0<const OP: u8>(w: W, vm: &mut Vm, a: Obj, b: Obj) -> Ctl {
    let mut m = w.state(1);
    m.set(1, a);
    m.set(0, b);
    vm.save(m);
    operator_slow(vm)
}

/// The slow half of the operator whose byte is before the saved place.
#[inline(never)]
fn operator_slow(vm: &mut Vm) -> Ctl {
    macro_rules! choose {
        ($number:expr; $($n:literal)*) => {
            match $number { $( $n => <BinaryOpMulti as Handler>::slow::<$n>(vm), )* _ => Ctl::Exit }
        };
    }
    let byte = vm.load().opcode();
    choose!(byte - FIRST_BYTE; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34)
}

/// Does the operation of objects whose type is built in, on which no frame is entered. `None`: tier 0 must do it.
#[inline(always)]
fn of_objects(w: W, vm: &mut Vm, a: Obj, b: Obj) -> Result<Option<Obj>, Raise> {
    if a.as_instance().is_some() || b.as_instance().is_some() {
        return Ok(None);
    }
    let mut m = w.state(1);
    m.set(1, a);
    m.set(0, b);
    vm.save(m);
    operate(vm, a, b)
}

/// Does the operation whose byte is before the saved place.
#[inline(never)]
fn operate(vm: &mut Vm, a: Obj, b: Obj) -> Result<Option<Obj>, Raise> {
    match BinaryOp::from_number(vm.load().opcode() - FIRST_BYTE) {
        Some(op) if let Some(value) = complex::ops::fast_binary(vm, op, a, b) => Ok(Some(value)),
        Some(op) => runtime::ops::binary(vm, op, a, b).map(Some),
        None => Ok(None),
    }
}

/// The function in Python that does an operator whose left operand is an instance, if it has words.
#[inline(never)]
fn operator_method(vm: &Vm, a: Obj, op: u8) -> Option<This<Fun>> {
    let op = BinaryOp::from_number(op)?;
    if matches!(op, BinaryOp::NotEqual | BinaryOp::Equal | BinaryOp::Is) {
        return None;
    }
    let name = runtime::ops::method_of(op)?;
    instance::special(vm, a.as_instance()?, name)?.cast::<Fun>()
}

impl<const OP: u8, const A: u8, const B: u8, const D: u8> Word for Binary<OP, A, B, D> {
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        match quick::<OP>(vm, left::<A>(&w), right::<B>(&w)) {
            Some(value) => Step::Go(deliver::<D>(w, 2, value)),
            None => Step::Second,
        }
    }
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        match of_objects(w, vm, left::<A>(&w), right::<B>(&w)) {
            Ok(Some(value)) => Step::Go(deliver::<D>(w, 2, value)),
            Ok(None) => Step::Third,
            Err(raise) => Step::Raise(raise),
        }
    }
    /// The left operand's class says what the operator does.
    #[inline(always)]
    fn third(w: W, vm: &mut Vm) -> Step {
        let (a, b) = (left::<A>(&w), right::<B>(&w));
        let mut m = w.state(1);
        let op = m.opcode() - FIRST_BYTE;
        let Some(method) = operator_method(vm, a, op) else { return Step::Slow };
        if vm.is_watched() {
            return Step::Slow;
        }
        m.set(1, a);
        m.set(0, b);
        let height = (m.sp as usize - m.fp as usize) / size_of::<Slot>();
        w.set(height, Some(a));
        w.set(height + 1, Some(b));
        // Where the result goes to a place it is stored by the next instruction, which tier 0 knows.
        let behind = if D == PLACE { w.at(core::ptr::null()) } else { w.skip(2) };
        let site = Site { w, behind, at: height - 2, first: height, n: 2 };
        match site.push_operator(vm, method, m.ip) {
            Some(next) => {
                vm.frame().op = op;
                Step::Go(next)
            }
            None => Step::Slow,
        }
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        by_tier0::<OP>(w, vm, left::<A>(&w), right::<B>(&w))
    }
}

/// `operands, place, address`: compares, and jumps there if the answer is `WHEN`. `BACK`: backwards.
struct CompareAndJump<const OP: u8, const A: u8, const B: u8, const WHEN: bool, const BACK: bool>;

impl<const OP: u8, const A: u8, const B: u8, const WHEN: bool, const BACK: bool> Word
    for CompareAndJump<OP, A, B, WHEN, BACK>
{
    #[inline(always)]
    fn fast(w: W, vm: &mut Vm) -> Step {
        let (a, b) = (left::<A>(&w), right::<B>(&w));
        let truth = match const { op_of(OP) } {
            BinaryOp::Is => Some(runtime::ops::same(a, b)),
            op => match Obj::small2(a, b) {
                Some((x, y)) => Some(match op {
                    BinaryOp::Less => x < y,
                    BinaryOp::More => x > y,
                    BinaryOp::LessEqual => x <= y,
                    BinaryOp::MoreEqual => x >= y,
                    BinaryOp::Equal => x == y,
                    _ => x != y,
                }),
                None => quick::<OP>(vm, a, b).map(|truth| truth == Obj::TRUE),
            },
        };
        match truth {
            Some(truth) if truth == WHEN => {
                if BACK && vm.pending_flag().attention() {
                    return Step::Slow;
                }
                Step::Go(w.goto(2))
            }
            Some(_) => Step::Go(w.skip(3)),
            None => Step::Second,
        }
    }
    #[inline(always)]
    fn second(w: W, vm: &mut Vm) -> Step {
        let (a, b) = (left::<A>(&w), right::<B>(&w));
        if BACK && vm.pending_flag().attention() {
            return Step::Slow;
        }
        // Names are the same object where they are equal.
        let is_name = a.is_qstr() && b.is_qstr();
        let truth = match const { op_of(OP) } {
            BinaryOp::Equal if is_name => a == b,
            BinaryOp::NotEqual if is_name => a != b,
            _ => match of_objects(w, vm, a, b) {
                Ok(Some(answer)) if answer == Obj::TRUE => true,
                Ok(Some(answer)) if answer == Obj::FALSE => false,
                Ok(_) => return Step::Slow,
                Err(raise) => return Step::Raise(raise),
            },
        };
        Step::Go(if truth == WHEN { w.goto(2) } else { w.skip(3) })
    }
    fn slow(w: W, vm: &mut Vm) -> Ctl {
        by_tier0::<OP>(w, vm, left::<A>(&w), right::<B>(&w))
    }
}

macro_rules! pick {
    ($op:expr; $($Op:ident)*; |$n:ident| $body:expr) => {
        match $op { $( BinaryOp::$Op => { const $n: u8 = BinaryOp::$Op as u8; Some($body) } )* _ => None }
    };
}

/// The word of an operator whose operands are at hand so, and whose result goes to the accumulator or to `c`.
pub(in crate::vm::tier1) fn binary(op: BinaryOp, a: From, b: From, to_place: bool) -> Option<usize> {
    macro_rules! where_from {
        ($n:ident, $D:ident) => {
            match (a, b) {
                (From::Acc, From::Place) => code::<Binary<$n, ACC, PLACE, $D>>(),
                (From::Acc, From::Number) => code::<Binary<$n, ACC, NUMBER, $D>>(),
                (From::Place, From::Acc) => code::<Binary<$n, PLACE, ACC, $D>>(),
                (From::Place, From::Number) => code::<Binary<$n, PLACE, NUMBER, $D>>(),
                _ => code::<Binary<$n, PLACE, PLACE, $D>>(),
            }
        };
    }
    macro_rules! pick_all {
        ($D:ident) => {
            pick!(plain(op); Add Subtract Multiply FloorDivide Modulo TrueDivide And Or Xor Lshift Rshift
                Less More LessEqual MoreEqual Equal NotEqual Is; |N| where_from!(N, $D))
        };
    }
    if to_place { pick_all!(PLACE) } else { pick_all!(ACC) }
}

/// The operator that `x op= y` falls back to: for numbers they are the same.
fn plain(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::InplaceAdd => BinaryOp::Add,
        BinaryOp::InplaceSubtract => BinaryOp::Subtract,
        BinaryOp::InplaceMultiply => BinaryOp::Multiply,
        BinaryOp::InplaceFloorDivide => BinaryOp::FloorDivide,
        BinaryOp::InplaceModulo => BinaryOp::Modulo,
        BinaryOp::InplaceTrueDivide => BinaryOp::TrueDivide,
        BinaryOp::InplaceAnd => BinaryOp::And,
        BinaryOp::InplaceOr => BinaryOp::Or,
        BinaryOp::InplaceXor => BinaryOp::Xor,
        BinaryOp::InplaceLshift => BinaryOp::Lshift,
        BinaryOp::InplaceRshift => BinaryOp::Rshift,
        op => op,
    }
}

/// The word of a comparison with the jump behind it.
pub(in crate::vm::tier1) fn compare_and_jump(
    op: BinaryOp,
    a: From,
    b: From,
    when: bool,
    back: bool,
) -> Option<usize> {
    macro_rules! where_from {
        ($n:ident, $W:literal, $K:literal) => {
            match (a, b) {
                (From::Acc, From::Place) => code::<CompareAndJump<$n, ACC, PLACE, $W, $K>>(),
                (From::Acc, From::Number) => code::<CompareAndJump<$n, ACC, NUMBER, $W, $K>>(),
                (From::Place, From::Acc) => code::<CompareAndJump<$n, PLACE, ACC, $W, $K>>(),
                (From::Place, From::Number) => code::<CompareAndJump<$n, PLACE, NUMBER, $W, $K>>(),
                _ => code::<CompareAndJump<$n, PLACE, PLACE, $W, $K>>(),
            }
        };
    }
    macro_rules! pick_all {
        ($W:literal, $K:literal) => {
            pick!(op; Less More LessEqual MoreEqual Equal NotEqual Is; |N| where_from!(N, $W, $K))
        };
    }
    match (when, back) {
        (false, false) => pick_all!(false, false),
        (false, true) => pick_all!(false, true),
        (true, false) => pick_all!(true, false),
        (true, true) => pick_all!(true, true),
    }
}
