//! Atoms and what trails them: names, literals, brackets, calls, items.

use super::expression::{starts_item, starts_test};
use super::{BRACKETS, Parsed, Parser};
use crate::rules::Rule;
use crate::token::Token;
use crate::tree::Node;

/// Whether a token can start a subscript.
fn starts_subscript(token: Token) -> bool {
    starts_test(token) || token == Token::Colon
}

impl Parser<'_, '_> {
    /// `[await] atom trailer*`
    pub(super) fn atom_expr(&mut self) -> Parsed {
        let line = self.line();
        let awaits = self.accept(Token::KwAwait)?;
        let atom = self.atom()?;
        let trails = matches!(self.token(), Token::ParenOpen | Token::BracketOpen | Token::Period);
        if !trails && !awaits {
            return Ok(atom);
        }
        let trailers = if trails { self.trailers()? } else { Node::NULL };
        let rule = if awaits { Rule::AtomExprAwait } else { Rule::AtomExprNormal };
        self.node(rule, line, &[atom, trailers])
    }

    fn trailers(&mut self) -> Parsed {
        let (line, base) = self.begin();
        loop {
            let trailer = match self.token() {
                Token::ParenOpen => self.trailer_paren()?,
                Token::BracketOpen => self.trailer_bracket()?,
                Token::Period => self.trailer_period()?,
                _ => return self.end_list(Rule::AtomExprTrailers, line, base),
            };
            self.push(trailer)?;
        }
    }

    /// `( [arglist] )` behind a callee.
    pub(super) fn trailer_paren(&mut self) -> Parsed {
        let line = self.line();
        self.enter(BRACKETS)?;
        self.advance()?;
        let arguments = self.optional_arglist()?;
        self.expect(Token::ParenClose)?;
        self.leave(BRACKETS);
        self.node(Rule::TrailerParen, line, &[arguments])
    }

    fn trailer_bracket(&mut self) -> Parsed {
        let line = self.line();
        self.enter(BRACKETS)?;
        self.advance()?;
        let subscripts = self.list(Rule::Subscriptlist, starts_subscript, Self::subscript)?;
        self.expect(Token::BracketClose)?;
        self.leave(BRACKETS);
        self.node(Rule::TrailerBracket, line, &[subscripts])
    }

    fn trailer_period(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let name = self.name()?;
        self.node(Rule::TrailerPeriod, line, &[name])
    }

    /// `test`, or a slice with all or some of its parts.
    fn subscript(&mut self) -> Parsed {
        if self.token() == Token::Colon {
            return self.slice_end();
        }
        let line = self.line();
        let start = self.test()?;
        if self.token() != Token::Colon {
            return Ok(start);
        }
        let end = self.slice_end()?;
        self.node(Rule::Subscript2, line, &[start, end])
    }

    /// `: [end] [: [step]]`
    fn slice_end(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let inner_line = self.line();
        let end = self.optional_test()?;
        let step_line = self.line();
        let inner = if !self.accept(Token::Colon)? {
            end
        } else {
            let step = self.optional_test()?;
            if end.is_null() {
                self.node(Rule::Subscript3c, inner_line, &[step])?
            } else {
                let step = self.node(Rule::Sliceop, step_line, &[step])?;
                self.node(Rule::Subscript3d, inner_line, &[end, step])?
            }
        };
        self.node(Rule::Subscript3, line, &[inner])
    }

    fn atom(&mut self) -> Parsed {
        match self.token() {
            Token::Name => {
                let node = self.lexer.node;
                self.advance()?;
                Ok(node)
            }
            token @ (Token::Ellipsis | Token::KwNone | Token::KwTrue | Token::KwFalse) => {
                self.advance()?;
                Ok(Node::token(token))
            }
            Token::Integer | Token::FloatOrImag | Token::String | Token::Bytes => {
                let node = self.literal()?;
                self.advance()?;
                Ok(node)
            }
            Token::ParenOpen => self.paren(),
            Token::BracketOpen => self.bracket(),
            Token::BraceOpen => self.brace(),
            _ => self.fail(),
        }
    }

    /// `( ... )`: nothing, a tuple, a generator, or just an expression.
    fn paren(&mut self) -> Parsed {
        let line = self.line();
        self.enter(BRACKETS)?;
        self.advance()?;
        let inner = match self.token() {
            Token::ParenClose => Node::NULL,
            Token::KwYield => self.yield_expr()?,
            _ => self.testlist_comp()?,
        };
        self.expect(Token::ParenClose)?;
        self.leave(BRACKETS);
        if inner.is_null() || self.tree.is(inner, Rule::TestlistComp) {
            return self.node(Rule::AtomParen, line, &[inner]);
        }
        Ok(inner)
    }

    /// `[ ... ]`: a list or a list comprehension.
    fn bracket(&mut self) -> Parsed {
        let line = self.line();
        self.enter(BRACKETS)?;
        self.advance()?;
        let inner = if self.token() == Token::BracketClose { Node::NULL } else { self.testlist_comp()? };
        self.expect(Token::BracketClose)?;
        self.leave(BRACKETS);
        self.node(Rule::AtomBracket, line, &[inner])
    }

    /// What stands in parentheses or brackets.
    fn testlist_comp(&mut self) -> Parsed {
        let line = self.line();
        let first = self.testlist_comp_item()?;
        match self.token() {
            Token::KwFor => {
                let comprehension = self.comp_for()?;
                return self.node(Rule::TestlistComp, line, &[first, comprehension]);
            }
            Token::Comma => self.advance()?,
            _ => return Ok(first),
        }
        if !starts_item(self.token()) {
            return self.node(Rule::TestlistComp, line, &[first]);
        }
        // A longer list counts from its second item.
        let (second_line, base) = self.begin();
        self.push(first)?;
        let second = self.testlist_comp_item()?;
        if self.token() != Token::Comma {
            self.stack.truncate(base);
            return self.node(Rule::TestlistComp, line, &[first, second]);
        }
        self.push(second)?;
        while self.accept(Token::Comma)? && starts_item(self.token()) {
            let item = self.testlist_comp_item()?;
            self.push(item)?;
        }
        self.make(Rule::TestlistComp, second_line, base)
    }

    fn testlist_comp_item(&mut self) -> Parsed {
        if self.token() == Token::Star { self.star_expr() } else { self.namedexpr_test() }
    }

    /// `{ ... }`: a dict, a set, or a comprehension.
    fn brace(&mut self) -> Parsed {
        let line = self.line();
        self.enter(BRACKETS)?;
        self.advance()?;
        let inner = if self.token() == Token::BraceClose { Node::NULL } else { self.dictorsetmaker()? };
        self.expect(Token::BraceClose)?;
        self.leave(BRACKETS);
        self.node(Rule::AtomBrace, line, &[inner])
    }

    fn dictorsetmaker(&mut self) -> Parsed {
        let line = self.line();
        let first = self.dictorsetmaker_item()?;
        let tail_line = self.line();
        let tail = match self.token() {
            Token::KwFor => self.comp_for()?,
            Token::Comma => {
                self.advance()?;
                let rest = if starts_test(self.token()) {
                    self.list(Rule::DictorsetmakerList2, starts_test, Self::dictorsetmaker_item)?
                } else {
                    Node::NULL
                };
                self.node(Rule::DictorsetmakerList, tail_line, &[rest])?
            }
            _ => return Ok(first),
        };
        self.node(Rule::Dictorsetmaker, line, &[first, tail])
    }

    /// `key : value`, or an item of a set.
    fn dictorsetmaker_item(&mut self) -> Parsed {
        let line = self.line();
        let key = self.test()?;
        if !self.accept(Token::Colon)? {
            return Ok(key);
        }
        let value = self.test()?;
        self.node(Rule::DictorsetmakerItem, line, &[key, value])
    }

    /// `for targets in iterable`, and what follows it in the comprehension.
    pub(super) fn comp_for(&mut self) -> Parsed {
        let line = self.line();
        self.enter(1)?;
        self.advance()?;
        let targets = self.exprlist()?;
        self.expect(Token::KwIn)?;
        let iterable = self.or_test()?;
        let inner = self.comp_iter()?;
        self.leave(1);
        // The last child is for the compiler.
        self.node(Rule::CompFor, line, &[targets, iterable, inner, Node::NULL])
    }

    /// A `for` or `if` that goes on with a comprehension, if there is one.
    fn comp_iter(&mut self) -> Parsed {
        match self.token() {
            Token::KwFor => self.comp_for(),
            Token::KwIf => {
                let line = self.line();
                self.enter(1)?;
                self.advance()?;
                let condition = self.test_nocond()?;
                let inner = self.comp_iter()?;
                self.leave(1);
                self.node(Rule::CompIf, line, &[condition, inner])
            }
            _ => Ok(Node::NULL),
        }
    }

    /// `yield [from test | testlist]`
    pub(super) fn yield_expr(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let from_line = self.line();
        let value = if self.accept(Token::KwFrom)? {
            let iterable = self.test()?;
            self.node(Rule::YieldArgFrom, from_line, &[iterable])?
        } else {
            self.optional_testlist()?
        };
        self.node(Rule::YieldExpr, line, &[value])
    }
}
