//! Arguments of a call, and the specs by which natives parse keywords.
use micropyrite_bytecode::qstr::Qstr;

use crate::config::{DETAIL, Detail};
use crate::obj::{Obj, Slot};
use crate::runtime::exc::{self, Value};
use crate::{Res, Vm};

/// Arguments of a call. They lie in the frame region (or in a static), never in the heap, so they may be held
/// beside `&mut Vm`.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    /// Positional arguments.
    pub pos: &'a [Obj],
    /// Keyword arguments: name, value, name, value …
    pub kw: &'a [Obj],
}

impl<'a> Args<'a> {
    /// Only positional arguments.
    pub const fn positional(pos: &'a [Obj]) -> Args<'a> {
        Args { pos, kw: &[] }
    }

    /// How many keyword arguments.
    pub fn n_kw(&self) -> usize {
        self.kw.len() / 2
    }

    /// Name and value of each keyword argument.
    pub fn keywords(&self) -> impl Iterator<Item = (Obj, Obj)> + use<'a> {
        self.kw.chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }

    /// Value of a keyword argument.
    pub fn keyword(&self, vm: &Vm, name: Qstr) -> Slot {
        self.keywords().find(|(key, _)| key.as_qstr() == Some(name) || vm.str_is(*key, name)).map(|(_, v)| v)
    }

    /// Refuses keyword arguments and checks the number of positional ones.
    ///
    /// # Raises
    /// `TypeError`.
    pub fn check(&self, vm: &mut Vm, least: usize, most: usize) -> Res<()> {
        if !self.kw.is_empty() {
            return Err(no_keywords(vm));
        }
        check_count(vm, self.pos.len(), least, most)
    }

    /// Positional argument `i`, if given.
    pub fn get(&self, i: usize) -> Slot {
        self.pos.get(i).copied()
    }
}

/// Checks a number of positional arguments.
///
/// # Raises
/// `TypeError`, with upstream's texts.
#[inline]
pub fn check_count(vm: &mut Vm, n: usize, least: usize, most: usize) -> Res<()> {
    if n >= least && n <= most { Ok(()) } else { Err(wrong_count(vm, n, least, most)) }
}

/// A text about arguments that do not fit, for which terse builds have a single one.
macro_rules! mismatch {
    ($text:expr) => {
        template!("argument num/types mismatch", $text)
    };
}

/// Raises `TypeError` for keyword arguments where there are none.
#[cold]
pub fn no_keywords(vm: &mut Vm) -> crate::Raise {
    exc::type_error(vm, text!("argument num/types mismatch", "function doesn't take keyword arguments"))
}

#[cold]
pub(crate) fn wrong_count(vm: &mut Vm, n: usize, least: usize, most: usize) -> crate::Raise {
    let error = &crate::types::TYPE_ERROR;
    let number = |n: usize| Value::Number(n as isize);
    if least == most {
        let template = mismatch!("function takes % positional arguments but % were given");
        exc::raise_with(vm, error, template, &[number(least), number(n)])
    } else if n < least {
        let template = mismatch!("function missing % required positional arguments");
        exc::raise_with(vm, error, template, &[number(least - n)])
    } else {
        let template = mismatch!("function expected at most % arguments, got %");
        exc::raise_with(vm, error, template, &[number(most), number(n)])
    }
}

/// Raises `TypeError` for another number of positional arguments than something with a name takes.
#[cold]
pub(crate) fn takes(vm: &mut Vm, name: Qstr, want: usize, given: usize) -> crate::Raise {
    if DETAIL < Detail::Detailed {
        return wrong_count(vm, given, want, want);
    }
    let values = [Value::Name(name), Value::Number(want as isize), Value::Number(given as isize)];
    let template = mismatch!("%() takes % positional arguments but % were given");
    exc::raise_with(vm, &crate::types::TYPE_ERROR, template, &values)
}

/// One argument that may be given by position or by name.
#[derive(Clone, Copy)]
pub struct ArgSpec {
    /// Its name.
    pub name: Qstr,
    /// May be given by name only.
    pub keyword_only: bool,
    /// Its value where it is not given; none: it must be given.
    pub default: Slot,
}

impl ArgSpec {
    /// An argument that must be given.
    pub const fn required(name: Qstr) -> ArgSpec {
        ArgSpec { name, keyword_only: false, default: None }
    }
    /// An argument with a default.
    pub const fn optional(name: Qstr, default: Obj) -> ArgSpec {
        ArgSpec { name, keyword_only: false, default: Some(default) }
    }
    /// An argument with a default that is given by name.
    pub const fn keyword(name: Qstr, default: Obj) -> ArgSpec {
        ArgSpec { name, keyword_only: true, default: Some(default) }
    }
}

/// Sorts arguments into the order of their specs.
///
/// # Raises
/// `TypeError` for missing, extra or unknown ones.
pub fn parse<const N: usize>(vm: &mut Vm, args: Args<'_>, specs: &[ArgSpec; N]) -> Res<[Obj; N]> {
    let mut out = [Obj::NONE; N];
    let mut used_kw = 0;
    let mut n_pos = 0;
    for (i, spec) in specs.iter().enumerate() {
        if let Some(value) = args.pos.get(i)
            && !spec.keyword_only
        {
            if args.keyword(vm, spec.name).is_some() {
                return Err(exc::raise_name(
                    vm,
                    &crate::types::TYPE_ERROR,
                    mismatch!("argument '%' given twice"),
                    spec.name,
                ));
            }
            out[i] = *value;
            n_pos += 1;
            continue;
        }
        match (args.keyword(vm, spec.name), spec.default) {
            (Some(value), _) => {
                out[i] = value;
                used_kw += 1;
            }
            (None, Some(default)) => out[i] = default,
            (None, None) => {
                return Err(exc::raise_name(
                    vm,
                    &crate::types::TYPE_ERROR,
                    mismatch!("'%' argument required"),
                    spec.name,
                ));
            }
        }
    }
    if args.pos.len() > n_pos {
        return Err(exc::type_error(
            vm,
            text!("argument num/types mismatch", "extra positional arguments given"),
        ));
    }
    if args.n_kw() > used_kw {
        return Err(exc::type_error(
            vm,
            text!("argument num/types mismatch", "extra keyword arguments given"),
        ));
    }
    Ok(out)
}
