//! Entering Python from natives: nested, counted loops.
use micropyrite_bytecode::opcodes::Opcode;

use crate::heap::This;
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::{call, exc};
use crate::types;
use crate::types::generator::{Generator, Resumed, State};
use crate::vm::frame::Resume;
use crate::vm::{Ctl, Flow, dispatch, trace};
use crate::{Res, Vm, config};

impl Vm {
    /// Calls anything callable.
    ///
    /// # Raises
    /// What it raises; `TypeError`; `RuntimeError` when nested too deep.
    pub fn call(&mut self, fun: Obj, args: &[Obj]) -> Res {
        self.call_kw(fun, Args::positional(args))
    }

    /// Calls a method as `attr::load_method` has found it: with its receiver, if it has one, before up to three
    /// arguments.
    ///
    /// # Raises
    /// As [`Vm::call`].
    pub fn call_method(&mut self, (fun, receiver): (Obj, Slot), args: &[Obj]) -> Res {
        let Some(receiver) = receiver else { return self.call(fun, args) };
        let mut all = [receiver; 4];
        debug_assert!(args.len() < all.len());
        all.iter_mut().skip(1).zip(args).for_each(|(place, arg)| *place = *arg);
        self.call(fun, all.get(..args.len() + 1).unwrap_or(&all))
    }

    /// Calls anything callable, with keyword arguments.
    ///
    /// # Raises
    /// As [`Vm::call`].
    pub fn call_kw(&mut self, fun: Obj, args: Args<'_>) -> Res {
        self.nested(|vm| {
            let ret_sp = vm.thread.top();
            let Some(sp) = vm.push_call(fun, args.pos, args.kw) else { return Err(vm.raise_recursion()) };
            let kept = vm.set_top(sp);
            let flow = call::at(vm, fun, sp, args.pos.len(), args.n_kw(), ret_sp, Resume::Exit, None);
            let result = vm.finish_nested(flow);
            vm.set_top(kept);
            result
        })
    }

    /// Calls methods with their receivers one after the other, as `next` answers them. What they raise is dropped.
    ///
    /// # Raises
    /// `RuntimeError` when nested too deep: then `next` was not asked.
    pub(crate) fn call_each(&mut self, mut next: impl FnMut(&mut Vm) -> Option<(Obj, Obj)>) -> Res<()> {
        self.nested(|vm| {
            while let Some((fun, receiver)) = next(vm) {
                let ret_sp = vm.thread.top();
                let result = match vm.push_call(fun, &[receiver], &[]) {
                    Some(sp) => {
                        let kept = vm.set_top(sp);
                        let flow = call::at(vm, fun, sp, 1, 0, ret_sp, Resume::Exit, None);
                        let result = vm.finish_nested(flow);
                        vm.set_top(kept);
                        result
                    }
                    None => Err(vm.raise_recursion()),
                };
                vm.ignore(result);
            }
            Ok(())
        })
    }

    /// Calls with arguments from a list: positional ones, then names and values.
    pub(crate) fn call_list(&mut self, fun: Obj, all: This<types::List>, n_pos: usize, n_kw: usize) -> Res {
        self.nested(|vm| {
            let ret_sp = vm.thread.top();
            let n = n_pos + 2 * n_kw;
            let Some(first) = vm.push_call(fun, &[], &[]) else { return Err(vm.raise_recursion()) };
            if !vm.thread.has_room(first, n) {
                return Err(vm.raise_recursion());
            }
            for i in 0..n {
                vm.write_slot_shared(first.wrapping_add(i), all.item(vm, i));
            }
            let sp = first.wrapping_add(n);
            let kept = vm.set_top(sp);
            let flow = call::at(vm, fun, sp, n_pos, n_kw, ret_sp, Resume::Exit, None);
            let result = vm.finish_nested(flow);
            vm.set_top(kept);
            result
        })
    }

    /// Calls with a value before the arguments.
    ///
    /// # Raises
    /// As [`Vm::call`].
    pub fn call_with_first(&mut self, fun: Obj, first: Obj, args: Args<'_>) -> Res {
        let bound = types::fun::bound::new(self, fun, first)?;
        self.call_kw(bound.obj(), args)
    }

    fn finish_nested(&mut self, flow: Flow) -> Res {
        match flow {
            Flow::Value(value) => Ok(value),
            Flow::Raised(raise) => Err(raise),
            Flow::Entered => {
                dispatch::run(self);
                self.take_result()
            }
        }
    }

    /// Counts an entry, and notes where the native stack begins at the outermost one.
    pub(super) fn nested<R>(&mut self, f: impl FnOnce(&mut Vm) -> Res<R>) -> Res<R> {
        self.scope(|vm| {
            if vm.native_depth > config::NATIVE_DEPTH_MAX || vm.thread.native_used() > vm.thread.native_limit
            {
                return Err(exc::recursion_error(vm));
            }
            vm.native_depth += 1;
            let result = f(vm);
            vm.native_depth -= 1;
            result
        })
    }

    /// Runs host code that holds objects in its locals: inside, a collection sees them. Outside of the outermost scope
    /// nothing collects.
    #[inline(never)]
    pub fn scope<R>(&mut self, f: impl FnOnce(&mut Vm) -> R) -> R {
        let here = 0usize;
        let outermost = self.thread.native_top == 0;
        if outermost {
            self.thread.native_top = &raw const here as usize;
        }
        let result = f(self);
        if outermost {
            self.thread.native_top = 0;
        }
        core::hint::black_box(&here);
        result
    }

    /// Goes on with a suspended or new generator until it yields, returns or raises.
    ///
    /// # Raises
    /// What it raises.
    pub(crate) fn run_generator(
        &mut self,
        generator: This<Generator>,
        send: Obj,
        throw: Slot,
    ) -> Res<Resumed> {
        self.nested(|vm| {
            let started = generator.get(vm).state == State::Suspended;
            let pending = generator.get_mut(vm).pending.take();
            let top = vm.thread.top();
            let throw = throw.or(pending);
            let entered = if throw.is_some() || vm.thread.settrace.is_on() {
                vm.push_generator(generator, Some(send), top, Resume::Exit)
            } else {
                vm.resume_generator(generator, send, top, Resume::Exit)
            };
            if !entered {
                return Err(vm.raise_recursion());
            }
            if vm.thread.settrace.is_on() {
                run_generator_traced(vm, generator, throw, started)?;
            } else if enter_generator(vm, throw, started) == Ctl::Continue {
                dispatch::run(vm);
            }
            let value = vm.take_result()?;
            Ok(match generator.get(vm).state {
                State::Suspended => Resumed::Yielded(value),
                _ => Resumed::Returned(value),
            })
        })
    }
}

/// Throws what is to be thrown into the generator whose frame was just pushed.
fn enter_generator(vm: &mut Vm, throw: Slot, started: bool) -> Ctl {
    match throw {
        Some(exception) => crate::vm::ops::throw_into(vm, exception, started),
        None => Ctl::Continue,
    }
}

/// As [`Vm::run_generator`], from where the frame is pushed to where the loop has ended.
#[cold]
#[inline(never)]
fn run_generator_traced(vm: &mut Vm, generator: This<Generator>, throw: Slot, started: bool) -> Res<()> {
    let frame = match trace::begin(vm, !started) {
        Ok(frame) => frame,
        Err(raise) => {
            vm.leave();
            generator.get_mut(vm).state = State::Done;
            return Err(raise);
        }
    };
    // `yield from` runs again, and passes on what is thrown.
    let again = throw.is_some() && started && vm.load().peek_opcode() == Opcode::YieldFrom.byte();
    let ctl = match if again { trace::tick(vm) } else { Ok(()) } {
        Ok(()) => enter_generator(vm, throw, started),
        Err(raise) => crate::vm::ops::unwind(vm, raise),
    };
    if ctl == Ctl::Continue {
        match frame {
            Some(_) => dispatch::run_traced(vm),
            None => dispatch::run(vm),
        }
    }
    if let Some(frame) = frame {
        trace::end(vm, frame);
    }
    Ok(())
}
