//! The object of a compiled expression: its methods, and the functions.
use micropyrite_core::builtins::objects::is_callable;
use micropyrite_core::heap::{Layout, This};
use micropyrite_core::runtime::print::{Out, PrintKind, print_address, write};
use micropyrite_core::runtime::{buffer, exc};
use micropyrite_core::text;
use micropyrite_core::types::{ByteArray, INDEX_ERROR, Tuple, bytearray, int, list, str};
use micropyrite_core::{Obj, Res, Slot, Vm, class, config, library_layout};

use super::compile::{Facts, Refusal, compile};
use super::found::{self, Match};
use super::matcher::{self, LEN_MAX, NO_PLACE, Outcome, Places, Span};
use super::program::GROUPS_MAX;
use super::{DEBUG, dump, fast};

library_layout! {
    /// A compiled expression.
    pub struct Regex: REGEX, Scanned {
        /// Its program: a `bytes` object.
        code: Obj,
        /// Groups besides the whole match.
        n_groups: usize,
        /// The program as `fast.rs` runs it: a tuple of words. `None`: it was not asked for.
        nodes: Slot,
        /// Tables of classes that go with them: a `bytes` object. None: there is no such program.
        tables: Slot,
    }
}

impl Regex {
    /// Groups, with the whole match.
    pub fn n_matches(&self) -> usize {
        self.n_groups + 1
    }
}

/// What a regular expression can do beside its own layout.
pub trait Code {
    /// The program.
    fn code(self, vm: &Vm) -> &[u8];
}

impl Code for This<Regex> {
    fn code(self, vm: &Vm) -> &[u8] {
        buffer::read(vm, self.get(vm).code).unwrap_or_default()
    }
}

fn argument(args: &[Obj], i: usize) -> Obj {
    args.get(i).copied().unwrap_or(Obj::NONE)
}

/// Native stack that compiling takes: groups that are open lie there.
const COMPILER_STACK: usize = 3 * 256 * size_of::<usize>();

/// `re.compile(pattern[, flags])`.
pub fn compile_fun(vm: &mut Vm, args: &[Obj]) -> Res {
    let pattern = argument(args, 0);
    let flags = match args.get(1) {
        Some(flags) => int::get(vm, *flags)?,
        None => 0,
    };
    let (regex, facts) = new(vm, pattern)?;
    if flags & DEBUG != 0 {
        dump::print(vm, regex, facts)?;
    }
    Ok(regex.obj())
}

fn new(vm: &mut Vm, pattern: Obj) -> Res<(This<Regex>, Facts)> {
    str::check_text(vm, pattern)?;
    vm.check_stack_for(COMPILER_STACK)?;
    let facts = match compile(buffer::read(vm, pattern).unwrap_or_default(), &mut []) {
        Ok(facts) => facts,
        Err(Refusal::TooComplex) => {
            return Err(exc::value_error(vm, text!("error in regex", "regex too complex")));
        }
        Err(Refusal::Unbalanced) => return Err(exc::value_error(vm, text!("error in regex"))),
        Err(Refusal::TooDeep) => return Err(exc::recursion_error(vm)),
    };
    let code = str::with_len(vm, str::Kind::Bytes, facts.len, |vm, out| {
        // It was compiled before: only the room is new.
        let _ = compile(buffer::read(vm, pattern).unwrap_or_default(), out);
    })?;
    let ty = This::rom(<Regex as Layout>::DEF);
    Ok((vm.alloc(Regex { ty, code, n_groups: facts.n_groups, nodes: None, tables: None })?, facts))
}

/// The expression given as one or as a pattern; whether it was compiled.
fn regex_of(vm: &mut Vm, object: Obj) -> Res<(This<Regex>, bool)> {
    match object.cast::<Regex>() {
        Some(regex) => {
            if fast::ENABLED && regex.get(vm).nodes.is_none() {
                translate(vm, regex)?;
            }
            Ok((regex, true))
        }
        None => Ok((new(vm, object)?.0, false)),
    }
}

/// Translates the program of an expression that is used.
#[cold]
fn translate(vm: &mut Vm, regex: This<Regex>) -> Res<()> {
    vm.check_stack_for(fast::STACK)?;
    let translation = fast::translate(regex.code(vm));
    let words = translation.as_ref().map_or(&[][..], |translation| translation.nodes());
    let nodes = vm.new_tuple_with(words.len(), |_, out| {
        out.iter_mut().zip(words).for_each(|(out, word)| *out = Obj::small(*word as isize));
    })?;
    if let Some(translation) = &translation {
        let tables = str::bytes(vm, translation.tables())?;
        regex.get_mut(vm).tables = Some(tables);
    }
    regex.get_mut(vm).nodes = Some(nodes.obj());
    Ok(())
}

/// Runs the program of an expression in the form that there is.
fn run_with<W: matcher::Word>(
    vm: &Vm,
    regex: This<Regex>,
    bytes: &[u8],
    span: Span,
    is_anchored: bool,
    places: &mut [u32],
    words: &mut [W],
) -> Outcome {
    if fast::ENABLED
        && let Some(tables) = regex.get(vm).tables
        && let Some(nodes) = regex.get(vm).nodes.and_then(|nodes| nodes.cast::<Tuple>())
    {
        let tables = buffer::read(vm, tables).unwrap_or_default();
        return fast::run(nodes.items(vm), tables, bytes, span, is_anchored, places, words);
    }
    matcher::run(regex.code(vm), bytes, span, is_anchored, places, words)
}

/// Words of the stack that is tried first, and of those in the heap after it.
const STACK_FIRST: usize = if config::COMPACT { 48 } else { 256 };
const STACK_STEPS: [usize; 4] = [8 * STACK_FIRST, 16 * 256, 64 * 256, 512 * 256];

impl matcher::Word for Obj {
    fn keep(number: u32) -> Obj {
        Obj::small(number as isize)
    }
    fn number(self) -> u32 {
        self.as_small().unwrap_or(0) as u32
    }
}

/// Runs an expression over a subject.
fn run(
    vm: &mut Vm,
    regex: This<Regex>,
    subject: Obj,
    span: Span,
    is_anchored: bool,
    places: &mut Places,
) -> Res<bool> {
    if buffer::len(vm, subject)? > LEN_MAX {
        return Err(exc::value_error(vm, text!("regex too complex")));
    }
    let bytes = buffer::read(vm, subject).unwrap_or_default();
    let places = places.get_mut(..2 * regex.get(vm).n_matches()).unwrap_or_default();
    let mut words = [0u32; STACK_FIRST];
    let mut outcome = run_with(vm, regex, bytes, span, is_anchored, places, &mut words);
    for n in STACK_STEPS {
        if outcome != Outcome::StackFull {
            break;
        }
        // It begins again with more room.
        let room = vm.new_tuple_with(n, |vm, words| {
            let bytes = buffer::read(vm, subject).unwrap_or_default();
            outcome = run_with(vm, regex, bytes, span, is_anchored, places, words);
        });
        if vm.ignore(room).is_none() {
            // A match that wants more than there is goes too deep.
            return Err(exc::recursion_error(vm));
        }
    }
    match outcome {
        Outcome::Match => Ok(true),
        Outcome::Fail => Ok(false),
        Outcome::StackFull | Outcome::TooLong => Err(exc::recursion_error(vm)),
    }
}

fn whole(vm: &Vm, subject: Obj) -> Span {
    Span { begin: 0, end: buffer::read(vm, subject).map_or(0, <[u8]>::len) }
}

/// A position given as an argument, inside of the subject.
fn position(vm: &mut Vm, object: Obj, least: usize, most: usize) -> Res<usize> {
    let value = int::get(vm, object)?;
    Ok(usize::try_from(value).unwrap_or(0).clamp(least.min(most), most))
}

fn exec(vm: &mut Vm, args: &[Obj], is_anchored: bool) -> Res {
    let (regex, was_compiled) = regex_of(vm, argument(args, 0))?;
    let subject = argument(args, 1);
    str::check_text(vm, subject)?;
    let mut span = whole(vm, subject);
    if was_compiled {
        if let Some(begin) = args.get(2) {
            span.begin = position(vm, *begin, 0, span.end)?;
        }
        if let Some(end) = args.get(3) {
            span.end = position(vm, *end, span.begin, span.end)?;
        }
    }
    let mut places = [NO_PLACE; 2 * (GROUPS_MAX + 1)];
    if !run(vm, regex, subject, span, is_anchored, &mut places)? {
        return Ok(Obj::NONE);
    }
    Ok(new_match(vm, regex, subject, &places)?.obj())
}

fn new_match(vm: &mut Vm, regex: This<Regex>, subject: Obj, places: &Places) -> Res<This<Match>> {
    let n = regex.get(vm).n_matches();
    found::new(vm, subject, places.get(..2 * n).unwrap_or(places))
}

/// `match(subject[, begin[, end]])`.
pub fn match_(vm: &mut Vm, args: &[Obj]) -> Res {
    exec(vm, args, true)
}

/// `search(subject[, begin[, end]])`.
pub fn search(vm: &mut Vm, args: &[Obj]) -> Res {
    exec(vm, args, false)
}

fn kind(object: Obj) -> str::Kind {
    if str::is_str(object) { str::Kind::Str } else { str::Kind::Bytes }
}

/// Finds the next match that is not empty, from `span.begin` on.
fn next_match(
    vm: &mut Vm,
    regex: This<Regex>,
    subject: Obj,
    span: Span,
    places: &mut Places,
) -> Res<Option<(usize, usize)>> {
    let found = run(vm, regex, subject, span, false, places)? && places[0] != places[1];
    Ok(found.then_some((places[0] as usize, places[1] as usize)))
}

/// `split(subject[, maxsplit])`.
fn split(vm: &mut Vm, args: &[Obj]) -> Res {
    let (regex, _) = regex_of(vm, argument(args, 0))?;
    let subject = argument(args, 1);
    str::check_text(vm, subject)?;
    let mut left = match args.get(2) {
        Some(most) => int::get(vm, *most)?,
        None => 0,
    };
    let kind = kind(subject);
    let parts = list::with_capacity(vm, 0)?;
    let mut span = whole(vm, subject);
    let mut places = [NO_PLACE; 2 * (GROUPS_MAX + 1)];
    while let Some((start, end)) = next_match(vm, regex, subject, span, &mut places)? {
        let part = str::sub(vm, kind, subject, span.begin, start)?;
        list::push(vm, parts, part)?;
        if regex.get(vm).n_groups > 0 {
            return Err(exc::not_implemented(vm, text!("splitting with sub-captures")));
        }
        span.begin = end;
        left -= 1;
        if left == 0 {
            break;
        }
        left = left.max(-1);
    }
    let rest = str::sub(vm, kind, subject, span.begin, span.end)?;
    list::push(vm, parts, rest)?;
    Ok(parts.obj())
}

/// `sub(replacement, subject[, count[, flags]])`.
pub fn sub(vm: &mut Vm, args: &[Obj]) -> Res {
    let (regex, _) = regex_of(vm, argument(args, 0))?;
    let (replacement, subject) = (argument(args, 1), argument(args, 2));
    let mut left = match args.get(3) {
        Some(count) => int::get(vm, *count)?,
        None => 0,
    };
    str::check_text(vm, subject)?;
    let is_callable = is_callable(vm, replacement);
    let mut span = whole(vm, subject);
    let mut places = [NO_PLACE; 2 * (GROUPS_MAX + 1)];
    let mut result = None;
    while let Some((start, end)) = next_match(vm, regex, subject, span, &mut places)? {
        let result = match result {
            Some(result) => result,
            None => *result.insert(bytearray::with_capacity(vm, 32)?),
        };
        bytearray::append(vm, result, subject, span.begin, start - span.begin)?;
        let text = if is_callable {
            let found = new_match(vm, regex, subject, &places)?;
            vm.call(replacement, &[found.obj()])?
        } else {
            replacement
        };
        let n = regex.get(vm).n_matches();
        substitute(vm, result, text, subject, places.get(..2 * n).unwrap_or(&places))?;
        span.begin = end;
        left -= 1;
        if left == 0 {
            break;
        }
        left = left.max(-1);
    }
    let Some(result) = result else { return Ok(subject) };
    bytearray::append(vm, result, subject, span.begin, span.end - span.begin)?;
    if str::is_str(subject) { bytearray::take_str(vm, result) } else { bytearray::take_bytes(vm, result) }
}

/// Appends a replacement, with groups in place of `\1` and `\g<1>`.
fn substitute(vm: &mut Vm, result: This<ByteArray>, text: Obj, subject: Obj, places: &[u32]) -> Res<()> {
    str::check_text(vm, text)?;
    let at = |vm: &Vm, i: usize| buffer::read(vm, text).and_then(|b| b.get(i).copied()).unwrap_or(0);
    let mut i = 0;
    loop {
        let byte = at(vm, i);
        match byte {
            // As in C, a NUL ends the text.
            0 => return Ok(()),
            b'\\' => {
                i += 1;
                let is_long = at(vm, i) == b'g' && at(vm, i + 1) == b'<';
                if is_long {
                    i += 2;
                }
                if !at(vm, i).is_ascii_digit() {
                    if at(vm, i) == b'\\' {
                        bytearray::push(vm, result, b"\\")?;
                        i += 1;
                    }
                    continue;
                }
                let mut number: usize = 0;
                while let digit @ b'0'..=b'9' = at(vm, i) {
                    number = number.saturating_mul(10).saturating_add((digit - b'0') as usize);
                    i += 1;
                }
                if is_long && at(vm, i) == b'>' {
                    i += 1;
                }
                let start = number.checked_mul(2).filter(|start| *start < places.len());
                let Some(&[start, end]) = start.and_then(|s| places.get(s..s + 2)) else {
                    let number = int::from_u64(vm, number as u64)?;
                    return Err(exc::raise_value(vm, &INDEX_ERROR, number));
                };
                if start != NO_PLACE {
                    bytearray::append(
                        vm,
                        result,
                        subject,
                        start as usize,
                        end.saturating_sub(start) as usize,
                    )?;
                }
            }
            byte => {
                bytearray::push(vm, result, &[byte])?;
                i += 1;
            }
        }
    }
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    write(vm, out, b"<re ")?;
    print_address(vm, out, object)?;
    write(vm, out, b">")
}

class! {
    /// Type of compiled expressions.
    pub static REGEX: re {
        slots { print: print }
        match = var(2, 4) match_;
        search = var(2, 4) search;
        split = var(2, 3) split;
        sub = var(3, 5) sub;
    }
}
