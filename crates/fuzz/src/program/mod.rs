//! Valid programs from decisions: every byte string is one, and each ends.
//!
//! The grammar is a set of tables of templates (`templates.rs`): a template is a text with holes for
//! expressions of a type and for blocks, and the decisions say which template fills a hole. Names are few and
//! always bound, values are cut down where they are kept, loops have few turns, and a budget that functions and
//! loops draw on (`tick` in `prelude.py`) ends what would still go on for ever.
//!
//! A program may raise anything, but prints the same wherever it runs.

// Tables read better when rows are as long as lines.
#[rustfmt::skip]
mod templates;

use crate::Choices;
use templates as table;

/// Who is to understand a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// Our interpreter alone: what is printed shows as much as it can.
    Own,
    /// Upstream too: what has no order is sorted before it is printed.
    Upstream,
    /// CPython too: besides, only what both do is used.
    CPython,
}

/// How many turns of loops and calls of functions a program has.
const FUEL: usize = 250;
/// How many lines a program has at most, roughly.
const LINES_MAX: usize = 160;
/// How deep blocks nest.
const BLOCKS_MAX: usize = 5;
/// How deep expressions nest.
const EXPRESSION_MAX: usize = 3;

/// What a block may contain besides the usual.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Place {
    in_loop: bool,
    in_function: bool,
    in_generator: bool,
    /// Neither instances nor functions of the program are used: methods, so that they do not call themselves.
    is_pure: bool,
}

/// Where the names of a function's variables are bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Names {
    Module,
    Own,
    Outer,
}

/// A program that is being written.
struct Writer<'a, 'b> {
    choices: &'a mut Choices<'b>,
    dialect: Dialect,
    out: String,
    n_lines: usize,
    /// Numbers for loops, functions and classes.
    fresh: usize,
    /// Functions of the module so far, besides the prelude's `f0`.
    functions: Vec<usize>,
    names: Vec<Names>,
}

/// Makes a program.
pub fn generate(choices: &mut Choices<'_>, dialect: Dialect) -> String {
    let sorted = include_str!("show_sorted.py");
    let show = match dialect {
        Dialect::Own => include_str!("show_own.py").to_string(),
        Dialect::Upstream => sorted.replace("KIND", "type(e).__name__"),
        // What is wrong with an operation CPython often finds out in another order.
        Dialect::CPython => sorted.replace("KIND", "'an error'"),
    };
    let out = show + &include_str!("prelude.py").replace("FUEL", &FUEL.to_string());
    let fresh = 1;
    let mut writer = Writer {
        choices,
        dialect,
        out,
        n_lines: 0,
        fresh,
        functions: Vec::new(),
        names: vec![Names::Module],
    };
    let place = Place { in_loop: false, in_function: false, in_generator: false, is_pure: false };
    while !writer.choices.is_empty() && writer.n_lines < LINES_MAX {
        match writer.choices.below(4) {
            0 => writer.template(table::DEFINITIONS, 0, 0, place),
            _ => writer.template(table::GUARDS, 0, 0, place),
        }
    }
    writer.out.push_str("print(show([i0, i1, i2, s0, s1, l0, l1, x0, d0, e0, t0, b0]))\n");
    writer.out
}

impl Writer<'_, '_> {
    /// Writes one of some templates of statements at an indent.
    fn template(&mut self, from: &[&str], indent: usize, nesting: usize, place: Place) {
        let template = self.pick(from);
        let number = self.fresh;
        self.fresh += 1;
        for line in template.split('\n') {
            let body = line.trim_start_matches(' ');
            let indent = indent + line.len() - body.len();
            if let Some(block) = body.strip_prefix('@') {
                self.block(block, indent, nesting + 1, place);
                continue;
            }
            let text = self.filled(body, number, EXPRESSION_MAX, place);
            self.line(indent, &text);
        }
        if template.starts_with("def f?") {
            self.functions.push(number);
        }
    }

    /// One of some templates; the first in place of one that others do not understand as we do.
    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        let picked = self.choices.pick(from);
        let template = picked.trim_start_matches(['~', '^']);
        let is_common = match self.dialect {
            Dialect::Own => true,
            Dialect::Upstream => !picked.starts_with('^'),
            Dialect::CPython => template == picked,
        };
        if is_common { template } else { from[0] }
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.n_lines += 1;
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Writes a block: `L` in a loop, `F` the body of a function, `G` of a generator, `M` of a method.
    fn block(&mut self, block: &str, indent: usize, nesting: usize, place: Place) {
        let mut inner = place;
        let is_function = matches!(block, "F" | "G" | "M");
        match block {
            "L" => inner.in_loop = true,
            "F" | "G" | "M" => {
                inner = Place {
                    in_loop: false,
                    in_function: true,
                    in_generator: block == "G",
                    is_pure: place.is_pure || block == "M",
                };
            }
            _ => {}
        }
        if is_function {
            self.begin_function(indent);
        }
        let n = 1 + self.choices.below(3);
        for _ in 0..n {
            self.statement(indent, nesting, inner);
        }
        if is_function {
            self.names.pop();
        }
    }

    /// Says where the function's variables are bound.
    fn begin_function(&mut self, indent: usize) {
        self.line(indent, "tick()");
        let outer = self.names.last().copied().unwrap_or(Names::Module);
        let names = match (self.choices.below(3), outer) {
            (0, _) => Names::Own,
            (1, Names::Own | Names::Outer) => Names::Outer,
            _ => Names::Module,
        };
        match names {
            Names::Own => {
                self.line(indent, "i0, i1, i2, s0, s1 = 1, -2, 40, 'own', ''");
                self.line(indent, "l0, l1, d0, e0 = [4, 2], [], {'k': 0}, {7}");
                self.line(indent, "x0, t0, b0, o0 = -0.5, (2,), b'', Base(6)");
            }
            Names::Outer => self.line(indent, "nonlocal i0, i1, s0, l0, d0, x0, t0, b0, o0"),
            Names::Module => self.line(indent, "global i0, i1, s0, l0, d0, e0, x0, t0, o0"),
        }
        self.names.push(names);
    }

    fn statement(&mut self, indent: usize, nesting: usize, place: Place) {
        let may_nest = nesting < BLOCKS_MAX && self.n_lines < LINES_MAX && !self.choices.is_empty();
        let from = match self.choices.below(8) {
            1 | 2 if may_nest => table::COMPOUND,
            3 if may_nest && !place.is_pure => table::NESTED_FUNCTIONS,
            4 if place.in_loop => table::IN_LOOPS,
            5 if place.in_function && !place.in_generator => table::IN_FUNCTIONS,
            5 | 6 if place.in_generator => table::IN_GENERATORS,
            7 if !place.is_pure => table::WITH_OBJECTS,
            _ => table::SIMPLE,
        };
        self.template(from, indent, nesting, place);
    }

    /// A template whose holes are filled: `?` is the number of the statement, `$` and a letter an expression.
    fn filled(&mut self, template: &str, number: usize, depth: usize, place: Place) -> String {
        let mut out = String::new();
        let mut rest = template.chars();
        while let Some(c) = rest.next() {
            match c {
                '?' => out.push_str(&number.to_string()),
                '$' => {
                    let hole = rest.next().unwrap_or('i');
                    let filled = self.expression(hole, depth, place);
                    out.push_str(&filled);
                }
                c => out.push(c),
            }
        }
        out
    }

    /// An expression of the type that a letter stands for.
    fn expression(&mut self, hole: char, depth: usize, place: Place) -> String {
        if hole == 'F' {
            let at = self.choices.below(self.functions.len() + 1);
            let function =
                if place.is_pure { 0 } else { at.checked_sub(1).map_or(0, |at| self.functions[at]) };
            return format!("f{function}");
        }
        let (simple, composed) = table::expressions(hole, self.dialect == Dialect::Own);
        let from = if depth == 0 || self.choices.below(3) == 0 { simple } else { composed };
        let template = self.pick(from);
        self.filled(template, 0, depth.saturating_sub(1), place)
    }
}
