//! Calls: positional, keyword and starred arguments.

use micropyrite_syntax::{Node, Rule};

use super::{Compiler, Res};
use crate::error::Flaw;
use crate::scope::ScopeKind;

/// What has been seen of a call's arguments.
#[derive(Default)]
struct Arguments {
    n_positional: u32,
    n_keyword: u32,
    /// Which arguments have one star, as bits.
    stars: u64,
    has_star: bool,
    has_double_star: bool,
}

impl Compiler<'_, '_> {
    /// Calls what is on the stack. `n_extra` positional arguments are there already.
    pub fn call(&mut self, list: Node, is_method: bool, n_extra: u32) -> Res {
        let mut seen = Arguments { n_positional: n_extra, ..Arguments::default() };
        for i in 0..self.list_len(list, Rule::Arglist) {
            let arg = self.list_item(list, Rule::Arglist, i);
            match self.tree.rule(arg) {
                Some(Rule::ArglistStar) => self.star_argument(arg, i, &mut seen)?,
                Some(Rule::ArglistDblStar) => {
                    seen.has_double_star = true;
                    // It passes as a keyword argument whose keyword is null.
                    self.load_null();
                    self.child(arg, 0)?;
                    seen.n_keyword += 1;
                }
                Some(Rule::Argument) => self.argument(arg, &mut seen)?,
                _ => {
                    if seen.has_double_star {
                        return self.error(Flaw::PositionalAfterDoubleStar, arg);
                    }
                    if seen.n_keyword > 0 {
                        return self.error(Flaw::PositionalAfterKeyword, arg);
                    }
                    self.node(arg)?;
                    seen.n_positional += 1;
                }
            }
        }
        let star = seen.has_star || seen.has_double_star;
        if star {
            self.load_small_int(seen.stars as i64)?;
        }
        self.call_op(is_method, seen.n_positional, seen.n_keyword, star);
        Ok(())
    }

    fn star_argument(&mut self, arg: Node, index: usize, seen: &mut Arguments) -> Res {
        if seen.has_double_star {
            return self.error(Flaw::StarAfterDoubleStar, arg);
        }
        if seen.n_keyword > 0 {
            return self.error(Flaw::StarAfterKeyword, arg);
        }
        if index as u64 >= self.options.small_int_bits.saturating_sub(1) as u64 {
            return self.error(Flaw::TooManyArgs, arg);
        }
        seen.has_star = true;
        seen.stars |= 1 << (index & 63);
        self.child(arg, 0)?;
        seen.n_positional += 1;
        Ok(())
    }

    /// `name=value`, `name := value`, or a lonely generator expression.
    fn argument(&mut self, arg: Node, seen: &mut Arguments) -> Res {
        let (left, right) = (self.tree.child(arg, 0), self.tree.child(arg, 1));
        match self.tree.rule(right) {
            Some(Rule::Argument3) => {
                self.named_expr(left, self.tree.child(right, 0))?;
                seen.n_positional += 1;
            }
            Some(Rule::CompFor) => {
                self.comprehension(arg, ScopeKind::GenExpr)?;
                seen.n_positional += 1;
            }
            _ => {
                let Some(name) = left.as_id() else {
                    return self.error(Flaw::KeywordNotId, arg);
                };
                self.load_str(name)?;
                self.node(right)?;
                seen.n_keyword += 1;
            }
        }
        Ok(())
    }
}
