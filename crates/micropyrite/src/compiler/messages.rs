//! Texts of the errors of syntax and compiler, at this build's level of detail.
//!
//! Syntax and compiler list their texts as they are, at every level. Here the build's level is picked from the lists
//! and packed as all texts of exceptions are; what is raised is picked by its place in the list.

use micropyrite_compile::{self as compile, ErrorKind};
use micropyrite_core::message::{Template, Text, choose, has_values, pack};
use micropyrite_core::runtime::exc::{self, Value};
use micropyrite_core::types::TypeDef;
use micropyrite_core::{Raise, Vm};
use micropyrite_syntax as syntax;

/// Texts at this build's level.
const fn chosen<const N: usize>(texts: [syntax::error::Text; N]) -> [&'static str; N] {
    let mut chosen = [""; N];
    let mut i = 0;
    while i < N {
        let [terse, normal, detailed] = texts[i];
        chosen[i] = choose(terse, normal, detailed);
        i += 1;
    }
    chosen
}

const PARSER: [&str; syntax::error::TEXTS.len()] = chosen(syntax::error::TEXTS);
static PARSER_PACKED: [u8; pack::list_len(&PARSER)] = pack::list(&PARSER);

const COMPILER: [&str; compile::TEXTS.len()] = chosen(compile::TEXTS);
static COMPILER_PACKED: [u8; pack::list_len(&COMPILER)] = pack::list(&COMPILER);

/// The compiler's words for what is wrong.
pub fn of_compiler(kind: &ErrorKind) -> Text {
    kind.text().map_or(Text::NONE, |place| Text::nth(&COMPILER_PACKED, place))
}

/// Raises what the parser found; of an integer literal with the base and the digits, where there is room for them.
pub fn raise_parse(vm: &mut Vm, class: &'static TypeDef, error: &syntax::Error) -> Raise {
    let text = Text::nth(&PARSER_PACKED, error.kind.text());
    if let syntax::ErrorKind::InvalidInteger { base } = error.kind {
        let values = [Value::Number(base.into()), Value::Word(error.quote())];
        // Only the texts of terse builds take no values.
        const TAKES_VALUES: bool = has_values(PARSER[syntax::ErrorKind::InvalidInteger { base: 0 }.text()]);
        return exc::raise_with(vm, class, Template::new(text, TAKES_VALUES), &values);
    }
    exc::raise_static(vm, class, text)
}
