//! Arguments of calls, and parameters of functions and lambdas.
//!
//! The grammar takes them in any order and number; what is wrong with that the compiler finds.

use super::expression::starts_test;
use super::{Parsed, Parser};
use crate::rules::Rule;
use crate::token::Token;
use crate::tree::Node;

/// Whether a token can start an argument.
fn starts_argument(token: Token) -> bool {
    starts_test(token) || matches!(token, Token::Star | Token::StarStar)
}

/// Whether a token can start a parameter.
fn starts_parameter(token: Token) -> bool {
    matches!(token, Token::Name | Token::Star | Token::StarStar)
}

impl Parser<'_, '_> {
    /// The arguments of a call, if there are any.
    pub(super) fn optional_arglist(&mut self) -> Parsed {
        if !starts_argument(self.token()) {
            return Ok(Node::NULL);
        }
        self.list(Rule::Arglist, starts_argument, Self::argument)
    }

    fn argument(&mut self) -> Parsed {
        let line = self.line();
        let rule = match self.token() {
            Token::Star => Rule::ArglistStar,
            Token::StarStar => Rule::ArglistDblStar,
            _ => return self.plain_argument(line),
        };
        self.advance()?;
        let value = self.test()?;
        self.node(rule, line, &[value])
    }

    /// `test`, perhaps with `= test`, `:= test` or a comprehension behind it.
    fn plain_argument(&mut self, line: u32) -> Parsed {
        let first = self.test()?;
        let second_line = self.line();
        let second = match self.token() {
            Token::KwFor => self.comp_for()?,
            Token::Equal => {
                self.advance()?;
                self.test()?
            }
            Token::Walrus => {
                self.advance()?;
                let value = self.test()?;
                self.node(Rule::Argument3, second_line, &[value])?
            }
            _ => return Ok(first),
        };
        self.node(Rule::Argument, line, &[first, second])
    }

    /// The parameters of a function, if there are any.
    pub(super) fn optional_typedargslist(&mut self) -> Parsed {
        if !starts_parameter(self.token()) {
            return Ok(Node::NULL);
        }
        self.list(Rule::Typedargslist, starts_parameter, Self::typedargslist_item)
    }

    fn typedargslist_item(&mut self) -> Parsed {
        let line = self.line();
        match self.token() {
            Token::Star => {
                self.advance()?;
                let inner_line = self.line();
                let inner = if self.token() == Token::Name {
                    let name = self.name()?;
                    let annotation = self.annotation()?;
                    self.node(Rule::Tfpdef, inner_line, &[name, annotation])?
                } else {
                    Node::NULL
                };
                self.node(Rule::TypedargslistStar, line, &[inner])
            }
            Token::StarStar => {
                self.advance()?;
                let name = self.name()?;
                let annotation = self.annotation()?;
                self.node(Rule::TypedargslistDblStar, line, &[name, annotation])
            }
            _ => {
                let name = self.name()?;
                let annotation = self.annotation()?;
                let default = self.default()?;
                if annotation.is_null() && default.is_null() {
                    return Ok(name);
                }
                self.node(Rule::TypedargslistName, line, &[name, annotation, default])
            }
        }
    }

    /// `: test`, if it is there.
    fn annotation(&mut self) -> Parsed {
        if self.accept(Token::Colon)? { self.test() } else { Ok(Node::NULL) }
    }

    /// `= test`, if it is there.
    fn default(&mut self) -> Parsed {
        if self.accept(Token::Equal)? { self.test() } else { Ok(Node::NULL) }
    }

    /// The parameters of a lambda, if there are any.
    pub(super) fn optional_varargslist(&mut self) -> Parsed {
        if !starts_parameter(self.token()) {
            return Ok(Node::NULL);
        }
        self.list(Rule::Varargslist, starts_parameter, Self::varargslist_item)
    }

    fn varargslist_item(&mut self) -> Parsed {
        let line = self.line();
        match self.token() {
            Token::Star => {
                self.advance()?;
                let name = if self.token() == Token::Name { self.name()? } else { Node::NULL };
                self.node(Rule::VarargslistStar, line, &[name])
            }
            Token::StarStar => {
                self.advance()?;
                let name = self.name()?;
                self.node(Rule::VarargslistDblStar, line, &[name])
            }
            _ => {
                let name = self.name()?;
                let default = self.default()?;
                if default.is_null() {
                    return Ok(name);
                }
                self.node(Rule::VarargslistName, line, &[name, default])
            }
        }
    }
}
