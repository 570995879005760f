//! Operators, truth, equality, hashes, lengths, items: for any type.
use micropyrite_bytecode::ops::{BinaryOp, UnaryOp};
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::obj::{Obj, Slot};
use crate::runtime::each::each;
use crate::runtime::exc::{self, Value};
use crate::runtime::{call, print};
use crate::types::{self, Access, Fun, instance};
use crate::vm::Flow;
use crate::vm::frame::Resume;
use crate::vm::stack::M;
use crate::{Res, Vm};

/// Whether two words are the same object. Equal short texts may be one qstr and one block: only the word counts.
#[inline]
pub fn same(a: Obj, b: Obj) -> bool {
    a == b
}

/// Truth of a value.
///
/// # Raises
/// What `__bool__` and `__len__` raise.
// DIFF: as upstream, a `__bool__` that answers anything but `True` means false; CPython raises `TypeError`.
pub fn truth(vm: &mut Vm, object: Obj) -> Res<bool> {
    if let Some(truth) = object.as_bool() {
        return Ok(truth);
    }
    if object == Obj::NONE {
        return Ok(false);
    }
    if let Some(value) = object.as_small() {
        return Ok(value != 0);
    }
    if let Some(unary) = object.ty().get(vm).slots.unary_op {
        let answer = unary(vm, UnaryOp::Bool, object)?;
        if answer != Obj::NOT_IMPLEMENTED {
            return Ok(answer == Obj::TRUE);
        }
    }
    match len(vm, object)? {
        Some(len) => Ok(len != 0),
        None => Ok(true),
    }
}

/// Length of an object, if it has one.
///
/// # Raises
/// What `__len__` raises.
pub fn len(vm: &mut Vm, object: Obj) -> Res<Option<usize>> {
    if object.is_qstr() || object.as_text_block().is_some() {
        return Ok(Some(types::str::len(vm, object)));
    }
    let Some(unary) = object.ty().get(vm).slots.unary_op else { return Ok(None) };
    let answer = unary(vm, UnaryOp::Len, object)?;
    if answer == Obj::NOT_IMPLEMENTED {
        return Ok(None);
    }
    match usize::try_from(types::int::get(vm, answer)?) {
        Ok(len) => Ok(Some(len)),
        Err(_) => Err(exc::value_error(vm, text!("__len__() should return >= 0"))),
    }
}

/// Length of an object.
///
/// # Raises
/// `TypeError` where it has none; what `__len__` raises.
pub fn len_of(vm: &mut Vm, object: Obj) -> Res<usize> {
    match len(vm, object)? {
        Some(len) => Ok(len),
        None => Err(exc::type_error_of(
            vm,
            template!("object has no len", "object of type '%' has no len()"),
            object,
        )),
    }
}

/// Hash of an object, as Python sees it.
///
/// # Raises
/// `TypeError` for unhashable objects; what `__hash__` raises.
pub fn hash(vm: &mut Vm, object: Obj) -> Res<isize> {
    let answer = unary(vm, UnaryOp::Hash, object)?;
    types::int::get_truncated(vm, answer)
}

/// A unary operation.
///
/// # Raises
/// `TypeError` for what the type does not know; what special methods raise.
pub fn unary(vm: &mut Vm, op: UnaryOp, object: Obj) -> Res {
    if op == UnaryOp::Not {
        return truth(vm, object).map(|t| Obj::bool(!t));
    }
    if op != UnaryOp::Hash
        && object.as_instance().is_some()
        && let Some(name) = special_of_unary(op)
        && let Some(answer) = call_special(vm, object, name, &[])?
    {
        // Whatever it answers is the result, `NotImplemented` too.
        return Ok(answer);
    }
    if let Some(slot) = object.ty().get(vm).slots.unary_op {
        let answer = slot(vm, op, object)?;
        if answer != Obj::NOT_IMPLEMENTED {
            return Ok(answer);
        }
    }
    if op == UnaryOp::Hash && hashes_by_address(vm, object) {
        return Ok(Obj::small(object.bits() as isize >> 3));
    }
    Err(unsupported_unary(vm, op, object))
}

/// Name of the special method of a unary operation that answers what it likes.
fn special_of_unary(op: UnaryOp) -> Option<Qstr> {
    Some(match op {
        UnaryOp::Positive => qstr!(__pos__),
        UnaryOp::Negative => qstr!(__neg__),
        UnaryOp::Invert => qstr!(__invert__),
        UnaryOp::Abs => qstr!(__abs__),
        _ => return None,
    })
}

/// Whether objects of a type that does not say how to hash them are hashed by where they are.
fn hashes_by_address(vm: &Vm, object: Obj) -> bool {
    let slots = object.ty().get(vm).slots;
    object.as_type().is_some()
        || slots.binary_op.is_none()
        || slots.call.is_some()
        || object.cast::<Fun>().is_some()
}

#[cold]
fn unsupported_unary(vm: &mut Vm, op: UnaryOp, object: Obj) -> crate::Raise {
    match op {
        UnaryOp::IntMaybe => types::int::raise_conversion(vm, object),
        _ => {
            let template = template!("unsupported type for operator", "unsupported type for %: '%'");
            let method = if op == UnaryOp::Hash { "__hash__" } else { op.method() };
            let values = [Value::Word(method.as_bytes()), Value::TypeOf(object)];
            exc::raise_with(vm, &types::TYPE_ERROR, template, &values)
        }
    }
}

/// Equality.
///
/// # Raises
/// What `__eq__` raises; `RuntimeError` when nested too deep.
pub fn equal(vm: &mut Vm, a: Obj, b: Obj) -> Res<bool> {
    compare(vm, BinaryOp::Equal, a, b).and_then(|answer| match answer.as_bool() {
        Some(truth) => Ok(truth),
        None => truth(vm, answer),
    })
}

/// `a == b` or `a != b`, as a value.
///
/// # Raises
/// As [`equal`].
fn compare(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Res {
    let wanted = op == BinaryOp::Equal;
    let (fa, fb) = (a.ty().get(vm).flags, b.ty().get(vm).flags);
    if a == b && fa & types::EQ_NOT_REFLEXIVE == 0 {
        return Ok(Obj::bool(wanted));
    }
    if let (Some(x), Some(y)) = (a.as_small(), b.as_small()) {
        return Ok(Obj::bool((x == y) == wanted));
    }
    if (a.is_qstr() || a.as_text_block().is_some()) && (b.is_qstr() || b.as_text_block().is_some()) {
        if a.ty() != b.ty() {
            let _ = print::write(vm, print::Out::Stderr, b"BytesWarning: Comparison between bytes and str\n");
        }
        let same = a.ty() == b.ty() && vm.text_of(a) == vm.text_of(b);
        return Ok(Obj::bool(same == wanted));
    }
    vm.check_stack()?;
    // Both sides are asked in turn, each as its type wants it.
    for (left, right, flags) in [(a, b, fa), (b, a, fb)] {
        if flags & types::EQ_OTHER_TYPES == 0 && left.ty() != right.ty() {
            continue;
        }
        let Some(slot) = left.ty().get(vm).slots.binary_op else { continue };
        if !wanted && flags & types::EQ_HAS_NE != 0 {
            let answer = slot(vm, BinaryOp::NotEqual, left, right)?;
            if answer != Obj::NOT_IMPLEMENTED {
                return Ok(answer);
            }
        }
        let answer = slot(vm, BinaryOp::Equal, left, right)?;
        if answer != Obj::NOT_IMPLEMENTED {
            if wanted {
                return Ok(answer);
            }
            return truth(vm, answer).map(|t| Obj::bool(!t));
        }
    }
    Ok(Obj::bool((a == b) == wanted))
}

/// `a < b`, for sorting.
///
/// # Raises
/// `TypeError`, what `__lt__` raises.
pub fn less(vm: &mut Vm, a: Obj, b: Obj) -> Res<bool> {
    if let (Some(x), Some(y)) = (a.as_small(), b.as_small()) {
        return Ok(x < y);
    }
    let answer = binary(vm, BinaryOp::Less, a, b)?;
    truth(vm, answer)
}

/// `item in container`.
///
/// # Raises
/// `TypeError`, what special methods and iterating raise.
pub fn contains(vm: &mut Vm, container: Obj, item: Obj) -> Res<bool> {
    if let Some(slot) = container.ty().get(vm).slots.binary_op {
        let answer = slot(vm, BinaryOp::In, container, item)?;
        if answer != Obj::NOT_IMPLEMENTED {
            return truth(vm, answer);
        }
    }
    let mut found = false;
    each(vm, container, &mut |vm, other| {
        // The words say it of small integers and of names, if not of what they are equal to.
        found = match (other.is_small() && item.is_small()) || (other.is_qstr() && item.is_qstr()) {
            true => other == item,
            false => equal(vm, other, item)?,
        };
        Ok(!found)
    })?;
    Ok(found)
}

/// A binary operation.
///
/// # Raises
/// `TypeError` for what neither type knows; what special methods raise.
pub fn binary(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Res {
    match op {
        BinaryOp::Is => return Ok(Obj::bool(same(a, b))),
        BinaryOp::Equal | BinaryOp::NotEqual => return compare(vm, op, a, b),
        BinaryOp::In => return contains(vm, b, a).map(Obj::bool),
        BinaryOp::ExceptionMatch => return exception_match(vm, a, b).map(Obj::bool),
        _ => {}
    }
    if let Some(slot) = a.ty().get(vm).slots.binary_op {
        let answer = slot(vm, op, a, b)?;
        if answer != Obj::NOT_IMPLEMENTED {
            return Ok(answer);
        }
    }
    if let Some(plain) = op.not_in_place() {
        // `a += b` where the type has only `a + b`.
        return binary(vm, plain, a, b);
    }
    reflected(vm, op, a, b)
}

/// The right operand is asked.
fn reflected(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Res {
    if let Some(swapped) = op.mirrored() {
        if let Some(slot) = b.ty().get(vm).slots.binary_op {
            let answer = slot(vm, swapped, b, a)?;
            if answer != Obj::NOT_IMPLEMENTED {
                return Ok(answer);
            }
        }
    } else if let Some(reverse) = op.reverse()
        && let Some(slot) = b.ty().get(vm).slots.binary_op
    {
        let answer = slot(vm, reverse, b, a)?;
        if answer != Obj::NOT_IMPLEMENTED {
            return Ok(answer);
        }
    }
    Err(unsupported_binary(vm, op, a, b))
}

#[cold]
fn unsupported_binary(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> crate::Raise {
    let template = template!("unsupported type for operator", "unsupported types for %: '%', '%'");
    let values = [Value::Word(op.method().as_bytes()), Value::TypeOf(a), Value::TypeOf(b)];
    exc::raise_with(vm, &types::TYPE_ERROR, template, &values)
}

/// Whether an exception (or type) is one of the types.
fn exception_match(vm: &mut Vm, exception: Obj, wanted: Obj) -> Res<bool> {
    let ty = match exception.as_type() {
        Some(ty) => ty,
        None => exception.ty(),
    };
    if let Some(class) = wanted.as_type() {
        return Ok(instance::is_subclass(vm, ty, class));
    }
    if let Some(classes) = wanted.as_tuple() {
        for i in 0..classes.get(vm).len {
            let class = classes.items(vm).get(i).copied();
            match class.and_then(Obj::as_type) {
                Some(class) if instance::is_subclass(vm, ty, class) => return Ok(true),
                Some(_) => {}
                None => return Err(unsupported_binary(vm, BinaryOp::ExceptionMatch, exception, wanted)),
            }
        }
        return Ok(false);
    }
    Err(unsupported_binary(vm, BinaryOp::ExceptionMatch, exception, wanted))
}

/// Name of the special method of an operation, as a known name.
pub(crate) fn method_of(op: BinaryOp) -> Option<Qstr> {
    use BinaryOp::*;
    Some(match op {
        Less => qstr!(__lt__),
        More => qstr!(__gt__),
        Equal => qstr!(__eq__),
        LessEqual => qstr!(__le__),
        MoreEqual => qstr!(__ge__),
        NotEqual => qstr!(__ne__),
        In => qstr!(__contains__),
        InplaceOr => qstr!(__ior__),
        InplaceXor => qstr!(__ixor__),
        InplaceAnd => qstr!(__iand__),
        InplaceLshift => qstr!(__ilshift__),
        InplaceRshift => qstr!(__irshift__),
        InplaceAdd => qstr!(__iadd__),
        InplaceSubtract => qstr!(__isub__),
        InplaceMultiply => qstr!(__imul__),
        InplaceMatMultiply => qstr!(__imatmul__),
        InplaceFloorDivide => qstr!(__ifloordiv__),
        InplaceTrueDivide => qstr!(__itruediv__),
        InplaceModulo => qstr!(__imod__),
        InplacePower => qstr!(__ipow__),
        Or => qstr!(__or__),
        Xor => qstr!(__xor__),
        And => qstr!(__and__),
        Lshift => qstr!(__lshift__),
        Rshift => qstr!(__rshift__),
        Add => qstr!(__add__),
        Subtract => qstr!(__sub__),
        Multiply => qstr!(__mul__),
        MatMultiply => qstr!(__matmul__),
        FloorDivide => qstr!(__floordiv__),
        TrueDivide => qstr!(__truediv__),
        Modulo => qstr!(__mod__),
        Power => qstr!(__pow__),
        Divmod => qstr!(__divmod__),
        ReverseOr => qstr!(__ror__),
        ReverseXor => qstr!(__rxor__),
        ReverseAnd => qstr!(__rand__),
        ReverseLshift => qstr!(__rlshift__),
        ReverseRshift => qstr!(__rrshift__),
        ReverseAdd => qstr!(__radd__),
        ReverseSubtract => qstr!(__rsub__),
        ReverseMultiply => qstr!(__rmul__),
        ReverseMatMultiply => qstr!(__rmatmul__),
        ReverseFloorDivide => qstr!(__rfloordiv__),
        ReverseTrueDivide => qstr!(__rtruediv__),
        ReverseModulo => qstr!(__rmod__),
        ReversePower => qstr!(__rpow__),
        _ => return None,
    })
}

/// A binary operation of a handler: where the left operand is an instance with the method in Python, its frame is
/// entered. The operands lie on top of `m`'s stack.
pub(crate) fn binary_flow(vm: &mut Vm, m: M, op: BinaryOp) -> Flow {
    let (a, b) = (m.top(1), m.top(0));
    let quick = match types::str::binary_quick(vm, op, a, b) {
        None => types::int::binary_quick(vm, op, a, b),
        quick => quick,
    };
    if let Some(result) = quick {
        return result.into();
    }
    if let Some(this) = a.as_instance()
        && !matches!(
            op,
            BinaryOp::In | BinaryOp::ExceptionMatch | BinaryOp::Is | BinaryOp::NotEqual | BinaryOp::Equal
        )
        && let Some(name) = method_of(op)
        && let Some(fun) = instance::special(vm, this, name)
        && fun.cast::<Fun>().is_some()
    {
        return enter_operator(vm, m, fun, &[a, b], op, Resume::Reflect);
    }
    if !matches!(op, BinaryOp::In | BinaryOp::ExceptionMatch | BinaryOp::Is)
        && a.as_instance().is_none()
        && b.as_instance().is_some()
        && let Some(reverse) = op.not_in_place().unwrap_or(op).reverse()
        && let Some(slot) = a.ty().get(vm).slots.binary_op
    {
        // The built-in left operand is asked first; then the instance's method runs in a frame.
        let answer = match slot(vm, op.not_in_place().unwrap_or(op), a, b) {
            Ok(answer) => answer,
            Err(raise) => return Flow::Raised(raise),
        };
        if answer != Obj::NOT_IMPLEMENTED {
            return Flow::Value(answer);
        }
        if let Some(flow) = enter_reverse(vm, m, reverse, a, b) {
            return flow;
        }
        return Flow::Raised(unsupported_binary(vm, op, a, b));
    }
    binary(vm, op, a, b).into()
}

fn enter_reverse(vm: &mut Vm, m: M, reverse: BinaryOp, a: Obj, b: Obj) -> Option<Flow> {
    let this = b.as_instance()?;
    let name = method_of(reverse)?;
    let fun = instance::special(vm, this, name)?;
    fun.cast::<Fun>()?;
    Some(enter_operator(vm, m, fun, &[b, a], reverse, Resume::Operator))
}

/// Enters a special method. The operands stay where they are; the arguments are pushed again above them.
fn enter_operator(vm: &mut Vm, m: M, fun: Obj, args: &[Obj; 2], op: BinaryOp, resume: Resume) -> Flow {
    vm.save(m);
    let ret_sp = m.sp.wrapping_sub(2);
    let Some(sp) = vm.push_call(fun, args, &[]) else { return Flow::Raised(vm.raise_recursion()) };
    vm.set_top(sp);
    let flow = call::at(vm, fun, sp, 2, 0, ret_sp, resume, None);
    match flow {
        Flow::Entered => {
            vm.frame().op = op as u8;
            Flow::Entered
        }
        Flow::Value(value) => {
            // A generator function, or the like: the value is what the method answers.
            vm.set_top(m.sp);
            after_operator_value(vm, m, op, resume, value)
        }
        raised => {
            vm.set_top(m.sp);
            raised
        }
    }
}

fn after_operator_value(vm: &mut Vm, m: M, op: BinaryOp, resume: Resume, value: Obj) -> Flow {
    if value != Obj::NOT_IMPLEMENTED {
        return Flow::Value(value);
    }
    second_try(vm, m, op, resume)
}

/// An operator's method in Python has returned: `m` is the state with both operands dropped.
pub(crate) fn after_operator(vm: &mut Vm, m: M, resume: Resume, op: u8, result: Obj) -> Flow {
    if result != Obj::NOT_IMPLEMENTED {
        return Flow::Value(result);
    }
    let Some(op) = BinaryOp::from_number(op) else { return Flow::Value(result) };
    // The operands are still where they were.
    let mut m = m;
    m.sp = m.sp.wrapping_add(2);
    vm.save(m);
    second_try(vm, m, op, resume)
}

fn second_try(vm: &mut Vm, m: M, op: BinaryOp, resume: Resume) -> Flow {
    let (a, b) = (m.top(1), m.top(0));
    if resume == Resume::Operator {
        // The reverse operation was the last try; its operands are swapped.
        let shown = op.unreversed().unwrap_or(op);
        return Flow::Raised(unsupported_binary(vm, shown, a, b));
    }
    if let Some(plain) = op.not_in_place() {
        return binary_flow(vm, m, plain);
    }
    if let Some(reverse) = op.reverse()
        && let Some(flow) = enter_reverse(vm, m, reverse, a, b)
    {
        return flow;
    }
    reflected(vm, op, a, b).into()
}

/// Reads an item.
///
/// # Raises
/// `TypeError`, `IndexError`, `KeyError`, what `__getitem__` raises.
pub fn subscr(vm: &mut Vm, base: Obj, index: Obj) -> Res {
    item(vm, base, index, Access::Load)
}

/// Sets an item.
///
/// # Raises
/// As [`subscr`].
pub fn store_subscr(vm: &mut Vm, base: Obj, index: Obj, value: Obj) -> Res<()> {
    item(vm, base, index, Access::Store(value)).map(|_| ())
}

/// Deletes an item.
///
/// # Raises
/// As [`subscr`].
pub fn delete_subscr(vm: &mut Vm, base: Obj, index: Obj) -> Res<()> {
    item(vm, base, index, Access::Delete).map(|_| ())
}

fn item(vm: &mut Vm, base: Obj, index: Obj, access: Access) -> Res {
    if let Some(slot) = base.ty().get(vm).slots.subscr {
        let answer = slot(vm, base, index, access)?;
        if answer != Obj::NOT_IMPLEMENTED {
            return Ok(answer);
        }
    }
    let template = match access {
        Access::Load => template!("object isn't subscriptable", "'%' object isn't subscriptable"),
        Access::Store(_) => {
            template!("object doesn't support item assignment", "'%' object doesn't support item assignment")
        }
        Access::Delete => {
            template!("object doesn't support item deletion", "'%' object doesn't support item deletion")
        }
    };
    Err(exc::type_error_of(vm, template, base))
}

/// What `raise` raises: an exception object, or a new one of an exception type.
///
/// # Raises
/// `TypeError` for other values; what making the exception raises.
pub fn make_exception(vm: &mut Vm, object: Obj) -> Res {
    if let Some(class) = object.as_type() {
        if types::exception::is_exception_type(vm, class) {
            let made = vm.call(object, &[])?;
            if exc::as_exception(vm, made).is_some() {
                return Ok(made);
            }
        }
    } else if exc::as_exception(vm, object).is_some() {
        // (An instance whose built-in part was not made yet is no exception.)
        return Ok(object);
    }
    Err(exc::type_error(vm, text!("exceptions must derive from BaseException")))
}

/// A special method of an instance, called; `None` where its class has none in Python.
///
/// # Raises
/// What it raises.
pub fn call_special(vm: &mut Vm, object: Obj, name: Qstr, args: &[Obj]) -> Res<Slot> {
    let Some(this) = object.as_instance() else { return Ok(None) };
    let Some(method) = instance::special(vm, this, name) else { return Ok(None) };
    let found = super::attr::member(vm, Some(object), this.get(vm).ty, method);
    let result = match (found.receiver, args) {
        (Some(receiver), []) => vm.call(found.value, &[receiver])?,
        (Some(receiver), [a]) => vm.call(found.value, &[receiver, *a])?,
        (Some(receiver), [a, b, ..]) => vm.call(found.value, &[receiver, *a, *b])?,
        (None, args) => vm.call(found.value, args)?,
    };
    Ok(Some(result))
}
